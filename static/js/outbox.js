// The outbox: what was written on the tablet is stored first, then sent until the server has acknowledged it. docs/outbox.md.
"use strict";

window.improveOutbox = (() => {
  const store = window.improveStore;
  const { learn, isPaused, keyOf, team } = window.improvePost;
  const EVERY_MS = 15_000;
  const SOON_MS = [1_000, 4_000]; // after it is on line again
  const SHOWN_WITHIN_MS = 4_000; // then the screen says that it is saved here
  const ANONYMOUS_WAIT_MS = 600_000;

  const waits = new Map(); // until when an anonymous entry rests. In memory alone: a stored time could tell who wrote it
  const asked = new Map(); // by id: who waits on this page for the outcome, {resolve, isOnScreen}
  const others = "BroadcastChannel" in window ? new BroadcastChannel("improve-outbox") : null;
  let isFlushing = false;
  let isAskedAgain = false;

  const ready = store.open().then(() => true, () => false);
  if (others) others.onmessage = ({ data }) => settle(data.id, data.outcome, false);

  // ---------- what the pages call ----------

  // Store, then send at once. How it went: {state: "sent" | "waiting" | "refused" | "unsent", id, error, stop, spans}.
  async function send(kind, body, id = newKey()) {
    try {
      await store.put(idOf(kind, id), kind, { body, team: team() });
    } catch {
      return sendUnstored(kind, body, id);
    }
    return go(idOf(kind, id), kind, true);
  }

  // What was refused, once more: `made` takes the place of `old` in one step, so that it is there once however often it is
  // tapped. "gone": another tap, or another tab, was first. Refused again it is parked again.
  async function again(old, made) {
    const [{ id, kind }] = made;
    if (kind === "anonymous") rest(id); // before it can be found to be due
    if (!(await store.replace(old, made))) return { state: "gone" };
    return go(id, kind, false);
  }

  // `isOnScreen`: while its author stands there, what is refused stands in the field and nowhere else.
  async function go(id, kind, isOnScreen) {
    const key = keyOf({ id });
    if (kind === "anonymous") rest(id);
    tell();
    if (kind === "anonymous") return { key, state: "waiting" };
    const outcome = outcomeOf(id, isOnScreen);
    flush();
    return { key, ...(await outcome) };
  }

  // An anonymous one is not sent while somebody stands there.
  const rest = (id) => waits.set(id, Date.now() + randomWait());

  // There is no room here: it goes at once, or stays in the field.
  async function sendUnstored(kind, body, id) {
    const outcome = await window.improvePost.send({ id: idOf(kind, id), kind }, { body, team: team() });
    return { key: id, ...outcome, state: outcome.state === "sent" || outcome.state === "refused" ? outcome.state : "unsent" };
  }

  function outcomeOf(id, isOnScreen) {
    return new Promise((resolve) => {
      asked.set(id, { resolve, isOnScreen });
      setTimeout(() => { if (asked.has(id)) settle(id, { state: "waiting" }); }, SHOWN_WITHIN_MS);
    });
  }

  const idOf = (kind, key) => (kind === "rest" ? `${key}/rest` : key);

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  }

  function randomWait() {
    return ANONYMOUS_WAIT_MS * (crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32);
  }

  async function counts() {
    if (!(await ready)) return { waiting: 0, parked: 0, additions: 0, isReady: false };
    const entries = await store.all();
    const keysOf = (state, isWanted = () => true) => new Set(entries.filter((entry) => entry.state === state && isWanted(entry))
      .map(keyOf));
    const parked = keysOf("parked", ({ kind }) => kind !== "rest");
    const additions = keysOf("parked", (entry) => entry.kind === "rest" && !parked.has(keyOf(entry)));
    return { waiting: keysOf("waiting").size, parked: parked.size, additions: additions.size, isReady: true };
  }

  async function tell() {
    const detail = await counts();
    document.dispatchEvent(new CustomEvent("improve:outbox", { detail }));
  }

  // ---------- sending all that is due, one tab at a time ----------

  async function flush() {
    isAskedAgain = true;
    if (isFlushing || !(await ready) || isFlushing) return;
    isFlushing = true;
    isAskedAgain = false;
    try {
      if (navigator.locks) await navigator.locks.request("improve-outbox", sendDue);
      else if (await store.lease()) await sendDue().finally(store.release);
    } catch { /* the next round tries again */ }
    isFlushing = false;
    tell();
    if (isAskedAgain) flush();
  }

  async function sendDue() {
    const tried = new Set();
    let isReached = true;
    while (isReached) {
      const entry = nextOf(await store.all(), tried);
      if (!entry) return;
      tried.add(entry.id);
      if (!navigator.locks) await store.lease(); // longer
      isReached = (await sendOne(entry)).state !== "unreached";
      document.dispatchEvent(new CustomEvent("improve:line", { detail: isReached }));
    }
    for (const id of asked.keys()) settle(id, { state: "waiting" }); // nobody is kept waiting for a dead line
  }

  function nextOf(entries, tried) {
    const now = Date.now();
    const open = new Set(entries.map((entry) => entry.id));
    const due = entries.filter((entry) => entry.state === "waiting" && !tried.has(entry.id)
      && !isPaused(entry)
      && !(entry.kind === "rest" && open.has(keyOf(entry))) // first the idea, then what was added to it
      && !(entry.kind === "anonymous" && waitOf(entry.id) > now));
    return due.find((entry) => asked.has(entry.id)) || due[0];
  }

  // One that was stored before this page was loaded rests anew.
  function waitOf(id) {
    if (!waits.has(id)) waits.set(id, Date.now() + randomWait());
    return waits.get(id);
  }

  async function sendOne(entry) {
    let inside = null;
    let outcome;
    try {
      inside = await store.read(entry);
      outcome = await window.improvePost.send(entry, inside);
    } catch (error) {
      outcome = { state: error === store.NEWER ? "later" : "refused" }; // it cannot be opened here: it is kept
    }
    if (outcome.state === "sent") await store.remove(entry.id);
    else if (outcome.state === "refused") await keepRefused(entry, inside, outcome);
    settle(entry.id, outcome.state === "unreached" || outcome.state === "later" ? { state: "waiting" } : outcome);
    tell();
    return outcome;
  }

  // With the reason, sealed as the rest of it, and the day on which it was parked first: after 7 days a lead may open it.
  async function keepRefused(entry, inside, { error }) {
    if (isOnScreen(entry.id)) return store.remove(entry.id);
    const parked = { state: "parked", on: entry.on || today() };
    try {
      if (inside) return await store.replace([entry], [await store.seal(entry.id, entry.kind, { ...inside, why: error }, parked)]);
    } catch { /* no room for the reason */ }
    return store.mark(entry.id, parked);
  }

  const isOnScreen = (id) => asked.has(id) && asked.get(id).isOnScreen;

  function settle(id, outcome, isOurs = true) {
    if (isOurs && others) others.postMessage({ id, outcome });
    const waiting = asked.get(id);
    if (!isOurs && isOnScreen(id) && outcome.state === "refused") store.remove(id); // it stands on this tab's screen
    asked.delete(id);
    if (waiting) waiting.resolve(outcome);
    document.dispatchEvent(new CustomEvent("improve:settled", { detail: { key: id, ...outcome } }));
  }

  // Whoever wrote it has left: what is refused from now on stands on no screen, and is parked.
  document.addEventListener("improve:leave", () => asked.clear());

  const today = () => new Date().toLocaleDateString("en-CA"); // as 2026-03-04, by this tablet's clock

  // ---------- when ----------

  for (const [target, kind] of [[window, "online"], [window, "pageshow"], [document, "visibilitychange"],
    [document, "improve:shown"]]) {
    target.addEventListener(kind, () => { learn(document); flush(); });
  }
  // A tablet says so before its line carries anything.
  window.addEventListener("online", () => { for (const ms of SOON_MS) setTimeout(flush, ms); });
  (function again() {
    setTimeout(() => { flush(); again(); }, EVERY_MS * (0.8 + 0.4 * Math.random()));
  })();
  learn(document);
  flush();

  return { ready, send, again, counts, flush, tell, newKey, today, digestOf };

  async function digestOf(words) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
})();
