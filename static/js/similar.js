// Who else says it, while somebody writes. Asked 400 ms after the last key, from 12 letters on; never without a network,
// never with "Stay anonymous" ticked, never while a passage is marked. Nothing of an answer is kept.
"use strict";

(() => {
  const PAUSE = 400;
  const LEAST = 12;

  let timer = 0;
  let asking = null; // the request under way
  let asked = ""; // the text the panel shows the answer to
  let heading = ""; // what was announced last

  const find = (css) => document.querySelector(css);
  const place = () => find("[data-alike]");
  const field = () => find("form:has([data-alike]) textarea, form[data-capture] textarea");
  const frame = () => new Promise((done) => { requestAnimationFrame(() => done()); });

  document.addEventListener("input", (event) => {
    if (place() && event.target === field()) wait();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-stay-anonymous]")) return;
    if (event.target.checked) clear();
    else wait();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-alike-support]");
    if (button) support(button);
  });
  for (const name of ["improve:shown", "improve:sent", "improve:leave"]) document.addEventListener(name, clear);
  window.addEventListener("offline", clear);

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }

  function mayAsk(text) {
    if (text.length < LEAST || !navigator.onLine) return false;
    if (!field().offsetParent) return false; // another screen stands in front of it
    if (find("[data-stay-anonymous]")?.checked) return false;
    return !window.improveIdentifiers?.shouldStop(text);
  }

  async function look() {
    if (!place() || !field()) return;
    const text = field().value.trim();
    if (!mayAsk(text)) return clear();
    if (text === asked) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await post(place().dataset.alike, { text }, asking.signal);
      if (!answer.ok || !field() || field().value.trim() !== text || !mayAsk(text)) return;
      asked = text;
      await show(await answer.text());
    } catch {
      // No network, or another question came: what is shown stays until then.
    }
  }

  function post(address, values, signal) {
    const token = find("form [name=csrf_token]")?.value;
    const body = new URLSearchParams(token ? { ...values, csrf_token: token } : values);
    return fetch(address, { method: "POST", body, signal, cache: "no-store", headers: { "X-Requested-With": "fetch" } });
  }

  const nodes = (html) => document.adoptNode(new DOMParser().parseFromString(html, "text/html").body).childNodes;

  async function show(html) {
    const panel = place();
    if (!panel) return;
    if (!html.trim()) return clear();
    const isNew = panel.hidden;
    if (isNew) await makeRoom();
    panel.replaceChildren(...nodes(html));
    panel.hidden = false;
    const said = panel.querySelector("[data-alike-heading]").textContent.trim();
    if (said !== heading) say(said);
    heading = said;
  }

  // The facts leave one frame before they come back below the field: what is read never jumps.
  async function makeRoom() {
    const facts = find(".capture.alone .facts-list");
    if (!facts) return;
    facts.hidden = true;
    await frame();
    await frame();
    find(".capture").classList.remove("alone");
    facts.hidden = false;
  }

  function clear() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
    asked = heading = "";
    const panel = place();
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    find("main.capture")?.classList.add("alone");
  }

  async function support(button) {
    button.disabled = true;
    try {
      const answer = await post(button.dataset.alikeSupport, {});
      if (!answer.ok) throw new Error("refused");
      button.closest("[data-alike-row]").replaceWith(...nodes(await answer.text()));
      say(place().dataset.supported);
    } catch {
      button.disabled = false;
    }
  }

  // Tablets have a voice of their own (tablet.js); pages have the region that stands on each.
  function say(sentence) {
    if (document.body.classList.contains("tablet")) {
      document.dispatchEvent(new CustomEvent("improve:say", { detail: sentence }));
    } else {
      find("#announce").textContent = sentence;
    }
  }
})();
