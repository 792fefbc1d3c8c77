// The numbers of the figure sampling-points. All are multiples of 2^-30, so every sum is exact.
import { SP_SCOPES, SP_SIZE, SP_TAPS, spAdaptive, spRule } from "./sampling_points_state.mjs";

/** The four pixels around a point, as [y, x, share]; those without a share are left out. */
export function spCorners([py, px]) {
  const [y, x] = [Math.floor(py), Math.floor(px)];
  const [fy, fx] = [py - y, px - x];
  const all = [[y, x, (1 - fy) * (1 - fx)], [y, x + 1, (1 - fy) * fx], [y + 1, x, fy * (1 - fx)], [y + 1, x + 1, fy * fx]];
  return all.filter(([, , share]) => share > 0);
}

export function spInside(y, x) {
  return y >= 0 && x >= 0 && y < SP_SIZE && x < SP_SIZE;
}

/** The scope, read between its entries. */
function spWeight(scope, tap) {
  return spCorners(tap).reduce((sum, [y, x, share]) => sum + share * scope[5 * y + x], 0);
}

/** A layer: `at(y, x)` gives points and weights of one output. */
function spLayer(params, adaptive) {
  const rule = spRule(params, adaptive);
  const scope = SP_SCOPES[params.scope];
  const constant = !params.pull;
  let shared = null;
  return (y, x) => {
    const found = rule(y, x);
    const weights = constant && shared ? shared : found.taps.map((tap) => spWeight(scope, tap));
    shared = weights;
    return { ...found, weights };
  };
}

/** Add `factor` times what a set of points reads, pixel by pixel, through `put(y, x, part, t)`. */
function spSpread({ points, weights }, factor, put) {
  points.forEach((point, t) => {
    for (const [y, x, share] of spCorners(point)) put(y, x, factor * weights[t] * share, t);
  });
}

/** The field of one output; a map from pixel to derivative, those outside the photograph left out. */
function spField(params, layers) {
  const field = new Float64Array(SP_SIZE * SP_SIZE);
  const toPhoto = (y, x, part) => {
    if (spInside(y, x)) field[y * SP_SIZE + x] += part;
  };
  const top = layers[1](params.y, params.x);
  if (params.layers === 1) {
    spSpread(top, 1, toPhoto);
    return { field, top, parts: null };
  }
  const parts = new Map();
  spSpread(top, 1, (y, x, part) => {
    if (spInside(y, x)) parts.set(y * SP_SIZE + x, (parts.get(y * SP_SIZE + x) ?? 0) + part);
  });
  for (const [place, part] of parts) spSpread(layers[0](Math.floor(place / SP_SIZE), place % SP_SIZE), part, toPhoto);
  return { field, top, parts };
}

/** What a point reads of the photograph, or of the map of the layer below. */
function spReader(params, bytes, layers) {
  const photo = (y, x) => (spInside(y, x) ? bytes[y * SP_SIZE + x] : 0);
  const read = (source) => (point) => spCorners(point).reduce((sum, [y, x, share]) => sum + share * source(y, x), 0);
  if (params.layers === 1) return { source: photo, read: read(photo) };
  const kept = new Map();
  const below = (y, x) => {
    if (!spInside(y, x)) return 0;
    const place = y * SP_SIZE + x;
    if (!kept.has(place)) {
      const { points, weights } = layers[0](y, x);
      const values = points.map(read(photo));
      kept.set(place, values.reduce((sum, value, t) => sum + value * weights[t], 0));
    }
    return kept.get(place);
  };
  return { source: below, read: read(below) };
}

/** Points of points: the mean over the four outputs around each point. */
function spLower(params, points, layer) {
  if (params.layers === 1) return [];
  const clamp = (v) => Math.min(SP_SIZE - 1, Math.max(0, v));
  return points.flatMap((point) => {
    const around = spCorners(point).map(([y, x, share]) => [layer(clamp(y), clamp(x)).offsets, share]);
    return SP_TAPS.flatMap((tap, t) =>
      tap.map((k, axis) => point[axis] + params.dilation * k + around.reduce((sum, [moves, share]) => sum + share * moves[t][axis], 0)),
    );
  });
}

/** Equations (8), (10), (11): the largest difference of the field from them, −1 where none is stated. */
function spDifference(params, field) {
  const adaptive = spAdaptive(params).slice(-params.layers);
  if (params.layers === 2 && adaptive[0] && adaptive[1]) return -1;
  const said = new Map();
  const add = (y, x, part) => said.set(y * 4096 + x, (said.get(y * 4096 + x) ?? 0) + part);
  const layers = [false, true].map((on) => spLayer(params, on));
  const one = adaptive.map((on) => layers[Number(on)](params.y, params.x));
  // Every path takes one step of each layer; the offsets are those at the output's position.
  if (params.layers === 1) spSpread(one[0], 1, add);
  else {
    spSpread(one[1], 1, (y, x, part) => {
      const moved = one[0].points.map((point) => [point[0] + y - params.y, point[1] + x - params.x]);
      spSpread({ points: moved, weights: one[0].weights }, part, add);
    });
  }
  let most = 0;
  for (const [key, value] of said) {
    const x = ((key % 4096) + 4096 + 2048) % 4096 - 2048;
    const y = (key - x) / 4096;
    const measured = spInside(y, x) ? field[y * SP_SIZE + x] : 0;
    most = Math.max(most, Math.abs(value - measured));
  }
  for (let i = 0; i < field.length; i += 1) {
    if (field[i] && !said.has(Math.floor(i / SP_SIZE) * 4096 + (i % SP_SIZE))) most = Math.max(most, Math.abs(field[i]));
  }
  return most;
}

export function spCompute(params, bytes) {
  const [bottom, top] = spAdaptive(params);
  const layers = [spLayer(params, bottom), spLayer(params, top)];
  const { field, top: own, parts } = spField(params, layers);
  const { source, read } = spReader(params, bytes, layers);
  const values = own.points.map(read);
  const reach = params.layers * params.dilation;
  let [count, beyond] = [0, 0];
  for (let i = 0; i < field.length; i += 1) {
    if (field[i] === 0) continue;
    count += 1;
    const far = Math.max(Math.abs(Math.floor(i / SP_SIZE) - params.y), Math.abs((i % SP_SIZE) - params.x));
    if (far > reach) beyond += 1;
  }
  return {
    output: [values.reduce((sum, value, t) => sum + value * own.weights[t], 0)],
    points: own.points.flat(),
    lower: spLower(params, own.points, layers[0]),
    scope_points: spRule(params, params.mode !== "rigid")(params.y, params.x).taps.flat(),
    values,
    weights: own.weights,
    field,
    read: count,
    beyond,
    difference: spDifference(params, field),
    source,
    parts,
    layers,
  };
}
