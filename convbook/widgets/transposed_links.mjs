// What is lit when one row or one column of the matrix is looked at, in every part of the figure.
import { format } from "./core.mjs";
import { area, crossed, frameAt, placeOf, readersOf, readsOf, trSplit } from "./transposed_state.mjs";

/** Row and column of the square that is looked at: of y for a row of C, of x for a column. */
export function lookedAt(params, place = placeOf(params)) {
  return trSplit(place, params.pick === "row" ? "small" : "side", params.look);
}

function trAt(place, name, [row, column]) {
  const inside = row >= 0 && column >= 0 && row < place[0][name] && column < place[1][name];
  return inside ? row * place[1][name] + column : -1;
}

function trShifted(place, at, sign) {
  return at.map((n, axis) => n + sign * place[axis].padding);
}

/**
 * Squares lit in each grid, as maps from the square to the weight written on it (null: none), and
 * the square picked in each (-1: none). `frame` is the stretched input, `full` the uncropped sum.
 */
export function litBy(params) {
  const place = placeOf(params);
  const names = ["padded", "small", "full", "big", "frame"];
  const lit = Object.fromEntries(names.map((name) => [name, new Map()]));
  const picked = Object.fromEntries(names.map((name) => [name, -1]));
  const light = (name, at, tap) => {
    if (at >= 0) lit[name].set(at, tap === null ? null : format(params.weight[tap]));
  };
  const at = lookedAt(params, place);
  if (params.pick === "row") lightRow(place, at, light, picked);
  else lightColumn(place, at, light, picked);
  for (const name of names) if (picked[name] >= 0 && !lit[name].has(picked[name])) lit[name].set(picked[name], null);
  return { lit, picked };
}

function lightRow(place, at, light, picked) {
  picked.small = trAt(place, "small", at);
  picked.frame = frameAt(place, picked.small);
  for (const [[y, a], [x, b]] of crossed(readsOf(place[0], at[0]), readsOf(place[1], at[1]))) {
    const tap = a * place[1].kernel + b;
    for (const name of ["padded", "full"]) light(name, trAt(place, name, [y, x]), tap);
    light("big", trAt(place, "big", trShifted(place, [y, x], -1)), tap);
  }
}

function lightColumn(place, at, light, picked) {
  const inside = (name) => at.every((n, axis) => n < place[axis][name]);
  if (inside("size")) picked.padded = trAt(place, "padded", trShifted(place, at, 1));
  if (inside("big")) {
    picked.full = trAt(place, "full", trShifted(place, at, 1));
    picked.big = trAt(place, "big", at);
    const spans = place.map((line, axis) => Array.from({ length: line.kernel }, (_, t) => [at[axis] + t * line.dilation, line.kernel - 1 - t]));
    for (const [[y, a], [x, b]] of crossed(...spans)) light("frame", trAt(place, "frame", [y, x]), a * place[1].kernel + b);
  }
  for (const [[r, a], [c, b]] of crossed(readersOf(place[0], at[0]), readersOf(place[1], at[1]))) {
    light("small", r * place[1].small + c, a * place[1].kernel + b);
  }
}

/** Numbers of y that the zeros view has no room for. */
export function cutOff(place) {
  return Array.from({ length: area(place, "small") }, (_, index) => index).filter((index) => frameAt(place, index) < 0);
}

/**
 * The wires of one dimension. Each goes from x = `from` in the lower row to x = `to` in the upper
 * one (middles of squares, in squares); `kind` is "on", "off" or "cut" (to padding, or cropped).
 */
export function wiresOf(params, drawing) {
  const line = placeOf(params)[1];
  const middle = (line.extent - 1) / 2 + 0.5;
  const wires = [];
  for (let row = 0; row < line.small; row += 1) {
    for (const [at, tap] of readsOf(line, row)) {
      const column = at - line.padding;
      const ends = { small: row * line.stride + middle, wide: at + 0.5 };
      const on = params.look === (params.pick === "row" ? row : column);
      const cut = (size) => column < 0 || column >= size;
      if (drawing === "conv") wires.push({ from: ends.wide, to: ends.small, on, cut: cut(line.size), tap });
      else if (drawing === "scatter") wires.push({ from: ends.small, to: ends.wide, on, cut: cut(line.big), tap });
      else if (!cut(line.big)) wires.push({ from: row * line.stride + line.inset + 0.5, to: column + middle, on, cut: false, tap });
    }
  }
  return drawing === "zeros" ? wires.concat(zeroWires(params, line, middle)) : wires;
}

/** The wires that carry a zero of the stretched input to the output looked at. */
function zeroWires(params, line, middle) {
  if (params.pick === "row" || params.look >= line.big) return [];
  const used = new Set(readersOf(line, params.look).map(([, tap]) => tap));
  const taps = Array.from({ length: line.kernel }, (_, tap) => tap).filter((tap) => !used.has(tap));
  const from = (tap) => params.look + (line.kernel - 1 - tap) * line.dilation + 0.5;
  return taps.map((tap) => ({ from: from(tap), to: params.look + middle, on: true, cut: true, tap }));
}
