// What the figure volume-slices says about the voxel under the pointer.
import { format } from "./core.mjs";
import { vsOrder, VS_AXES } from "./volume_slices_state.mjs";

function vsFactor(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

/** "depth 11, height 12, width 20", in the order of the tensor. */
export function vsPlace({ axis, slice, y, x }) {
  const shown = [slice, y, x];
  const order = vsOrder(axis);
  return VS_AXES.map((name, at) => `${name} ${shown[order.indexOf(at)]}`).join(", ");
}

/** The products of one plane, those with a weight of 0 left out. */
function vsPlaneSum({ window, weights, sums }, plane) {
  const terms = [];
  for (let i = 9 * plane; i < 9 * plane + 9; i += 1) {
    if (weights[i] !== 0) terms.push(`${vsFactor(window[i])}·${vsFactor(weights[i])}`);
  }
  if (!terms.length) return "all nine weights are 0";
  return terms.length === 1 ? `${terms[0]} = ${format(sums[plane])}` : `${terms.join(" + ")} = ${format(sums[plane])}`;
}

export function vsResponseSentence(params, numbers) {
  const planes = [0, 1, 2].map((plane) => `slice ${format(params.slice + plane - 1)}: ${vsPlaneSum(numbers, plane)}`);
  return `Response at ${vsPlace(params)}. ${planes.join("; ").replace("slice", "Slice")}. Together ${format(numbers.sums[3])}.`;
}

export function vsInputSentence(params, numbers) {
  const value = format(numbers.window[13]);
  const slices = numbers.readers === 27 ? ", nine in this slice and nine in each neighbour" : "";
  return `Voxel at ${vsPlace(params)}, value ${value}: ${numbers.readers} responses read it${slices}.`;
}

export function vsProductSentence(params, numbers, index) {
  const plane = params.slice + Math.floor(index / 9) - 1;
  const row = params.y + (Math.floor(index / 3) % 3) - 1;
  const column = params.x + (index % 3) - 1;
  const product = `${vsFactor(numbers.window[index])}·${vsFactor(numbers.weights[index])} = ${format(numbers.products[index])}`;
  return `Slice ${format(plane)}, row ${format(row)}, column ${format(column)}: ${product}, one of 27 products.`;
}
