// "Needs attention": what the server refused. It opens by its code, by the PIN of whoever named themselves, or after 7 days
// to a lead; what may be done with it then is in attention_again.js.
"use strict";

(() => {
  const store = window.improveStore;
  const outbox = window.improveOutbox;
  const words = window.improveWords;
  const RELEASED_AFTER_DAYS = 7;
  const DAY_MS = 86_400_000;
  const LETTERS = { O: "0", I: "1", L: "1" };
  const WAYS = { "[data-open-parked]": openByCode, "[data-own-parked]": openAsAuthor, "[data-release]": openAsLead };

  const find = (css) => document.querySelector(css);
  const fire = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  document.addEventListener("improve:shown", begin);
  document.addEventListener("improve:outbox", begin);
  document.addEventListener("submit", (event) => {
    const way = Object.keys(WAYS).find((css) => event.target.matches(css));
    if (!way) return;
    event.preventDefault();
    once(event.target, WAYS[way]);
  });

  // Of two quick taps one asks: a wrong PIN is counted once.
  async function once(form, open) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      await open(form);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  // ---------- what is here, and who can open it ----------

  const isHere = () => find("[data-ways]:not([hidden])") !== null; // not opened yet, and not left

  async function begin() {
    if (!isHere()) return;
    const parked = await parkedHere();
    if (!isHere()) return;
    showHeading(parked.length > 0);
    showIf("[data-some]", parked.length > 0);
    showIf("[data-none]", !parked.length);
    showIf("[data-open-parked]", parked.some(({ entry }) => entry.kind === "anonymous"));
    showIf("[data-own-parked]", parked.some(authorOf));
    showIf("[data-nobodys]", parked.some((found) => found.inside && found.entry.kind !== "anonymous" && !authorOf(found)));
    showIf("[data-release]", parked.some(isOld));
    if (parked.length) showLeadsDay(parked);
  }

  function showIf(css, isWanted) {
    for (const part of document.querySelectorAll(css)) part.hidden = !isWanted;
  }

  // Each with what is in it; null for one that cannot be read. What a newer Improve wrote is left alone.
  async function parkedHere() {
    if (!(await outbox.ready)) return [];
    const parked = (await store.all()).filter(({ state }) => state === "parked");
    const read = (entry) => store.read(entry).catch((error) => (error === store.NEWER ? undefined : null));
    const found = await Promise.all(parked.map(async (entry) => ({ entry, inside: await read(entry) })));
    return found.filter(({ inside }) => inside !== undefined);
  }

  function showHeading(isSome) {
    const heading = find("main h1");
    const said = isSome ? heading.dataset.whenSome : heading.dataset.whenNone;
    if (heading.textContent === said) return;
    heading.textContent = said;
    document.title = document.title.replace(/^[^–]*/, `${said} `);
    fire("improve:say", said);
  }

  // From which day a lead can open the first of them.
  function showLeadsDay(parked) {
    const line = find("[data-leads-day]");
    const day = new Date(Math.min(...parked.map(opensAt)));
    const named = day.toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
    line.textContent = parked.some(isOld) ? line.dataset.now : line.dataset.from.replace("{day}", named);
  }

  const authorOf = ({ inside }) => (inside && inside.body.named && inside.body.named.person) || "";
  const opensAt = ({ entry }) => Date.parse(entry.on) + RELEASED_AFTER_DAYS * DAY_MS;
  const isOld = (found) => opensAt(found) <= Date.now();

  // ---------- by the code that was shown for an anonymous idea ----------

  async function openByCode(form) {
    const claim = await outbox.digestOf(readCode(form.code.value));
    const found = (await parkedHere()).find(({ inside }) => inside && inside.body.claim === claim);
    if (found) return fire("improve:opened", found);
    return refuse(form, form.dataset.unknown, form.code);
  }

  // As the server reads a code: any case, any spacing, and letters that look like numbers are numbers.
  const readCode = (typed) => typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[OIL]/g, (letter) => LETTERS[letter]);

  // ---------- by a PIN: the server says whether it is right, and whether it is a lead's ----------

  async function openAsAuthor(form) {
    const found = (await parkedHere()).find((one) => authorOf(one) && authorOf(one) === form.person.value);
    const key = found ? found.entry.id.split("/")[0] : outbox.newKey(); // nobody learns without a PIN whose it is
    if (!(await isRight(form, "/tablet/pin", { key }))) return undefined;
    return found ? fire("improve:opened", found) : refuse(form, form.dataset.unknown, form.pin);
  }

  // What can be read comes first: one that is damaged keeps no other back.
  async function openAsLead(form) {
    if (!(await isRight(form, "/tablet/release"))) return undefined;
    const old = (await parkedHere()).filter(isOld);
    if (!old.length) return fire("improve:leave", { say: words("again_gone") }); // another screen was first
    return fire("improve:opened", old.find(({ inside }) => inside) || old[0]);
  }

  async function isRight(form, address, more = {}) {
    if (!form.person.value) return refuse(form, form.dataset.choose, form.person);
    const answer = await fetch(address, {
      method: "POST", cache: "no-store",
      headers: { "Content-Type": "application/json", Accept: "application/json",
        "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ person: form.person.value, pin: form.pin.value, ...more }),
    }).catch(() => null);
    form.pin.value = "";
    if (answer && answer.ok) return true;
    const told = answer ? await answer.json().catch(() => ({})) : {};
    return refuse(form, told.error || words("unconnected_page"), form.pin);
  }

  function refuse(form, sentence, field) {
    const place = form.querySelector(".wrong");
    field.before(place); // at the field that it is about
    place.textContent = sentence;
    place.hidden = false;
    fire("improve:say", sentence);
    field.focus();
    return false;
  }

  begin();
})();
