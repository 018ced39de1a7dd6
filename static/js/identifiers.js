// How a text shows who a patient is: improve/ideas/identifiers.py step by step, by the same rule file.
// Offsets are code points, as there. A test holds both against each other: change both, or neither.
"use strict";

window.improveIdentifiers = (() => {
  const CUE_BEFORE = 60;
  const CUE_AFTER = 40;
  const LABEL = 40;
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
      words: classes(file.words, file.classes),
      common: words(file.words.common),
      given: words(file.given_names),
      surnames: words(file.surnames),
      wordNames: words(file.names_that_are_words),
      neverATitles: words(file.words.not_after_title),
      acronyms: words(file.acronyms),
      neverInitials: words(file.never_initials),
      sameLetter: sameLetter(file),
    };
  }

  function classes(lists, letters) {
    const known = new Map();
    for (const [name, text] of Object.entries(lists)) {
      const letter = letters[name.replaceAll("_", " ")];
      if (!letter || name === "common") continue;
      for (const listed of text.split(" ")) {
        const word = listed.replaceAll("_", " ");
        if (!known.has(word)) known.set(word, letter);
      }
    }
    return known;
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

  // ---------- the words by sort ----------

  function wordsOf(plain) {
    const places = joinedPhrases(tokens(plain.lower), plain.lower);
    const isShouted = (plain.text.match(/[a-z]/g) || []).length * 4 < (plain.text.match(/[A-Z]/g) || []).length;
    let found = "";
    for (const [start, end] of places) found += wordClass(plain, start, end, found.slice(-2), isShouted);
    return { classes: found, places };
  }

  function tokens(text) {
    const places = [];
    for (const match of text.matchAll(/[a-z]+(?:['-][a-z]+)*|[0-9]+|[^a-z0-9 ]/g)) {
      const start = match.index;
      const end = start + match[0].length;
      if (end - start > 2 && match[0].endsWith("'s")) places.push([start, end - 2], [end - 2, end]);
      else places.push([start, end]);
    }
    return places;
  }

  function joinedPhrases(places, text) {
    const joined = [];
    for (let at = 0; at < places.length;) {
      const start = places[at][0];
      const size = [4, 3, 2].find((more) => (
        at + more <= places.length && rules.words.has(text.slice(start, places[at + more - 1][1]))
      )) || 1;
      joined.push([start, places[at + size - 1][1]]);
      at += size;
    }
    return joined;
  }

  function wordClass(plain, start, end, before, isShouted) {
    const word = plain.lower.slice(start, end);
    if (word[0] < "a" || word[0] > "z") return signClass(word);
    const isGreat = plain.text[start] >= "A" && plain.text[start] <= "Z" && !isShouted;
    const followsTitle = before.slice(-1) === "t" || before === "tE";
    if (followsTitle && rules.neverATitles.has(word)) return "n";
    if (followsTitle && rules.wordNames.has(word)) return "W";
    if (end - start === 1) {
      const isInitial = followsTitle || (isGreat && before.slice(-1) === "b");
      return isInitial ? "z" : letterClass(plain, start, end, isGreat);
    }
    const isFirst = ["", "E"].includes(before.slice(-1)) && before !== "zE";
    const byCase = caseClass(plain.text.slice(start, end), isGreat, isFirst);
    if ((word === "ms" || word === "mr") && byCase === "u") return word === "ms" ? "u" : "h";
    return rules.words.get(word) || nameClass(word, byCase);
  }

  function caseClass(word, isGreat, isFirst) {
    if (!isGreat) return "w";
    if (!/[a-z]/.test(word)) return "u";
    return isFirst ? "I" : "C";
  }

  function signClass(sign) {
    if (sign[0] >= "0" && sign[0] <= "9") return "d";
    if (sign === "'s") return "S";
    if (".!?\n".includes(sign)) return "E";
    return sign === "&" ? "B" : "P";
  }

  function letterClass(plain, start, end, isGreat) {
    const letter = plain.lower[start];
    const after = plain.lower.slice(end, end + 1);
    if (letter === "b" && after >= "0" && after <= "9") return "b";
    if (isGreat && (after === "." || (letter !== "a" && letter !== "i"))) return "z";
    return { a: "g", i: "f", n: "B" }[letter] || "w";
  }

  function nameClass(word, byCase) {
    if (rules.wordNames.has(word)) return { w: "f", I: "V" }[byCase] || "W";
    if (rules.common.has(word)) return "f";
    for (const known of [word, byCase === "w" ? word : word.split("-")[0]]) {
      if (rules.given.has(known)) return "G";
      if (rules.surnames.has(known)) return "N";
    }
    return byCase;
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
    const { classes: sorts, places } = wordsOf(plain);
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

  async function fetchRules() {
    const place = document.querySelector("[data-identifier-rules]");
    if (!place) return;
    try {
      const answer = await fetch(place.dataset.identifierRules);
      if (answer.ok) read(await answer.json());
    } catch { /* the server looks at every text as well */ }
  }

  const ready = typeof document === "undefined" ? null : fetchRules();
  return { read, ready, find, passesCheckDigit, shouldStop: (text) => find(text).length > 0 };
})();
