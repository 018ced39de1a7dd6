// The tablet's ordinary forms: sent by fetch, so that nothing typed is lost with the line and nothing stays in the history.
"use strict";

(() => {
  const SAID_ON_THE_FORM = [409, 422, 429];
  const SLOW_MS = 1000;
  const HOME = "/tablet";

  const words = window.improveWords;
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-quiet]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
  });

  async function send(form, submitter) {
    form.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => fire("improve:say", words("sending")), SLOW_MS);
    try {
      const body = new FormData(form, submitter); // with what the button itself says
      const answer = await fetch(form.action, { method: "POST", body, cache: "no-store" });
      if (!answer.ok && !SAID_ON_THE_FORM.includes(answer.status)) return refuse(form, words("wrong_here"));
      const address = answer.redirected ? HOME : ""; // a page about somebody never stands in the history
      fire("improve:show", { html: await answer.text(), address });
    } catch {
      refuse(form, words("unconnected"));
    } finally {
      clearTimeout(slow);
    }
  }

  function refuse(form, sentence) {
    form.removeAttribute("aria-busy");
    const place = form.querySelector("[data-refusal]") || form.querySelector(".wrong[data-unsent]") || newPlace(form);
    place.textContent = sentence;
    place.hidden = false;
    fire("improve:say", sentence);
  }

  // The one thing that was wrong is taken away as soon as something is changed: sent again, it is said again if it still is.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    const summary = document.querySelector("main .nhsuk-error-summary");
    if (!form || !form.matches("[data-quiet]") || !summary || summary.querySelectorAll("li").length > 1) return;
    const message = form.querySelector(".wrong[id$='-error']");
    if (!message) return;
    for (const field of form.querySelectorAll("[aria-invalid=true]")) {
      field.removeAttribute("aria-invalid");
      const others = field.getAttribute("aria-describedby").split(" ").filter((id) => id !== message.id);
      field.setAttribute("aria-describedby", others.join(" "));
    }
    message.remove();
    summary.remove();
    document.title = document.title.replace(`${words("error")}: `, "");
  });

  function newPlace(form) {
    const place = Object.assign(document.createElement("p"), { className: "wrong" });
    place.dataset.unsent = "";
    form.prepend(place);
    return place;
  }
})();
