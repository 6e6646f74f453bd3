// A submission's charts.
"use strict";

(() => {
  const data = window.flopscopeData[document.getElementById("this").dataset.id];

  const make = {
    scores: (run) => flopscope.bars(
      run.cases.map((one) => one[0]), [{ label: "score", data: run.cases.map((one) => one[2]) }]),
    operations: (run) => {
      const names = Object.keys(run.operations).slice(0, 12);
      const counts = names.map((name) => flopscope.toNumber(run.operations[name]));
      return flopscope.bars(names, [{ label: "FLOPs", data: counts }]);
    },
    error: (run) => {
      const hasError = run.cases.some((one) => "error" in one[4]);
      const points = run.cases
        .map((one) => ({ x: flopscope.toNumber(one[3]), y: hasError ? one[4].error : one[2], label: one[0] }))
        .filter((point) => point.y !== undefined && point.y !== null);
      return flopscope.points([{ label: "cases", data: points }], "FLOPs", hasError ? "error" : "score");
    },
  };

  for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
    const run = data.runs[Number(canvas.dataset.run)];
    flopscope.draw(canvas, () => make[canvas.dataset.chart](run));
  }
})();
