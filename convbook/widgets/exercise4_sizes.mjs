// What the judges of chapter 4 share; see convbook/exercises/dynamic_pooling/sizes.py.

/** Px of the output along an axis: size / alpha, halves to even, at least 1. */
export function ex4Count(size, alpha) {
  const exact = size / alpha;
  const low = Math.floor(exact);
  const up = exact - low > 0.5 || (exact - low === 0.5 && low % 2 === 1);
  return Math.max(1, low + (up ? 1 : 0));
}

/** The two query points of every cell along an axis, in px, before they are moved inside. */
export function ex4Points(size, alpha) {
  const cells = ex4Count(size, alpha);
  const centres = Array.from({ length: cells }, (_, a) => ((a + 0.5) * size) / cells - 0.5);
  return centres.map((centre) => [centre - alpha / 4, centre + alpha / 4]);
}
