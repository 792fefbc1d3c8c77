// What the figure kernel-taps says.
import { format } from "./core.mjs";
import { ktPlaces } from "./kernel_taps_scope.mjs";
import { KT_SIZE, ktPads } from "./kernel_taps_state.mjs";

function ktSum(shares, numbers) {
  const terms = shares.map(([share, value]) => `${format(share)} · ${value < 0 ? `(${format(value)})` : format(value)}`);
  return `${terms.join(" + ")} = ${format(numbers)}`;
}

/** Where one tap reads, entry by entry. */
export function ktTapSentence(params, numbers) {
  const { scope, kernel, tap, weights } = params;
  const { y, x, readY, readX } = ktPlaces(params, numbers.positions)[tap];
  const shares = numbers.blends.slice(tap * scope * scope, (tap + 1) * scope * scope).map((share, e) => [share, weights[e]]).filter(([share]) => share > 0);
  const clamped = y !== readY || x !== readX ? `, clamped to (${format(readY)}, ${format(readX)})` : "";
  const reads = shares.length ? ktSum(shares, numbers.kernel[tap]) : "nothing of the scope: 0";
  return `Tap row ${Math.floor(tap / kernel)}, column ${tap % kernel} lies at (${format(y)}, ${format(x)})${clamped} and reads ${reads}.`;
}

/** Which taps read one entry of the scope. */
export function ktEntrySentence(params, numbers, entry) {
  const { scope, kernel, weights } = params;
  const place = `Scope row ${Math.floor(entry / scope)}, column ${entry % scope}: ${format(weights[entry])}`;
  const takers = [];
  for (let tap = 0; tap < kernel * kernel; tap += 1) if (numbers.blends[tap * scope * scope + entry] > 0) takers.push(tap);
  if (!takers.length) return `${place}, which no tap reads.`;
  const count = takers.length === 1 ? "1 tap" : `${takers.length} taps`;
  return `${place}, read by ${count} with weights that add to ${format(numbers.used[entry])}.`;
}

/** What the taps do together. */
export function ktTapsSentence(params, numbers) {
  const { spread, turn, down, right, own, scope, kernel } = params;
  const rest = spread === 1 && turn === 0 && down === 0 && right === 0 && own.every((move) => move === 0);
  if (rest) {
    const between = (scope - kernel) % 2 ? "every tap lies between four entries and reads their mean" : "every tap lies on an entry and reads it";
    return `All offsets are 0: ${between}. Drag a tap, or the surface to move them all.`;
  }
  const most = Math.max(...numbers.offsets.map(Math.abs));
  return `Spread ${format(spread)}, turned by ${format(turn)}°, shifted by (${format(down)}, ${format(right)}): the largest offset is ${format(most)}, and the kernel adds to ${format(numbers.sum)}.`;
}

export function ktOutputSentence({ kernel, y, x }, numbers, output) {
  const value = output[y * KT_SIZE + x];
  const shown = Math.max(0, Math.min(255, Math.round(value / numbers.divide + numbers.grey)));
  return `Output row ${y}, column ${x}: the sum of ${kernel * kernel} products with the window in the photograph is ${format(value)}, drawn as grey ${shown}.`;
}

export function ktInputSentence({ kernel, y, x }, pixels) {
  return `Photograph row ${y}, column ${x}: ${pixels[y * KT_SIZE + x]}. ${kernel * kernel} outputs read it, fewer at the edge, each with another number of the kernel.`;
}

/** Rows and columns, first to last, that an output reads or that read an input. */
export function ktWindow({ kernel, y, x }, reading) {
  const pads = ktPads(kernel);
  const [before, after] = reading ? [pads[1], pads[0]] : pads;
  return [y - before, y + after, x - before, x + after];
}

export function ktFactRows(params, numbers) {
  const rest = ((params.scope - params.kernel) % 2) / 2;
  const first = (params.scope - params.kernel) / 2;
  const outside = ktPlaces({ ...params, clamp: true }, numbers.positions).filter(({ y, x, readY, readX }) => y !== readY || x !== readX).length;
  return [
    ["first tap at rest", `(S − K)/2 = ${format(first)}: ${rest ? "between entries" : "on an entry"}`],
    ["offsets beyond the scope", `${outside} of ${params.kernel ** 2}${outside ? (params.clamp ? ", clamped" : ", fading to 0") : ""}`],
    ["sum of the kernel", format(numbers.sum)],
    ["std of scope → kernel", `${numbers.scope_std.toFixed(2)} → ${numbers.std.toFixed(2)}`],
  ];
}

export function ktOutputCaption({ divide, grey }) {
  const over = divide === 1 ? "output" : `output ÷ ${format(divide)}`;
  return grey ? `${over}, zero is mid-grey` : over;
}
