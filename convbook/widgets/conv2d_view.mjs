// The picture of the figure conv2d: input channels, the filter, its products, the output.
import { format } from "./core.mjs";
import { h, numberField } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { geometryOf, outputAt, product, tapAt } from "./conv2d_state.mjs";
import { bracketed, channelName, copiesAlong, linesRead, readersOf, sourceAt, unreadLines, valueAt, weightsMet } from "./conv2d_words.mjs";
import { captioned, setLock, setTags, setTones, setWidth } from "./conv2d_cells.mjs";

/** One input channel. `probe` tells which input the reader looks at, if any. */
export function inputChannel(channel, { probe, edit, hold, brush }) {
  let place = null;
  const split = (index) => [Math.floor(index / place.padded[1]), index % place.padded[1]];
  const shifted = (index) => split(index).map((at, axis) => at - place.padding[axis]);
  const isPad = (index) => shifted(index).some((at, axis) => at < 0 || at >= place.input[axis + 1]);
  const flat = (index) => {
    const [y, x] = shifted(index);
    return (channel * place.input[1] + y) * place.input[2] + x;
  };
  const seen = (index) => {
    const at = index === null ? null : sourceAt(place, ...split(index));
    return at && { input: true, channel, at };
  };
  const grid = numberGrid({
    label: "input",
    role: "input",
    look: (index) => probe(seen(index)),
    edit: (index, value) => edit(flat(index), value),
    name: (index) => (isPad(index) ? "padding" : `row ${shifted(index)[0]}, column ${shifted(index)[1]}`),
  });
  hold(grid.node, seen);
  brush(grid.node, (index) => (isPad(index) ? null : flat(index)));
  const block = captioned(grid.node);
  const show = (params, input, probed, locked) => {
    place = geometryOf(params);
    const values = Array.from({ length: product(place.padded) }, (_, i) => valueAt(place, input, channel, ...split(i)));
    const [skippedRows, skippedColumns] = [0, 1].map((axis) => unreadLines(place, axis));
    const lit = litInputs(params, place, channel, probed);
    const mark = (index) => {
      const [row, column] = split(index);
      const unread = skippedRows.includes(row) || skippedColumns.includes(column);
      const on = lit.has(index) && (probed?.input && !isPad(index) ? "cb-on cb-picked" : "cb-on");
      return [isPad(index) && "cb-pad", unread && "cb-c2-unread", on].filter(Boolean).join(" ");
    };
    block.title(channelName(params, channel));
    grid.show({ values, rows: place.padded[0], columns: place.padded[1], mark });
    setWidth(grid.node, values, place.padded[1]);
    setTags(grid.node, (index) => lit.get(index) ?? null);
    setTones(grid.node, values, params.source === "photo");
    setLock(grid.node, locked || params.paint);
    const columns = linesRead(place, 1, outputAt(params, params.look)[2]);
    block.reveal(String(columns), (columns[0] + columns.at(-1) + 1) / 2 / place.padded[1]);
  };
  return { node: block.node, show };
}

/** Squares lit in a channel, each with its tag: the weight that meets it, or nothing. */
function litInputs(params, place, channel, probed) {
  const lit = new Map();
  const width = place.padded[1];
  const [filter, row, column] = outputAt(params, params.look);
  if (probed && probed.channel !== channel) return lit;
  if (probed?.input) {
    const columns = copiesAlong(place, 1, probed.at[1]);
    for (const y of copiesAlong(place, 0, probed.at[0])) columns.forEach((x) => lit.set(y * width + x, null));
  } else if (probed) {
    const at = tapAt(params, probed.tap);
    const [a, b] = [Math.floor(at / place.kernel[1]), at % place.kernel[1]];
    for (let i = 0; i < place.output[1]; i += 1) {
      const line = linesRead(place, 0, i)[a];
      for (let j = 0; j < place.output[2]; j += 1) lit.set(line * width + linesRead(place, 1, j)[b], null);
    }
  } else {
    const start = (filter * params.in_channels + channel) * product(place.kernel);
    const columns = linesRead(place, 1, column);
    linesRead(place, 0, row).forEach((y, a) =>
      columns.forEach((x, b) => lit.set(y * width + x, format(params.weight[start + tapAt(params, a * columns.length + b)]))),
    );
  }
  return lit;
}

/** The weights that the filter looked at holds for one input channel. */
export function filterChannel(channel, { probe, edit, hold }) {
  let start = 0;
  const seen = (tap) => (tap === null ? null : { input: false, channel, tap });
  const grid = numberGrid({
    label: "kernel",
    role: "kernel",
    look: (tap) => probe(seen(tap)),
    edit: (tap, value) => edit(start + tap, value),
  });
  hold(grid.node, seen);
  const block = captioned(grid.node);
  const show = (params, filter, probed, locked) => {
    const [rows, columns] = geometryOf(params).kernel;
    start = (filter * params.in_channels + channel) * rows * columns;
    const values = params.weight.slice(start, start + rows * columns);
    const picked = probed && !probed.input && probed.channel === channel ? probed.tap : -1;
    const single = params.in_channels * params.out_channels === 1;
    block.title(single ? "kernel" : `filter ${filter}, channel ${channel}`);
    grid.show({ values, rows, columns, mark: (tap) => (tap === picked ? "cb-on cb-picked" : "") });
    setWidth(grid.node, values, columns);
    setLock(grid.node, locked);
  };
  return { node: block.node, show };
}

/** Most characters that a product takes: every column is as wide, so nothing moves as one looks. */
export function longestProduct(params, input) {
  const most = (values) => Math.max(...values.map((value) => bracketed(value).length));
  return most(input) + most(params.weight);
}

/** The products of one channel, laid out as the kernel is, and their sum. */
export function productTable() {
  const table = h("div", { class: "cb-c2-terms" });
  const sum = h("p", { class: "cb-c2-part" });
  const { node, title } = captioned(table, sum);
  let spans = [];
  const build = (count) => {
    spans = Array.from({ length: count }, () => [h("span", { class: "cb-c2-in" }), h("span", { class: "cb-c2-by" })]);
    table.replaceChildren(...spans.map(([value, weight], i) => h("span", {}, i ? "+ " : "", value, "·", weight)));
  };
  const show = ({ pairs, sum: total }, columns, longest) => {
    if (spans.length !== pairs.length) build(pairs.length);
    title("products");
    table.style.gridTemplateColumns = `repeat(${columns}, ${longest + 2.5}ch)`;
    pairs.forEach(([value, weight], i) => {
      spans[i][0].textContent = bracketed(value);
      spans[i][1].textContent = bracketed(weight);
    });
    sum.textContent = `= ${format(total)}`;
  };
  return { node, show };
}

/** One output channel and its bias; `show` returns the width it asks for. */
export function outputChannel(filter, { look, setBias, hold }) {
  const grid = numberGrid({
    label: "output",
    role: "output",
    look: (index) => index !== null && look(filter, index),
  });
  hold(grid.node, (index) => ({ output: true, filter, index }));
  const bias = numberField({
    label: `bias[${filter}]`, min: -99, max: 99, step: "any", value: 0, onInput: (value) => setBias(filter, value),
  });
  const block = captioned(grid.node, bias.node);
  const show = (params, output, probed) => {
    const place = geometryOf(params);
    const [, rows, columns] = place.output;
    const values = output.slice(filter * rows * columns, (filter + 1) * rows * columns);
    const readers = probed?.input ? readersOf(place, probed.at) : new Map();
    const looked = params.look - filter * rows * columns;
    const mark = (index) => {
      const on = readers.has(index) || (!probed && index === looked);
      return [on && "cb-on", index === looked && "cb-picked"].filter(Boolean).join(" ");
    };
    block.title(params.out_channels > 1 ? `output, channel ${filter}` : "output");
    grid.show({ values, rows, columns, mark });
    const width = setWidth(grid.node, values, columns);
    setTags(grid.node, (index) => (readers.has(index) ? weightsMet(params, filter, probed.channel, readers.get(index)) : null));
    bias.set(params.bias[filter]);
    block.reveal(String(looked), ((((looked % columns) + columns) % columns) + 0.5) / columns);
    return width;
  };
  return { node: block.node, show };
}
