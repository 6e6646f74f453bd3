// Compares two entries, whose data are loaded when they are chosen. The address keeps the choice.
"use strict";

(() => {
  const board = window.flopscopeData.board.rows;
  const selects = [document.getElementById("left"), document.getElementById("right")];
  const body = document.getElementById("cases").tBodies[0];
  const known = new Set(board.map((row) => row.id));
  let drawn = [];

  for (const select of selects) {
    for (const row of board) select.add(new Option(`${row.author}: ${row.name}`, row.id));
    select.addEventListener("change", show);
  }
  const wanted = location.hash.slice(1).split(",").filter((id) => known.has(id));
  selects[0].value = wanted[0] ?? board[0]?.id ?? "";
  selects[1].value = wanted[1] ?? board.find((row) => row.id !== selects[0].value)?.id ?? selects[0].value;

  function load(id) {
    if (window.flopscopeData[id]) return Promise.resolve(window.flopscopeData[id]);
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `data/${id}.js`;
      script.onload = () => resolve(window.flopscopeData[id]);
      script.onerror = () => reject(new Error(`data/${id}.js is missing`));
      document.head.append(script);
    });
  }

  async function show() {
    const ids = selects.map((select) => select.value);
    if (!known.has(ids[0]) || !known.has(ids[1])) return;
    history.replaceState(null, "", `#${ids.join(",")}`);
    const both = await Promise.all(ids.map(load));
    const labels = both.map((one, i) => `${i ? "second" : "first"}: ${one.name}`);
    const cases = both.map((one) => new Map(one.runs.flatMap((run) =>
      run.cases.map((row) => [`${run.split}: ${row[0]}`, row]))));
    const names = [...new Set([...cases[0].keys(), ...cases[1].keys()])];

    body.replaceChildren(...names.map((name) => {
      const line = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      line.append(head);
      for (const column of [2, 3]) {
        for (const one of cases) line.insertCell().textContent = one.get(name)?.[column] ?? "";
      }
      return line;
    }));

    const operations = both.map((one) => Object.assign({}, ...one.runs.map((run) => run.operations)));
    const used = [...new Set(operations.flatMap((one) => Object.keys(one)))].slice(0, 12);
    for (const entry of drawn) {
      entry.chart.destroy();
      flopscope.charts.splice(flopscope.charts.indexOf(entry), 1);
    }
    drawn = [
      flopscope.draw(document.getElementById("scores"), () => flopscope.bars(names, cases.map((one, i) => ({
        label: labels[i], data: names.map((name) => one.get(name)?.[2] ?? null),
      })))),
      flopscope.draw(document.getElementById("operations"), () => flopscope.bars(used, operations.map((one, i) => ({
        label: labels[i], data: used.map((name) => flopscope.toNumber(one[name] ?? null)),
      })))),
    ];
  }

  show();
})();
