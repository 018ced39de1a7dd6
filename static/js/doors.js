// Before sending: words that belong with a person first. One card, once for each idea; Send stays where it stood. Asked of
// the server where there is a network; for an anonymous idea, and without one, the page's own phrases serve. Nothing is kept.
"use strict";

(() => {
  const PATIENCE_MS = 1500; // then the phrases answer: nobody waits at Send
  const DOORS = ["danger_now", "incident", "speak_up"];

  const find = (css) => document.querySelector(css);
  const say = (sentence) => document.dispatchEvent(new CustomEvent("improve:say", { detail: sentence }));
  const tidy = (typed) => typed.normalize("NFC").replace(/\r\n?/g, "\n").trim();

  let settled = new WeakMap(); // form: true once a card was shown, else the text that needs none
  let asking = null; // the form that waits for an answer
  let shown = null; // {form, submitter, restore}
  let patterns = null;

  // ---------- the tablet: after the words that show who a patient is ----------

  document.addEventListener("improve:before-send", (event) => {
    const { form, text } = event.detail;
    if (event.defaultPrevented || isSettled(form, text)) return;
    event.preventDefault();
    ask(form, text, null);
  });

  // ---------- somebody signed in: before anything else hears of the form ----------

  // At the window, before the guard of app.js that lets a form go once.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-door-ask]")) return;
    const text = tidy(form.text.value);
    if (!text || isSettled(form, text)) {
      mark(form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, text, event.submitter);
  }, true);

  for (const name of ["improve:sent", "improve:leave", "improve:shown"]) {
    document.addEventListener(name, () => { shown = asking = null; settled = new WeakMap(); });
  }

  const isSettled = (form, text) => (
    !find("[data-door-screen]") || isLeftToServer(form) || settled.get(form) === true || settled.get(form) === text
  );
  // A poster's page may ask nothing of the server but to take an idea, and then it shows its card by itself.
  const isLeftToServer = (form) => form.matches("[data-poster]") && !isUnnamed(form);
  const isUnnamed = (form) => Boolean(form.querySelector("[data-stay-anonymous]")?.checked);

  // The server need not ask again.
  function mark(form) {
    if (form.querySelector("[name=door_seen]")) return;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "door_seen", value: "yes" }));
  }

  async function ask(form, text, submitter) {
    if (asking === form) return; // Send was tapped twice
    asking = form;
    const door = await doorOf(form, text, submitter);
    await new Promise((go) => { setTimeout(go); }); // while the submit event is under way requestSubmit() is ignored
    if (asking !== form || !form.isConnected) return; // whoever wrote it has left
    asking = null;
    settled.set(form, text);
    if (DOORS.includes(door)) show(form, text, door, submitter);
    else form.requestSubmit(submitter);
  }

  async function doorOf(form, text, submitter) {
    if (isUnnamed(form) || !navigator.onLine) return byPhrases(text); // such words never travel with the tablet's cookie
    try {
      const filled = new FormData(form, submitter);
      const body = new URLSearchParams({ text, csrf_token: filled.get("csrf_token") || "" });
      if (form.dataset.notAPatient === text || filled.get("patient") === "denied") body.set("patient", "denied");
      const answer = await fetch(form.dataset.doorAsk || "/tablet/door", {
        method: "POST", body, cache: "no-store",
        headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const door = (await answer.text()).trim();
      if (answer.ok && (door === "idea" || DOORS.includes(door))) return door;
    } catch { /* no network, or too slow */ }
    return byPhrases(text);
  }

  // ---------- the short list: as improve/ideas/door_rules/phrases.py reads it ----------

  function byPhrases(text) {
    const held = find("[data-door-phrases]");
    if (!held) return "idea";
    patterns = patterns || compiled(JSON.parse(held.textContent));
    const said = text.toLowerCase().replace(/[\u2018\u2019]/g, "'");
    if (patterns.idea.test(said)) return "idea";
    return DOORS.find((door) => patterns[door].test(said)) || "idea";
  }

  function compiled(phrases) {
    const found = {};
    for (const [door, list] of Object.entries(phrases)) found[door] = new RegExp(list.map(pattern).join("|"));
    return found;
  }

  function pattern(phrase) {
    const words = phrase.split(" ").join("\\W+");
    return `\\b${words.replaceAll("\\W+*\\W+", "(?:\\W+\\w+){0,3}\\W+")}\\b`;
  }

  window.improveDoors = { byPhrases };

  // ---------- the screen ----------

  function show(form, text, door, submitter) {
    settled.set(form, true); // once for each idea, also when its words are changed now
    const main = find("main");
    const { title: before } = document;
    const screen = filled(find("[data-door-screen]").content.cloneNode(true), text, door);
    shown = { form, submitter, restore: window.improveInFront(screen) };
    main.classList.remove("capture", "alone");
    main.classList.add("doors");
    const title = main.querySelector("h1[data-door-title]:not([hidden])");
    document.title = `${title.textContent} – ${before}`;
    title.tabIndex = -1;
    title.focus();
    window.scrollTo(0, 0);
    say(title.textContent);
  }

  function filled(screen, text, door) {
    for (const title of screen.querySelectorAll("[data-door-title]")) title.hidden = title.dataset.doorTitle !== door;
    screen.querySelector(`[data-door="${door}"]`).classList.add("first");
    screen.querySelector("[data-door-text]").textContent = text;
    screen.querySelector("[data-door-back]").addEventListener("click", () => putBack().form.text.focus());
    screen.querySelector("[data-door-send]").addEventListener("click", () => {
      const { form, submitter } = putBack();
      form.requestSubmit(submitter);
    });
    return screen;
  }

  function putBack() {
    const last = shown;
    last.restore();
    shown = null;
    return last;
  }
})();
