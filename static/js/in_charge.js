// Who is in charge this shift, for as long as it is true: a page may stand here longer than the shift, or be one that the
// tablet keeps for the hours without a network. What the board said last is held in memory alone.
"use strict";

(() => {
  const EVERY_MS = 5000;

  let known = null; // {words, until}; null when nobody is known

  function settle() {
    const now = document.querySelector("[data-in-charge=now]"); // the server knew it when it made this page
    if (now) known = now.dataset.until ? { words: now.textContent, until: now.dataset.until } : null;
    const kept = [...document.querySelectorAll("template")].map((template) => template.content);
    for (const root of [document, ...kept]) for (const place of root.querySelectorAll("[data-in-charge]")) show(place);
  }

  // In its place, once it is over: the words for nobody known, which stand beside it.
  function show(place) {
    if (!place.dataset.until && known) fill(place);
    const isTrue = Date.parse(place.dataset.until) > Date.now();
    if (!isTrue) clear(place);
    place.hidden = !isTrue;
    place.nextElementSibling.hidden = isTrue;
  }

  function fill(place) {
    place.textContent = known.words;
    place.dataset.until = known.until;
  }

  function clear(place) {
    place.textContent = "";
    delete place.dataset.until;
  }

  for (const name of ["improve:shown", "visibilitychange"]) document.addEventListener(name, settle);
  window.addEventListener("pageshow", settle);
  setInterval(settle, EVERY_MS);
  settle();
})();
