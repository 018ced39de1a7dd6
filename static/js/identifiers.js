// How a text shows who a patient is: improve/ideas/identifiers.py step by step, by the same rule file.
// Offsets are code points, as there. A test holds both against each other: change both, or neither.
"use strict";

window.improveIdentifiers = (() => {
  const CUE_BEFORE = 60;
  const CUE_AFTER = 40;
  const LABEL = 40;
  const BESIDE = 6;
  const END = "(?![\\s\\S])";
  const FOREIGN = "¤";
  const DECORATION = /[\u0300-\u036f\u200b-\u200f\ufe00-\ufe0f\u00ad\u2060\ufeff]/;
  let rules = null;

  // ---------- the rule file ----------

  function read(file) {
    const words = (text) => new Set(text.split(" "));
    rules = {
      numbers: file.rules.map((rule) => numberRule(rule, file)),
      names: file.name_rules.map((rule) => nameRule(rule, file.classes)),
      acronyms: words(file.acronyms),
      neverInitials: words(file.never_initials),
      sameLetter: sameLetter(file),
      languages: Object.entries(file.languages).map(([language, small]) => [language, words(small)]),
    };
    window.improveIdentifierWords.read(file);
  }

  function numberRule(rule, { fragments, cues }) {
    const made = (pattern) => new RegExp(filled(pattern, fragments), "g");
    return {
      kind: rule.kind,
      pattern: made(`(${rule.before})(${rule.mark})${ahead(rule.after)}`),
      isCaseKept: Boolean(rule.case),
      check: rule.check || "",
      notAfter: rule.not_after ? made(`\\b(?:${rule.not_after})${END}`) : null,
      cue: rule.cue ? cue(cues[rule.cue], rule.without_cue) : null,
      isBeside: Boolean(rule.beside),
    };
  }

  function filled(pattern, fragments) {
    let found = /\{([a-z_]+)\}/.exec(pattern);
    while (found) {
      pattern = pattern.replaceAll(found[0], () => fragments[found[1]]);
      found = /\{([a-z_]+)\}/.exec(pattern);
    }
    return pattern;
  }

  function nameRule(rule, letters) {
    const lettersOf = (_whole, names) => (
      names === "any" ? "[a-zA-Z]" : `[${names.split("|").map((name) => letters[name]).join("")}]`
    );
    const pattern = `(${rule.before})(${rule.mark})${ahead(rule.after)}`;
    const source = pattern.replace(/<([^<>]+)>/g, lettersOf).replaceAll(" ", "");
    return { kind: rule.kind, pattern: new RegExp(source, "g") };
  }

  const ahead = (after) => (after && !after.startsWith("(?") ? `(?=${after})` : after);

  const cue = (words, without) => ({
    telling: new RegExp(`\\b(?:(${words.patient})|(${words.staff}))(?:'?s)?\\b`, "g"), without,
  });

  function sameLetter(file) {
    const same = new Map();
    for (const [letter, chars] of Object.entries(file.same_letter)) for (const char of chars) same.set(char, letter);
    for (const zero of file.digits_begin_at) {
      for (let digit = 0; digit < 10; digit += 1) {
        same.set(String.fromCodePoint(zero.codePointAt(0) + digit), String(digit));
      }
    }
    return same;
  }

  // ---------- a text in plain ASCII, one character for one ----------

  function plainOf(text) {
    const places = [];
    let plain = "";
    let place = 0;
    for (const char of text) {
      const letter = (char >= " " && char <= "~" && char.length === 1) || char === "\n" ? char : plainLetter(char);
      if (letter) {
        plain += letter;
        places.push(place);
      }
      place += 1;
    }
    const lower = plain.replace(/[A-Z]/g, (char) => char.toLowerCase());
    return { text: plain, lower, places, taken: new Uint8Array(plain.length), told: new Map() };
  }

  function plainLetter(char) {
    const point = char.codePointAt(0);
    if (DECORATION.test(char)) return "";
    if (rules.sameLetter.has(char)) return rules.sameLetter.get(char);
    if (point < 0x2000 || (point >= 0xff00 && point <= 0xffef)) {
      const first = [...char.normalize("NFKD")][0];
      if (first >= " " && first <= "~" && first.length === 1) return first;
    }
    if (point < 0x20 || (point >= 0x80 && point <= 0x9f) || point === 0x2028 || point === 0x2029) {
      return point === 9 ? " " : "\n";
    }
    if ((point >= 0x2000 && point <= 0x200a) || [0x202f, 0x205f, 0x3000].includes(point)) return " ";
    return (point >= 0x370 && point <= 0x1fff) || (point >= 0x3040 && point <= 0xd7ff) ? "x" : FOREIGN;
  }

  const isFree = (plain, start, end) => !plain.taken.subarray(start, end).includes(1);

  // Whether nothing but a few signs is between the passage and one that is taken.
  function standsBeside({ lower, taken }, start, end) {
    const isSign = (at) => !/[a-z0-9]/.test(lower[at]);
    let before = start - 1;
    let after = end;
    while (before >= Math.max(0, start - BESIDE) && isSign(before)) before -= 1;
    while (after < Math.min(lower.length, end + BESIDE) && isSign(after)) after += 1;
    return taken.subarray(Math.max(0, before), start).includes(1) || taken.subarray(end, after + 1).includes(1);
  }

  // Where the telling words stand, and whether each is a patient's.
  function telling(plain, by) {
    if (!plain.told.has(by)) {
      const found = [...plain.lower.matchAll(by.telling)].map((match) => (
        { start: match.index, end: match.index + match[0].length, isPatients: match[1] !== undefined }
      ));
      plain.told.set(by, found);
    }
    return plain.told.get(by);
  }

  // ---------- finding ----------

  function* matches(rule, text) {
    rule.pattern.lastIndex = 0;
    let match = rule.pattern.exec(text);
    while (match) {
      const start = match.index + match[1].length;
      yield { match, start, end: start + match[2].length };
      rule.pattern.lastIndex = match.index + 1;
      match = rule.pattern.exec(text);
    }
  }

  function isMeant(rule, plain, { match, start, end }) {
    if (rule.check === "nhs" && !passesCheckDigit(match[2])) return false;
    if (rule.check.endsWith("initials") && isAbbreviation(rule, match)) return false;
    if (rule.notAfter) {
      rule.notAfter.lastIndex = 0;
      if (rule.notAfter.test(plain.lower.slice(Math.max(0, start - LABEL), start))) return false;
    }
    if (rule.isBeside && !standsBeside(plain, start, end)) return false;
    return !rule.cue || isPatients(rule.cue, plain, start, end);
  }

  // The nearest telling word before a number says whose it is, else the first one after it.
  function isPatients(by, plain, start, end) {
    const told = telling(plain, by);
    const before = told.findLast((word) => word.end <= start);
    if (before && before.start >= start - CUE_BEFORE) return before.isPatients;
    const after = told.find((word) => word.start >= end);
    return after && after.start <= end + CUE_AFTER ? after.isPatients : by.without;
  }

  function passesCheckDigit(passage) {
    const digits = [...passage].filter((char) => char >= "0" && char <= "9").map(Number);
    if (digits.length !== 10) return false;
    const rest = digits.slice(0, 9).reduce((sum, digit, at) => sum + digit * (10 - at), 0) % 11;
    return (11 - rest) % 11 === digits[9];
  }

  // Whether the letters are a word of the ward. Beside an age, or with dots (R.D.), few are.
  function isAbbreviation(rule, match) {
    const said = match.slice(3).find(Boolean);
    const isSure = rule.check === "aged initials" || said.includes(".");
    return (isSure ? rules.neverInitials : rules.acronyms).has(said.toLowerCase().replace(/[^a-z]/g, ""));
  }

  function* numbers(plain) {
    for (const rule of rules.numbers) {
      for (const found of matches(rule, rule.isCaseKept ? plain.text : plain.lower)) {
        if (!isFree(plain, found.start, found.end) || !isMeant(rule, plain, found)) continue;
        plain.taken.fill(1, found.start, found.end);
        yield { ...found, kind: rule.kind };
      }
    }
  }

  function* names(plain) {
    const { classes: sorts, places } = window.improveIdentifierWords.wordsOf(plain, isFree);
    for (const rule of rules.names) {
      for (const found of matches(rule, sorts)) {
        const start = places[found.start][0];
        const end = places[found.end - 1][1];
        if (!isFree(plain, start, end)) continue;
        plain.taken.fill(1, start, end);
        yield { start, end, kind: rule.kind };
      }
    }
  }

  // The passages, in order; nothing before the rules have come.
  function find(text) {
    if (!rules) return [];
    const plain = plainOf(text);
    return [...numbers(plain), ...names(plain)]
      .filter(({ kind }) => kind !== "staff")
      .map(({ start, end, kind }) => ({ start: plain.places[start], end: plain.places[end - 1] + 1, kind }))
      .sort((one, other) => one.start - other.start);
  }

  // The language most of whose small words stand in the text; `otherwise` where none leads. See identifier_rules/language.py.
  function languageOf(text, otherwise) {
    const words = text.toLowerCase().match(/[a-z]+/g) || [];
    const [first, second] = rules.languages.map(([language, small]) => (
      { language, number: words.filter((word) => small.has(word)).length }
    )).sort((one, other) => other.number - one.number);
    return first.number > second.number ? first.language : otherwise;
  }

  async function fetchRules() {
    const place = document.querySelector("[data-identifier-rules]");
    if (!place) return;
    try {
      const answer = await fetch(place.dataset.identifierRules);
      if (answer.ok) read(await answer.json());
    } catch { /* the server looks at every text as well */ }
  }

  const ready = typeof document === "undefined" ? null : fetchRules();
  return { read, ready, find, languageOf, passesCheckDigit, shouldStop: (text) => find(text).length > 0 };
})();
