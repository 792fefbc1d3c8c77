// The stack in cross-section: one row a level, the image lowest, and the fan of one unit.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { RF_KINDS, rfIndices, rfLayer } from "./receptive_field_state.mjs";

const RF_MOST_DOTS = 90;
const RF_MOST_LINES = 900;
const RF_TOP = 16;
const RF_TALL = 46; // of the curve of paths

/** Where rows and units lie: `x(level, unit)`, `y(level)`, and which rows are drawn as dots. */
function rfLayout(params, levels, width) {
  const gutter = width < 480 ? 62 : 104;
  const count = levels.length;
  const pitch = count <= 8 ? Math.min(64, 340 / Math.max(1, count - 1)) : Math.max(9, 430 / (count - 1));
  let [low, high] = [-0.5, params.size - 0.5];
  for (const { start, units, jump, field } of levels) {
    low = Math.min(low, start - 0.5);
    high = Math.max(high, start + (units - 1) * jump + field - 0.5);
  }
  const scale = (width - gutter - 10) / (high - low);
  const px = (at) => gutter + (at - low) * scale;
  const pad = (l) => (l < count - 1 ? params.paddings[l] : 0);
  const floor = RF_TOP + pitch * (count - 1);
  const dots = levels.map(({ units, jump }, l) => units + 2 * pad(l) <= RF_MOST_DOTS && jump * scale >= 4.5 && pitch >= 12);
  return {
    gutter, pitch, scale, px, pad, dots, floor,
    x: (l, u) => px(levels[l].centre + u * levels[l].jump),
    y: (l) => floor - pitch * l,
    radius: levels.map(({ jump }) => Math.max(1.8, Math.min(8, jump * scale * 0.36, pitch * 0.3))),
    lines: dots.every(Boolean),
    height: floor + RF_TALL + 74,
  };
}

function rfSegments(layout, l, from, taps) {
  const [x0, y0, y1] = [layout.x(l, from), layout.y(l), layout.y(l - 1)];
  return taps.map((tap) => `M${rfRound(x0)},${rfRound(y0)}L${rfRound(layout.x(l - 1, tap))},${rfRound(y1)}`).join("");
}

function rfRound(value) {
  return Math.round(value * 10) / 10;
}

function rfTaps(params, l, unit) {
  const { k, s: step, p, d } = rfLayer(params, l - 1);
  return Array.from({ length: k }, (_, a) => unit * step - p + a * d);
}

/** Rows of dots or bars, their names, and all connections where they are few. */
function rfStage(params, levels, layout) {
  const nodes = [];
  let total = 0;
  for (let l = 1; l < levels.length; l += 1) total += levels[l].units * params.kernels[l - 1];
  if (layout.lines && total <= RF_MOST_LINES) {
    const all = levels.flatMap(({ units }, l) =>
      l === 0 ? [] : Array.from({ length: units }, (_, u) => rfSegments(layout, l, u, rfTaps(params, l, u))));
    nodes.push(s("path", { class: "cb-rf-all", d: all.join("") }));
  }
  const every = Math.max(1, Math.ceil(15 / layout.pitch));
  levels.forEach(({ units, jump }, l) => {
    const role = `cb-role-${l ? "output" : "input"}`;
    const y = layout.y(l);
    if (layout.dots[l]) {
      for (let u = -layout.pad(l); u < units + layout.pad(l); u += 1) {
        const inside = u >= 0 && u < units;
        nodes.push(s("circle", { class: `cb-rf-dot ${inside ? role : "cb-rf-pad"}`, cx: rfRound(layout.x(l, u)), cy: y, r: rfRound(layout.radius[l]) }));
      }
    } else nodes.push(...rfBar(layout, l, units, jump, role));
    const top = levels.length - 1;
    if (l === 0 || l === top || (l % every === 0 && top - l >= every && l >= every)) nodes.push(rfName(params, layout, l));
  });
  return nodes;
}

function rfBar(layout, l, units, jump, role) {
  const tall = Math.min(8, layout.pitch * 0.5);
  const half = (jump * layout.scale) / 2;
  const box = (from, to, name) => s("rect", {
    class: name, x: rfRound(layout.x(l, from) - half), y: layout.y(l) - tall / 2,
    width: rfRound(Math.max(1.5, (to - from + 1) * jump * layout.scale)), height: tall,
  });
  const pad = layout.pad(l);
  const sides = pad ? [box(-pad, -1, "cb-rf-padbar"), box(units, units + pad - 1, "cb-rf-padbar")] : [];
  return [...sides, box(0, units - 1, `cb-rf-bar ${role}`)];
}

function rfName(params, layout, l) {
  const narrow = layout.gutter < 100;
  let text = "image";
  if (l) {
    const { kind, k, s: step, d } = rfLayer(params, l - 1);
    const more = narrow ? "" : `${step > 1 ? ` /${step}` : ""}${d > 1 ? ` ·${d}` : ""}`;
    text = `${l}  ${RF_KINDS[kind].replace(" pool", narrow ? "" : " pool")} ${k}${more}`;
  }
  return s("text", { class: "cb-rf-name", x: 0, y: layout.y(l) + 4 }, text);
}

/** Runs of consecutive units as one path of rectangles; dots are circles. */
function rfLit(layout, l, jump, units, strength) {
  const role = `cb-rf-lit cb-role-${l ? "output" : "input"}`;
  if (layout.dots[l]) {
    return units.map((u) =>
      s("circle", { class: role, cx: rfRound(layout.x(l, u)), cy: layout.y(l), r: rfRound(layout.radius[l]), style: `--cb-rf-share: ${strength(u)}%` }));
  }
  const tall = Math.min(10, layout.pitch * 0.7);
  const half = Math.max(0.75, (jump * layout.scale) / 2);
  const parts = [];
  for (let i = 0; i < units.length; i += 1) {
    const first = i;
    while (i + 1 < units.length && units[i + 1] === units[i] + 1) i += 1;
    const [a, b] = [layout.x(l, units[first]) - half, layout.x(l, units[i]) + half];
    parts.push(`M${rfRound(a)},${rfRound(layout.y(l) - tall / 2)}H${rfRound(b)}v${rfRound(tall)}H${rfRound(a)}z`);
  }
  return parts.length ? [s("path", { class: role, d: parts.join("") })] : [];
}

/** The fan as lines of taps, or as its outline where units are too many. */
function rfFan(params, levels, layout, seen) {
  const { layer } = params;
  const nodes = [];
  if (!layout.lines) {
    const down = seen.hulls.map(([a, b], l) => [layout.x(l, a), layout.x(l, b), layout.y(l)]);
    const up = seen.ups.map((flags, i) => {
      const found = rfIndices(flags);
      return found.length ? [layout.x(layer + i, found[0]), layout.x(layer + i, found.at(-1)), layout.y(layer + i)] : null;
    }).filter(Boolean);
    for (const [rows, name] of [[down, "cb-rf-down"], [up, "cb-rf-up"]]) {
      if (rows.length < 2) continue;
      const points = [...rows.map(([a, , y]) => [a, y]), ...rows.toReversed().map(([, b, y]) => [b, y])];
      nodes.push(s("polygon", { class: name, points: points.map((p) => p.map(rfRound).join(",")).join(" ") }));
    }
    return nodes;
  }
  const solid = [];
  const dashed = [];
  for (let l = layer; l >= 1; l -= 1) {
    const inside = (t) => t >= 0 && t < levels[l - 1].units;
    for (const u of rfIndices(seen.downs[l])) {
      const taps = rfTaps(params, l, u);
      solid.push(rfSegments(layout, l, u, taps.filter(inside)));
      dashed.push(rfSegments(layout, l, u, taps.filter((t) => !inside(t))));
    }
  }
  const rising = [];
  seen.ups.slice(1).forEach((flags, i) => {
    const l = layer + i + 1;
    for (const u of rfIndices(flags)) rising.push(rfSegments(layout, l, u, rfTaps(params, l, u).filter((t) => seen.ups[i][t])));
  });
  return [
    s("path", { class: "cb-rf-zeros", d: dashed.join("") }),
    s("path", { class: "cb-rf-taps", d: solid.join("") }),
    s("path", { class: "cb-rf-taps cb-rf-rising", d: rising.join("") }),
  ];
}

/** Below the image: the field's extent with its ends, and how many paths come from each px. */
function rfBelow(levels, layout, seen) {
  const [low, high] = seen.hulls[0];
  const y = layout.floor + 20;
  const [a, b] = [layout.px(low - 0.5), layout.px(high + 0.5)];
  const last = levels[0].units - 1;
  const clip = (at) => Math.max(layout.px(-0.5), Math.min(layout.px(last + 0.5), at));
  const nodes = [
    s("path", { class: "cb-rf-outside", d: `M${rfRound(a)},${y - 4}v8M${rfRound(a)},${y}H${rfRound(b)}M${rfRound(b)},${y - 4}v8` }),
    s("path", { class: "cb-rf-extent", d: `M${rfRound(clip(a))},${y}H${rfRound(clip(b))}` }),
  ];
  const text = `${format(low)} to ${format(high)}: ${high - low + 1} px`;
  const room = text.length * 3.4;
  const middle = Math.max(layout.gutter + room - 60, Math.min(layout.px(levels[0].units - 0.5) - room + 60, (a + b) / 2));
  nodes.push(s("text", { class: "cb-rf-ends", x: rfRound(middle), y: y + 16 }, text));
  const base = layout.height - 20;
  const most = Math.max(...seen.downs[0]);
  const wide = layout.scale * (layout.scale > 4 ? 0.8 : 1);
  const bars = rfIndices(seen.downs[0]).map((px) => {
    const tall = Math.max(0.8, (RF_TALL * seen.downs[0][px]) / most);
    return `M${rfRound(layout.px(px) - wide / 2)},${base}v${rfRound(-tall)}h${rfRound(wide)}V${base}z`;
  });
  const [left, right] = [layout.px(-0.5), layout.px(last + 0.5)];
  nodes.push(
    s("path", { class: "cb-rf-paths", d: bars.join("") }),
    s("path", { class: "cb-rf-ground", d: `M${rfRound(left)},${base}H${rfRound(right)}` }),
    ...rfTicks(layout, last, base),
    s("text", { class: "cb-rf-name", x: 0, y: base - 14 }, layout.gutter < 100 ? "paths" : "paths to"),
    ...(layout.gutter < 100 ? [] : [s("text", { class: "cb-rf-name", x: 0, y: base }, "each px")]),
  );
  return nodes;
}

/** First and last px of the image, under the curve. */
function rfTicks(layout, last, base) {
  const ends = last * layout.scale > 40 ? [0, last] : [0];
  return ends.map((px) => s("text", { class: "cb-rf-tick", x: rfRound(layout.px(px)), y: base + 15 }, px ? String(px) : "px 0"));
}

/** The drawing; `onLook(level, unit)` is called for the unit under the pointer or chosen by arrows,
 *  `catchUp()` before an arrow steps from what may not be drawn yet. */
export function rfDrawing({ onLook, catchUp }) {
  const rows = s("g", {});
  const fan = s("g", {});
  const node = s("svg", { class: "cb-rf-drawing", "aria-hidden": "true" }, rows, fan);
  const stage = h("div", {
    class: "cb-rf-stage", tabindex: "0", role: "application",
    "aria-label": "Stack of layers: left and right choose a unit, up and down a layer",
  }, node);
  let state = null;
  const choose = (level, at) => {
    const { levels } = state;
    const l = Math.max(0, Math.min(levels.length - 1, level));
    const unit = Math.round((at - levels[l].centre) / levels[l].jump);
    onLook(l, Math.max(0, Math.min(levels[l].units - 1, unit)));
  };
  const point = (event) => {
    if (!state) return;
    const box = node.getBoundingClientRect();
    const { layout } = state;
    const level = Math.round((layout.floor - (event.clientY - box.top)) / layout.pitch);
    choose(level, (event.clientX - box.left - layout.px(0)) / layout.scale);
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] }[event.key];
    if (!step || !state) return;
    event.preventDefault();
    catchUp();
    const { params, levels } = state;
    const { centre, jump } = levels[params.layer];
    choose(params.layer + step[0], centre + (params.unit + step[1]) * jump);
  });
  let drawn = "";
  const show = (params, levels, seen, width) => {
    const { layer: _l, unit: _u, ...stack } = params;
    const key = JSON.stringify([stack, width]);
    const layout = key === drawn ? state.layout : rfLayout(params, levels, width);
    state = { params, levels, layout };
    if (key !== drawn) {
      rows.replaceChildren(...rfStage(params, levels, layout));
      node.setAttribute("width", width);
      node.setAttribute("height", layout.height);
    }
    drawn = key;
    const most = Math.max(...seen.downs[0]);
    const strength = (u) => Math.round(20 + 80 * (seen.downs[0][u] / most));
    const lit = levels.flatMap(({ jump }, l) => {
      const units = rfIndices(l <= params.layer ? seen.downs[l] : seen.ups[l - params.layer]);
      return rfLit(layout, l, jump, units, l ? () => 100 : strength);
    });
    const ring = s("circle", { class: "cb-rf-picked", cx: rfRound(layout.x(params.layer, params.unit)), cy: layout.y(params.layer), r: rfRound(Math.max(5, layout.radius[params.layer] + 2.5)) });
    fan.replaceChildren(...rfFan(params, levels, layout, seen), ...lit, ring, ...rfBelow(levels, layout, seen));
  };
  return { stage, show };
}
