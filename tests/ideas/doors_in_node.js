// Reads texts from stdin, a JSON string a line; writes the door that the tablet's phrases say, one a line.
"use strict";
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");

const [script, phrases] = process.argv.slice(2);
const held = { textContent: JSON.stringify(Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(phrases, "utf8"))).filter(([name]) => name !== "about"),
)) };
globalThis.window = { addEventListener() {} };
globalThis.document = { addEventListener() {}, querySelector: () => held };
new Function(readFileSync(script, "utf8"))();
createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(`${window.improveDoors.byPhrases(JSON.parse(line))}\n`);
});
