// Sizes against depth in the figure effective-field; a pointer chooses a depth.
import { covCanvas } from "./coverage_canvas.mjs";
import { h } from "./dom.mjs";

const EFF_TALL = 230;
const EFF_EDGE = { left: 36, right: 12, top: 10, bottom: 34 };
// Root of the area where a round Gaussian exceeds 4.55 % of its peak, over its standard deviation.
const EFF_GAUSSIAN = 4.4062810261037555;

function effTicks(most, about) {
  const raw = most / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

function effAxes(pen, { most, top }, at, [width, tall], colours) {
  pen.font = "12px system-ui, sans-serif";
  pen.fillStyle = colours.muted;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const value of effTicks(top, 5)) {
    pen.beginPath();
    pen.moveTo(EFF_EDGE.left, at.y(value));
    pen.lineTo(width - EFF_EDGE.right, at.y(value));
    pen.stroke();
    pen.fillText(String(value), EFF_EDGE.left - 6, at.y(value));
  }
  pen.textAlign = "center";
  for (const value of effTicks(most, 8)) if (value) pen.fillText(String(value), at.x(value), tall - EFF_EDGE.bottom + 10);
  pen.fillText("layers", (EFF_EDGE.left + width - EFF_EDGE.right) / 2, tall - 7);
  pen.textAlign = "left";
  pen.fillText("px", 2, EFF_EDGE.top - 2);
}

function effLine(pen, values, at, colour, dash = []) {
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.setLineDash(dash);
  pen.beginPath();
  values.forEach((value, i) => pen[i ? "lineTo" : "moveTo"](at.x(i + 1), at.y(value)));
  pen.stroke();
  pen.setLineDash([]);
}

function effDots(pen, params, { sizes, most }, at, colours) {
  pen.fillStyle = colours.gradient;
  sizes.forEach((value, i) => {
    const depth = sizes.length === most ? i + 1 : params.depth;
    if (!value) return;
    pen.beginPath();
    pen.arc(at.x(depth), at.y(value), depth === params.depth ? 5 : 3, 0, 2 * Math.PI);
    pen.fill();
  });
}

/** The chart; `onPick(depth)` is called where the reader presses. */
export function effChart({ onPick }) {
  const canvas = h("canvas", { class: "cb-eff-chart", "aria-hidden": "true" });
  let [most, width] = [1, 300];
  const pick = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = canvas.getBoundingClientRect();
    const room = width - EFF_EDGE.left - EFF_EDGE.right;
    const share = (event.clientX - box.left - EFF_EDGE.left) / room;
    onPick(Math.max(1, Math.min(most, Math.round(share * most))));
  };
  canvas.addEventListener("pointerdown", pick);
  canvas.addEventListener("pointermove", pick);
  const show = (params, numbers, room, colours) => {
    ({ most } = numbers);
    width = Math.max(160, Math.floor(room));
    const pen = covCanvas(canvas, width, EFF_TALL);
    const top = Math.max(5, ...numbers.fields);
    const at = {
      x: (depth) => EFF_EDGE.left + (depth / most) * (width - EFF_EDGE.left - EFF_EDGE.right),
      y: (value) => EFF_TALL - EFF_EDGE.bottom - (value / top) * (EFF_TALL - EFF_EDGE.top - EFF_EDGE.bottom),
    };
    effAxes(pen, { most, top }, at, [width, EFF_TALL], colours);
    pen.fillStyle = colours.padding;
    pen.globalAlpha = 0.18;
    pen.fillRect(at.x(params.depth) - 5, EFF_EDGE.top, 10, EFF_TALL - EFF_EDGE.top - EFF_EDGE.bottom);
    pen.globalAlpha = 1;
    effLine(pen, numbers.fields, at, colours.input);
    effLine(pen, numbers.formulas.map((sigma) => EFF_GAUSSIAN * sigma), at, colours.kernel, [5, 3]);
    effDots(pen, params, numbers, at, colours);
  };
  return { canvas, show };
}
