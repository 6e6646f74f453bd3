// The plot of all entries on the leaderboard.
"use strict";

// After the first paint: the table is what readers came for.
requestAnimationFrame(() => setTimeout(() => {
  const points = window.flopscopeData.board.rows
    .filter((row) => row.score !== null && row.flops !== null)
    .map((row) => ({
      x: flopscope.toNumber(row.flops), y: row.score, label: `${row.author}: ${row.name}`,
    }));
  flopscope.draw(document.getElementById("scatter"), () =>
    flopscope.points([{ label: "entries", data: points }], "FLOPs", "score"));
}));
