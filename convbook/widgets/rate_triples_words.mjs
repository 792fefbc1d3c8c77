// The sentences of the figure rate-triples.
import { format } from "./core.mjs";
import { covDistances } from "./coverage_line.mjs";
import { rtClasses, rtPlace } from "./rate_triples_state.mjs";

export const RT_RULE_NAMES = {
  goal: "M₂ ≤ k, the published goal",
  last: "M₁ = 1",
  both: "r₁ = 1 and M₂ ≤ k",
  divisor: "no common factor",
  exact: "the sorted criterion, exact",
};

const RT_TRUTHS = ["passes, and there is no hole", "passes, but there are holes", "fails, but there is no hole", "fails, and there are holes"];

/** What the rule says of a triple and whether it is right; of one under the pointer also its M. */
export function rtSentence(params, probe) {
  const rates = probe ?? params.rates;
  const code = rtClasses(params)[rtPlace(rates, params.most)];
  const distances = probe ? `, M₁, M₂, M₃ = ${covDistances(rates).join(", ")}` : "";
  return `Rates ${rates.join(", ")}, k = ${params.kernel}${distances}: the rule ${RT_TRUTHS[code]}.`;
}

function rtTest({ rule, kernel, rates }, { distances, divisor, passes }) {
  const [m1, m2] = distances;
  if (rule === "goal") return `M₂ = ${m2} ${m2 <= kernel ? "≤" : ">"} ${kernel}`;
  if (rule === "last") return `M₁ = ${m1}`;
  if (rule === "both") return `r₁ = ${rates[0]}, M₂ = ${m2} ${m2 <= kernel ? "≤" : ">"} ${kernel}`;
  return rule === "divisor" ? `greatest common factor ${divisor}` : passes ? "every rate fits" : "a rate does not fit";
}

export function rtVerdict(params, numbers) {
  const { distances, passes, free, used, field, gap, share } = numbers;
  const right = passes === free ? "The rule is right." : "The rule is wrong.";
  const truth = free ? `all ${field} px of the field along an axis are read` : `${used} of ${field} px along an axis are read (${format(Math.round(1000 * share) / 10)} % of the square), largest gap ${gap}`;
  return `M₁, M₂, M₃ = ${distances.join(", ")}. ${rtTest(params, numbers)}: the rule ${passes ? "passes" : "fails"}; ${truth}. ${right}`;
}

export function rtDesignWords({ kernel, target, sawtooth }, { design, designed, cut, reached, weights, dense }) {
  const most = 12;
  const shown = design.length > most ? `${design.slice(0, most).join(", ")}, … (${design.length} layers)` : design.join(", ");
  const kind = sawtooth ? "with this pattern" : "that any rates allow";
  const layers = design.length === 1 ? "one layer" : `${design.length} layers, the fewest ${kind}`;
  const trimmed = cut === design.at(-1) ? "" : ` The last rate can come down to ${cut}: field ${reached} px, still without a hole.`;
  return `Rates ${shown}: ${layers}, field ${designed} px.${trimmed} ${weights} weights a pair of channels; one dense kernel of ${target} × ${target} px has ${dense.toLocaleString("en-US")}.`;
}
