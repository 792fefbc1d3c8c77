// Judges of zoo.py and partial.py in convbook/exercises/kernels_and_padding.
import { format } from "./core.mjs";

/** Index of the cell that a mode shows at position `i` of `n`. */
function ex3Source(mode, i, n) {
  if (mode === "circular") return (i + n) % n;
  const edge = mode === "symmetric" ? 0 : 1;
  return i < 0 ? -i - 1 + edge : 2 * n - 1 - i - edge;
}

function ex3Row({ left, right, before: first, after: last }, { row }) {
  const before = [-3, -2, -1].map((i) => row[ex3Source(left, i, 7)]);
  const after = [7, 8, 9].map((i) => row[ex3Source(right, i, 7)]);
  const [begins, ends] = [before, after].map((values) => values.map(format).join(", "));
  const shows = [{ text: `Left border: ${begins}.` }, { text: `Right border: ${ends}.` }];
  const [start, end] = [before.every((v, i) => v === first[i]), after.every((v, i) => v === last[i])];
  if (!start && !end) return { points: 0, message: `The borders are ${begins} and ${ends}.`, shows };
  if (!start) return { points: 0.5, message: `The right border is as given, but the left one is ${begins}.`, shows };
  if (!end) return { points: 0.5, message: `The left border is as given, but the right one is ${ends}.`, shows };
  return { points: 1, message: "Both borders are as given.", shows };
}

function ex3Partial({ eighths, height, width, y }, { tall, wide, x }) {
  if (tall % 2 === 0 || wide % 2 === 0) return { points: 0, message: "Both sides of the kernel must be odd.", shows: [] };
  const inside = (kernel, place, size) => {
    const half = (kernel - 1) / 2;
    return Math.min(place + half, size - 1) - Math.max(place - half, 0) + 1;
  };
  const [high, broad] = [inside(tall, y, height), inside(wide, x, width)];
  const said = `Taps inside the image: ${high * broad} of ${tall * wide}.`;
  const shows = [{ text: `Taps inside: ${high} of ${tall} down, ${broad} of ${wide} across.` }];
  const right = 8 * tall * wide === eighths * high * broad;
  return { points: right ? 1 : 0, message: right ? said : `The factor is another one. ${said}`, shows };
}

export const EX3_ZOO = {
  "row-between-borders": ex3Row,
  "factor-of-partial-convolution": ex3Partial,
};
