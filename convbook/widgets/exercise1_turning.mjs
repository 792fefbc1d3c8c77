// Judges of turning.py, two_products.py and shuffles.py in
// convbook/exercises/understanding_convolution.
import { format } from "./core.mjs";
import { ex1Slide } from "./exercise1_sliding.mjs";

/** On how many inputs the outputs of each group of the second layer depend. */
function ex1Heard(channels, { first, shuffled, second }) {
  const [width, reads] = [channels / first, channels / second];
  const groups = Array.from({ length: channels }, (_, place) =>
    Math.floor(((place % shuffled) * (channels / shuffled) + Math.floor(place / shuffled)) / width));
  return Array.from({ length: second }, (_, i) => width * new Set(groups.slice(i * reads, (i + 1) * reads)).size);
}

export const EX1_TURNING = {
  "kernel-that-may-be-turned": ({ signal, first: wanted }, { kernel }) => {
    const turned = [...kernel].reverse();
    const [correlated, convolved] = [ex1Slide(signal, kernel), ex1Slide(signal, turned)];
    const shows = [
      { cells: [convolved], label: "Convolution", role: "output" },
      { cells: [correlated], label: "Cross-correlation", role: "output" },
    ];
    if (kernel.every((tap, i) => tap === turned[i])) return { points: 0, message: "Turned round, this kernel is the same.", shows };
    const differ = correlated.filter((value, t) => value !== convolved[t]).length;
    if (differ > 0) return { points: 0, message: `The two differ at ${differ} of ${correlated.length} outputs.`, shows };
    if (kernel[0] !== wanted) return { points: 0.5, message: `The two agree, but \`h[0]\` is ${format(kernel[0])}, not ${format(wanted)}.`, shows };
    return { points: 1, message: "The two agree at every output, and the kernel is not its own mirror image.", shows };
  },

  "sum-of-two-products": ({ kernel }, { columns, rows }) => {
    const found = kernel.map((line, i) => line.map((_, j) => columns[2 * i] * rows[j] + columns[2 * i + 1] * rows[3 + j] + 0));
    const shows = [{ cells: found, label: "Sum of your two products", role: "kernel" }];
    const right = kernel.map((line, i) => line.every((value, j) => value === found[i][j]));
    const count = right.filter(Boolean).length;
    if (count === 3) return { points: 1, message: "Two columns times two rows add up to the kernel.", shows };
    return { points: count === 2 ? 0.5 : 0, message: `Rows that are right: ${count} of 3. Row ${right.indexOf(false)}, counted from 0, is not.`, shows };
  },

  "heard-through-a-shuffle": ({ channels, heard: wanted, budget }, answer) => {
    for (const name of ["first", "shuffled", "second"]) {
      if (channels % answer[name]) return { points: 0, message: `${answer[name]} groups do not divide the ${channels} channels.`, shows: [{ text: "No layer has these groups." }] };
    }
    const heard = ex1Heard(channels, answer);
    const weights = channels * (channels / answer.first + channels / answer.second);
    const [low, high] = [Math.min(...heard), Math.max(...heard)];
    const known = low === high ? `${low}` : `${low} to ${high}`;
    const shows = [{ text: `Inputs that an output depends on: ${known}.` }, { text: `Weights: ${weights}.` }];
    if (low !== wanted || high !== wanted) return { points: 0, message: `An output depends on ${known} inputs, not ${wanted}.`, shows };
    if (weights > budget) return { points: 0.5, message: `Every output depends on ${low} inputs, but there are ${weights} weights.`, shows };
    return { points: 1, message: `Every output depends on ${low} inputs, with ${weights} weights.`, shows };
  },
};
