// The picture of the figure im2col: the input, its patches as columns, the weight, the product.
import { h } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { inputIndex, isPadding } from "./im2col_state.mjs";
import { cellSizes, matrixGrid } from "./im2col_matrix.mjs";
import { blowUp, lookedAt, tapAt } from "./im2col_words.mjs";

const GAP = 30;
const CORNER = 190;
const STACKED = 500;
const LEAST_INPUT = 21;
const MOST_INPUT = 27;
const COPY_SIDE = 21;
const I2_CHANNELS = [0, 1, 2];

/** A part with its name above; where it is wider than the figure it scrolls, and takes the focus. */
function namedPart(part, kind) {
  const name = h("p", { class: "cb-i2-name" });
  const scroll = h("div", { class: "cb-i2-scroll" }, part);
  new ResizeObserver(() => {
    const wide = scroll.scrollWidth > scroll.clientWidth + 1;
    const attributes = { tabindex: "0", role: "region", "aria-label": `${name.textContent}, scrolls sideways` };
    for (const [key, value] of Object.entries(attributes)) {
      if (wide) scroll.setAttribute(key, value);
      else scroll.removeAttribute(key);
    }
  }).observe(scroll);
  const title = (text) => {
    if (name.textContent !== text) name.textContent = text;
    part.setAttribute("aria-label", text);
  };
  return { node: h("div", { class: `cb-i2-part cb-i2-${kind}` }, name, scroll), title };
}

function lockCells(node, locked) {
  for (const cell of node.querySelectorAll("input")) cell.readOnly = locked;
}

/** One channel of the padded input: fields, with padding around them. */
function channelPart(channel, { point, edit }) {
  let place = null;
  const start = () => channel * place.rows * place.columns;
  const grid = numberGrid({
    label: "input",
    role: "input",
    look: (at) => point(at === null ? null : { square: start() + at }),
    edit: (at, value) => edit("input", inputIndex(place, start() + at), value),
    name: (at) => {
      const [y, x] = [Math.floor(at / place.columns), at % place.columns];
      const padded = isPadding(place, at) ? "padding, " : "";
      return `${padded}row ${y - place.padding}, column ${x - place.padding}`;
    },
  });
  const part = namedPart(grid.node, "input");
  const show = (params, now, lit, squares, locked, side) => {
    place = now;
    const first = start();
    const values = Array.from({ length: place.rows * place.columns }, (_, at) =>
      isPadding(place, at) ? 0 : params.input[inputIndex(place, first + at)],
    );
    const mark = (at) => {
      const classes = [isPadding(place, at) ? "cb-pad" : "", lit.has(first + at) ? "cb-on" : ""];
      return [...classes, squares.has(first + at) ? "cb-i2-same" : ""].filter(Boolean).join(" ");
    };
    part.title(params.in_channels > 1 ? `input, channel ${channel}` : "input");
    grid.show({ values, rows: place.rows, columns: place.columns, mark });
    grid.node.style.setProperty("--cb-side", `${side}px`);
    lockCells(grid.node, locked);
  };
  return { node: part.node, show };
}

/** How often each pixel of a channel stands in the matrix. */
function copiesPart({ point }) {
  let place = null;
  const square = (at) => {
    const [y, x] = [Math.floor(at / place.width), at % place.width];
    return (y + place.padding) * place.columns + x + place.padding;
  };
  const grid = numberGrid({
    label: "copies of each pixel",
    role: "padding",
    look: (at) => point(at === null ? null : { square: square(at) }),
  });
  const part = namedPart(grid.node, "copies");
  const show = (copies, now, squares) => {
    place = now;
    part.title("copies of each pixel");
    const mark = (at) => (squares.has(square(at)) ? "cb-on" : "");
    grid.show({ values: copies, rows: place.height, columns: place.width, mark });
    grid.node.style.setProperty("--cb-side", `${COPY_SIDE}px`);
  };
  return { node: part.node, show };
}

/** The weight as a matrix of fields, a row for each filter. */
function weightPart({ point, edit }) {
  let place = null;
  const name = (at) => {
    const [c, a, b] = tapAt(place, at % place.taps);
    return `filter ${Math.floor(at / place.taps)}, channel ${c}, tap ${a}, ${b}`;
  };
  const grid = numberGrid({
    label: "W",
    role: "kernel",
    name,
    look: (at) => point(at === null ? null : { weight: at }),
    edit: (at, value) => edit("weight", at, value),
  });
  const part = namedPart(grid.node, "weight");
  const show = (params, now, probe, locked, { side, text }) => {
    place = now;
    const { filter } = lookedAt(place, params.look);
    const mark = (at) => {
      const on = probe?.weight === undefined ? Math.floor(at / place.taps) === filter : at === probe.weight;
      return on ? "cb-on" : "";
    };
    part.title(`W: the weight as a matrix, ${place.filters} × ${place.taps}`);
    grid.show({ values: params.weight, rows: place.filters, columns: place.taps, mark });
    grid.node.classList.toggle("cb-i2-dense", text === 0);
    grid.node.style.setProperty("--cb-side", `${side}px`);
    grid.node.style.setProperty("--cb-text", `${text}px`);
    lockCells(grid.node, locked || text === 0);
  };
  return { node: part.node, show };
}

/** Sides of all squares for the width that the figure has. */
function layoutFor(width, params, place, { columns, output }) {
  const stacked = width < STACKED;
  const { taps, patches } = place;
  const shared = Math.min((width - GAP) / (taps + patches), (width - GAP - CORNER) / patches);
  const room = (count) => (stacked ? (width - 8) / count : shared);
  const input = (width - 12 * place.channels) / (place.channels * place.columns);
  return {
    stacked,
    matrix: cellSizes(columns, room(patches)),
    product: cellSizes(output, room(patches)),
    weight: cellSizes(params.weight, room(taps)),
    input: Math.floor(Math.min(MOST_INPUT, Math.max(LEAST_INPUT, input))),
  };
}

/** The whole picture. `point(probe)` tells what is pointed at, `look(index)` chooses an output. */
export function loweringPicture({ point, look, edit }) {
  let place = null;
  const matrix = matrixGrid({
    role: "input",
    look: (at) => point(at === null ? null : { square: place.from[at], patch: at % place.patches }),
    name: (at) => `row ${Math.floor(at / place.patches)}, column ${at % place.patches}`,
  });
  const product = matrixGrid({
    role: "output",
    look: (at) => (at === null ? point(null) : look(at)),
    name: (at) => `filter ${Math.floor(at / place.patches)}, column ${at % place.patches}`,
  });
  const channels = I2_CHANNELS.map((c) => channelPart(c, { point, edit }));
  const copies = copiesPart({ point });
  const weight = weightPart({ point, edit });
  const [lowered, output] = [namedPart(matrix.node, "lowered"), namedPart(product.node, "product")];
  const band = h("div", { class: "cb-i2-band" }, ...channels.map((c) => c.node));
  const factor = h("strong", {});
  const words = h("span", {});
  const fact = h("p", { class: "cb-i2-fact" }, factor, " ", words);
  const corner = h("div", { class: "cb-i2-corner" }, copies.node, fact);
  const table = h("div", { class: "cb-i2-product-table" }, corner, lowered.node, weight.node, output.node);
  const node = h("div", { class: "cb-i2-picture" }, band, table);

  const arrange = (sizes) => {
    const wide = place.columns * sizes.input + 8;
    const inside = !sizes.stacked && place.channels === 1 && wide <= Math.max(CORNER, place.taps * sizes.matrix.side);
    const parent = inside ? corner : node;
    if (band.parentNode !== parent) parent.prepend(band);
    node.classList.toggle("cb-i2-stacked", sizes.stacked);
    corner.style.maxWidth = sizes.stacked ? "" : `${Math.max(CORNER, place.taps * sizes.weight.side + 6)}px`;
  };
  const marksOf = (params, probe, lit) => {
    const marks = new Map();
    const { patch } = lookedAt(place, params.look);
    for (let k = 0; k < place.taps; k += 1) marks.set(k * place.patches + patch, "cb-on");
    if (probe?.weight !== undefined) {
      marks.clear();
      const k = probe.weight % place.taps;
      for (let n = 0; n < place.patches; n += 1) marks.set(k * place.patches + n, "cb-on");
    }
    for (const entry of lit) marks.set(entry, "cb-on cb-i2-same");
    return marks;
  };
  const litSquares = (marks) => new Set([...marks.keys()].map((entry) => place.from[entry]));
  const outputMarks = (params, probe, lit) => {
    const { filter } = lookedAt(place, params.look);
    const marks = new Map();
    for (const entry of lit) marks.set(filter * place.patches + (entry % place.patches), "cb-on");
    if (probe?.weight !== undefined) {
      const row = Math.floor(probe.weight / place.taps) * place.patches;
      for (let n = 0; n < place.patches; n += 1) marks.set(row + n, "cb-on");
    }
    marks.set(params.look, "cb-on cb-picked");
    return marks;
  };
  const show = (params, seen, probe, lit, locked, width) => {
    place = seen.place;
    const sizes = layoutFor(width, params, place, seen);
    const squares = new Set(probe?.square === undefined ? [] : [probe.square]);
    const marks = marksOf(params, probe, lit);
    const patchSquares = probe?.square !== undefined && probe.patch === undefined ? new Set() : litSquares(marks);
    channels.forEach((part, c) => {
      part.node.hidden = c >= place.channels;
      if (!part.node.hidden) part.show(params, place, patchSquares, squares, locked, sizes.input);
    });
    copies.show(seen.copies, place, squares);
    weight.show(params, place, probe, locked, sizes.weight);
    const { filter, patch } = lookedAt(place, params.look);
    const common = { columns: place.patches };
    const padded = (at) => isPadding(place, place.from[at]);
    matrix.show({ ...common, ...sizes.matrix, values: seen.columns, padded, marks, stop: patch });
    product.show({ ...common, ...sizes.product, values: seen.output, marks: outputMarks(params, probe, lit), stop: params.look });
    lowered.title(`lowered matrix, ${place.taps} × ${place.patches}: every patch a column`);
    output.title(`W times the matrix, ${place.filters} × ${place.patches}: row ${filter}, column ${patch}`);
    const grown = blowUp(params, place);
    if (factor.textContent !== grown.factor) factor.textContent = grown.factor;
    if (words.textContent !== grown.text) words.textContent = grown.text;
    arrange(sizes);
  };
  return { node, show };
}
