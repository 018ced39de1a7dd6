// The optional rest on the thank-you screen: its button says what it does, a photo is made small, all of it goes through
// the outbox. A page that was reached without the outbox sends its form to the server as it stands.
"use strict";

(() => {
  const words = window.improveWords;
  const outbox = window.improveOutbox;
  const LONGEST_PX = 2000;
  const QUALITY = 0.82;
  const MORE_THAN_A_NAME = /[0-9@]|\b(?:patient|pt)\b/i; // as improve/capture/texts.py

  const find = (css) => document.querySelector(css);
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

  let key = ""; // of the idea that the screen is about
  let held = null; // what was typed here while somebody says who they are; back on this screen it is there again
  let chosen = null; // the photo, for an answer with errors: the server cannot send it back

  document.addEventListener("improve:kept", (event) => { key = event.detail.key; });
  document.addEventListener("improve:leave", () => { key = ""; chosen = null; held = null; });
  document.addEventListener("improve:shown", start);

  function start() {
    if (held && find("form[data-rest]")) putBack(find("form[data-rest]"));
    startFinish();
    startPhoto();
  }

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

  // ---------- to "Who are you?" and back, without a load: nothing typed is lost, nothing stands in the history ----------

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-add-name], main.pin a[href], .bar a.back[href^='/tablet/thanks/']");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const form = find("form[data-rest]");
    if (form) fire("improve:kept", { key, isCalm: true }); // back from there nobody is sent home after 5 seconds
    if (form) held = [...form.elements].map((field) => [field.id, field.checked, field.value]);
    visit(link.href);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("main.pin form.find")) return;
    event.preventDefault();
    visit(`${event.target.action.split("?")[0]}?${new URLSearchParams(new FormData(event.target))}`);
  });

  async function visit(address) {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.ok) return fire("improve:show", { html: await answer.text(), address: "/tablet" });
    } catch { /* said below */ }
    return fire("improve:tell", words("unconnected_page"));
  }

  function putBack(form) {
    for (const [id, isChecked, value] of held) {
      const field = id && document.getElementById(id);
      if (!field || field.form !== form || field.type === "file") continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = isChecked;
      else field.value = value;
    }
    held = null;
  }

  // ---------- sending ----------

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-rest]") || !key) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") setTimeout(() => submit(form)); // see capture.js
  });

  async function submit(form) {
    const given = isFilled(form) ? await filled(form) : {};
    if (!Object.keys(given).length) return fire("improve:leave", {});
    const body = { ...given, written_at: new Date().toISOString() }; // it may come late, when the line is down
    if (MORE_THAN_A_NAME.test(body.says_name || "")) return refuse(form, words("own_name"), "says_name");
    if (!fire("improve:before-send", { form, text: body.suggestion || "" })) return undefined;
    form.setAttribute("aria-busy", "true");
    const outcome = await outbox.send("rest", body, key);
    form.removeAttribute("aria-busy");
    if (!form.isConnected) return undefined;
    if (outcome.state === "sent") return fire("improve:leave", { say: words("added") });
    if (outcome.state === "waiting") return fire("improve:leave", { say: words("added_saved") });
    if (outcome.stop && !fire("improve:stopped", { ...outcome, form, text: body.suggestion || "" })) return undefined;
    return refuse(form, outcome.error || words("unconnected"), outcome.field);
  }

  // What was given, and nothing else.
  async function filled(form) {
    const typed = new FormData(form);
    const photo = typed.get("photo");
    const given = {
      suggestion: String(typed.get("suggestion") || "").trim(),
      beneficiaries: typed.getAll("benefits"),
      goals: typed.getAll("goal").filter(Boolean),
      says_name: String(typed.get("says_name") || "").trim(),
      staff_group: typed.get("staff_group"),
      photo: photo && photo.size ? await inLetters(photo) : "",
    };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value && value.length));
  }

  const inLetters = (file) => new Promise((resolve, refused) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.onerror = () => refused(reader.error);
    reader.readAsDataURL(file);
  });

  // On top, with a way to the field that it is about, and the same words there.
  function refuse(form, sentence, name = "") {
    for (const old of document.querySelectorAll("main > .whole, [data-rest] .wrong")) old.remove();
    const field = name && form.querySelector(`#${name}`);
    const title = make("h2", { className: "nhsuk-error-summary__title", textContent: words("not_added") });
    const way = field ? make("a", { href: `#${name}`, textContent: sentence }) : sentence;
    const summary = make("div", { className: "nhsuk-error-summary", tabIndex: -1 }, title, make("p", {}, way));
    if (field) mark(field, sentence);
    summary.setAttribute("role", "group");
    summary.setAttribute("aria-label", words("not_added"));
    find("main").prepend(make("div", { className: "whole" }, summary));
    fire("improve:say", `${words("not_added")}. ${sentence}`);
    summary.focus();
  }

  function mark(field, sentence) {
    const id = `${field.id}-error`;
    const others = (field.getAttribute("aria-describedby") || "").split(" ").filter((other) => other && other !== id);
    field.before(make("p", { className: "wrong", id, textContent: sentence }));
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [...others, id].join(" "));
  }

  // ---------- the photo: made small here, shown, and can be taken away ----------

  function startPhoto() {
    const place = find("[data-photo]");
    if (!place) { if (!held) chosen = null; return; }
    const input = place.querySelector("input");
    input.addEventListener("change", () => choose(place, input));
    if (!chosen) return;
    input.files = chosen;
    showPhoto(place, input);
  }

  async function choose(place, input) {
    const [file] = input.files;
    for (const old of place.querySelectorAll("[data-no-picture]")) old.remove();
    if (file) {
      try {
        input.files = filesOf(await small(file));
      } catch {
        input.value = "";
        place.prepend(make("p", { className: "wrong", textContent: words("no_picture") }));
        place.firstChild.dataset.noPicture = "";
        fire("improve:say", words("no_picture"));
      }
    }
    chosen = input.files.length ? input.files : null;
    showPhoto(place, input);
  }

  // The longest side at most 2,000 px, as JPEG; where the camera stood is not in it any more.
  async function small(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
    const canvas = make("canvas", { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const jpeg = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
    return new File([jpeg], "photo.jpg", { type: "image/jpeg" });
  }

  function filesOf(file) {
    const carried = new DataTransfer();
    carried.items.add(file);
    return carried.files;
  }

  function showPhoto(place, input) {
    const before = place.querySelector(".preview");
    const hadFocus = document.activeElement === input;
    if (before) before.remove();
    input.hidden = input.files.length > 0;
    input.form.dispatchEvent(new Event("input"));
    if (!input.hidden) return;
    const image = make("img", { alt: words("your_photo"), src: URL.createObjectURL(input.files[0]) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    image.addEventListener("error", () => image.remove());
    const away = make("button", { type: "button", className: "button second", textContent: words("take_away") });
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
