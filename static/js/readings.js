// A block of cells pasted into the table of readings fills the cells from there on. Without it, the text field below serves.
"use strict";

(() => {
  const MOST_ROWS = 200; // of the page; a longer table goes into the field below

  document.addEventListener("paste", (event) => {
    const input = event.target.closest("[data-cells] input");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (!input || (rows.length === 1 && rows[0].length === 1)) return; // one cell: as everywhere
    event.preventDefault();
    const first = input.closest("tr").rowIndex - 1;
    if (first + rows.length > MOST_ROWS || text.includes('"')) return handOver(text);
    fill(input, rows, first);
  });

  function handOver(text) {
    const field = document.getElementById("table");
    field.value = text;
    field.focus();
    say("This table stands in the field below. Look at it there.");
  }

  function fill(input, rows, first) {
    const body = input.closest("tbody");
    while (body.rows.length < first + rows.length) body.append(another(body.rows[body.rows.length - 1]));
    const column = input.closest("td").cellIndex;
    rows.forEach((cells, down) => cells.forEach((cell, right) => {
      const place = body.rows[first + down].cells[column + right];
      if (place) place.querySelector("input").value = cell.trim();
    }));
    say(rows.length === 1 ? "1 row is filled." : `${rows.length} rows are filled.`);
  }

  // A row like the last, empty, with the next number in its names.
  function another(row) {
    const copy = row.cloneNode(true);
    for (const cell of copy.cells) {
      for (const wrong of cell.querySelectorAll(".nhsuk-error-message")) wrong.remove();
      const input = cell.querySelector("input");
      const number = Number(input.id.split("-")[1]) + 1;
      input.id = input.name = `${input.id.split("-")[0]}-${number}`;
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, number));
      input.removeAttribute("aria-describedby");
      input.removeAttribute("aria-invalid");
      input.classList.remove("nhsuk-input--error");
      input.value = "";
    }
    return copy;
  }

  const say = (text) => document.dispatchEvent(new CustomEvent("announce", { detail: { value: text } }));
})();
