// The board: a new one each minute, how old it is, and the last one again where there is no network.
"use strict";

window.improveBoard = (() => {
  const HOME = "/tablet";
  const POLL_EVERY_S = 60;
  const SEARCH_EVERY_S = 15; // for the network
  const BUSY_S = 5; // somebody touched the board just now: it is not changed under the finger
  const AMBER_AFTER_S = 90;
  const RED_AFTER_S = 300;

  const words = window.improveWords;
  const touch = window.improveTouch;
  const find = (css) => document.querySelector(css);
  const all = (css) => [...document.querySelectorAll(css)];
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const seconds = (since) => (Date.now() - since) / 1000;

  let freshAt = Date.now();
  let polledAt = Date.now();
  let isPolling = false;
  let ageSaid = "";
  let last = null; // the last board that was seen, in memory alone: {html, at}
  let cutAt = 0; // since when there is no network

  const isBoard = () => find("[data-board]") !== null;
  const isKept = (page) => page.querySelector(".no-board") !== null; // what the service worker has in its place

  // Each page, at load and after each swap.
  function begin() {
    polledAt = Date.now();
    ageSaid = "";
    freshAt = isKept(document) ? cutAt || freshAt : Date.now();
    connected(!cutAt);
  }

  function keep(html, page) {
    if (page.querySelector("[data-board]") && !isKept(page)) last = { html, at: Date.now() };
  }

  // ---------- the way home: without a connection the last board comes back, and says how old it is ----------

  async function open() {
    try {
      const answer = await fetch(HOME, { cache: "no-store" });
      if (answer.ok) showNew(await answer.text());
      else if (answer.status === 401) window.location.replace(HOME);
      else showLast();
    } catch {
      showLast();
    }
  }

  // The service worker answers for the network when there is none: its page has no board.
  function showNew(html) {
    if (html.includes("no-board")) return showLast(html);
    cutAt = navigator.onLine === false ? cutAt || Date.now() : 0; // it may have gone while the answer came
    return fire("improve:show", { html, address: HOME });
  }

  function showLast(kept) {
    cutAt = cutAt || Date.now();
    if (last) {
      const { html, at } = last;
      fire("improve:show", { html, address: HOME });
      freshAt = at;
      last = { html, at };
      connected(false);
      showAge();
    } else if (kept) {
      fire("improve:show", { html: kept, address: HOME });
    } else {
      window.location.replace(HOME);
    }
  }

  // ---------- a new one each minute ----------

  document.addEventListener("improve:second", () => {
    showAge();
    if (isBoard()) pollWhenDue();
  });

  function pollWhenDue() {
    const every = cutAt ? SEARCH_EVERY_S : POLL_EVERY_S;
    if (isPolling || seconds(polledAt) < every || touch.seconds() < BUSY_S) return;
    isPolling = true;
    poll().finally(() => { isPolling = false; });
  }

  async function poll() {
    polledAt = Date.now();
    try {
      const answer = await fetch(HOME, { headers: { "X-Poll": "1" }, cache: "no-store" });
      if (answer.status === 401) return window.location.reload();
      if (!answer.ok) return cut();
      const html = await answer.text();
      if (!html.includes("data-board")) return cut(); // a portal in between
      cutAt = 0;
      connected(true);
      if (isBoard() && touch.seconds() >= BUSY_S) renew(html);
    } catch {
      cut();
    }
  }

  // The board is swapped under whoever reads it: the place and the focus stay.
  function renew(html) {
    const focused = document.activeElement.getAttribute("href");
    const at = window.scrollY;
    touch.unseen(() => fire("improve:show", { html, address: "", isRenewal: true }));
    window.scrollTo(0, at);
    if (focused) all("main a[href], .bar a[href]").find((link) => link.getAttribute("href") === focused)?.focus();
  }

  // ---------- the line, and how old the board is ----------

  function cut() {
    cutAt = cutAt || Date.now();
    connected(false);
  }

  function connected(isConnected) {
    for (const line of all("[data-connected]")) line.hidden = !isConnected;
    for (const line of all("[data-unconnected]")) line.hidden = isConnected;
    if (!isConnected) for (const line of all(".bar [data-line]")) line.textContent = sinceWhen();
  }

  function sinceWhen() {
    const time = new Date(cutAt).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    return words("no_network_since", { time });
  }

  // Always there: how old the board is; amber, then red; announced when it turns, not each minute.
  function showAge() {
    const age = find("[data-age]");
    if (!age || isKept(document)) return;
    const old = seconds(freshAt);
    const state = old > RED_AFTER_S ? "red" : old > AMBER_AFTER_S ? "amber" : "";
    age.classList.toggle("amber", state === "amber");
    age.classList.toggle("red", state === "red");
    const minutes = Math.max(2, Math.floor(old / 60));
    const sentence = words(cutAt ? "no_network_old" : "not_updated", { minutes });
    if (state) age.querySelector("span").textContent = sentence;
    age.querySelector("time").hidden = state !== "";
    if (state && state !== ageSaid) fire("improve:say", `${sentence}.`);
    ageSaid = state;
  }

  // The browser notices at once; a poll confirms it, or finds a line that leads nowhere.
  window.addEventListener("offline", cut);
  window.addEventListener("online", () => { polledAt = 0; });
  document.addEventListener("improve:line", ({ detail }) => { if (!detail) cut(); else if (cutAt) polledAt = 0; });

  if (isKept(document)) history.replaceState(null, "", HOME);
  if (isKept(document) || navigator.onLine === false) cutAt = Date.now();
  if (isBoard() && !isKept(document)) last = { html: document.documentElement.outerHTML, at: Date.now() };

  return { begin, keep, open, showLast, isShown: isBoard, isCut: () => cutAt > 0 || navigator.onLine === false };
})();
