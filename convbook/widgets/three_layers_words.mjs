// What the figure three-layers says: of the unit looked at, of the stack, of the padding.
import { format } from "./core.mjs";
import { tlRates } from "./three_layers_state.mjs";

function tlUnits(count, level) {
  const [one, many] = level ? ["unit", "units"] : ["px", "px"];
  return `${count} ${count === 1 ? one : many} of ${level ? `layer ${level}` : "the image"}`;
}

function tlAnd(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** What the unit reads, level by level, and who reads it. */
export function tlSentence(params, seen) {
  const { layer, row, column } = params;
  const parts = [`Row ${row}, column ${column} of ${layer ? `layer ${layer}` : "the image"}`];
  const below = Array.from({ length: layer }, (_, i) => tlUnits(seen.read[layer - 1 - i], layer - 1 - i));
  const above = Array.from({ length: 3 - layer }, (_, i) => tlUnits(seen.read[layer + 1 + i], layer + 1 + i));
  const lines = [];
  if (layer) {
    lines.push(`${parts[0]} reads ${tlAnd(below)}.`);
    const side = seen.fields[layer];
    const holes = side * side > seen.read[0] && seen.paths[0] === seen.paths[1];
    lines.push(`Its field is ${side} × ${side} px${holes ? `, of which ${side * side - seen.read[0]} are skipped` : ""}.`);
    if (seen.read[0]) lines.push(`${seen.most[0] === 1 ? "One path leads" : `Up to ${seen.most[0]} paths lead`} from a px to it.`);
    const [taps, lost] = seen.taps;
    if (lost) lines.push(`${lost} of its ${taps} taps read${lost === 1 ? "s" : ""} padding.`);
  }
  if (above.length) {
    const who = seen.read[layer + 1] ? `is read by ${tlAnd(above)}` : "is read by no unit";
    lines.push(layer ? `It ${who}.` : `${parts[0]} ${who}.`);
  }
  return lines.join(" ");
}

/** The stack in one line: weights, field, sizes. */
export function tlResult(params, seen) {
  const weights = 3 * params.kernel ** 2;
  const side = seen.fields[3];
  return `Field ${side} × ${side} px, ${weights} weights, map ${seen.sizes.join(" → ")}`;
}

/** Beside three ordinary layers of the same kernel, and what the padding does to the size. */
export function tlRemark(params, seen) {
  const { kernel, padding } = params;
  const plain = 1 + 3 * (kernel - 1);
  const rates = tlRates(params);
  const same = rates.every((rate) => rate === 1);
  const beside = same ? "" : `Three ordinary layers have the same ${3 * kernel * kernel} weights, and a field of ${plain} × ${plain} px. `;
  const needs = rates.map((rate) => format((rate * (kernel - 1)) / 2));
  const size = {
    keep: `Padding ${tlAnd(needs)} keeps the size${needs.some((n) => n.includes(".")) ? "; a half means one zero more after than before" : ""}.`,
    one: `Padding 1 keeps the size of a layer if d (k − 1) = 2; the layers here need ${tlAnd(needs)}.`,
    none: `Without padding each layer takes d (k − 1) off: ${tlAnd(rates.map((rate) => String(rate * (kernel - 1))))}.`,
  }[padding];
  return beside + size;
}
