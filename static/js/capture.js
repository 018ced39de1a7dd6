// The one field: checked here as the server checks it, kept in the outbox, and only then said to be safe or sent.
"use strict";

(() => {
  const words = window.improveWords;
  const outbox = window.improveOutbox;
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  const find = (css) => document.querySelector(css);
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const ask = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

  let savedPage = ""; // the screen for an idea that waits: fetched beforehand, because then there may be no network
  let draft = null; // what was tried and not acknowledged: the same words keep their key

  document.addEventListener("improve:shown", start);
  start();

  async function start() {
    const form = find("form[data-capture]");
    if (!form) return;
    draft = null;
    const choice = form.querySelector("[data-anonymous-choice]");
    choice.hidden = !(window.crypto && crypto.subtle); // no safe way to make a code here: it is not offered
    if (!(await outbox.ready)) return sayThereIsNoRoom(form);
    savedPage = (await fetched(form.dataset.saved)) || savedPage;
  }

  // Before anybody types: the words will not wait here.
  function sayThereIsNoRoom(form) {
    const line = form.querySelector("[data-no-room]");
    line.textContent = words("no_room");
    line.hidden = false;
    ask("improve:say", line.textContent);
  }

  async function fetched(address) {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      return answer.ok ? await answer.text() : "";
    } catch {
      return "";
    }
  }

  // ---------- Send ----------

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-capture]")) return;
    event.preventDefault();
    // Not within the event: whoever asks something first goes on by requestSubmit(), which is ignored in there.
    if (form.getAttribute("aria-busy") !== "true") setTimeout(() => submit(form));
  });

  async function submit(form) {
    const text = tidy(form.text.value);
    const mistake = mistakeIn(text, form);
    if (mistake) return refuse(form, mistake);
    if (!ask("improve:before-send", { form, text })) return; // another screen asks something first
    form.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => ask("improve:say", words("sending")), 1000);
    try {
      await (form.querySelector("[data-stay-anonymous]").checked ? sendUnnamed(form, text) : send(form, text));
    } finally {
      clearTimeout(slow);
      form.removeAttribute("aria-busy");
    }
  }

  // As the server tidies it: one kind of line end, composed letters, nothing at the ends.
  const tidy = (typed) => typed.normalize("NFC").replace(/\r\n?/g, "\n").trim();

  function mistakeIn(text, form) {
    const length = [...text].length;
    const { least, most } = form.dataset;
    if (!text) return words("empty");
    if (length < Number(least)) return words("too_short", { least });
    return length > Number(most) ? words("too_long", { most: Number(most).toLocaleString("en-GB") }) : "";
  }

  async function send(form, text) {
    if (!draft || draft.body.text !== text) {
      draft = { key: outbox.newKey(), body: { text, written_at: new Date().toISOString() } };
    }
    const isDenied = form.dataset.notAPatient === text; // a lead looks at it first
    if (isDenied) draft.body.not_a_patient = true;
    const outcome = await outbox.send("idea", draft.body, draft.key);
    if (!form.isConnected) return undefined; // whoever wrote it has left
    if (outcome.state === "sent") return showSent(outcome, isDenied);
    if (outcome.state === "waiting") return showSaved(outcome, isDenied);
    return notSent(form, text, outcome);
  }

  async function sendUnnamed(form, text) {
    const code = newCode();
    const body = {
      team: form.dataset.team, text, claim: await outbox.digestOf(code), written_on: outbox.today(),
    };
    const isDenied = form.dataset.notAPatient === text;
    if (isDenied) body.not_a_patient = true;
    const outcome = await outbox.send("anonymous", body);
    if (outcome.state === "sent" || outcome.state === "waiting") return showCode(form, code, outcome, isDenied);
    return notSent(form, text, outcome);
  }

  function newCode() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("");
  }

  function notSent(form, text, outcome) {
    if (outcome.stop && !ask("improve:stopped", { ...outcome, form, text })) return; // it has a screen of its own
    refuse(form, outcome.error || words("unconnected"));
  }

  // ---------- what is shown then ----------

  async function showSent(outcome, isDenied) {
    const page = await fetched(`/tablet/thanks/${outcome.id}`);
    ask("improve:kept", { key: outcome.key });
    ask("improve:sent", outcome);
    if (page) return ask("improve:show", { html: page, address: "/tablet" });
    await showSaved(outcome, isDenied);
    ask("improve:settled", outcome);
    return undefined;
  }

  async function showSaved(outcome, isDenied) {
    const { waiting } = await outbox.counts();
    ask("improve:kept", { key: outcome.key, waiting: Math.max(1, waiting) });
    if (savedPage) ask("improve:show", { html: savedPage, address: "/tablet" });
    else ask("improve:leave");
    tellDenied(isDenied);
  }

  function tellDenied(isDenied) {
    const line = find("[data-denied]");
    if (line) line.hidden = !isDenied;
  }

  function showCode(form, code, outcome, isDenied) {
    const claim = find("[data-claim]");
    tellDenied(isDenied);
    const shown = claim.querySelector("[data-code]");
    for (const group of code.match(/.{4}/g)) {
      const part = make("b", { textContent: group });
      part.setAttribute("role", "img");
      part.setAttribute("aria-label", group.split("").join(" "));
      shown.append(part, " ");
    }
    form.remove(); // what was typed is nowhere on the page any more
    ask("improve:sent", outcome); // nor in any other script
    claim.hidden = false;
    drawQr(claim, code);
    ask("improve:kept", { key: outcome.key });
    ask("improve:claim");
    if (outcome.state === "sent") ask("improve:settled", outcome);
  }

  // The picture is drawn here: the code goes nowhere. Its part after # is never sent to a server either.
  function drawQr(claim, code) {
    const place = claim.querySelector("[data-qr]");
    if (window.qrcode) return draw(place, `${place.dataset.qr}#${code}`);
    const script = make("script", { src: place.dataset.script });
    script.addEventListener("load", () => { if (place.isConnected) draw(place, `${place.dataset.qr}#${code}`); });
    script.addEventListener("error", () => { place.querySelector("[data-picture]").hidden = true; });
    return document.head.append(script);
  }

  function draw(place, address) {
    const code = window.qrcode(0, "M");
    code.addData(address);
    code.make();
    const edge = 4; // modules, as the standard wants
    const side = code.getModuleCount() + 2 * edge;
    let path = "";
    for (let row = 0; row < code.getModuleCount(); row += 1) {
      for (let column = 0; column < code.getModuleCount(); column += 1) {
        if (code.isDark(row, column)) path += `M${column + edge} ${row + edge}h1v1h-1z`;
      }
    }
    const svg = element("svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": place.dataset.label });
    svg.append(element("path", { d: path, "shape-rendering": "crispEdges" }));
    place.querySelector("[data-picture]").replaceChildren(svg);
  }

  function element(tag, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  // ---------- what is wrong: on top, at the field and in the title; all that was typed is still there ----------

  function refuse(form, sentence) {
    for (const old of document.querySelectorAll("main > .nhsuk-error-summary, #text-error")) old.remove();
    const title = make("h2", { className: "nhsuk-error-summary__title", textContent: words("problem") });
    const list = make("ul", { className: "nhsuk-list nhsuk-error-summary__list" });
    list.append(make("li", {}));
    list.firstChild.append(make("a", { href: "#text", textContent: sentence }));
    const summary = make("div", { className: "nhsuk-error-summary" });
    summary.setAttribute("role", "group");
    summary.setAttribute("aria-label", words("problem"));
    summary.append(title, list);
    find("main").prepend(summary);
    form.text.before(make("p", { className: "wrong", id: "text-error", textContent: sentence }));
    form.text.setAttribute("aria-invalid", "true");
    form.text.setAttribute("aria-describedby", "text-hint text-error");
    const prefix = `${words("error")}: `;
    if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    ask("improve:say", sentence);
    form.text.focus();
  }
})();
