// The figure effective-field as PyTorch: the gradient of the stack, with the same seeded numbers.
import { effIsLine, effRate, effStep, effTaps } from "./effective_field_sums.mjs";

const EFF_RANDOM = `MASK = 0xFFFFFFFF


def stream(seed, draw, layer):
    """Random integers below a bound, the same as in the figure (splitmix32)."""
    state = (seed * 65536 + draw * 256 + layer) & MASK

    def below(bound):
        nonlocal state
        state = (state + 0x9E3779B9) & MASK
        z = ((state ^ (state >> 16)) * 0x21F0AAAD) & MASK
        z = ((z ^ (z >> 15)) * 0x735A2D97) & MASK
        return (z ^ (z >> 15)) % bound

    return below`;

const EFF_SIGNS = `def weights(draw, layer):
    """As many -1 as 1, in a random order."""
    below, count = stream(seed, draw, layer), kernel * kernel
    minus = count // 2 + (below(2) if count % 2 else 0)
    values = [-1.0] * minus + [1.0] * (count - minus)
    for i in range(count - 1, 0, -1):
        j = below(i + 1)
        values[i], values[j] = values[j], values[i]
    return torch.tensor(values, dtype=torch.float64).reshape(1, 1, kernel, kernel)`;

function effLayers(params) {
  const layers = Array.from({ length: params.depth }, (_, i) => `(${effStep(params, i)}, ${effRate(params, i)})`);
  const rows = [];
  for (let i = 0; i < layers.length; i += 8) rows.push(`    ${layers.slice(i, i + 8).join(", ")},`);
  return ["layers = [  # (stride, dilation), the layer next to the image first", ...rows, "]"];
}

function effSide(params) {
  return [
    "side = jump = 1",
    "for stride, dilation in layers:",
    `    side += jump * dilation * ${params.kernel - 1}`,
    "    jump *= stride",
  ];
}

export function torchCode(params) {
  const head = ["import torch", "import torch.nn.functional as F", "", ...effLayers(params), ...effSide(params)];
  const taps = effTaps(params.weights, params.kernel).map((tap) => `${tap}.0`).join(", ");
  if (effIsLine(params)) {
    return [
      ...head,
      `taps = torch.tensor([[[${taps}]]], dtype=torch.float64)`,
      "pixels = torch.zeros(1, 1, side, dtype=torch.float64, requires_grad=True)",
      "maps = pixels",
      "for stride, dilation in layers:",
      "    maps = F.conv1d(maps, taps, stride=stride, dilation=dilation)",
      "maps.sum().backward()",
      "result = pixels.grad[0, 0]  # along one axis",
      "field = torch.outer(result, result)  # in an image",
    ].join("\n");
  }
  const fixed = [
    "def weights(draw, layer):",
    `    row = torch.tensor([${taps}], dtype=torch.float64)`,
    "    return torch.outer(row, row)[None, None]",
  ];
  const relu = params.relu ? ["        if layer < len(layers):", "            maps = maps.relu()"] : [];
  return [
    ...head,
    `kernel, seed, draws = ${params.kernel}, ${params.seed}, ${params.draws}`, EFF_RANDOM, "", "",
    ...(params.weights === "signs" ? [EFF_SIGNS] : fixed), "", "",
    "result = torch.zeros(side, side, dtype=torch.float64)",
    "for draw in range(draws):",
    "    below = stream(seed, draw, 0)",
    "    values = [below(17) - 8.0 for _ in range(side * side)]",
    "    pixels = torch.tensor(values, dtype=torch.float64).reshape(1, 1, side, side)",
    "    maps = pixels.requires_grad_()",
    "    for layer, (stride, dilation) in enumerate(layers, start=1):",
    "        maps = F.conv2d(maps, weights(draw, layer), stride=stride, dilation=dilation)",
    ...relu,
    "    maps.sum().backward()",
    "    result += pixels.grad[0, 0].abs()  # summed over the draws",
  ].join("\n");
}
