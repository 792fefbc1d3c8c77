// Judges of convbook/exercises/deformable_kernels/offsets.py and slopes.py.
import { ex5Pairs, ex5Places, ex5Same, ex5Splat } from "./exercise5_reads.mjs";

const EX5_LOW = -4;
const EX5_SIZE = 11;

function ex5Dilation({ kernel, rates, shift }, { offsets }) {
  const taps = ex5Places(kernel);
  const reads = ex5Pairs(offsets).map(([y, x], t) => [taps[t][0] + y, taps[t][1] + x]);
  const shows = [{ heads: ["tap", "reads row", "reads column"], rows: reads.map(([y, x], t) => [`(${taps[t][0]}, ${taps[t][1]})`, y, x]) }];
  const right = [0, 1].map((axis) => reads.map((read, t) => read[axis] === rates[axis] * taps[t][axis] + shift[axis]));
  const whole = right.map((axis) => axis.every(Boolean));
  if (whole[0] && whole[1]) return { points: 1, message: "Every tap reads its pixel.", shows };
  if (whole[0] || whole[1]) return { points: 0.5, message: "The taps are right along one axis only.", shows };
  const bad = taps.findIndex((_, t) => !(right[0][t] && right[1][t]));
  return { points: 0, message: `Tap ${bad} (counted from 0) reads another place than it should.`, shows };
}

function ex5Kernel({ weights, places }, { offsets }) {
  const taps = ex5Places([2, 2]);
  const reads = ex5Pairs(offsets).map(([y, x], t) => [taps[t][0] + y, taps[t][1] + x]);
  const [found, wanted] = [reads, places].map((at) => ex5Splat(weights, at, EX5_LOW, EX5_SIZE));
  const inner = found.slice(4, 8).map((row) => row.slice(4, 8));
  const filled = (values) => values.flat().filter((value) => value !== 0).length;
  const shows = [
    { cells: inner, label: "the kernel that this makes, 4 × 4", role: "output" },
    { text: `Pixels that it reads outside these: ${filled(found) - filled(inner)}.` },
  ];
  if (ex5Same(found.flat(), wanted.flat())) return { points: 1, message: "The two compute the same on every image.", shows };
  const [support, target] = [found, wanted].map((values) => values.flat().map((value) => value !== 0));
  if (ex5Same(support, target)) return { points: 0.5, message: "The right pixels are read, with other weights.", shows };
  return { points: 0, message: "Other pixels are read than the wanted kernel reads.", shows };
}

function ex5Gradient({ place: [y, x], weight, output, slopes }, { image: [a, b, c, d] }) {
  const read = weight * ((1 - y) * ((1 - x) * a + x * b) + y * ((1 - x) * c + x * d));
  const down = weight * ((1 - x) * (c - a) + x * (d - b));
  const right = weight * ((1 - y) * (b - a) + y * (d - c));
  const shows = [{ heads: ["output", "by dy", "by dx"], rows: [[read, down, right]] }];
  const value = read === output;
  const both = down === slopes[0] && right === slopes[1];
  if (value && both) return { points: 1, message: "Output and both derivatives are as wanted.", shows };
  if (both) return { points: 0.5, message: "Both derivatives are right; the output is not.", shows };
  if (value) return { points: 0, message: "The output is right; at least one derivative is not.", shows };
  return { points: 0, message: "The output and at least one derivative are not as wanted.", shows };
}

export const EX5_OFFSETS = {
  "offsets-as-dilation": ex5Dilation,
  "offsets-for-a-kernel": ex5Kernel,
  "pixels-for-a-gradient": ex5Gradient,
};
