// The photograph of the figure conv2d: the window that is shown as numbers, and the whole result.
import { h, slider } from "./dom.mjs";
import { filtered, geometryOf, outputAt, PHOTO_SIZES, product } from "./conv2d_state.mjs";

/** Fill a canvas with pixels, each one word: alpha, blue, green, red. */
function paint(canvas, [height, width], wordAt) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let i = 0; i < words.length; i += 1) words[i] = wordAt(i);
  context.putImageData(image, 0, 0);
}

function rgbWord(red, green, blue) {
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}

/** Zero is mid-grey where the values take both signs, else black. */
function greyScale(values) {
  let [low, high] = [0, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const reach = Math.max(-low, high) || 1;
  return low < 0 ? (value) => 128 + (127 * value) / reach : (value) => (255 * value) / reach;
}

/** Pixels of a photograph as far as the input holds them: one channel alone is grey. */
function photoWords(bytes, area, count) {
  if (count === 1) return (i) => rgbWord(bytes[i], bytes[i], bytes[i]);
  return (i) => rgbWord(bytes[i], bytes[area + i], count > 2 ? bytes[2 * area + i] : 0);
}

/** The photograph with its window, beside the filter's result over the whole photograph. */
export function photograph({ get, set, bytesOf }) {
  const before = h("canvas", { "aria-hidden": "true" });
  const after = h("canvas", { "aria-hidden": "true" });
  const frameMark = h("span", { class: "cb-c2-window", "aria-hidden": "true" });
  const stage = h("div", { class: "cb-c2-stage" }, before, frameMark);
  const caption = h("figcaption", {});
  const placer = (label, key) => slider({ label, min: 0, max: 0, value: 0, onInput: (value) => set({ [key]: value }) });
  const row = placer("Window, first row", "photo_y");
  const column = placer("Window, first column", "photo_x");
  const node = h(
    "div",
    { class: "cb-c2-photo" },
    h("figure", {}, stage, h("figcaption", {}, "the photograph; the frame is the input below")),
    h("figure", {}, after, caption),
    h("div", { class: "cb-controls" }, row.node, column.node),
  );
  const move = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const { photo, height, width } = get();
    const [rows, columns] = PHOTO_SIZES[photo];
    const box = stage.getBoundingClientRect();
    set({
      photo_y: Math.round(((event.clientY - box.top) / box.height) * rows - height / 2),
      photo_x: Math.round(((event.clientX - box.left) / box.width) * columns - width / 2),
    });
  };
  stage.addEventListener("pointerdown", move);
  stage.addEventListener("pointermove", move);
  let painted = ["", ""];
  const showPictures = (params) => {
    const [filter] = outputAt(params, params.look);
    const { kernel, stride, padding, dilation } = geometryOf(params);
    const { photo, in_channels: count, weight, bias } = params;
    const layer = [kernel, stride, padding, dilation, weight, bias, filter];
    const keys = [`${photo} ${count}`, JSON.stringify([photo, count, layer])];
    const bytes = bytesOf(photo);
    const size = PHOTO_SIZES[photo];
    if (keys[0] !== painted[0]) paint(before, size, photoWords(bytes, product(size), count));
    if (keys[1] !== painted[1]) {
      const result = filtered(params, filter, bytes, size);
      const greys = Uint8ClampedArray.from(result.output, greyScale(result.output));
      paint(after, result.size, (i) => rgbWord(greys[i], greys[i], greys[i]));
      caption.textContent = `filter ${filter} over the whole photograph, brighter is larger`;
    }
    painted = keys;
  };
  const show = (params) => {
    node.hidden = params.source !== "photo";
    if (node.hidden) return;
    const [rows, columns] = PHOTO_SIZES[params.photo];
    row.set(params.photo_y, { max: rows - params.height });
    column.set(params.photo_x, { max: columns - params.width });
    frameMark.style.top = `${(100 * params.photo_y) / rows}%`;
    frameMark.style.left = `${(100 * params.photo_x) / columns}%`;
    frameMark.style.height = `${(100 * params.height) / rows}%`;
    frameMark.style.width = `${(100 * params.width) / columns}%`;
    showPictures(params);
  };
  return { node, show };
}
