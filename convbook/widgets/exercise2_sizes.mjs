// Judges of paths.py, sizes.py and pyramid.py in convbook/exercises/dilated_convolution.
import { convOutputSize, effectiveKernelSize } from "./core.mjs";

/** Paths to one output, from every input of its field. */
function ex2Counts(rates, kernel) {
  let counts = [1];
  for (const rate of rates) {
    const next = Array(counts.length + (kernel - 1) * rate).fill(0);
    for (let tap = 0; tap < kernel; tap += 1) counts.forEach((count, i) => (next[i + tap * rate] += count));
    counts = next;
  }
  return counts;
}

function ex2Paths({ kernel, paths, field: wanted }, { rates }) {
  const counts = ex2Counts(rates, kernel);
  const field = counts.length;
  const middle = counts[(field - 1) / 2];
  const edge = counts.slice(0, 12);
  const shows = [{ text: `The field has ${field} inputs.` }, { text: `Paths from its first ${edge.length} inputs: ${edge.join(", ")}.` }];
  if (field === wanted && middle === paths) return { points: 1, message: `The field is ${field}, and the middle has paths: ${middle}.`, shows };
  if (field === wanted) return { points: 0.5, message: `The field fits; paths from the middle: ${middle}, not ${paths}.`, shows };
  if (middle === paths) return { points: 0.5, message: `The paths from the middle are right; the field is ${field}, not ${wanted}.`, shows };
  return { points: 0, message: `The field is ${field}, and paths from the middle: ${middle}.`, shows };
}

function ex2Layer({ size, stride, output: wanted, span: least }, { kernel, dilation, padding }) {
  const span = effectiveKernelSize(kernel, dilation);
  const shows = [{ text: `The kernel spans ${span}, and the padded row ${size + 2 * padding}.` }];
  const output = convOutputSize(size, kernel, stride, padding, padding, dilation);
  if (output < 1) return { points: 0, message: "The kernel does not fit into the padded row.", shows };
  if (output !== wanted) return { points: 0, message: `The output has ${output} places, not ${wanted}.`, shows };
  if (span < least) return { points: 0.5, message: `The output size is right, but the kernel spans ${span}, not ${least}.`, shows };
  return { points: 1, message: `The output has ${output} places, and the kernel spans ${span}.`, shows };
}

function ex2Taps({ height, width, taps: wanted, rate: least }, { rate, row, column }) {
  const steps = [-rate, 0, rate];
  const within = (place, size) => place >= 0 && place < size;
  const inside = steps.map((a) => steps.map((b) => within(row + a, height) && within(column + b, width)));
  const names = ["top", "middle", "bottom"];
  const shows = [{ heads: ["tap row", "left", "middle", "right"], rows: inside.map((line, i) => [names[i], ...line.map((one) => (one ? "map" : "padding"))]) }];
  if (row >= height || column >= width) return { points: 0, message: `Row ${row}, column ${column} is not on the map.`, shows };
  const taps = inside.flat().filter(Boolean).length;
  if (taps !== wanted) return { points: 0, message: `Taps on the map: ${taps}, not ${wanted}.`, shows };
  if (rate < least) return { points: 0.5, message: `Taps on the map: ${taps}, but the rate ${rate} is too small.`, shows };
  return { points: 1, message: `Taps on the map: ${taps}.`, shows };
}

export const EX2_SIZES = { "paths-from-the-middle": ex2Paths, "dilated-layer-for-a-size": ex2Layer, "taps-on-the-map": ex2Taps };
