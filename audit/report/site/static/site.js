"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Sorting: a column's button sorts its table; empty cells stay last.
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const raw = cell.dataset.v ?? cell.textContent.trim();
    const number = Number(raw);
    return raw === "" ? null : Number.isNaN(number) ? raw.toLocaleLowerCase() : number;
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  for (const table of all("table[data-sort]")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = head.querySelector("button");
      button?.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = now ? (now === "ascending" ? "descending" : "ascending") : button.dataset.first || "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
        rows.sort(([a], [b]) => (a === null ? (b === null ? 0 : 1) : b === null ? -1 : sign * compare(a, b)));
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  // Search: rows whose brand does not hold the words are left out of sight.
  for (const field of all("input[data-find]")) {
    const rows = all("tbody tr", document.getElementById(field.dataset.find));
    const said = document.getElementById("found");
    const names = rows.map((row) => row.querySelector("th").textContent.toLocaleLowerCase());
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLocaleLowerCase();
      let count = 0;
      rows.forEach((row, i) => {
        row.hidden = !names[i].includes(wanted);
        count += row.hidden ? 0 : 1;
      });
      said.textContent = wanted ? `${count} of ${rows.length} brands` : "";
    });
  }

  // Places shared: the brands that may hold a place that this one may hold.
  for (const table of all("table[data-ranks]")) {
    const rows = [...table.tBodies[0].rows];
    const said = document.getElementById("found");
    const show = (chosen) => {
      let count = 0;
      for (const row of rows) {
        const shares = chosen && row !== chosen && Number(row.dataset.lo) <= Number(chosen.dataset.hi) && Number(row.dataset.hi) >= Number(chosen.dataset.lo);
        row.classList.toggle("shares", Boolean(shares));
        row.classList.toggle("self", row === chosen);
        count += shares ? 1 : 0;
      }
      said.textContent = chosen ? `${chosen.querySelector("th").textContent.trim()} may hold places ${chosen.dataset.lo} to ${chosen.dataset.hi}; ${count} other ${count === 1 ? "brand" : "brands"} may hold one of them` : "";
    };
    table.addEventListener("pointerover", (event) => show(event.target.closest("tbody tr")));
    table.addEventListener("pointerleave", () => show(null));
    table.addEventListener("focusin", (event) => show(event.target.closest("tbody tr")));
    table.addEventListener("focusout", () => show(null));
  }

  // Tips: the words of a mark, at the pointer or at the focus.
  const tip = document.getElementById("tip");
  const showTip = (mark) => {
    if (!mark) {
      tip.hidden = true;
      return;
    }
    tip.textContent = mark.dataset.tip || mark.querySelector("[data-tip]").dataset.tip;
    tip.hidden = false;
    const at = mark.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 8);
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 4 ? at.bottom + 8 : above}px`;
  };
  document.addEventListener("pointerover", (event) => showTip(event.target.closest?.("[data-tip]")));
  document.addEventListener("focusin", (event) => showTip(event.target.closest?.(".plane a")));
  document.addEventListener("focusout", () => showTip(null));
  addEventListener("scroll", () => showTip(null), { passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && showTip(null));

  // The plane: one stop for Tab, arrow keys to the nearest brand that way.
  for (const plane of all(".plane")) {
    const links = all("a", plane);
    links.forEach((link, i) => link.setAttribute("tabindex", i ? "-1" : "0"));
    const middle = (link) => {
      const at = link.getBoundingClientRect();
      return [at.left + at.width / 2, at.top + at.height / 2];
    };
    plane.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const from = event.target.closest("a");
      if (!from || (!way && event.key !== "Home" && event.key !== "End")) return;
      event.preventDefault();
      let to = event.key === "Home" ? links[0] : links.at(-1);
      if (way) {
        const [x, y] = middle(from);
        let best = Infinity;
        to = from;
        for (const link of links) {
          const [a, b] = middle(link);
          const along = (a - x) * way[0] + (b - y) * way[1];
          const aside = Math.abs((a - x) * way[1]) + Math.abs((b - y) * way[0]);
          if (link !== from && along > 0.5 && along + 2 * aside < best) [best, to] = [along + 2 * aside, link];
        }
      }
      from.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
    });
  }

  // Downloads: the figure as it stands, in light colours; its table as CSV that no spreadsheet runs.
  const save = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const picture = (figure) => {
    const chart = figure.querySelector(".whole .chart, .wide .chart").cloneNode(true);
    for (const link of all("a", chart)) link.replaceWith(...link.childNodes);
    chart.removeAttribute("class");
    chart.setAttribute("font-family", "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif");
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [key, value] of [["width", "100%"], ["height", "100%"], ["fill", "#ffffff"]]) paper.setAttribute(key, value);
    chart.prepend(paper);
    return new XMLSerializer().serializeToString(chart);
  };
  const png = (text, width, height) =>
    new Promise((done, failed) => {
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [2 * width, 2 * height];
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done, "image/png");
      };
      image.onerror = failed;
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    });
  const cell = (text) => {
    const number = text !== "" && !Number.isNaN(Number(text));
    const safe = !number && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const csv = (table) => {
    const heads = all("thead th", table);
    const first = heads.flatMap((head) => {
      const name = head.dataset.csv ?? head.textContent.trim();
      return "ends" in head.dataset ? [name, `${name} lo`, `${name} hi`] : name ? [name] : [];
    });
    const line = (row) => [...row.cells].flatMap((each, i) => {
      const value = each.dataset.csv ?? each.dataset.v ?? each.textContent.trim();
      if ("ends" in heads[i].dataset) return [value, each.dataset.lo ?? "", each.dataset.hi ?? ""];
      return heads[i].dataset.csv === "" ? [] : [value];
    });
    const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden).map(line);
    return [first, ...rows].map((values) => `${values.map(cell).join(",")}\r\n`).join("");
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-get]");
    if (!button) return;
    const figure = button.closest("[data-figure]");
    const name = button.closest("[data-name]").dataset.name;
    const kind = button.dataset.get;
    if (kind === "csv") save(`${name}.csv`, new Blob(["\ufeff", csv(figure.querySelector("table"))], { type: "text/csv" }));
    else {
      const text = picture(figure);
      const box = figure.querySelector(".whole .chart, .wide .chart").viewBox.baseVal;
      save(`${name}.${kind}`, kind === "svg" ? new Blob([text], { type: "image/svg+xml" }) : await png(text, box.width, box.height));
    }
  });

  // On paper, all is open.
  addEventListener("beforeprint", () => all("details:not([open])").forEach((each) => { each.open = true; each.dataset.closed = ""; }));
  addEventListener("afterprint", () => all("details[data-closed]").forEach((each) => { each.open = false; delete each.dataset.closed; }));
})();
