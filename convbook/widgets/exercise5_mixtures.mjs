// Judges of convbook/exercises/deformable_kernels/mixtures.py and counts.py.
import { convOutputSize } from "./core.mjs";
import { ex5Rows, ex5Same, ex5Splat } from "./exercise5_reads.mjs";

function ex5Mixture({ experts, shares: drawn }, { shares }) {
  const mixed = (parts) => experts[0].map((_, tap) => parts.reduce((sum, part, i) => sum + part * experts[i][tap], 0));
  const [found, wanted] = [shares, drawn].map(mixed);
  const shows = [{ cells: ex5Rows(found, 2), label: "the mixture", role: "output" }];
  const right = found.filter((value, i) => value === wanted[i]).length;
  if (right === 4) return { points: 1, message: "The mixture is the wanted kernel.", shows };
  return { points: right === 3 ? 0.5 : 0, message: `Weights of the mixture that are as wanted: ${right} of 4.`, shows };
}

function ex5Masks({ weights, spots, masks: drawn }, { masks }) {
  const made = (factors) => ex5Splat(weights.map((weight, t) => weight * factors[t]), spots, 0, 3);
  const [found, wanted] = [made(masks), made(drawn)];
  const shows = [{ cells: found, label: "the kernel that this makes", role: "output" }];
  if (ex5Same(found.flat(), wanted.flat())) return { points: 1, message: "The taps make up the wanted kernel.", shows };
  const wrong = found.flat().filter((value, i) => value !== wanted.flat()[i]).length;
  return { points: wrong === 1 ? 0.5 : 0, message: `Weights of the kernel that differ: ${wrong}.`, shows };
}

function ex5Counts({ kernel, channels, size }, { local, global, branch }) {
  const set = 2 * kernel ** 2;
  const outputs = size.map((length) => convOutputSize(length, kernel, 2, Math.floor(kernel / 2)));
  const wanted = [set * outputs[0] * outputs[1], set, set * channels * kernel ** 2 + set];
  const right = [local, global, branch].filter((value, i) => value === wanted[i]).length;
  const shows = [{ text: `Numbers of local offsets: ${local}; of global ones: ${global}.` }];
  if (right === 3) return { points: 1, message: "All three counts are right.", shows };
  return { points: right === 2 ? 0.5 : 0, message: `Counts that are right: ${right} of 3.`, shows };
}

export const EX5_MIXTURES = {
  "mixture-for-a-kernel": ex5Mixture,
  "masks-for-a-kernel": ex5Masks,
  "count-offsets": ex5Counts,
};
