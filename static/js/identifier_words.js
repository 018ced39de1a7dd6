// The words of a text by sort: improve/ideas/identifier_rules/words.py, vocabulary.py and prints.py, step by step.
// Stands before identifiers.js, which finds names by these sorts.
"use strict";

window.improveIdentifierWords = (() => {
  const LETTERS_OF_A_SLIP = 5;
  const LETTERS_OF_AN_ABBREVIATION = 3;
  const LONGEST_WORD = 32;
  const VOWELS = "aeiou";
  const ODD = { w: "Y", C: "X", I: "A", u: "T" };
  const NOT_ODD = Object.fromEntries(Object.entries(ODD).map(([plain, odd]) => [odd, plain]));
  const FEW_ODD = 3; // that another language may be at work: two such words are more often a person's two names
  const NO_WORDS = /[dSEBPF]/g; // numbers, signs, and what is not free
  let rules = null;

  // ---------- which words are words, and which are names ----------

  function read(file) {
    const words = (text) => new Set(text.split(" "));
    rules = {
      words: classes(file.words, file.classes),
      common: words(file.words.common),
      plain: words([...Object.values(file.words), file.acronyms].join(" ").replaceAll("_", " ")),
      short: prints(file.prints.short),
      long: prints(file.prints.long),
      endings: file.endings.split(" "),
      misspelt: new Set(),
      nameShape: new RegExp(`^(?:${file.name_shape})(?![\\s\\S])`),
      given: { likeWords: words(file.given_like_words), prints: prints(file.prints.given) },
      surnames: { likeWords: words(file.surnames_like_words), prints: prints(file.prints.surnames) },
      wordNames: words(file.names_that_are_words),
      neverATitles: words(file.words.not_after_title),
    };
    for (const word of rules.plain) {
      if (word.length > LETTERS_OF_A_SLIP) for (const less of oneLess(word)) rules.misspelt.add(less);
    }
  }

  // Many words, of each only its number: the steps from one to the next are written by Rice's code.
  function prints({ bits, range, steps }) {
    const written = [...atob(steps)].map((octet) => octet.charCodeAt(0).toString(2).padStart(8, "0")).join("");
    const numbers = new Set();
    let last = -1;
    for (let at = 0; at + bits < written.length;) {
      const zero = written.indexOf("0", at);
      if (zero < 0) break;
      last += 1 + (zero - at) * 2 ** bits + parseInt(written.slice(zero + 1, zero + 1 + bits), 2);
      numbers.add(last);
      at = zero + 1 + bits;
    }
    return { has: (word) => numbers.has(numberOf(word) % range) };
  }

  // FNV-1a of a word in ASCII, 32 bits.
  function numberOf(word) {
    let number = 0x811c9dc5;
    for (let at = 0; at < word.length; at += 1) number = Math.imul(number ^ word.charCodeAt(at), 0x01000193);
    return number >>> 0;
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

  const isWord = (word) => (
    rules.plain.has(word) || (word.length <= LETTERS_OF_A_SLIP ? rules.short : rules.long).has(word)
  );

  // Whether it is a word that is no name, also with an ending.
  function isKnown(whole) {
    const part = whole.split("-")[0];
    const before = part.split("'")[0];
    const word = before.length > 1 ? before : part;  // O'Hara is no "o"
    return isWord(word) || rules.endings.some((ending) => {
      const stem = word.slice(0, -ending.length);
      return word.endsWith(ending) && stem.length > 2 && (
        isWord(stem) || isWord(`${stem}e`) || isWord(`${stem}y`)
        || (stem.at(-1) === stem.at(-2) && isWord(stem.slice(0, -1)))
      );
    });
  }

  const isName = (names, word) => names.likeWords.has(word) || (names.prints.has(word) && !isKnown(word));

  // Whether it is a word with a letter wrong, missing, too many or in the wrong place.
  function isSlip(word) {
    if (word.length <= LETTERS_OF_A_SLIP) return false;
    return rules.misspelt.has(word)
      || oneLess(word).some((less) => rules.misspelt.has(less) || isWord(less))
      || meant(word).some((other) => rules.long.has(other));
  }

  // The word without one of its letters: what it shares with most misspellings of it.
  const oneLess = (word) => [...word].map((_letter, at) => word.slice(0, at) + word.slice(at + 1));

  // What somebody meant who swapped two letters, took a wrong vowel or left one out, or wrote a double letter once.
  function meant(word) {
    return [...word].flatMap((letter, at) => {
      const before = word.slice(0, at);
      const after = word.slice(at + 1);
      const others = [before + after.slice(0, 1) + letter + after.slice(1), before + letter + letter + after];
      for (const vowel of VOWELS) {
        others.push(before + letter + vowel + after);
        if (VOWELS.includes(letter)) others.push(before + vowel + after);
      }
      return others;
    });
  }

  // ---------- a text ----------

  function wordsOf(plain, isFree) {
    const places = joinedPhrases(tokens(plain.lower), plain.lower);
    const isShouted = (plain.text.match(/[a-z]/g) || []).length * 4 < (plain.text.match(/[A-Z]/g) || []).length;
    let found = "";
    for (const [start, end] of places) {
      found += isFree(plain, start, end) ? wordClass(plain, start, end, found.slice(-2), isShouted) : "F";
    }
    return { classes: isForeign(found) ? found.replace(/[YXAT]/g, (odd) => NOT_ODD[odd]) : found, places };
  }

  // So many words stand in no list that it is another language, in which that says nothing of names.
  function isForeign(classes) {
    const odd = classes.replace(/[^YXAT]/g, "").length;
    return odd >= FEW_ODD && odd * 2 >= classes.replace(NO_WORDS, "").length;
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
    if (word.length > LONGEST_WORD) return byCase;
    if (rules.wordNames.has(word)) {
      const isAbbreviation = byCase === "u" && word.length <= LETTERS_OF_AN_ABBREVIATION;
      return isAbbreviation ? "u" : { w: "f", I: "V" }[byCase] || "W";
    }
    if (rules.common.has(word)) return "f";
    if (/^x+$/.test(word)) return byCase;
    for (const known of [word, byCase === "w" ? word : word.split("-")[0]]) {
      if (isName(rules.given, known)) return "G";
      if (isName(rules.surnames, known)) return "N";
    }
    return isKnown(word) ? byCase : oddClass(word, byCase);
  }

  // The sort of a word that stands in no list.
  function oddClass(word, byCase) {
    if (word.endsWith("s") && isName(rules.given, word.slice(0, -1))) return "G";
    if (rules.nameShape.test(word)) return "N";
    return byCase !== "C" && (word.length < 4 || isSlip(word)) ? byCase : ODD[byCase];
  }

  return { read, wordsOf };
})();
