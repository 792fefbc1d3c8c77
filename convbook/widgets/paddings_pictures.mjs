// The photographs of the figure paddings, each with its border; one place marked in all of them.
import { h, s } from "./dom.mjs";
import { PZ_MODES, PZ_SIDE, pzBorder, pzByMeans, pzPicture } from "./paddings_state.mjs";
import { PZ_NAMES } from "./paddings_words.mjs";

function pzPanel(mode) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const edge = s("rect", { class: "cb-pz-edge", x: 0, y: 0, width: PZ_SIDE, height: PZ_SIDE });
  const link = s("path", { class: "cb-pz-link" });
  const [there, here] = ["cb-pz-there", "cb-pz-here"].map((name) => s("circle", { class: name, r: 2.5 }));
  const over = s("svg", { class: "cb-pz-over", "aria-hidden": "true" }, edge, link, there, here);
  const stage = h("div", { class: `cb-pz-stage${mode === "partial" ? " cb-pz-missing" : ""}` }, canvas, over);
  const node = h("figure", { class: "cb-pz-picture", "data-mode": mode }, h("div", { class: "cb-pz-room" }, stage), h("figcaption", {}, PZ_NAMES[mode]));
  const paint = (pixels, border) => {
    const pad = pzBorder(mode, border);
    const wide = PZ_SIDE + 2 * pad;
    canvas.width = canvas.height = wide;
    const context = canvas.getContext("2d");
    const image = context.createImageData(wide, wide);
    const words = new Uint32Array(image.data.buffer);
    pzPicture(mode, pixels, border).forEach((value, at) => {
      words[at] = (255 << 24) | (value << 16) | (value << 8) | value;
    });
    context.putImageData(image, 0, 0);
    if (mode === "partial") {
      context.clearRect(0, 0, wide, pad);
      context.clearRect(0, 0, pad, wide);
      context.clearRect(0, wide - pad, wide, pad);
      context.clearRect(wide - pad, 0, pad, wide);
    }
    over.setAttribute("viewBox", `${-pad} ${-pad} ${wide} ${wide}`);
    stage.style.width = `${Math.min(100, (100 * wide) / (PZ_SIDE + 2 * border))}%`;
  };
  const mark = ({ y, x, border }, [row, column]) => {
    const pad = pzBorder(mode, border);
    const shown = [y, x].every((at) => at >= -pad && at < PZ_SIDE + pad);
    const copied = shown && row >= 0 && column >= 0 && (row !== y || column !== x);
    here.setAttribute("visibility", shown ? "visible" : "hidden");
    here.setAttribute("cx", x + 0.5);
    here.setAttribute("cy", y + 0.5);
    there.setAttribute("visibility", copied ? "visible" : "hidden");
    there.setAttribute("cx", column + 0.5);
    there.setAttribute("cy", row + 0.5);
    link.setAttribute("d", copied ? `M${x + 0.5},${y + 0.5}L${column + 0.5},${row + 0.5}` : "");
  };
  return { mode, stage, canvas, node, paint, mark };
}

/** The gallery. `onPoint(mode, y, x)` tells the pixel pointed at, in px of the photograph. */
export function pzGallery({ get, onPoint }) {
  const panels = PZ_MODES.map(pzPanel);
  const node = h("div", {
    class: "cb-pz-gallery", tabindex: "0", role: "application",
    "aria-label": "Photographs with their borders: arrow keys choose a pixel, with shift 8 at a time",
  }, ...panels.map((panel) => panel.node));
  const point = (event) => {
    const panel = panels.find((each) => each.stage.contains(event.target));
    if (!panel) return;
    const box = panel.canvas.getBoundingClientRect();
    const pad = pzBorder(panel.mode, get().border);
    const at = (value, length) => Math.floor((value / length) * (PZ_SIDE + 2 * pad)) - pad;
    onPoint(panel.mode, at(event.clientY - box.top, box.height), at(event.clientX - box.left, box.width));
  };
  node.addEventListener("pointermove", point);
  node.addEventListener("pointerdown", point);
  node.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { mode, y, x } = get();
    const reach = event.shiftKey ? 8 : 1;
    onPoint(mode, y + reach * step[0], x + reach * step[1]);
  });
  let painted = -1;
  const show = (params, pixels) => {
    if (painted !== params.border) panels.forEach((panel) => panel.paint(pixels, params.border));
    painted = params.border;
  };
  const mark = (params, from) => panels.forEach((panel, i) => {
    panel.mark(params, pzByMeans(panel.mode) ? [-1, -1] : from[i]);
    panel.node.classList.toggle("cb-pz-now", panel.mode === params.mode);
  });
  return { node, show, mark };
}
