// The layer of the figure octave to scale: the weight matrix between its two stacks of channels.
import { h } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { OCTAVE_ARROWS, octaveSource } from "./octave_words.mjs";

const OCTAVE_LABEL_SHARE = 0.13;

/** One stack of channels; `side` 0 is the input, a row, and 1 the output, a column. */
function octaveStack(side, probe) {
  const word = side === 0 ? "Input" : "Output";
  let high = 0;
  const grid = numberGrid({
    label: `${word} channels`,
    role: side === 0 ? "input" : "output",
    look: (index) => probe(index === null ? null : { kind: "channel", side, index }),
    name: (index) => `${word} channel ${index}, ${index < high ? "high" : "low"}, numbers in it`,
  });
  grid.node.classList.add("cb-oct-stack");
  const show = (cost, probed) => {
    const counts = cost.channels[side];
    const count = counts.h + counts.l;
    high = counts.h;
    const size = (key) => (side === 0 ? octaveSource(key) : cost.outputs[key]) ** 2;
    const values = Array.from({ length: count }, (_, i) => size(i < high ? "h" : "l"));
    const lit = (i) => {
      if (probed?.kind === "path") return probed.path[side] === (i < high ? "h" : "l");
      if (probed?.kind !== "channel") return false;
      return probed.side === side ? probed.index === i : octaveMeets(cost, probed, i < high ? "h" : "l");
    };
    const mark = (i) => `${i < high ? "cb-oct-full" : "cb-oct-half"}${lit(i) ? " cb-on" : ""}`;
    grid.show({ values, rows: side ? count : 1, columns: side ? 1 : count, mark });
  };
  return { node: grid.node, show };
}

/** Whether a path joins the channel looked at with the map `key` of the other stack. */
function octaveMeets(cost, { side, index }, key) {
  const own = index < cost.channels[side].h ? "h" : "l";
  return cost.paths.some((path) => path[side] === own && path[1 - side] === key);
}

/** The four blocks, as large as their channels, as strong as their weights are busy. */
function octaveBlocks(probe) {
  const blocks = {};
  for (const path of Object.keys(OCTAVE_ARROWS)) {
    blocks[path] = h(
      "div",
      {
        class: "cb-oct-block",
        "data-path": path,
        onpointerenter: () => probe({ kind: "path", path }),
        onpointerdown: () => probe({ kind: "path", path }),
        onpointerleave: () => probe(null),
      },
      h("span", {}, OCTAVE_ARROWS[path]),
    );
  }
  const line = h("div", { class: "cb-oct-line", hidden: true });
  const node = h("div", { class: "cb-oct-blocks", "aria-hidden": "true" }, ...Object.values(blocks), line);
  const show = (cost, probed, most) => {
    const [sources, results] = cost.channels;
    const dense = Math.max(...cost.paths.map((path) => cost.sides[path]));
    for (const [path, block] of Object.entries(blocks)) {
      const [width, height] = [sources[path[0]], results[path[1]]];
      block.hidden = width * height === 0;
      block.style.setProperty("--x", path[0] === "h" ? 0 : sources.h);
      block.style.setProperty("--y", path[1] === "h" ? 0 : results.h);
      block.style.setProperty("--w", width);
      block.style.setProperty("--h", height);
      const off = !cost.paths.includes(path);
      block.classList.toggle("cb-oct-off", off);
      block.classList.toggle("cb-oct-busy", !off && cost.sides[path] === dense);
      block.classList.toggle("cb-on", probed?.path === path);
      block.firstChild.hidden = Math.min(width, 2 * height) / most < OCTAVE_LABEL_SHARE;
    }
    octaveLine(line, cost, probed);
  };
  return { node, show };
}

/** The row or column of the channel looked at. */
function octaveLine(line, cost, probed) {
  const [width, height] = cost.channels.map((counts) => counts.h + counts.l);
  line.hidden = probed?.kind !== "channel";
  if (line.hidden) return;
  const column = probed.side === 0;
  const box = column ? [probed.index, 0, 1, height] : [0, probed.index, width, 1];
  ["--x", "--y", "--w", "--h"].forEach((name, i) => line.style.setProperty(name, box[i]));
}

/** Matrix and stacks; `show(cost, probed)` brings them up to date. */
export function octaveMatrix(probe) {
  const [inputs, outputs] = [0, 1].map((side) => octaveStack(side, probe));
  const blocks = octaveBlocks(probe);
  const [below, beside] = ["in", "out"].map((name) => h("p", { class: `cb-oct-count cb-oct-count-${name}` }));
  const node = h("div", { class: "cb-oct-matrix" }, blocks.node, outputs.node, beside, inputs.node, below);
  const show = (cost, probed) => {
    const [sources, results] = cost.channels;
    const [width, height] = [sources.h + sources.l, results.h + results.l];
    node.style.setProperty("--cb-oct-in", width);
    node.style.setProperty("--cb-oct-out", height);
    node.style.setProperty("--cb-oct-most", Math.max(width, height));
    blocks.show(cost, probed, Math.max(width, height));
    inputs.show(cost, probed);
    outputs.show(cost, probed);
    below.textContent = `input: ${sources.h} high, ${sources.l} low channels`;
    beside.textContent = `output:\n${results.h} high\n${results.l} low`;
  };
  return { node, show };
}
