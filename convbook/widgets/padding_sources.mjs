// Which pixel of an axis stands at a padded position: what the figures of paddings share.

/** Index of the pixel of an axis of `n` px that `mode` shows at position `i`; -1 where none does. */
export function paddingSource(mode, i, n) {
  if (i >= 0 && i < n) return i;
  if (mode === "replicate") return i < 0 ? 0 : n - 1;
  const around = (period) => ((i % period) + period) % period;
  if (mode === "circular") return around(n);
  if (mode === "symmetric") return Math.min(around(2 * n), 2 * n - 1 - around(2 * n));
  if (mode === "reflect") return n - 1 - Math.abs(around(Math.max(2 * n - 2, 1)) - (n - 1));
  return -1;
}

/** Sources of all positions of an axis padded by `before` and `after`. */
export function paddingSources(mode, n, before, after) {
  const sources = new Array(before + n + after);
  for (let at = 0; at < sources.length; at += 1) sources[at] = paddingSource(mode, at - before, n);
  return sources;
}

/**
 * One layer along one axis: `source` of every padded position, `taps`, `stride`, `dilation` and
 * `count` of windows; null where no window fits.
 */
export function paddingWindows({ mode, size, kernel, before, after, stride = 1, dilation = 1 }) {
  const room = before + size + after - dilation * (kernel - 1) - 1;
  if (room < 0) return null;
  const source = paddingSources(mode, size, before, after);
  return { size, source, taps: kernel, stride, dilation, count: Math.floor(room / stride) + 1 };
}

/** For every pixel the sum of the weights of the windows that read it, once for each tap. */
export function paddingUses({ size, source, taps, stride, dilation, count }, weights) {
  const positions = new Float64Array(source.length);
  for (let tap = 0; tap < taps; tap += 1) {
    for (let u = 0, at = tap * dilation; u < count; u += 1, at += stride) positions[at] += weights[u];
  }
  const pixels = new Float64Array(size);
  for (let at = 0; at < source.length; at += 1) if (source[at] >= 0) pixels[source[at]] += positions[at];
  return pixels;
}

/** How many taps of every window lie inside the image. */
export function paddingInside({ source, taps, stride, dilation, count }) {
  return Array.from({ length: count }, (_, u) => {
    let inside = 0;
    for (let tap = 0; tap < taps; tap += 1) inside += source[u * stride + tap * dilation] >= 0 ? 1 : 0;
    return inside;
  });
}
