// The outbox: what was written on the tablet is stored first, then sent until the server has acknowledged it. docs/outbox.md.
"use strict";

window.improveOutbox = (() => {
  const store = window.improveStore;
  const EVERY_MS = 15_000;
  const ANSWER_WITHIN_MS = 20_000;
  const SHOWN_WITHIN_MS = 4_000; // then the screen says that it is saved here
  const ANONYMOUS_WAIT_MS = 600_000;
  const TOKEN_MS = 3_600_000;
  const FOR_GOOD = [400, 404, 409, 410, 413, 415, 422]; // with our own words: sending it again would change nothing
  const KINDS = {
    idea: { address: () => "/outbox", options: { credentials: "same-origin" } },
    rest: { address: (key) => `/outbox/${key}/additions`, options: { credentials: "same-origin" } },
    anonymous: {
      address: () => "/anonymous/outbox", options: { credentials: "omit", referrerPolicy: "no-referrer" },
    },
  };

  const waits = new Map(); // until when an anonymous entry rests. In memory alone: a stored time could tell who wrote it
  const asked = new Map(); // by id: who waits on this page for the outcome
  const pauses = {}; // by kind: until when the server wants nothing
  const others = "BroadcastChannel" in window ? new BroadcastChannel("improve-outbox") : null;
  let token = null; // admits anonymous ideas of the team today
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
    if (kind === "anonymous") return rest(id);
    tell();
    const outcome = outcomeOf(idOf(kind, id));
    flush();
    return { key: id, ...(await outcome) };
  }

  // An anonymous one is not sent while somebody stands there.
  function rest(id) {
    waits.set(id, Date.now() + randomWait());
    tell();
    return { key: id, state: "waiting" };
  }

  // There is no room here: it goes at once, or stays in the field.
  async function sendUnstored(kind, body, id) {
    const outcome = await post({ id: idOf(kind, id), kind }, { body, team: team() });
    return { key: id, ...outcome, state: outcome.state === "sent" || outcome.state === "refused" ? outcome.state : "unsent" };
  }

  function outcomeOf(id) {
    return new Promise((resolve) => {
      asked.set(id, resolve);
      setTimeout(() => { if (asked.has(id)) settle(id, { state: "waiting" }); }, SHOWN_WITHIN_MS);
    });
  }

  const idOf = (kind, key) => (kind === "rest" ? `${key}/rest` : key);
  const keyOf = (entry) => entry.id.split("/")[0];
  const team = () => document.body.dataset.team || "";

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  }

  function randomWait() {
    return ANONYMOUS_WAIT_MS * (crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32);
  }

  async function counts() {
    if (!(await ready)) return { waiting: 0, parked: 0, isReady: false };
    const entries = await store.all();
    const ideas = new Set(entries.filter((entry) => entry.state === "waiting").map(keyOf));
    const parked = new Set(entries.filter((entry) => entry.state === "parked").map(keyOf));
    return { waiting: ideas.size, parked: parked.size, isReady: true };
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
      && !(pauses[entry.kind] > now)
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
    let outcome;
    try {
      outcome = await post(entry, await store.read(entry));
    } catch (error) {
      outcome = { state: error === store.NEWER ? "later" : "refused" }; // it cannot be opened here: it is kept
    }
    if (outcome.state === "sent") await store.remove(entry.id);
    else if (outcome.state === "refused" && asked.has(entry.id)) await store.remove(entry.id); // it stands on the screen
    else if (outcome.state === "refused") await store.mark(entry.id, { state: "parked", on: today() });
    settle(entry.id, outcome.state === "unreached" || outcome.state === "later" ? { state: "waiting" } : outcome);
    tell();
    return outcome;
  }

  function settle(id, outcome, isOurs = true) {
    if (isOurs && others) others.postMessage({ id, outcome });
    const resolve = asked.get(id);
    if (!isOurs && resolve && outcome.state === "refused") store.remove(id); // it stands on this tab's screen
    asked.delete(id);
    if (resolve) resolve(outcome);
    document.dispatchEvent(new CustomEvent("improve:settled", { detail: { key: id, ...outcome } }));
  }

  // ---------- one request, and what its answer means ----------

  async function post(entry, { body, team: writtenFor }) {
    if (writtenFor && team() && writtenFor !== team()) return { state: "refused" }; // the tablet is another team's now
    const { address, options } = KINDS[entry.kind];
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
    try {
      const admitted = entry.kind === "anonymous" ? { ...body, token: await freshToken() } : body;
      const answer = await fetch(address(keyOf(entry)), {
        method: "POST", cache: "no-store", redirect: "manual", signal: stop.signal, ...options,
        headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": keyOf(entry),
          "Accept-Language": document.documentElement.lang },
        body: JSON.stringify(admitted),
      });
      return meaning(entry, answer, await said(answer));
    } catch {
      return { state: "unreached" };
    } finally {
      clearTimeout(timer);
    }
  }

  // Only our own acknowledgement counts: a portal in between may answer 200 with a page of its own.
  function meaning(entry, answer, words) {
    if (answer.ok && words.key === keyOf(entry)) return { ...words, state: "sent" };
    if (FOR_GOOD.includes(answer.status) && typeof words.error === "string") return { ...words, state: "refused" };
    if (answer.status === 403) token = null; // of yesterday
    if (answer.status === 429) pauses[entry.kind] = Date.now() + retryAfter(answer);
    return { state: "later" };
  }

  async function said(answer) {
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return {};
    try {
      return (await answer.json()) || {};
    } catch {
      return {};
    }
  }

  function retryAfter(answer) {
    const told = answer.headers.get("Retry-After") || "";
    const ms = /^\d+$/.test(told) ? 1000 * Number(told) : Date.parse(told) - Date.now();
    return Math.max(ms || EVERY_MS, 1000);
  }

  // It comes with the board, which every tablet of the team fetches each minute: asking for it tells nothing.
  async function freshToken() {
    if (token && Date.now() - token.at < TOKEN_MS) return token.words;
    const answer = await fetch("/tablet", { headers: { "X-Poll": "1" }, cache: "no-store" });
    learn(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (!token) throw new Error("no token");
    return token.words;
  }

  function learn(page) {
    const held = page.querySelector("[data-day-token]");
    if (held) token = { words: held.dataset.dayToken, at: Date.now() };
  }

  const today = () => new Date().toLocaleDateString("en-CA"); // as 2026-03-04, by this tablet's clock

  // ---------- when ----------

  for (const [target, kind] of [[window, "online"], [window, "pageshow"], [document, "visibilitychange"],
    [document, "improve:shown"]]) {
    target.addEventListener(kind, () => { learn(document); flush(); });
  }
  (function again() {
    setTimeout(() => { flush(); again(); }, EVERY_MS * (0.8 + 0.4 * Math.random()));
  })();
  learn(document);
  flush();

  return { ready, send, counts, flush, tell, newKey, today, digestOf };

  async function digestOf(words) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
})();
