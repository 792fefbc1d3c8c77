// The map of the figure foveation, its profile, and the table of all paddings.
import { button, h, s } from "./dom.mjs";
import { FV_MODES } from "./foveation_state.mjs";
import { FV_NAMES, fvShare } from "./foveation_words.mjs";

const FV_SHADES = 512;
const FV_TOP = 1.3; // of the centre: the darkest shade
const FV_WIDE = 400;
const FV_HIGH = 190;
const FV_LEFT = 34;

function fvColour(text) {
  const hex = text.trim().replace("#", "");
  return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** Shades from the paper (0) over violet (the centre) to orange (1.3 times the centre). */
function fvShades() {
  // The body's, since the figure may not yet be in the page.
  const style = getComputedStyle(document.body);
  const [paper, violet, orange] = ["paper", "gradient", "kernel"].map((name) => fvColour(style.getPropertyValue(`--cb-${name}`)));
  const mix = (a, b, t) => a.map((from, i) => Math.round(from + (b[i] - from) * t));
  return Uint32Array.from({ length: FV_SHADES }, (_, i) => {
    const value = (FV_TOP * i) / (FV_SHADES - 1);
    const [r, g, b] = value <= 1 ? mix(paper, violet, value) : mix(violet, orange, (value - 1) / (FV_TOP - 1));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** The map as a picture; `onPoint(y, x)` tells the pixel under the pointer or chosen by arrows. */
export function fvMap({ get, onPoint }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const row = h("span", { class: "cb-fv-row", "aria-hidden": "true" });
  const column = h("span", { class: "cb-fv-column", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-fv-stage", tabindex: "0", role: "application",
    "aria-label": "Map of paths: arrow keys choose a pixel, with shift 16 at a time",
  }, canvas, row, column);
  const scale = h("p", { class: "cb-fv-scale", "aria-hidden": "true" }, "0", h("span", { class: "cb-fv-ramp" }), "1.3 × centre");
  const node = h("div", { class: "cb-fv-map" }, stage, scale);
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const { size } = get();
    const at = (value, length) => Math.max(0, Math.min(size - 1, Math.floor((value / length) * size)));
    onPoint(at(event.clientY - box.top, box.height), at(event.clientX - box.left, box.width));
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 16 : 1;
    onPoint(get().y + reach * step[0], get().x + reach * step[1]);
  });
  let shades = null;
  const paint = (paths, centre) => {
    const size = paths.length;
    shades ??= fvShades();
    canvas.width = canvas.height = size;
    const context = canvas.getContext("2d");
    const image = context.createImageData(size, size);
    const words = new Uint32Array(image.data.buffer);
    const across = paths.map((path) => (centre ? path / centre : 0));
    const unit = (FV_SHADES - 1) / FV_TOP;
    for (let y = 0, at = 0; y < size; y += 1) {
      const down = across[y] * unit;
      for (let x = 0; x < size; x += 1, at += 1) words[at] = shades[Math.min(FV_SHADES - 1, down * across[x]) | 0];
    }
    context.putImageData(image, 0, 0);
  };
  const mark = ({ y, x, size }) => {
    row.style.top = `${(100 * (y + 0.5)) / size}%`;
    column.style.left = `${(100 * (x + 0.5)) / size}%`;
  };
  const recolour = () => (shades = null);
  return { node, paint, mark, recolour };
}

function fvTenth(value) {
  return Math.round(value * 10) / 10;
}

/** The paths of one row of the map over those of its middle, as an area. */
export function fvProfile({ get, onPoint }) {
  const area = s("path", { class: "cb-fv-area" });
  const line = s("path", { class: "cb-fv-line" });
  const one = s("path", { class: "cb-fv-one" });
  const cursor = s("path", { class: "cb-fv-cursor" });
  const ticks = s("g", { class: "cb-fv-tick" });
  const node = s("svg", { class: "cb-fv-profile", viewBox: `0 0 ${FV_WIDE} ${FV_HIGH}`, "aria-hidden": "true" }, one, area, line, cursor, ticks);
  const floor = FV_HIGH - 22;
  const across = (x, size) => FV_LEFT + ((FV_WIDE - FV_LEFT - 6) * (x + 0.5)) / size;
  node.addEventListener("pointermove", (event) => {
    const box = node.getBoundingClientRect();
    const { size, y } = get();
    const at = ((event.clientX - box.left) / box.width) * FV_WIDE - FV_LEFT;
    onPoint(y, Math.floor((at / (FV_WIDE - FV_LEFT - 6)) * size));
  });
  const show = (paths, centre, most) => {
    const size = paths.length;
    const top = Math.max(1.25, centre ? most / centre : 1) * 1.04;
    const height = (value) => fvTenth(floor - ((floor - 8) * value) / top);
    const half = (FV_WIDE - FV_LEFT - 6) / size / 2;
    let d = "";
    for (let x = 0; x < size; x += 1) {
      const [at, y] = [across(x, size), height(centre ? paths[x] / centre : 0)];
      d += `${x ? "L" : "M"}${fvTenth(at - half)},${y}H${fvTenth(at + half)}`;
    }
    line.setAttribute("d", d);
    area.setAttribute("d", `${d}V${floor}H${FV_LEFT}z`);
    one.setAttribute("d", `M${FV_LEFT},${height(1)}H${FV_WIDE - 6}`);
    const label = (x, y, text, anchor) => s("text", { x, y, "text-anchor": anchor }, text);
    ticks.replaceChildren(
      label(FV_LEFT - 5, height(1) + 4, "1", "end"), label(FV_LEFT - 5, floor + 4, "0", "end"),
      label(FV_LEFT, FV_HIGH - 6, "px 0", "start"), label(FV_WIDE - 6, FV_HIGH - 6, String(size - 1), "end"),
    );
  };
  const mark = ({ x, size }) => cursor.setAttribute("d", `M${fvTenth(across(x, size))},4V${floor}`);
  return { node, show, mark };
}

/** All paddings on this stack, side by side; a click on a name takes it. */
export function fvTable({ set }) {
  const rows = FV_MODES.map((mode) => {
    const name = button(FV_NAMES[mode], () => set({ mode }), { class: "cb-fv-name" });
    const cells = Array.from({ length: 4 }, () => h("td", {}));
    return { name, cells, node: h("tr", {}, h("th", { scope: "row" }, name), ...cells) };
  });
  const heads = ["padding", "outputs", "largest", "corner", "edge"].map((text) => h("th", { scope: "col" }, text));
  const caption = h("caption", {}, "The same stack with every padding. Values over the centre’s.");
  const node = h("table", { class: "cb-fv-table" }, caption, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows.map((row) => row.node)));
  const show = (params, table) => {
    table.forEach(([, outputs, ...shares], i) => {
      const { name, cells, node: line } = rows[i];
      const now = FV_MODES[i] === params.mode;
      [String(outputs), ...shares.map(fvShare)].forEach((text, j) => {
        if (cells[j].textContent !== text) cells[j].textContent = text;
      });
      line.classList.toggle("cb-fv-now", now);
      name.setAttribute("aria-pressed", String(now));
    });
  };
  return { node, show };
}
