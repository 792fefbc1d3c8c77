// Judges of convbook/exercises/kernels_and_padding/groups.py and borders.py.
import { format } from "./core.mjs";

const EX3_EDGES = ["middle", "left edge", "right edge", "top edge", "bottom edge"];

const ex3Sum = (values) => values.reduce((sum, value) => sum + value, 0);

/** Whether all sizes stay, twice the sum of the mean offsets of all channels, and the span. */
function ex3Axis({ kernel, counts }, pads, axis) {
  const size = kernel[axis];
  const before = pads.filter((_, i) => i % 4 === 2 * axis);
  const after = pads.filter((_, i) => i % 4 === 2 * axis + 1);
  return {
    keeps: before.every((value, i) => value + after[i] === size - 1),
    twice: ex3Sum(counts.map((count, i) => count * (size - 1 - 2 * before[i]))),
    span: size + Math.max(...before) - Math.min(...before),
  };
}

function ex3Groups(params, { pads }) {
  const [down, across] = [0, 1].map((axis) => ex3Axis(params, pads, axis));
  const sums = `${format(down.twice / 2)} down, ${format(across.twice / 2)} to the right`;
  const reads = `${down.span} rows and ${across.span} columns`;
  const shows = [{ text: `Mean offsets, added over the channels: ${sums}.` }, { text: `Together the groups read ${reads}.` }];
  if (!down.keeps) return { points: 0, message: "Where top and bottom do not add up to k - 1, the number of rows changes.", shows };
  if (!across.keeps) return { points: 0, message: "Where left and right do not add up to k - 1, the number of columns changes.", shows };
  if (down.twice || across.twice) return { points: 0, message: `The offsets do not cancel: their sum is ${sums}.`, shows };
  if (down.span !== params.field[0] || across.span !== params.field[1]) {
    return { points: 0.5, message: `The offsets cancel, but the groups read ${reads}.`, shows };
  }
  return { points: 1, message: "The sizes stay, the offsets cancel and the field is as asked.", shows };
}

function ex3Band({ size, first: from, last: to }, { layers: flat }) {
  const [kernels, before, after] = [0, 1, 2].map((column) => flat.filter((_, i) => i % 3 === column));
  const first = ex3Sum(before);
  const last = size - 1 - ex3Sum(after);
  const known = first > last ? "no output is free of zeros" : `outputs ${first} to ${last} are free of zeros`;
  const shows = [{ text: `If every layer keeps the size, ${known}.` }];
  for (const [i, kernel] of kernels.entries()) {
    if (kernel < 2) return { points: 0, message: `Layer ${i + 1} has a kernel of 1 tap.`, shows };
    if (before[i] + after[i] !== kernel - 1) return { points: 0, message: `Layer ${i + 1} does not keep the size.`, shows };
  }
  const right = (first === from) + (last === to);
  if (right === 2) return { points: 1, message: `As asked, ${known}.`, shows };
  return { points: 0.5 * right, message: `Not as asked: ${known}.`, shows };
}

/** Outputs of a 3 x 3 kernel on 4 x 5 ones with zeros around them. */
function ex3Response(kernel) {
  const meets = (place, tap, size) => place + tap - 1 >= 0 && place + tap - 1 < size;
  const value = (y, x) => ex3Sum(kernel.filter((_, i) => meets(y, Math.floor(i / 3), 4) && meets(x, i % 3, 5)));
  return Array.from({ length: 4 }, (_, y) => Array.from({ length: 5 }, (_, x) => value(y, x)));
}

function ex3Border({ values }, { kernel }) {
  const out = ex3Response(kernel);
  const found = [out[1][2], out[1][0], out[1][4], out[0][2], out[3][2]];
  const shows = [{ cells: out, label: "Outputs", role: "output" }];
  const wrong = EX3_EDGES.map((_, i) => i).filter((i) => found[i] !== values[EX3_EDGES[i]]);
  if (!wrong.length) return { points: 1, message: "The edges and the middle are as asked.", shows };
  const name = EX3_EDGES[wrong[0]];
  const place = wrong[0] ? `at the ${name}` : "in the middle";
  const message = `The outputs ${place} are ${format(found[wrong[0]])}, not ${format(values[name])}.`;
  return { points: wrong.length <= 2 && wrong[0] ? 0.5 : 0, message, shows };
}

export const EX3_BORDERS = {
  "groups-that-balance": ex3Groups,
  "how-far-zeros-reach": ex3Band,
  "a-border-from-ones": ex3Border,
};
