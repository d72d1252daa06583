// Draws each `figure.chart[data-chart]` out of its own table, which stays the full equal of the drawing.
// A custom build: bars and lines only. Colours follow the interface's palette; patterns tell series apart without colour.

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

const PALETTE = ["#0B57B0", "#AE8D09", "#572C0F", "#1C9C9C", "#5B2A86", "#4A5666", "#8A5300", "#1A6E3C", "#8F0F15"];
const TEXT = "#4A5666";
const drawn = new Map();

function words(cell) {
  return cell.textContent.trim().replace(/\s+/g, " ");
}

function numbers(row) {
  return [...row.querySelectorAll("td")].map((cell) => Number(cell.dataset.value || 0));
}

// A "stack" has the table's columns along the axis and a series for each row; the others a series for each column.
function read(figure) {
  const table = figure.querySelector("table");
  const heads = [...table.querySelectorAll("thead th")].slice(1).map(words);
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => ({ name: words(row.querySelector("th")), values: numbers(row) }));
  if (figure.dataset.chart === "stack") return { along: heads, series: rows };
  const series = heads.map((name, i) => ({ name, values: rows.map((row) => row.values[i]) }));
  return { along: rows.map((row) => row.name), series };
}

// Nothing moves: what is printed a moment after it is drawn has its full height.
function option(kind, { along, series }) {
  const stacked = kind === "stack";
  const narrow = window.innerWidth < 640;
  return {
    color: PALETTE,
    animation: false,
    aria: { enabled: true, decal: { show: series.length > 1 } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: TEXT },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, order: "seriesDesc" },
    legend: series.length > 1 ? { top: 0, type: "plain", itemGap: 12, textStyle: { color: TEXT, fontSize: 13 } } : undefined,
    grid: { left: 8, right: 12, top: series.length > 1 ? (narrow ? 26 * Math.ceil(series.length / 3) + 10 : series.length > 5 ? 64 : 40) : 16, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: along, axisTick: { alignWithLabel: true }, axisLabel: { color: TEXT, hideOverlap: true } },
    yAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: TEXT }, splitLine: { lineStyle: { color: "#DDE2E8" } } },
    series: series.map((one) => ({
      name: one.name,
      type: kind === "line" ? "line" : "bar",
      stack: stacked ? "all" : undefined,
      data: one.values,
      barMaxWidth: 36,
      emphasis: { focus: "series" },
    })),
  };
}

function draw(figure) {
  const place = figure.querySelector("[data-canvas]");
  const found = read(figure);
  if (!place || !found.along.length) return;
  place.hidden = false;
  place.setAttribute("aria-hidden", "true"); // the conclusion and the table say it all
  const chart = init(place, null, { renderer: "canvas" });
  chart.setOption(option(figure.dataset.chart, found));
  drawn.set(place, chart);
}

function drawAll(root) {
  for (const [place, chart] of drawn) {
    if (place.isConnected) continue;
    chart.dispose();
    drawn.delete(place);
  }
  for (const figure of root.querySelectorAll("figure.chart[data-chart]")) if (!drawn.has(figure.querySelector("[data-canvas]"))) draw(figure);
}

function fit() {
  for (const chart of drawn.values()) chart.resize();
}

drawAll(document);
document.addEventListener("htmx:afterSettle", () => drawAll(document));
addEventListener("resize", fit);
addEventListener("afterprint", fit);
addEventListener("beforeprint", () => {
  for (const chart of drawn.values()) {
    chart.resize({ width: 660, height: 240 }); // of the paper, whose style fits it in
    chart.getZr().flush(); // now: no other frame comes before the page is taken
  }
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
