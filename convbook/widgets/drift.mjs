// Depth and kernel: the image walks to the corner, or stays.
import { decodeBytes } from "./core.mjs";
import { button, frame, h, narrator, reducedMotion, select, slider } from "./dom.mjs";
import { DR_CORNERS, DR_DEEPEST, DR_IMAGES, DR_KERNELS, drCompute, drLayers, drNormalize, drOneSided, drSides, drTorchCode } from "./drift_state.mjs";
import { drChart, drCross, drFrame, drPicture, drWay } from "./drift_view.mjs";
import { drInputSentence, drOutputSentence, drResult } from "./drift_words.mjs";

const DR_BEAT_MS = 220;
const DR_NAMES = {
  C2: "C2: 2 × 2", C2sp: "C2sp: 2 × 2, symmetric padding", C3: "C3: 3 × 3",
  C4: "C4: 4 × 4", C4sp: "C4sp: 4 × 4, symmetric padding", C5: "C5: 5 × 5",
};
const DR_SHOWN = {
  framed: "photograph in a black frame", photo: "photograph, to the edge", brain: "brain, a slice of a scan", disc: "disc", pixel: "one bright pixel",
};

function normalize(params) {
  return drNormalize(params);
}

const drDecoded = new WeakMap();

function drBytes(baked) {
  if (!drDecoded.has(baked)) drDecoded.set(baked, Object.fromEntries(DR_IMAGES.map((name) => [name, decodeBytes(baked[name])])));
  return drDecoded.get(baked);
}

function compute(params, baked) {
  const numbers = drCompute(params, drBytes(baked)[params.image]);
  return { ...numbers, output: Array.from(numbers.output) };
}

function torchCode(params) {
  return drTorchCode(params);
}

/** Depth, with play where motion is welcome. */
function drDepth({ get, set }) {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const go = (depth) => {
    stop();
    set({ depth });
  };
  const beat = () => {
    if (get().depth >= DR_DEEPEST) stop();
    else set({ depth: get().depth + 1 });
  };
  const start = () => {
    if (timer) return stop();
    if (get().depth >= DR_DEEPEST) set({ depth: 0 });
    timer = setInterval(beat, DR_BEAT_MS);
    play.textContent = "Pause";
    return undefined;
  };
  const depth = slider({ label: "Layers", min: 0, max: DR_DEEPEST, value: 0, onInput: go });
  const play = button("Play", start, { hidden: reducedMotion() });
  const back = button("◂", () => go(get().depth - 1), { "aria-label": "One layer less" });
  const on = button("▸", () => go(get().depth + 1), { "aria-label": "One layer more" });
  return { node: h("div", { class: "cb-dr-depth" }, depth.node, back, on, play), show: (params) => depth.set(params.depth), stop };
}

function drChoices({ set }) {
  const pick = (label, key, options) => select({ label, options, value: options[0][0], onInput: (value) => set({ [key]: value }) });
  const kernel = pick("Kernel", "kernel", DR_KERNELS.map((name) => [name, DR_NAMES[name]]));
  const corner = pick("Larger padding at the", "corner", DR_CORNERS.map((name) => [name, name === "alternating" ? "bottom right, then top left" : name]));
  const image = pick("Image", "image", DR_IMAGES.map((name) => [name, DR_SHOWN[name]]));
  const show = (params) => {
    kernel.set(params.kernel);
    corner.set(params.corner);
    image.set(params.image);
    corner.input.disabled = !drOneSided(params.kernel);
  };
  return { node: h("div", { class: "cb-controls" }, kernel.node, corner.node, image.node), show };
}

function drKeys(get, go) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  return (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 8 : 1;
    go({ y: get().y + reach * step[0], x: get().x + reach * step[1] });
  };
}

/** Ways of all kernels, for one image and corner. */
function drWays(params, bytes, kept) {
  return Object.fromEntries(
    DR_KERNELS.map((kernel) => {
      const { centres } = drLayers({ ...params, kernel }, bytes, DR_DEEPEST, kept);
      return [kernel, centres.map(({ x }) => x - centres[0].x)];
    }),
  );
}

function drReadout() {
  const parts = [0, 1, 2].map(() => [h("span", { class: "cb-dr-name" }), h("span", { class: "cb-dr-value" })]);
  const node = h("div", { class: "cb-dr-result" }, ...parts.map((pair) => h("p", {}, ...pair)));
  const show = (rows) => rows.forEach((row, i) => row.forEach((text, j) => (parts[i][j].textContent = text)));
  return { node, show };
}

function render({ model, el }) {
  const bytes = drBytes(model.get("baked"));
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Depth and kernel: the image walks", normalize, torchCode });
  const kept = new Map();
  // Is the reader pointing at the input?
  let reading = false;
  const go = (from) => (place) => {
    reading = from;
    set(place);
    draw(get());
  };
  const before = drPicture({ grey: (values, i) => values[i], onPoint: (y, x) => go(true)({ y, x }) });
  const after = drPicture({ grey: (values, i) => values[i], onPoint: (y, x) => go(false)({ y, x }) });
  const change = drPicture({ grey: (values, i) => 128 + (values[i] - bytes[get().image][i]) / 2 });
  const chart = drChart();
  const depth = drDepth({ get, set });
  const choices = drChoices({ set });
  const result = drReadout();
  const told = narrator();
  const walk = button("Move the pixel: arrow keys", () => {}, { class: "cb-dr-walk", title: "With shift, 8 pixels at a time", onkeydown: drKeys(get, go(false)) });
  const pictures = h("div", { class: "cb-dr-pictures" }, before.node, after.node, change.node, chart.node, result.node);
  body.append(depth.node, choices.node, pictures, told.node, walk);
  before.caption.textContent = "input";
  change.caption.textContent = "output − input, 0 is grey";
  let [charted, painted] = ["", ""];
  const draw = (params) => {
    const pixels = bytes[params.image];
    const numbers = drCompute(params, pixels, kept);
    const lines = [params.image, params.corner, params.kernel].join();
    if (lines !== charted) {
      const [, sides] = drSides(params.kernel, params.corner, 0);
      const slope = drOneSided(params.kernel) && params.corner !== "alternating" ? (sides[0] - sides[1]) / 2 : 0;
      chart.show(drWays(params, pixels, kept), params.kernel, slope);
      before.paint(pixels);
    }
    charted = lines;
    if (`${lines},${params.depth}` !== painted) {
      after.paint(numbers.output);
      change.paint(numbers.output);
      after.caption.textContent = `after ${params.depth} layers of ${params.kernel}`;
      chart.at(params.depth, numbers.moved[1]);
      depth.show(params);
      choices.show(params);
      result.show(drResult(params, numbers));
    }
    painted = `${lines},${params.depth}`;
    const own = [params.y, params.y, params.x, params.x];
    const [start, end] = [numbers.start, numbers.start.map((place, axis) => place + numbers.moved[axis])];
    before.overlay(drFrame(reading ? own : numbers.reads, reading ? "input" : "kernel"), drCross(...start, "input"));
    after.overlay(drFrame(reading ? numbers.readers : own, "output"), drWay(numbers), drCross(...start, "input"), drCross(...end, "output"));
    told.say(reading ? drInputSentence(params, numbers) : drOutputSentence(params, numbers));
  };
  onChange(draw);
  return () => {
    depth.stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
