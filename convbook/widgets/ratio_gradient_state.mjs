// The figure ratio-gradient: legal parameters, the numbers, the PyTorch code.
import { clampInt } from "./core.mjs";

export const RG_STEPS = 24;
export const RG_ALPHA = [0.5, 16];
const RG_LOWEST = 1 / 64;
const RG_HIGHEST = 16;

/** A multiple of 1 / parts within the limits. */
export function rgMultiple(value, parts, low, high, fallback) {
  const number = Math.round(Number(value ?? Number.NaN) * parts) / parts;
  return Number.isFinite(number) ? Math.min(high, Math.max(low, number)) : fallback;
}

export function rgNormalize(params) {
  const given = params ?? {};
  return {
    alpha: rgMultiple(given.alpha, 64, ...RG_ALPHA, 8),
    size: clampInt(given.size, 4, 32, 16),
    goal: rgMultiple(given.goal, 64, ...RG_ALPHA, 2),
    rate: rgMultiple(given.rate, 16, 1 / 16, 2, 0.5),
    step: clampInt(given.step, 0, RG_STEPS, 1),
  };
}

/** Half to even, as torch rounds. */
function rgRound(value) {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1;
  return low % 2 ? low + 1 : low;
}

export function rgSize(size, alpha) {
  return Math.max(1, rgRound(size / alpha));
}

/** Query points in px: those before the centres of all cells, then those behind. */
function rgPoints(size, alpha) {
  const count = rgSize(size, alpha);
  const apart = alpha / 4;
  const clamp = (place) => Math.min(size - 1, Math.max(0, place)) + 0;
  const centres = Array.from({ length: count }, (_, a) => ((a + 0.5) * size) / count - 0.5);
  return [...centres.map((centre) => clamp(centre - apart)), ...centres.map((centre) => clamp(centre + apart))];
}

function rgArrives(alphas, goal) {
  let after = 0;
  alphas.forEach((alpha, k) => {
    if (Math.abs(alpha - goal) > 0.01 * goal) after = k + 1;
  });
  return after < alphas.length ? after : -1;
}

/** Two descents on (delta - delta*)^2 / 2, with equal steps close to the goal. */
function rgDescents(start, goal, rate) {
  let [r, alpha] = [1 / start, start];
  const goalR = 1 / goal;
  const curvature = goalR * goalR * goalR * goalR;
  const [ways, alphas] = [[r], [alpha]];
  for (let k = 0; k < RG_STEPS; k += 1) {
    r = r + rate * curvature * ((1 / r - goal) / (r * r));
    r = Math.min(RG_HIGHEST, Math.max(RG_LOWEST, r));
    alpha = alpha - rate * (alpha - goal);
    alpha = Math.min(1 / RG_LOWEST, Math.max(1 / RG_HIGHEST, alpha));
    ways.push(r);
    alphas.push(alpha);
  }
  return { path_r: ways, path_alpha: alphas, near_r: rgArrives(ways.map((value) => 1 / value), goal), near_alpha: rgArrives(alphas, goal) };
}

export function rgCompute({ alpha, size, goal, rate }) {
  const count = rgSize(size, alpha);
  const slopes = {
    delta: alpha / (2 * size),
    delta_by_r: -(alpha * alpha) / (2 * size),
    delta_by_alpha: 1 / (2 * size),
    size_by_r: size,
    size_by_alpha: -(size / alpha / alpha),
  };
  const ways = rgDescents(alpha, goal, rate);
  return {
    points: rgPoints(size, alpha),
    plateau: [count > 1 ? (count - 0.5) / size : 0, (count + 0.5) / size],
    ...slopes,
    ...ways,
    result: [count, slopes.delta, slopes.delta_by_r, slopes.delta_by_alpha, ways.path_r.at(-1), ways.path_alpha.at(-1)],
  };
}

/** The px that a point reads: the two between which it lies, or the one on which it does. */
export function rgPixels(point) {
  const before = Math.floor(point);
  return point === before ? [before] : [before, before + 1];
}

export function rgTorchCode({ alpha, size, goal, rate }) {
  return [
    "import torch",
    "from convbook.ops import DynOPool2d",
    "",
    `size, start, goal, rate = ${size}, ${alpha}, ${goal}, ${rate}`,
    "pool = DynOPool2d(start, dtype=torch.float64)",
    "count = pool.output_size(size, size)[0]",
    "delta = pool.alpha / (2 * size)  # between -1 and 1; alpha / 4 in px",
    "delta[0].backward()",
    "by_alpha = pool.alpha.grad[0].item()",
    "by_r = -(start * start) / (2 * size)  # times d alpha / dr = -1 / r^2 = -alpha^2",
    "",
    "r, alpha = 1 / start, start",
    "r_goal = 1 / goal",
    "curvature = r_goal * r_goal * r_goal * r_goal",
    `for step in range(${RG_STEPS}):`,
    "    r = r + rate * curvature * ((1 / r - goal) / (r * r))",
    "    r = min(16, max(1 / 64, r))",
    "    alpha = alpha - rate * (alpha - goal)",
    "    alpha = min(64, max(1 / 16, alpha))",
    "result = [count, delta[0].item(), by_r, by_alpha, r, alpha]",
  ].join("\n");
}
