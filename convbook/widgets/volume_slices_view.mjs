// The two pictures of the figure volume-slices, and the three planes of numbers below them.
import { format } from "./core.mjs";
import { h } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { VS_SIZES, vsShape, vsWeightIndex } from "./volume_slices_state.mjs";

/** A picture of voxels: `paint(values, shape, grey)`, `mark(y, x, half)`, and pointing. */
export function vsPicture({ role, onPoint }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const frame = h("span", { class: `cb-vs-frame cb-role-${role}`, "aria-hidden": "true" });
  const row = h("span", { class: "cb-vs-line", "aria-hidden": "true" });
  const column = h("span", { class: "cb-vs-line", "aria-hidden": "true" });
  const stage = h("div", { class: "cb-vs-stage" }, canvas, row, column, frame);
  const caption = h("figcaption", {});
  const node = h("figure", { class: "cb-vs-picture" }, h("div", { class: "cb-vs-room" }, stage), caption);
  let size = [1, 1];
  const paint = (values, shape, most, grey) => {
    size = shape;
    [canvas.height, canvas.width] = shape;
    stage.style.width = `${(100 * shape[1]) / most}%`;
    const context = canvas.getContext("2d");
    const image = context.createImageData(shape[1], shape[0]);
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; i < words.length; i += 1) {
      const shade = Math.max(0, Math.min(255, Math.round(grey(values[i]))));
      words[i] = (255 << 24) | (shade << 16) | (shade << 8) | shade;
    }
    context.putImageData(image, 0, 0);
  };
  const mark = (y, x, half) => {
    const percent = (value, of) => `${(100 * value) / of}%`;
    frame.style.top = percent(y - half, size[0]);
    frame.style.left = percent(x - half, size[1]);
    frame.style.height = percent(2 * half + 1, size[0]);
    frame.style.width = percent(2 * half + 1, size[1]);
    row.style.top = percent(y + 0.5, size[0]);
    column.style.left = percent(x + 0.5, size[1]);
  };
  const point = (event) => {
    const box = stage.getBoundingClientRect();
    onPoint(Math.floor(((event.clientY - box.top) / box.height) * size[0]), Math.floor(((event.clientX - box.left) / box.width) * size[1]));
  };
  row.classList.add("cb-vs-row");
  column.classList.add("cb-vs-column");
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  return { node, paint, mark, caption };
}

/** How a response is drawn: zero is mid-grey where there are negative values, else black. */
export function vsResponseGrey([low, high]) {
  const reach = Math.max(-low, high) || 1;
  return low < 0 ? (value) => 128 + (127 * value) / reach : (value) => (255 * value) / reach;
}

export function vsInputGrey({ volume }) {
  return volume === "brain" ? (value) => value : (value) => 255 * value;
}

export function vsMost({ volume }) {
  return Math.max(...VS_SIZES[volume]);
}

/** Window, kernel and sum of each of the three slices. */
export function vsPlanes({ get, set, look }) {
  const planes = [0, 1, 2].map((plane) => {
    const title = h("p", { class: "cb-vs-title" });
    const pick = (cell) => look(cell === null ? null : 9 * plane + cell);
    const edit = (cell, value) => {
      const { axis, kernel } = get();
      const at = vsWeightIndex(axis, plane, Math.floor(cell / 3), cell % 3);
      set({ kernel: kernel.map((old, i) => (i === at ? value : old)) });
    };
    const where = ["slice before", "this slice", "slice after"][plane];
    const window = numberGrid({ label: `Voxels in the window, ${where}`, role: "input", look: pick });
    const kernel = numberGrid({ label: `Kernel on the ${where.replace("this ", "")}`, role: "kernel", look: pick, edit });
    const sum = h("p", { class: "cb-vs-sum" });
    const node = h("div", { class: "cb-vs-plane" }, title, window.node, h("span", { class: "cb-vs-times", "aria-hidden": "true" }, "×"), kernel.node, sum);
    return { node, title, window, kernel, sum };
  });
  const total = h("p", { class: "cb-vs-total" });
  const node = h("div", {}, h("div", { class: "cb-vs-planes" }, ...planes.map((plane) => plane.node)), total);
  const show = (params, numbers, picked) => {
    const [count, rows, columns] = vsShape(params);
    planes.forEach((plane, p) => {
      const slice = params.slice + p - 1;
      const outside = slice < 0 || slice >= count;
      const padding = (cell) => {
        const [y, x] = [params.y + Math.floor(cell / 3) - 1, params.x + (cell % 3) - 1];
        return outside || y < 0 || y >= rows || x < 0 || x >= columns;
      };
      const marks = (cell) => (picked === 9 * p + cell ? "cb-picked cb-on" : "");
      const part = (list) => list.slice(9 * p, 9 * p + 9);
      plane.title.textContent = `slice ${format(slice)}${outside ? ": zeros" : ""}`;
      plane.window.show({ values: part(numbers.window), rows: 3, columns: 3, mark: (cell) => `${marks(cell)}${padding(cell) ? " cb-pad" : ""}` });
      plane.kernel.show({ values: part(numbers.weights), rows: 3, columns: 3, mark: marks });
      plane.sum.textContent = `sum ${format(numbers.sums[p])}`;
    });
    const terms = numbers.sums.slice(0, 3).map((value) => (value < 0 ? `(${format(value)})` : format(value)));
    total.textContent = `response ${terms.join(" + ")} = ${format(numbers.sums[3])}`;
  };
  return { node, show };
}
