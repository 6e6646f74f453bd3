// The leaderboard: sorting and filtering. It comes before the charts, so that nobody waits for them.
"use strict";

(() => {
  const table = document.getElementById("board");
  const body = table.tBodies[0];
  let ordered = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const filter = document.getElementById("filter");
  const final = document.getElementById("final");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");

  const read = {
    text: (cell) => cell.textContent.trim().toLowerCase(),
    number: (cell) => (cell.dataset.value === "" ? null : Number(cell.dataset.value)),
    // Exact at any size.
    integer: (cell) => (cell.dataset.value === "" ? null : BigInt(cell.dataset.value)),
  };

  function sort(column, descending) {
    const value = read[heads[column].firstElementChild.dataset.sort];
    const keyed = ordered.map((row) => [value(row.cells[column]), row]);
    keyed.sort(([a], [b]) => {
      // Rows without a value stay at the end.
      if (a === null || b === null) return (a === null) - (b === null);
      const order = a < b ? -1 : a > b ? 1 : 0;
      return descending ? -order : order;
    });
    ordered = keyed.map(([, row]) => row);
    show();
    body.append(...ordered);
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  heads.forEach((head, column) => {
    const button = head.firstElementChild;
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending");
    });
    button.disabled = false; // until now a click would have been lost
  });

  // Laying out a thousand rows takes a browser a second. The rest stays hidden until somebody wants it.
  let limit = Number(table.dataset.limit);

  function show() {
    const wanted = filter.value.trim().toLowerCase();
    let count = 0;
    for (const row of ordered) {
      const fits = (!wanted || row.textContent.toLowerCase().includes(wanted)) &&
        (!final.checked || row.classList.contains("final"));
      count += fits;
      row.hidden = !fits || count > limit;
    }
    more.hidden = count <= limit;
    shown.textContent = count > limit ? `${limit} of ${count} shown` : `${count} shown`;
  }

  filter.addEventListener("input", show);
  final.addEventListener("change", show);
  more.addEventListener("click", () => {
    limit = Infinity;
    show();
  });
  show();
})();
