// Arithmetic that the live figures share. Every function here is checked against the Python
// library on random states; nothing in this file touches the page.

/** Extent of a dilated kernel: dilation * (kernel - 1) + 1. */
export function effectiveKernelSize(kernel, dilation = 1) {
  return dilation * (kernel - 1) + 1;
}

/** Number of positions of a kernel on a padded axis; 0 or less where it does not fit. */
export function convOutputSize(size, kernel, stride = 1, before = 0, after = before, dilation = 1) {
  const room = size + before + after - effectiveKernelSize(kernel, dilation);
  return room < 0 ? 0 : Math.floor(room / stride) + 1;
}

/** Zeros before and after an axis for a named padding ("valid", "same", "full") or a number. */
export function paddingPair(padding, kernel, dilation = 1) {
  const reach = dilation * (kernel - 1);
  if (padding === "valid") return [0, 0];
  if (padding === "full") return [reach, reach];
  if (padding === "same") return [Math.floor(reach / 2), reach - Math.floor(reach / 2)];
  return [Number(padding), Number(padding)];
}

/**
 * Cross-correlate one channel with one kernel; flat row-major arrays, zero padding.
 *
 * One shifted sum a tap, over the outputs whose input lies inside the image: a photograph is done
 * within a frame.
 */
export function correlate2d(input, [height, width], weight, [kh, kw], options = {}) {
  const { stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = options;
  const oh = convOutputSize(height, kh, stride[0], padding[0], padding[0], dilation[0]);
  const ow = convOutputSize(width, kw, stride[1], padding[1], padding[1], dilation[1]);
  const output = new Float64Array(oh * ow);
  for (let a = 0; a < kh; a += 1) {
    const top = a * dilation[0] - padding[0];
    const [y0, y1] = outputsInside(height, top, stride[0], oh);
    for (let b = 0; b < kw; b += 1) {
      const tap = weight[a * kw + b];
      if (tap === 0) continue;
      const left = b * dilation[1] - padding[1];
      const [x0, x1] = outputsInside(width, left, stride[1], ow);
      for (let y = y0; y < y1; y += 1) {
        let from = (y * stride[0] + top) * width + x0 * stride[1] + left;
        const end = y * ow + x1;
        for (let to = y * ow + x0; to < end; to += 1, from += stride[1]) {
          output[to] += tap * input[from];
        }
      }
    }
  }
  return { output, size: [oh, ow] };
}

/** Outputs t with 0 <= t * stride + shift < size, as a half-open range within [0, count). */
function outputsInside(size, shift, stride, count) {
  const first = Math.max(0, Math.ceil(-shift / stride));
  const last = Math.min(count, Math.floor((size - 1 - shift) / stride) + 1);
  return [first, Math.max(first, last)];
}

/** A number as the book prints it: at most 4 decimals and a true minus sign. */
export function format(value) {
  const rounded = Math.round(value * 1e4) / 1e4;
  return (Object.is(rounded, -0) ? 0 : rounded).toString().replace("-", "−");
}

/** Bytes of a base64 string, as numbers 0 to 255. */
export function decodeBytes(base64) {
  const text = atob(base64);
  const bytes = new Uint8ClampedArray(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** An integer within [low, high]; `fallback` where the value is no number. */
export function clampInt(value, low, high, fallback = low) {
  const number = Math.round(Number(value));
  return Number.isFinite(number) ? Math.min(high, Math.max(low, number)) : fallback;
}

/** A multiple of 1/8 within [-limit, limit], so that sums are exact; 0 where it is no number. */
export function clampDyadic(value, limit = 99) {
  const number = Math.round(Number(value) * 8) / 8;
  return Number.isFinite(number) ? Math.min(limit, Math.max(-limit, number)) + 0 : 0;
}
