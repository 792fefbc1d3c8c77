// The same stack from the side, cut along the row looked at: every unit and every wire.
import { h, s } from "./dom.mjs";
import { tlPads, tlRates, tlShifts, tlSizes, tlTaps } from "./three_layers_state.mjs";
import { tlExtent, tlMove, tlRound } from "./three_layers_stack.mjs";

const TL_BARS = 40; // tallest bar of paths below the image
const TL_HEAD = 20;
const TL_NUMBERED = 8; // least radius of a dot that has its number inside
const TL_OVER_BAR = 9; // least distance of units, in px of the screen, for a number over each bar

function tlSideLayout(params, width, height) {
  const gutter = 58;
  const [low, high] = tlExtent(params);
  const scale = Math.min(34, (width - gutter - 4) / (high - low));
  const shifts = tlShifts(params);
  const left = gutter + (width - gutter - 4 - scale * (high - low)) / 2;
  const pitch = Math.max(60, Math.min(92, (height - TL_HEAD - TL_BARS - 56) / 3));
  const x = (level, unit) => left + (unit + shifts[level] - low) * scale;
  const y = (level) => TL_HEAD + (3 - level) * pitch;
  const unit = (level, at) => Math.round((at - left) / scale + low - shifts[level]);
  const level = (at) => Math.max(0, Math.min(3, 3 - Math.round((at - TL_HEAD) / pitch)));
  return { scale, x, y, unit, level, left, radius: Math.max(1.6, Math.min(12, scale * 0.42)), height: TL_HEAD + 3 * pitch + TL_BARS + 54 };
}

function tlWire(layout, level, unit, tap) {
  const [x0, x1] = [layout.x(level, unit), layout.x(level - 1, tap)];
  return `M${tlRound(x0)} ${layout.y(level)}L${tlRound(x1)} ${layout.y(level - 1)}`;
}

function tlRows(params, layout) {
  const sizes = tlSizes(params);
  const pads = [...tlPads(params), [0, 0]];
  const wires = [1, 2, 3].flatMap((level) =>
    Array.from({ length: sizes[level] }, (_, u) => tlTaps(params, level, u).map((tap) => tlWire(layout, level, u, tap)).join("")));
  const nodes = [s("path", { class: "cb-tl-all", d: wires.join("") })];
  for (let level = 0; level <= 3; level += 1) {
    const role = `cb-role-${level ? "output" : "input"}`;
    for (let u = -pads[level][0]; u < sizes[level] + pads[level][1]; u += 1) {
      const inside = u >= 0 && u < sizes[level];
      nodes.push(s("circle", { class: `cb-tl-dot ${inside ? role : "cb-tl-pad"}`, cx: tlRound(layout.x(level, u)), cy: layout.y(level), r: tlRound(layout.radius) }));
    }
    nodes.push(s("text", { class: "cb-tl-name", x: 0, y: layout.y(level) + 4 }, level ? `layer ${level}` : "image"));
    if (level) nodes.push(s("text", { class: "cb-tl-rate", x: 0, y: layout.y(level) + 19 }, `rate ${tlRates(params)[level - 1]}`));
  }
  return nodes;
}

/** Lit wires, units with their number of paths, and bars of them below the image. */
function tlFan(params, layout, seen) {
  const { layer, column } = params;
  const solid = [];
  const dashed = [];
  for (let level = 1; level <= 3; level += 1) {
    seen.columns[level].forEach((count, u) => {
      if (!count) return;
      for (const tap of tlTaps(params, level, u)) {
        const inside = tap >= 0 && tap < seen.sizes[level - 1];
        if (level > layer && !seen.columns[level - 1][tap]) continue;
        (inside ? solid : dashed).push(tlWire(layout, level, u, tap));
      }
    });
  }
  const nodes = [s("path", { class: "cb-tl-zeros", d: dashed.join("") }), s("path", { class: "cb-tl-own", d: solid.join("") })];
  seen.columns.forEach((line, level) => {
    const most = Math.max(...line);
    line.forEach((count, u) => {
      if (!count) return;
      const share = Math.round(25 + (75 * count) / most);
      const [cx, cy] = [tlRound(layout.x(level, u)), layout.y(level)];
      nodes.push(s("circle", { class: `cb-tl-lit cb-role-${level ? "output" : "input"}`, style: `--cb-tl-share: ${share}%`, cx, cy, r: tlRound(layout.radius) }));
      if (layout.radius >= TL_NUMBERED) nodes.push(s("text", { class: `cb-tl-count${share > 60 ? " cb-tl-over" : ""}`, x: cx, y: cy }, String(count)));
    });
  });
  nodes.push(s("circle", { class: "cb-tl-picked", cx: tlRound(layout.x(layer, column)), cy: layout.y(layer), r: tlRound(layout.radius + 2.5) }));
  return [...nodes, ...tlBars(layout, seen)];
}

function tlBars(layout, seen) {
  const base = layout.height - 24;
  const line = seen.columns[0];
  const most = Math.max(...line);
  const wide = Math.max(1, layout.scale * 0.6);
  const roomy = layout.radius < TL_NUMBERED && layout.scale >= TL_OVER_BAR * (most > 9 ? 1.6 : 1);
  const numbers = line.flatMap((count, u) => {
    if (!count || !roomy) return [];
    return [s("text", { class: "cb-tl-tick", x: tlRound(layout.x(0, u)), y: tlRound(base - (TL_BARS * count) / most - 3) }, String(count))];
  });
  const bars = line.flatMap((count, u) => {
    if (!count) return [];
    const tall = Math.max(1, (TL_BARS * count) / most);
    return [`M${tlRound(layout.x(0, u) - wide / 2)} ${base}v${tlRound(-tall)}h${tlRound(wide)}V${base}z`];
  });
  const ends = [tlRound(layout.x(0, -0.5)), tlRound(layout.x(0, line.length - 0.5))];
  const tick = (u) => s("text", { class: "cb-tl-tick", x: tlRound(layout.x(0, u)), y: base + 15 }, u ? String(u) : "0");
  return [
    s("path", { class: "cb-tl-bars", d: bars.join("") }),
    s("path", { class: "cb-tl-ground", d: `M${ends[0]} ${base}H${ends[1]}` }),
    s("text", { class: "cb-tl-name", x: 0, y: base }, "paths"),
    ...numbers, tick(0), ...(line.length > 1 ? [tick(line.length - 1)] : []),
  ];
}

/** The cross-section; `onLook({ level, row, column })` as for the stack, the row stays below it. */
export function tlSide({ get, onLook }) {
  const rows = s("g", {});
  const fan = s("g", {});
  const node = s("svg", { class: "cb-tl-drawing", "aria-hidden": "true" }, rows, fan);
  const stage = h("div", {
    class: "cb-tl-stage", tabindex: "0", role: "application",
    "aria-label": "Cross-section: left and right choose a column, up and down a layer",
  }, node);
  let state = null;
  const point = (event) => {
    if (!state) return;
    const box = node.getBoundingClientRect();
    const { layout, params, seen } = state;
    const level = layout.level(event.clientY - box.top);
    const column = layout.unit(level, event.clientX - box.left);
    if (column < 0 || column >= seen.sizes[level]) return;
    tlMove(params, [level - params.layer, 0, 0], (look) => onLook({ ...look, column }));
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [1, 0, 0], ArrowDown: [-1, 0, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    tlMove(get(), step, onLook); // keys may repeat faster than the drawing is painted
  });
  let drawn = "";
  const show = (params, seen, width, height) => {
    const { layer: _l, row: _r, column: _c, ...stack } = params;
    const key = JSON.stringify([stack, width, height]);
    const layout = key === drawn ? state.layout : tlSideLayout(params, width, height);
    state = { params, seen, layout };
    if (key !== drawn) {
      rows.replaceChildren(...tlRows(params, layout));
      node.setAttribute("width", width);
      node.setAttribute("height", Math.ceil(layout.height));
    }
    drawn = key;
    fan.replaceChildren(...tlFan(params, layout, seen));
  };
  return { stage, show };
}
