// What the algorithms of a layer cost, by formula: multiplications and numbers kept meanwhile.

export const MOST_TAPS = 31;
export const WINOGRAD_TAPS = 3;
// Of F(m x m, 3 x 3): m, and the multiplications of transforming a tile and a kernel, and back.
const WINOGRAD_TRANSFORMS = [
  { m: 2, data: 0, inverse: 0, kernel: 42 },
  { m: 4, data: 144, inverse: 60, kernel: 117 },
];

/** Size of the layer's output: the input is padded so that only the stride makes it smaller. */
export function layerOutput(params) {
  return Math.ceil(params.layer_size / params.layer_stride);
}

/** The power of two whose tiles take the fewest multiplications: [multiplications, kept, edge]. */
function fftCost({ dense, inputs, outputs, ready }, taps) {
  const whole = dense + taps - 1;
  let best = null;
  for (let edge = 2, bits = 1; best === null || edge < 2 * whole; edge *= 2, bits += 1) {
    if (edge < taps) continue;
    const tiles = Math.ceil(dense / (edge - taps + 1)) ** 2;
    const transform = 2 * edge * edge * bits;
    const half = edge * (edge / 2 + 1);
    const pairs = inputs * outputs;
    const maps = (inputs + outputs) * tiles;
    const count = maps * transform + 4 * pairs * tiles * half + (ready ? 0 : pairs * transform);
    if (best === null || count < best[0]) best = [count, 2 * half * (maps + pairs), edge];
  }
  return best;
}

function winogradCost({ dense, inputs, outputs, ready }, { m, data, inverse, kernel }) {
  const tiles = Math.ceil(dense / m) ** 2;
  const area = (m + WINOGRAD_TAPS - 1) ** 2;
  const pairs = inputs * outputs;
  const count = tiles * (pairs * area + inputs * data + outputs * inverse) + (ready ? 0 : pairs * kernel);
  return [count, area * (tiles * (inputs + outputs) + pairs)];
}

/** Costs for kernels of 1 to 31 taps a side, and those of Winograd's two tiles for 3. */
export function costCurves(params) {
  const { layer_in: inputs, layer_out: outputs, layer_stride: stride, layer_ready: ready } = params;
  const size = layerOutput(params);
  const layer = { dense: (size - 1) * stride + 1, inputs, outputs, ready };
  const sizes = Array.from({ length: MOST_TAPS }, (_, i) => i + 1);
  const fft = sizes.map((taps) => fftCost(layer, taps));
  return {
    direct: sizes.map((taps) => size * size * inputs * outputs * taps * taps),
    im2col_kept: sizes.map((taps) => (taps * stride === 1 ? 0 : size * size * inputs * taps * taps)),
    fft: fft.map(([count]) => count),
    fft_kept: fft.map(([, kept]) => kept),
    fft_edge: fft.map(([, , edge]) => edge),
    winograd: stride === 1 ? WINOGRAD_TRANSFORMS.flatMap((tile) => winogradCost(layer, tile)) : [],
  };
}
