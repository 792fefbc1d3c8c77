// Reading between numbers: convbook/exercises/deformable_kernels/reads.py.

/** The taps [a, b] of a kernel, row by row. */
export function ex5Places([height, width]) {
  return Array.from({ length: height * width }, (_, t) => [Math.floor(t / width), t % width]);
}

/** A flat list as pairs [y, x]. */
export function ex5Pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

/** The kernel that taps of these weights make up at these positions; its corner is (low, low). */
export function ex5Splat(weights, positions, low, size) {
  const found = Array.from({ length: size }, () => new Array(size).fill(0));
  weights.forEach((weight, t) => {
    const [y, x] = positions[t];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [u, v] = [y - top, x - left];
    const shares = [
      [top, left, (1 - u) * (1 - v)],
      [top, left + 1, (1 - u) * v],
      [top + 1, left, u * (1 - v)],
      [top + 1, left + 1, u * v],
    ];
    for (const [i, j, share] of shares) {
      if (share && i >= low && i < low + size && j >= low && j < low + size) found[i - low][j - low] += weight * share;
    }
  });
  return found;
}

/** Are two lists of numbers equal? */
export function ex5Same(one, other) {
  return one.every((value, i) => value === other[i]);
}

/** What a tap at row y, column x of the scope reads; outside lies zero, or the nearest edge. */
export function ex5Read(scope, y, x, clamp) {
  const [last, end] = [scope.length - 1, scope[0].length - 1];
  const [row, column] = clamp ? [Math.min(last, Math.max(0, y)), Math.min(end, Math.max(0, x))] : [y, x];
  let sum = 0;
  scope.forEach((values, i) => {
    const share = Math.max(0, 1 - Math.abs(row - i));
    values.forEach((value, j) => {
      sum += share * Math.max(0, 1 - Math.abs(column - j)) * value;
    });
  });
  return sum;
}

/** The kernel of taps x taps that these offsets read in the scope, row by row. */
export function ex5Sampled(scope, offsets, taps, clamp) {
  const rest = (scope.length - taps) / 2;
  return ex5Pairs(offsets).map(([dy, dx], t) => ex5Read(scope, Math.floor(t / taps) + rest + dy, (t % taps) + rest + dx, clamp));
}

/** A flat list as rows of this length. */
export function ex5Rows(values, length) {
  return Array.from({ length: values.length / length }, (_, i) => values.slice(i * length, (i + 1) * length));
}
