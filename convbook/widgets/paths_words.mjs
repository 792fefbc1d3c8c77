// The sentences of the figure paths: products, sums, what a unit passes on.
import { format } from "./core.mjs";

function pthFactor(value, first) {
  return value < 0 && !first ? `(${format(value)})` : format(value);
}

/** "1 · 3 · (−1)": the weights of a path, layer 1 first. */
export function pthProduct(seen, path) {
  return path.taps.map((k, l) => pthFactor(seen.kernels[l][k], l === 0)).join(" · ");
}

function pthPlural(count, word) {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}

/** The line above the drawing: paths, sum, and that it is a derivative. */
export function pthResult(params, seen) {
  const { pixel, output } = params;
  const count = seen.paths.length;
  const name = `R(${pixel}; ${output})`;
  if (!count) return `${name} = 0: no path joins pixel ${pixel} and output ${output}.`;
  const open = params.relu ? `, ${seen.open[pixel]} of them open` : "";
  return `${name} = ${format(seen.field[pixel])}: the sum over ${pthPlural(count, "path")}${open}, and the derivative of output ${output} by pixel ${pixel}.`;
}

/** What the fact under the pointer, or the state, is. */
export function pthSentence(params, seen, through) {
  if (through) return pthThroughSentence(params, seen, through);
  if (params.path > 0) return pthPathSentence(params, seen, params.path - 1);
  const { pixel, output } = params;
  const sum = format(seen.field[pixel]);
  if (!seen.paths.length) return `Output ${output} does not see pixel ${pixel}.`;
  const open = seen.open[pixel];
  if (params.relu && open < seen.paths.length) {
    return `Pixel ${pixel} and output ${output}: closed gates stop ${seen.paths.length - open} of ${pthPlural(seen.paths.length, "path")}; the open ones add up to ${sum}.`;
  }
  const rise = seen.field[pixel] === 0 ? "a change of the pixel does not reach the output: the products cancel or are 0" : `raise the pixel by 1, and the output changes by ${sum}`;
  return `Pixel ${pixel} and output ${output}: ${rise}${params.relu ? ", as long as no gate changes" : ""}.`;
}

function pthPathSentence(params, seen, index) {
  const path = seen.paths[index];
  const falling = path.taps.map((k, l) => `tap ${k} of layer ${l + 1}`).reverse().join(", ");
  const reach = [params.output, ...[...path.taps].reverse()].join(" + ");
  const way = `Path ${index + 1} of ${seen.paths.length}: from output ${params.output} through ${falling} to pixel ${reach} = ${params.pixel}.`;
  const product = pthProduct(seen, path);
  if (path.shut === null) return `${way} Its product is ${product} = ${format(path.product)}.`;
  const where = path.shut === 0 ? `pixel ${path.units[0]}` : `unit ${path.units[path.shut]} of layer ${path.shut}`;
  return `${way} The gate at ${where} is closed (value ${format(seen.maps[path.shut][path.units[path.shut]])}), so ${product} counts 0.`;
}

function pthThroughSentence(params, seen, { level, unit }) {
  const passing = seen.paths.filter((path) => path.units[level] === unit);
  const open = passing.filter((path) => path.shut === null);
  const sum = open.reduce((total, path) => total + path.product, 0);
  const value = seen.maps ? `, value ${format(seen.maps[level][unit])}` : "";
  const shut = seen.maps && seen.maps[level][unit] <= 0 ? " Its gate is closed." : "";
  return `Unit ${unit} of layer ${level}${value}: ${passing.length} of the ${pthPlural(seen.paths.length, "path")} pass through it and bring ${format(sum)}.${shut}`;
}

/** What the change of a layer means for the sum. */
export function pthRemark(params, seen) {
  const { layer, tap, pixel, output } = params;
  if (params.change === "one" && seen.parts.length) {
    const terms = seen.parts.map((value, k) => pthFactor(value, k === 0)).join(" + ");
    const total = seen.parts.reduce((a, b) => a + b, 0);
    const names = seen.parts.map((_, k) => `R(${pixel}; ${output + k}, ${k})`).join(" + ");
    return `Equation (4): every path crosses layer ${layer} straight, times ${format(seen.kernels[layer - 1][0])}. Equation (5) puts the layer back: ${names} = ${terms} = ${format(total)} = R(${pixel}; ${output}) of the whole stack.`;
  }
  if (params.change === "one") return `Layer ${layer} is its tap ${tap} alone: every path crosses it straight.`;
  if (params.change === "moved") {
    const same = seen.rest[pixel] === seen.field[pixel] ? "the same as" : "instead of";
    return `Equation (8): the paths are those of the stack at rest; in layer ${layer} they meet other weights. R(${pixel}; ${output}) is ${format(seen.field[pixel])}, ${same} ${format(seen.rest[pixel])} at rest.`;
  }
  if (params.relu) {
    const zeros = seen.counts.filter((count, i) => count && !seen.field[i]).length;
    const seenPixels = seen.counts.filter(Boolean).length;
    return `Equation (6): a path counts where all values on its way, pixel included, are above 0. Of the ${seenPixels} pixels that output ${output} sees, ${zeros} ${zeros === 1 ? "has" : "have"} R = 0.`;
  }
  return "";
}
