// The stack as a table: what the size makes of each layer.
import { ISZ_KINDS, ISZ_MOST_LAYERS, ISZ_RANGES, iszLayer, iszLists } from "./input_sizes_state.mjs";
import { fillNumbers, stackTable } from "./stack_table.mjs";

const ISZ_FIELDS = [["k", "kernels", "Kernel"], ["s", "strides", "Stride"], ["p", "paddings", "Padding"]];
const ISZ_HEADS = ["layer", "kind", "kernel", "stride", "padding", "in", "out", "unread", "padding read", "change"];

export function iszTable({ get, set }) {
  const { node, show: showRows } = stackTable({
    heads: ISZ_HEADS, kinds: ISZ_KINDS, fields: ISZ_FIELDS, ranges: ISZ_RANGES, count: 4, most: ISZ_MOST_LAYERS,
    adders: [["Add convolution", { kind: 0, k: 3, s: 2, p: 1 }], ["Add pooling", { kind: 1, k: 2, s: 2, p: 0 }]],
    layersOf: () => get().kinds.map((_, i) => iszLayer(get(), i)),
    put: (layers) => set({ ...iszLists(layers), look: "none" }),
  });
  const show = (params, levels) => showRows((row, i) => {
    const level = levels[i];
    row.inputs[2].input.disabled = params.rule === "same";
    const used = level && `${level.before} | ${Math.max(0, level.after - level.rest)}`;
    fillNumbers(row.numbers, level ? [level.size, level.output, level.rest, used] : ["no fit", "", "", ""], (j) => j > 1 && Boolean(level?.uneven));
  });
  return { node, show };
}
