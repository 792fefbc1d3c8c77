// The sums of the figure octave: one high and one low channel, four kernels, two results.
import { format } from "./core.mjs";
import { h, reachable } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { octavePlace, octavePresent } from "./octave_state.mjs";
import { OCTAVE_ARROWS, octaveProducts, octaveReaders, octaveReads, octaveSource, octaveSteps } from "./octave_words.mjs";

/** A part with its name above it; where it is too wide it scrolls, and the keyboard reaches it. */
function octaveCaptioned(part, words) {
  const name = h("p", { class: "cb-oct-name" }, words);
  const scroll = h("div", { class: "cb-oct-scroll" }, part);
  reachable(scroll, part, () => name.textContent);
  const title = (text) => {
    if (name.textContent !== text) name.textContent = text;
  };
  return { node: h("div", { class: "cb-oct-part" }, name, scroll), title };
}

function octaveWidth(node, values) {
  const longest = Math.max(1, ...values.map((value) => format(value).length));
  node.style.setProperty("--cb-w", `${Math.max(1.75, longest * 0.58 + 0.5)}em`);
}

function octaveTags(node, tagOf) {
  node.querySelectorAll('[role="gridcell"]').forEach((cell, index) => {
    const tag = tagOf(index);
    if (tag === null || tag === undefined) cell.removeAttribute("data-tag");
    else if (cell.dataset.tag !== tag) cell.dataset.tag = tag;
  });
}

/** An input map: typing changes it, pointing at a number shows who reads it. */
function octaveInput(key, { probe, edit }) {
  const list = key === "h" ? "high" : "low";
  const grid = numberGrid({
    label: `Input, ${list}`,
    role: "input",
    look: (index) => probe(index === null ? null : { kind: "input", key, index }),
    edit: (index, value) => edit(list, index, value),
  });
  const side = octaveSource(key);
  const { node } = octaveCaptioned(grid.node, `input, one ${list} channel, ${side} × ${side}`);
  const show = (params, cost, place, probed) => {
    const other = probed?.kind === "input" || !place;
    const lit = other ? new Map() : octaveReads(params, cost, place, key);
    const picked = probed?.kind === "input" && probed.key === key ? probed.index : -1;
    node.hidden = !cost.paths.some((path) => path[0] === key);
    const mark = (i) => (i === picked ? "cb-on cb-picked" : lit.has(i) ? "cb-on" : "");
    grid.show({ values: params[list], rows: side, columns: side, mark });
    octaveWidth(grid.node, params[list]);
    octaveTags(grid.node, (i) => lit.get(i));
  };
  return { node, show };
}

/** The kernel of a path. */
function octaveKernel(path, { probe, edit }) {
  const grid = numberGrid({
    label: `Kernel ${OCTAVE_ARROWS[path]}`,
    role: "kernel",
    look: (tap) => probe(tap === null ? null : { kind: "path", path }),
    edit: (tap, value) => edit(path, tap, value),
  });
  const { node } = octaveCaptioned(grid.node, OCTAVE_ARROWS[path]);
  node.dataset.path = path;
  const show = (params, cost, place, probed) => {
    node.hidden = !cost.paths.includes(path);
    const reads = place !== null && path[1] === place.key && !probed;
    const through = probed?.kind === "input" && probed.key === path[0];
    node.classList.toggle("cb-oct-active", reads || through || probed?.path === path);
    grid.show({ values: params[path], rows: 3, columns: 3 });
    octaveWidth(grid.node, params[path]);
  };
  return { node, show };
}

/** A result: pointing at a number shows what it reads and how it is summed. */
function octaveResult(key, { look }) {
  const word = key === "h" ? "high" : "low";
  const grid = numberGrid({
    label: `Output, ${word}`,
    role: "output",
    look: (index) => index !== null && look(key, index),
  });
  const part = octaveCaptioned(grid.node, "");
  const show = (params, cost, place, probed, output) => {
    part.node.hidden = !octavePresent(cost).includes(key);
    if (part.node.hidden) return;
    const side = cost.outputs[key];
    const start = key === "l" && octavePresent(cost).length > 1 ? cost.outputs.h ** 2 : 0;
    const values = output.slice(start, start + side * side);
    const lit = probed?.kind === "input" ? octaveReaders(params, cost, probed, key) : new Map();
    const looked = place?.key === key ? place.index : -1;
    const mark = (i) => `${lit.has(i) || (!probed && i === looked) ? "cb-on" : ""}${i === looked ? " cb-picked" : ""}`;
    part.title(`output, one ${word} channel, ${side} × ${side}`);
    grid.show({ values, rows: side, columns: side, mark });
    octaveWidth(grid.node, values);
    octaveTags(grid.node, (i) => lit.get(i));
  };
  return { node: part.node, show };
}

/** The products of one path, laid out as its kernel, and their sum. */
function octaveTerms(path) {
  const spans = Array.from({ length: 9 }, () => ["in", "by"].map((name) => h("span", { class: `cb-oct-${name}` })));
  const table = h("div", { class: "cb-oct-terms" }, ...spans.map((pair) => h("span", {}, pair[0], "·", pair[1])));
  const name = h("p", { class: "cb-oct-name" });
  const sum = h("p", { class: "cb-oct-sum" });
  const node = h("div", { class: "cb-oct-products" }, name, table, sum);
  const bracketed = (value) => (value < 0 ? `(${format(value)})` : format(value));
  const show = (params, cost, place, part) => {
    node.hidden = !place || path[1] !== place.key || !cost.paths.includes(path);
    if (node.hidden) return;
    name.textContent = `${OCTAVE_ARROWS[path]}: ${octaveSteps(path, cost)}`;
    octaveProducts(params, cost, path, place).forEach(([value, weight], i) => {
      spans[i][0].textContent = bracketed(value);
      spans[i][1].textContent = bracketed(weight);
    });
    sum.textContent = `sum ${format(part[place.index])}`;
  };
  return { node, show };
}

/** The sum that the output looked at is. */
function octaveSum() {
  const terms = Object.keys(OCTAVE_ARROWS).map((path) => [path, octaveTerms(path)]);
  const total = h("p", { class: "cb-oct-total" });
  const node = h("div", { class: "cb-oct-looked" }, ...terms.map(([, { node: part }]) => part), total);
  const show = (params, cost, place, seen) => {
    node.hidden = !place;
    for (const [path, part] of terms) part.show(params, cost, place, seen[`part_${path}`]);
    if (!place) return;
    const parts = cost.paths.filter((path) => path[1] === place.key).map((path) => format(seen[`part_${path}`][place.index]));
    const name = `${place.key === "h" ? "high" : "low"}[${place.row}, ${place.column}]`;
    const sum = parts.map((text, i) => (i && text.startsWith("−") ? `(${text})` : text)).join(" + ");
    const result = h("strong", {}, format(seen.output[params.look]));
    total.replaceChildren(`${name} = ${parts.length > 1 ? `${sum} = ` : ""}`, result);
  };
  return { node, show };
}

/** The field of numbers; `show(params, cost, seen, probed)` brings it up to date. */
export function octaveMaps(hands) {
  const inputs = ["h", "l"].map((key) => octaveInput(key, hands));
  const kernels = ["hh", "lh", "hl", "ll"].map((path) => octaveKernel(path, hands));
  const results = ["h", "l"].map((key) => octaveResult(key, hands));
  const sum = octaveSum();
  const column = (name, parts) => h("div", { class: `cb-oct-column cb-oct-${name}` }, ...parts.map((part) => part.node));
  const field = h("div", { class: "cb-oct-field" }, column("inputs", inputs), column("kernels", kernels), column("results", results));
  let drawn = "";
  const show = (params, cost, seen, probed) => {
    const { stride, look, high, low, hh, hl, lh, ll } = params;
    const key = [cost.paths, stride, look, high, low, hh, hl, lh, ll, JSON.stringify(probed)].join(";");
    if (key === drawn) return;
    drawn = key;
    const place = octavePlace(params, cost);
    for (const part of [...inputs, ...kernels]) part.show(params, cost, place, probed);
    for (const part of results) part.show(params, cost, place, probed, seen.output);
    sum.show(params, cost, place, seen);
  };
  return { nodes: [field, sum.node], show };
}
