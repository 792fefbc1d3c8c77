// Judges of convbook/exercises/dilated_convolution/rule.py.
import { ex2Reads, ex2Step } from "./exercise2_reads.mjs";

/** M_1, ..., M_n of hybrid dilated convolution. */
function ex2Distances(rates) {
  const found = [rates.at(-1)];
  for (const rate of rates.slice(0, -1).reverse()) found.unshift(Math.max(Math.abs(found[0] - 2 * rate), rate));
  return found;
}

function ex2RuleErrs({ kernel, passes, largest }, { rates }) {
  const distance = ex2Distances(rates)[1];
  const gap = ex2Step(ex2Reads(rates, kernel));
  const shows = [{ text: `\`M_2\` is ${distance}, and K is ${kernel}.` }, { text: `Inputs read are at most ${gap} apart.` }];
  const most = Math.max(...rates);
  if (most !== largest) return { points: 0, message: `The largest rate is ${most}, not ${largest}.`, shows };
  const rule = distance <= kernel === passes;
  const truth = gap > 1 === passes;
  if (rule && truth) return { points: 1, message: `The rule errs here: \`M_2\` is ${distance}, the gap ${gap}.`, shows };
  if (truth) return { points: 0.5, message: `The gap is ${gap} as wanted, but \`M_2\` is ${distance}.`, shows };
  return { points: rule ? 0.5 : 0, message: `\`M_2\` is ${distance}, and inputs read are at most ${gap} apart.`, shows };
}

function ex2HdcDistances({ rates }, { distances, gap: said }) {
  const distancesTrue = ex2Distances(rates);
  const gap = ex2Step(ex2Reads(rates, 3));
  const wrong = [3, 2, 1, 0].find((i) => distances[i] !== distancesTrue[i]);
  const shows = [{ text: `Rates, first layer first: ${rates.join(", ")}.` }];
  if (wrong === undefined && said === gap) return { points: 1, message: `\`M_1\` is ${distancesTrue[0]}, and the largest distance is ${gap}.`, shows };
  if (wrong === undefined) return { points: 0.5, message: "The four `M` are right; the distance of inputs read is not.", shows };
  const message = `Going from the last layer down, \`M_${wrong + 1}\` is the first that is not right.`;
  return { points: said === gap ? 0.5 : 0, message, shows };
}

export const EX2_RULE = { "rule-against-truth": ex2RuleErrs, "hdc-distances": ex2HdcDistances };
