// The poster's page: before Send the same screens as on a tablet, in the same order. An idea that stays anonymous meets the
// card here, by phrases; for every other the server shows it, once.
"use strict";

(() => {
  const tidy = (typed) => typed.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  const before = document.querySelector("form[data-poster]:has(input[name=patient])");
  if (before) before.dataset.notAPatient = tidy(before.text.value); // said already; the server came back with something else

  // At the window, before the guard of app.js that lets a form go once and before what sends it without a name.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-poster]")) return;
    const text = tidy(form.text.value);
    const asked = new CustomEvent("improve:before-send", { detail: { form, text }, cancelable: true });
    if (text && !event.submitter?.matches("[name=patient]") && !document.dispatchEvent(asked)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const isDenied = form.dataset.notAPatient === text;
    let said = form.querySelector("input[name=patient]");
    if (!isDenied) said?.remove();
    else if (!said) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "patient", value: "denied" }));
  }, true);
})();
