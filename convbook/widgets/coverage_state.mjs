// The state of the figure coverage: legal parameters and its numbers.
import { clampInt } from "./core.mjs";
import { covNumbers, covRates, covTorch } from "./coverage_line.mjs";

export const COV_MOST_LAYERS = 5;
export const COV_MOST_RATE = 12;
export const COV_REACH = 3;

export function normalize(params) {
  const given = Object(params);
  const rates = covRates(given.rates, COV_MOST_LAYERS, COV_MOST_RATE);
  return {
    kernel: clampInt(given.kernel, 2, 7, 3),
    rates,
    depth: clampInt(given.depth, 1, rates.length, rates.length),
    dy: clampInt(given.dy, -COV_REACH, COV_REACH, 0) + 0,
    dx: clampInt(given.dx, -COV_REACH, COV_REACH, 0) + 0,
  };
}

/** Pixels along an axis that two outputs both read, for distances 0 to COV_REACH. */
function covShared(line) {
  return Array.from({ length: COV_REACH + 1 }, (_, d) => line.filter((count, i) => count > 0 && line[i + d] > 0).length);
}

export function covStack({ rates, depth }) {
  return rates.slice(0, depth);
}

export function compute(params) {
  const rates = covStack(params);
  const numbers = covNumbers(rates, params.kernel);
  const shared = covShared(numbers.output);
  const top = Math.max(...numbers.output);
  return {
    ...numbers,
    most: top * top,
    paths: params.kernel ** (2 * rates.length),
    shared,
    both: shared[Math.abs(params.dy)] * shared[Math.abs(params.dx)],
  };
}

export function torchCode(params) {
  return covTorch(covStack(params), params.kernel);
}
