// The sentences of the figure coverage.
import { format } from "./core.mjs";

function covPlaces(dy, dx) {
  const parts = [];
  if (dy) parts.push(`${Math.abs(dy)} ${dy > 0 ? "down" : "up"}`);
  if (dx) parts.push(`${Math.abs(dx)} ${dx > 0 ? "right" : "left"}`);
  return parts.join(", ");
}

/** "output 1 down, 2 left", or "the output looked at". */
export function covOutputName(dy, dx) {
  return dy || dx ? `output ${covPlaces(dy, dx)}` : "output A";
}

/** Share in per cent, 0 and 100 only where it is exactly that. */
export function covPercent(part, whole) {
  if (part === 0 || part === whole) return part ? 100 : 0;
  return Math.max(1, Math.min(99, Math.round((100 * part) / whole)));
}

/** What is said of the pixel looked at, or else of the stack and the pair of outputs. */
export function covSentence(params, numbers, probe) {
  if (probe) return covPixel(params, numbers, probe);
  const { dy, dx } = params;
  if (dy || dx) {
    const own = numbers.used ** 2;
    const both = numbers.both ? `${format(numbers.both)} of their ${format(own)} pixels each (${covPercent(numbers.both, own)} %)` : "no pixel at all";
    return `Output A and the ${covOutputName(dy, dx)} share ${both}.`;
  }
  const side = numbers.field;
  const name = `${params.depth} ${params.depth === 1 ? "layer" : "layers"} of ${params.kernel} × ${params.kernel}`;
  const end = numbers.free ? "every pixel of its field" : `with gaps of up to ${numbers.gap} px`;
  return `${name}: output A reads ${numbers.used ** 2} of ${side ** 2} pixels over ${numbers.paths.toLocaleString("en-US")} paths, ${end}.`;
}

function covPixel(params, { output }, [y, x]) {
  const [row, column] = [output[y], output[x]];
  const place = `Row ${y}, column ${x} of the field`;
  const paths = (n) => `${n} ${n === 1 ? "path" : "paths"}`;
  if (row && column) return `${place}: ${row} · ${column} = ${paths(row * column)} to output A.`;
  const which = row ? "column" : column ? "row" : "row and column";
  return `${place}: a hole, no path leads to output A, since no sum of steps reaches this ${which}.`;
}
