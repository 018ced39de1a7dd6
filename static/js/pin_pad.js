// The PIN: large keys in place of the tablet's own keyboard, dots in place of numbers. Without it, a plain field serves.
"use strict";

(() => {
  const LENGTH = 6;
  const say = (text) => document.dispatchEvent(new CustomEvent("improve:say", { detail: text }));
  const form = () => document.querySelector("[data-pin-pad]");
  const field = () => form().elements.pin;
  const chosen = () => document.querySelector("input[name=person]:checked");

  // At load, and whenever tablet.js shows another page.
  function start() {
    const pad = form();
    if (!pad || pad.dataset.isOpen) return;
    pad.dataset.isOpen = "1";
    field().value = "";
    field().inputMode = "none";
    field().classList.add("sr"); // still the field that is typed, pasted and sent
    pad.querySelector("[data-submit]").hidden = true;
    for (const part of pad.querySelectorAll("[data-keys], [data-dots]")) part.hidden = false;
    show();
    pad.querySelector("[data-pin-of]").textContent = title(pad); // without a name the first number would be one too early
    if (chosen()) field().focus();
    if (pad.dataset.wait) wait(pad, Date.now() + 1000 * pad.dataset.wait);
  }

  // Too many wrong ones: no key answers until the time is over; the seconds are shown, and said once by the alert.
  function wait(pad, until) {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (!pad.isConnected) return;
    for (const key of pad.querySelectorAll("[data-key]")) key.disabled = left > 0;
    field().disabled = left > 0;
    pad.querySelector("[data-pin-of]").textContent = left > 0 ? pad.dataset.waits.replace("{seconds}", left) : title(pad);
    if (left > 0) setTimeout(() => wait(pad, until), 1000);
    else field().focus();
  }

  const title = (pad) => (chosen() ? pad.dataset.for.replace("{name}", chosen().dataset.name) : pad.dataset.choose);

  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-pin-pad] [data-key]");
    if (key) type(key.dataset.key);
  });

  document.addEventListener("input", (event) => {
    if (form() && event.target === field()) type("");
  });

  document.addEventListener("change", (event) => {
    if (!form() || field().disabled || !event.target.matches("input[name=person]")) return;
    form().querySelector("[data-pin-of]").textContent = title(form());
    field().focus();
  });

  // "" only looks at what stands there already: typed with a real keyboard, or pasted.
  function type(key) {
    const input = field();
    if (input.value.length < LENGTH && /^\d$/.test(key)) input.value += key;
    if (key === "back") input.value = input.value.slice(0, -1);
    if (key === "clear") input.value = "";
    input.value = input.value.replace(/\D/g, "").slice(0, LENGTH);
    show();
    if (input.value.length < LENGTH) return say(form().dataset.entered.replace("{count}", input.value.length));
    if (chosen()) return form().requestSubmit();
    input.value = "";
    show();
    say(form().dataset.choose);
    form().querySelector("#pin-said").textContent = form().dataset.choose;
  }

  function show() {
    const count = field().value.length;
    form().querySelectorAll("[data-dots] i").forEach((dot, at) => {
      dot.className = at < count ? "on" : at === count ? "at" : "";
    });
  }

  document.addEventListener("improve:shown", start);
  start();
})();
