// The receptive field: a stack of layers in cross-section, with the fan of one unit both ways.
import { frame, h, narrator, select, slider } from "./dom.mjs";
import { pasteBox } from "./paste.mjs";
import { rfDrawing } from "./receptive_field_drawing.mjs";
import { rfPasted } from "./receptive_field_paste.mjs";
import { compute, normalize, rfDown, rfHulls, rfLevels, rfUp, torchCode } from "./receptive_field_state.mjs";
import { rfTable } from "./receptive_field_table.mjs";
import { rfRemarks, rfResult, rfSentence } from "./receptive_field_words.mjs";

const RF_EXAMPLE = `nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=2, dilation=2))`;
const RF_NARROWEST = 40;

/** The name of the preset whose stack is shown, or "". */
function rfPresetOf(presets, params) {
  const stack = ({ layer: _l, unit: _u, size, kinds, kernels, strides, paddings, dilations }) =>
    JSON.stringify([size, kinds, kernels, strides, paddings, dilations]);
  const now = stack(params);
  return Object.keys(presets).find((name) => stack(presets[name]) === now) ?? "";
}

function rfControls({ get, set, presets }) {
  const size = slider({ label: "Image size", min: 1, max: 512, value: 16, text: (n) => `${n} px`, onInput: (value) => set({ size: value }) });
  const start = select({
    label: "Start from", options: [["", "own stack"], ...Object.keys(presets).map((name) => [name, name])], value: "",
    onInput: (name) => name && set(presets[name]),
  });
  const paste = pasteBox({ example: RF_EXAMPLE, onLayers: (layers) => rfPasted(layers, { get, set, normalize }) });
  const node = h("div", {}, h("div", { class: "cb-controls" }, size.node, start.node), paste.node);
  const show = (params) => {
    size.set(params.size);
    start.set(rfPresetOf(presets, params));
  };
  return { node, show };
}

function rfGlance({ get, set }) {
  const middle = (layer) => {
    const levels = rfLevels(get());
    const old = levels[get().layer];
    const next = levels[layer];
    return Math.round((old.centre + get().unit * old.jump - next.centre) / next.jump);
  };
  const layer = slider({ label: "Look at layer", min: 0, max: 1, value: 0, onInput: (value) => set({ layer: value, unit: Math.max(0, middle(value)) }) });
  const unit = slider({ label: "Unit", min: 0, max: 1, value: 0, onInput: (value) => set({ unit: value }) });
  const node = h("div", { class: "cb-controls cb-rf-glance" }, layer.node, unit.node);
  const show = (params, levels) => {
    layer.set(params.layer, { max: levels.length - 1 });
    unit.set(params.unit, { max: levels[params.layer].units - 1 });
  };
  return { node, show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Receptive field of a stack", normalize, torchCode });
  const presets = model.get("baked").presets;
  const controls = rfControls({ get, set, presets });
  const drawing = rfDrawing({ onLook: (layer, unit) => {
    const now = get();
    if (now.layer !== layer || now.unit !== unit) set({ layer, unit });
  }, catchUp: () => waiting && paint() });
  const glance = rfGlance({ get, set });
  const table = rfTable({ get, set });
  const told = narrator();
  const result = h("p", { class: "cb-rf-result" });
  const remarks = h("ul", { class: "cb-rf-remarks" });
  body.append(h("div", { class: "cb-rf" }, controls.node, result, drawing.stage, glance.node, told.node, remarks, table.node));

  let width = 680;
  let waiting = 0;
  let tabled = "";
  const paint = () => {
    cancelAnimationFrame(waiting);
    waiting = 0;
    const params = get();
    const levels = rfLevels(params);
    const { layer, unit } = params;
    drawing.show(params, levels, {
      downs: rfDown(params, levels, layer, unit),
      ups: rfUp(params, levels, layer, unit),
      hulls: rfHulls(params, layer, unit),
    }, width);
    const { layer: _l, unit: _u, ...stack } = params;
    const key = JSON.stringify(stack);
    if (key !== tabled) table.show(params, levels);
    tabled = key;
    table.mark(layer);
  };
  const sized = new ResizeObserver(() => {
    const next = drawing.stage.clientWidth;
    if (next === width || next < RF_NARROWEST) return;
    width = next;
    paint();
  });
  sized.observe(drawing.stage);
  let first = true;
  onChange((params) => {
    const levels = rfLevels(params);
    const numbers = compute(params);
    controls.show(params);
    glance.show(params, levels);
    result.textContent = rfResult(numbers);
    told.say(rfSentence(params, numbers));
    const texts = rfRemarks(params, levels, numbers);
    remarks.replaceChildren(...texts.map((text) => h("li", {}, text)));
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
