// What the figure dynamic-pool says.
import { format } from "./core.mjs";
import { DP_SIDE } from "./dynamic_pool_state.mjs";
import { DP_NAMES, dpShort } from "./dynamic_pool_view.mjs";

export function dpRatio(alpha) {
  return `${dpShort(alpha)} px, r = ${dpShort(1 / alpha)}`;
}

function dpPlaces(indices, width) {
  return indices.map((index) => `(${Math.floor(index / width)}, ${index % width})`).join(", ");
}

export function dpOutputSentence(params, numbers) {
  const { row, column, reduce } = params;
  const { cell, four, winner, output, output_size } = numbers;
  const [top, bottom, left, right] = cell.map(dpShort);
  const value = format(output[row * output_size[1] + column]);
  const chosen = reduce === "max" ? `The largest is ${value}, ${DP_NAMES[winner]}` : `Their mean is ${value}`;
  return `Output row ${row}, column ${column}: its cell spans ${top} to ${bottom} px down and ${left} to ${right} px across. At the four points on its diagonals the input is ${four.map(dpShort).join(", ")}. ${chosen}.`;
}

export function dpInputSentence(params, { readers, received, output_size }) {
  const { y, x, columns, values, reduce } = params;
  const start = `Input pixel row ${y}, column ${x}, value ${format(values[y * columns + x])}`;
  if (!readers.length) return `${start}: no point comes near it. Whatever stands there, the output is the same.`;
  const all = readers.length === 1 ? "1 output reads it" : `${readers.length} outputs read it`;
  const into = readers.filter((_, i) => received[i] > 0);
  const shares = received.filter((share) => share > 0).map(dpShort).join(", ");
  if (!into.length) return `${start}: ${all}, ${dpPlaces(readers, output_size[1])}, but another point wins there.`;
  const how = reduce === "max" ? "It is part of the largest value of" : "It is part of the mean of";
  return `${start}: ${all}, ${dpPlaces(readers, output_size[1])}. ${how} ${dpPlaces(into, output_size[1])}, with weight ${shares}.`;
}

function dpCompared(count, total, other) {
  if (count < 0) return `has another size, ${other}`;
  return count ? `differs in ${count} of ${total} px` : "is the same map";
}

export function dpResult(params, numbers) {
  const { rows, columns, alpha_h, alpha_w } = params;
  const [height, width] = numbers.output_size;
  const unread = numbers.uses.filter((uses) => uses === 0).length;
  const rounding = (size, alpha, count) => `${size} / ${format(alpha)} = ${dpShort(size / alpha)} → ${count}`;
  const total = height * width;
  return [
    ["Output, rounded half to even", `${height} × ${width} px (${rounding(rows, alpha_h, height)}; ${rounding(columns, alpha_w, width)})`],
    ["Input px that no output reads", `${unread} of ${rows * columns}`],
    ["2 × 2 max-pooling of this input", dpCompared(numbers.maxpool, total, numbers.maxpool_size.join(" × "))],
    ["The input itself", dpCompared(numbers.unchanged, total, `${rows} × ${columns}`)],
  ];
}

export function dpPhotoWords([height, width]) {
  return [`photograph, ${DP_SIDE} × ${DP_SIDE} px`, `pooled with the same ratios: ${height} × ${width} px`];
}

/** Where the points of an output of the photograph lie, and what it reads. */
export function dpPhotoSentence(params, output, [y, x], [height, width]) {
  const span = (at, count) => `${dpShort((at * DP_SIDE) / count)} to ${dpShort(((at + 1) * DP_SIDE) / count)}`;
  return `Photograph, output row ${y}, column ${x}, value ${output[y * width + x]}: its cell spans ${span(y, height)} px down and ${span(x, width)} px across.`;
}
