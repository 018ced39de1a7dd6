// A plan that is left to set a measure up keeps what was typed: in this tab alone, for an hour, until it is back.
"use strict";

(() => {
  const HOUR = 3600000; // ms
  const CARRIED = ["csrf_token", "key", "version", "seen"]; // of the page, not of the person

  const plan = document.querySelector("form:has([data-keep-plan])");
  const kept = `plan ${location.pathname}`;

  function keep() {
    const typed = [...new FormData(plan)].filter(([name]) => !CARRIED.includes(name));
    sessionStorage.setItem(kept, JSON.stringify({ at: Date.now(), typed }));
  }

  function restore() {
    const found = JSON.parse(sessionStorage.getItem(kept) || "null");
    sessionStorage.removeItem(kept);
    if (!found || Date.now() - found.at > HOUR) return;
    const made = new URLSearchParams(location.search).has("measure");
    for (const [name, value] of found.typed) {
      if (name === "measure_id" && made) continue;
      const field = plan.elements.namedItem(name);
      if (field) field.value = value; // of a group of choices, the one with that value
    }
  }

  // Who says that it is safe is asked where a patient could be affected.
  function unfold() {
    const safe = plan.querySelector("#approver").closest("details");
    safe.open = safe.open || plan.elements.namedItem("affects_patient").value === "yes";
  }

  if (plan) {
    const link = plan.querySelector("[data-keep-plan]");
    link.addEventListener("click", keep);
    // Whoever cancels on the way comes back without a measure, and has lost nothing either.
    if (!document.querySelector(".nhsuk-error-summary")) restore();
    plan.addEventListener("change", unfold);
    unfold();
  }
})();
