// The pictures of the figure drift, and the chart of the way of every kernel.
import { h, s } from "./dom.mjs";
import { DR_DEEPEST, DR_SIZE } from "./drift_state.mjs";

/** A picture: `paint(values)`, `overlay(nodes)`, and pointing. `grey` turns a value into 0 to 255. */
export function drPicture({ grey, onPoint }) {
  const canvas = h("canvas", { width: DR_SIZE, height: DR_SIZE, "aria-hidden": "true" });
  const marks = s("svg", { viewBox: `0 0 ${DR_SIZE} ${DR_SIZE}`, "aria-hidden": "true", class: "cb-dr-marks" });
  const stage = h("div", { class: "cb-dr-stage" }, canvas, marks);
  const caption = h("figcaption", {});
  const node = h("figure", { class: "cb-dr-picture" }, stage, caption);
  const context = canvas.getContext("2d");
  const image = context.createImageData(DR_SIZE, DR_SIZE);
  const words = new Uint32Array(image.data.buffer);
  const paint = (values) => {
    for (let i = 0; i < words.length; i += 1) {
      const shade = Math.max(0, Math.min(255, Math.round(grey(values, i))));
      words[i] = (255 << 24) | (shade << 16) | (shade << 8) | shade;
    }
    context.putImageData(image, 0, 0);
  };
  if (onPoint) {
    const point = (event) => {
      const box = stage.getBoundingClientRect();
      const place = (at, from, length) => Math.floor(((at - from) / length) * DR_SIZE);
      onPoint(place(event.clientY, box.top, box.height), place(event.clientX, box.left, box.width));
    };
    stage.addEventListener("pointermove", point);
    stage.addEventListener("pointerdown", point);
  }
  return { node, stage, paint, overlay: (...nodes) => marks.replaceChildren(...nodes), caption };
}

/** A cross at a centre of mass, with a pale rim. */
export function drCross(y, x, role) {
  const d = `M${x + 0.5 - 2.6} ${y + 0.5}h5.2M${x + 0.5} ${y + 0.5 - 2.6}v5.2`;
  return s("g", { class: `cb-dr-cross cb-role-${role}` }, s("path", { d, class: "cb-dr-rim" }), s("path", { d, class: "cb-dr-ink" }));
}

/** The way of the centre of mass, from layer to layer. */
export function drWay({ start, path_y: rows, path_x: columns }) {
  const points = rows.map((dy, i) => `${start[1] + columns[i] + 0.5},${start[0] + dy + 0.5}`).join(" ");
  return s("g", { class: "cb-role-output" }, s("polyline", { points, class: "cb-dr-rim" }), s("polyline", { points, class: "cb-dr-ink" }));
}

/** A frame around rows and columns, first to last. */
export function drFrame([top, bottom, left, right], role) {
  const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  return s("g", { class: `cb-role-${role}` }, s("rect", { ...box, class: "cb-dr-rim" }), s("rect", { ...box, class: "cb-dr-ink" }));
}

const DR_BOX = { width: 400, height: 220, left: 42, right: 78, top: 12, bottom: 38 };

/** Axes that fit all ways: from `low` to `high` px. */
function drScale(ways) {
  const all = Object.values(ways).flat();
  const low = Math.min(-2, Math.floor(Math.min(...all) / 5) * 5);
  const high = Math.max(2, Math.ceil(Math.max(...all) / 5) * 5);
  const inner = [DR_BOX.width - DR_BOX.left - DR_BOX.right, DR_BOX.height - DR_BOX.top - DR_BOX.bottom];
  return {
    low,
    high,
    x: (layer) => DR_BOX.left + (layer / DR_DEEPEST) * inner[0],
    y: (pixels) => DR_BOX.top + ((high - pixels) / (high - low)) * inner[1],
  };
}

/** Names at the end of their lines; lines that end together share one place. */
function drNames(ways, scale) {
  const ends = Object.entries(ways).map(([name, way]) => ({ names: [name], y: scale.y(way.at(-1)) }));
  ends.sort((a, b) => a.y - b.y);
  const joined = [];
  for (const end of ends) {
    const last = joined.at(-1);
    if (last && end.y - last.y < 13) last.names.push(...end.names);
    else joined.push(end);
  }
  return joined;
}

function drTicks(scale) {
  const nodes = [];
  const step = scale.high - scale.low > 12 ? 5 : scale.high - scale.low > 6 ? 2 : 1;
  for (let value = Math.ceil(scale.low / step) * step; value <= scale.high; value += step) {
    const y = scale.y(value);
    nodes.push(
      s("line", { x1: DR_BOX.left, x2: DR_BOX.width - DR_BOX.right, y1: y, y2: y, class: value ? "cb-dr-grid" : "cb-dr-zero" }),
      s("text", { x: DR_BOX.left - 6, y: y + 4, "text-anchor": "end" }, String(value).replace("-", "−")),
    );
  }
  for (const layer of [0, 10, 20, 30, 40]) {
    nodes.push(s("text", { x: scale.x(layer), y: DR_BOX.height - DR_BOX.bottom + 16, "text-anchor": "middle" }, String(layer)));
  }
  const [x, y] = [(DR_BOX.left + DR_BOX.width - DR_BOX.right) / 2, (DR_BOX.top + DR_BOX.height - DR_BOX.bottom) / 2];
  nodes.push(s("text", { x, y: DR_BOX.height - 6, "text-anchor": "middle" }, "layers"));
  nodes.push(s("text", { x: 11, y, "text-anchor": "middle", transform: `rotate(-90 11 ${y})` }, "px to the right"));
  return nodes;
}

/** The chart: `lines(ways, kernel, slope)` when a kernel or image changes, `at(depth, pixels)` always. */
export function drChart() {
  const lines = s("g", {});
  const mark = s("circle", { r: 5, class: "cb-dr-dot" });
  const picture = s("svg", { viewBox: `0 0 ${DR_BOX.width} ${DR_BOX.height}`, role: "img", "aria-label": "Way of the centre of mass by layer" }, lines, mark);
  const node = h("figure", { class: "cb-dr-chart" }, picture, h("figcaption", {}, "way of the centre of mass, sideways"));
  let scale = null;
  const show = (ways, kernel, slope) => {
    scale = drScale(ways);
    const path = (way) => way.map((pixels, layer) => `${scale.x(layer)},${scale.y(pixels)}`).join(" ");
    const drawn = Object.entries(ways).map(([name, way]) => s("polyline", { points: path(way), class: name === kernel ? "cb-dr-own" : "cb-dr-other" }));
    drawn.sort((a, b) => a.classList.contains("cb-dr-own") - b.classList.contains("cb-dr-own"));
    const clipped = Math.min(DR_DEEPEST, Math.abs((slope < 0 ? scale.low : scale.high) / (slope || 1)));
    const predicted = s("line", { x1: scale.x(0), y1: scale.y(0), x2: scale.x(clipped), y2: scale.y(slope * clipped), class: "cb-dr-predicted" });
    const names = drNames(ways, scale).flatMap(({ names: group, y }) => drNameLines(group, y, kernel));
    lines.replaceChildren(...drTicks(scale), ...(slope ? [predicted] : []), ...drawn, ...names);
  };
  const at = (depth, pixels) => {
    mark.setAttribute("cx", scale.x(depth));
    mark.setAttribute("cy", scale.y(pixels));
  };
  return { node, show, at };
}

/** At most two names a line, beside the end of the ways. */
function drNameLines(group, y, kernel) {
  const rows = [];
  for (let i = 0; i < group.length; i += 2) rows.push(group.slice(i, i + 2));
  return rows.map((names, i) => {
    const text = names.map((name) => s("tspan", { class: name === kernel ? "cb-dr-chosen" : "" }, name));
    const parts = text.flatMap((part, index) => (index ? [", ", part] : [part]));
    return s("text", { x: DR_BOX.width - DR_BOX.right + 5, y: y + 4 + 14 * i }, ...parts);
  });
}
