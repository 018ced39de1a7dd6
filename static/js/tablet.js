// The ward tablet: comes home by itself, leaves nothing behind, sends without losing what was typed. Pages work without it.
"use strict";

(() => {
  const HOME = "/tablet";
  const ASK_AFTER_S = 40; // "Still there?"
  const HOME_AFTER_S = 60;
  const POLL_EVERY_S = 60;
  const BUSY_S = 5; // somebody touched the board just now: it is not changed under the finger
  const AMBER_AFTER_S = 90;
  const RED_AFTER_S = 300;

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

  const isBoard = () => find("[data-board]") !== null;
  const isCounting = () => find("[data-claim]:not([hidden]), [data-countdown]:not([hidden])") !== null;

  // ---------- each page, at load and after each swap ----------

  function start(isRenewal = false) {
    startedAt = touchedAt = freshAt = polledAt = Date.now();
    ageSaid = "";
    if (!isRenewal) sayWhatCame();
    if (!isRenewal) focusFirst();
  }

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
  document.addEventListener("improve:leave", () => leave());

  // Two at one moment are one: the later says what the earlier led to.
  function announce(text) {
    clearTimeout(announcing);
    region.textContent = "";
    announcing = setTimeout(() => { region.textContent = text.trim().replace(/\s+/g, " "); }, 120);
  }

  // Another page in place of this one, without a trace in the history.
  function show(html, address, isRenewal = false) {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (files(page) !== files(document)) return window.location.replace(address || HOME); // Improve was renewed
    document.title = page.title;
    fill(document.adoptNode(page.body));
    if (address) history.replaceState(null, "", address);
    if (!isRenewal) window.scrollTo(0, 0);
    start(isRenewal);
    document.dispatchEvent(new Event("improve:shown"));
  }

  // All but the region that is spoken: a screen reader hears nothing of one that comes with its words.
  function fill(body) {
    clearTimeout(announcing);
    region.textContent = "";
    body.querySelector("#announce").remove();
    for (const old of [...document.body.childNodes]) if (old !== region) old.remove();
    document.body.className = body.className;
    region.before(...body.childNodes);
  }

  // The style sheet and this script; their addresses carry a digest.
  const files = (page) => [page.querySelector("link[rel=stylesheet]"), page.querySelector("script[src*='tablet.js']")]
    .map((element) => element && (element.getAttribute("href") || element.getAttribute("src"))).join(" ");

  // Home, with the page emptied. Without a connection the screen says so, and looks for the board by itself.
  async function leave() {
    if (isLeaving) return;
    isLeaving = true;
    for (const form of document.forms) form.reset();
    try {
      const answer = await fetch(HOME, { cache: "no-store" });
      if (answer.ok) show(await answer.text(), HOME);
      else if (answer.status === 401) window.location.replace(HOME);
      else showNoConnection();
    } catch {
      showNoConnection();
    }
    isLeaving = false;
  }

  function showNoConnection() {
    history.replaceState(null, "", HOME);
    const place = make("div", {}, make("h1", { textContent: "No connection just now" }),
      make("p", { textContent: "The board comes back by itself. Until then, use the paper board." }));
    place.dataset.board = "";
    find("main").className = "";
    find("main").replaceChildren(place);
    for (const old of all(".bar .back, .still")) old.remove();
    start();
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
    const stay = make("button", { type: "button", className: "button big", textContent: "Yes, I need more time" });
    stay.addEventListener("click", () => { closeStill(); focusFirst(); });
    openStill("Still there? This screen clears in 20 seconds.", stay);
    announce("Still there? This screen clears in 20 seconds.");
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
  const NOT_SENT = "It was not sent: something is wrong on our side. Your words are still here. Try again in a moment.";
  const UNCONNECTED = "It was not sent: there is no connection. Your words are still here. Try again in a moment.";

  async function send(form) {
    form.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => announce("Sending"), 1000);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), cache: "no-store" });
      if (!answer.ok && !SAID_ON_THE_FORM.includes(answer.status)) return refuse(form, NOT_SENT);
      show(await answer.text(), answer.redirected ? answer.url : "");
    } catch {
      refuse(form, UNCONNECTED);
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
    const link = event.target.closest("a[data-leave]");
    if (!link) return;
    event.preventDefault();
    if (hasText()) askToThrowAway();
    else leave();
  });

  const hasText = () => all("form[data-keep] textarea").some((field) => field.value.trim());

  function askToThrowAway() {
    const keep = make("button", { type: "button", className: "button big", textContent: "Keep" });
    const away = make("button", { type: "button", className: "button second big", textContent: "Throw away" });
    keep.addEventListener("click", () => { closeStill(); focusFirst(); });
    away.addEventListener("click", leave);
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
    if (isPolling || seconds(polledAt) < POLL_EVERY_S || seconds(touchedAt) < BUSY_S) return;
    isPolling = true;
    poll().finally(() => { isPolling = false; });
  }

  async function poll() {
    polledAt = Date.now();
    try {
      const answer = await fetch(HOME, { headers: { "X-Poll": "1" }, cache: "no-store" });
      if (answer.status === 401) return window.location.reload();
      if (!answer.ok) return connected(false);
      const html = await answer.text();
      if (isBoard() && seconds(touchedAt) >= BUSY_S) renew(html);
    } catch {
      connected(false);
    }
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

  function showAge() {
    const age = find("[data-age]");
    if (!age) return;
    const old = seconds(freshAt);
    const state = old > RED_AFTER_S ? "red" : old > AMBER_AFTER_S ? "amber" : "";
    age.classList.toggle("amber", state === "amber");
    age.classList.toggle("red", state === "red");
    const minutes = Math.max(2, Math.floor(old / 60));
    if (state) age.querySelector("span").textContent = `Not updated for ${minutes} minutes`;
    age.querySelector("time").hidden = state !== "";
    if (state && state !== ageSaid) announce(`Not updated for ${minutes} minutes.`);
    ageSaid = state;
  }

  start();
})();
