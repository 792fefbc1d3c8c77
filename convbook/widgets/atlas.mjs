// The map of the operators: choose one, and read which others it becomes.
import { clampInt } from "./core.mjs";
import { button, checkbox, frame, h, narrator, s, select } from "./dom.mjs";

const FAMILIES = {
  "Bare arrays": ["convolve", "cross_correlate"],
  Convolution: ["conv1d", "conv2d", "conv3d", "conv_matrix", "conv2d_backward"],
  "Transposed and dilated": ["conv_transpose2d", "zero_insert", "dilate_kernel"],
  "Grouped and separable": ["depthwise_conv2d", "pointwise_conv2d", "separable_conv2d", "channel_shuffle", "octave_conv2d"],
  Borders: ["pad2d", "partial_conv2d", "symmetric_pad2d", "SymmetricPadConv2d"],
  Adaptive: ["deform_conv2d", "sample_kernel", "deform_kernel_conv2d", "cond_conv2d", "dynamic_pool2d"],
};
const OPERATORS = Object.values(FAMILIES).flat();
const ROW = 26;
const WIDTH = 190;

function normalize(params) {
  const operator = OPERATORS.includes(params.operator) ? params.operator : "conv2d";
  return { operator, exact: params.exact === true, cases: clampInt(params.cases, 0, 1e6, 0) };
}

function compute(params, baked) {
  const shown = (edge) => edge.ends.includes(params.operator) && (edge.exact || !params.exact);
  const numbers = baked.edges.map((edge, i) => (shown(edge) ? i : -1)).filter((i) => i >= 0);
  const reached = new Set(numbers.flatMap((i) => baked.edges[i].heads));
  const near = OPERATORS.filter((name) => name !== params.operator && reached.has(name));
  return { edges: numbers, near, cases: params.cases * numbers.length };
}

function torchCode(params) {
  const exact = params.exact ? ' and edge["exact"]' : "";
  return [
    "from convbook.ops import REDUCTIONS",
    "from convbook.widgets.atlas import edges",
    "",
    "result = [",
    `    n for n, edge in enumerate(edges()) if "${params.operator}" in edge["ends"]${exact}`,
    "]",
    "for n in result:",
    "    REDUCTIONS[n].check(seed=1)",
    '    print(REDUCTIONS[n].left, "==", REDUCTIONS[n].right)',
  ].join("\n");
}

/** How far down a row stands: every family has a title above it. */
function heights() {
  const found = [];
  let line = 0;
  for (const names of Object.values(FAMILIES)) {
    line += 1;
    for (let i = 0; i < names.length; i += 1) found.push((line + i + 0.5) * ROW);
    line += names.length;
  }
  return { rows: found, total: line * ROW };
}

/** The arcs between the rows; `show` lights those of the chosen row. */
function arcPicture(baked) {
  const { rows, total } = heights();
  const reach = Math.max(...baked.arcs.map(([a, b]) => rows[b] - rows[a]));
  const paths = baked.arcs.map(([a, b, count]) => {
    const [top, bottom] = [rows[a], rows[b]];
    const out = (1.3 * (WIDTH - 6) * (bottom - top)) / reach;
    const d = `M0 ${top} C ${out} ${top}, ${out} ${bottom}, 0 ${bottom}`;
    const width = 1 + 0.4 * Math.min(count, 6);
    return { ends: [OPERATORS[a], OPERATORS[b]], node: s("path", { d, "stroke-width": width }) };
  });
  const node = s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${total}`, height: total, preserveAspectRatio: "none", class: "cb-arcs" },
    ...paths.map((path) => path.node),
  );
  const show = (operator) => {
    for (const path of paths) path.node.setAttribute("class", path.ends.includes(operator) ? "cb-mine" : "");
    node.append(...paths.filter((path) => path.ends.includes(operator)).map((path) => path.node));
  };
  return { node, show };
}

/** Names and arcs, for the pointer; the drop-down and the list below say the same in words. */
function map(baked, set) {
  const rows = new Map();
  const names = h("div", { class: "cb-atlas-names" });
  for (const [title, members] of Object.entries(FAMILIES)) {
    names.append(h("div", { class: "cb-family" }, title));
    for (const name of members) {
      const row = h("span", { class: "cb-atlas-name", onclick: () => set({ operator: name }) }, name);
      rows.set(name, row);
      names.append(row);
    }
  }
  const arcs = arcPicture(baked);
  const node = h("div", { class: "cb-map", "aria-hidden": "true" }, names, arcs.node);
  const show = ({ operator }, near) => {
    for (const [name, row] of rows) {
      row.className = `cb-atlas-name${name === operator ? " cb-chosen" : near.includes(name) ? " cb-near" : ""}`;
    }
    arcs.show(operator);
  };
  return { node, show };
}

/** One reduction; `face` hides the arrow to the operator that is looked at. */
function card(edge, cases, set) {
  const proof = [edge.exact ? "equal to the last bit" : "equal up to rounding"];
  if (cases) proof.push(`${cases} cases run`);
  const arrows = edge.heads.map((name) => button(`→ ${name}`, () => set({ operator: name }), { class: "cb-go" }));
  const node = h(
    "li",
    {},
    h("p", { class: "cb-meaning" }, edge.meaning),
    h("p", { class: "cb-call" }, h("code", {}, edge.left), " == ", h("code", {}, edge.right)),
    edge.condition ? h("p", { class: "cb-when" }, `when: ${edge.condition}`) : "",
    h("p", { class: "cb-proof" }, `${proof.join(" · ")} `, ...arrows),
  );
  const face = (operator) => {
    edge.heads.forEach((name, i) => (arrows[i].hidden = name === operator));
    return node;
  };
  return face;
}

/** The cards by number, each made when it is first shown. */
function deck(baked, cases, set) {
  const made = new Map();
  return (number, operator) => {
    if (!made.has(number)) made.set(number, card(baked.edges[number], cases, set));
    return made.get(number)(operator);
  };
}

function sentence(params, found) {
  const count = found.edges.length;
  const near = found.near.length > 6 ? `${found.near.length} other operators` : found.near.join(", ") || "no other operator";
  const run = found.cases ? `, ${found.cases} cases run` : "";
  if (!count) return `${params.operator} has no reduction of this kind.`;
  return `${params.operator} has ${count} ${count === 1 ? "reduction" : "reductions"}${run}. They lead to ${near}.`;
}

function render({ model, el }) {
  const baked = model.get("baked");
  // What the page's author ran counts, whatever the address says.
  const { cases } = model.get("initial");
  const { set, body, onChange, destroy, get } = frame({
    model, el, title: "Which operator becomes which", torchCode,
    normalize: (params) => normalize({ ...params, cases }),
  });
  const operator = select({
    label: "Operator",
    options: OPERATORS.map((name) => [name, name]),
    value: get().operator,
    onInput: (name) => set({ operator: name }),
  });
  const exact = checkbox({ label: "only those equal to the last bit", value: get().exact, onInput: (on) => set({ exact: on }) });
  const told = narrator();
  const list = h("ul", { class: "cb-cards", tabindex: "0", "aria-label": "Reductions" });
  const picture = map(baked, set);
  const cardOf = deck(baked, cases, set);
  body.append(
    h("div", { class: "cb-choice" }, operator.node, exact.node),
    told.node,
    h("div", { class: "cb-atlas" }, picture.node, list),
  );
  onChange((params) => {
    const found = compute(params, baked);
    operator.set(params.operator);
    exact.input.checked = params.exact;
    picture.show(params, found.near);
    list.replaceChildren(...found.edges.map((i) => cardOf(i, params.operator)));
    list.scrollTop = 0;
    told.say(sentence(params, found));
  });
  return destroy;
}

export default { render, normalize, compute, torchCode };
