// The pictures of the figure dynamic-pool: maps with cells and points, the table, the photographs.
import { format } from "./core.mjs";
import { h, reachable, s } from "./dom.mjs";
import { DP_SIDE } from "./dynamic_pool_state.mjs";
import { numberGrid } from "./grid.mjs";

export const DP_NAMES = ["above left", "above right", "below left", "below right"];

export function dpShort(value) {
  return format(Math.round(value * 100) / 100);
}

/** A map of numbers with an SVG over it, one unit a pixel, in a box that may scroll. */
export function dpMap({ role, label, look, edit = null }) {
  const grid = numberGrid({ label, role, look, edit });
  const marks = s("svg", { "aria-hidden": "true", class: "cb-dp-marks", preserveAspectRatio: "none" });
  const stage = h("div", { class: "cb-dp-grid" }, grid.node, marks);
  const scroll = h("div", { class: "cb-dp-scroll" }, stage);
  const title = h("p", { class: "cb-dp-title" });
  reachable(scroll, stage, () => label);
  const show = (state, nodes) => {
    stage.style.setProperty("--dp-columns", state.columns);
    marks.setAttribute("viewBox", `0 0 ${state.columns} ${state.rows}`);
    grid.show(state);
    marks.replaceChildren(...nodes);
  };
  return { node: h("div", { class: "cb-dp-map" }, title, scroll), title, show };
}

function dpBox([top, bottom, left, right], name) {
  return s("rect", { x: left, y: top, width: right - left, height: bottom - top, class: name });
}

/** The outlines of all cells, and that of one. */
export function dpCells({ rows, columns }, { output_size: [height, width], cell }, picked) {
  const lines = [];
  for (let a = 0; a <= height; a += 1) lines.push(`M0 ${(a * rows) / height}H${columns}`);
  for (let b = 0; b <= width; b += 1) lines.push(`M${(b * columns) / width} 0V${rows}`);
  return [s("path", { d: lines.join(""), class: "cb-dp-cells" }), ...(picked ? [dpBox(cell, "cb-dp-cell")] : [])];
}

/** The centre of a cell and its four points; from the winner, or from all, lines to the pixels read. */
export function dpPointMarks({ rows, columns, row, column }, numbers) {
  const { output_size: [height, width], points_h: down, points_w: across, centre, winner, nearest, shares } = numbers;
  const places = [row, height + row].flatMap((i) => [column, width + column].map((j) => [down[i], across[j]]));
  const reads = places.flatMap(([y, x], k) => {
    if (winner >= 0 && k !== winner) return [];
    return [0, 1, 2, 3].filter((m) => shares[4 * k + m] > 0).map((m) => {
      const at = nearest[4 * k + m];
      return s("line", { x1: x + 0.5, y1: y + 0.5, x2: (at % columns) + 0.5, y2: Math.floor(at / columns) + 0.5, class: "cb-dp-read" });
    });
  });
  const [y, x] = [centre[0] + 0.5, centre[1] + 0.5];
  const middle = s("path", { d: `M${x - 0.14} ${y}h0.28M${x} ${y - 0.14}v0.28`, class: "cb-dp-centre" });
  const rings = places.map(([py, px], k) => s("circle", { cx: px + 0.5, cy: py + 0.5, r: 0.3, class: k === winner || winner < 0 ? "cb-dp-point cb-dp-won" : "cb-dp-point" }));
  return [...reads, middle, ...rings];
}

/** The four points of the output that is looked at: place, pixels and weights, value. */
export function dpTable() {
  const cells = DP_NAMES.map((name) => [h("th", { scope: "row" }, name), h("td", {}), h("td", {}), h("td", { class: "cb-dp-value" })]);
  const rows = cells.map((row) => h("tr", {}, ...row));
  const last = [h("th", { scope: "row" }), h("td", { colspan: "2" }), h("td", { class: "cb-dp-value" })];
  const heads = ["point", "row, column in px", "weight × pixel", "value"].map((text) => h("th", { scope: "col" }, text));
  const table = h("table", { class: "cb-dp-table" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows, h("tr", { class: "cb-dp-sum" }, ...last)));
  const scroll = h("div", { class: "cb-dp-scroll" }, table);
  reachable(scroll, table, () => "The four points");
  const show = (params, numbers) => {
    const { output_size: [height, width], points_h: down, points_w: across, nearest, shares, four, winner } = numbers;
    cells.forEach(([, place, sum, value], k) => {
      const [q, p] = [down[params.row + (k > 1 ? height : 0)], across[params.column + (k % 2 ? width : 0)]];
      place.textContent = `${dpShort(q)}, ${dpShort(p)}`;
      const terms = [0, 1, 2, 3].filter((m) => shares[4 * k + m] > 0);
      sum.textContent = terms.map((m) => `${format(shares[4 * k + m])} × ${dpSigned(params.values[nearest[4 * k + m]])}`).join(" + ");
      value.textContent = format(four[k]);
      rows[k].className = k === winner ? "cb-dp-row-won" : "";
    });
    last[0].textContent = params.reduce === "max" ? "largest" : "mean";
    last[1].textContent = params.reduce === "max" ? DP_NAMES[winner] : `(${four.map((v) => dpSigned(v)).join(" + ")}) / 4`;
    last[2].textContent = format(numbers.output[params.row * width + params.column]);
  };
  return { node: scroll, show };
}

function dpSigned(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

/** A grey picture at three screen px a pixel, with a frame over it. */
export function dpPhoto({ onPoint }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const marks = s("svg", { "aria-hidden": "true", class: "cb-dp-marks", preserveAspectRatio: "none" });
  const stage = h("div", { class: "cb-dp-stage" }, canvas, marks);
  const caption = h("figcaption", {});
  const node = h("figure", { class: "cb-dp-photo" }, stage, caption);
  let size = [1, 1];
  const paint = (pixels, [height, width]) => {
    size = [height, width];
    [canvas.width, canvas.height] = [width, height];
    stage.style.width = `${3 * width}px`;
    marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; i < words.length; i += 1) words[i] = (255 << 24) | (pixels[i] << 16) | (pixels[i] << 8) | pixels[i];
    context.putImageData(image, 0, 0);
  };
  const point = (event) => {
    const box = stage.getBoundingClientRect();
    const place = (at, from, length, count) => Math.min(count - 1, Math.max(0, Math.floor(((at - from) / length) * count)));
    onPoint(place(event.clientY, box.top, box.height, size[0]), place(event.clientX, box.left, box.width, size[1]));
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("pointerleave", () => onPoint(null));
  const frame = (...boxes) => marks.replaceChildren(...boxes.flatMap((box) => [dpBox(box, "cb-dp-rim"), dpBox(box, "cb-dp-frame")]));
  return { node, caption, paint, frame };
}
