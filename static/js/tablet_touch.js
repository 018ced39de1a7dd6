// Touched, and left alone: "Still there?" after 40 s, home after 60 s, and one question before words are thrown away.
"use strict";

window.improveTouch = (() => {
  const ASK_AFTER_S = 40; // "Still there?"
  const HOME_AFTER_S = 60;
  const SETTLES_S = 1; // a page that has just come scrolls and takes the focus by itself

  const words = window.improveWords;
  const find = (css) => document.querySelector(css);
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const since = (moment) => (Date.now() - moment) / 1000;

  let startedAt = Date.now();
  let touchedAt = Date.now();

  for (const kind of ["pointerdown", "keydown", "input", "scroll", "focusin"]) {
    document.addEventListener(kind, (event) => touched(event), { capture: true, passive: true });
  }

  function touched(event) {
    if (["focusin", "scroll"].includes(event.type) && since(startedAt) < SETTLES_S) return;
    touchedAt = Date.now();
    fire("improve:touched");
    if (find(".still:not(.asks)") && !event.target.closest(".still")) closeStill();
  }

  const isCounting = () => find("[data-claim]:not([hidden]), [data-countdown]:not([hidden])") !== null;

  setInterval(() => {
    fire("improve:second");
    if (isCounting() || find("[data-board]")) return;
    if (since(touchedAt) >= HOME_AFTER_S) fire("improve:leave");
    else if (since(touchedAt) >= ASK_AFTER_S && !find(".still")) askStillThere();
  }, 1000);

  // ---------- questions: they stand over the bar and never over the field, so that dictation goes on ----------

  function askStillThere() {
    const stay = button("big", words("more_time"));
    stay.addEventListener("click", goOn);
    openStill(words("still_there"), stay);
    fire("improve:say", words("still_there"));
  }

  function askToThrowAway() {
    const keep = button("big", words("keep"));
    const away = button("second big", words("throw_away"));
    keep.addEventListener("click", goOn);
    away.addEventListener("click", () => fire("improve:leave"));
    openStill(find("form[data-keep]").dataset.keep, keep, away).classList.add("asks");
    keep.focus();
  }

  function button(kind, textContent) {
    return Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent });
  }

  function openStill(sentence, ...buttons) {
    closeStill();
    const still = Object.assign(document.createElement("div"), { className: "still" });
    still.append(Object.assign(document.createElement("p"), { textContent: sentence }), ...buttons);
    still.setAttribute("role", "group");
    still.setAttribute("aria-label", sentence);
    find("main").before(still);
    return still;
  }

  function closeStill() {
    find(".still")?.remove();
  }

  function goOn() {
    closeStill();
    fire("improve:focus");
  }

  // ---------- leaving ----------

  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[data-leave]")) return;
    event.preventDefault();
    if (hasText()) askToThrowAway();
    else fire("improve:leave");
  });

  const hasText = () => [...document.querySelectorAll("form[data-keep] textarea")].some((field) => field.value.trim());

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (find(".still")) goOn();
    else find(".bar .back")?.click();
  });

  return {
    // How long nobody has touched anything.
    seconds: () => since(touchedAt),
    begin: () => { startedAt = touchedAt = Date.now(); },
    // A board that is renewed under whoever reads it is no touch.
    unseen: (change) => { const before = touchedAt; change(); touchedAt = before; },
  };
})();
