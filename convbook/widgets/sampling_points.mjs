import { decodeBytes } from "./core.mjs";
import { spNormalize, spTorchCode } from "./sampling_points_state.mjs";
import { spCompute } from "./sampling_points_compute.mjs";
function normalize(params) { return spNormalize(params); }
function compute(params, baked) {
  const { source, parts, layers, ...numbers } = spCompute(params, decodeBytes(baked[params.photo]));
  return { ...numbers, field: Array.from(numbers.field) };
}
function torchCode(params) { return spTorchCode(params); }
function render() {}
export default { render, normalize, compute, torchCode };
