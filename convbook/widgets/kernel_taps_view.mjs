// The kernel that the taps read, its numbers, and the photograph before and after.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { KT_SIZE } from "./kernel_taps_state.mjs";

/** The sampled kernel; a cell shows with how much of an entry its tap takes. */
export function ktKernelGrid(onTap) {
  const grid = numberGrid({ label: "Sampled kernel", role: "kernel", look: (tap) => tap !== null && onTap(tap) });
  const node = h("figure", { class: "cb-kt-kernel" }, h("div", { class: "cb-kt-scroll" }, grid.node), h("figcaption", {}, "kernel that the taps read"));
  const show = (params, numbers, entry) => {
    const size = params.scope * params.scope;
    const share = (tap) => (entry === null ? 0 : numbers.blends[tap * size + entry]);
    const mark = (tap) => (entry === null && tap === params.tap ? "cb-picked cb-on" : share(tap) ? "cb-on" : "");
    // Five columns leave no room for four decimals.
    const values = params.kernel > 3 ? numbers.kernel.map((value) => Math.round(value * 100) / 100) : numbers.kernel;
    grid.node.classList.toggle("cb-kt-wide", params.kernel > 3);
    grid.show({ values, rows: params.kernel, columns: params.kernel, mark, stop: params.tap });
    grid.node.querySelectorAll(".cb-cell").forEach((cell, tap) => {
      if (share(tap)) cell.dataset.tag = `×${format(Math.round(share(tap) * 1000) / 1000)}`;
      else delete cell.dataset.tag;
    });
  };
  return { node, show };
}

/** Facts about the kernel, by name. */
export function ktFacts() {
  const node = h("dl", { class: "cb-kt-facts" });
  const show = (rows) => node.replaceChildren(...rows.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]));
  return { node, show };
}

/** A picture with a frame over it: `paint(grey)`, `frame(...)`, `caption`. */
export function ktPicture(onPoint) {
  const canvas = h("canvas", { width: KT_SIZE, height: KT_SIZE, "aria-hidden": "true" });
  const marks = s("svg", { viewBox: `0 0 ${KT_SIZE} ${KT_SIZE}`, "aria-hidden": "true", class: "cb-kt-marks" });
  const stage = h("div", { class: "cb-kt-stage" }, canvas, marks);
  const caption = h("figcaption", {});
  const context = canvas.getContext("2d");
  const image = context.createImageData(KT_SIZE, KT_SIZE);
  const words = new Uint32Array(image.data.buffer);
  const paint = (values, divide = 1, plus = 0) => {
    for (let i = 0; i < words.length; i += 1) {
      const shade = Math.max(0, Math.min(255, Math.round(values[i] / divide + plus)));
      words[i] = (255 << 24) | (shade << 16) | (shade << 8) | shade;
    }
    context.putImageData(image, 0, 0);
  };
  const point = (event) => {
    const box = stage.getBoundingClientRect();
    const place = (at, from, length) => Math.floor(((at - from) / length) * KT_SIZE);
    onPoint(place(event.clientY, box.top, box.height), place(event.clientX, box.left, box.width));
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  return { node: h("figure", { class: "cb-kt-picture" }, stage, caption), paint, frame: (...nodes) => marks.replaceChildren(...nodes), caption };
}

/** A frame around rows and columns, first to last. */
export function ktFrame([top, bottom, left, right], role) {
  const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  return s("g", { class: `cb-kt-${role}` }, s("rect", { ...box, class: "cb-kt-rim" }), s("rect", { ...box, class: "cb-kt-ink" }));
}
