// The net of the figure groups: a row of channels for every step, wires between the rows.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { levelName } from "./groups_words.mjs";
import { stepJoins } from "./groups_state.mjs";

const NET_ROWS = 4;
const WIRE_HEIGHT = 10;

/** The middle of channel i of a row of n, in squares, where the widest row has `most`. */
function channelMiddle(i, n, most) {
  return (most - n) / 2 + i + 0.5;
}

function wirePath(step, most, joined) {
  let d = "";
  for (let o = 0; o < step.outputs; o += 1) {
    for (let c = 0; c < step.inputs; c += 1) {
      if (!joined(o, c)) continue;
      d += `M${channelMiddle(c, step.inputs, most)} ${WIRE_HEIGHT}L${channelMiddle(o, step.outputs, most)} 0`;
    }
  }
  return d;
}

/** A pale quadrangle for each group: its channels below, its channels above. */
function groupShapes(step, most) {
  if (step.sources) return "";
  const [each, own] = [step.inputs / step.groups, step.outputs / step.groups];
  const edge = (i, n) => channelMiddle(i, n, most) - 0.5;
  let d = "";
  for (let g = 0; g < step.groups; g += 1) {
    const below = [edge(g * each, step.inputs) + 0.08, edge((g + 1) * each, step.inputs) - 0.08];
    const above = [edge(g * own, step.outputs) + 0.08, edge((g + 1) * own, step.outputs) - 0.08];
    d += `M${below[0]} ${WIRE_HEIGHT}L${above[0]} 0L${above[1]} 0L${below[1]} ${WIRE_HEIGHT}Z`;
  }
  return d;
}

/** The wires of one step; those of the look stand out. */
function wires() {
  const shapes = s("path", { class: "cb-gr-shape" });
  const rest = s("path", { class: "cb-gr-wire" });
  const lit = s("path", { class: "cb-gr-wire cb-gr-lit" });
  const svg = s("svg", { class: "cb-gr-wires", preserveAspectRatio: "none", "aria-hidden": "true" }, shapes, rest, lit);
  const name = h("span", { class: "cb-gr-name" });
  const node = h("div", { class: "cb-gr-line cb-gr-between" }, name, svg);
  const show = (step, most, below, above) => {
    svg.setAttribute("viewBox", `0 0 ${most} ${WIRE_HEIGHT}`);
    node.classList.toggle("cb-gr-shuffle", Boolean(step.sources));
    shapes.setAttribute("d", groupShapes(step, most));
    const joined = (o, c) => stepJoins(step, o, c);
    const chosen = (o, c) => above.has(o) && below.has(c) && joined(o, c);
    rest.setAttribute("d", wirePath(step, most, (o, c) => joined(o, c) && !chosen(o, c)));
    lit.setAttribute("d", wirePath(step, most, chosen));
    name.textContent = wiresName(step);
  };
  return { node, show };
}

function wiresName(step) {
  if (step.sources) return "shuffle";
  if (step.groups === 1) return "dense";
  return step.groups === step.inputs ? "depthwise" : `${step.groups} groups`;
}

/** Small channel numbers beside a row. */
function channelTicks() {
  const node = h("div", { class: "cb-gr-ticks", "aria-hidden": "true" });
  let count = -1;
  const show = (n) => {
    if (n === count) return;
    count = n;
    node.replaceChildren(...Array.from({ length: n }, (_, i) => h("span", {}, String(i))));
  };
  return { node: h("div", { class: "cb-gr-line" }, h("span", { class: "cb-gr-name" }), node), show };
}

const NET_LABELS = { x: "input x", h: "hidden h", s: "shuffled s", y: "output y" };

function netRow(look, edit, place) {
  const letter = edit ? "x" : place.letter;
  const grid = numberGrid({
    label: "channels",
    role: edit ? "input" : "output",
    look,
    edit,
    name: (i) => `${edit ? letter : place.letter}[${i}]`,
  });
  const name = h("span", { class: "cb-gr-name" });
  const node = h("div", { class: "cb-gr-line" }, name, grid.node);
  const show = (values, mark, stop) => {
    const label = NET_LABELS[place.letter];
    if (name.textContent !== label) name.textContent = label;
    grid.node.setAttribute("aria-label", label);
    grid.show({ values, rows: 1, columns: values.length, mark, stop });
  };
  return { node, show };
}

/** Width of a square in rem that the longest number needs. */
function netUnit(levels) {
  const longest = Math.max(...levels.flat().map((value) => format(value).length));
  return Math.max(1.5, 0.5 * longest + 0.55);
}

/**
 * The net: `show(state, probe, lit)`; `onLook({ level, index })` tells of the pointer, null when it leaves.
 * Rows and wires are made once, for at most three steps; those not in use are hidden.
 */
export function groupsNet({ onLook, onEdit }) {
  const places = Array.from({ length: NET_ROWS }, () => ({ letter: "x", level: 0 }));
  const rows = places.map((place, i) => {
    place.letter = i === 0 ? "x" : "y";
    const look = (index) => onLook(index === null ? null : { level: place.level, index });
    return netRow(look, i === 0 ? onEdit : null, place);
  });
  const between = Array.from({ length: NET_ROWS - 1 }, wires);
  const [below, above] = [channelTicks(), channelTicks()];
  // The input stands at the bottom, the output on top; the last row is always the output.
  const stack = h("div", { class: "cb-gr-stack" }, above.node);
  for (let i = NET_ROWS - 1; i > 0; i -= 1) stack.append(rows[i].node, between[i - 1].node);
  stack.append(rows[0].node, below.node);
  const node = h("div", { class: "cb-gr-net", role: "group", tabindex: "0", "aria-label": "Channels and the wires between them" }, stack);

  const show = (state, probe, lit) => {
    const top = state.steps.length;
    const at = probe ?? { level: top, index: state.params.look };
    const most = Math.max(...state.levels.map((level) => level.length));
    stack.style.setProperty("--cb-columns", most);
    stack.style.setProperty("--cb-least", `${netUnit(state.levels)}rem`);
    rows.forEach((row, i) => {
      // Rows in use are 0 to top − 1 and the last one.
      const level = i === NET_ROWS - 1 ? top : i;
      row.node.hidden = i >= top && i < NET_ROWS - 1;
      if (row.node.hidden) return;
      places[i].letter = levelName(state, level);
      places[i].level = level;
      const mark = (n) => `${lit[level].has(n) ? "cb-on" : ""} ${level === at.level && n === at.index ? "cb-picked" : ""}`;
      row.show(state.levels[level], mark, level === top ? state.params.look : null);
    });
    between.forEach((wire, i) => {
      wire.node.hidden = i >= top;
      if (wire.node.hidden) return;
      wire.show(state.steps[i], most, lit[i], lit[i + 1]);
    });
    below.show(state.params.in_channels);
    above.show(state.params.out_channels);
  };
  return { node, show };
}
