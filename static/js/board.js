/* The board: "Move to…" opens in place, keys choose, cards can be dragged by their handle; a goal or an owner that is
   chosen is shown at once. All of it is extra: without script every "Move to…" is a page of its own. */
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  let open = null; // {link, menu}

  board.addEventListener("click", (event) => {
    const link = event.target.closest("a.move");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (open && open.link === link) return close();
    show(link);
  });

  document.addEventListener("click", (event) => {
    if (open && !open.menu.contains(event.target) && !event.target.closest("a.move")) close(false);
  });

  // The other keys are those of every menu: see app.js.
  document.addEventListener("keydown", (event) => {
    if (open && event.key === "Escape") close();
  });

  // Whoever moves on with Tab leaves the menu behind.
  board.addEventListener("focusout", (event) => {
    if (open && event.relatedTarget && event.relatedTarget !== open.link && !open.menu.contains(event.relatedTarget)) close(false);
  });

  async function choices(link) {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  }

  let wanted = null; // the menu asked for last: of two quick clicks only one opens

  async function show(link) {
    close(false);
    wanted = link;
    try {
      const found = await choices(link);
      if (wanted !== link || open) return;
      const menu = document.createElement("div");
      menu.className = "menu";
      menu.setAttribute("role", "group");
      menu.setAttribute("aria-label", link.textContent);
      menu.append(...found.childNodes);
      link.closest("article").append(menu);
      link.setAttribute("aria-expanded", "true");
      open = { link, menu };
      fit(menu, link);
      (menu.querySelector("a") || link).focus();
    } catch {
      location.assign(link.href); // no connection, or signed out: the page says so
    }
  }

  const ROOM_PX = 8; // between the menu and the edge of the window
  const LEAST_PX = 160; // of a menu: it scrolls

  // Below the window nobody reads it: it opens upwards where there is more room, and scrolls where there is too little.
  function fit(menu, link) {
    const [button, card] = [link.getBoundingClientRect(), link.closest("article").getBoundingClientRect()];
    const below = document.documentElement.clientHeight - menu.getBoundingClientRect().top - ROOM_PX;
    const above = button.top - 2 * ROOM_PX;
    const isUp = menu.offsetHeight > below && above > below;
    if (isUp) Object.assign(menu.style, { top: "auto", bottom: `${card.bottom - button.top + ROOM_PX / 2}px` });
    menu.style.maxHeight = `${Math.max(isUp ? above : below, LEAST_PX)}px`;
  }

  function close(giveFocus = true) {
    if (!open) return;
    open.menu.remove();
    open.link.setAttribute("aria-expanded", "false");
    if (giveFocus) open.link.focus();
    open = null;
  }

  // Dropping a card on a lane opens the step that leads there; the step asks what it needs and writes the event.
  async function dropped(event) {
    const lane = event.to.closest("[data-lane]");
    if (event.to === event.from) return;
    const link = event.item.querySelector("a.move");
    const home = event.from;
    const before = home.children[event.oldIndex] || null;
    try {
      const found = await choices(link);
      const step = found.querySelector(`a[data-lane="${lane.dataset.lane}"]`);
      if (step) return location.assign(step.href);
      refuse(event.item, `It cannot move to ${lane.querySelector("h2").firstChild.textContent.trim()} from here.`);
    } catch {
      refuse(event.item, "The board has no connection. The card stays where it was.");
    }
    home.insertBefore(event.item, before);
  }

  function refuse(item, sentence) {
    const old = item.querySelector(".refusal");
    if (old) old.remove();
    const said = document.createElement("p");
    said.className = "refusal";
    said.setAttribute("role", "alert");
    said.textContent = sentence;
    item.querySelector("article").append(said);
  }

  // Whoever comes back from a step finds the card again, and "Undo" is the next thing behind it.
  function land() {
    if (!location.hash.startsWith("#idea-")) return;
    const card = document.getElementById(location.hash.slice(1));
    const title = card ? card.querySelector("h3 a") : document.querySelector("main h1");
    if (!card) title.tabIndex = -1;
    title.focus();
    (card || title).after(document.getElementById("toasts"));
  }

  // Going to a fragment takes the focus away from whatever had it, so this comes after.
  window.addEventListener("load", () => requestAnimationFrame(land));

  const filters = document.querySelector("form.filters");
  if (filters) keepFilters();

  // A goal or an owner chosen with the pointer is shown at once. Whoever walks the list by keys passes others on the way:
  // theirs is shown on Enter, or when they leave the list. Either way the focus stands on the next page where it stood.
  function keepFilters() {
    let isByKeys = false;
    let isWaiting = false;
    const stops = [...filters.querySelectorAll("a, select")];
    const find = (stop) => {
      sessionStorage.setItem("board-filter", stops.indexOf(stop));
      filters.requestSubmit();
    };
    filters.addEventListener("pointerdown", () => { isByKeys = false; });
    filters.addEventListener("keydown", (event) => {
      isByKeys = true;
      if (event.key !== "Enter" || !isWaiting) return;
      event.preventDefault();
      find(event.target);
    });
    filters.addEventListener("change", (event) => {
      if (isByKeys) isWaiting = true;
      else find(event.target);
    });
    filters.addEventListener("focusout", (event) => {
      if (isWaiting) find(stops.includes(event.relatedTarget) ? event.relatedTarget : event.target);
    });
    window.addEventListener("load", () => requestAnimationFrame(() => comeBack(stops)));
  }

  function comeBack(stops) {
    const stop = stops[sessionStorage.getItem("board-filter") ?? -1];
    sessionStorage.removeItem("board-filter");
    if (!stop) return;
    document.querySelector("details.fold").open = true; // on a phone they are folded away
    stop.focus();
    const found = document.querySelector("[data-found]");
    if (found) document.dispatchEvent(new CustomEvent("announce", { detail: { value: found.firstChild.textContent } }));
  }

  if (!window.Sortable) return;
  for (const cards of board.querySelectorAll(".lane .cards")) {
    window.Sortable.create(cards, {
      group: "board", handle: ".grip", draggable: "li", ghostClass: "dragging", animation: 0, sort: false, onEnd: dropped,
    });
  }
})();
