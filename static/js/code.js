// A claim code that was scanned stands behind the # of the address, where no server sees it. It is put into the field,
// and taken out of the address and the history.
"use strict";

(() => {
  const field = document.querySelector("#words");
  const scanned = /^#([0-9A-Z]{16})$/i.exec(window.location.hash);
  if (!field || !scanned) return;
  field.value = scanned[1].match(/.{4}/g).join(" ");
  history.replaceState(null, "", window.location.pathname);
})();
