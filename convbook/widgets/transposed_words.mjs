// What the figure transposed says: a row and a column in words, sizes, the identity, the overlap.
import { format } from "./core.mjs";
import { area, crossed, placeOf, readersOf, readsOf } from "./transposed_state.mjs";
import { cutOff, lookedAt } from "./transposed_links.mjs";

const TR_SPOKEN = 9;

function trBracketed(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

function trSum(pairs, total) {
  const terms = pairs.map(([value, weight]) => `${trBracketed(value)}·${trBracketed(weight)}`);
  return terms.length ? `${terms.join(" + ")} = ${format(total)}` : format(total);
}

function trPlace(params, name, at) {
  return `${name}[${(params.dims === 2 ? at : at.slice(1)).join(", ")}]`;
}

/** Values and weights under the window of row `at` of C; padding is 0. */
function trWindow(params, place, at) {
  return crossed(readsOf(place[0], at[0]), readsOf(place[1], at[1])).map(([[y, a], [x, b]]) => {
    const [v, u] = [y - place[0].padding, x - place[1].padding];
    const inside = v >= 0 && u >= 0 && v < place[0].size && u < place[1].size;
    return [inside ? params.x[v * place[1].size + u] : 0, params.weight[a * place[1].kernel + b]];
  });
}

function trReaders(params, place, at) {
  return crossed(readersOf(place[0], at[0]), readersOf(place[1], at[1])).map(([[r, a], [c, b]]) => ({
    at: [r, c],
    index: r * place[1].small + c,
    weight: params.weight[a * place[1].kernel + b],
  }));
}

/** What is said of each half: of the convolution, of the transposed one. */
export function trSentences(params, seen) {
  const place = placeOf(params);
  return params.pick === "row" ? trRowSentences(params, place, seen) : trColumnSentences(params, place, seen);
}

function trRowSentences(params, place, seen) {
  const at = lookedAt(params, place);
  const pairs = trWindow(params, place, at);
  const total = seen.conv[params.look];
  const sum = pairs.length > TR_SPOKEN ? format(total) : trSum(pairs, total);
  const y = params.chain ? seen.conv : params.y;
  const what = `${trPlace(params, "y", at)} = ${format(y[params.look])}`;
  const how =
    params.view === "zeros"
      ? "is reached by the lit outputs' windows, at these weights"
      : "leaves a copy of the kernel, times itself, on the lit squares";
  return [
    `${trPlace(params, "Cx", at)} = ${sum}: row ${params.look} of C.`,
    `${what} ${how}: column ${params.look} of Cᵀ.`,
  ];
}

/** The sum of one output of Cᵀ in the drawing chosen. */
function trCollected(params, place, at, seen, readers) {
  const y = params.chain ? seen.conv : params.y;
  const total = seen.output[at[0] * place[1].big + at[1]];
  const pairs = readers.map(({ index, weight }) => [y[index], weight]);
  if (params.view === "scatter") {
    if (!pairs.length) return `${format(total)} (no copy of the kernel reaches it)`;
    return trSum(pairs, total);
  }
  const taps = area(place, "kernel");
  const zeros = taps - pairs.length;
  const rest = zeros ? ` (${zeros} of the ${taps} taps meet a zero)` : "";
  return `${trSum(pairs, total)}${rest}`;
}

function trColumnSentences(params, place, seen) {
  const at = lookedAt(params, place);
  const readers = trReaders(params, place, at);
  const [known, made] = ["size", "big"].map((name) => at.every((n, axis) => n < place[axis][name]));
  const [column, row] = ["size", "big"].map((name) => at[0] * place[1][name] + at[1]);
  const x = trPlace(params, "x", at);
  const who = readers.length ? readers.map(({ at: r }) => trPlace(params, "Cx", r)).join(", ") : "no output";
  const left = known ? `${x} is read by ${who}: column ${column} of C.` : `There is no ${x}: the output padding is too large.`;
  const sum = made && trCollected(params, place, at, seen, readers);
  const right = made
    ? `${trPlace(params, "Cᵀy", at)} = ${sum}: row ${row} of Cᵀ.`
    : `There is no ${trPlace(params, "Cᵀy", at)}: the output padding is too small.`;
  return [left, right];
}

/** Sizes of both operations with the numbers put in. */
export function trSizeLines(params) {
  const { size, kernel, stride, padding, dilation, small, big, extra } = placeOf(params)[1];
  const reach = dilation === 1 ? `${kernel}` : `(${dilation}·${kernel - 1} + 1)`;
  const floor = `⌊(${size} + 2·${padding} − ${reach}) / ${stride}⌋ + 1 = ${small}`;
  const back = `(${small} − 1)·${stride} − 2·${padding} + ${reach} + ${extra} = ${big}`;
  return [`${size} → ${small}: ${floor}`, `${small} → ${big}: ${back}`];
}

/** How to read the drawing of the convolution. */
export function trReadWords(params) {
  const { rest } = placeOf(params)[1];
  const lost = `the last ${rest === 1 ? "" : `${rest} `}${params.dims === 2 ? "rows and columns" : `square${rest === 1 ? "" : "s"}`}`;
  const unread = rest ? ` No window reads ${rest === 1 && params.dims === 2 ? "the last row and column" : lost} (hatched).` : "";
  return `Each output sums the squares that it reads, times the kernel.${unread}`;
}

/** How to read the drawing of the transposed convolution that is chosen. */
export function trViewWords(params) {
  const place = placeOf(params);
  const { stride, extent, padding, extra, inset } = place[1];
  if (params.view === "scatter") {
    const crop = padding ? " The dashed squares are cropped." : "";
    const more = extra ? " Nothing reaches the hatched ones: output padding." : "";
    return `Each number of y leaves a copy of the kernel, ${stride} apart; overlaps add up.${crop}${more}`;
  }
  const between = stride === 1 ? "No zero" : stride === 2 ? "1 zero" : `${stride - 1} zeros`;
  const lost = cutOff(place).length;
  const cut = lost ? `, which cuts off ${lost} of ${area(place, "small")} numbers` : "";
  const more = extra ? `, and ${extra} more at the ${params.dims === 2 ? "bottom and right" : "right"} (hatched)` : "";
  return `${between} between neighbours, ${extent - 1} − ${padding} = ${format(inset)} around${cut}${more}; then a convolution, stride 1.`;
}

/** The adjoint identity in numbers, and whether the round trip returns x. */
export function trIdentity(params, { dots, output, sizes }) {
  const [, big, rest] = sizes;
  if (!dots.length) {
    return `Cᵀ of this C has output padding ${rest}. With ${params.output_padding} the sizes differ (${params.size} and ${big}).`;
  }
  const same = `⟨Cx, y⟩ = ${format(dots[0])} and ⟨x, Cᵀy⟩ = ${format(dots[1])}`;
  if (!params.chain) return `Adjoint: ${same}.`;
  const returned = output.every((value, i) => value === params.x[i]);
  return `Adjoint: ${same}. ${returned ? "Here CᵀCx = x, by luck of these numbers." : "But CᵀCx ≠ x: not an inverse."}`;
}

/** Whether inner outputs get equally many taps. */
export function trOverlap(params, { phases }) {
  const { kernel, stride, dims } = params;
  const even = phases.every((count) => count === phases[0]);
  const square = dims === 2 ? ", in each direction" : "";
  if (even) return `Even: away from the ends each output gets ${phases[0]} tap${phases[0] === 1 ? "" : "s"}${square}.`;
  const why = kernel % stride ? `stride ${stride} does not divide kernel ${kernel}` : `dilation ${params.dilation} and stride ${stride} share a factor`;
  return `Uneven (checkerboard): away from the ends ${phases.join(", ")} taps in turn${square}; ${why}.`;
}
