// The figure sampling-points: legal parameters, the rule of the offsets, the PyTorch code.
import { clampDyadic, clampInt } from "./core.mjs";

export const SP_SIZE = 32;
export const SP_MODES = ["both", "data", "kernel", "rigid"];
export const SP_PHOTOS = ["chelsea", "astronaut", "coffee"];
export const SP_ADAPTIVE = ["both", "top", "bottom"];
export const SP_TAPS = [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b]));
const SP_TURN_UNIT = 1024;
const SP_EDGE = [1, 2, 3, 2, 1].flatMap((row) => [-1, -2, 0, 2, 1].map((column) => row * column));
export const SP_SCOPES = {
  bump: [0, 1, 1, 1, 0, 1, 3, 4, 3, 1, 1, 4, 6, 4, 1, 1, 3, 4, 3, 1, 0, 1, 1, 1, 0].map((v) => v / 8),
  edge: SP_EDGE.map((v) => v / 8 + 0),
  spot: [-1, -1, -1, -1, -1, -1, 0, 1, 0, -1, -1, 1, 8, 1, -1, -1, 0, 1, 0, -1, -1, -1, -1, -1, -1].map((v) => v / 8),
};

function spRange(value, low, high, otherwise) {
  const number = typeof value === "number" && Number.isFinite(value) ? clampDyadic(value) : otherwise;
  return Math.min(high, Math.max(low, number));
}

function spList(values, limit) {
  const given = Array.isArray(values) && values.length === 18 ? values : Array(18).fill(0);
  return given.map((value) => clampDyadic(value, limit));
}

export function spNormalize(params) {
  const given = params ?? {};
  const one = (names, value) => (names.includes(value) ? value : names[0]);
  const place = (value, otherwise) => clampInt(value, 0, SP_SIZE - 1, otherwise);
  return {
    mode: one(SP_MODES, given.mode),
    photo: one(SP_PHOTOS, given.photo),
    scope: one(Object.keys(SP_SCOPES), given.scope),
    layers: clampInt(given.layers, 1, 2, 1),
    adaptive: one(SP_ADAPTIVE, given.adaptive),
    dilation: clampInt(given.dilation, 1, 3, 2),
    scale: spRange(given.scale, 0, 3, 1.5),
    turn: clampInt(given.turn, -90, 90, 20) + 0,
    shear: spRange(given.shear, -1, 1, 0),
    pull: spRange(given.pull, 0, 1, 0),
    spread: spRange(given.spread, 0, 2, 0.75),
    y: place(given.y, 15),
    x: place(given.x, 10),
    cy: place(given.cy, 12),
    cx: place(given.cx, 22),
    moves: spList(given.moves, 8),
    slides: spList(given.slides, 4),
    tap: clampInt(given.tap, 0, 8, 2),
  };
}

/** Do the layer below and the one on top have offsets? */
export function spAdaptive({ mode, layers, adaptive }) {
  if (mode === "rigid") return [false, false];
  if (layers === 1) return [false, true];
  return [adaptive !== "top", adaptive !== "bottom"];
}

const spEighths = (value) => Math.floor(value * 8 + 0.5) / 8;

/** Offsets of the nine points in px, without the pull: scale, shear, turn, then single moves. */
export function spTapMoves({ turn, shear, scale, dilation, moves }) {
  const [c, s] = [Math.cos, Math.sin].map((f) => Math.round(SP_TURN_UNIT * f((Math.PI * turn) / 180)) / SP_TURN_UNIT);
  return SP_TAPS.map(([a, b], t) => {
    const y = a * dilation;
    const x = b * dilation + shear * y;
    const turned = [scale * (c * y + s * x), scale * (c * x - s * y)];
    return [spEighths(turned[0]) - y + moves[2 * t], spEighths(turned[1]) - b * dilation + moves[2 * t + 1]];
  });
}

/** Offsets of the nine taps over the scope, without the pull. */
export function spScopeMoves({ spread, slides }) {
  return SP_TAPS.map((tap, t) => tap.map((rest, axis) => spEighths(spread * rest) - rest + slides[2 * t + axis]));
}

/** A function of a position: where its nine points lie, and where its taps read the scope. */
export function spRule(params, adaptive) {
  const { mode, dilation, pull } = params;
  const data = adaptive && (mode === "both" || mode === "data");
  const kernel = adaptive && (mode === "both" || mode === "kernel");
  const [points, taps] = [spTapMoves(params), spScopeMoves(params)];
  return (y, x) => {
    const way = [pull * (params.cy - y), pull * (params.cx - x)];
    const drift = way.map((px) => -spEighths(px / 8));
    return {
      points: SP_TAPS.map((tap, t) => tap.map((k, axis) => [y, x][axis] + dilation * k + (data ? points[t][axis] + way[axis] : 0))),
      offsets: points.map((move) => move.map((px, axis) => (data ? px + way[axis] : 0))),
      taps: SP_TAPS.map((tap, t) => tap.map((k, axis) => Math.min(4, Math.max(0, k + 2 + (kernel ? taps[t][axis] + drift[axis] : 0))))),
    };
  };
}

const spShort = (values) => `[${values.map(String).join(", ")}]`;

function spLayerCode(name, from, params, adaptive) {
  const size = SP_SIZE;
  const kernel = adaptive && params.mode !== "data" ? "taps" : "0 * taps";
  const data = adaptive && params.mode !== "kernel" ? "points" : "0 * points";
  return `${name} = ops.deform_kernel_conv2d(\n    ${from}, scope, ${kernel}, kernel_size=3, padding=${params.dilation},\n    dilation=${params.dilation}, offset=${data}.expand(1, 18, ${size}, ${size}))`;
}

export function spTorchCode(params) {
  const [bottom, top] = spAdaptive(params);
  const lines = [
    "import torch",
    "from convbook import ops",
    "from convbook.widgets.sampling_points_images import pixels",
    "",
    `image = torch.tensor(pixels("${params.photo}")).double()[None, None]`,
    `scope = torch.tensor(${spShort(SP_SCOPES[params.scope])}).double().reshape(1, 1, 5, 5)`,
    "# offsets (dy, dx) of nine taps: of the points in px, of the kernel's taps over its scope",
    `points = torch.tensor(${spShort(spTapMoves(params).flat())}).double().reshape(1, 18, 1, 1)`,
    `taps = torch.tensor(${spShort(spScopeMoves(params).flat())}).double().reshape(1, 18, 1, 1)`,
  ];
  if (params.pull) {
    lines.push(
      `rows, columns = torch.meshgrid(torch.arange(${SP_SIZE}.0), torch.arange(${SP_SIZE}.0), indexing="ij")`,
      `way = ${params.pull} * torch.stack([${params.cy} - rows, ${params.cx} - columns]).double()`,
      "points = points + way.repeat(9, 1, 1)",
      "taps = taps - (torch.floor(way + 0.5) / 8).repeat(9, 1, 1)",
    );
  }
  if (params.layers === 2) lines.push(spLayerCode("below", "image", params, bottom));
  lines.push(spLayerCode("output", params.layers === 2 ? "below" : "image", params, top));
  lines.push(`result = output[0, 0, ${params.y}, ${params.x}]`);
  return lines.join("\n");
}
