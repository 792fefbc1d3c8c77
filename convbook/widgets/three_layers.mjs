// Three dilated layers: choose rates, kernel and padding; point at a unit to see all it reads and reaches.
import { frame, h, narrator, select, slider } from "./dom.mjs";
import { compute, normalize, TL_MOST_RATE, TL_MOST_SIZE, tlLeastSize, tlRates, tlSeen, tlSizes, torchCode } from "./three_layers_state.mjs";
import { tlSide } from "./three_layers_side.mjs";
import { tlMove, tlStack } from "./three_layers_stack.mjs";
import { tlRemark, tlResult, tlSentence } from "./three_layers_words.mjs";

const TL_PADDING_NAMES = [["keep", "keeps the size"], ["one", "1 at every rate"], ["none", "none"]];
const TL_NARROWEST = 40;

/** Change the stack; a unit in the middle of its map stays there. */
function tlChange({ get, set }, patch) {
  const old = get();
  const next = normalize({ ...old, ...patch });
  const middle = (params) => Math.floor(tlSizes(params)[params.layer] / 2);
  for (const name of ["row", "column"]) if (old[name] === middle(old)) next[name] = middle(next);
  set(next);
}

function tlPresetOf(presets, params) {
  const stack = ({ layer: _l, row: _r, column: _c, ...rest }) => JSON.stringify(rest, Object.keys(rest).sort());
  const now = JSON.stringify(params, Object.keys(params).sort());
  const names = Object.keys(presets);
  return names.find((name) => JSON.stringify(presets[name], Object.keys(presets[name]).sort()) === now)
    ?? names.find((name) => stack(presets[name]) === stack(params)) ?? "";
}

function tlControls(model, presets) {
  const change = (patch) => tlChange(model, patch);
  const rates = [1, 2, 3].map((i) => slider({ label: `Rate of layer ${i}`, min: 1, max: 9, value: 1, onInput: (value) => change({ [`rate_${i}`]: value }) }));
  const kernel = slider({ label: "Kernel", min: 1, max: 5, value: 3, text: (n) => `${n} × ${n}`, onInput: (value) => change({ kernel: value }) });
  const size = slider({ label: "Image", min: 1, max: TL_MOST_SIZE, value: 17, text: (n) => `${n} px`, onInput: (value) => change({ size: value }) });
  const padding = select({ label: "Padding", options: TL_PADDING_NAMES, value: "keep", onInput: (value) => change({ padding: value }) });
  const start = select({
    label: "Start from", options: [["", "own stack"], ...Object.keys(presets).map((name) => [name, name])], value: "",
    onInput: (name) => name && model.set(presets[name]),
  });
  const node = h("div", { class: "cb-controls" }, ...[...rates, kernel, size, padding, start].map((control) => control.node));
  const show = (params) => {
    tlRates(params).forEach((rate, i) => rates[i].set(rate, { max: TL_MOST_RATE[params.kernel] }));
    kernel.set(params.kernel);
    size.set(params.size, { min: tlLeastSize(params) });
    padding.set(params.padding);
    start.set(tlPresetOf(presets, params));
  };
  return { node, show };
}

function tlGlance({ get, set }) {
  const layer = slider({
    label: "Look at layer", min: 0, max: 3, value: 3, text: (n) => (n ? String(n) : "image"),
    onInput: (value) => tlMove(get(), [value - get().layer, 0, 0], ({ level, row, column }) => set({ layer: level, row, column })),
  });
  const row = slider({ label: "Row", min: 0, max: 1, value: 0, onInput: (value) => set({ row: value }) });
  const column = slider({ label: "Column", min: 0, max: 1, value: 0, onInput: (value) => set({ column: value }) });
  const node = h("div", { class: "cb-controls cb-tl-glance" }, layer.node, row.node, column.node);
  const show = (params) => {
    const max = tlSizes(params)[params.layer] - 1;
    layer.set(params.layer);
    row.set(params.row, { max });
    column.set(params.column, { max });
  };
  return { node, show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Three dilated layers", normalize, torchCode });
  const controls = tlControls({ get, set }, model.get("baked").presets);
  const glance = tlGlance({ get, set });
  const onLook = ({ level, row, column }) => {
    const now = get();
    if (now.layer !== level || now.row !== row || now.column !== column) set({ layer: level, row, column });
  };
  const stack = tlStack({ get, onLook });
  const side = tlSide({ get, onLook });
  const result = h("p", { class: "cb-tl-result" });
  const remark = h("p", { class: "cb-tl-remark" });
  const told = narrator();
  const part = (title, view) => h("div", { class: "cb-tl-part" }, h("p", { class: "cb-tl-title" }, title), view.stage);
  const views = h("div", { class: "cb-tl-views" }, part("The maps, the image lowest", stack), part("Cut along the row: paths to and from the unit", side));
  body.append(h("div", { class: "cb-tl" }, controls.node, result, views, glance.node, told.node, remark));

  let widths = [300, 400];
  let waiting = 0;
  const paint = () => {
    waiting = 0;
    const params = get();
    const seen = tlSeen(params);
    stack.show(params, seen, widths[0]);
    side.show(params, seen, widths[1], stack.stage.firstChild.height.baseVal.value);
  };
  const sized = new ResizeObserver(() => {
    const next = [stack.stage.clientWidth, side.stage.clientWidth];
    if (Math.min(...next) < TL_NARROWEST || (next[0] === widths[0] && next[1] === widths[1])) return;
    widths = next;
    paint();
  });
  sized.observe(views);
  let first = true;
  onChange((params) => {
    const seen = tlSeen(params);
    controls.show(params);
    glance.show(params);
    result.textContent = tlResult(params, seen);
    remark.textContent = tlRemark(params, seen);
    told.say(tlSentence(params, seen));
    if (first) paint();
    else waiting ||= requestAnimationFrame(paint);
    first = false;
  });
  return () => {
    cancelAnimationFrame(waiting);
    sized.disconnect();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
