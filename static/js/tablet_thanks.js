// The ward tablet after Send: the countdown, the claim code, the optional rest. tablet.js says when a second has passed.
"use strict";

(() => {
  const HOME = "/tablet";

  const find = (css) => document.querySelector(css);
  const all = (css) => [...document.querySelectorAll(css)];
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const say = (text) => document.dispatchEvent(new CustomEvent("improve:say", { detail: text }));
  const leave = () => document.dispatchEvent(new Event("improve:leave"));
  const claim = () => find("[data-claim]:not([hidden])");

  let endsAt = 0; // of the countdown
  let chosen = null; // the photo, for an answer with errors: the server cannot send it back

  document.addEventListener("improve:shown", start);
  document.addEventListener("improve:sent", tick);
  document.addEventListener("improve:second", tick);
  document.addEventListener("improve:touched", () => { if (!claim()) stopCountdown(); });

  function start() {
    endsAt = 0;
    startCountdown();
    startFinish();
    startPhoto();
  }

  function tick() {
    if (claim()) countClaim();
    else if (endsAt) countDown();
  }

  // ---------- the countdown after "Thank you" ----------

  function startCountdown() {
    const line = find("[data-countdown]");
    if (!line) return showCalm();
    line.hidden = false;
    line.dataset.of = line.dataset.countdown;
    endsAt = Date.now() + 1000 * line.dataset.countdown;
    say(`Thank you. It is sent. Back to the board in ${line.dataset.countdown} seconds.`);
    countDown();
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
    find(".bar .back").replaceWith(make("p", { className: "name", textContent: "Improve" }));
    find(".bar .age").textContent = "Sent without your name";
    find("main").className = "";
    const title = shown.querySelector("h2");
    const heading = make("h1", { id: title.id, textContent: title.textContent });
    title.replaceWith(heading);
    document.title = document.title.replace(/^[^–]*/, "Thank you. Keep this code ");
    heading.tabIndex = -1;
    heading.focus();
  }

  function moreTime(shown) {
    const more = 1000 * shown.dataset.seconds;
    shown.dataset.endsAt = String(Number(shown.dataset.endsAt) + more);
    shown.dataset.of = String(Math.ceil((Number(shown.dataset.endsAt) - Date.now()) / 1000));
    say(`${showLeft(shown, Number(shown.dataset.endsAt))} seconds now.`);
  }

  // ---------- the rest: its button says what it does; the photo is shown, and can be taken away ----------

  function startFinish() {
    const button = find("[data-finish]");
    if (!button) return;
    const form = button.form;
    const name = () => { button.textContent = isFilled(form) ? button.dataset.add : button.dataset.finish; };
    form.addEventListener("input", name);
    form.addEventListener("change", name);
    name();
  }

  const isFilled = (form) => [...form.elements].some((field) => field.type !== "hidden" && field.type !== "submit"
    && (["checkbox", "radio"].includes(field.type) ? field.checked && field.value : field.value));

  function startPhoto() {
    const place = find("[data-photo]");
    if (!place) { chosen = null; return; }
    const input = place.querySelector("input");
    input.addEventListener("change", () => { chosen = input.files; showPhoto(place); });
    if (!chosen || !chosen.length) return;
    input.files = chosen;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function showPhoto(place) {
    const input = place.querySelector("input");
    const before = place.querySelector(".preview");
    const hadFocus = document.activeElement === input;
    if (before) before.remove();
    input.hidden = input.files.length > 0;
    if (!input.hidden) return;
    const image = make("img", { alt: "Your photo", src: URL.createObjectURL(input.files[0]) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    image.addEventListener("error", () => image.remove());
    const away = make("button", { type: "button", className: "button second", textContent: "Take away" });
    away.addEventListener("click", () => {
      input.value = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
    place.append(make("div", { className: "preview" }, image, away));
    if (hadFocus) away.focus(); // the input, which had it, is hidden now
  }

  start();
})();
