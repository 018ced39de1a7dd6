// Today's numbers at the wall: keys press what they stand on, a screen arrives without a load, and it never looks newer than it is.
"use strict";

(() => {
  const POLL_EVERY_MS = 30_000;
  const SWITCH = "numbers-keys"; // in this browser's storage: "off" when somebody switched the keys off
  const LETTER_OF = { Backspace: "back", ",": "." };

  const find = (css) => document.querySelector(css);
  const main = () => find("main[data-numbers]");
  const fields = () => [...document.querySelectorAll("main input.field")];
  const hasText = () => fields().some((field) => field.value.trim());

  // ---------- keys ----------

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || keysAreOff()) return;
    const control = pressedBy(event.key, event.target);
    if (!control) return;
    event.preventDefault();
    if (control.matches("input")) control.focus();
    else control.click();
  });

  // What is typed into a field stays there; with a figure in it no key leaves the screen.
  function pressedBy(key, target) {
    const leaves = key.startsWith("Arrow") || key.startsWith("Page") || key === "Escape";
    if (leaves && hasText()) return null;
    if (!leaves && target.matches("input")) return key === "Enter" && target.value.trim() ? nextEmpty(target) : null;
    if (key.startsWith("Page") && scrolls()) return null;
    if (key === "Enter" && target.matches("a[href], button")) return null;
    return find(`[data-press~="${CSS.escape(key)}" i]`) || find(`[data-digit="${CSS.escape(LETTER_OF[key] || key)}"]`);
  }

  // Of two fields Enter leads from the first to the second, and only then it is Done.
  const nextEmpty = (field) => fields().slice(fields().indexOf(field) + 1).find((other) => !other.value.trim());

  const scrolls = () => document.documentElement.scrollHeight > window.innerHeight + 1;

  // One key alone can be pressed by mistake, or by a voice: it can be switched off.
  const keysAreOff = () => localStorage.getItem(SWITCH) === "off";

  function showSwitch() {
    const button = find("[data-keys-switch]");
    button.hidden = false;
    button.textContent = keysAreOff() ? "Keys are off. Switch on" : "Keys are on. Switch off";
    document.documentElement.classList.toggle("keyed", !keysAreOff());
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-switch]")) return;
    localStorage.setItem(SWITCH, keysAreOff() ? "on" : "off");
    showSwitch();
  });

  // The large keys type into the field; the field keeps the focus, so that Enter is still Done.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-digit]")) event.preventDefault();
  });

  // ---------- the next screen ----------

  let pressed = ""; // what was pressed last: it has the focus again when the screen comes back
  let wasSent = false; // a reading, or one taken back: then it is said what came of it

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    wasSent = requestConfig.verb === "post";
    pressed = document.activeElement.closest(".entry [data-press]")?.dataset.press || "";
    if (xhr.status < 400 && !xhr.responseText.includes("data-numbers")) { // somebody else's page: a portal in between
      event.detail.shouldSwap = false;
      event.detail.isError = true;
    }
  });

  // Before app.js looks where the focus is.
  document.addEventListener("htmx:afterSettle", () => {
    const heading = find("main h1");
    heading.tabIndex = -1;
    ((pressed && find(`.entry [data-press="${pressed}"]`)) || heading).focus();
  }, true);

  document.addEventListener("htmx:afterSettle", shown);

  function shown() {
    find("#toasts").replaceChildren(); // what went wrong before, is over
    const said = find("main [data-said]");
    if (said && wasSent) document.dispatchEvent(new CustomEvent("announce", { detail: { value: said.textContent } }));
    fresh(find("main").dataset.ageNow);
    document.dispatchEvent(new Event("improve:shown")); // for the number pad
  }

  const fresh = (time) => document.dispatchEvent(new CustomEvent("improve:fresh", { detail: time }));

  // ---------- what others enter meanwhile ----------

  setInterval(poll, POLL_EVERY_MS);

  async function poll() {
    const before = main();
    try {
      const answer = await fetch(before.dataset.numbers, { headers: { "X-Poll": "1" }, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("main[data-numbers]");
      if (!answer.ok || !now) return;
      fresh(now.dataset.ageNow);
      if (before === main() && !isBusy() && words(now) !== words(before)) renew(before, now);
    } catch {
      // No connection: the screen stays, and its age counts.
    }
  }

  const words = (element) => element.textContent.replace(/\s+/g, " ");
  const isBusy = () => hasText() || find("main [aria-busy=true], main [data-error-summary]") !== null;

  // Whoever is in the screen with the keyboard stays at the same place.
  function renew(before, now) {
    const controls = (element) => [...element.querySelectorAll("a[href], button, input.field")];
    const at = controls(before).indexOf(document.activeElement);
    before.replaceWith(document.adoptNode(now));
    htmx.process(now);
    document.dispatchEvent(new Event("improve:shown"));
    if (at >= 0) (controls(now)[at] || now).focus();
  }

  document.addEventListener("DOMContentLoaded", showSwitch);
})();
