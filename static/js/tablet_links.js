// What leads to a page of the server while there is no network: this page stays, and says so. The service worker would put
// the screen without the board in its place, with no name of the nurse in charge and no card to read.
"use strict";

(() => {
  const WITHIN_MS = 6000; // as the service worker: a line that is this slow is none

  const words = window.improveWords;
  const board = window.improveBoard;
  const KEPT = "[data-ask], [data-leave], [href^='#']"; // open without a network, each by a script of its own

  let isTrying = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.matches(KEPT) || event.defaultPrevented || !board.isCut()) return;
    event.preventDefault();
    follow(link.href);
  });

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !board.isCut()) return;
    event.preventDefault();
    tell();
  });

  // The line may be back, and the board has not asked yet; or a portal answers in between.
  async function follow(address) {
    if (isTrying) return undefined;
    isTrying = true;
    try {
      const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(WITHIN_MS) });
      if (answer.status < 500 && (await answer.text()).includes("build/tablet.js")) return window.location.assign(address);
    } catch { /* said below */ } finally {
      isTrying = false;
    }
    return tell();
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("improve:tell", { detail: words("unconnected_page") }));
  }
})();
