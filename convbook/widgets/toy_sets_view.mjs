// The pictures of the figure toy-sets, and the plane of window sizes.
import { h, s } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { TS_SIDE, TS_SIDES, tsRuns } from "./toy_sets_state.mjs";
import { tsPercent } from "./toy_sets_words.mjs";

const TS_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Frames around runs of rows and columns, with a pale rim. */
export function tsFrames(rows, columns, role) {
  const boxes = tsRuns(rows).flatMap(([top, bottom]) =>
    tsRuns(columns).map(([left, right]) => ({ x: left, y: top, width: right - left + 1, height: bottom - top + 1 })),
  );
  return s("g", { class: `cb-role-${role}` }, ...["rim", "ink"].flatMap((kind) => boxes.map((box) => s("rect", { ...box, class: `cb-ts-${kind}` }))));
}

/** A picture in a square of 64 px: `paint(bytes, height, width)`, `overlay(nodes)`, and pointing. */
export function tsPicture({ onPoint = null, onPress = null, onLeave = null }) {
  const canvas = h("canvas", { width: TS_SIDE, height: TS_SIDE, "aria-hidden": "true" });
  const marks = s("svg", { viewBox: `0 0 ${TS_SIDE} ${TS_SIDE}`, "aria-hidden": "true", class: "cb-ts-marks" });
  const stage = h("div", { class: "cb-ts-stage" }, canvas, marks);
  const caption = h("figcaption", {});
  const context = canvas.getContext("2d");
  const image = context.createImageData(TS_SIDE, TS_SIDE);
  const words = new Uint32Array(image.data.buffer);
  const paint = (bytes, height, width) => {
    words.fill(0);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) words[y * TS_SIDE + x] = (255 << 24) | (0x10101 * bytes[y * width + x]);
    }
    context.putImageData(image, 0, 0);
  };
  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width].map((share) => share * TS_SIDE);
  };
  let held = false;
  stage.addEventListener("pointerdown", (event) => {
    held = Boolean(onPress);
    if (held) stage.setPointerCapture(event.pointerId);
    (onPress ?? onPoint)?.(...at(event), true);
  });
  stage.addEventListener("pointermove", (event) => {
    if (held) onPress(...at(event), false);
    else onPoint?.(...at(event));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) stage.addEventListener(end, () => (held = false));
  if (onLeave) stage.addEventListener("pointerleave", onLeave);
  const node = h("figure", { class: "cb-ts-picture" }, stage, caption);
  return { node, stage, paint, overlay: (...nodes) => marks.replaceChildren(...nodes), caption };
}

/** Arrow keys call `move(dy, dx)`, with shift `grow(dy, dx)`. */
export function tsKeys(move, grow = move) {
  return (event) => {
    const step = TS_STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    (event.shiftKey ? grow : move)(...step);
  };
}

/** The shares of 49 window sizes; windows of one area lie on a diagonal. */
export function tsPlane({ look, choose }) {
  const name = (index) => `height ${TS_SIDES[Math.floor(index / 7)]}, width ${TS_SIDES[index % 7]}, percent`;
  const grid = numberGrid({ label: "Percent of the variation, by height and width of the window", role: "output", look, name });
  const cellOf = (event) => [...grid.node.querySelectorAll(".cb-cell")].indexOf(event.target.closest(".cb-cell"));
  grid.node.addEventListener("click", (event) => {
    if (cellOf(event) >= 0) choose(cellOf(event));
  });
  grid.node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(cellOf(event));
  });
  const widths = h("div", { class: "cb-ts-widths", "aria-hidden": "true" }, ...TS_SIDES.map((side) => h("span", {}, String(side))));
  const heights = h("div", { class: "cb-ts-heights", "aria-hidden": "true" }, ...TS_SIDES.map((side) => h("span", {}, String(side))));
  const caption = h("figcaption", {}, "% of the variation in a window, by height (down) and width (across)");
  const node = h("figure", { class: "cb-ts-picture cb-ts-plane" }, h("div", { class: "cb-ts-axes" }, widths, heights, grid.node), caption);
  const show = ({ height, width }, plane) => {
    const mark = (index) => {
      const [a, b] = [TS_SIDES[Math.floor(index / 7)], TS_SIDES[index % 7]];
      return [a === height && b === width ? "cb-picked" : "", a * b === height * width ? "cb-ts-alike" : ""].join(" ").trim();
    };
    grid.show({ values: plane.map((share) => Math.round(100 * share)), rows: 7, columns: 7, mark });
    grid.node.querySelectorAll(".cb-cell").forEach((cell, index) => cell.style.setProperty("--share", `${Math.min(52, 4 + 48 * plane[index])}%`));
  };
  return { node, show };
}

/** A small table of bars: name, bar, percent. */
export function tsBars() {
  const rows = [0, 1, 2].map(() => ({ name: h("span", {}), bar: h("span", { class: "cb-ts-bar" }), value: h("span", { class: "cb-ts-number" }) }));
  const head = h("p", { class: "cb-ts-head" }, "Variation in a window, mean over all places");
  const node = h("div", { class: "cb-ts-bars" }, head, ...rows.map(({ name, bar, value }) => h("div", { class: "cb-ts-row" }, name, h("span", { class: "cb-ts-track", "aria-hidden": "true" }, bar), value)));
  const show = (list) =>
    list.forEach(([name, share], i) => {
      rows[i].name.textContent = name;
      rows[i].bar.style.width = `${Math.min(100, 100 * share)}%`;
      rows[i].value.textContent = tsPercent(share);
    });
  return { node, show };
}

/** The table of both axes. */
export function tsTable() {
  const cells = [0, 1].map(() => [h("th", { scope: "row" }), h("td", {}), h("td", {}), h("td", {})]);
  const heads = ["axis", "px of the window", "rows or columns of the picture", "different ones"];
  const node = h(
    "table",
    { class: "cb-ts-table" },
    h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...cells.map((row) => h("tr", {}, ...row))),
  );
  const show = (list) => list.forEach((row, i) => row.forEach((text, j) => (cells[i][j].textContent = text)));
  return { node, show };
}
