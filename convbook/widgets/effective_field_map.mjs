// The image of the figure effective-field: the field in its box, and its profile on the same axis.
import { covCanvas } from "./coverage_canvas.mjs";
import { h } from "./dom.mjs";
import { EFF_THRESHOLD } from "./effective_field_sums.mjs";

const EFF_PROFILE = 92;
const EFF_RULER = 18;
const EFF_NUMBERED = 23;
const EFF_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function effChannels(colour) {
  const hex = /^#(..)(..)(..)$/.exec(colour);
  return hex ? hex.slice(1).map((part) => parseInt(part, 16)) : [138, 63, 158];
}

/** Opacity of a value: in proportion, or by the logarithm of its share of the largest one. */
function effShade({ most, least }, log) {
  if (!log) return (value) => value / most;
  const span = Math.log(most / least) || 1;
  return (value) => (value > 0 ? 1 - 0.94 * (Math.log(most / value) / span) : 0);
}

function effPicture({ side, value, most, least, log }, colour) {
  const small = document.createElement("canvas");
  small.width = small.height = side;
  const pen = small.getContext("2d");
  const image = pen.createImageData(side, side);
  const channels = effChannels(colour);
  const shade = effShade({ most, least }, log);
  for (let i = 0; i < side * side; i += 1) {
    image.data.set(channels, 4 * i);
    image.data[4 * i + 3] = Math.round(255 * shade(value(Math.floor(i / side), i % side)));
  }
  pen.putImageData(image, 0, 0);
  return small;
}

/** The border of the pixels above the threshold. */
function effContour(pen, { side, value }, cell) {
  const middle = Math.floor(side / 2);
  const centre = value(middle, middle);
  if (!(centre > 0)) return;
  const inside = (y, x) => y >= 0 && x >= 0 && y < side && x < side && value(y, x) > EFF_THRESHOLD * centre;
  pen.beginPath();
  for (let a = 0; a <= side; a += 1) {
    for (let b = 0; b < side; b += 1) {
      if (inside(a, b) !== inside(a - 1, b)) {
        pen.moveTo(b * cell, a * cell);
        pen.lineTo((b + 1) * cell, a * cell);
      }
      if (inside(b, a) !== inside(b, a - 1)) {
        pen.moveTo(a * cell, b * cell);
        pen.lineTo(a * cell, (b + 1) * cell);
      }
    }
  }
  pen.stroke();
}

function effCounts(pen, { side, value }, cell, colours) {
  pen.fillStyle = colours.ink;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const text = String(value(y, x));
      if (text === "0" || text.length > 6) continue;
      pen.font = `${Math.min(13, (cell * 1.5) / Math.max(3, text.length))}px system-ui, sans-serif`;
      pen.fillText(text, (x + 0.5) * cell, (y + 0.5) * cell + 0.5);
    }
  }
}

function effGaussian(pen, { side, sigma, peak }, cell, height) {
  if (!sigma) return;
  pen.beginPath();
  for (let px = 0; px <= side * cell; px += 1) {
    const z = (px / cell - side / 2) / sigma;
    const share = Math.exp(-0.5 * z * z) / (sigma * Math.sqrt(2 * Math.PI));
    pen[px ? "lineTo" : "moveTo"](px, height * (1 - share / peak));
  }
  pen.stroke();
}

function effProfile(pen, state, cell, width, colours, row) {
  const { side, columns, total, sigma } = state;
  const top = width + EFF_RULER;
  const height = EFF_PROFILE - 4;
  const gauss = sigma ? 1 / (sigma * Math.sqrt(2 * Math.PI)) : 0;
  const peak = 1.05 * Math.max(gauss, Math.max(...columns) / total);
  pen.save();
  pen.translate(0, top);
  pen.fillStyle = colours.gradient;
  columns.forEach((value, x) => {
    const tall = (height * value) / total / peak;
    pen.globalAlpha = x === row ? 1 : 0.5;
    pen.fillRect(x * cell + (cell > 4 ? 0.5 : 0), height - tall, cell - (cell > 4 ? 1 : 0), tall);
  });
  pen.globalAlpha = 1;
  pen.strokeStyle = colours.kernel;
  pen.lineWidth = 1.5;
  pen.setLineDash([5, 3]);
  effGaussian(pen, { side, sigma, peak }, cell, height);
  pen.setLineDash([]);
  pen.strokeStyle = colours.padding;
  pen.lineWidth = 1;
  pen.strokeRect(0, height + 0.5, width, 0);
  pen.restore();
}

function effRuler(pen, side, width, colours) {
  const text = `theoretical field: ${side} px`;
  pen.font = "12px system-ui, sans-serif";
  const room = pen.measureText(text).width + 12;
  const y = width + EFF_RULER / 2;
  pen.fillStyle = colours.input;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, width / 2, y + 1);
  pen.strokeStyle = colours.input;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const [from, to] of [[0.5, (width - room) / 2], [(width + room) / 2, width - 0.5]]) {
    pen.moveTo(from, y);
    pen.lineTo(to, y);
  }
  for (const x of [0.5, width - 0.5]) {
    pen.moveTo(x, y - 5);
    pen.lineTo(x, y + 5);
  }
  pen.stroke();
}

/** All that the pointer does not change. */
function effBase(pen, state, width, colours) {
  const { side, sigma, log } = state;
  const cell = width / side;
  pen.imageSmoothingEnabled = false;
  pen.drawImage(effPicture(state, colours.gradient), 0, 0, width, width);
  if (state.counts && cell >= EFF_NUMBERED && !log) {
    pen.globalAlpha = 0.55;
    pen.fillStyle = colours.paper;
    pen.fillRect(0, 0, width, width);
    pen.globalAlpha = 1;
    effCounts(pen, state, cell, colours);
  }
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 1.5;
  effContour(pen, state, cell);
  pen.strokeStyle = colours.kernel;
  pen.setLineDash([5, 3]);
  pen.beginPath();
  if (sigma) pen.arc(width / 2, width / 2, 2 * sigma * cell, 0, 2 * Math.PI);
  pen.stroke();
  pen.setLineDash([]);
  pen.strokeStyle = colours.input;
  pen.lineWidth = 2;
  pen.strokeRect(1, 1, width - 2, width - 2);
  effRuler(pen, side, width, colours);
}

/** The map; `onLook([y, x] or null)` is called for the pixel under the pointer or chosen by arrows. */
export function effMapView({ onLook }) {
  const canvas = h("canvas", { class: "cb-eff-canvas", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-eff-stage", tabindex: "0", role: "application",
    "aria-label": "Pixels of the theoretical field: arrow keys choose one and say how much of the output comes from it",
  }, canvas);
  const base = document.createElement("canvas");
  let [state, width, drawn] = [null, 300, ""];
  const look = (y, x) => {
    const inside = (v) => Math.max(0, Math.min(state.side - 1, v));
    onLook([inside(y), inside(x)]);
  };
  const point = (event) => {
    if (!state) return;
    const box = canvas.getBoundingClientRect();
    const [y, x] = [event.clientY - box.top, event.clientX - box.left].map((at) => Math.floor((at / box.width) * state.side));
    if (x < 0 || x >= state.side || y < 0) onLook(null);
    else look(y < state.side ? y : Math.floor(state.side / 2), x);
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", () => onLook(null));
  stage.addEventListener("blur", () => onLook(null));
  stage.addEventListener("keydown", (event) => {
    const move = EFF_STEPS[event.key];
    if (!move || !state) return;
    event.preventDefault();
    const middle = Math.floor(state.side / 2);
    const [y, x] = state.probe ?? [middle, middle];
    look(y + move[0], x + move[1]);
  });
  const show = (next, room, colours) => {
    state = next;
    width = Math.max(120, Math.floor(room));
    const tall = width + EFF_RULER + EFF_PROFILE;
    const key = `${next.key}|${width}|${JSON.stringify(colours)}`;
    if (key !== drawn) effBase(covCanvas(base, width, tall), next, width, colours);
    drawn = key;
    const pen = covCanvas(canvas, width, tall);
    pen.drawImage(base, 0, 0, width, tall);
    const cell = width / next.side;
    effProfile(pen, next, cell, width, colours, next.probe?.[1]);
    if (!next.probe) return;
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 2;
    pen.strokeRect(next.probe[1] * cell - 1, next.probe[0] * cell - 1, cell + 2, cell + 2);
  };
  return { stage, show };
}
