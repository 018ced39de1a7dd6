// The sentences that the tablet's scripts say stand in the page (layouts/_tablet_words.html), so that they can be translated.
"use strict";

window.improveWords = (() => {
  const held = () => JSON.parse(document.querySelector("[data-words]").textContent);

  // words("waiting", {count: 2}): "Saved on this tablet (2 waiting)".
  return (name, values = {}) => held()[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
})();
