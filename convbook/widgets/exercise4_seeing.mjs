// Judges of convbook/exercises/dynamic_pooling/seeing.py.
import { format } from "./core.mjs";

/** Sum of squared differences of neighbours within the lines. */
function ex4SquareSteps(lines) {
  return lines.flatMap((line) => line.slice(1).map((value, i) => (value - line[i]) ** 2)).reduce((sum, part) => sum + part, 0);
}

/** The receptive field along one axis. */
function ex4Field({ before, behind }, alpha) {
  return 1 + 2 * before + alpha / 2 + 2 * behind * alpha;
}

export const EX4_SEEING = {
  "bars-of-a-share": ({ axis, size, deep, pairs }, { picture }) => {
    const width = axis === "columns" ? size : deep;
    const count = picture.length;
    const rows = Array.from({ length: count / width }, (_, y) => picture.slice(y * width, (y + 1) * width));
    const columns = Array.from({ length: width }, (_, x) => rows.map((row) => row[x]));
    const [lines, turned] = axis === "rows" ? [columns, rows] : [rows, columns];
    const total = picture.reduce((sum, value) => sum + value, 0);
    const spread = count * picture.reduce((sum, value) => sum + value * value, 0) - total * total;
    const [along, across] = [ex4SquareSteps(lines), ex4SquareSteps(turned)];
    const [beside, above] = axis === "rows" ? [across, along] : [along, across];
    const shows = [
      { text: `Squared differences of neighbours in a row, added up: ${beside}.` },
      { text: `Squared differences of neighbours in a column, added up: ${above}.` },
    ];
    if (spread === 0) return { points: 0, message: "All pixels are alike: there is no variation to hold.", shows };
    if (across !== 0) return { points: 0, message: "The window that should hold nothing holds something.", shows };
    if (along * count * count === 4 * deep * pairs * spread) {
      return { points: 1, message: "The one window holds nothing, the other the share asked for.", shows };
    }
    return { points: 0.5, message: "The one window holds nothing; the other holds another share.", shows };
  },
  "field-for-a-stretch": (params, { alpha_h, alpha_w }) => {
    const [high, wide] = [ex4Field(params, alpha_h), ex4Field(params, alpha_w)];
    const shows = [{ text: `The field is ${format(high)} px high, ${format(wide)} px wide.` }];
    const width = params.width <= wide && wide < params.width + 1;
    const square = Math.abs(high - params.stretch * wide) <= 1;
    if (width && square) return { points: 1, message: "The width is as asked, and the field covers a square.", shows };
    if (square) return { points: 0.5, message: "The field covers a square, but its width is not as asked.", shows };
    if (width) return { points: 0.5, message: "The width is as asked, but the field does not cover a square.", shows };
    return { points: 0, message: "Neither the width nor the square is as asked.", shows };
  },
};
