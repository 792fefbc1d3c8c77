// What the figure im2col says: the sum of an output, the copies of a pixel, the row of a weight.
import { format } from "./core.mjs";
import { isPadding, squareAt } from "./im2col_state.mjs";

const WRITTEN_TERMS = 12;
const NAMED_COLUMNS = 9;

function signed(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

function several(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Filter, patch, and the patch's row and column of an entry of the product. */
export function lookedAt(place, look) {
  const patch = look % place.patches;
  return { filter: Math.floor(look / place.patches), patch, row: Math.floor(patch / place.ow), column: patch % place.ow };
}

/** Channel, row and column of the kernel that a row of the lowered matrix belongs to. */
export function tapAt(place, k) {
  const area = place.kh * place.kw;
  return [Math.floor(k / area), Math.floor(k / place.kw) % place.kh, k % place.kw];
}

/** The entry of the product looked at, as a sum where it is short. */
export function entrySentence(params, place, { columns, output }) {
  const { filter, patch, row, column } = lookedAt(place, params.look);
  const terms = Array.from({ length: place.taps }, (_, k) => {
    const weight = params.weight[filter * place.taps + k];
    return `${signed(weight)}·${signed(columns[k * place.patches + patch])}`;
  });
  const sum = place.taps > WRITTEN_TERMS ? `the sum of ${place.taps} products` : terms.join(" + ");
  return (
    `Column ${patch} holds the patch of output row ${row}, column ${column}. ` +
    `Row ${filter} of W times this column: ${sum} = ${format(output[params.look])}.`
  );
}

/** A square of the padded input: how often it is copied, and into which columns. */
export function squareSentence(params, place, index, copies, value) {
  const [c, y, x] = squareAt(place, index);
  const patches = [...new Set(copies.map((entry) => entry % place.patches))].sort((one, other) => one - other);
  const named = `column${patches.length === 1 ? "" : "s"} ${patches.join(", ")}`;
  const where = patches.length > NAMED_COLUMNS ? `${patches.length} columns` : named;
  const times = `copied ${copies.length === 1 ? "once" : several(copies.length, "time")}, into ${where}`;
  if (isPadding(place, index)) {
    return copies.length ? `A zero of the padding, ${times} like any other number.` : "A zero of the padding that no patch reads.";
  }
  const pixel = `Input ${c}, ${y - place.padding}, ${x - place.padding} = ${format(value)}`;
  return copies.length ? `${pixel} is ${times}: once for every patch that covers it.` : `${pixel} is in no patch: the windows step over it.`;
}

/** A weight: the row of the matrix that it multiplies is one shifted copy of its channel. */
export function weightRowSentence(params, place, filter, k) {
  const [c, a, b] = tapAt(place, k);
  return (
    `Weight ${filter}, ${c}, ${a}, ${b} = ${format(params.weight[filter * place.taps + k])} multiplies row ${k} of the ` +
    `matrix: input channel ${c} read from row ${a * params.dilation - params.padding}, column ` +
    `${b * params.dilation - params.padding} on${params.stride > 1 ? ` in steps of ${params.stride}` : ""}, ` +
    `${several(place.patches, "number")}.`
  ).replaceAll("-", "−");
}

/** Sizes of the matrix and of the input, and what the copying multiplies. */
export function blowUp(params, place) {
  const [entries, pixels] = [place.taps * place.patches, params.input.length];
  const padded = [...place.from].filter((index) => isPadding(place, index)).length;
  const zeros = padded ? `, ${padded} of them padding` : "";
  const factor = format(Math.round((100 * entries) / pixels) / 100);
  const idle = place.kh * place.kw === 1 && params.stride === 1 && params.padding === 0;
  const why = idle ? "A 1×1 kernel's matrix is the image itself: nothing need be copied." : "";
  return { factor: `×${factor}`, text: `${several(pixels, "number")} become ${place.taps} × ${place.patches} = ${entries}${zeros}. ${why}` };
}

const UNITS = [["T", 1e12], ["G", 1e9], ["M", 1e6], ["k", 1e3]];

/** A large count in three digits. */
export function shortCount(count) {
  const [unit, size] = UNITS.find(([, least]) => count >= least) ?? ["", 1];
  return `${Number((count / size).toPrecision(3))}${unit && ` ${unit}`}`;
}
