// What the figure symmetric-padding says.
import { format } from "./core.mjs";
import { SP_ORDERS, spUnit } from "./symmetric_padding_state.mjs";

function spSpan(first, last) {
  return first === last ? String(first) : `${first} to ${last}`;
}

function spLayers(depth) {
  return depth === 1 ? "one layer" : `${depth} layers`;
}

export function spCount(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "the middle", or how far from it in px. */
export function spLean(shift) {
  const ways = [["up", "down"], ["left", "right"]];
  const parts = shift.map((value, axis) => (value ? `${format(Math.abs(value))} px ${ways[axis][value > 0 ? 1 : 0]}` : ""));
  return parts.filter(Boolean).join(", ") || "centred";
}

/** First and last row, first and last column of what is not 0; null where all is. */
function spExtent(counts, side) {
  const places = counts.flatMap((count, i) => (count ? [[Math.floor(i / side), i % side]] : []));
  if (!places.length) return null;
  return [0, 1].map((axis) => {
    const along = places.map((place) => place[axis]);
    return spSpan(Math.min(...along), Math.max(...along));
  });
}

export function spOutputSentence(params, numbers) {
  const { y, x, depth, size } = params;
  const box = spExtent(numbers.output, size);
  const within = numbers.output.filter(Boolean).length;
  const [rows, columns] = numbers.field;
  const read = box ? `rows ${box[0]}, columns ${box[1]}` : "padding alone";
  const outside = within < rows * columns ? `, ${spCount(within, "pixel")} within the image` : "";
  const groups = depth > 1 ? "" : ` ${spWindows(params, numbers)}`;
  return `Output row ${y}, column ${x}: through ${spLayers(depth)} it reads ${read}, a field of ${rows} by ${columns}${outside}.${groups}`;
}

/** What each group reads, along rows and columns. */
function spWindows({ order }, { windows, groups }) {
  const parts = SP_ORDERS[order].flatMap((corner, index) => {
    if (!groups[index]) return [];
    const [top, bottom, left, right] = windows.slice(4 * index, 4 * index + 4);
    return [`zeros ${corner}: rows ${spSpan(top, bottom)}, columns ${spSpan(left, right)}`];
  });
  return `By group, ${parts.join("; ")}.`.replaceAll("-", "−");
}

export function spInputSentence(params, numbers, side) {
  const { row, column, depth } = params;
  const box = spExtent(numbers.readers, side);
  if (!box) return `Input row ${row}, column ${column}: no output reads it.`;
  const reached = numbers.readers.filter(Boolean).length;
  return `Input row ${row}, column ${column}: through ${spLayers(depth)}, ${spCount(reached, "output")} read it, rows ${box[0]}, columns ${box[1]}.`;
}

export function spScale(counts) {
  const unit = spUnit(counts);
  if (!unit) return "numbers: percent of the most";
  return unit === 1 ? "numbers: paths" : `numbers: paths, in units of ${unit}`;
}

export function spResult(params, { field, shift, weights, multiplications, groups }) {
  const { kernel, channels, depth } = params;
  const share = `${kernel * kernel}/9`;
  const sizes = groups.join(" + ");
  return [
    [`Field through ${spLayers(depth)}`, `${field[0]} × ${field[1]} px`],
    ["Middle of the taps", spLean(shift)],
    [`Channels ${channels}, in groups of`, sizes],
    ["Weights of a layer; of 3 × 3", `${weights[0]}; ${weights[1]} (${share})`],
    ["Multiplications, first layer; of 3 × 3", `${multiplications[0]}; ${multiplications[1]}`],
  ];
}
