// The sentences of the sliding figure: sums, formulas, sizes.
import { format } from "./core.mjs";

function slideFactor(value, first) {
  return value < 0 && !first ? `(${format(value)})` : format(value);
}

/** Taps of one output from left to right, as [signal index or -1, kernel index]. */
export function slideReads(taps, flip) {
  const pairs = taps.map((i, j) => [i, j]);
  return flip ? pairs.reverse() : pairs;
}

/** "3·2 + 4·1 + 5·(−1)": signal times kernel, from left to right. */
export function slideSum({ params, taps }, t) {
  const term = ([i, j], place) =>
    `${slideFactor(i < 0 ? 0 : params.signal[i], place === 0)}·${slideFactor(params.kernel[j], false)}`;
  return slideReads(taps[t], params.flip).map(term).join(" + ");
}

/** The index that tap j reads, such as "2 + j", "4 − 2j" or "j − 1". */
export function slideIndex({ params, pads }) {
  const { position, stride, dilation, flip, kernel } = params;
  const base = position * stride - pads[0] + (flip ? dilation * (kernel.length - 1) : 0);
  const j = dilation === 1 ? "j" : `${dilation}j`;
  if (base === 0) return flip ? `−${j}` : j;
  if (flip) return `${format(base)} − ${j}`;
  return base < 0 ? `${j} − ${-base}` : `${base} + ${j}`;
}

/** What stands in the way when no window fits, and how to mend it. */
export function slideNoFit({ params, extent, length }) {
  const taps = params.dilation === 1 ? "" : ` (${params.kernel.length} taps, ${params.dilation} apart)`;
  return (
    `No output: the kernel is ${extent} long${taps}, the padded signal ${length}. ` +
    "Add padding, choose full, lower the dilation, or shorten the kernel."
  );
}

/** The spoken form of the current output. */
export function slideSentence(state) {
  const { params, taps, output } = state;
  const t = params.position;
  if (t >= output.length) return slideNoFit(state);
  const zeros = taps[t].filter((i) => i < 0).length;
  const padded = zeros ? `, ${zeros} of the factors ${zeros > 1 ? "are padded zeros" : "is a padded zero"}` : "";
  return `Output ${t} = ${slideSum(state, t)} = ${format(output[t])}${padded}.`;
}

/** "⌊(8 + 2 − 3) / 1⌋ + 1 = 8", and which numbers no window reads. */
export function slideSizes({ params, pads, output, extent, unread }) {
  const padding = `${pads[0]} before, ${pads[1]} after`;
  if (!output.length) return `Padding: ${padding}.`;
  const zeros = pads[0] + pads[1];
  const size = `⌊(${params.signal.length} + ${zeros} − ${extent}) / ${params.stride}⌋ + 1 = ${output.length}`;
  const lost = unread.map((i) => `x[${i}]`).join(", ");
  const never = lost ? ` No window reads ${lost}.` : "";
  if (params.mode === "causal") {
    const past = params.stride === 1 ? "Output t reads x[t] and what came before it, never what comes after." : "No output reads beyond its own place in the signal.";
    return `Padding: ${padding}. Output size: ${size}.${never} ${past}`;
  }
  const centre =
    params.mode === "same" && pads[0] !== pads[1]
      ? ' This kernel has no centre: the odd zero goes in front, as in NumPy and SciPy; PyTorch\'s padding="same" puts it behind.'
      : "";
  return `Padding: ${padding}. Output size: ${size}.${never}${centre}`;
}

/** Which outputs read the number in a column of the padded signal, and through which tap. */
export function slideUsage({ params, pads, columns }, column) {
  const i = column - pads[0];
  const padded = i < 0 || i >= params.signal.length;
  const what = padded ? "This padded zero" : `x[${i}] = ${format(params.signal[i])}`;
  const uses = columns.flatMap((window, t) => {
    const j = window.indexOf(column);
    return j < 0 ? [] : [`y[${t}] (times h[${j}])`];
  });
  if (!uses.length) return `${what} is read by no output.`;
  return `${what} is read by ${uses.join(", ")}.`;
}
