// What the figure sampling-points says of a tap, a pixel, an entry of the scope, and the equations.
import { format } from "./core.mjs";
import { SP_SCOPES, SP_SIZE, SP_TAPS } from "./sampling_points_state.mjs";
import { spCorners, spInside } from "./sampling_points_compute.mjs";
import { spPairs } from "./sampling_points_view.mjs";

const SP_EQUATION = { data: "(10)", kernel: "(8)", both: "(11)" };
const SP_PLACES = ["top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right"];

export function spTapName(tap) {
  return `${SP_PLACES[tap]} tap`;
}

export const SP_TAP_OPTIONS = SP_PLACES.map((place, tap) => [String(tap), `${place} (${SP_TAPS[tap].map((k) => k + 1).join(", ")})`]);

/** Which pixels of the photograph a tap reaches, through all layers, and with which derivative. */
export function spTapReads(params, numbers, tap) {
  const found = new Map();
  const add = (y, x, part) => {
    if (spInside(y, x)) found.set(y * SP_SIZE + x, (found.get(y * SP_SIZE + x) ?? 0) + part);
  };
  const point = [numbers.points[2 * tap], numbers.points[2 * tap + 1]];
  for (const [y, x, share] of spCorners(point)) {
    const part = share * numbers.weights[tap];
    if (params.layers === 1) add(y, x, part);
    else if (spInside(y, x)) {
      const { points, weights } = numbers.layers[0](y, x);
      points.forEach((below, t) => spCorners(below).forEach(([v, u, own]) => add(v, u, part * own * weights[t])));
    }
  }
  return found;
}

/** The taps whose paths reach a pixel. */
export function spReaders(params, numbers, [y, x]) {
  return SP_TAPS.map((_, tap) => tap).filter((tap) => spTapReads(params, numbers, tap).has(y * SP_SIZE + x));
}

export function spTapSentence(params, numbers, tap) {
  const [y, x] = [numbers.points[2 * tap], numbers.points[2 * tap + 1]].map(format);
  const [value, weight] = [numbers.values[tap], numbers.weights[tap]];
  const source = params.layers === 1 ? "the photograph" : "the map of the layer below";
  const [v, u] = [numbers.scope_points[2 * tap], numbers.scope_points[2 * tap + 1]].map(format);
  const scope = params.mode === "data" || params.mode === "rigid" ? "" : ` Over the scope it stands at (${v}, ${u}).`;
  return `The ${spTapName(tap)} reads ${source} at row ${y}, column ${x}: ${format(value)}, times its weight ${format(weight)} is ${format(value * weight)}.${scope} The output is ${format(numbers.output[0])}.`;
}

function spAnd(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export function spPixelSentence(params, numbers, bytes, [y, x], taps) {
  const value = numbers.field[y * SP_SIZE + x];
  const start = `Pixel at row ${y}, column ${x}, value ${bytes[y * SP_SIZE + x]}: `;
  if (!taps.length) return `${start}no path leads from it to the output.`;
  const through = taps.length === 9 ? "all nine taps" : `the ${spAnd(taps.map((tap) => SP_PLACES[tap]))} tap${taps.length > 1 ? "s" : ""}`;
  return `${start}the output changes by ${format(value)} for each step of 1, through ${through}.`;
}

export function spEntrySentence(params, numbers, entry) {
  const [y, x] = [Math.floor(entry / 5), entry % 5];
  const parts = spPairs(numbers.scope_points).flatMap((tap, t) => {
    const own = spCorners(tap).find(([v, u]) => v === y && u === x);
    return own ? [`${format(own[2])} for the ${spTapName(t)}`] : [];
  });
  const value = `Entry of the scope at row ${y}, column ${x}, ${format(SP_SCOPES[params.scope][entry])}: `;
  return `${value}${parts.length ? `taken ${spAnd(parts)}.` : "no tap takes anything of it."}`;
}

/** Does a path leave the photograph? */
export function spLeaves(params, numbers) {
  const out = (point) => spCorners(point).some(([y, x]) => !spInside(y, x));
  if (spPairs(numbers.points).some(out)) return true;
  if (params.layers === 1) return false;
  return [...numbers.parts.keys()].some((place) => numbers.layers[0](Math.floor(place / SP_SIZE), place % SP_SIZE).points.some(out));
}

/** What the equations say beside what is measured: [verdict, sentence]. */
export function spVerdict(params, numbers) {
  const { difference } = numbers;
  if (difference < 0) return ["none", "Equations (8) to (11) are stated for one layer with offsets; here two have them."];
  if (params.mode === "rigid") {
    if (difference === 0) return ["holds", "Nothing moves: equation (3) gives this field exactly."];
    return ["fails", "A path leaves the photograph; equation (3) knows no border."];
  }
  const name = `Equation ${SP_EQUATION[params.mode]}`;
  if (difference === 0) return ["holds", `${name} gives this field exactly.`];
  const off = `is off by up to ${format(difference)}`;
  if (spLeaves(params, numbers)) return ["fails", `${name} ${off}: a path leaves the photograph, and it knows no border.`];
  return ["fails", `${name} ${off}: the lower layer's offsets differ from place to place.`];
}
