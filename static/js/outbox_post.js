// One sending of the outbox, and what its answer means: acknowledged, refused for good, or to be tried again later.
"use strict";

window.improvePost = (() => {
  const words = window.improveWords;
  const ANSWER_WITHIN_MS = 20_000;
  const AGAIN_MS = 15_000; // where the server asks for patience and does not say how much
  const TOKEN_MS = 3_600_000;
  const FOR_GOOD = [400, 404, 409, 410, 413, 415, 422]; // with our own words: sending it again would change nothing
  const KINDS = {
    idea: { address: () => "/outbox", options: { credentials: "same-origin" } },
    rest: { address: (key) => `/outbox/${key}/additions`, options: { credentials: "same-origin" } },
    anonymous: {
      address: () => "/anonymous/outbox", options: { credentials: "omit", referrerPolicy: "no-referrer" },
    },
  };

  const pauses = {}; // by kind: until when the server wants nothing
  let token = null; // admits anonymous ideas of the team today

  const keyOf = (entry) => entry.id.split("/")[0];
  const team = () => document.body.dataset.team || "";
  const isPaused = ({ kind }) => pauses[kind] > Date.now();

  // How it went: {state: "sent" | "refused" | "later" | "unreached", id, error, stop, spans}.
  async function send(entry, { body, team: writtenFor }) {
    if (writtenFor && team() && writtenFor !== team()) return { state: "refused", error: words("other_team") };
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
  function meaning(entry, answer, told) {
    if (answer.ok && told.key === keyOf(entry)) return { ...told, state: "sent" };
    if (FOR_GOOD.includes(answer.status) && typeof told.error === "string") return { ...told, state: "refused" };
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
    return Math.max(ms || AGAIN_MS, 1000);
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

  return { send, learn, isPaused, keyOf, team };
})();
