/* Anonymous sending: without any cookie, with a claim code that is made here and whose digest alone travels. */
// For somebody who is signed in: it goes at once. On the ward tablet the outbox sends it, later (capture.js).
function startAnonymous() {
  "use strict";
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const form = document.querySelector("form[data-anonymous]");
  if (!form || !window.crypto || !crypto.subtle || !crypto.randomUUID) return; // no safe way to make a code here: the choice is not offered

  const tick = form.querySelector("[data-stay-anonymous]");
  const refusal = form.querySelector("[data-refusal]");
  let tried = null; // {text, key, code}: the same words are the same idea, however often they are sent
  form.querySelector("[data-anonymous-choice]").hidden = false;

  tick.addEventListener("change", () => {
    for (const part of form.querySelectorAll("[data-named-only]")) part.hidden = tick.checked;
    form.toggleAttribute("data-again", tick.checked); // app.js lets a form be sent once; here a lost answer is no end
  });
  // The browser must never post the form itself: its cookies would go with it.
  form.addEventListener("submit", (event) => {
    if (!tick.checked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send();
  }, true);

  function newCode() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("");
  }

  async function digest(text) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const today = () => new Date().toLocaleDateString("en-CA"); // as 2026-03-04, by this device's clock

  async function send() {
    const button = form.querySelector("button[type=submit]");
    const text = form.text.value;
    if (!tried || tried.text !== text) tried = { text, key: crypto.randomUUID(), code: newCode() };
    const { key, code } = tried;
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.anonymous, {
        method: "POST", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
        headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": key,
          "Accept-Language": document.documentElement.lang },
        body: JSON.stringify({
          token: form.dataset.token, claim: await digest(code), text, written_on: today(),
          not_a_patient: Boolean(form.dataset.notAPatient) && form.dataset.notAPatient === text.trim(),
        }),
      });
      const said = await answer.json();
      if ((answer.status === 201 || answer.status === 200) && said.key === key) return sent(said, code);
      refuse(said.error);
    } catch {
      refuse(form.dataset.unsent);
    }
    button.disabled = false;
  }

  function refuse(sentence) {
    refusal.textContent = sentence;
    refusal.hidden = false;
    form.text.focus();
  }

  function sent(said, code) {
    document.dispatchEvent(new Event("improve:sent"));
    const claim = document.querySelector("[data-claim]");
    const shown = claim.querySelector("[data-code]");
    for (const group of code.match(/.{4}/g)) {
      const part = document.createElement("b");
      part.textContent = group;
      part.setAttribute("aria-label", group.split("").join(" "));
      shown.append(part, " ");
    }
    claim.querySelector("[data-filed-with]").textContent = said.team;
    form.remove(); // what was typed is nowhere on the page any more
    claim.hidden = false;
    claim.focus();
  }
}
startAnonymous();
