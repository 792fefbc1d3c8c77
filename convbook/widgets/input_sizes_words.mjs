// What the figure input-sizes says: the size, what is pointed at, the formula with its numbers.
import { format } from "./core.mjs";
import { ISZ_KINDS, iszFormula, iszLayer } from "./input_sizes_state.mjs";

const ISZ_LOW_DIGITS = "₀₁₂₃₄₅₆₇₈";

function iszOr([below, above]) {
  if (below && above) return `${below} and ${above}`;
  return below || above ? `${below || above}` : "none up to 2,048";
}

function iszJoined(numbers) {
  return numbers.length < 2 ? numbers.join("") : `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

/** How many of the layers are padded and strided, so that they could be uneven. */
function iszAble(params, levels) {
  return levels.filter(({ s, before, after }) => s > 1 && before + after > 0).length;
}

/** The verdict on the size as one line, always visible. */
export function iszVerdict(params, levels, { uneven, clean }) {
  const count = params.kinds.length;
  if (levels.length < count) return `${params.size} px: layer ${levels.length + 1} of ${count} does not fit.`;
  const able = iszAble(params, levels);
  if (!able) return `${params.size} px: no strided layer has padding here, so none uses it unevenly.`;
  if (uneven.length) {
    const which = uneven.length === able && able > 1 ? `all ${able} padded strided layers` : `layer${uneven.length > 1 ? "s" : ""} ${iszJoined(uneven)}`;
    return `${params.size} px: padding is used unevenly in ${which}. Nearest clean: ${iszOr(clean)}.`;
  }
  return `${params.size} px is clean: every padded strided layer uses both sides alike.`;
}

/** Rows of the maps themselves (not of padding) that layers leave unread at their end, in words. */
export function iszRemarks(params, levels, { whole, clean }) {
  const remarks = [];
  levels.forEach(({ rest, after }, i) => {
    const lost = rest - after;
    if (lost > 0) remarks.push(`Layer ${i + 1} never reads the last ${lost === 1 ? "row" : `${lost} rows`} of its input: not padding, the map itself.`);
  });
  levels.forEach(({ k, s }, i) => {
    if (k < s) remarks.push(`Layer ${i + 1} has a kernel of ${k} and a stride of ${s}: it skips ${s - k === 1 ? "a row" : `${s - k} rows`} between two windows, at any size.`);
  });
  if (whole.join() !== clean.join() && levels.length === params.kinds.length && levels.some(({ rest }) => rest > 0)) {
    remarks.push(`Nearest sizes at which no layer leaves a row at its end: ${iszOr(whole)}.`);
  }
  return remarks;
}

/** What the pointer is on, else the whole figure in a sentence. */
export function iszSentence(params, levels, result) {
  const { look, layer, at } = params;
  if (look === "none") {
    const chain = [params.size, ...levels.map(({ output }) => output)].join(" → ");
    const uneven = result.uneven.length ? `Uneven: layer${result.uneven.length > 1 ? "s" : ""} ${iszJoined(result.uneven)}` : "No layer is uneven";
    return `${uneven}. Sizes from layer to layer: ${chain}.`;
  }
  const level = levels[layer - 1];
  const [first, last] = result.seen;
  if (look === "output") {
    const pads = Math.max(0, -first) + Math.max(0, last - level.size + 1);
    const zeros = pads ? `, ${Math.min(pads, level.k)} of them padding` : "";
    const span = first === last ? `row ${format(first)}` : `rows ${format(first)} to ${format(last)}`;
    return `Output ${at} of layer ${layer} reads ${span}${zeros}.`;
  }
  const place = at < 0 ? "padding before" : at >= level.size ? "padding after" : layer === 1 ? "of the image" : `of the map of ${level.size}`;
  const name = `Row ${format(at)} at layer ${layer}, ${place}`;
  if (!result.seen.length) {
    const behind = at >= level.size + level.after - level.rest;
    return `${name}: no window reads it${behind ? `, since the next one would need ${level.s - level.rest} more row${level.s - level.rest === 1 ? "" : "s"}` : ""}.`;
  }
  return `${name}: read by ${first === last ? `output ${first}` : `outputs ${first} to ${last}`}.`;
}

/** h₀ = A h₅ − B with this stack's numbers, first as products, then as numbers. */
export function iszFormulaText(params) {
  const { terms, whole } = iszFormula(params);
  const [jump, offset] = whole;
  const top = `h${ISZ_LOW_DIGITS[terms.length]}`;
  const strides = params.strides.join(" · ");
  const sum = terms.map(([term, before], i) => `${i ? (term < 0 ? " − " : " + ") : term < 0 ? "−" : ""}${Math.abs(term)}${before > 1 ? ` · ${before}` : ""}`).join("");
  const tail = offset ? ` ${offset > 0 ? "−" : "+"} ${Math.abs(offset)}` : "";
  const short = `h₀ = ${jump === 1 ? "" : `${jump} `}${top}${tail}`;
  return { long: `h₀ = ${strides} · ${top} − (${sum})`, short };
}

/** A layer in a few words: "3 · conv 3, stride 2, padding 1". */
export function iszName(params, i, short = false) {
  const { kind, k, s, p } = iszLayer(params, i);
  if (short) return `${i + 1} · ${ISZ_KINDS[kind]} ${k} /${s}`;
  return `${i + 1} · ${ISZ_KINDS[kind]} ${k}, stride ${s}${params.rule === "same" ? "" : `, padding ${p}`}`;
}

/** Where every layer divides h₀ − 1 by 2: the remainders as binary digits, else "". */
export function iszDigits(params, levels) {
  const plain = params.kinds.every((_, i) => {
    const { k, s, p } = iszLayer(params, i);
    return s === 2 && k - 2 * p === 1;
  });
  if (!plain || params.rule === "same" || levels.length < params.kinds.length) return "";
  const digits = (params.size - 1).toString(2).padStart(levels.length, "0");
  const last = digits.slice(-levels.length);
  const more = digits.length > levels.length ? "…" : "";
  return `${params.size} − 1 in base 2 is ${more}${last}: its last ${levels.length} digit${levels.length > 1 ? "s" : ""}, from the right, are what layer${levels.length > 1 ? `s 1 to ${levels.length} leave` : " 1 leaves"} unread.`;
}
