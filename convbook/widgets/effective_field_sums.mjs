// The arithmetic of the figure effective-field: seeded kernels and inputs, sums over all paths.

export const EFF_MOST = 32;
export const EFF_LINE_CAP = 129;
export const EFF_MAP_CAP = 63;
export const EFF_THRESHOLD = 0.0455;
const EFF_EXACT = 2 ** 53;
const EFF_AMPLITUDE = 8;

/** Random integers of 32 bits (splitmix32), as the library gives them; returns `below(bound)`. */
function effStream(seed, draw, layer) {
  let state = (seed * 65536 + draw * 256 + layer) >>> 0;
  return (bound) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % bound;
  };
}

/** Weights along one axis; random signs have none, and count as ones. */
export function effTaps(weights, kernel) {
  if (weights === "binomial") {
    let row = [1];
    for (let i = 1; i < kernel; i += 1) row = [...row, 0].map((value, j) => value + (row[j - 1] ?? 0));
    return row;
  }
  if (weights === "rim") return Array.from({ length: kernel }, (_, i) => 1 + Math.max(i, kernel - 1 - i) - Math.floor(kernel / 2));
  return new Array(kernel).fill(1);
}

function effSigns(kernel, below) {
  const count = kernel * kernel;
  const minus = Math.floor(count / 2) + (count % 2 ? below(2) : 0);
  const values = Array.from({ length: count }, (_, i) => (i < minus ? -1 : 1));
  for (let i = count - 1; i > 0; i -= 1) {
    const j = below(i + 1);
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}

export function effRate({ dilation, rates }, layer) {
  if (rates === "double") return dilation * 2 ** Math.min(layer, 20);
  return rates === "cycle" ? 1 + (layer % dilation) : dilation;
}

export function effStep({ stride, every }, layer) {
  return (layer + 1) % every === 0 ? stride : 1;
}

/** Whether the field is the product of two equal lines. */
export function effIsLine({ weights, relu }) {
  return weights !== "signs" && !relu;
}

/** Distance of neighbouring taps in the input, layer by layer: dilation times jump below. */
export function effReaches(params, count) {
  let jump = 1;
  return Array.from({ length: count }, (_, layer) => {
    const reach = effRate(params, layer) * jump;
    jump *= effStep(params, layer);
    return reach;
  });
}

/** The largest depth whose field fits the figure and whose sums are exact. */
export function effMostLayers(params) {
  const line = effIsLine(params);
  const mass = effTaps(params.weights, params.kernel).reduce((a, b) => a + b);
  let [total, side, jump] = [line ? 1 : params.draws, 1, 1];
  for (let layer = 0; layer < EFF_MOST; layer += 1) {
    side += effRate(params, layer) * jump * (params.kernel - 1);
    jump *= effStep(params, layer);
    total *= line ? mass : mass * mass;
    if (side > (line ? EFF_LINE_CAP : EFF_MAP_CAP) || total > EFF_EXACT) return Math.max(1, layer);
  }
  return EFF_MOST;
}

/** Sums of the paths' weights along one axis for every depth up to `most`. */
export function effLines(params, most) {
  const taps = effTaps(params.weights, params.kernel);
  let line = [1];
  return effReaches(params, most).map((reach) => {
    const next = new Array(line.length + reach * (taps.length - 1)).fill(0);
    taps.forEach((tap, t) => {
      for (let i = 0; i < line.length; i += 1) next[i + t * reach] += tap * line[i];
    });
    line = next;
    return line;
  });
}

function effForward(input, side, weight, kernel, reach) {
  const out = side - reach * (kernel - 1);
  const found = new Float64Array(out * out);
  weight.forEach((value, tap) => {
    const shift = Math.floor(tap / kernel) * reach * side + (tap % kernel) * reach;
    for (let y = 0; y < out; y += 1) {
      let from = y * side + shift;
      for (let to = y * out, end = to + out; to < end; to += 1, from += 1) found[to] += value * input[from];
    }
  });
  return found;
}

function effBackward(gradient, out, weight, kernel, reach) {
  const side = out + reach * (kernel - 1);
  const found = new Float64Array(side * side);
  weight.forEach((value, tap) => {
    const shift = Math.floor(tap / kernel) * reach * side + (tap % kernel) * reach;
    for (let y = 0; y < out; y += 1) {
      let to = y * side + shift;
      for (let from = y * out, end = from + out; from < end; from += 1, to += 1) found[to] += value * gradient[from];
    }
  });
  return found;
}

function effKernels({ weights, kernel, depth, seed }, draw) {
  if (weights === "signs") return Array.from({ length: depth }, (_, i) => effSigns(kernel, effStream(seed, draw, 1 + i)));
  const taps = effTaps(weights, kernel);
  return new Array(depth).fill(taps.flatMap((a) => taps.map((b) => a * b)));
}

/** Maps before each ReLU for the seeded input, from layer 1 on. */
function effMaps(params, draw, kernels, reaches, side) {
  const below = effStream(params.seed, draw, 0);
  let map = Float64Array.from({ length: side * side }, () => below(2 * EFF_AMPLITUDE + 1) - EFF_AMPLITUDE);
  let width = side;
  return kernels.slice(0, -1).map((weight, layer) => {
    map = effForward(layer ? map.map((value) => Math.max(0, value)) : map, width, weight, params.kernel, reaches[layer]);
    width -= reaches[layer] * (params.kernel - 1);
    return map;
  });
}

/** Derivative of the output by every pixel, in one draw of weights and input. */
export function effMap(params, draw) {
  const kernels = effKernels(params, draw);
  const reaches = effReaches(params, params.depth);
  const side = 1 + (params.kernel - 1) * reaches.reduce((a, b) => a + b);
  const maps = params.relu ? effMaps(params, draw, kernels, reaches, side) : null;
  let [gradient, width] = [Float64Array.of(1), 1];
  for (let layer = params.depth - 1; layer >= 0; layer -= 1) {
    gradient = effBackward(gradient, width, kernels[layer], params.kernel, reaches[layer]);
    width += reaches[layer] * (params.kernel - 1);
    if (maps && layer) gradient.forEach((_, i) => maps[layer - 1][i] > 0 || (gradient[i] = 0));
  }
  return gradient;
}

/** Standard deviation of a distribution given by weights, term by term from the left. */
export function effDeviation(line) {
  let [total, first, second] = [0, 0, 0];
  for (let i = 0; i < line.length; i += 1) {
    total += line[i];
    first += line[i] * i;
    second += line[i] * i * i;
  }
  const mean = first / total;
  return Math.sqrt(Math.max(0, second / total - mean * mean));
}

/** Root of the number of pixels above the threshold, 0 where the middle one is 0. */
export function effAbove(line, map) {
  const side = line ? line.length : Math.sqrt(map.length);
  const middle = Math.floor(side / 2);
  const centre = line ? line[middle] * line[middle] : map[middle * side + middle];
  if (!(centre > 0)) return 0;
  const least = EFF_THRESHOLD * centre;
  let count = 0;
  if (line) for (const row of line) for (const column of line) count += row * column > least;
  else for (const value of map) count += value > least;
  return Math.sqrt(count);
}
