// 27 numbers on a volume: one slice of the input, the same slice of the response.
import { decodeBytes, format } from "./core.mjs";
import { button, frame, h, narrator, select, slider } from "./dom.mjs";
import { vsCompute, vsInput, vsNormalize, vsShape, vsTorchCode, VS_SIZES } from "./volume_slices_state.mjs";
import { vsInputGrey, vsMost, vsPicture, vsPlanes, vsResponseGrey } from "./volume_slices_view.mjs";
import { vsInputSentence, vsProductSentence, vsResponseSentence } from "./volume_slices_words.mjs";

const VS_FLAT = [0, 0, 0, 0, 0, 0, 0, 0, 0];
const VS_SOBEL = [[-1, 0, 1], [1, 2, 1], [1, 2, 1]];
const VS_PRESETS = {
  identity: [...VS_FLAT, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...VS_FLAT],
  "sum of 27 (27 times the mean)": Array(27).fill(1),
  Laplacian: [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, -6, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
  "Sobel, along depth": vsOuter(0),
  "Sobel, along height": vsOuter(1),
  "Sobel, along width": vsOuter(2),
  "Sobel along width, 2-D: depth 1": [...VS_FLAT, -1, 0, 1, -2, 0, 2, -1, 0, 1, ...VS_FLAT],
};
const VS_VIEWS = [["depth", "depth, from above"], ["height", "height, from the front"], ["width", "width, from the side"]];

/** -1, 0, 1 along one axis and 1, 2, 1 along the two others. */
function vsOuter(along) {
  const factor = [0, 1, 2].map((axis) => VS_SOBEL[axis === along ? 0 : 1]);
  return factor[0].flatMap((a) => factor[1].flatMap((b) => factor[2].map((c) => a * b * c)));
}

function normalize(params) {
  return vsNormalize(params);
}

function vsVoxels(baked) {
  return Object.fromEntries(Object.keys(VS_SIZES).map((name) => [name, decodeBytes(baked[name])]));
}

let vsKept = [null, null];

function compute(params, baked) {
  if (vsKept[0] !== baked.brain) vsKept = [baked.brain, vsVoxels(baked)];
  return vsCompute(params, vsKept[1][params.volume]);
}

function torchCode(params) {
  return vsTorchCode(params);
}

function vsPresetOf({ kernel }) {
  return Object.keys(VS_PRESETS).find((name) => VS_PRESETS[name].every((weight, i) => weight === kernel[i])) ?? "own";
}

function vsKeys(get, go) {
  const steps = { ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], PageUp: [-1, 0, 0], PageDown: [1, 0, 0] };
  return (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 5 : 1;
    const { slice, y, x } = get();
    go({ slice: slice + step[0], y: y + reach * step[1], x: x + reach * step[2] });
  };
}

function vsControls(get, set) {
  const slice = slider({ label: "Slice", min: 0, max: 1, value: 0, onInput: (value) => set({ slice: value }) });
  const volume = select({
    label: "Volume", options: [["brain", "brain, MRI, 4 mm a voxel"], ["torus", "torus, filled or empty"]],
    value: "brain", onInput: (name) => set({ volume: name, ...vsMiddle({ volume: name, axis: get().axis }) }),
  });
  const axis = select({
    label: "Cut across", options: VS_VIEWS, value: "depth",
    onInput: (name) => set({ axis: name, ...vsMiddle({ volume: get().volume, axis: name }) }),
  });
  const preset = select({
    label: "Kernel", options: [...Object.keys(VS_PRESETS).map((name) => [name, name]), ["own", "your own numbers"]],
    value: "own", onInput: (name) => VS_PRESETS[name] && set({ kernel: VS_PRESETS[name] }),
  });
  const show = (params) => {
    slice.set(params.slice, { max: vsShape(params)[0] - 1 });
    volume.set(params.volume);
    axis.set(params.axis);
    preset.set(vsPresetOf(params));
  };
  return { node: h("div", { class: "cb-controls" }, slice.node, volume.node, axis.node, preset.node), show };
}

/** A place to start from in another view: a third of the way through, in the middle of the slice. */
function vsMiddle(view) {
  const [planes, rows, columns] = vsShape(view);
  return { slice: Math.floor(0.4 * planes), y: rows >> 1, x: columns >> 1 };
}

function render({ model, el }) {
  const voxels = vsVoxels(model.get("baked"));
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "A volume, slice by slice", normalize, torchCode,
  });
  // What the reader points at: a response (false), an input voxel (true); one of the 27 products.
  let [reading, picked] = [false, null];
  const go = (from) => (place) => {
    [reading, picked] = [from, null];
    set(place);
    draw(get());
  };
  const before = vsPicture({ role: "input", onPoint: (y, x) => go(true)({ y, x }) });
  const after = vsPicture({ role: "output", onPoint: (y, x) => go(false)({ y, x }) });
  const planes = vsPlanes({
    get, set,
    look: (index) => {
      picked = index;
      draw(get());
    },
  });
  const controls = vsControls(get, set);
  const told = narrator();
  const walk = button("Move the crosshair: arrow keys", () => {}, {
    class: "cb-vs-walk", title: "Page up and page down change the slice; with shift, 5 voxels at a time", onkeydown: vsKeys(get, go(false)),
  });
  body.append(controls.node, h("div", { class: "cb-vs-pictures" }, before.node, after.node), planes.node, told.node, walk);
  let painted = "";
  const draw = (params) => {
    const numbers = vsCompute(params, voxels[params.volume]);
    const shape = vsShape(params).slice(1);
    const key = JSON.stringify([params.volume, params.axis, params.slice, params.kernel]);
    if (key !== painted) {
      before.paint(vsInput(params, voxels[params.volume]), shape, vsMost(params), vsInputGrey(params));
      after.paint(numbers.output, shape, vsMost(params), vsResponseGrey(numbers.range));
      before.caption.textContent = `input, slice ${params.slice}`;
      const [low, high] = numbers.range.map(format);
      after.caption.textContent = `response, slice ${params.slice}: from ${low} to ${high}${numbers.range[0] < 0 ? ", 0 is mid-grey" : ", 0 is black"}`;
      painted = key;
    }
    before.mark(params.y, params.x, reading ? 0 : 1);
    after.mark(params.y, params.x, reading ? 1 : 0);
    planes.show(params, numbers, picked);
    controls.show(params);
    const sentence = reading ? vsInputSentence(params, numbers) : vsResponseSentence(params, numbers);
    told.say(picked === null ? sentence : vsProductSentence(params, numbers, picked));
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
