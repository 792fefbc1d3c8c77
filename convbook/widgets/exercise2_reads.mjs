// What one output of a stack of dilated layers reads (convbook/exercises/dilated_convolution/reads.py).

/** The places that one output reads, counted from the first of them, in order. */
export function ex2Reads(rates, kernel) {
  let reads = new Set([0]);
  for (const rate of rates) {
    reads = new Set([...reads].flatMap((at) => Array.from({ length: kernel }, (_, tap) => at + tap * rate)));
  }
  return [...reads].sort((a, b) => a - b);
}

/** From the first place that is read to the last. */
export function ex2Field(rates, kernel) {
  return 1 + (kernel - 1) * rates.reduce((sum, rate) => sum + rate, 0);
}

/** The largest step between neighbours in an ordered list of places; 1 for a single place. */
export function ex2Step(places) {
  return Math.max(1, ...places.slice(1).map((at, i) => at - places[i]));
}
