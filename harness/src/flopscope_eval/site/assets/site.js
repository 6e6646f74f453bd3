// What all pages share: colours of the theme, and charts that follow it.
"use strict";

const flopscope = {
  charts: [],

  colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  },

  // `make` gives Chart.js's configuration; it is called again when the theme changes.
  draw(canvas, make) {
    const entry = { canvas, make, chart: null };
    this.charts.push(entry);
    this.redraw(entry);
    return entry;
  },

  redraw(entry) {
    if (entry.chart) entry.chart.destroy();
    Chart.defaults.color = this.colour("--text");
    Chart.defaults.borderColor = this.colour("--line");
    Chart.defaults.animation = false;
    Chart.defaults.maintainAspectRatio = false;
    entry.chart = new Chart(entry.canvas, entry.make());
  },

  // Counts of FLOPs are text of any length; a chart's axis ends at 1e300.
  toNumber(flops) {
    if (flops === null || flops === "") return null;
    return flops.length > 300 ? 1e300 : Number(flops);
  },

  bars(labels, series) {
    const colours = [this.colour("--first"), this.colour("--second")];
    return {
      type: "bar",
      data: {
        labels,
        datasets: series.map((one, i) => ({ label: one.label, data: one.data, backgroundColor: colours[i] })),
      },
      options: {
        indexAxis: "y",
        plugins: { legend: { display: series.length > 1 } },
        scales: { x: { type: "linear", beginAtZero: true }, y: { ticks: { autoSkip: false } } },
      },
    };
  },

  points(series, x, y) {
    const colours = [this.colour("--first"), this.colour("--second")];
    const scale = (axis) =>
      series.every((one) => one.data.every((point) => point[axis] > 0)) ? "logarithmic" : "linear";
    return {
      type: "scatter",
      data: {
        datasets: series.map((one, i) => ({
          label: one.label, data: one.data, backgroundColor: colours[i], pointRadius: 4, pointHoverRadius: 6,
        })),
      },
      options: {
        plugins: {
          legend: { display: series.length > 1 },
          tooltip: { callbacks: { label: (item) => item.raw.label } },
        },
        scales: {
          x: { type: scale("x"), title: { display: true, text: x } },
          y: { type: y === "error" ? scale("y") : "linear", title: { display: true, text: y } },
        },
      },
    };
  },
};

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const entry of flopscope.charts) flopscope.redraw(entry);
});
