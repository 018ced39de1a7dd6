// Reads texts from stdin, a JSON string a line; writes the spans that the tablet's script finds, a JSON list a line.
"use strict";
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");

globalThis.window = {};
const [rules, ...scripts] = process.argv.slice(2);
new Function(scripts.map((script) => readFileSync(script, "utf8")).join("\n"))();
window.improveIdentifiers.read(JSON.parse(readFileSync(rules, "utf8")));
createInterface({ input: process.stdin }).on("line", (line) => {
  const found = window.improveIdentifiers.find(JSON.parse(line));
  process.stdout.write(JSON.stringify(found.map(({ start, end, kind }) => [start, end, kind])) + "\n");
});
