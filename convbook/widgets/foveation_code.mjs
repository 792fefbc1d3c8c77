// The state of the figure foveation as PyTorch.
import { fvWindows } from "./foveation_state.mjs";

const FV_SOURCES = {
  reflect: "    i, n = i % max(2 * n - 2, 1), n - 1\n    return n - (i - n).abs()",
  symmetric: "    i = i % (2 * n)\n    return torch.minimum(i, 2 * n - 1 - i)",
  replicate: "    return i.clamp(0, n - 1)",
  circular: "    return i % n",
};

export function fvTorchCode(params) {
  const { mode, size, kernel, dilation } = params;
  const reach = dilation * (kernel - 1);
  const before = mode === "valid" ? 0 : mode === "full" ? reach : Math.floor(reach / 2);
  const after = mode === "valid" ? 0 : reach - (mode === "full" ? 0 : before);
  const copied = mode in FV_SOURCES;
  const pool = params.pool === "3x3" ? [3, 1] : [2, 0];
  const layers = fvWindows(params).map((line) =>
    line.pool ? `    (${pool[0]}, 2, 1, ${pool[1]}, ${pool[1]}, True),` : `    (${kernel}, 1, ${dilation}, ${before}, ${after}, False),`);
  return [
    "import math",
    "",
    "import torch",
    "import torch.nn.functional as F",
    "",
    ...(copied ? ["", "def source(i, n):", FV_SOURCES[mode], ""] : []),
    "",
    "def layer(x, k, stride, dilation, before, after, average):",
    ...(copied
      ? ["    i = torch.arange(-before, x.shape[-1] + after)", "    x = x[..., source(i, x.shape[-1])]"]
      : [...(mode === "partial" ? ["    inside = F.pad(torch.ones_like(x), (before, after))"] : []), "    x = F.pad(x, (before, after))"]),
    "    ones = torch.ones(1, 1, k, dtype=x.dtype)",
    "    y = F.conv1d(x, ones, stride=stride, dilation=dilation)",
    ...(mode === "partial"
      ? ["    seen = F.conv1d(inside, ones, stride=stride, dilation=dilation)", "    y = y * k / seen.clamp(min=1)"]
      : []),
    "    return y / k if average else y",
    "",
    "",
    "# kernel, stride, dilation, padding before and after, average?",
    "layers = [",
    ...layers,
    "]",
    `x = torch.zeros(1, 1, ${size}, dtype=torch.float64, requires_grad=True)`,
    "y = x",
    "for numbers in layers:",
    "    y = layer(y, *numbers)",
    "(paths,) = torch.autograd.grad(y.sum(), x)  # along one axis",
    "field = 3 * torch.outer(paths.flatten(), paths.flatten())  # the map",
    "",
    "# Outputs along an axis; largest, corner and edge value in 1/10000 of the centre.",
    `centre = float(paths[0, 0, ${size >> 1}])`,
    "row = paths.flatten() / centre if centre else 0 * paths.flatten()",
    "parts = [float(row.max()) ** 2, float(row[0]) ** 2, float(row[0])]",
    "result = [y.shape[-1], *[math.floor(p * 10000 + 0.500001) for p in parts]]",
  ].join("\n");
}
