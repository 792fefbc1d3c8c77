// Judges of convbook/exercises/dilated_convolution/stacks.py.
import { ex2Field, ex2Reads, ex2Step } from "./exercise2_reads.mjs";

export const EX2_STACKS = {
  "rates-without-gaps": ({ kernel, field }, { rates }) => {
    const span = ex2Field(rates, kernel);
    const gap = ex2Step(ex2Reads(rates, kernel));
    const shows = [{ text: `From the first input to the last: ${span}.` }, { text: `Inputs read are at most ${gap} apart.` }];
    if (gap > 1) return { points: 0, message: `Some inputs are skipped: two that are read lie ${gap} apart.`, shows };
    if (span < field) return { points: 0.5, message: `No input is skipped, but the field is ${span}, not ${field}.`, shows };
    return { points: 1, message: `No input is skipped and the field is ${span}.`, shows };
  },
};
