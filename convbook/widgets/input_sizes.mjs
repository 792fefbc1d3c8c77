// The sizes a network wants: where its strided layers leave padding unread, and where they do not.
import { button, frame, h, narrator, select, slider } from "./dom.mjs";
import { iszNumberLine } from "./input_sizes_line.mjs";
import { iszPasted } from "./input_sizes_paste.mjs";
import { compute, ISZ_MOST_SIZE, iszLevels, normalize, torchCode } from "./input_sizes_state.mjs";
import { iszStrips } from "./input_sizes_strips.mjs";
import { iszTable } from "./input_sizes_table.mjs";
import { iszDigits, iszFormulaText, iszRemarks, iszSentence, iszVerdict } from "./input_sizes_words.mjs";
import { pasteBox } from "./paste.mjs";

const ISZ_EXAMPLE = `nn.Sequential(
    nn.Conv2d(3, 32, 3, stride=2, padding=1), nn.ReLU(),
    nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(3, 2, 1))`;
const ISZ_NARROWEST = 40;

/** The name of the preset whose layers are shown, or "". */
function iszPresetOf(presets, params) {
  const stack = ({ kinds, kernels, strides, paddings }) => JSON.stringify([kinds, kernels, strides, paddings]);
  const now = stack(params);
  return Object.keys(presets).find((name) => stack(presets[name]) === now) ?? "";
}

function iszControls({ get, set, presets }) {
  const resize = (size) => set({ size, look: "none" });
  const size = slider({ label: "Input size", min: 1, max: ISZ_MOST_SIZE, value: 224, text: (n) => `${n} px`, onInput: resize });
  const start = select({
    label: "Network", options: [["", "own stack"], ...Object.keys(presets).map((name) => [name, name])], value: "",
    onInput: (name) => name && set({ ...presets[name], rule: get().rule }),
  });
  const rule = select({
    label: "Padding", options: [["given", "as given, both sides"], ["same", "TensorFlow’s SAME"]], value: "given",
    onInput: (value) => set({ rule: value, look: "none" }),
  });
  const steps = ["below", "above"].map((side, i) => button("", () => {
    const found = compute(get()).clean[i];
    if (found) resize(found);
  }, { "data-side": side }));
  const node = h("div", {}, h("div", { class: "cb-controls" }, size.node, start.node, rule.node));
  const jump = h("div", { class: "cb-isz-jump" }, ...steps);
  const show = (params, { clean }) => {
    size.set(params.size);
    start.set(iszPresetOf(presets, params));
    rule.set(params.rule);
    steps.forEach((step, i) => {
      const text = clean[i] ? `${i ? "next clean size up" : "next clean size down"}: ${clean[i]}` : `no clean size ${i ? "above" : "below"}`;
      if (step.textContent !== text) step.textContent = text;
      step.disabled = !clean[i] || clean[i] > ISZ_MOST_SIZE;
    });
  };
  return { node, jump, show, resize };
}

function iszFormulaBox() {
  const short = h("p", { class: "cb-isz-formula" });
  const long = h("p", { class: "cb-isz-long" });
  const digits = h("p", { class: "cb-isz-digits" });
  const node = h("div", { class: "cb-isz-formulas" }, digits, short, long);
  const show = (params, levels, { formula }) => {
    digits.textContent = iszDigits(params, levels);
    node.hidden = params.rule === "same";
    const text = iszFormulaText(params);
    const [jump, offset] = formula;
    const sizes = [];
    for (let out = Math.max(1, Math.floor((params.size + offset) / jump) - 1); sizes.length < 4; out += 1) {
      if (jump * out - offset > 0) sizes.push(jump * out - offset);
    }
    short.textContent = `Every row is read at ${text.short}: ${sizes.join(", ")}, …`;
    long.textContent = `(h₀ the input, h${"₀₁₂₃₄₅₆₇₈"[params.kinds.length]} the last map; ${text.long}: strides, and s − k + 2p of each layer times the strides below it)`;
  };
  return { node, show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "The sizes a network wants", normalize, torchCode });
  const controls = iszControls({ get, set, presets: model.get("baked").presets });
  const strips = iszStrips({ onLook: (look, layer, at) => {
    const now = get();
    if (now.look !== look || now.layer !== layer || now.at !== at) set({ look, layer, at });
  }, catchUp: () => waiting && paint() });
  const line = iszNumberLine({ onSize: controls.resize });
  const table = iszTable({ get, set });
  const formula = iszFormulaBox();
  const paste = pasteBox({ example: ISZ_EXAMPLE, onLayers: (layers) => iszPasted(layers, { set }) });
  const told = narrator();
  const verdict = h("p", { class: "cb-isz-verdict" });
  const remarks = h("ul", { class: "cb-isz-remarks" });
  const plain = h("span", {}, h("i", { class: "cb-isz-key-plain" }), "other layers that leave rows unread");
  const key = h("p", { class: "cb-isz-key" },
    h("span", {}, h("i", {}), "layers with uneven padding"), plain,
    h("span", {}, h("i", { class: "cb-isz-key-dot" }), "clean size"));
  body.append(h("div", { class: "cb-isz" }, controls.node, verdict, line.box, key, controls.jump, strips.stage, told.node, remarks, formula.node, table.node, paste.node));

  let width = Math.max(strips.stage.clientWidth, ISZ_NARROWEST);
  let waiting = 0;
  let listed = "";
  const paint = () => {
    cancelAnimationFrame(waiting);
    waiting = 0;
    const params = get();
    const levels = iszLevels(params, params.size);
    const result = compute(params);
    strips.show(params, levels, result.seen, width);
    const { look: _l, layer: _y, at: _a, ...stack } = params;
    const now = JSON.stringify([stack, width]);
    if (now !== listed) {
      line.show(params, result, width);
      table.show(params, levels);
      formula.show(params, levels, result);
    }
    listed = now;
  };
  const sized = new ResizeObserver(() => {
    const next = strips.stage.clientWidth;
    if (next === width || next < ISZ_NARROWEST) return;
    width = next;
    paint();
  });
  sized.observe(strips.stage);
  let first = true;
  onChange((params) => {
    const levels = iszLevels(params, params.size);
    const result = compute(params);
    controls.show(params, result);
    verdict.textContent = iszVerdict(params, levels, result);
    verdict.classList.toggle("cb-isz-warn", result.uneven.length > 0);
    told.say(iszSentence(params, levels, result));
    plain.hidden = !result.unread.some(Boolean);
    remarks.replaceChildren(...iszRemarks(params, levels, result).map((text) => h("li", {}, text)));
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
