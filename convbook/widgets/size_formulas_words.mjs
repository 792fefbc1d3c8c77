// What the figure size-formulas says: formulas with their numbers, agreement, what is never read.
import { format } from "./core.mjs";
import { SF_MOST, SF_OPERATIONS, sfTransposed } from "./size_formulas_state.mjs";

function sfAnd(values) {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
}

/** torch's size of the input looked at, by the formula with its numbers. */
export function sfOwnFormula(params, { result }) {
  const { size, kernel, stride, padding, dilation, output_padding, ceil_mode } = params;
  const output = result[size - 1];
  const reach = `${dilation}·(${kernel} − 1)`;
  if (sfTransposed(params)) {
    const text = `(${size} − 1)·${stride} − 2·${padding} + ${reach} + ${output_padding} + 1`;
    return output ? `${text} = ${output}` : `${text} < 1: refused`;
  }
  const room = size + 2 * padding - dilation * (kernel - 1) - 1;
  const text = `(${size} + 2·${padding} − ${reach} − 1) / ${stride}`;
  if (!output) return `${text} = ${format(room)} / ${stride} < 0: no window fits`;
  const [open, close] = ceil_mode ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const steps = ceil_mode ? Math.ceil(room / stride) : Math.floor(room / stride);
  const dropped = steps + 1 > output ? " − 1" : "";
  return `${open}${text}${close} + 1${dropped} = ${open}${format(room / stride)}${close} + 1${dropped} = ${output}`;
}

/** The article's formula with its numbers, and whether it is right. */
export function sfArticleFormula(params, { result, article }) {
  const { operation, size, kernel, stride, padding, dilation, output_padding } = params;
  const output = result[size - 1];
  const printed = article[size - 1];
  const reach = `${dilation}·(${kernel} − 1)`;
  const text = {
    conv: `(${size} + 2·${padding} − ${kernel}) / ${stride} + 1`,
    pool: `(${size} + 2·${padding} − ${kernel}) / ${stride} + 1`,
    dilated: `(${size} + 2·${padding} − ${reach}) / ${stride} + 1`,
    transposed: `(${size} − 1)·${stride} − 2·${padding} + ${kernel}`,
    "dilated-transposed": `(${size} − 1)·${stride} − 2·${padding} + ${reach} + ${output_padding} + 1`,
  }[operation];
  const value = `${text} = ${format(printed)}`;
  if (!output) return value;
  if (printed === output) return `${value}: right`;
  return Math.floor(printed) === output ? `${value}: right once rounded down` : `${value}: wrong${Number.isInteger(printed) ? "" : ", also rounded down"}`;
}

/** How often the article's formula is right. */
export function sfHits(params, { hits }) {
  const [taken, printed, floored] = hits;
  const name = SF_OPERATIONS[params.operation];
  const rounded = floored === printed ? "" : `, for ${floored} after rounding down`;
  return `${name[0].toUpperCase()}${name.slice(1)}: torch takes ${taken} of the inputs 1 to ${SF_MOST}. The article’s formula is right for ${printed} of them as printed${rounded}.`;
}

/** What happens to the input looked at. */
export function sfSentence(params, seen) {
  const { size } = params;
  const output = seen.result[size - 1];
  if (!output) return `An input of ${size} px: torch refuses it, for ${sfTransposed(params) ? "nothing is left of the output" : "no window fits"}.`;
  const [first, last] = seen.same;
  const group = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const others = group.length > 4 ? `${first} to ${last}` : sfAnd(group);
  const parts = [`An input of ${size} px gives ${output}.`];
  parts.push(group.length > 1 ? `The inputs ${others} ${group.length > 2 ? "all" : "both"} give ${output}.` : "No other input does.");
  const places = seen.reads.flatMap((n, i) => (n ? [] : [i]));
  if (places.length) {
    const which = places.length <= 6 ? `: ${sfAnd(places)}` : "";
    parts.push(sfTransposed(params)
      ? `No tap reaches ${places.length} of the ${output} outputs${which}.`
      : `${places.length} of the ${size} px ${places.length === 1 ? "is" : "are"} never read${which}.`);
  } else parts.push(sfTransposed(params) ? "Every output is reached." : "Every px is read.");
  return parts.join(" ");
}
