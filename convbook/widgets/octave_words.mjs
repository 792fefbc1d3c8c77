// The sentences of the figure octave, and who reads whom in it.
import { format } from "./core.mjs";
import { OCTAVE_SIDE, octaveMet, octavePlace, octavePoolings, octaveTotal } from "./octave_state.mjs";

export const OCTAVE_ARROWS = { hh: "H→H", hl: "H→L", lh: "L→H", ll: "L→L" };
export const OCTAVE_PATH_WORDS = { hh: "high to high", hl: "high to low", lh: "low to high", ll: "low to low" };
const OCTAVE_MAP_WORDS = { h: "high", l: "low" };
const OCTAVE_STEPS_WORDS = { hh: "", hl: "pool 2 × 2, then ", lh: "", ll: "" };

/** 82,944 */
export function octaveGrouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 67.2 % */
export function octavePercent(share) {
  return `${format(Math.round(1000 * share) / 10)} %`;
}

/** Side of the input map "h" or "l". */
export function octaveSource(key) {
  return key === "h" ? OCTAVE_SIDE : OCTAVE_SIDE / 2;
}

/** What a path does, step by step: "pool 2 × 2, then 3 × 3". */
export function octaveSteps(path, cost) {
  const factor = 2 ** octavePoolings(path, cost.stride);
  const before = factor > 1 ? `pool ${factor} × ${factor}, then ` : OCTAVE_STEPS_WORDS[path];
  const after = cost.outputs[path[1]] > cost.sides[path] ? ", then every sum 2 × 2 times" : "";
  return `${before}3 × 3${after}`;
}

/** Inputs of a map that the output at a place reads: index to the weight it meets, or null. */
export function octaveReads(params, cost, place, key) {
  const lit = new Map();
  for (const path of cost.paths.filter((p) => p[0] === key && p[1] === place.key)) {
    const [side, factor] = [cost.sides[path], 2 ** octavePoolings(path, cost.stride)];
    const coarse = cost.outputs[path[1]] / side;
    const [y, x] = [Math.floor(place.row / coarse), Math.floor(place.column / coarse)];
    for (let tap = 0; tap < 9; tap += 1) {
      const [v, u] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
      if (v < 0 || u < 0 || v >= side || u >= side) continue;
      for (let i = 0; i < factor * factor; i += 1) {
        const at = (v * factor + Math.floor(i / factor)) * side * factor + u * factor + (i % factor);
        lit.set(at, factor === 1 ? format(params[path][tap]) : null);
      }
    }
  }
  return lit;
}

/** Outputs of a map that read an input: index to the weight it is given, with its share. */
export function octaveReaders(params, cost, source, key) {
  const lit = new Map();
  const width = octaveSource(source.key);
  for (const path of cost.paths.filter((p) => p[0] === source.key && p[1] === key)) {
    const [side, factor] = [cost.sides[path], 2 ** octavePoolings(path, cost.stride)];
    const wide = cost.outputs[key];
    const coarse = wide / side;
    const y = Math.floor(Math.floor(source.index / width) / factor);
    const x = Math.floor((source.index % width) / factor);
    for (let tap = 0; tap < 9; tap += 1) {
      const [v, u] = [y - Math.floor(tap / 3) + 1, x - (tap % 3) + 1];
      if (v < 0 || u < 0 || v >= side || u >= side) continue;
      const tag = format(params[path][tap]) + (factor > 1 ? `/${factor * factor}` : "");
      for (let i = 0; i < coarse * coarse; i += 1) {
        lit.set((v * coarse + Math.floor(i / coarse)) * wide + u * coarse + (i % coarse), tag);
      }
    }
  }
  return lit;
}

function octaveOf(list, index) {
  return format(list[index]);
}

/** "High output [4, 4] = 23 (high to high) + 13 (low to high) = 36. ..." */
export function octaveOutputSentence(params, cost, seen) {
  const place = octavePlace(params, cost);
  if (!place) return "No path leads anywhere: there is no output.";
  const paths = cost.paths.filter((path) => path[1] === place.key);
  const terms = paths.map((path) => `${octaveOf(seen[`part_${path}`], place.index)} (${OCTAVE_PATH_WORDS[path]})`);
  const total = paths.length > 1 ? ` = ${format(seen.output[params.look])}` : "";
  const reads = paths.map((path) => {
    const lit = octaveReads(params, cost, place, path[0]).size;
    return `${lit} ${OCTAVE_MAP_WORDS[path[0]]} numbers (${octaveSteps(path, cost)})`;
  });
  const name = place.key === "h" ? "High" : "Low";
  return `${name} output [${place.row}, ${place.column}] = ${terms.join(" + ")}${total}. It reads ${reads.join(" and ")}.`;
}

/** Who reads an input, and how much of it. */
export function octaveInputSentence(params, cost, { key, index }) {
  const side = octaveSource(key);
  const value = format((key === "h" ? params.high : params.low)[index]);
  const name = `${key === "h" ? "High" : "Low"} input [${Math.floor(index / side)}, ${index % side}] = ${value}`;
  const uses = cost.paths
    .filter((path) => path[0] === key)
    .map((path) => {
      const count = octaveReaders(params, cost, { key, index }, path[1]).size;
      const share = 4 ** octavePoolings(path, cost.stride);
      const part = share > 1 ? `, 1/${share} of it each` : "";
      return `${count} ${OCTAVE_MAP_WORDS[path[1]]} outputs through ${OCTAVE_PATH_WORDS[path]}${part}`;
    });
  return uses.length ? `${name} is read by ${uses.join(" and by ")}.` : `${name} is read by no path.`;
}

/** What a path is made of and what it costs. */
export function octavePathSentence(cost, path, macs) {
  const [sources, results] = cost.channels;
  const all = octaveTotal(macs);
  const index = ["hh", "hl", "lh", "ll"].indexOf(path);
  const name = OCTAVE_PATH_WORDS[path];
  return (
    `${name[0].toUpperCase()}${name.slice(1)} (${octaveSteps(path, cost)}): ${results[path[1]]} × ${sources[path[0]]} kernels, ` +
    `${octaveGrouped(cost.weights[path])} weights, each used in ${cost.sides[path]} × ${cost.sides[path]} places: ` +
    `${octaveGrouped(macs[index])} multiply-adds, ${octavePercent(macs[index] / all)} of the layer's.`
  );
}

/** What one channel holds and meets: `side` 0 is the input, 1 the output. */
export function octaveChannelSentence(cost, side, index) {
  const own = cost.channels[side];
  const other = cost.channels[1 - side];
  const key = index < own.h ? "h" : "l";
  const size = side === 0 ? octaveSource(key) : cost.outputs[key];
  const number = `${index} of ${own.h + own.l} (from 0)`;
  const named = (path) => `${other[path[1 - side]]} ${OCTAVE_MAP_WORDS[path[1 - side]]} through ${OCTAVE_PATH_WORDS[path]}`;
  const meets = cost.paths.filter((path) => path[side] === key).map(named);
  const verb = side === 0 ? "read by output channels" : "reads input channels";
  const what = `${side === 0 ? "Input" : "Output"} channel ${number} is ${OCTAVE_MAP_WORDS[key]}, ${size} × ${size} numbers`;
  return meets.length ? `${what}; ${verb}: ${meets.join(", ")}.` : `${what}; no path touches it.`;
}

/** The layer as a whole. */
export function octaveCostSentence(params, cost, seen) {
  const [sources, results] = cost.channels;
  const saved = seen.params < seen.plain_params;
  return (
    `α = ${format(params.alpha)}: ${sources.h} high and ${sources.l} low channels in, ${results.h} high and ${results.l} low out. ` +
    `${octaveGrouped(seen.params)} weights${saved ? ` of ${octaveGrouped(seen.plain_params)}` : ", as many as the vanilla layer"}; ` +
    `${octavePercent(seen.share_macs)} of the multiply-adds, ${octavePercent(seen.share_activations)} of the output's numbers.`
  );
}

/** The numbers and weights of one path for the output looked at. */
export function octaveProducts(params, cost, path, place) {
  const met = octaveMet(params, cost, path, place);
  return met.map((value, tap) => [value, params[path][tap]]);
}
