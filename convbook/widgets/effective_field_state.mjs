// The state of the figure effective-field: legal parameters and its numbers.
import { clampInt } from "./core.mjs";
import { EFF_MOST, effAbove, effDeviation, effIsLine, effLines, effMap, effMostLayers, effRate, effReaches, effStep } from "./effective_field_sums.mjs";

export const EFF_RATES = ["same", "double", "cycle"];
export const EFF_WEIGHTS = ["ones", "binomial", "rim", "signs"];

export function normalize(params) {
  const given = Object(params);
  const full = {
    depth: clampInt(given.depth, 1, EFF_MOST, 10),
    kernel: clampInt(given.kernel, 2, 7, 3),
    dilation: clampInt(given.dilation, 1, 4, 1),
    rates: EFF_RATES.includes(given.rates) ? given.rates : "same",
    stride: clampInt(given.stride, 1, 3, 1),
    every: clampInt(given.every, 1, 8, 4),
    weights: EFF_WEIGHTS.includes(given.weights) ? given.weights : "ones",
    relu: given.relu === true,
    seed: clampInt(given.seed, 1, 99, 1),
    draws: clampInt(given.draws, 1, 8, 4),
    log: given.log === true,
  };
  return { ...full, depth: Math.min(full.depth, effMostLayers(full)) };
}

/** Standard deviation of equal weights for every depth, by the formula. */
function effFormulas(params, most) {
  let [twelfths, jump] = [0, 1];
  return Array.from({ length: most }, (_, layer) => {
    const reach = effRate(params, layer) * jump;
    twelfths += reach * reach * (params.kernel * params.kernel - 1);
    jump *= effStep(params, layer);
    return Math.sqrt(twelfths / 12);
  });
}

function effSums(params) {
  const maps = Array.from({ length: params.draws }, (_, draw) => effMap(params, draw));
  const output = new Float64Array(maps[0].length);
  for (const map of maps) for (let i = 0; i < map.length; i += 1) output[i] += Math.abs(map[i]);
  const side = Math.sqrt(output.length);
  const columns = new Float64Array(side);
  let used = 0;
  output.forEach((value, i) => {
    columns[i % side] += value;
    used += value > 0;
  });
  return { output: Array.from(output), columns, used, dead: maps.filter((map) => !map.some((value) => value)).length };
}

export function compute(params) {
  const line = effIsLine(params);
  const most = effMostLayers(params);
  const reaches = effReaches(params, most);
  let side = 1;
  const fields = reaches.map((reach) => (side += reach * (params.kernel - 1)));
  let jump = 1;
  for (let layer = 0; layer < params.depth; layer += 1) jump *= effStep(params, layer);
  let found;
  let sizes;
  if (line) {
    const lines = effLines(params, most);
    const output = lines[params.depth - 1];
    sizes = lines.map((row) => effAbove(row, null));
    found = { output, columns: output, used: output.filter((value) => value > 0).length ** 2, dead: 0 };
  } else {
    found = effSums(params);
    sizes = [effAbove(null, found.output)];
  }
  const total = found.columns.reduce((a, b) => a + b);
  return {
    output: found.output,
    most, fields, jump, sizes,
    size: line ? sizes[params.depth - 1] : sizes[0],
    formulas: effFormulas(params, most),
    sigma: total ? effDeviation(found.columns) : 0,
    total,
    used: found.used,
    dead: found.dead,
  };
}
