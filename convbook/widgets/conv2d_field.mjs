// The field of the figure conv2d: a row for each input channel, the output maps, their sum.
import { format } from "./core.mjs";
import { h } from "./dom.mjs";
import { outputAt } from "./conv2d_state.mjs";
import { bracketed } from "./conv2d_words.mjs";
import { filterChannel, inputChannel, longestProduct, outputChannel, productTable } from "./conv2d_view.mjs";

const CHANNELS = [0, 1, 2];
const WIDE_FROM = 10;

/** The line that adds the channels' sums and the bias. */
function totalLine() {
  const node = h("p", { class: "cb-sum cb-c2-total" });
  const show = (params, products, total) => {
    const [filter, row, column] = outputAt(params, params.look);
    const sums = products.map(({ sum }) => bracketed(sum)).join(" + ");
    const bias = ` + bias ${bracketed(params.bias[filter])} = `;
    node.replaceChildren(`output[${filter}, ${row}, ${column}] = ${sums}${bias}`, h("strong", {}, format(total)));
  };
  return { node, show };
}

/** On narrow screens one input channel is shown at a time: the buttons that choose it. */
function channelTabs(rows) {
  const pick = (channel) => {
    tabs.forEach((tab, c) => tab.setAttribute("aria-pressed", String(c === channel)));
    rows.forEach((row, c) => row.toggleAttribute("data-current", c === channel));
  };
  const tabs = CHANNELS.map((c) => h("button", { type: "button", onclick: () => pick(c) }, `Channel ${c}`));
  const node = h("div", { class: "cb-c2-tabs", role: "group", "aria-label": "Input channel shown" }, ...tabs);
  pick(0);
  const show = (count) => {
    node.hidden = count === 1;
    tabs.forEach((tab, c) => (tab.hidden = c >= count));
    if (rows.findIndex((row) => row.hasAttribute("data-current")) >= count) pick(0);
  };
  return { node, show };
}

/** Three rows and three maps, made once; those beyond the channels in use are hidden. */
export function convolutionField({ probe, look, edit, hold, brush }) {
  const inputs = CHANNELS.map((c) => inputChannel(c, { probe, hold, brush, edit: edit("input") }));
  const filters = CHANNELS.map((c) => filterChannel(c, { probe, hold, edit: edit("weight") }));
  const terms = CHANNELS.map(() => productTable());
  const outputs = CHANNELS.map((o) => outputChannel(o, { look, hold, setBias: edit("bias") }));
  const pairs = CHANNELS.map((c) => h("div", { class: "cb-c2-pair" }, filters[c].node, terms[c].node));
  const rows = CHANNELS.map((c) => h("div", { class: "cb-c2-row" }, inputs[c].node, pairs[c]));
  const maps = h("div", { class: "cb-c2-maps" }, ...outputs.map((o) => o.node));
  const tabs = channelTabs(rows);
  const total = totalLine();
  const stage = h("div", { class: "cb-c2-field" }, h("div", { class: "cb-c2-rows" }, ...rows), maps);
  const show = (params, { input, output, products, probed, locked }) => {
    const longest = longestProduct(params, input);
    const [filter] = outputAt(params, params.look);
    tabs.show(params.in_channels);
    stage.classList.toggle("cb-c2-wide", params.width > WIDE_FROM);
    rows.forEach((row, c) => {
      row.hidden = c >= params.in_channels;
      if (row.hidden) return;
      inputs[c].show(params, input, probed, locked || params.source === "photo");
      filters[c].show(params, filter, probed, locked);
      terms[c].show(products[c], params.kernel_w, longest);
    });
    outputs.forEach((map, o) => {
      map.node.hidden = o >= params.out_channels;
      if (!map.node.hidden) maps.style.flexBasis = map.show(params, output, probed);
    });
    total.show(params, products, output[params.look]);
  };
  return { nodes: [tabs.node, stage, total.node], show };
}
