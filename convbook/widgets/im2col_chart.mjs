// The costs of a layer against its kernel: two charts with logarithmic scales, and a table.
import { h, s } from "./dom.mjs";
import { layerOutput, MOST_TAPS, WINOGRAD_TAPS } from "./im2col_cost.mjs";
import { shortCount } from "./im2col_words.mjs";

const [WIDE, HIGH] = [350, 240];
const FRAME = { left: 50, right: 12, top: 12, bottom: 40 };
const NAMES = { direct: "direct", im2col: "im2col", fft: "FFT", wino: "Winograd" };

function chartX(taps) {
  return FRAME.left + ((taps - 1) / (MOST_TAPS - 1)) * (WIDE - FRAME.left - FRAME.right);
}

/** Powers of ten around all values, as exponents [low, high]. */
function decades(values) {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const low = Math.floor(Math.min(...logs));
  return [low, Math.max(low + 1, Math.ceil(Math.max(...logs)))];
}

function lineOf(values, y) {
  const points = values.map((value, i) => (value > 0 ? `${chartX(i + 1).toFixed(1)} ${y(value).toFixed(1)}` : null));
  return `M${points.filter(Boolean).join("L")}`;
}

function scaleLines(y, [low, high]) {
  const step = Math.ceil((high - low) / 5);
  const parts = [];
  for (let power = low; power <= high; power += step) {
    const at = y(10 ** power);
    parts.push(s("line", { x1: FRAME.left, x2: WIDE - FRAME.right, y1: at, y2: at, class: "cb-i2-rule" }));
    parts.push(s("text", { x: FRAME.left - 5, y: at + 4, "text-anchor": "end" }, shortCount(10 ** power)));
  }
  for (const taps of [1, 3, 7, 11, 15, 21, 31]) {
    parts.push(s("text", { x: chartX(taps), y: HIGH - FRAME.bottom + 16, "text-anchor": "middle" }, String(taps)));
  }
  parts.push(s("text", { x: chartX(16), y: HIGH - 4, "text-anchor": "middle" }, "kernel, taps a side"));
  return parts;
}

/** The name of a curve, above its right end. */
function lineName(kind, text, y) {
  const at = { x: WIDE - FRAME.right, y: y - 8, "text-anchor": "end", class: `cb-i2-line-name cb-i2-is-${kind}` };
  return s("text", at, text);
}

/** One chart. Pointing at it chooses the kernel below the pointer. */
function costChart(title, labels, choose) {
  const lines = s("g", {});
  const cursor = s("line", { class: "cb-i2-cursor", y1: FRAME.top, y2: HIGH - FRAME.bottom });
  const dots = s("g", {});
  const tiles = s("g", {});
  const svg = s("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": title }, lines, cursor, dots, tiles);
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDE;
    const share = (x - FRAME.left) / (WIDE - FRAME.left - FRAME.right);
    choose(Math.min(MOST_TAPS, Math.max(1, Math.round(share * (MOST_TAPS - 1)) + 1)));
  };
  svg.addEventListener("pointermove", (event) => (event.pointerType === "mouse" || event.buttons) && place(event));
  svg.addEventListener("pointerdown", place);
  let y = null;
  const plot = (curves, winograd) => {
    const range = decades([...Object.values(curves).flat(), ...winograd]);
    y = (value) => {
      const share = (Math.log10(value) - range[0]) / (range[1] - range[0]);
      return HIGH - FRAME.bottom - share * (HIGH - FRAME.top - FRAME.bottom);
    };
    const paths = Object.entries(curves).map(([kind, values]) => s("path", { d: lineOf(values, y), class: `cb-i2-line cb-i2-is-${kind}` }));
    const names = Object.entries(curves).map(([kind, values]) => lineName(kind, labels[kind], y(values.at(-1))));
    lines.replaceChildren(...scaleLines(y, range), ...paths, ...names);
    const x = chartX(WINOGRAD_TAPS);
    tiles.replaceChildren(...winograd.map((value) => s("path", { d: `M${x} ${y(value) - 5.5}l5 9.5h-10z`, class: "cb-i2-tile" })));
  };
  const point = (taps, values) => {
    for (const end of ["x1", "x2"]) cursor.setAttribute(end, chartX(taps));
    const parts = Object.entries(values).filter(([, value]) => value > 0);
    dots.replaceChildren(...parts.map(([kind, value]) => s("circle", { cx: chartX(taps), cy: y(value), r: 4, class: `cb-i2-is-${kind}` })));
  };
  const node = h("figure", { class: "cb-i2-chart" }, h("figcaption", { class: "cb-i2-name" }, title), svg);
  return { node, plot, point };
}

function tableRow(kind, name, cells) {
  return h("tr", {}, h("th", { scope: "row", class: `cb-i2-key cb-i2-is-${kind}` }, name), ...cells.map((cell) => h("td", {}, cell)));
}

/** The rows of the table for the chosen kernel. */
function rowsFor(params, costs) {
  const at = params.layer_kernel - 1;
  const share = (count) => {
    const ratio = costs.direct[at] / count;
    return ratio >= 1 ? `÷ ${Number(ratio.toPrecision(2))}` : `× ${Number((1 / ratio).toPrecision(2))}`;
  };
  const count = (number) => shortCount(number);
  const rows = [
    ["direct", NAMES.direct, [count(costs.direct[at]), "", "0"]],
    ["im2col", NAMES.im2col, [count(costs.direct[at]), "same", count(costs.im2col_kept[at])]],
    ["fft", `${NAMES.fft}, tile ${costs.fft_edge[at]}`, [count(costs.fft[at]), share(costs.fft[at]), count(costs.fft_kept[at])]],
  ];
  const tiles = params.layer_kernel === WINOGRAD_TAPS ? costs.winograd : [];
  for (let i = 0; i < tiles.length; i += 2) {
    const name = `${NAMES.wino} F(${2 + i}, 3)`;
    rows.push(["wino", name, [count(tiles[i]), share(tiles[i]), count(tiles[i + 1])]]);
  }
  return rows.map((row) => tableRow(...row));
}

/** From which kernel on the transform takes fewer multiplications than direct sums. */
function crossover(costs) {
  let last = MOST_TAPS;
  while (last > 0 && costs.fft[last - 1] < costs.direct[last - 1]) last -= 1;
  return last === MOST_TAPS ? null : last + 1;
}

function verdictWords(params, costs) {
  const from = crossover(costs);
  const size = layerOutput(params);
  const fft = from
    ? `Counted so, Fourier transforms take fewer multiplications than direct sums from ${from} × ${from} on.`
    : "Counted so, Fourier transforms never take fewer multiplications up to 31 × 31.";
  const no = params.layer_stride > 1 ? " Winograd's tiles need stride 1." : params.layer_kernel === 3 ? "" : " Winograd's two tiles stand at 3 × 3 (triangles).";
  return `Output: ${params.layer_out} channels of ${size} × ${size}. ${fft}${no}`;
}

/** Both charts and the table; redrawn only where the layer has changed. */
export function costPanel({ choose }) {
  const work = costChart("multiplications", { direct: "direct, im2col", fft: "FFT" }, choose);
  const kept = costChart("numbers kept meanwhile", { im2col: "im2col", fft: "FFT" }, choose);
  const body = h("tbody", {});
  const heads = ["multiplications", "against direct", "numbers kept"].map((text) => h("th", { scope: "col" }, text));
  const table = h("table", { class: "cb-i2-costs" }, h("thead", {}, h("tr", {}, h("td", {}), ...heads)), body);
  const verdict = h("p", { class: "cb-i2-verdict", "aria-live": "polite" });
  const node = h("div", { class: "cb-i2-cost" }, h("div", { class: "cb-i2-charts" }, work.node, kept.node), table, verdict);
  let drawn = "";
  const show = (params, costs) => {
    const { layer_size: size, layer_in: inputs, layer_out: outputs, layer_stride: stride, layer_ready: ready, layer_kernel: taps } = params;
    const layer = [size, inputs, outputs, stride, ready].join();
    const key = `${layer},${taps}`;
    if (key === drawn) return;
    const [tiles, memory] = [0, 1].map((rest) => costs.winograd.filter((_, i) => i % 2 === rest));
    if (!drawn.startsWith(`${layer},`)) {
      work.plot({ direct: costs.direct, fft: costs.fft }, tiles);
      kept.plot({ im2col: costs.im2col_kept, fft: costs.fft_kept }, memory);
    }
    drawn = key;
    work.point(taps, { direct: costs.direct[taps - 1], fft: costs.fft[taps - 1] });
    kept.point(taps, { im2col: costs.im2col_kept[taps - 1], fft: costs.fft_kept[taps - 1] });
    body.replaceChildren(...rowsFor(params, costs));
    verdict.textContent = verdictWords(params, costs);
  };
  return { node, show };
}
