// Judges of convbook/exercises/dilated_convolution/stacks.py.
import { effectiveKernelSize } from "./core.mjs";

/** The largest step between neighbours among the inputs that one output reads. */
function ex2Gap(rates, kernel) {
  let reads = new Set([0]);
  for (const rate of rates) {
    reads = new Set([...reads].flatMap((at) => Array.from({ length: kernel }, (_, tap) => at + tap * rate)));
  }
  const sorted = [...reads].sort((a, b) => a - b);
  return Math.max(1, ...sorted.slice(1).map((at, i) => at - sorted[i]));
}

export const EX2_STACKS = {
  "rates-without-gaps": ({ kernel, field }, { rates }) => {
    const span = rates.reduce((sum, rate) => sum + effectiveKernelSize(kernel, rate) - 1, 1);
    const gap = ex2Gap(rates, kernel);
    const shows = [{ text: `From the first input to the last: ${span}.` }, { text: `Inputs read are at most ${gap} apart.` }];
    if (gap > 1) return { points: 0, message: `Some inputs are skipped: two that are read lie ${gap} apart.`, shows };
    if (span < field) return { points: 0.5, message: `No input is skipped, but the field is ${span}, not ${field}.`, shows };
    return { points: 1, message: `No input is skipped and the field is ${span}.`, shows };
  },
};
