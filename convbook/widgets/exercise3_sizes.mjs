// Judges of convbook/exercises/kernels_and_padding/sizes.py and same.py.

/** Input, output and remainder of each layer, up to the first that does not fit. */
function ex3Remainders(layers, size) {
  const found = [];
  for (const [kernel, stride, padding] of layers) {
    const free = size + 2 * padding - kernel;
    if (free < 0) break;
    found.push([size, Math.floor(free / stride) + 1, free % stride]);
    size = Math.floor(free / stride) + 1;
  }
  return found;
}

function ex3Even({ layers, low, high }, { size }) {
  const found = ex3Remainders(layers, size);
  const shows = found.length ? [{ heads: ["input", "output", "cells left over"], rows: found }] : [];
  if (size < low || size > high) return { points: 0, message: `The size must lie within ${low} and ${high}.`, shows };
  const uneven = found.map((_, i) => i).filter((i) => found[i][2]);
  if (uneven.length) {
    const message = `Cells left over by layer ${uneven[0] + 1}: ${found[uneven[0]][2]}. Layers that leave any: ${uneven.length}.`;
    return { points: uneven.length === 1 ? 0.5 : 0, message, shows };
  }
  return { points: 1, message: "No layer leaves a cell over.", shows };
}

function ex3Waste({ size, stride, outputs: wanted }, { kernel, padding }) {
  const free = size + 2 * padding - kernel;
  if (free < 0) return { points: 0, message: "The kernel does not fit into the padded input.", shows: [] };
  const outputs = Math.floor(free / stride) + 1;
  const rest = free % stride;
  const shows = [{ text: `Outputs: ${outputs}.` }, { text: `Cells after the last window: ${rest}.` }];
  if (kernel < stride) return { points: 0, message: "A kernel below the stride skips pixels.", shows };
  if (padding < 1 || padding > kernel / 2) return { points: 0, message: "The padding must be at least 1 and at most half of the kernel.", shows };
  if (outputs !== wanted) return { points: 0, message: `There are ${outputs} outputs, not ${wanted}.`, shows };
  if (rest) return { points: 0.5, message: `The number of outputs is right; cells left over: ${rest}.`, shows };
  return { points: 1, message: "The last window ends with the padded input.", shows };
}

function ex3Same({ stride, least, before: first, after: last }, { kernel, size }) {
  const outputs = Math.ceil(size / stride);
  const total = Math.max((outputs - 1) * stride + kernel - size, 0);
  const before = Math.floor(total / 2);
  const after = total - before;
  const shows = [{ text: `Outputs: ${outputs}.` }, { text: `Padding: ${before} and ${after}.` }];
  const message = `SAME pads ${before} before and ${after} after.`;
  if (before !== first || after !== last) return { points: 0, message, shows };
  if (size < least) return { points: 0.5, message: `The size must be at least ${least} px.`, shows };
  return { points: 1, message, shows };
}

export const EX3_SIZES = {
  "even-in-every-layer": ex3Even,
  "no-cell-left-over": ex3Waste,
  "pads-of-same": ex3Same,
};
