// Judges of alike.py and corners.py in convbook/exercises/kernels_and_padding.
import { format } from "./core.mjs";

/** What a mode writes at position `i` of a row. */
function ex3Shown(mode, row, i) {
  const size = row.length;
  if (mode === "zeros") return 0;
  if (mode === "circular") return row[(i + size) % size];
  if (mode === "replicate") return row[Math.min(Math.max(i, 0), size - 1)];
  const edge = mode === "symmetric" ? 0 : 1;
  return row[i < 0 ? -i - 1 + edge : 2 * size - 1 - i - edge];
}

function ex3Alike({ modes, side, size, padding }, { row }) {
  const shows = [];
  const equal = {};
  for (const name of ["left", "right"]) {
    const start = name === "left" ? -padding : size;
    const borders = modes.map((mode) => Array.from({ length: padding }, (_, i) => ex3Shown(mode, row, start + i)));
    const both = modes.map((mode, i) => `\`${mode}\` ${borders[i].map(format).join(", ")}`).join(" and ");
    shows.push({ text: `On the ${name}: ${both}.` });
    equal[name] = borders[0].filter((value, i) => value === borders[1][i]).length;
  }
  const other = side === "left" ? "right" : "left";
  const alike = equal[side] === padding;
  if (alike && equal[other] === 0) return { points: 1, message: `Alike on the ${side}, different everywhere on the ${other}.`, shows };
  if (alike) return { points: 0.5, message: `Alike on the ${side}, but equal cells on the ${other}: ${equal[other]}.`, shows };
  return { points: 0, message: `Equal cells on the ${side}: ${equal[side]} of ${padding}.`, shows };
}

function ex3Corner({ kept, corner: few, middle: many }, { tall, wide, above, beside }) {
  if (above >= tall || beside >= wide) return { points: 0, message: "There are not fewer zeros than taps: some outputs would read zeros only.", shows: [] };
  const [corner, middle] = [(above + 1) * (beside + 1), tall * wide];
  const [rows, columns] = [32 + 2 * above - tall + 1, 40 + 2 * beside - wide + 1];
  const shows = [
    { text: `Outputs that read the corner: ${corner}.` },
    { text: `Outputs that read a pixel in the middle: ${middle}.` },
    { text: `The output has ${rows} rows and ${columns} columns.` },
  ];
  const sizes = (rows === 32) === (kept === "rows") && (columns === 40) === (kept === "columns");
  const points = sizes + (corner === few) + (middle === many) === 2 ? 0.5 : 0;
  if (corner !== few) return { points, message: `Outputs that read the corner: ${corner}, not ${few}.`, shows };
  if (middle !== many) return { points, message: `Outputs that read a pixel in the middle: ${middle}, not ${many}.`, shows };
  if (!sizes) return { points, message: "Both counts are right, but the size is not as asked.", shows };
  return { points: 1, message: "Both counts and the size are as asked.", shows };
}

export const EX3_CORNERS = {
  "borders-alike-on-one-side": ex3Alike,
  "reads-of-a-corner": ex3Corner,
};
