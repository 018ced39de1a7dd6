// What may be done with an idea or an addition that was refused, once it is open: sent again, in other words if need be, or
// thrown away. Nothing goes from the tablet before the server has it, or somebody has said twice that it should.
"use strict";

(() => {
  const store = window.improveStore;
  const outbox = window.improveOutbox;
  const words = window.improveWords;

  const find = (css) => document.querySelector(css);
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
  const tidy = (typed) => typed.normalize("NFC").replace(/\r\n?/g, "\n").trim();

  let opened = null; // {entry, inside}: in memory, until this screen is left

  document.addEventListener("improve:opened", ({ detail }) => show(detail));
  for (const name of ["improve:leave", "improve:shown"]) document.addEventListener(name, () => { opened = null; });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-parked-idea]")) return;
    event.preventDefault();
    setTimeout(() => sendAgain(event.target)); // see capture.js
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-throw-away]")) ask(event.target.closest("[data-opened]"));
    if (event.target.closest("[data-not-away]")) takeBack(event.target.closest("[data-opened]"));
    if (event.target.closest("[data-away-for-good]")) throwAway();
  });

  const isRest = ({ kind }) => kind === "rest"; // what was added to an idea that was sent
  const textOf = ({ entry, inside }) => (isRest(entry) ? inside.body.suggestion : inside.body.text) || "";

  // ---------- shown ----------

  function show(found) {
    opened = found;
    for (const form of document.querySelectorAll("[data-ways] form")) form.reset();
    for (const way of document.querySelectorAll("[data-ways]")) way.hidden = true;
    if (opened.inside) return showWords();
    find("[data-unreadable]").hidden = false;
    return find("[data-unreadable] h2").focus();
  }

  function showWords() {
    const form = find("[data-parked-idea]");
    const { entry, inside } = opened;
    form.hidden = false;
    form.toggleAttribute("data-deniable", !isRest(entry)); // only an idea is looked at first: see identifier_screen.js
    form.querySelector("[data-idea]").hidden = isRest(entry);
    form.querySelector("[data-addition]").hidden = !isRest(entry);
    form.querySelector("[data-more]").hidden = !isRest(entry) || !Object.keys(inside.body).some((name) => (
      !["suggestion", "written_at"].includes(name)));
    form.text.value = textOf(opened);
    form.querySelector("[data-stay-anonymous]").checked = entry.kind === "anonymous"; // then its words are shown to no server
    form.dataset.notAPatient = inside.body.not_a_patient ? textOf(opened) : "";
    sayWhy(form, inside.why);
    form.text.focus();
  }

  function sayWhy(form, why) {
    const place = form.querySelector("[data-why]");
    place.textContent = why ? place.dataset.because.replace("{why}", () => why) : place.dataset.unknown;
  }

  // ---------- sent again ----------

  async function sendAgain(form) {
    const text = tidy(form.text.value);
    if (!opened || form.getAttribute("aria-busy") === "true") return undefined;
    if (!text && !isRest(opened.entry)) return refuse(form, words("empty"));
    if (!fire("improve:before-send", { form, text })) return undefined; // another screen asks something first
    form.setAttribute("aria-busy", "true");
    try {
      const isDenied = Boolean(text) && form.dataset.notAPatient === text; // "This is not a patient"
      return await settle(form, text, await again(text, isDenied));
    } catch {
      return refuse(form, words("wrong_here")); // no room, or no storage any more: it is parked as it was
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  // The same words keep their key: should the server have them, they are the same idea. Other words are another sending,
  // under one key that is stored with them before they go; what waits to be added to the idea comes along.
  async function again(text, isDenied) {
    const { entry, inside } = opened;
    const isSame = text === textOf(opened);
    const id = isSame || isRest(entry) ? entry.id : outbox.newKey();
    const body = isSame ? { ...inside.body } : changed(inside.body, text, entry);
    if (isDenied) body.not_a_patient = true;
    const made = [await sealed(entry, id, body)];
    const old = [entry];
    const added = id === entry.id ? null : await store.find(`${entry.id}/rest`);
    const rest = added && await store.read(added).catch(() => null);
    if (rest) {
      old.push(added);
      made.push(await store.seal(`${id}/rest`, "rest", rest));
    }
    opened = { ...opened, id };
    return outbox.again(old, made);
  }

  const sealed = ({ kind, on }, id, body) => store.seal(id, kind, { body, team: document.body.dataset.team || "" }, { on });

  // A PIN was given for the words before, and so was "This is not a patient".
  function changed({ not_a_patient: _said, named, ...body }, text, entry) {
    const { person } = named || {};
    return { ...body, ...(person ? { named: { person } } : {}), [isRest(entry) ? "suggestion" : "text"]: text };
  }

  async function settle(form, text, outcome) {
    if (!opened || !form.isConnected) return undefined; // whoever sent it has left
    const { kind } = opened.entry;
    if (outcome.state === "sent") return leave(kind === "rest" ? "added" : "sent_now");
    if (outcome.state === "waiting") return leave({ rest: "added_saved", anonymous: "again_saved" }[kind] || "again_waits");
    if (outcome.state === "gone") return leave("again_gone");
    const entry = await store.find(opened.id); // parked again, with the reason
    opened = { entry, inside: await store.read(entry) };
    form.removeAttribute("aria-busy");
    if (outcome.stop && !fire("improve:stopped", { ...outcome, form, text })) return undefined;
    return refuse(form, outcome.error);
  }

  function refuse(form, sentence) {
    sayWhy(form, sentence);
    fire("improve:say", sentence);
    form.text.focus();
  }

  function leave(name) {
    outbox.tell();
    fire("improve:leave", { say: words(name) });
  }

  // ---------- thrown away: asked once, because it cannot be brought back ----------

  function ask(place) {
    place.querySelector("[data-deeds]").hidden = true;
    place.querySelector("[data-sure]").hidden = false;
    fire("improve:say", place.querySelector("[data-sure] p").textContent);
    place.querySelector("[data-not-away]").focus();
  }

  function takeBack(place) {
    place.querySelector("[data-sure]").hidden = true;
    place.querySelector("[data-deeds]").hidden = false;
    place.querySelector("[data-throw-away]").focus();
  }

  async function throwAway() {
    if (!opened) return;
    const { entry } = opened;
    opened = null;
    const isDone = await store.replace([entry, { id: `${entry.id}/rest` }], []);
    leave(isDone ? "thrown_away" : "again_gone");
  }
})();
