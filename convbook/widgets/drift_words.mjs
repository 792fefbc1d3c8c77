// What the figure drift says: the move in words, and what a pixel reads.
import { format } from "./core.mjs";
import { DR_SIZE, drOneSided } from "./drift_state.mjs";

const DR_WAYS = [["up", "down"], ["left", "right"]];

/** "8 px up and 8 px to the left", or "nowhere". */
export function drMove([rows, columns]) {
  const parts = [rows, columns].map((value, axis) => {
    const shown = Math.round(100 * Math.abs(value)) / 100;
    return shown ? `${format(shown)} px ${axis ? "to the " : ""}${DR_WAYS[axis][value > 0 ? 1 : 0]}` : "";
  });
  return parts.filter(Boolean).join(" and ") || "nowhere";
}

function drSpan(first, last) {
  return first === last ? String(first) : `${first} to ${last}`;
}

function drCount(depth) {
  return depth === 1 ? "1 layer" : `${depth} layers`;
}

export function drOutputSentence(params, numbers) {
  const { kernel, depth, y, x } = params;
  const [top, bottom, left, right] = numbers.reads;
  const place = `Output pixel row ${y}, column ${x}`;
  if (depth === 0) return `${place}: without a layer it is the input pixel. The centre of mass lies at row ${format(numbers.start[0])}, column ${format(numbers.start[1])}.`;
  const value = format(Math.round(numbers.output[DR_SIZE * y + x] * 10) / 10);
  const off = numbers.predicted.map((shift) => -shift || 0);
  const middle = off[0] || off[1] ? `The middle of that window lies ${drMove(off)} of the pixel` : "The window lies around the pixel";
  return `${place}, value ${value}: through ${drCount(depth)} of ${kernel} it reads rows ${drSpan(top, bottom)}, columns ${drSpan(left, right)}. ${middle}.`;
}

export function drInputSentence(params, numbers) {
  const { kernel, depth, y, x } = params;
  const [top, bottom, left, right] = numbers.readers;
  return `Input pixel row ${y}, column ${x}: after ${drCount(depth)} of ${kernel} it has spread over rows ${drSpan(top, bottom)}, columns ${drSpan(left, right)}, and their middle has moved ${drMove(numbers.predicted)}.`;
}

export function drResult(params, numbers) {
  const { depth, kernel } = params;
  const expected = drOneSided(kernel) ? drMove(numbers.predicted) : "nowhere";
  return [
    ["Centre of mass has moved", drMove(numbers.moved)],
    [`Middle of the window, ${drCount(depth)}`, expected],
    ["Brightness left", `${format(Math.round(1000 * numbers.kept) / 10)} %`],
  ];
}
