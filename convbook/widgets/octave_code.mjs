// The state of the figure octave as PyTorch: its four paths, and the library's layer.
import { octaveCost, octavePoolings, octavePresent, OCTAVE_SIDE } from "./octave_state.mjs";

const OCTAVE_NAMES = { h: "high", l: "low" };

function octaveTensor(name, numbers, side) {
  const rows = Array.from({ length: side }, (_, i) => `    ${numbers.slice(i * side, (i + 1) * side).join(", ")},`);
  return [`${name} = torch.tensor([`, ...rows, `], dtype=torch.float64).reshape(1, 1, ${side}, ${side})`];
}

function octaveTerm(path, { stride, sides, outputs }) {
  const pooled = octavePoolings(path, stride);
  const map = OCTAVE_NAMES[path[0]];
  const convolved = `F.conv2d(${pooled ? `F.avg_pool2d(${map}, ${2 ** pooled})` : map}, ${path}, padding=1)`;
  return sides[path] === outputs[path[1]] ? convolved : `F.interpolate(${convolved}, scale_factor=2)`;
}

/** Runnable PyTorch; `result` is the figure's output, high numbers first. */
export function torchCode(params) {
  const cost = octaveCost(params);
  const keys = octavePresent(cost);
  const used = ["h", "l"].filter((key) => cost.paths.some((path) => path[0] === key));
  const sides = { h: OCTAVE_SIDE, l: OCTAVE_SIDE / 2 };
  const sums = keys.map((key) => {
    const terms = cost.paths.filter((path) => path[1] === key).map((path) => octaveTerm(path, cost));
    return `y_${OCTAVE_NAMES[key]} = ${terms.join(" + ")}`;
  });
  const flat = keys.map((key) => `y_${OCTAVE_NAMES[key]}.flatten()`);
  const [first, second] = cost.alphas;
  const sizes = `${params.in_channels}, ${params.out_channels}, 3`;
  const stride = params.stride === 1 ? "" : ", stride=2";
  return [
    "import torch",
    "import torch.nn.functional as F",
    "from convbook import ops",
    "",
    "# The whole layer; its weights are drawn at random.",
    `layer = ops.OctaveConv2d(${sizes}, alpha_in=${first}, alpha_out=${second}${stride}, bias=False)`,
    "",
    "# One channel of each map, with the figure's numbers.",
    ...used.flatMap((key) => octaveTensor(OCTAVE_NAMES[key], key === "h" ? params.high : params.low, sides[key])),
    ...cost.paths.flatMap((path) => octaveTensor(path, params[path], 3)),
    ...sums,
    keys.length ? `result = torch.cat([${flat.join(", ")}])` : "result = torch.zeros(0)  # no path leads anywhere",
  ].join("\n");
}
