// Reads one JSON object a line ({"html": …, "fragment": …}) and answers each with a JSON list of problems.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { HtmlValidate, StaticConfigLoader } = require("html-validate");

const whole = JSON.parse(fs.readFileSync(path.join(__dirname, "..", ".htmlvalidate.json"), "utf8"));
const part = { ...whole, rules: { ...whole.rules, "missing-doctype": "off", "heading-level": "off" } };

const validators = {
  page: new HtmlValidate(new StaticConfigLoader(whole)),
  fragment: new HtmlValidate(new StaticConfigLoader(part)),
};

function problems({ html, fragment }) {
  const validator = fragment ? validators.fragment : validators.page;
  const report = validator.validateStringSync(html, fragment ? "fragment.html" : "page.html");
  const messages = report.results.flatMap((result) => result.messages);
  return messages.map((each) => `${each.line}:${each.column} ${each.ruleId}: ${each.message}${at(each)}`);
}

function at(message) {
  return message.selector ? ` (${message.selector})` : "";
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(problems(JSON.parse(line))) + "\n");
});
