// The ward tablet: one page after the other in the same window, spoken once, with nothing of the last one left behind. How
// it is left alone: tablet_touch.js; the board: tablet_board.js; its forms: tablet_send.js. Pages work without them.
"use strict";

(() => {
  const HOME = "/tablet";
  const TOAST_MS = 10_000;
  const SPOKEN_AFTER_MS = 120; // two at one moment are one: the later says what the earlier led to

  const words = window.improveWords;
  const touch = window.improveTouch;
  const board = window.improveBoard;
  const find = (css) => document.querySelector(css);
  const all = (css) => [...document.querySelectorAll(css)];
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const region = find("#announce"); // stands here as long as the tablet is on, whatever is shown beside it

  let announcing = 0;
  let isLeaving = false;
  let field = null; // the page with the one field, fetched and parsed beforehand: one tap opens it at once
  let promise = null; // who answers by when, as the board said it last

  // ---------- each page, at load and after each swap ----------

  function start(isRenewal = false) {
    touch.begin();
    learn();
    board.begin();
    if (!isRenewal) sayWhatCame();
    if (!isRenewal) focusFirst();
  }

  // What a page brings for the next one: the board says who answers, the field shows it.
  function learn() {
    const said = find("[data-promise]");
    if (said) promise = said;
    const place = find("[data-promise-here]");
    if (place && promise) place.replaceChildren(...[...promise.childNodes].map((node) => node.cloneNode(true)));
    if (board.isShown()) fetchField();
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

  // A toast, what a page says was done, or what is wrong with a form; the heading is read as the focus goes there.
  function sayWhatCame() {
    const said = find("#toasts .toast p") || find("main [data-said]") || find("main .nhsuk-error-summary__list");
    if (said) announce(said.textContent);
    for (const toast of all("#toasts .toast")) setTimeout(() => toast.remove(), TOAST_MS);
  }

  // The field, else what went wrong, else the heading. A field below the first screen waits: what stands above it, an
  // answer, is read first.
  function focusFirst() {
    const field = find("main [data-first]");
    const isSeen = field && field.getBoundingClientRect().top < window.innerHeight;
    const first = (isSeen && field) || find("main [data-focus]") || find("main h1") || field;
    if (!first) return;
    if (!first.matches("a[href], button, input, select, textarea")) first.tabIndex = -1;
    first.focus();
  }

  function announce(text) {
    clearTimeout(announcing);
    region.textContent = "";
    announcing = setTimeout(() => { region.textContent = text.trim().replace(/\s+/g, " "); }, SPOKEN_AFTER_MS);
  }

  // ---------- another page in place of this one, without a trace in the history ----------

  function show(html, address, isRenewal = false) {
    const page = parsed(html);
    if (!page.querySelector("#announce")) return board.showLast(); // somebody else's page: a portal in between
    if (files(page) !== files(document)) return window.location.replace(address || HOME); // Improve was renewed
    board.keep(html, page);
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    for (const script of page.querySelectorAll("head script[src]")) loadOnce(script.getAttribute("src"));
    fill(document.adoptNode(page.body));
    if (address) history.replaceState(null, "", address);
    if (!isRenewal) window.scrollTo(0, 0);
    start(isRenewal);
    return document.dispatchEvent(new Event("improve:shown"));
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

  // ---------- home, with the page emptied ----------

  async function leave(after) {
    if (isLeaving) return;
    isLeaving = true;
    for (const form of document.forms) form.reset();
    document.dispatchEvent(new Event("improve:leave")); // each script forgets what it holds
    await board.open();
    isLeaving = false;
    if (after && after.say) tell(after.say);
  }

  // Said and shown, as a toast of the server is.
  function tell(sentence) {
    const close = make("button", { type: "button", textContent: words("close"), ariaLabel: words("close_message") });
    close.dataset.close = "";
    const toast = make("div", { className: "toast" }, make("p", { textContent: sentence }), close);
    find("#toasts").replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
    announce(sentence);
  }

  // Nothing of the last person comes back with the Back button.
  window.addEventListener("pagehide", () => { for (const form of document.forms) form.reset(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.replace(HOME); });

  // ---------- what the other scripts and the pages ask for ----------

  document.addEventListener("improve:say", (event) => announce(event.detail));
  document.addEventListener("improve:tell", (event) => tell(event.detail));
  document.addEventListener("improve:focus", focusFirst);
  document.addEventListener("improve:leave", (event) => leave(event.detail));
  document.addEventListener("improve:show", ({ detail }) => show(detail.html, detail.address, detail.isRenewal));

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.closest(".toast").remove();
    const asks = event.target.closest("a[data-ask]");
    if (asks && field) { event.preventDefault(); openField(asks.getAttribute("href")); }
  });

  // Staying anonymous changes what one may expect; the sentences beside the field follow.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-stay-anonymous]")) return;
    for (const line of all("[data-named-only]")) line.hidden = event.target.checked;
    for (const line of all("[data-anonymous-only]")) line.hidden = !event.target.checked;
  });

  for (const kind of navigator.serviceWorker ? ["controllerchange", "message"] : []) {
    navigator.serviceWorker.addEventListener(kind, fetchField); // there is one now, or its pages are new
  }

  start();
})();
