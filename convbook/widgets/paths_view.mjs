// The drawing of the figure paths: units and taps as nodes and edges, and the field as bars.
import { format } from "./core.mjs";
import { s } from "./dom.mjs";
import { PTH_BARS, pthEdge } from "./paths_layout.mjs";

const PTH_MOST_LABELS = 14;
const PTH_LABEL_GAP = 30; // least distance of units, in px of the screen, for weights on edges
const PTH_BASE = 0.5;

function pthText(className, x, y, text) {
  return s("text", { class: className, x, y }, text);
}

/** All edges, the names of the levels' ends; stays until the stack changes. */
export function pthGround(layout) {
  const edges = layout.taps.map((taps, l) =>
    Array.from({ length: layout.sizes[l + 1] }, (_, u) => Array.from({ length: taps }, (_, k) => pthEdge(layout, l + 1, u, k)).join("")).join(""));
  return [s("path", { class: "cb-pth-all", d: edges.join("") })];
}

/** Edges that the given paths use, as keys "level,unit,tap". */
function pthUsed(paths) {
  const keys = new Set();
  for (const path of paths) path.taps.forEach((k, l) => keys.add(`${l + 1},${path.units[l + 1]},${k}`));
  return keys;
}

function pthLines(layout, keys, name) {
  const d = [...keys].map((key) => pthEdge(layout, ...key.split(",").map(Number))).join("");
  return s("path", { class: name, d });
}

/** Weights on the edges, where there is room for them. */
function pthWeights(layout, keys, kernels) {
  if (layout.gap < PTH_LABEL_GAP || keys.size > PTH_MOST_LABELS) return [];
  return [...keys].map((key) => {
    const [level, unit, tap] = key.split(",").map(Number);
    const share = layout.taps[level - 1] > 1 ? 0.42 + (0.16 * tap) / (layout.taps[level - 1] - 1) : 0.5;
    const [x0, x1] = [layout.x(level, unit), layout.x(level - 1, unit + tap)];
    const [y0, y1] = [layout.y(level), layout.y(level - 1)];
    return pthText("cb-pth-weight", x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, format(kernels[level - 1][tap]));
  });
}

/** The lit paths: closed ones grey, open ones orange, one chosen alone in front of the others. */
export function pthLights(layout, params, seen, through) {
  const passing = through ? seen.paths.filter((path) => path.units[through.level] === through.unit) : seen.paths;
  const chosen = params.path && !through ? [seen.paths[params.path - 1]] : passing;
  const open = chosen.filter((path) => path.shut === null);
  const shut = chosen.filter((path) => path.shut !== null);
  const others = chosen === seen.paths ? [] : seen.paths;
  const keys = pthUsed(open.length ? open : shut);
  return [
    pthLines(layout, pthUsed(others), "cb-pth-others"),
    pthLines(layout, pthUsed(shut), "cb-pth-shut"),
    pthLines(layout, pthUsed(open), "cb-pth-open"),
    ...pthWeights(layout, keys, seen.kernels),
  ];
}

/** Circles of all units, with their values where ReLU reads them. */
export function pthUnits(layout, params, seen, through) {
  const nodes = [];
  const top = params.layers;
  const lit = new Set(seen.paths.flatMap((path, p) => (params.path === 0 || params.path === p + 1 ? path.units.map((u, level) => `${level},${u}`) : [])));
  layout.sizes.forEach((size, level) => {
    const role = level === top ? "output" : level === 0 ? "input" : "hidden";
    for (let u = 0; u < size; u += 1) {
      const value = seen.maps ? seen.maps[level][u] : null;
      const shut = value !== null && value <= 0 && level < top;
      const picked = (level === 0 && u === params.pixel) || (level === top && u === params.output) || (through && through.level === level && through.unit === u);
      const classes = ["cb-pth-unit", `cb-pth-${role}`, lit.has(`${level},${u}`) && "cb-pth-on", shut && "cb-pth-closed", picked && "cb-pth-picked"];
      const [cx, cy] = [layout.x(level, u), layout.y(level)];
      nodes.push(s("circle", { class: classes.filter(Boolean).join(" "), cx, cy, r: layout.radius }));
      const text = value === null ? "" : format(value);
      if (level && text && text.length * 5.4 < layout.radius * 2) nodes.push(pthText(`cb-pth-value${shut ? " cb-pth-faint" : ""}`, cx, cy, text));
      if (level === top) nodes.push(pthText("cb-pth-number", cx, cy - layout.radius - 9, picked ? `j = ${u}` : u));
      if (level === 0) nodes.push(pthText("cb-pth-number", cx, cy + layout.radius + 10, picked && layout.gap > 34 ? `i = ${u}` : u));
    }
  });
  const side = layout.x(0, 0) - layout.radius - 8;
  nodes.push(pthText("cb-pth-row", layout.x(top, 0) - layout.radius - 8, layout.y(top), "outputs"));
  if (side > 44) nodes.push(pthText("cb-pth-row", side, layout.y(0), "pixels"));
  return nodes;
}

/** R(i; j) over the pixels; a hollow bar is the stack at rest. */
export function pthBars(layout, params, seen) {
  const ghosts = seen.rest.some((value, i) => value !== seen.field[i]);
  const most = Math.max(...seen.field.map(Math.abs), ...(ghosts ? seen.rest.map(Math.abs) : []), 0.125);
  const all = [...seen.field, ...(ghosts ? seen.rest : [])];
  const up = Math.max(0, ...all) / most;
  const down = Math.max(0, ...all.map((v) => -v)) / most;
  const room = PTH_BARS - 34;
  const unit = room / Math.max(PTH_BASE, up + down);
  const base = 17 + up * unit;
  const wide = Math.min(26, layout.gap * 0.56);
  const rect = (value, i, name) => {
    const tall = Math.abs(value / most) * unit;
    return s("rect", { class: name, x: layout.x(0, i) - wide / 2, y: value > 0 ? base - tall : base, width: wide, height: Math.max(tall, 0.01) });
  };
  const longest = Math.max(...seen.field.map((value) => format(value).length));
  const roomy = longest * 6.2 < layout.gap + 2;
  const bars = seen.field.flatMap((value, i) => {
    const picked = i === params.pixel;
    const parts = [rect(value, i, `cb-pth-bar${picked ? " cb-pth-picked" : ""}`)];
    if (ghosts && seen.rest[i] !== value) parts.push(rect(seen.rest[i], i, "cb-pth-ghost"));
    const beyond = ghosts && seen.rest[i] * (value || 1) > 0 ? Math.abs(seen.rest[i]) : 0;
    const tall = (Math.max(Math.abs(value), beyond) / most) * unit;
    const past = seen.counts[i] > 0;
    if (past && (roomy || picked)) parts.push(pthText(`cb-pth-height${picked ? " cb-pth-picked" : ""}`, layout.x(0, i), value < 0 ? base + tall + 9 : base - tall - 8, format(value)));
    return parts;
  });
  const ends = [layout.x(0, 0) - layout.gap / 2, layout.x(0, layout.sizes[0] - 1) + layout.gap / 2];
  return [s("path", { class: "cb-pth-base", d: `M${ends[0]} ${base}H${ends[1]}` }), ...bars];
}
