// A wall keeps itself fresh, says how old it is, and never looks live when it is not. Without a script the page stands still.
"use strict";

(() => {
  const POLL_EVERY_S = 30;
  const AMBER_AFTER_S = 90;
  const RED_AFTER_S = 300;

  let freshAt = Date.now();
  let polledAt = Date.now();
  let isPolling = false;
  let isShut = false;

  const seconds = (since) => (Date.now() - since) / 1000;

  setInterval(() => {
    showAge();
    if (!isPolling && !isShut && seconds(polledAt) >= POLL_EVERY_S) {
      isPolling = true;
      poll().finally(() => { isPolling = false; polledAt = Date.now(); });
    }
  }, 1000);
  window.addEventListener("online", () => { polledAt = 0; });

  async function poll() {
    try {
      const answer = await fetch(location.pathname, { headers: { "X-Poll": "1" }, cache: "no-store" });
      if (answer.status === 401) return shut();
      if (answer.ok) renew(await answer.text());
    } catch {
      // No connection: the last good board stays, and its age counts.
    }
  }

  function renew(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.querySelector("[data-age]")) return; // somebody else's page: a captive portal answers with 200 too
    if (files(page) !== files(document)) return location.reload(); // Improve was renewed
    document.body.replaceWith(document.adoptNode(page.body));
    freshAt = Date.now();
  }

  const files = (page) => [...page.querySelectorAll("link[rel=stylesheet], script[src]")]
    .map((element) => element.getAttribute("href") || element.getAttribute("src")).join(" ");

  function showAge() {
    const age = document.querySelector("[data-age]");
    const old = seconds(freshAt);
    age.classList.toggle("amber", old > AMBER_AFTER_S && old <= RED_AFTER_S);
    age.classList.toggle("red", old > RED_AFTER_S || isShut);
    if (isShut) age.querySelector("span").textContent = age.dataset.shut;
    else if (old > AMBER_AFTER_S) {
      age.querySelector("span").textContent = age.dataset.old.replace("{minutes}", String(Math.floor(old / 60)));
    }
  }

  // The link was revoked: nothing of the board stays on the screen.
  function shut() {
    isShut = true;
    document.querySelector("main").replaceChildren();
    showAge();
  }
})();
