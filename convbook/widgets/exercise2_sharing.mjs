// Judges of sharing.py and weaving.py in convbook/exercises/dilated_convolution.
import { ex2Field, ex2Reads } from "./exercise2_reads.mjs";

function ex2TwoStacks({ kernel, field: wide, read: few }, answer) {
  const wanted = { first: wide, second: few };
  const shows = [];
  const right = [];
  for (const [name, count] of Object.entries(wanted)) {
    const read = ex2Reads(answer[name], kernel).length;
    const field = ex2Field(answer[name], kernel);
    shows.push({ text: `An output of the ${name} stack reads ${read} of ${field} inputs.` });
    right.push(field === wide && read === count);
  }
  if (right[0] && right[1]) return { points: 1, message: "One field, and two shares of it that are read, as asked.", shows };
  const name = right[0] ? "second" : "first";
  return { points: right[0] || right[1] ? 0.5 : 0, message: `The ${name} stack should read ${wanted[name]} of ${wide} inputs.`, shows };
}

function ex2Sharing({ field: wide, shared: wanted }, { rates }) {
  const places = ex2Reads(rates, 3);
  const shared = places.filter((place, i) => places[i + 1] === place + 1).length;
  const field = ex2Field(rates, 3);
  const shows = [
    { text: `An output reads ${places.length} of ${field} inputs, the first at ${places.slice(0, 9).join(", ")}.` },
    { text: `Its neighbour reads ${shared} of them, too.` },
  ];
  if (field === wide && shared === wanted) return { points: 1, message: `The field is ${field}, and the neighbours share ${shared}.`, shows };
  if (field === wide) return { points: 0.5, message: `The field is right, but the neighbours share ${shared}, not ${wanted}.`, shows };
  if (shared === wanted) return { points: 0.5, message: `The neighbours share ${shared}, but the field is ${field}, not ${wide}.`, shows };
  return { points: 0, message: `The field is ${field}, and the neighbours share ${shared}.`, shows };
}

function ex2Weaving({ kernel, rate, size, output }, { row }) {
  const wanted = Array.from({ length: size - 2 * rate }, (_, t) => output[t % rate]);
  const found = wanted.map((_, t) => kernel.reduce((sum, tap, j) => sum + tap * row[t + j * rate], 0));
  const shows = [{ cells: [found], label: "Outputs of your row", role: "output" }];
  const same = found.map((value, t) => value === wanted[t]);
  const right = output.map((_, i) => same.every((one, t) => one || t % rate !== i));
  if (right.every(Boolean)) return { points: 1, message: `${rate} sub-rows, each treated by itself, give these outputs.`, shows };
  return { points: right.some(Boolean) ? 0.5 : 0, message: `Output ${same.indexOf(false)} is the first that is not as asked.`, shows };
}

export const EX2_SHARING = {
  "two-stacks-one-field": ex2TwoStacks,
  "neighbours-that-share": ex2Sharing,
  "rows-woven-together": ex2Weaving,
};
