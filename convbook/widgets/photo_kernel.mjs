// Nine numbers on a photograph: the landing page's live convolution.
import { clampDyadic, clampInt, correlate2d, decodeBytes, format } from "./core.mjs";
import { button, frame, h, narrator, numberField, select } from "./dom.mjs";

const PRESETS = {
  identity: { kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0], divisor: 1, offset: 0 },
  blur: { kernel: [1, 2, 1, 2, 4, 2, 1, 2, 1], divisor: 16, offset: 0 },
  sharpen: { kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0], divisor: 1, offset: 0 },
  "vertical edges": { kernel: [-1, 0, 1, -2, 0, 2, -1, 0, 1], divisor: 4, offset: 128 },
  "horizontal edges": { kernel: [-1, -2, -1, 0, 0, 0, 1, 2, 1], divisor: 4, offset: 128 },
  outline: { kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1], divisor: 4, offset: 128 },
  emboss: { kernel: [-2, -1, 0, -1, 1, 1, 0, 1, 2], divisor: 1, offset: 0 },
};
const DIVISORS = [1, 2, 4, 8, 16];
const SIZE = 256;

function normalize(params) {
  const kernel = Array.from({ length: 9 }, (_, i) => clampDyadic(params.kernel?.[i] ?? 0));
  const divisor = DIVISORS.includes(params.divisor) ? params.divisor : 1;
  const offset = params.offset === 128 ? 128 : 0;
  const y = clampInt(params.y, 0, SIZE - 1, SIZE / 2);
  const x = clampInt(params.x, 0, SIZE - 1, SIZE / 2);
  return { photo: String(params.photo), kernel, divisor, offset, y, x };
}

function correlate(pixels, params) {
  return correlate2d(pixels, [SIZE, SIZE], params.kernel, [3, 3], { padding: [1, 1] }).output;
}

function compute(params, baked) {
  const output = correlate(decodeBytes(baked.pixels), params);
  return { output: Array.from(output, (sum) => sum / params.divisor + params.offset) };
}

function torchCode(params) {
  const rows = [0, 3, 6].map((i) => `    [${params.kernel.slice(i, i + 3).join(", ")}],`);
  const plus = params.offset ? ` + ${params.offset}` : "";
  return [
    "import torch",
    "import torch.nn.functional as F",
    "from convbook import data",
    "from convbook.data.images import grey_square",
    "",
    `photo = torch.tensor(grey_square(data.load("${params.photo}"), ${SIZE})).double()`,
    "kernel = torch.tensor([",
    ...rows,
    `]).double() / ${params.divisor}`,
    `result = F.conv2d(photo[None, None], kernel[None, None], padding=1)[0, 0]${plus}`,
  ].join("\n");
}

function picture(label) {
  const canvas = h("canvas", { width: SIZE, height: SIZE, "aria-hidden": "true" });
  const mark = h("span", { class: "cb-loupe", "aria-hidden": "true" });
  const stage = h("div", { class: "cb-stage" }, canvas, mark);
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIZE, SIZE);
  const words = new Uint32Array(image.data.buffer);
  // One 32-bit grey word a pixel (alpha 255): four times fewer writes than by channel.
  const grey = (value) => (255 << 24) | (value << 16) | (value << 8) | value;
  const paint = (values) => {
    for (let i = 0; i < values.length; i += 1) words[i] = grey(values[i]);
    context.putImageData(image, 0, 0);
  };
  const place = (y, x) => {
    mark.style.top = `${((y - 1) / SIZE) * 100}%`;
    mark.style.left = `${((x - 1) / SIZE) * 100}%`;
  };
  return { node: h("figure", { class: "cb-picture" }, stage, h("figcaption", {}, label)), stage, paint, place };
}

function patchTable() {
  const cells = Array.from({ length: 9 }, () => h("td", {}));
  const rows = [0, 3, 6].map((i) => h("tr", {}, ...cells.slice(i, i + 3)));
  const node = h("table", { class: "cb-patch", "aria-hidden": "true" }, h("tbody", {}, ...rows));
  const show = (patch, kernel) => {
    cells.forEach((cell, i) => {
      cell.textContent = `${patch[i]} × ${format(kernel[i])}`;
      cell.classList.toggle("cb-off", kernel[i] === 0);
    });
  };
  return { node, show };
}

function patchAt(pixels, y, x) {
  const patch = [];
  for (let row = y - 1; row <= y + 1; row += 1) {
    for (let column = x - 1; column <= x + 1; column += 1) {
      const inside = row >= 0 && row < SIZE && column >= 0 && column < SIZE;
      patch.push(inside ? pixels[row * SIZE + column] : 0);
    }
  }
  return patch;
}

function sentence(params, patch) {
  const { kernel, divisor, offset, y, x } = params;
  const sum = patch.reduce((total, value, i) => total + value * kernel[i], 0);
  const value = sum / divisor + offset;
  const steps = [`nine products sum to ${format(sum)}`];
  if (divisor !== 1) steps.push(`divided by ${divisor}`);
  if (offset) steps.push(`plus ${offset}`);
  const shown = Math.min(255, Math.max(0, value));
  const clipped = shown === value ? "" : `, shown as ${shown}`;
  return `Row ${y}, column ${x}: ${steps.join(", ")}: ${format(value)}${clipped}.`;
}

/** Pointer and arrow keys both move the pixel that is read. */
function movable(stage, set) {
  const move = (event) => {
    const box = stage.getBoundingClientRect();
    set({
      y: Math.floor(((event.clientY - box.top) / box.height) * SIZE),
      x: Math.floor(((event.clientX - box.left) / box.width) * SIZE),
    });
  };
  stage.addEventListener("pointermove", move);
  stage.addEventListener("pointerdown", move);
}

function pixelKeys(get, set) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  return (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 16 : 1;
    const { y, x } = get();
    set({ y: y + step[0] * reach, x: x + step[1] * reach });
  };
}

function kernelFields(get, set) {
  const change = (i) => (value) => set({ kernel: get().kernel.map((old, j) => (j === i ? value : old)) });
  const fields = Array.from({ length: 9 }, (_, i) =>
    numberField({
      label: `Kernel row ${Math.floor(i / 3)}, column ${i % 3}`,
      min: -99, max: 99, step: "any", value: get().kernel[i], hideLabel: true, onInput: change(i),
    }),
  );
  const node = h("div", { class: "cb-kernel", role: "group", "aria-label": "Kernel" }, ...fields.map((f) => f.node));
  return { node, show: (kernel) => fields.forEach((field, i) => field.set(kernel[i])) };
}

function presetOf(params) {
  const same = ([, preset]) => Object.keys(preset).every((key) => String(preset[key]) === String(params[key]));
  return Object.entries(PRESETS).find(same)?.[0] ?? "own";
}

function render({ model, el }) {
  const pixels = decodeBytes(model.get("baked").pixels);
  // Only the photograph that the page brought along can be shown, whatever the address says.
  const { photo } = model.get("initial");
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Nine numbers on a photograph", torchCode,
    normalize: (params) => normalize({ ...params, photo }),
  });
  const before = picture("Photograph");
  const after = picture("Result");
  const kernel = kernelFields(get, set);
  const patch = patchTable();
  const told = narrator();
  const preset = select({
    label: "Start from",
    options: [["own", "your own numbers"], ...Object.keys(PRESETS).map((name) => [name, name])],
    value: presetOf(get()),
    onInput: (name) => PRESETS[name] && set(PRESETS[name]),
  });
  const divisor = select({
    label: "Divide by",
    options: DIVISORS.map((d) => [d, String(d)]),
    value: get().divisor,
    onInput: (value) => set({ divisor: Number(value) }),
  });
  const offset = select({
    label: "Zero is drawn",
    options: [[0, "black"], [128, "mid-grey"]],
    value: get().offset,
    onInput: (value) => set({ offset: Number(value) }),
  });
  const pick = button("Move the window: arrow keys", () => {}, {
    class: "cb-pick",
    title: "With shift, 16 pixels at a time",
    onkeydown: pixelKeys(get, set),
  });
  for (const { stage } of [before, after]) movable(stage, set);
  const middle = h("div", { class: "cb-middle" }, kernel.node, preset.node, divisor.node, offset.node);
  body.append(
    h("div", { class: "cb-photo-row" }, before.node, middle, after.node),
    h("div", { class: "cb-readout" }, patch.node, h("div", {}, told.node, pick)),
  );
  before.paint(pixels);
  const shown = new Uint8ClampedArray(SIZE * SIZE);
  let drawn = "";
  onChange((params) => {
    const { kernel: weights, divisor: over, offset: plus, y, x } = params;
    const key = JSON.stringify([weights, over, plus]);
    if (key !== drawn) {
      const sums = correlate(pixels, params);
      for (let i = 0; i < sums.length; i += 1) shown[i] = sums[i] / over + plus;
      after.paint(shown);
      kernel.show(weights);
      preset.set(presetOf(params));
      divisor.set(over);
      offset.set(plus);
      drawn = key;
    }
    for (const view of [before, after]) view.place(y, x);
    const values = patchAt(pixels, y, x);
    patch.show(values, weights);
    told.say(sentence(params, values));
  });
  return destroy;
}

export default { render, normalize, compute, torchCode };
