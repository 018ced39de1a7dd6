// "Scan it": a claim code is read by the camera and put into the field. Nothing of the picture leaves this page, or is kept.
"use strict";

(() => {
  const STOPS_AFTER_MS = 60_000;
  const LOOKS_EVERY_MS = 150;
  const SIDE = 640; // points of the square that is looked at: what the frame shows
  const CODE = /(?:^|\/code#)([0-9A-Z]{16})$/i; // as capture.js draws it: the address, with the code behind the #

  const WHAT_IS_WRONG = {
    NotAllowedError: "refused", SecurityError: "refused",
    NotReadableError: "busy", AbortError: "busy",
    NotFoundError: "none", OverconstrainedError: "none",
  };

  const find = (css) => document.querySelector(css);
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

  let look = null; // the one that is under way: {facing, stream}

  // At load, and whenever tablet.js shows another page.
  async function offer() {
    const button = find("[data-scan]");
    if (!button || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return; // as without HTTPS
    button.hidden = (await cameras()).length === 0;
  }

  async function cameras() {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return devices.filter(({ kind }) => kind === "videoinput");
  }

  // ---------- looking ----------

  async function start() {
    const mine = { facing: "environment", stream: null };
    look = mine;
    open();
    try {
      const reader = await newReader(find("[data-scan]").dataset.reader);
      await show(mine);
      await read(mine, reader);
    } catch (error) {
      giveUp(mine, error);
    }
  }

  // The browser's own; elsewhere (iPads, Firefox) the same by script, fetched now.
  async function newReader(address) {
    const kinds = window.BarcodeDetector ? await window.BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    const Reader = kinds.includes("qr_code") ? window.BarcodeDetector : (await import(address)).BarcodeDetector;
    return new Reader({ formats: ["qr_code"] });
  }

  async function show(mine) {
    if (look !== mine) return;
    const wanted = { facingMode: { ideal: mine.facing }, width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted });
    if (look !== mine) return release(stream); // left while the browser asked whether it may
    const [track] = stream.getVideoTracks();
    const faces = track.getSettings().facingMode;
    const video = find("[data-scanner] video");
    mine.stream = stream;
    track.addEventListener("ended", () => { if (mine.stream === stream && look === mine) stop("busy", find("#words")); });
    video.srcObject = stream;
    video.classList.toggle("mirrored", faces !== "environment"); // one aims by it as in a mirror
    await video.play();
    find("[data-other-camera]").hidden = !faces || (await cameras()).length < 2;
  }

  async function read(mine, reader) {
    const until = Date.now() + STOPS_AFTER_MS;
    const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }); // is never shown
    const square = canvas.getContext("2d", { willReadFrequently: true });
    while (look === mine) {
      if (Date.now() > until) return stop("late", find("[data-scan]"));
      draw(square, find("[data-scanner] video"));
      const texts = (await reader.detect(canvas)).map(({ rawValue }) => rawValue);
      if (look !== mine) break;
      const code = texts.map((text) => CODE.exec(text.trim())).find(Boolean);
      if (code) return take(code[1]);
      if (texts.length) tell("foreign");
      await wait(LOOKS_EVERY_MS);
    }
    return undefined;
  }

  function draw(square, video) {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (side) square.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, SIDE, SIDE);
  }

  function take(code) {
    const field = find("#words");
    stop("", field);
    field.value = code.toUpperCase().match(/.{4}/g).join(" ");
    field.form.requestSubmit();
  }

  async function turn() {
    const mine = look;
    mine.facing = mine.facing === "user" ? "environment" : "user";
    release(mine.stream);
    try {
      await show(mine);
    } catch (error) {
      giveUp(mine, error);
    }
  }

  function giveUp(mine, error) {
    if (look === mine) stop(WHAT_IS_WRONG[error.name] || "failed", find("#words"));
  }

  // ---------- what is seen and said ----------

  function open() {
    toggle(true);
    tell("");
    bringIntoView();
    find("[data-stop-scan]").focus({ preventScroll: true }); // a screen reader says the words of the group with it
  }

  // Ends it whatever it is doing; `why` names the sentence that stays.
  function stop(why = "", focus = null) {
    if (!look) return;
    release(look.stream);
    look = null;
    if (!find("[data-scanner]")) return; // another page stands here already
    find("[data-scanner] video").srcObject = null;
    toggle(false);
    tell(why);
    if (focus) focus.focus();
  }

  function toggle(isOpen) {
    find("[data-scanner]").hidden = !isOpen;
    find("[data-scan]").parentElement.hidden = isOpen;
    find("[data-other-camera]").hidden = true;
  }

  function release(stream) {
    for (const track of stream ? stream.getTracks() : []) track.stop();
  }

  // Once: a wrong code may stay before the camera.
  function tell(why) {
    const place = find("[data-scan-said]");
    const sentence = why && find("[data-scanner]").dataset[why];
    if (place.textContent === sentence) return;
    place.textContent = sentence;
    place.hidden = !sentence;
    if (sentence) say(sentence);
    if (look) bringIntoView(); // the sentence stands above it
  }

  function bringIntoView() {
    find("[data-scanner]").scrollIntoView({ block: "nearest" });
  }

  // The tablet's scripts hear the one, app.js the other.
  function say(sentence) {
    fire("improve:say", sentence);
    fire("announce", { value: sentence });
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-scan]") && !look) start();
    if (target.closest("[data-stop-scan]")) stop("", find("[data-scan]"));
    if (target.closest("[data-other-camera]") && look) turn();
  });
  document.addEventListener("submit", () => stop());
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
  window.addEventListener("pagehide", () => stop());
  document.addEventListener("improve:leave", () => stop());
  document.addEventListener("improve:shown", () => { stop(); offer(); });
  offer();
})();
