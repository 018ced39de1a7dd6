// "Needs attention": an idea that the server refused is opened by the code of whoever wrote it, changed and sent again.
"use strict";

(() => {
  const store = window.improveStore;
  const outbox = window.improveOutbox;
  const RELEASED_AFTER_DAYS = 7;
  const DAY_MS = 86_400_000;
  const LETTERS = { O: "0", I: "1", L: "1" };

  const find = (css) => document.querySelector(css);
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  let opened = null; // {entry, body}: in memory, until this screen is left

  document.addEventListener("improve:leave", () => { opened = null; });
  document.addEventListener("improve:shown", offerRelease);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-open-parked]")) { event.preventDefault(); open(event.target); }
    if (event.target.matches("[data-release]")) { event.preventDefault(); release(event.target); }
    if (event.target.matches("[data-parked-idea]")) { event.preventDefault(); sendAgain(event.target); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-throw-away]")) throwAway(); });

  // As the server reads a code: any case, any spacing, and letters that look like numbers are numbers.
  const readCode = (typed) => typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[OIL]/g, (letter) => LETTERS[letter]);

  async function open(form) {
    opened = await parkedWith(await outbox.digestOf(readCode(form.code.value)));
    form.querySelector("[data-wrong-code]").hidden = opened !== null;
    if (!opened) {
      fire("improve:say", form.querySelector("[data-wrong-code]").textContent);
      return form.code.focus();
    }
    return show();
  }

  function show() {
    const shown = find("[data-parked-idea]");
    for (const other of document.querySelectorAll("[data-open-parked], [data-release]")) {
      other.hidden = true;
      other.reset();
    }
    shown.hidden = false;
    shown.text.value = opened.body.text || opened.body.suggestion || "";
    shown.text.focus();
  }

  async function parkedWith(claim) {
    for (const entry of await store.all()) {
      if (entry.state !== "parked") continue;
      const inside = await store.read(entry).catch(() => null);
      if (inside && inside.body.claim === claim) return { entry, body: inside.body };
    }
    return null;
  }

  // ---------- a lead, after 7 days: the server says whether the PIN is that of one, and writes it down ----------

  async function offerRelease() {
    const form = find("[data-release]");
    if (!form || !(await oldest())) return;
    try {
      const answer = await fetch("/tablet/names", { headers: { Accept: "application/json" }, cache: "no-store" });
      const { names } = await answer.json();
      form.person.replaceChildren(...names.map(({ id, name }) => new Option(name, id)));
      form.hidden = false;
    } catch { /* no network: no lead can be known here */ }
  }

  async function oldest() {
    const isOld = ({ state, on }) => state === "parked" && Date.now() - Date.parse(on) >= RELEASED_AFTER_DAYS * DAY_MS;
    return (await outbox.ready) && (await store.all()).find(isOld);
  }

  async function release(form) {
    const wrong = form.querySelector("[data-wrong-pin]");
    const answer = await fetch("/tablet/release", {
      method: "POST", cache: "no-store", headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ person: form.person.value, pin: form.pin.value }),
    }).catch(() => null);
    form.pin.value = "";
    if (answer && answer.ok) {
      const entry = await oldest();
      opened = { entry, body: (await store.read(entry)).body };
      return show();
    }
    wrong.textContent = answer ? (await answer.json()).error : window.improveWords("unconnected_page");
    wrong.hidden = false;
    fire("improve:say", wrong.textContent);
    return form.pin.focus();
  }

  // The first one never arrived, so the same code goes with the new words, under a key of their own.
  async function sendAgain(form) {
    const text = form.text.value.trim();
    if (!text || !opened) return;
    const { entry, body } = opened;
    const isRest = entry.kind === "rest"; // what was added to an idea that was sent: it still goes with that idea
    if (isRest) await store.remove(entry.id);
    const outcome = isRest ? await outbox.send("rest", { ...body, suggestion: text }, entry.id.split("/")[0])
      : await outbox.send(entry.kind, { ...body, text });
    if (outcome.state !== "sent" && outcome.state !== "waiting") return;
    await store.remove(entry.id);
    outbox.tell();
    fire("improve:leave", { say: window.improveWords("again_saved") });
  }

  offerRelease();

  async function throwAway() {
    if (!opened) return;
    await store.remove(opened.entry.id);
    await store.remove(`${opened.entry.id}/rest`);
    outbox.tell();
    fire("improve:leave", { say: window.improveWords("thrown_away") });
  }
})();
