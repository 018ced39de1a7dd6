// Words that show who a patient is: one line while they are typed, and a screen with ways on when they are to be sent.
// The words stand in templates/capture/_patient_template.html. Nothing found here is kept or sent anywhere.
"use strict";

(() => {
  const identifiers = window.improveIdentifiers;
  const PERSON = ["patient_name", "initials_bed"];
  const NUMBER = ["nhs_number", "hospital_number"];
  const SURE = "nhs_number";
  const PAUSE_MS = 250;

  const find = (css) => document.querySelector(css);
  const say = (sentence) => document.dispatchEvent(new CustomEvent("improve:say", { detail: sentence }));
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const held = () => JSON.parse(find("[data-patient-words]").textContent);
  const words = (name, values = {}) => held()[name].replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
  const tidy = (typed) => typed.normalize("NFC").replace(/\r\n?/g, "\n").trim();

  let typing = 0;
  let shown = null; // {form, field, text, spans, restore}

  document.addEventListener("improve:before-send", (event) => {
    const { form, text } = event.detail;
    if (!find("[data-patient-screen]") || form.dataset.notAPatient === text) return;
    const spans = identifiers.find(text);
    if (!spans.length) return;
    event.preventDefault();
    show(form, text, spans);
  });

  // The server found what this script did not.
  document.addEventListener("improve:stopped", (event) => {
    const { stop, spans, form, text } = event.detail;
    if (stop !== "patient" || !spans || !find("[data-patient-screen]")) return;
    event.preventDefault();
    show(form, text, spans.map(([start, end, kind]) => ({ start, end, kind })));
  });

  for (const name of ["improve:sent", "improve:leave", "improve:shown"]) {
    document.addEventListener(name, () => { shown = null; clearTimeout(typing); });
  }

  // ---------- while typing ----------

  document.addEventListener("input", (event) => {
    if (!event.target.matches("form[data-keep] textarea, form[data-capture] textarea, form[data-rest] textarea")) return;
    clearTimeout(typing);
    typing = setTimeout(() => showLine(event.target), PAUSE_MS);
  });

  function showLine(field) {
    if (!field.isConnected || !find("[data-patient-words]")) return;
    const kinds = [...new Set(identifiers.find(field.value).map(({ kind }) => kind))];
    const line = lineOf(field);
    const sentence = kinds.length ? words("may_show", { seen: listed(kinds.map((kind) => words(kind))) }) : "";
    if (line.textContent === sentence) return;
    line.textContent = sentence;
    line.hidden = !sentence;
    const hint = line.previousElementSibling;
    if (hint !== field) hint.hidden = Boolean(sentence); // in its place, so that nothing moves
    field.classList.toggle("shows-patient", Boolean(sentence));
    if (sentence) say(sentence);
  }

  function lineOf(field) {
    const hint = field.form.querySelector(`#${field.id}-hint`);
    const beside = hint || field;
    const next = beside.nextElementSibling;
    if (next && next.matches("[data-patient-line]")) return next;
    const line = make("p", { className: hint ? "hint patient-line" : "patient-line", hidden: true });
    line.dataset.patientLine = "";
    beside.after(line);
    return line;
  }

  const listed = (parts) => (
    parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${words("and")} ${parts[parts.length - 1]}`
  );

  // ---------- the screen ----------

  function show(form, text, spans) {
    const field = [...form.querySelectorAll("textarea")].find((area) => tidy(area.value) === text) || form.text;
    const main = find("main");
    if (shown) putBack();
    shown = { form, field, text, spans };
    shown.restore = window.improveInFront(filled(find("[data-patient-screen]").content.cloneNode(true)));
    main.className = "identifier";
    if (!document.title.startsWith(words("error"))) document.title = `${words("error")}: ${words("title")}`;
    find("[data-patient-alert]").focus();
  }

  function filled(screen) {
    const { form, text, spans } = shown;
    const letters = [...text];
    const said = screen.querySelector("[data-patient-said]");
    const why = screen.querySelector("[data-patient-why]");
    let at = 0;
    spans.forEach(({ start, end, kind }, index) => {
      const number = () => make("span", { className: "num", textContent: index + 1 });
      said.append(letters.slice(at, start).join(""));
      said.append(make("mark", {}, `${letters.slice(start, end).join("")}\u00a0`, number()));
      const staff = kind === "patient_name" ? ` ${words("staff")}` : "";
      const line = words("looks_like", { what: words(kind) }) + staff;
      why.append(make("li", {}, number(), make("span", { textContent: line })));
      at = end;
    });
    said.append(letters.slice(at).join(""));
    const offer = without(text, spans);
    screen.querySelector("[data-patient-offer]").textContent = offer;
    screen.querySelector("[data-patient-without]").addEventListener("click", () => sendOther(offer));
    screen.querySelector("[data-patient-change]").addEventListener("click", change);
    const denied = screen.querySelector("[data-patient-denied]");
    denied.hidden = !form.matches("[data-capture], [data-deniable]") || spans.some(({ kind }) => kind === SURE);
    denied.addEventListener("click", deny);
    return screen;
  }

  function putBack() {
    const last = shown;
    last.restore();
    shown = null;
    return last;
  }

  function sendOther(offer) {
    const { form, field } = putBack();
    field.value = offer;
    showLine(field);
    form.requestSubmit();
  }

  function change() {
    const { field, text, spans } = putBack();
    const letters = [...text];
    field.value = text;
    field.focus();
    const from = letters.slice(0, spans[0].start).join("").length;
    field.setSelectionRange(from, from + letters.slice(spans[0].start, spans[0].end).join("").length);
  }

  function deny() {
    const { form, text } = putBack();
    form.dataset.notAPatient = text;
    form.requestSubmit();
  }

  // ---------- the same words without it: improve/ideas/patients/without.py, in short ----------

  const LABEL = new RegExp("[(\\s,;:-]*\\b(?:nhs|hosp(?:ital)?|unit|case ?notes?|mrn|pid|d\\.?o\\.?b\\.?|date of birth|born|"
    + "birthday|tel|telephone|phone|mobile|(?:no|num|number|id|is|on|the)\\b)[\\s.:#=(-]*$", "i");
  const ABOUT = /\b(?:pts?|patients?|gent|gentleman|lady|man|woman|he|she|his|her|for|of)\b[\s(,:.-]*$/i;

  const INITIALS = /(?:\b(?:Mr|Mrs|Ms|Miss|Mx)\.? (?:[A-Z]\.? ?){1,2}|(?:\b[A-Z]\. ?){1,2}|^[A-Z] )$/; // of a name, before it

  function without(text, spans) {
    const letters = [...text];
    const language = identifiers.languageOf(text, document.documentElement.lang.split("-")[0]);
    let made = "";
    let at = 0;
    let personAt = -1;
    for (const { start, end, kind } of spans) {
      const all = letters.slice(at, start).join("");
      const before = PERSON.includes(kind) ? all.replace(INITIALS, "") : all;
      const since = personAt < 0 ? "." : letters.slice(personAt, start).join("");
      const put = instead(kind, made + before, since, language);
      made += (put && PERSON.includes(kind) ? before : withoutLabel(before, kind)) + put;
      at = end;
      if (PERSON.includes(kind)) personAt = end;
    }
    made = tidied(made + letters.slice(at).join(""));
    return identifiers.find(made).length ? bare(made) : made;
  }

  // `since`: the words since the last person was named; a number in the same sentence is that person's.
  function instead(kind, before, since, language) {
    if (kind === "postcode_address") return held().their_home[language];
    const isNumber = NUMBER.includes(kind);
    if (!(PERSON.includes(kind) || isNumber) || !since.replace(/[ (,;:\-–]/g, "")) return "";
    return isNumber && (ABOUT.test(before) || !/[.!?\n]/.test(since)) ? "" : held().a_patient[language];
  }

  function withoutLabel(before, kind) {
    let cut = before;
    while (kind !== "postcode_address" && LABEL.test(cut)) cut = cut.replace(LABEL, "");
    return cut === before ? before : `${cut} `;
  }

  function tidied(text) {
    const made = text.replace(/\(\s*\)/g, "").replace(/^([^()]*)\)/, "$1").replace(/[ \t]+([,.;:!?)])/g, "$1")
      .replace(/(?:, ?){2,}/g, ", ").replace(/\b([Pp])(?:atients?|ts?) (?:is |called |named )?a patient\b/g, "$1atient")
      .replace(/\b([Aa]|[Tt]he) a patient\b/g, "$1 patient").replace(/[ \t]{2,}/g, " ").replace(/([.!?] )a patient\b/g, "$1A patient").replace(/^[\s,;:.\-–)]+/, "").trim();
    return made.charAt(0).toUpperCase() + made.slice(1);
  }

  function bare(text) {
    let made = text;
    for (let turn = 0; turn < 5 && identifiers.find(made).length; turn += 1) {
      for (const { start, end } of identifiers.find(made).reverse()) {
        const letters = [...made];
        made = [...letters.slice(0, start), "…", ...letters.slice(end)].join("");
      }
    }
    return made;
  }
})();
