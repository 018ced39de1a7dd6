// The number pad of the tablet: large keys instead of the tablet's own keyboard. Without it, the keyboard serves.
"use strict";

(() => {
  let field = null; // the one that is typed into

  const pad = () => document.querySelector("[data-pad]");

  // At load, and whenever tablet.js shows another page.
  function start() {
    const form = pad();
    if (!form) return;
    form.querySelector("[data-digits]").hidden = false;
    for (const one of form.querySelectorAll("input.field")) one.inputMode = "none";
    field = form.querySelector("[aria-invalid]") || form.querySelector("input.field");
    field.focus();
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-pad] input.field")) field = event.target;
  });

  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]");
    if (!key || !field) return;
    field.value = typed(field.value, key.dataset.digit);
  });

  function typed(before, digit) {
    if (digit === "back") return before.slice(0, -1);
    if (digit === "-") return before.startsWith("-") ? before.slice(1) : `-${before}`;
    if (digit === "." && before.includes(".")) return before;
    return before.length < 15 ? before + digit : before;
  }

  document.addEventListener("improve:shown", start);
  start();
})();
