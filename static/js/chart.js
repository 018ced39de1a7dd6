/* A chart, point by point: one tab stop, the arrow keys go from point to point, and the words below say what it shows.
   All of it is extra: without script the table says the same. */
(() => {
  "use strict";
  function start(chart) {
    const points = [...chart.querySelectorAll("ol[hidden] > li")];
    const words = chart.querySelector(".point-words");
    if (!points.length || chart.dataset.started) return;
    chart.dataset.started = "1";
    let now = points.length - 1;
    const boxes = [...chart.querySelectorAll(".chart-box")].map((box) => {
      const svg = box.querySelector("svg");
      const stop = document.createElement("div");
      stop.className = "chart-stop";
      stop.tabIndex = 0;
      // A slider: screen readers hand it the arrow keys, and say aria-valuetext when it moves.
      stop.setAttribute("role", "slider");
      stop.setAttribute("aria-label", "Points of the chart");
      stop.setAttribute("aria-valuemin", "1");
      stop.setAttribute("aria-valuemax", points.length);
      box.append(stop);
      return { box, svg, stop, ring: svg.querySelector(".ring-focus"), at: box.dataset.at };
    });
    chart.querySelector(".chart-hint").hidden = false;

    function place({ at }, point) {
      return point.dataset[at].split(" ").map(Number);
    }

    function show(number, isMoved = true) {
      now = Math.min(Math.max(number, 0), points.length - 1);
      const point = points[now];
      for (const one of boxes) {
        const [x, y] = place(one, point);
        const [x0, y0] = place(one, points[points.length - 1]);
        one.ring.setAttribute("transform", `translate(${x - x0} ${y - y0})`);
        one.stop.setAttribute("aria-valuenow", now + 1);
        one.stop.setAttribute("aria-valuetext", point.textContent);
      }
      if (isMoved) words.firstElementChild.replaceChildren(...[...point.cloneNode(true).childNodes]);
    }

    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    function press(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key in steps) show(now + steps[event.key]);
      else if (event.key === "Home") show(0);
      else if (event.key === "End") show(points.length - 1);
      else if (event.key === "Enter" && points[now].dataset.open) location.assign(points[now].dataset.open);
      else return;
      event.preventDefault();
    }

    for (const one of boxes) {
      one.stop.addEventListener("keydown", press);
      one.stop.addEventListener("click", (event) => {
        const { left, width } = one.svg.getBoundingClientRect();
        const x = ((event.clientX - left) / width) * one.svg.viewBox.baseVal.width;
        const far = points.map((point) => Math.abs(place(one, point)[0] - x));
        show(far.indexOf(Math.min(...far)));
      });
    }
    show(now, false);
  }

  const all = () => document.querySelectorAll("[data-chart]").forEach(start);
  all();
  document.addEventListener("htmx:load", all);
})();
