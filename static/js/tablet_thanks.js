// The ward tablet after Send: the countdown, what becomes of an idea that waits, the claim code. tablet.js says when a
// second has passed; the optional rest is in tablet_rest.js.
"use strict";

(() => {
  const HOME = "/tablet";
  const words = window.improveWords;

  const find = (css) => document.querySelector(css);
  const all = (css) => [...document.querySelectorAll(css)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const say = (text) => document.dispatchEvent(new CustomEvent("improve:say", { detail: text }));
  const leave = () => document.dispatchEvent(new Event("improve:leave"));
  const claim = () => find("[data-claim]:not([hidden])");

  let endsAt = 0; // of the countdown
  let kept = {}; // which idea the screen is about: {key, waiting}

  document.addEventListener("improve:kept", (event) => { kept = event.detail; });
  document.addEventListener("improve:shown", start);
  document.addEventListener("improve:claim", tick);
  document.addEventListener("improve:second", tick);
  document.addEventListener("improve:touched", () => { if (!claim()) stopCountdown(); });
  document.addEventListener("improve:settled", ({ detail }) => { if (detail.key === kept.key) turn(detail); });

  function start() {
    endsAt = 0;
    if (find("[data-saved] [data-waiting]")) find("[data-waiting]").textContent = String(kept.waiting || 1);
    if (kept.isCalm) showCalm();
    else startCountdown();
  }

  function tick() {
    if (claim()) countClaim();
    else if (endsAt) countDown();
  }

  // ---------- the countdown after "Thank you" ----------

  function startCountdown() {
    const line = find("[data-countdown]");
    if (!line) return showCalm();
    const seconds = line.dataset.countdown;
    line.hidden = false;
    line.dataset.of = seconds;
    endsAt = Date.now() + 1000 * seconds;
    say(find("[data-saved]") ? words("thanks_saved", { seconds, count: kept.waiting || 1 })
      : words("thanks_sent", { seconds }));
    return countDown();
  }

  function stopCountdown() {
    if (!endsAt) return;
    endsAt = 0;
    find("[data-countdown]").hidden = true;
    showCalm();
  }

  function showCalm() {
    const calm = find("[data-calm]");
    if (calm) calm.hidden = false;
  }

  function countDown() {
    if (showLeft(find("[data-countdown]"), endsAt) === 0) leave();
  }

  function showLeft(place, end) {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    for (const number of place.querySelectorAll("[data-left]")) number.textContent = String(left);
    const share = Math.min(100, (100 * left) / Number(place.dataset.of));
    place.querySelector("[data-ring]").setAttribute("stroke-dasharray", `${share} 100`);
    return left;
  }

  // ---------- it goes out, or is refused, while the screen is open ----------

  function turn({ state, id }) {
    if (!find("[data-saved]") && !claim()) return;
    if (state === "sent") return turnSent(id);
    if (state === "refused") return showWhen("parked");
    return undefined;
  }

  function turnSent(id) {
    showWhen("sent");
    const line = find(".bar .age");
    if (claim()) line.replaceChildren(barOf(claim()).done, ` ${words("sent_without_name")}`);
    else line.replaceChildren(find(".mark[data-when=sent] svg").cloneNode(true), ` ${words("sent")}`);
    line.querySelectorAll("svg").forEach((icon) => icon.setAttribute("class", "i"));
    const panel = find("[data-saved]");
    if (panel) panel.classList.remove("later");
    say(words("sent_now"));
    if (panel && id) showPromise(id);
    if (panel && id) offerName(id);
  }

  // Without a network a name is only typed; now it can be put there with the PIN.
  function offerName(id) {
    const typed = find("[data-typed-name]");
    if (!typed || typed.querySelector("input").value) return;
    typed.remove();
    find("[data-add-name]").href = `/tablet/ideas/${id}/name`;
    find("[data-name]").hidden = false;
  }

  function showWhen(name) {
    for (const part of all("[data-when]")) part.hidden = part.dataset.when !== name;
  }

  // Who answers, and by when: known to the server alone.
  async function showPromise(id) {
    const place = find("[data-promise-of]");
    try {
      const answer = await fetch(`/tablet/thanks/${id}`, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const promise = page.querySelector("[data-promise-of]");
      if (answer.ok && promise) place.replaceChildren(...promise.childNodes);
    } catch { /* the words that stand there are true without it */ }
  }

  // ---------- the claim code: 60 seconds, more on demand, one way out ----------

  function countClaim() {
    const shown = claim();
    if (!shown.dataset.endsAt) openClaim(shown);
    if (showLeft(shown, Number(shown.dataset.endsAt)) === 0) leave();
  }

  function openClaim(shown) {
    shown.dataset.of = shown.dataset.seconds;
    shown.dataset.endsAt = String(Date.now() + 1000 * shown.dataset.seconds);
    shown.querySelector("[data-more-time]").addEventListener("click", () => moreTime(shown));
    history.replaceState(null, "", HOME); // a reload, or Back, shows the board
    for (const rest of all("main > :not([data-claim]), .still")) rest.remove();
    const { name, waits } = barOf(shown);
    find(".bar .back").replaceWith(name);
    find(".bar .age").replaceChildren(waits, ` ${words("not_sent_yet")}`);
    find("main").className = "";
    const title = shown.querySelector("h2");
    const heading = make("h1", { id: title.id, textContent: title.textContent });
    title.replaceWith(heading);
    document.title = document.title.replace(/^[^–]*/, `${words("keep_code")} `);
    heading.tabIndex = -1;
    heading.focus();
  }

  // Its one way out is the button below: the bar has the name alone, and whether it is sent.
  function barOf(shown) {
    const [name, waits, done] = shown.querySelector("[data-claim-bar]").content.cloneNode(true).children;
    return { name, waits, done };
  }

  function moreTime(shown) {
    const more = 1000 * shown.dataset.seconds;
    shown.dataset.endsAt = String(Number(shown.dataset.endsAt) + more);
    shown.dataset.of = String(Math.ceil((Number(shown.dataset.endsAt) - Date.now()) / 1000));
    say(words("seconds_now", { seconds: showLeft(shown, Number(shown.dataset.endsAt)) }));
  }

  start();
})();
