// The ward tablet: comes home by itself, leaves nothing behind, sends without losing what was typed. Pages work without it.
"use strict";

(() => {
  const HOME = "/tablet";
  const ASK_AFTER_S = 40; // "Still there?"
  const HOME_AFTER_S = 60;
  const POLL_EVERY_S = 60;
  const SEARCH_EVERY_S = 15; // for the network
  const BUSY_S = 5; // somebody touched the board just now: it is not changed under the finger
  const AMBER_AFTER_S = 90;
  const RED_AFTER_S = 300;

  const words = window.improveWords;
  const find = (css) => document.querySelector(css);
  const all = (css) => [...document.querySelectorAll(css)];
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const seconds = (since) => (Date.now() - since) / 1000;

  const region = find("#announce"); // stands here as long as the tablet is on, whatever is shown beside it

  let announcing = 0;
  let startedAt = Date.now();
  let touchedAt = Date.now();
  let freshAt = Date.now();
  let polledAt = Date.now();
  let isPolling = false;
  let isLeaving = false;
  let ageSaid = "";
  let board = null; // the last board that was seen, in memory alone: {html, at}. Without a network it comes back
  let field = null; // the page with the one field, fetched and parsed beforehand: one tap opens it at once
  let promise = null; // who answers by when, as the board said it last
  let cutAt = 0; // since when there is no network

  const isBoard = () => find("[data-board]") !== null;
  const isCounting = () => find("[data-claim]:not([hidden]), [data-countdown]:not([hidden])") !== null;

  // ---------- each page, at load and after each swap ----------

  function start(isRenewal = false) {
    startedAt = touchedAt = polledAt = Date.now();
    ageSaid = "";
    freshAt = isKeptBoard() ? cutAt || freshAt : Date.now();
    learn();
    connected(!cutAt);
    sayTheLineIsCut();
    if (!isRenewal) sayWhatCame();
    if (!isRenewal) focusFirst();
  }

  // What a page brings for the next one: the board says who answers, the field shows it.
  function learn() {
    const said = find("[data-promise]");
    if (said) promise = said;
    const place = find("[data-promise-here]");
    if (place && promise) place.replaceChildren(...[...promise.childNodes].map((node) => node.cloneNode(true)));
    if (isBoard()) fetchField();
  }

  // From what the service worker keeps: no request.
  async function fetchField() {
    const asks = find("[data-ask]");
    if (!asks || !navigator.serviceWorker || !navigator.serviceWorker.controller) return;
    try {
      const answer = await fetch(asks.href);
      if (answer.ok) field = parsed(await answer.text());
    } catch { /* the link itself leads there */ }
  }

  function sayTheLineIsCut() {
    const line = find(".bar [data-line]");
    const time = new Date(cutAt).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    if (line && cutAt) line.textContent = words("no_network_since", { time });
  }

  const isKeptBoard = () => find(".no-board") !== null;

  // A toast, what a page says was done, or what is wrong with a form; the heading is read as the focus goes there.
  function sayWhatCame() {
    const said = find("#toasts .toast p") || find("main [data-said]") || find("main .nhsuk-error-summary__list");
    if (said) announce(said.textContent);
  }

  // The field, else what went wrong, else the heading.
  function focusFirst() {
    focusOn(find("main [data-first]") || find("main [data-focus]") || find("main h1"));
  }

  function focusOn(element) {
    if (!element) return;
    if (!element.matches("a[href], button, input, select, textarea")) element.tabIndex = -1;
    element.focus();
  }

  // The screens after Send (tablet_thanks.js) ask for these two.
  document.addEventListener("improve:say", (event) => announce(event.detail));
  document.addEventListener("improve:leave", (event) => leave(event.detail));
  document.addEventListener("improve:show", ({ detail }) => show(detail.html, detail.address));

  // Two at one moment are one: the later says what the earlier led to.
  function announce(text) {
    clearTimeout(announcing);
    region.textContent = "";
    announcing = setTimeout(() => { region.textContent = text.trim().replace(/\s+/g, " "); }, 120);
  }

  // Another page in place of this one, without a trace in the history.
  function show(html, address, isRenewal = false) {
    const page = parsed(html);
    if (!page.querySelector("#announce")) return showNoConnection(); // somebody else's page: a portal in between
    if (files(page) !== files(document)) return window.location.replace(address || HOME); // Improve was renewed
    if (page.querySelector("[data-board]") && !page.querySelector(".no-board")) board = { html, at: Date.now() };
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    for (const script of page.querySelectorAll("head script[src]")) loadOnce(script.getAttribute("src"));
    fill(document.adoptNode(page.body));
    if (address) history.replaceState(null, "", address);
    if (!isRenewal) window.scrollTo(0, 0);
    start(isRenewal);
    document.dispatchEvent(new Event("improve:shown"));
  }

  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

  // Within the tap itself, so that the tablet's keyboard comes with it; what can wait comes after the next picture.
  function openField(address) {
    if (files(field) !== files(document)) return window.location.assign(address);
    document.title = field.title;
    fill(document.importNode(field.body, true));
    history.replaceState(null, "", address);
    start(); // the focus brings the field into view
    return setTimeout(() => document.dispatchEvent(new Event("improve:shown")));
  }

  // What a single page needs besides, as the pad of the PIN.
  function loadOnce(address) {
    if (find(`script[src="${address}"]`)) return;
    document.head.append(make("script", { src: address, async: false }));
  }

  // All but the region that is spoken: a screen reader hears nothing of one that comes with its words.
  function fill(body) {
    clearTimeout(announcing);
    region.textContent = "";
    body.querySelector("#announce").remove();
    for (const other of body.querySelectorAll("noscript")) other.remove(); // parsed as if there were no script
    for (const old of [...document.body.childNodes]) if (old !== region) old.remove();
    document.body.className = body.className;
    document.body.dataset.team = body.dataset.team;
    region.before(...body.childNodes);
  }

  // The style sheet and this script; their addresses carry a digest.
  const files = (page) => [page.querySelector("link[rel=stylesheet]"), page.querySelector("script[src*='build/tablet.js']")]
    .map((element) => element && (element.getAttribute("href") || element.getAttribute("src"))).join(" ");

  // Home, with the page emptied. Without a connection the last board comes back, and says how old it is.
  async function leave(after) {
    if (isLeaving) return;
    isLeaving = true;
    for (const form of document.forms) form.reset();
    document.dispatchEvent(new Event("improve:leave")); // each script forgets what it holds
    try {
      const answer = await fetch(HOME, { cache: "no-store" });
      if (answer.ok) showBoard(await answer.text());
      else if (answer.status === 401) window.location.replace(HOME);
      else showNoConnection();
    } catch {
      showNoConnection();
    }
    isLeaving = false;
    if (after && after.say) tell(after.say);
  }

  // The service worker answers for the network when there is none: its page has no board.
  function showBoard(html) {
    if (html.includes("no-board")) return showNoConnection(html);
    cutAt = navigator.onLine === false ? cutAt || Date.now() : 0; // it may have gone while the answer came
    return show(html, HOME);
  }

  function showNoConnection(kept) {
    cutAt = cutAt || Date.now();
    if (board) {
      const { html, at } = board;
      show(html, HOME);
      freshAt = at;
      board = { html, at };
      connected(false);
      showAge();
    } else if (kept) {
      show(kept, HOME);
    } else {
      window.location.replace(HOME);
    }
  }

  // Said and shown, as a toast of the server is.
  function tell(sentence) {
    const toast = make("div", { className: "toast" }, make("p", { textContent: sentence }));
    find("#toasts").append(toast);
    setTimeout(() => toast.remove(), 10_000);
    announce(sentence);
  }

  // ---------- touching, and being left alone ----------

  for (const kind of ["pointerdown", "keydown", "input", "scroll", "focusin"]) {
    document.addEventListener(kind, (event) => touched(event), { capture: true, passive: true });
  }

  function touched(event) {
    if (["focusin", "scroll"].includes(event.type) && seconds(startedAt) < 1) return; // a page does these itself
    touchedAt = Date.now();
    document.dispatchEvent(new Event("improve:touched"));
    if (find(".still:not(.asks)") && !event.target.closest(".still")) closeStill();
  }

  setInterval(() => {
    showAge();
    document.dispatchEvent(new Event("improve:second"));
    if (isCounting()) return;
    if (isBoard()) return pollWhenDue();
    if (seconds(touchedAt) >= HOME_AFTER_S) return leave();
    if (seconds(touchedAt) >= ASK_AFTER_S && !find(".still")) askStillThere();
  }, 1000);

  function askStillThere() {
    const stay = make("button", { type: "button", className: "button big", textContent: words("more_time") });
    stay.addEventListener("click", () => { closeStill(); focusFirst(); });
    openStill(words("still_there"), stay);
    announce(words("still_there"));
  }

  // Stands over the bar and never over the field: dictation goes on.
  function openStill(sentence, ...buttons) {
    closeStill();
    const still = make("div", { className: "still" }, make("p", { textContent: sentence }), ...buttons);
    still.setAttribute("role", "group");
    still.setAttribute("aria-label", sentence);
    find("main").before(still);
    return still;
  }

  function closeStill() {
    const still = find(".still");
    if (still) still.remove();
  }

  // Staying anonymous changes what one may expect; the sentences beside the field follow.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-stay-anonymous]")) return;
    for (const line of all("[data-named-only]")) line.hidden = event.target.checked;
    for (const line of all("[data-anonymous-only]")) line.hidden = !event.target.checked;
  });

  // ---------- sending: nothing typed is lost, nothing stays in the history ----------

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-quiet]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(form);
  });

  const SAID_ON_THE_FORM = [409, 422, 429];

  async function send(form) {
    form.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => announce(words("sending")), 1000);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), cache: "no-store" });
      if (!answer.ok && !SAID_ON_THE_FORM.includes(answer.status)) return refuse(form, words("wrong_here"));
      show(await answer.text(), answer.redirected ? answer.url : "");
    } catch {
      refuse(form, words("unconnected"));
    } finally {
      clearTimeout(slow);
    }
  }

  function refuse(form, sentence) {
    form.removeAttribute("aria-busy");
    const place = form.querySelector("[data-refusal]") || form.querySelector(".wrong[data-unsent]")
      || make("p", { className: "wrong" });
    if (!place.isConnected) {
      place.dataset.unsent = "";
      form.prepend(place);
    }
    place.textContent = sentence;
    place.hidden = false;
    announce(sentence);
  }

  // ---------- leaving ----------

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.closest(".toast").remove();
    const asks = event.target.closest("a[data-ask]");
    if (asks && field) { event.preventDefault(); openField(asks.getAttribute("href")); }
    const link = event.target.closest("a[data-leave]");
    if (!link) return;
    event.preventDefault();
    if (hasText()) askToThrowAway();
    else leave();
  });

  const hasText = () => all("form[data-keep] textarea").some((field) => field.value.trim());

  function askToThrowAway() {
    const keep = make("button", { type: "button", className: "button big", textContent: words("keep") });
    const away = make("button", { type: "button", className: "button second big", textContent: words("throw_away") });
    keep.addEventListener("click", () => { closeStill(); focusFirst(); });
    away.addEventListener("click", () => leave());
    openStill(find("form[data-keep]").dataset.keep, keep, away).classList.add("asks");
    keep.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const back = find(".bar .back");
    if (find(".still")) { closeStill(); focusFirst(); } else if (back) back.click();
  });

  // Nothing of the last person comes back with the Back button.
  window.addEventListener("pagehide", () => { for (const form of document.forms) form.reset(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.replace(HOME); });

  // ---------- the board: a new one each minute, and how old it is ----------

  function pollWhenDue() {
    if (isPolling || seconds(polledAt) < (cutAt ? SEARCH_EVERY_S : POLL_EVERY_S) || seconds(touchedAt) < BUSY_S) return;
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
      if (isBoard() && seconds(touchedAt) >= BUSY_S) renew(html);
    } catch {
      cut();
    }
  }

  function cut() {
    cutAt = cutAt || Date.now();
    connected(false);
  }

  // The board is swapped under whoever reads it: the place and the focus stay.
  function renew(html) {
    const focused = document.activeElement.getAttribute("href");
    const at = window.scrollY;
    const touchedBefore = touchedAt;
    show(html, "", true);
    touchedAt = touchedBefore;
    window.scrollTo(0, at);
    if (focused) focusOn(all("main a[href], .bar a[href]").find((link) => link.getAttribute("href") === focused));
  }

  function connected(isConnected) {
    for (const line of all("[data-connected]")) line.hidden = !isConnected;
    for (const line of all("[data-unconnected]")) line.hidden = isConnected;
  }

  // Always there: how old the board is; amber, then red; announced when it turns, not each minute.
  function showAge() {
    const age = find("[data-age]");
    if (!age || isKeptBoard()) return;
    const old = seconds(freshAt);
    const state = old > RED_AFTER_S ? "red" : old > AMBER_AFTER_S ? "amber" : "";
    age.classList.toggle("amber", state === "amber");
    age.classList.toggle("red", state === "red");
    const minutes = Math.max(2, Math.floor(old / 60));
    const sentence = words(cutAt ? "no_network_old" : "not_updated", { minutes });
    if (state) age.querySelector("span").textContent = sentence;
    age.querySelector("time").hidden = state !== "";
    if (state && state !== ageSaid) announce(`${sentence}.`);
    ageSaid = state;
  }

  // The browser notices at once; a poll confirms it, or finds a line that leads nowhere.
  window.addEventListener("offline", cut);
  window.addEventListener("online", () => { polledAt = 0; });
  document.addEventListener("improve:line", ({ detail }) => { if (!detail) cut(); else if (cutAt) polledAt = 0; });
  for (const kind of navigator.serviceWorker ? ["controllerchange", "message"] : []) {
    navigator.serviceWorker.addEventListener(kind, fetchField); // there is one now, or its pages are new
  }

  if (isKeptBoard()) history.replaceState(null, "", HOME);
  if (isKeptBoard() || navigator.onLine === false) cutAt = Date.now();
  if (isBoard() && !isKeptBoard()) board = { html: document.documentElement.outerHTML, at: Date.now() };
  start();
})();
