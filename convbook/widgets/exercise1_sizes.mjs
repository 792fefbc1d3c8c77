// Judges of convbook/exercises/understanding_convolution/gradients.py, sizes.py, fields_of_stacks.py
// and shares.py.
import { convOutputSize, effectiveKernelSize } from "./core.mjs";
import { ex1Slide } from "./exercise1_sliding.mjs";

export const EX1_SIZES = {
  "gradient-of-the-taps": ({ signal, upstream }, { gradient }) => {
    const wanted = ex1Slide(signal, upstream);
    const equal = gradient.filter((value, j) => value === wanted[j]).length;
    if (equal === wanted.length) return { points: 1, message: "The signal, correlated with the gradient of the output.", shows: [] };
    return { points: equal === wanted.length - 1 ? 0.5 : 0, message: `Taps that are right: ${equal} of 3.`, shows: [] };
  },

  "stride-and-padding-for-a-size": ({ size, kernel, dilation, outputs }, { stride, padding }) => {
    const room = size + 2 * padding - effectiveKernelSize(kernel, dilation);
    if (room < 0) return { points: 0, message: "The kernel is longer than the padded input.", shows: [{ text: "The kernel does not fit: there is no output." }] };
    const count = convOutputSize(size, kernel, stride, padding, padding, dilation);
    const left = room % stride;
    const shows = [{ text: `Outputs: ${count}.` }, { text: `Places after the last window: ${left}.` }];
    if (count !== outputs) return { points: 0, message: `Outputs: ${count}, not ${outputs}.`, shows };
    if (left > 0) return { points: 0.5, message: `${count} outputs, but ${left} of the padded places come after all windows.`, shows };
    return { points: 1, message: `${count} outputs, and nothing is left over.`, shows };
  },

  "field-on-a-budget": (params, { layers }) => {
    let [field, pitch, weights] = [1, 1, 0];
    for (let i = 0; i < layers.length; i += 2) {
      field += (layers[i] - 1) * pitch;
      pitch *= layers[i + 1];
      weights += layers[i] ** 2;
    }
    const shows = [{ text: `Receptive field: ${field}.` }, { text: `Outputs are ${pitch} apart.` }, { text: `Weights: ${weights}.` }];
    if (field !== params.field) return { points: 0, message: `The receptive field is ${field}, not ${params.field}.`, shows };
    if (pitch !== params.pitch) return { points: 0.5, message: `The field is right; the outputs are ${pitch} apart, not ${params.pitch}.`, shows };
    if (weights > params.budget) return { points: 0.5, message: `Field and strides are right; ${weights} weights are too many.`, shows };
    return { points: 1, message: `Field ${field}, outputs ${pitch} apart, ${weights} weights.`, shows };
  },

  "low-channels-on-a-budget": ({ channels, side, budget, high: wanted }, { low }) => {
    const high = channels - low;
    const count = ((9 * side ** 2) / 4) * (channels ** 2 + 3 * high ** 2);
    const shows = [{ text: `Multiplications: ${count}.` }, { text: `High channels: ${high}.` }];
    const light = count <= budget;
    const sharp = high >= wanted;
    if (light && sharp) return { points: 1, message: `${count} multiplications, and ${high} channels stay high.`, shows };
    if (sharp) return { points: 0.5, message: `${count} multiplications are more than ${budget}.`, shows };
    return { points: light ? 0.5 : 0, message: `High channels: ${high}, fewer than ${wanted}.`, shows };
  },
};
