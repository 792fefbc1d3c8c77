// Which pixels a stack of dilated layers reads along one axis: counts, gap, growing block, PyTorch.
import { clampInt } from "./core.mjs";

/** Whole numbers from 1 to `high`, at most `most` of them and at least one. */
export function covRates(values, most, high) {
  const list = Array.isArray(values) ? values.slice(0, most) : [];
  return list.length ? list.map((value) => clampInt(value, 1, high)) : [1];
}

/** Paths from every pixel of the field to one output: one tap chosen in each layer. */
export function covLine(rates, kernel) {
  let line = [1];
  for (const rate of rates) {
    const next = new Array(line.length + (kernel - 1) * rate).fill(0);
    for (let tap = 0; tap < kernel; tap += 1) {
      for (let i = 0; i < line.length; i += 1) next[i + tap * rate] += line[i];
    }
    line = next;
  }
  return line;
}

/** Largest distance of neighbouring pixels that are read. */
export function covGap(line) {
  let [gap, last] = [1, 0];
  line.forEach((count, i) => {
    if (!count) return;
    gap = Math.max(gap, i - last);
    last = i;
  });
  return gap;
}

/** The criterion: layers from the smallest rate up, what the ones before fill, and who fails first. */
export function covBlocks(rates, kernel) {
  const order = rates.map((_, i) => i).sort((a, b) => rates[a] - rates[b] || a - b);
  const blocks = [];
  let [block, fails] = [1, -1];
  order.forEach((layer, i) => {
    blocks.push(block);
    if (fails < 0 && rates[layer] > block) fails = i;
    block += (kernel - 1) * rates[layer];
  });
  return { order, sorted: order.map((layer) => rates[layer]), blocks, fails };
}

/** M_1 to M_n of the published recursion. */
export function covDistances(rates) {
  const distances = [rates.at(-1)];
  for (let i = rates.length - 2; i >= 0; i -= 1) {
    distances.unshift(Math.max(Math.abs(distances[0] - 2 * rates[i]), rates[i]));
  }
  return distances;
}

export function covDivisor(rates) {
  return rates.reduce((a, b) => {
    while (b) [a, b] = [b, a % b];
    return a;
  });
}

/** Numbers that both figures of coverage give. */
export function covNumbers(rates, kernel) {
  const line = covLine(rates, kernel);
  const used = line.filter((count) => count > 0).length;
  const { order, sorted, blocks, fails } = covBlocks(rates, kernel);
  return {
    output: line, field: line.length, used, gap: covGap(line), share: (used * used) / (line.length * line.length),
    layers: order.map((layer) => layer + 1), sorted, blocks, fails, free: fails < 0, divisor: covDivisor(rates),
  };
}

/** One sentence: why there are holes, or why there are none. */
export function covWhy({ sorted, blocks, fails, layers }) {
  if (fails < 0) {
    const fits = sorted.map((rate, i) => `${rate} ≤ ${blocks[i]}`).join(", ");
    return `No holes: from the smallest rate up, each fits into what the smaller ones fill (${fits}).`;
  }
  const layer = `layer ${layers[fails]}`;
  if (fails === 0) return `Holes: the smallest rate is ${sorted[0]} (${layer}), and without a rate of 1 the pixel beside each edge is missed.`;
  const smaller = sorted.slice(0, fails);
  const rates = smaller.length > 1 ? `rates ${smaller.join(", ")} fill` : `rate ${smaller[0]} fills`;
  return `Holes: ${layer} has rate ${sorted[fails]}, but ${rates} only ${blocks[fails]} px, so pixel ${blocks[fails]} from each edge is missed.`;
}

/** The counts as PyTorch computes them: the gradient of a stack of ones. */
export function covTorch(rates, kernel) {
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `rates, kernel = [${rates.join(", ")}], ${kernel}  # the layer nearest the input first`,
    "size = 1 + (kernel - 1) * sum(rates)",
    "pixels = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)",
    "ones = torch.ones(1, 1, kernel, dtype=torch.float64)",
    "maps = pixels",
    "for rate in rates:",
    "    maps = F.conv1d(maps, ones, dilation=rate)",
    "maps.sum().backward()",
    "result = pixels.grad[0, 0]  # paths from each pixel to the output, along one axis",
    "counts = torch.outer(result, result)  # in an image",
  ].join("\n");
}
