import { fvCompute, fvNormalize } from "./foveation_state.mjs";
import { fvTorchCode } from "./foveation_code.mjs";

function normalize(params) {
  return fvNormalize(params);
}

function compute(params) {
  return fvCompute(params);
}

function torchCode(params) {
  return fvTorchCode(params);
}

export default { normalize, compute, torchCode };
