// The state of the figure paddings as PyTorch.
import { pzExists, pzPad } from "./paddings_state.mjs";

const PZ_GATHERED = {
  circular: ["i = i % n"],
  symmetric: ["i = i % (2 * n)", "i = torch.minimum(i, 2 * n - 1 - i)  # torch has no mode for it"],
  reflect: ["i = n - 1 - (i % max(2 * n - 2, 1) - (n - 1)).abs()"],
};

function pzCopied(mode, pad, n) {
  const inTorch = mode === "replicate" || (mode === "circular" && pad <= n) || (mode === "reflect" && pad < n);
  if (inTorch) return [`result = F.pad(row, (${pad}, ${pad}), mode="${mode}")`];
  return [`n, i = ${n}, torch.arange(-${pad}, ${n + pad})`, ...PZ_GATHERED[mode], "result = row[..., i]"];
}

function pzOfMeans(mode, pad, n) {
  const size = mode === "distribution" ? n + 2 * pad : n;
  return [
    `means = F.avg_pool1d(row, ${2 * pad + 1}, stride=1)`,
    `result = F.interpolate(means, size=${size}, mode="linear", align_corners=False)`,
    ...(size === n ? [`result = F.pad(result, (${pad}, ${pad}), mode="reflect")`] : []),
    `result[..., ${pad}:${pad + n}] = row`,
    "result = torch.floor(result * 10000 + 0.500001) / 10000  # four decimals",
  ];
}

function pzCodeLines(params) {
  const { mode, row, kernel, dilation } = params;
  const [pad, n] = [pzPad(mode, params), row.length];
  if (!pzExists(mode, params)) return [`# Distribution padding of ${pad} needs ${2 * pad + 1} cells or more.`, "result = torch.empty(0)"];
  if (mode === "valid") return ["result = row  # nothing is added"];
  if (mode === "zeros" || mode === "full") return [`result = F.pad(row, (${pad}, ${pad}))`];
  if (mode !== "partial") return mode.startsWith("distribution") ? pzOfMeans(mode, pad, n) : pzCopied(mode, pad, n);
  if (n + 2 * pad < dilation * (kernel - 1) + 1) return ["# The kernel does not fit.", "result = torch.empty(0)"];
  return [
    `mask = F.pad(torch.ones_like(row), (${pad}, ${pad}))`,
    `seen = F.conv1d(mask, torch.ones(1, 1, ${kernel}).double(), dilation=${dilation})`,
    "# What each window of the zero-padded row is multiplied by:",
    `result = torch.full_like(seen, ${kernel}) / seen.clamp(min=1) * (seen > 0)`,
  ];
}

export function pzTorchCode(params) {
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `row = torch.tensor([[[${params.row.join(", ")}]]]).double()`,
    ...pzCodeLines(params),
  ].join("\n");
}
