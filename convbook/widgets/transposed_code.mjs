// The state of the figure transposed as PyTorch.
import { area, placeOf } from "./transposed_state.mjs";

function trListing(numbers, columns, dims) {
  if (dims === 1) return `[[[${numbers.join(", ")}]]]`;
  const rows = [];
  for (let i = 0; i < numbers.length; i += columns) rows.push(`[${numbers.slice(i, i + columns).join(", ")}]`);
  return `[[[${rows.join(",\n   ")}]]]`;
}

export function torchCode(params) {
  const place = placeOf(params);
  const { dims, stride, padding, dilation, output_padding: extra, chain } = params;
  const tensor = (list, name) => `torch.tensor(${trListing(list, place[1][name], dims)}, dtype=torch.float64)`;
  const steps = `stride=${stride}, padding=${padding}, dilation=${dilation}`;
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `x = ${tensor(params.x, "size")}`,
    `weight = ${tensor(params.weight, "kernel")}`,
    `convolved = F.conv${dims}d(x, weight, ${steps})  # ${area(place, "small")} numbers`,
    chain ? "y = convolved" : `y = ${tensor(params.y, "small")}`,
    "result = F.conv_transpose" + `${dims}d(`,
    `    y, weight, ${steps}, output_padding=${extra}`,
    ")",
  ].join("\n");
}
