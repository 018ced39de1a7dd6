/* Anonymous sending: without any cookie, with a claim code that is made here and whose digest alone travels. */
// Runs at load, and again when a script has shown another page in place of this one.
function startAnonymous() {
  "use strict";
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const form = document.querySelector("form[data-anonymous]");
  if (!form || !window.crypto || !crypto.subtle) return; // no safe way to make a code here: the choice is not offered

  const tick = form.querySelector("[data-stay-anonymous]");
  const refusal = form.querySelector("[data-refusal]");
  const key = crypto.randomUUID ? crypto.randomUUID() : newCode();
  const code = newCode();
  form.querySelector("[data-anonymous-choice]").hidden = false;

  tick.addEventListener("change", () => {
    for (const part of form.querySelectorAll("[data-named-only]")) part.hidden = tick.checked;
  });
  // Before the guard against sending twice, which would let the browser post the form with its cookies.
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

  async function send() {
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.anonymous, {
        method: "POST", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({
          team: form.dataset.team, token: form.dataset.token, key, claim: await digest(code), text: form.text.value,
        }),
      });
      const said = await answer.json();
      if ((answer.status === 201 || answer.status === 200) && said.key === key) return sent(said);
      refuse(said.error);
    } catch {
      refuse("It could not be sent. Your words are still here: try again.");
    }
    button.disabled = false;
  }

  function refuse(sentence) {
    refusal.textContent = sentence;
    refusal.hidden = false;
    document.dispatchEvent(new CustomEvent("improve:say", { detail: sentence })); // heard on the tablet alone
    form.text.focus();
  }

  function sent(said) {
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
    document.dispatchEvent(new Event("improve:sent"));
  }
}
startAnonymous();
document.addEventListener("improve:shown", startAnonymous);
