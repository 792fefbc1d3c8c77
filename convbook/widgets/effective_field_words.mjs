// The sentences of the figure effective-field.
import { format } from "./core.mjs";
import { effIsLine } from "./effective_field_sums.mjs";

/** Whole numbers with commas; beyond what is exact, rounded. */
export function effCount(value) {
  if (value <= Number.MAX_SAFE_INTEGER) return Number.isInteger(value) ? value.toLocaleString("en-US") : format(value);
  const power = Math.floor(Math.log10(value));
  return `about ${(value / 10 ** power).toFixed(2)} · 10^${power}`;
}

/** A share in per cent with two digits that count. */
export function effPercent(share) {
  const value = 100 * share;
  if (value === 0 || value >= 99.95) return `${Math.round(value)} %`;
  if (value >= 1) return `${value.toFixed(1)} %`;
  return value >= 1e-4 ? `${Number(value.toPrecision(2))} %` : `${value.toExponential(1).replace("e-", " · 10^−")} %`;
}

function effPlace(dy, dx) {
  const parts = [];
  if (dy) parts.push(`${Math.abs(dy)} px ${dy > 0 ? "down" : "up"}`);
  if (dx) parts.push(`${Math.abs(dx)} px ${dx > 0 ? "right" : "left"}`);
  return parts.length ? `Pixel ${parts.join(", ")} of the middle` : "The pixel in the middle";
}

/** What reaches the output from the pixel looked at. */
export function effPixel(params, numbers, side, [y, x]) {
  const middle = Math.floor(side / 2);
  const place = effPlace(y - middle, x - middle);
  if (!effIsLine(params)) return effMean(params, numbers, place, numbers.output[y * side + x], numbers.output[middle * side + middle]);
  const [row, column] = [numbers.output[y], numbers.output[x]];
  const value = row * column;
  if (!value) return `${place}: inside the field, and no path leads from it to the output.`;
  const centre = numbers.output[middle] ** 2;
  const what = params.weights === "ones" ? (value === 1 ? "path" : "paths") : "is the weight of its paths";
  const beside = centre ? `, ${effPercent(value / centre)} of the middle one` : "";
  return `${place}: ${effCount(row)} · ${effCount(column)} = ${effCount(value)} ${what}, ${effPercent(value / numbers.total ** 2)} of all${beside}.`;
}

function effMean({ draws }, { total }, place, value, centre) {
  if (!value) return `${place}: a change here does not move the output in any of the ${draws} draws.`;
  const beside = centre ? `, ${effPercent(value / centre)} of the middle one` : "";
  return `${place}: a change of 1 moves the output by ${effCount(value / draws)} on average, ${effPercent(value / total)} of all${beside}.`;
}

/** What is said of the whole stack. */
export function effWhole(params, numbers, side) {
  const name = `${params.depth} ${params.depth === 1 ? "layer" : "layers"} of ${params.kernel} × ${params.kernel}`;
  const reach = `${name}: theoretically the output sees ${side} × ${side} px`;
  if (!numbers.total) return `${reach}, but every path meets a closed ReLU: nothing moves the output.`;
  if (!numbers.size) return `${reach}, but no path leads from the pixel in the middle, so there is no centre to compare with.`;
  const pixels = Math.round(numbers.size ** 2);
  const dead = numbers.dead ? ` In ${numbers.dead} of ${params.draws} draws every path is closed.` : "";
  return `${reach}; ${pixels} of these ${side * side} pixels count for more than 4.55 % of the middle one (${effPercent(pixels / (side * side))}).${dead}`;
}

/** What the weights and the ReLU mean for the comparison with the formula. */
export function effNote({ weights, relu, stride, dilation, rates }, numbers, depth) {
  const formula = numbers.formulas[depth - 1];
  if (weights === "signs")
    return `Random signs: the mean square of the derivative has the formula’s σ of ${effFixed(formula)} px, its mean size, shown here, a σ up to √2 times as large.`;
  if (relu) return "Weights without a minus keep every later sum positive: only the ReLU after the first layer closes paths.";
  if (weights === "binomial") return "Binomial weights favour the middle tap, so each layer spreads less than equal weights do.";
  if (weights === "rim") return "Heavier outer taps make each layer spread more than equal weights do; the shape becomes Gaussian all the same.";
  if (stride > 1 || rates !== "same") return "Where steps grow from layer to layer, the last layers weigh most: the field grows faster than the square root, and may stay far from a Gaussian.";
  if (dilation > 1) return `Equal dilations give the same counts, ${dilation} px apart, with holes between.`;
  return "Equal weights: the counts are sums of independent steps, which is why the profile tends to a Gaussian.";
}

export function effFixed(value) {
  return value.toFixed(2);
}
