// Judges of convbook/exercises/deformable_kernels/taps.py, spread.py and clamping.py.
import { ex5Places, ex5Rows, ex5Same, ex5Sampled } from "./exercise5_reads.mjs";

function ex5Taps({ scope, places }, { offsets }) {
  const rest = (scope.length - 2) / 2;
  const moves = ex5Places([2, 2]).flatMap(([a, b], t) => [places[t][0] - a - rest, places[t][1] - b - rest]);
  const [found, wanted] = [offsets, moves].map((values) => ex5Sampled(scope, values, 2, true));
  const shows = [{ cells: ex5Rows(found, 2), label: "the kernel that is read", role: "output" }];
  const right = found.filter((value, t) => value === wanted[t]).length;
  if (right === 4) return { points: 1, message: "The taps read the wanted kernel.", shows };
  return { points: right >= 2 ? 0.5 : 0, message: `Taps that read what they should: ${right} of 4.`, shows };
}

function ex5Spread({ slopes, level, spread, shift }, answer) {
  const axis = [0, 1, 2, 3, 4];
  const scope = axis.map((i) => axis.map((j) => level + slopes[0] * (i - 2) + slopes[1] * (j - 2)));
  const read = (wide, down, right) => {
    const offsets = ex5Places([3, 3]).flatMap(([i, j]) => [(wide - 1) * (i - 1) + down, (wide - 1) * (j - 1) + right]);
    return ex5Sampled(scope, offsets, 3, true);
  };
  const found = read(answer.spread, answer.down, answer.right);
  const wanted = read(spread, ...shift);
  const shows = [{ cells: ex5Rows(found, 3), label: "the kernel that is read", role: "output" }];
  if (ex5Same(found, wanted)) return { points: 1, message: "The taps read the wanted kernel.", shows };
  const apart = new Set(found.map((value, t) => value - wanted[t]));
  if (apart.size === 1) return { points: 0.5, message: "The kernel is right but for a number added to all of it.", shows };
  return { points: 0, message: "The taps read another kernel.", shows };
}

function ex5Clamp({ scope, entry, eighths }, { dy, dx }) {
  const found = [true, false].map((clamp) => ex5Sampled(scope, [dy, dx], 1, clamp)[0]);
  const value = scope[entry[0]][entry[1]];
  const rest = (scope.length - 1) / 2;
  const shows = [{ heads: ["row", "column", "clamped", "not clamped"], rows: [[rest + dy, rest + dx, ...found]] }];
  const right = [found[0] === value, found[1] === (value * eighths) / 8];
  if (right[0] && right[1]) return { points: 1, message: "Both values are as wanted.", shows };
  if (right[0]) return { points: 0.5, message: "The clamped value is right, the other is not.", shows };
  if (right[1]) return { points: 0.5, message: "The value without clamp is right, the clamped one is not.", shows };
  return { points: 0, message: "Neither value is as wanted.", shows };
}

export const EX5_TAPS = {
  "taps-for-a-kernel": ex5Taps,
  "spread-and-shift-taps": ex5Spread,
  "clamp-or-fade": ex5Clamp,
};
