// The axis of the figure ratio-gradient: input px below, cells above, the query points between.
import { h, s } from "./dom.mjs";
import { rgPixels } from "./ratio_gradient_state.mjs";

const RG_WIDE = 640;
const RG_TALL = 74;

/** The cells whose points read a px. */
export function rgReaders(points, pixel) {
  const count = points.length / 2;
  const cells = points.flatMap((point, i) => (rgPixels(point).includes(pixel) ? [i % count] : []));
  return [...new Set(cells)].sort((a, b) => a - b);
}

/** `look({cell})` or `look({pixel})` for what is pointed at, `look(null)` when the pointer leaves. */
export function rgStrip({ look }) {
  const inner = s("g", {});
  const picture = s("svg", { viewBox: `0 0 ${RG_WIDE} ${RG_TALL}`, class: "cb-rg-strip", role: "img", "aria-label": "Cells of the output above, pixels of the input below, query points between" }, inner);
  const caption = h("figcaption", {});
  const node = h("figure", { class: "cb-rg-axis-figure" }, picture, caption);
  let [size, count] = [1, 1];
  const point = (event) => {
    const box = picture.getBoundingClientRect();
    const across = Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width));
    const upper = (event.clientY - box.top) / box.height < 0.55;
    look(upper ? { cell: Math.floor(across * count) } : { pixel: Math.floor(across * size) });
  };
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);
  picture.addEventListener("pointerleave", () => look(null));
  const show = (params, { points }, target) => {
    size = params.size;
    count = points.length / 2;
    const [px, cell] = [RG_WIDE / size, RG_WIDE / count];
    const cells = target?.pixel === undefined ? [target?.cell].filter((value) => value !== undefined) : rgReaders(points, target.pixel);
    const lit = new Set(cells);
    const own = (i) => target?.cell === i % count;
    const read = new Set(target?.cell === undefined ? [target?.pixel] : points.flatMap((place, i) => (own(i) ? rgPixels(place) : [])));
    const box = (left, width, top, height, role, on) => s("rect", { x: left + 1, y: top, width: Math.max(1, width - 2), height, rx: 2, class: `cb-rg-box cb-role-${role}${on ? " cb-on" : ""}` });
    const nodes = [
      ...Array.from({ length: count }, (_, a) => box(a * cell, cell, 2, 24, "output", lit.has(a))),
      ...Array.from({ length: size }, (_, i) => box(i * px, px, 48, 24, "input", read.has(i))),
    ];
    points.forEach((place, i) => {
      const x = (place + 0.5) * px;
      const strong = own(i) || (target?.pixel !== undefined && rgPixels(place).includes(target.pixel));
      nodes.push(
        s("line", { x1: ((i % count) + 0.5) * cell, y1: 26, x2: x, y2: 44, class: `cb-rg-link${strong ? " cb-on" : ""}` }),
        s("circle", { cx: x, cy: 46, r: strong ? 4.5 : count > 24 ? 2 : 3, class: "cb-rg-point" }),
      );
    });
    inner.replaceChildren(...nodes);
    caption.textContent = `${count} ${count === 1 ? "cell" : "cells"} above, ${size} px of input below; two query points a cell on each axis, alpha / 4 = ${params.alpha / 4} px from its centre`;
  };
  return { node, show };
}
