// Judges of wide.py and mending.py in convbook/exercises/dilated_convolution.
import { ex2Field, ex2Reads, ex2Step } from "./exercise2_reads.mjs";

function ex2Wide({ kernel, field: wanted }, { rates, skipped: place }) {
  const field = ex2Field(rates, kernel);
  const reads = ex2Reads(rates, kernel);
  const shows = [{ text: `The field has ${field} inputs; ${reads.length} of them are read.` }];
  if (field < wanted) return { points: 0, message: `The field has ${field} inputs, fewer than ${wanted}.`, shows };
  if (!rates.includes(1)) return { points: 0, message: "None of the rates is 1.", shows };
  if (reads.length === field) return { points: 0, message: `These rates read all ${field} inputs of the field.`, shows };
  if (place >= field) return { points: 0.5, message: `Place ${place} lies outside the field of ${field} inputs.`, shows };
  if (reads.includes(place)) return { points: 0.5, message: `There are gaps, but place ${place} is read.`, shows };
  return { points: 1, message: `Place ${place} of ${field} is not read.`, shows };
}

function ex2Mend({ kernel, rates: given }, { rates: added }) {
  const rates = [...given, ...added].sort((a, b) => a - b);
  const gap = ex2Step(ex2Reads(rates, kernel));
  const shows = [{ text: `All rates, sorted: ${rates.join(", ")}.` }, { text: `Inputs read are at most ${gap} apart.` }];
  let block = 1;
  for (const rate of rates) {
    if (rate > block) return { points: 0, message: `The smaller rates read a block of ${block}, and rate ${rate} jumps further.`, shows };
    block += (kernel - 1) * rate;
  }
  return { points: 1, message: `Every input of the field of ${block} is read.`, shows };
}

function ex2Fit({ size, side }, { rates }) {
  const sides = rates.map((_, i) => size - 2 * rates.slice(0, i + 1).reduce((sum, rate) => sum + rate, 0));
  const last = sides[2];
  if (last < 1) return { points: 0, message: "The layers take off more than the image has.", shows: [{ text: "A kernel does not fit into its map." }] };
  const gap = ex2Step(ex2Reads(rates, 3));
  const shows = [{ text: `Sides of the maps: ${sides.join(", ")}.` }, { text: `Pixels read along an axis are at most ${gap} apart.` }];
  if (last === side && gap === 1) return { points: 1, message: `The last map has a side of ${last} and nothing is skipped.`, shows };
  if (last === side) return { points: 0.5, message: `The size fits, but pixels read lie ${gap} apart.`, shows };
  return { points: gap === 1 ? 0.5 : 0, message: `The last map has a side of ${last}, not ${side}.`, shows };
}

export const EX2_GAPS = { "wide-field-with-a-gap": ex2Wide, "mend-a-stack": ex2Mend, "rates-for-a-map": ex2Fit };
