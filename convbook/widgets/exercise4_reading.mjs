// Judges of convbook/exercises/dynamic_pooling/reading.py.
import { format } from "./core.mjs";
import { ex4Points } from "./exercise4_sizes.mjs";

export const EX4_READING = {
  "query-points": ({ size, alpha, cell }, { before, behind }) => {
    const truth = ex4Points(size, alpha)[cell];
    const [middle, centre] = [(before + behind) / 2, (truth[0] + truth[1]) / 2];
    const apart = behind - before;
    const shows = [{ text: `Middle: ${format(middle)}. Apart: ${format(apart)} px.` }];
    if (before === truth[0] && behind === truth[1]) return { points: 1, message: "Both points are right.", shows };
    if (middle === centre) return { points: 0.5, message: "Their middle is the centre of the cell, but not their distance.", shows };
    if (apart === truth[1] - truth[0]) return { points: 0.5, message: "Their distance is right, but not the centre between them.", shows };
    return { points: 0, message: "Neither the centre nor the distance is right.", shows };
  },
  "odd-sizes-part": ({ ways, pooled }, { row }) => {
    const usual = [Math.max(row[0], row[1]), Math.max(row[2], row[3])];
    const found = [
      Math.max(0.75 * row[0] + 0.25 * row[1], 0.75 * row[1] + 0.25 * row[2]),
      Math.max(0.25 * row[2] + 0.75 * row[3], 0.25 * row[3] + 0.75 * row[4]),
    ];
    const shows = [
      { cells: [usual], label: "Max pooling", role: "output" },
      { cells: [found], label: "DynOPool", role: "output" },
    ];
    if (usual.some((value, i) => value !== pooled[i])) {
      return { points: 0, message: `Max pooling gives ${usual[0]} and ${usual[1]}, not ${pooled[0]} and ${pooled[1]}.`, shows };
    }
    const met = ways.filter((way, i) => (way === "larger" ? found[i] > usual[i] : found[i] < usual[i])).length;
    const said = `DynOPool gives ${format(found[0])} and ${format(found[1])}`;
    if (met === 2) return { points: 1, message: `${said}, on the sides asked for.`, shows };
    return { points: met / 2, message: `${said}; not both lie on the side asked for.`, shows };
  },
  "quarter-averages-first": (params, { map }) => {
    const means = [0, 2, 8, 10].map((at) => (map[at] + map[at + 1] + map[at + 4] + map[at + 5]) / 4);
    const [found, largest] = [Math.max(...means), Math.max(...map)];
    const said = `The largest pixel is ${largest}, the output ${format(found)}`;
    const shows = [{ text: `${said}.` }];
    const right = (largest === params.largest) + (found === params.output);
    if (right === 2) return { points: 1, message: `${said}, as asked.`, shows };
    return { points: right / 2, message: `${said}, not ${params.largest} and ${format(params.output)}.`, shows };
  },
};
