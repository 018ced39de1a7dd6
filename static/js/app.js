// The shared script. Every page works without it; it keeps the focus, speaks changes once, and opens menus.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  startAge();
  prepare(document.body);
  focusFirst(document.querySelector("[data-error-summary]"));
  for (const flashed of document.querySelectorAll("#toasts .toast p")) announce(flashed.textContent);
});

// ---------- what is spoken ----------

const SAY_AFTER_MS = 120; // lets the focus move first, so that the sentence is not cut off
const NEXT_AFTER_MS = 500; // a sentence that goes at once is not read by every screen reader
const toSay = [];

// Several sentences at one moment are spoken one after the other; the same one once: exactly one announcement a change.
function announce(text) {
  const sentence = (text || "").trim();
  if (!sentence || toSay.includes(sentence)) return;
  toSay.push(sentence);
  if (toSay.length === 1) sayFirst();
}

function sayFirst() {
  const region = document.getElementById("announce");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = toSay[0]; }, SAY_AFTER_MS);
  setTimeout(() => {
    toSay.shift();
    if (toSay.length) sayFirst();
  }, SAY_AFTER_MS + NEXT_AFTER_MS);
}

// The server sends HX-Trigger: {"announce": "..."}; htmx makes an event of it.
document.addEventListener("announce", (event) => announce(event.detail.value));

// ---------- focus after a swap ----------

function focusFirst(element) {
  if (!element) return false;
  if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
  element.focus();
  return document.activeElement === element;
}

// What arrives beside the target (hx-swap-oob) takes the focus only when it asks for it.
const beside = new WeakSet();
let hadFocus = false;
let caught = null; // where the focus was put because a slow browser had not settled yet

// A swap that takes away what had the focus must give it back: else it falls to the body. A swap elsewhere leaves it alone.
document.addEventListener("htmx:beforeSwap", (event) => {
  hadFocus = event.detail.target.contains(document.activeElement) && document.activeElement !== document.body;
  caught = null;
  if (hadFocus) setTimeout(catchFocus, CATCH_AFTER_MS);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt;
  prepare(swapped);
  sayErrorInTitle();
  if (!swapped.isConnected) return;
  const wanted = swapped.matches("[data-focus]") ? swapped : swapped.querySelector("[data-focus]");
  if (focusFirst(wanted) || beside.has(swapped) || !hadFocus || !isFocusLost()) return;
  const heading = swapped.querySelector("h1, h2, h3");
  focusFirst(heading ? heading.querySelector("a") || heading : swapped);
});

const CATCH_AFTER_MS = 100; // longer than htmx takes to settle, mostly

function sayErrorInTitle() {
  const isWrong = document.querySelector("[data-error-summary]") !== null;
  document.title = (isWrong ? "Error: " : "") + document.title.replace(/^Error: /, "");
}

function catchFocus() {
  if (!isFocusLost()) return;
  caught = document.querySelector("main h1") || document.querySelector("main");
  focusFirst(caught);
}

const isFocusLost = () => [null, document.body, caught].includes(document.activeElement);

document.addEventListener("htmx:oobAfterSwap", (event) => {
  beside.add(event.target);
  prepare(event.detail.target);
  if (event.detail.target.id !== "toasts") return;
  const text = document.querySelector("#toasts .toast:last-child p").textContent;
  setTimeout(() => announce(text), 40); // HX-Trigger, if there is one, comes first
});

// ---------- what is said here, in the language of the page (layouts/_said.html) ----------

function said(english, values = {}) {
  const held = document.querySelector("[data-said]");
  const words = (held && JSON.parse(held.textContent)[english]) || english;
  return words.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
}

// ---------- what went wrong on the way ----------

document.addEventListener("htmx:sendError", () => showToast(said("No connection. Nothing was sent. Try again.")));
document.addEventListener("htmx:timeout", () => showToast(said("The answer takes too long. Look before you send it again.")));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) return window.location.reload();
  showToast(said(SENTENCES[status] || "Something went wrong on our side. Nothing was changed here."));
});

const SENTENCES = {
  403: "You may not do this. Nothing was changed.",
  404: "This is no longer here. Load the page again.",
  413: "This is too large. Nothing was stored.",
  429: "Too many tries. Please wait a minute.",
  503: "Improve is not available just now. Try again in a minute.",
  507: "There is no room on the server. Nothing was stored.",
};

function showToast(text) {
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const toast = make("div", { className: "toast" });
  const close = make("button", { type: "button", textContent: said("Close") });
  close.dataset.close = "";
  toast.append(make("p", { textContent: text }), close);
  toasts.append(toast);
  announce(text);
}

// ---------- toasts: close, and undo for a while ----------

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close]");
  if (close) removeToast(close.closest(".toast"));
});

function removeToast(toast) {
  if (!toast) return;
  toast.remove();
  catchFocus();
}

// As in a text: Control Z undoes. In a field it stays the field's own.
document.addEventListener("keydown", (event) => {
  const undo = document.querySelector("[data-undo]");
  if (!undo || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  undo.click();
});

// The time stands still while somebody points at the toast or has the focus in it.
function startUndo(toast) {
  let left = Number(toast.dataset.undoFor);
  const clock = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left > 0 && toast.isConnected) return;
    clearInterval(clock);
    removeToast(toast);
  }, 1000);
}

// ---------- menus: "Move to..." ----------

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-menu]");
  if (!button) return closeMenus(event.target.closest(".menu"));
  const menu = document.getElementById(button.dataset.menu);
  if (!menu) return; // not loaded: the link goes to the page with the same choices
  event.preventDefault();
  const opens = menu.hidden;
  closeMenus(null);
  if (opens) openMenu(button, menu);
});

function openMenu(button, menu) {
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  keepInside(menu);
  focusFirst(itemsOf(menu)[0]);
}

// A menu that would stand outside the window opens to the other side.
function keepInside(menu) {
  menu.classList.remove("left");
  if (menu.getBoundingClientRect().right > document.documentElement.clientWidth) menu.classList.add("left");
}

function closeMenus(except) {
  for (const button of document.querySelectorAll('[data-menu][aria-expanded="true"]')) {
    const menu = document.getElementById(button.dataset.menu);
    if (menu && menu === except) continue;
    if (menu) menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest(".menu:not([hidden])");
  if (event.key === "Escape") return leaveMenu(menu);
  if (!menu || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = itemsOf(menu);
  const at = items.indexOf(event.target.closest("button, a"));
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  const byKey = items.find((item) => item.dataset.key && item.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (step === undefined && !byKey) return;
  event.preventDefault();
  if (byKey) byKey.click();
  else items[(step + items.length) % items.length].focus();
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest(".menu:not([hidden])");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) closeMenus(null);
});

function leaveMenu(menu) {
  const open = document.querySelector('[data-menu][aria-expanded="true"]');
  closeMenus(null);
  if (open && (menu || document.activeElement === open)) open.focus();
}

const itemsOf = (menu) => [...menu.querySelectorAll("button:enabled, a[href]")];

// ---------- forms are sent once ----------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  setTimeout(() => rest(form, true), 0); // after the browser has taken the pressed button's name along
}, true);

// Buttons are marked, not disabled: a disabled button would lose the focus.
function rest(form, isBusy) {
  form.setAttribute("aria-busy", String(isBusy));
  for (const button of form.querySelectorAll('button[type="submit"], button:not([type])')) {
    button.ariaDisabled = isBusy ? "true" : null;
  }
}

const wakeForms = () => document.querySelectorAll('form[aria-busy="true"]').forEach((form) => rest(form, false));
window.addEventListener("pageshow", wakeForms);
document.addEventListener("htmx:validation:halted", wakeForms);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) rest(form, false);
});

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-submit]");
  if (field && field.form) field.form.requestSubmit();
});

// ---------- counting characters as the server counts them ----------

function startCount(group) {
  const field = group.querySelector("textarea, input");
  const line = group.querySelector(".count");
  const limit = Number(group.dataset.count);
  const show = () => {
    const left = limit - [...field.value.trim().normalize("NFC")].length;
    const count = Math.abs(left).toLocaleString("en-GB");
    line.textContent = said(left < 0 ? "{count} characters too many" : "{count} characters left", { count });
    line.classList.toggle("over", left < 0);
  };
  field.addEventListener("input", show);
  show();
}

// ---------- how old the page is ----------

const AMBER_AFTER_S = 90;
const RED_AFTER_S = 300;
let freshAt = Date.now();

function startAge() {
  const age = document.querySelector("[data-age]");
  if (!age) return;
  const words = age.querySelector("span");
  const time = age.querySelector("time");
  let said = "";
  document.addEventListener("improve:fresh", (event) => {
    freshAt = Date.now();
    time.textContent = event.detail || time.textContent;
    show();
  });
  const show = () => {
    const seconds = (Date.now() - freshAt) / 1000;
    const state = seconds > RED_AFTER_S ? "red" : seconds > AMBER_AFTER_S ? "amber" : "";
    age.classList.toggle("amber", state === "amber");
    age.classList.toggle("red", state === "red");
    words.replaceChildren(ageWords(state, seconds), state === "amber" ? "" : time, state === "red" ? ". Use the paper board" : "");
    if (state && state !== said) announce(words.textContent);
    said = state;
  };
  setInterval(show, 5000);
}

function ageWords(state, seconds) {
  if (state === "red") return "Not updated since ";
  if (state === "amber") return `Not updated for ${Math.max(2, Math.floor(seconds / 60))} minutes`;
  return "Updated ";
}

// ---------- what needs starting in new content ----------

function prepare(root) {
  startEach(root, "[data-undo-for]", startUndo);
  startEach(root, "[data-count]", startCount);
  startEach(root, "[data-print]", startPrint);
}

function startPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const started = new WeakSet();

function startEach(root, selector, start) {
  for (const element of [root, ...root.querySelectorAll(selector)]) {
    if (!element.matches(selector) || started.has(element)) continue;
    started.add(element);
    start(element);
  }
}
