// The stack as a table: what the recurrences give for each layer.
import { format } from "./core.mjs";
import { h } from "./dom.mjs";
import { RF_KINDS, RF_MOST_LAYERS, RF_RANGES, rfLayer, rfLists } from "./receptive_field_state.mjs";
import { fillNumbers, stackNumbers, stackTable } from "./stack_table.mjs";

const RF_FIELDS = [["k", "kernels", "Kernel"], ["s", "strides", "Stride"], ["p", "paddings", "Padding"], ["d", "dilations", "Dilation"]];
const RF_HEADS = ["", "layer", "kernel", "stride", "padding", "dilation", "units", "field", "jump", "start", "centre", "rest", ""];

function rfFill(cells, level, uneven) {
  const { units, field, jump, start, centre, rest } = level ?? {};
  const values = level ? [units, field, jump, start, centre, rest].map(format) : ["no fit", "", "", "", "", ""];
  fillNumbers(cells, values, (j) => j === 5 && uneven);
}

export function rfTable({ get, set }) {
  const image = stackNumbers(6);
  const first = h("tr", {}, h("th", { scope: "row" }, "0"), h("td", {}, "image"), h("td", { colspan: "4" }), ...image, h("td", {}));
  const { node, body, show: showRows } = stackTable({
    heads: RF_HEADS, kinds: RF_KINDS, fields: RF_FIELDS, ranges: RF_RANGES, count: 6, most: RF_MOST_LAYERS, first,
    adders: [["Add convolution", { kind: 0, k: 3, s: 1, p: 1, d: 1 }], ["Add pooling", { kind: 1, k: 2, s: 2, p: 0, d: 1 }]],
    layersOf: () => get().kinds.map((_, i) => rfLayer(get(), i)),
    put: (layers, added) => set({ ...rfLists(layers), ...(added ? { layer: RF_MOST_LAYERS } : {}) }),
  });
  const show = (params, levels) => {
    rfFill(image, levels[0], false);
    showRows((row, i, layer) => {
      row.inputs[3].input.disabled = layer.kind === 2;
      rfFill(row.numbers, levels[i + 1], Boolean(levels[i + 1]?.rest && layer.p));
    });
  };
  const mark = (layer) => [...body.children].forEach((row, l) => row.classList.toggle("cb-rf-now", l === layer));
  return { node, show, mark };
}
