// Judge of convbook/exercises/dilated_convolution/unread.py.
import { ex2Reads } from "./exercise2_reads.mjs";

function ex2NotTold({ kernel, rates, outputs, input }, { second }) {
  const places = ex2Reads(rates, kernel);
  const all = Array.from({ length: outputs }, (_, t) => t);
  const changed = second.map((value, i) => (value === input[i] ? -1 : i)).filter((i) => i >= 0);
  const reach = all.map((t) => places.filter((place) => changed.includes(place + t)).length);
  const shows = [{ text: `Places that differ: ${changed.join(", ") || "none"}.` }, { text: `Changed places read, output by output: ${reach.join(", ")}.` }];
  const wanted = input.filter((_, i) => !all.some((t) => places.includes(i - t))).length;
  const first = reach.findIndex((count) => count > 0);
  if (first >= 0) {
    const place = changed.find((i) => places.includes(i - first));
    return { points: 0, message: `Output ${first} reads place ${place}, which differs.`, shows };
  }
  if (changed.length < wanted) {
    const message = `No changed place is read, but the rows differ in ${changed.length} of ${wanted} places.`;
    return { points: changed.length > 0 ? 0.5 : 0, message, shows };
  }
  return { points: 1, message: `The rows differ in ${wanted} places that no output reads.`, shows };
}

export const EX2_UNREAD = { "inputs-not-told-apart": ex2NotTold };
