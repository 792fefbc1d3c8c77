// Judges of convbook/exercises/deformable_kernels/paths.py and moved_paths.py.
import { ex5Same } from "./exercise5_reads.mjs";

/** The derivatives of one output by all pixels that it sees: sums over paths. */
function ex5PathSums(first, second) {
  const found = new Array(first.length + second.length - 1).fill(0);
  first.forEach((one, i) => second.forEach((other, j) => (found[i + j] += one * other)));
  return found;
}

function ex5Stack({ kernels }, { first, second }) {
  const found = ex5PathSums(first, second);
  const wanted = ex5PathSums(...kernels);
  const shows = [{ cells: [found], label: "derivatives", role: "output" }];
  if (ex5Same(found, wanted)) return { points: 1, message: "All derivatives are as wanted.", shows };
  const wrong = found.map((_, i) => i).filter((i) => found[i] !== wanted[i]);
  return { points: wrong.length === 1 ? 0.5 : 0, message: `The derivative by pixel ${wrong[0]} is not as wanted.`, shows };
}

function ex5Zero({ first, pixel }, { second }) {
  const found = ex5PathSums(first, second);
  const shows = [{ cells: [found], label: "derivatives by pixels 0 to 4", role: "output" }];
  const other = found.findIndex((value, i) => value === 0 && i !== pixel);
  if (found[pixel] !== 0) return { points: 0, message: `The derivative by pixel ${pixel} is not 0.`, shows };
  if (second.includes(0)) return { points: 0.5, message: "A weight of layer 2 is 0.", shows };
  if (other >= 0) return { points: 0.5, message: `The derivative by pixel ${other} is 0, too.`, shows };
  return { points: 1, message: `The paths to pixel ${pixel} cancel, and no others do.`, shows };
}

function ex5Moved({ first, second, pixel, offsets: drawn }, { offsets }) {
  const read = (moves) =>
    moves.map((offset, tap) => {
      const place = Math.min(Math.max(tap + offset, 0), second.length - 1);
      const low = Math.min(Math.floor(place), second.length - 2);
      return (1 - place + low) * second[low] + (place - low) * second[low + 1];
    });
  const derivative = (kernel) => kernel.reduce((sum, weight, tap) => sum + weight * (first[pixel - tap] ?? 0), 0);
  const kernel = read(offsets);
  const found = derivative(kernel);
  const moved = offsets.filter((offset) => offset !== 0).length;
  const shows = [
    { cells: [kernel], label: "weights of layer 2", role: "kernel" },
    { cells: [[found]], label: `derivative by pixel ${pixel}`, role: "output" },
  ];
  if (found !== derivative(read(drawn))) return { points: 0, message: `The derivative by pixel ${pixel} is not as wanted.`, shows };
  if (moved > 2) return { points: 0.5, message: `The derivative is right, but ${moved} taps have moved.`, shows };
  return { points: 1, message: `The derivative by pixel ${pixel} is as wanted.`, shows };
}

export const EX5_PATHS = {
  "stack-for-a-field": ex5Stack,
  "zero-inside-the-field": ex5Zero,
  "moved-taps-derivative": ex5Moved,
};
