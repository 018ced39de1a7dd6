// The tablet without a network: its service worker, room that the browser does not take back, and what waits, in words.
"use strict";

(() => {
  const words = window.improveWords;
  const all = (css) => [...document.querySelectorAll(css)];

  let shown = ""; // the sentence that stands there: said when it changes, not when a page brings it
  let state = null; // until it was counted nothing is said

  document.addEventListener("improve:outbox", ({ detail }) => { state = detail; showState(true); });
  document.addEventListener("improve:shown", () => { showState(false); renew(); });

  // One of three sentences.
  function showState(isChange) {
    const places = all("[data-outbox]");
    if (!places.length || !state) return;
    const kind = state.parked || state.additions ? "parked" : state.waiting ? "waiting" : "sent";
    const sentence = { sent: () => words("all_sent"), waiting: () => words("waiting", { count: state.waiting }),
      parked: () => words("parked", { count: refused(state) }) }[kind]();
    for (const place of places) {
      place.hidden = place.dataset.outbox !== kind;
      if (!place.hidden) place.querySelector("span").textContent = sentence;
    }
    if (isChange && shown && shown !== sentence) {
      document.dispatchEvent(new CustomEvent("improve:say", { detail: sentence }));
    }
    shown = sentence;
  }

  // What was added to an idea is no idea: that one was sent.
  function refused({ parked, additions }) {
    if (!additions) return ideas(parked);
    const added = additions === 1 ? words("one_addition") : words("additions", { count: additions });
    return parked ? words("ideas_and_additions", { ideas: ideas(parked), additions: added }) : added;
  }

  const ideas = (count) => (count === 1 ? words("one_idea") : words("ideas", { count }));

  // ---------- the service worker: on tablets alone, and only where the page came over a safe line ----------

  async function install() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register("/tablet/worker.js", { scope: "/", updateViaCache: "none" });
    } catch { /* without it all works, as long as there is a network */ }
    renew();
  }

  function renew() {
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (worker) worker.postMessage({ renew: document.documentElement.lang });
  }

  // A waiting idea must outlast a full disk and a week of leave.
  if (!document.body.hasAttribute("data-tablet")) return;
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  window.addEventListener("load", install);
})();
