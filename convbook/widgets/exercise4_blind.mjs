// Judges of blind.py and agreeing.py in convbook/exercises/dynamic_pooling.
import { ex4Count, ex4Points } from "./exercise4_sizes.mjs";

/** The pixels of an axis that no output reads, in whole numbers throughout. */
function ex4Unread(size, alpha) {
  const outputs = ex4Count(size, alpha);
  const unit = 32 * outputs;
  const read = new Set();
  for (let cell = 0; cell < outputs; cell += 1) {
    const centre = 16 * (2 * cell + 1) * size - 16 * outputs;
    for (const shift of [-1, 1]) {
      const point = Math.min(Math.max(centre + shift * 8 * alpha * outputs, 0), (size - 1) * unit);
      read.add(Math.floor(point / unit)).add(Math.ceil(point / unit));
    }
  }
  return Array.from({ length: size }, (_, pixel) => pixel).filter((pixel) => !read.has(pixel));
}

/** The value of a row at a point between two pixels. */
function ex4At(row, point) {
  const left = Math.floor(point);
  const share = point - left;
  return share === 0 ? row[left] : row[left] + share * (row[left + 1] - row[left]);
}

export const EX4_BLIND = {
  "pixels-nobody-reads": ({ size, unread: wanted }, { alpha }) => {
    const outputs = ex4Count(size, alpha);
    const unread = ex4Unread(size, alpha);
    const listed = (unread.slice(0, 8).join(", ") || "none") + (unread.length > 8 ? ", …" : "");
    const shows = [{ text: `The output has ${outputs} px.` }, { text: `Pixels that no output reads: ${listed}.` }];
    if (unread.length !== wanted) return { points: 0, message: `${unread.length} px are read by no output, not ${wanted}.`, shows };
    if (outputs < 2) return { points: 0.5, message: `${unread.length} px are unread, but the output has 1 px only.`, shows };
    return { points: 1, message: `${outputs} outputs leave ${unread.length} px unread.`, shows };
  },

  "maximum-meets-mean": ({ alpha, wanted }, { row }) => {
    const pairs = ex4Points(row.length, alpha).map((pair) => pair.map((point) => ex4At(row, point)));
    const twins = row.filter((value, i) => value === row[i + 1]).length;
    const shows = [
      { cells: [pairs.map((pair) => Math.max(...pair) + 0)], label: "Maximum", role: "output" },
      { cells: [pairs.map(([a, b]) => (a + b) / 2 + 0)], label: "Mean", role: "output" },
      { text: `Pairs of equal neighbours in the row: ${twins}.` },
    ];
    const equal = pairs.filter(([a, b]) => a === b).length;
    if (equal < wanted.length) return { points: 0, message: `The maximum and the mean agree at ${equal} of ${wanted.length} outputs.`, shows };
    const right = pairs.filter(([a], i) => a === wanted[i]).length;
    if (right < wanted.length) return { points: 0.5, message: `The two agree; outputs that are as asked: ${right} of ${wanted.length}.`, shows };
    if (twins) return { points: 0.5, message: "Both give these outputs, but the row has equal neighbours.", shows };
    return { points: 1, message: "Both give these outputs: each cell has equal values at its points.", shows };
  },
};
