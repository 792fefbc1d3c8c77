// The figure blind-spots: legal parameters, the committed scores, and the code that reads them.
import { clampInt, decodeBytes } from "./core.mjs";

export const BS_BORDERS = ["same", "even", "odd", "reflect"];
export const BS_NETS = {
  same: '"zeros", "same"', even: '"zeros", "even"', odd: '"zeros", "even"', reflect: '"reflect", "same"',
};
export const BS_SIZES = { same: 192, even: 192, odd: 193, reflect: 192 };
export const BS_FACE = [40, 32];
export const BS_SHAPE = [77, 81];
export const BS_STEP = 2;
export const BS_LAST = { y: BS_STEP * (BS_SHAPE[0] - 1), x: BS_STEP * (BS_SHAPE[1] - 1) };
const BS_UNIT = 4;
const BS_PERIOD = 8;
const BS_MIDDLE = [34, 36];

export function normalize(params) {
  const given = params ?? {};
  const even = (value, last, otherwise) => {
    const nearest = BS_STEP * Math.round(Number(value) / BS_STEP);
    return Number.isFinite(nearest) ? Math.min(last, Math.max(0, nearest)) : otherwise;
  };
  return {
    border: BS_BORDERS.includes(given.border) ? given.border : "same",
    y: even(given.y, BS_LAST.y, 64),
    x: even(given.x, BS_LAST.x, 128),
    threshold: clampInt(given.threshold, 1, 99, 50),
    view: given.view === "change" ? "change" : "score",
  };
}

let bsKept = [null, null];

/** Scores in thousandths by border, from the baked bytes. */
export function bsMaps(baked) {
  if (bsKept[0] !== baked.maps.same) {
    const decoded = BS_BORDERS.map((name) => [name, Int16Array.from(decodeBytes(baked.maps[name]), (steps) => BS_UNIT * steps)]);
    bsKept = [baked.maps.same, Object.fromEntries(decoded)];
  }
  return bsKept[1];
}

/** Index of the place in the middle of the picture that meets the cells as place (i, j) does. */
export function bsInner(i, j) {
  const wrap = (at, start) => start + ((((at - start) % BS_PERIOD) + BS_PERIOD) % BS_PERIOD);
  return wrap(i, BS_MIDDLE[0]) * BS_SHAPE[1] + wrap(j, BS_MIDDLE[1]);
}

export function bsCompute(params, maps) {
  const [rows, columns] = BS_SHAPE;
  const [i, j] = [params.y / BS_STEP, params.x / BS_STEP];
  const all = BS_BORDERS.map((name) => maps[name]);
  const own = maps[params.border];
  const side = BS_SIZES[params.border];
  const limit = 10 * params.threshold;
  const missed = all.map((kept) => {
    let count = 0;
    for (const score of kept) count += score < limit;
    return count;
  });
  return {
    result: [own[i * columns + j], missed[BS_BORDERS.indexOf(params.border)]],
    scores: all.map((kept) => kept[i * columns + j]),
    middle: all.map((kept) => kept[bsInner(i, j)]),
    missed,
    row: Array.from(own.subarray(i * columns, (i + 1) * columns)),
    column: Array.from({ length: rows }, (_, r) => own[r * columns + j]),
    room: [params.y, side - BS_FACE[0] - params.y, params.x, side - BS_FACE[1] - params.x],
  };
}

export function compute(params, baked) {
  return bsCompute(params, bsMaps(baked));
}

export function torchCode({ border, y, x, threshold }) {
  const size = BS_SIZES[border];
  const [height, width] = BS_FACE;
  return [
    "from convbook.data.results import result as committed, unpacked",
    "",
    'found = committed("blind-spots")',
    `kept = found["detector"]["${border}"]`,
    "# Thousandths, for a face at rows and columns 0, 2, 4, ... px.",
    'scores = 4 * unpacked(kept["scores"], kept["shape"]).astype(int)',
    `score = int(scores[${y} // 2, ${x} // 2])`,
    `missed = int((scores < ${10 * threshold}).sum())`,
    "result = [score, missed]",
    "",
    "# The network says so itself, once `convbook assets --all` has fetched it:",
    "#   import torch",
    "#   from convbook import nets",
    '#   face = torch.tensor(unpacked(found["face"]["rgb"], (40, 32, 3)))',
    `#   image = torch.full((1, 3, ${size}, ${size}), 128.0)`,
    `#   image[0, :, ${y}:${y + height}, ${x}:${x + width}] = face.permute(2, 0, 1)`,
    `#   nets.face_ssd(${BS_NETS[border]})(image, heads=1)[0].max()`,
  ].join("\n");
}
