// What the figure conv2d says: which window an output reads, its products, its sum, in words.
import { format } from "./core.mjs";
import { geometryOf, outputAt, product, roomLeft, sourceAlong, tapAt } from "./conv2d_state.mjs";

const SPOKEN_TERMS = 16;
const LISTED_READERS = 9;
const OUTSIDE = {
  zeros: "",
  circular: "; outside, the input goes on from its other side",
  reflect: "; outside, the input is mirrored in its last pixel",
  replicate: "; outside, the input goes on with its last pixel",
};

/** A factor or summand: negative numbers stand in brackets. */
export function bracketed(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

/** Padded rows (axis 0) or columns (axis 1) that the window of output `at` reads, tap by tap. */
export function linesRead(place, axis, at) {
  return Array.from({ length: place.kernel[axis] }, (_, tap) => at * place.stride[axis] + tap * place.dilation[axis]);
}

/** Padded rows or columns that no window reads. */
export function unreadLines(place, axis) {
  const read = new Set();
  for (let at = 0; at < place.output[axis + 1]; at += 1) linesRead(place, axis, at).forEach((line) => read.add(line));
  return Array.from({ length: place.padded[axis] }, (_, line) => line).filter((line) => !read.has(line));
}

/** The input's row and column that stands at a padded square, or null: a zero of the padding. */
export function sourceAt(place, row, column) {
  const [y, x] = [row, column].map((at, axis) => sourceAlong(place.mode, at - place.padding[axis], place.input[axis + 1]));
  return y === null || x === null ? null : [y, x];
}

/** Value at a padded row and column of a channel. */
export function valueAt(place, input, channel, row, column) {
  const [, rows, columns] = place.input;
  const from = sourceAt(place, row, column);
  return from ? input[(channel * rows + from[0]) * columns + from[1]] : 0;
}

/** The products behind an output: per input channel the pairs [value, weight] and their sum. */
export function productsOf(params, input, index) {
  const place = geometryOf(params);
  const [filter, row, column] = outputAt(params, index);
  const [rows, columns] = [linesRead(place, 0, row), linesRead(place, 1, column)];
  const taps = product(place.kernel);
  return Array.from({ length: params.in_channels }, (_, channel) => {
    const start = (filter * params.in_channels + channel) * taps;
    const pairs = rows.flatMap((y, a) =>
      columns.map((x, b) => [valueAt(place, input, channel, y, x), params.weight[start + tapAt(params, a * columns.length + b)]]),
    );
    return { pairs, sum: pairs.reduce((total, [value, weight]) => total + value * weight, 0) };
  });
}

export function channelName(params, channel) {
  const colour = params.source === "photo" ? ` (${["red", "green", "blue"][channel]})` : "";
  return params.in_channels > 1 || colour ? `input, channel ${channel}${colour}` : "input";
}

/** The output looked at: each product where they are few, else each channel's sum. */
export function outputSentence(params, products, total) {
  const [filter, row, column] = outputAt(params, params.look);
  const many = product([params.in_channels, params.kernel_h, params.kernel_w]) > SPOKEN_TERMS;
  const parts = products.map(({ pairs, sum }, channel) => {
    const terms = many ? "" : `${pairs.map(([v, w]) => `${bracketed(v)}·${bracketed(w)}`).join(" + ")} = `;
    return `${params.in_channels > 1 ? `channel ${channel}: ` : ""}${terms}${format(sum)}`;
  });
  const bias = format(params.bias[filter]);
  return `Output ${filter}, ${row}, ${column}: ${parts.join("; ")}; with bias ${bias}: ${format(total)}.`;
}

/** The equation of the output looked at, its position put in. */
export function equation(params) {
  const [filter, row, column] = outputAt(params, params.look);
  const step = (at, axis, tap) => {
    const [stride, dilation, padding] = ["stride", "dilation", "padding"].map((name) => params[`${name}_${axis}`]);
    const start = stride === 1 ? at : `${at}·${stride}`;
    return `${start} + ${tap}${dilation === 1 ? "" : `·${dilation}`}${padding ? ` − ${padding}` : ""}`;
  };
  const tap = (axis, name) => (params.flip ? `${params[`kernel_${axis}`] - 1} − ${name}` : name);
  const padded = Math.max(...geometryOf(params).pads.flat()) > 0;
  const border = padded ? OUTSIDE[params.padding_mode] : "";
  return (
    `output[${filter}, ${row}, ${column}] = bias[${filter}] + Σ input[c, ${step(row, "h", "i")}, ` +
    `${step(column, "w", "j")}] · weight[${filter}, c, ${tap("h", "i")}, ${tap("w", "j")}], over c, i, j${border}`
  );
}

/** Shapes as torch writes them, and the multiplications counted. */
export function shapeLine(params, macs) {
  const place = geometryOf(params);
  const shapes = [[1, ...place.input], place.weight, [1, ...place.output]].map((shape) => `(${shape.join(", ")})`);
  const factors = [1, ...place.output, params.in_channels, ...place.kernel].join("·");
  return `${shapes[0]} ${params.flip ? "∗" : "⋆"} ${shapes[1]} → ${shapes[2]}, multiplications ${factors} = ${macs}`;
}

/** Which rows and columns of the padded input no window reads; empty where all are read. */
export function unreadWords(params) {
  const place = geometryOf(params);
  const parts = ["row", "column"].map((noun, axis) => {
    const lines = unreadLines(place, axis);
    return lines.length ? `${noun}${lines.length > 1 ? "s" : ""} ${lines.join(", ")}` : "";
  });
  const named = parts.filter(Boolean).join(" and ");
  const floored = ["h", "w"].some((axis) => roomLeft(params, axis) % params[`stride_${axis}`]);
  const why = floored ? "; the stride leaves a rest, and PyTorch rounds the size down" : "";
  return named ? `No window reads ${named} of the padded input (hatched)${why}.` : "";
}

/** Padded rows or columns at which a row or column of the input stands, in the padding too. */
export function copiesAlong(place, axis, from) {
  const lines = Array.from({ length: place.padded[axis] }, (_, line) => line);
  return lines.filter((line) => sourceAlong(place.mode, line - place.padding[axis], place.input[axis + 1]) === from);
}

/** The outputs of one channel that read an input [y, x]: index within the channel -> places in its window. */
export function readersOf(place, [y, x]) {
  const hits = (axis, from) => {
    const lines = new Set(copiesAlong(place, axis, from));
    return Array.from({ length: place.output[axis + 1] }, (_, at) =>
      linesRead(place, axis, at).flatMap((line, tap) => (lines.has(line) ? [tap] : [])),
    );
  };
  const [down, across] = [hits(0, y), hits(1, x)];
  const found = new Map();
  down.forEach((rows, i) =>
    across.forEach((columns, j) => {
      const taps = rows.flatMap((a) => columns.map((b) => a * place.kernel[1] + b));
      if (taps.length) found.set(i * place.output[2] + j, taps);
    }),
  );
  return found;
}

/** The weights, joined by "+", through which an output reads an input. */
export function weightsMet(params, filter, channel, taps) {
  const start = (filter * params.in_channels + channel) * params.kernel_h * params.kernel_w;
  const [first, ...rest] = taps.map((tap) => params.weight[start + tapAt(params, tap)]);
  return [format(first), ...rest.map((value) => (value < 0 ? format(value) : `+${format(value)}`))].join("");
}

/** The sentence for an input under the pointer, seen through one filter. */
export function inputSentence(params, channel, at, value, readers, filter) {
  const place = geometryOf(params);
  const columns = place.output[2];
  const copies = copiesAlong(place, 0, at[0]).length * copiesAlong(place, 1, at[1]).length - 1;
  const again = copies ? `, ${copies} time${copies > 1 ? "s" : ""} in the padding too,` : "";
  const where = `Input ${channel}, ${at.join(", ")} = ${format(value)}${again}`;
  if (!readers.size) return `${where} is read by no output.`;
  const outputs = `${readers.size} output${readers.size > 1 ? "s" : ""} of each channel`;
  if (readers.size > LISTED_READERS) return `${where} is read by ${outputs}.`;
  const uses = [...readers].map(
    ([index, taps]) => `(${Math.floor(index / columns)}, ${index % columns}): ${weightsMet(params, filter, channel, taps)}`,
  );
  return `${where} is read by ${outputs}; its weights in channel ${filter}: ${uses.join(", ")}.`;
}

/** The sentence for a weight under the pointer. */
export function weightSentence(params, filter, channel, tap) {
  const place = geometryOf(params);
  const start = (filter * params.in_channels + channel) * product(place.kernel);
  const [a, b] = [Math.floor(tap / place.kernel[1]), tap % place.kernel[1]];
  const count = place.output[1] * place.output[2];
  return (
    `Weight ${filter}, ${channel}, ${a}, ${b} = ${format(params.weight[start + tap])} multiplies ` +
    `${count} number${count > 1 ? "s" : ""} of input channel ${channel}, one for each output of channel ${filter}.`
  );
}
