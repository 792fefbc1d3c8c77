// Controls and equation of the sliding figure.
import { format } from "./core.mjs";
import { button, h, narrator, numberField, select, slider } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { slideIndex, slideNoFit, slideReads, slideSentence, slideSizes, slideSum, slideUsage } from "./slide_1d_words.mjs";

const SLIDE_HINT = "Point at or tap a number of x to see which outputs read it.";

/** Play, Pause and the speed: one step a beat up to the last output. */
function slidePlayer(get, set) {
  let timer = 0;
  let last = 0;
  let pace = 1;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const beat = () => {
    const { position } = get();
    if (position >= last || !play.isConnected) stop();
    else set({ position: position + 1 });
  };
  const start = () => {
    if (get().position >= last) set({ position: 0 });
    timer = setInterval(beat, 1000 / pace);
    play.textContent = "Pause";
  };
  const play = button("Play", () => (timer ? stop() : start()), { class: "cb-slide-play" });
  const speed = slider({
    label: "Speed", min: 0.5, max: 8, step: 0.5, value: pace, text: (value) => `${value}/s`,
    onInput: (value) => {
      const playing = timer;
      stop();
      pace = value;
      if (playing) start();
    },
  });
  const show = (lastNow) => {
    last = lastNow;
    play.disabled = last < 1;
  };
  return { play, speed: speed.node, show, stop };
}

/** The position slider with Back, Play and Next. */
function slideTransport(get, set) {
  const player = slidePlayer(get, set);
  const go = (position) => {
    player.stop();
    set({ position });
  };
  const position = slider({ label: "Output", min: 0, max: 0, value: 0, onInput: go });
  const back = button("Back", () => go(get().position - 1));
  const next = button("Next", () => go(get().position + 1));
  const buttons = h("div", { class: "cb-slide-buttons" }, back, player.play, next, player.speed);
  const node = h("div", { class: "cb-slide-transport" }, position.node, buttons);
  const show = ({ params, output }) => {
    const last = output.length - 1;
    player.show(last);
    position.set(params.position, { max: Math.max(0, last) });
    position.input.disabled = last < 0;
    back.disabled = params.position <= 0;
    next.disabled = params.position >= last;
  };
  return { node, show, stop: player.stop };
}

/** Two buttons that shorten and lengthen a sequence. */
function slideLength(list, name, get, set, limit) {
  const less = button("−", () => set({ [list]: get()[list].slice(0, -1) }), { "aria-label": `Remove the last number of the ${name}` });
  const more = button("+", () => set({ [list]: [...get()[list], 1] }), { "aria-label": `Add a number to the ${name}` });
  const count = h("span", {});
  const show = (params) => {
    count.textContent = params[list].length;
    less.disabled = params[list].length <= 1;
    more.disabled = params[list].length >= limit;
  };
  return { nodes: [less, count, more], show };
}

/** Padding, stride and dilation as number fields. */
function slideNumberFields(set, limits) {
  const field = (name, low) =>
    numberField({
      label: `${name[0].toUpperCase()}${name.slice(1)}`, min: low, max: limits[name], value: low,
      onInput: (value) => set({ [name]: value }),
    });
  const fields = { padding: field("padding", 0), stride: field("stride", 1), dilation: field("dilation", 1) };
  const show = ({ params, pads }) => {
    const own = params.mode === "custom";
    fields.padding.input.disabled = !own;
    fields.padding.set(own ? params.padding : pads[0]);
    fields.stride.set(params.stride);
    fields.dilation.set(params.dilation);
  };
  return { nodes: Object.values(fields).map((each) => each.node), show };
}

function slideSettings(get, set, limits, onEdit) {
  const kernel = numberGrid({ label: "Kernel h, as written", role: "kernel", name: (j) => `h[${j}]`, edit: onEdit });
  const kernelLength = slideLength("kernel", "kernel", get, set, limits.kernel);
  const signalLength = slideLength("signal", "signal", get, set, limits.signal);
  const operation = select({
    label: "Operation",
    options: [["correlation", "cross-correlation"], ["convolution", "convolution: h turned round"]],
    value: "correlation",
    onInput: (value) => set({ flip: value === "convolution" }),
  });
  const mode = select({
    label: "Mode",
    options: [["valid", "valid: no padding"], ["same", "same: centred"], ["full", "full: every overlap"], ["causal", "causal: the past only"], ["custom", "padding of your own"]],
    value: "valid",
    onInput: (value) => set({ mode: value }),
  });
  const numbers = slideNumberFields(set, limits);
  const sequence = (text, ...parts) => h("div", { class: "cb-field cb-slide-sequence" }, h("span", { class: "cb-slide-name" }, text), ...parts);
  const node = h(
    "div",
    { class: "cb-slide-settings" },
    sequence("Kernel h", kernel.node),
    sequence("Length of h", ...kernelLength.nodes),
    sequence("Length of x", ...signalLength.nodes),
    operation.node,
    mode.node,
    ...numbers.nodes,
  );
  const show = (state) => {
    const { params } = state;
    kernel.show({ values: params.kernel, rows: 1, columns: params.kernel.length });
    for (const part of [kernelLength, signalLength]) part.show(params);
    operation.set(params.flip ? "convolution" : "correlation");
    mode.set(params.mode);
    numbers.show(state);
  };
  return { node, show };
}

/** The current output three times: as a formula, with indices, with numbers. */
function slideEquation() {
  const lines = Array.from({ length: 3 }, () => h("p", {}));
  const sizes = h("p", { class: "cb-slide-sizes" });
  const usage = h("p", { class: "cb-slide-usage" });
  const node = h("div", { class: "cb-slide-equation" }, ...lines, usage, sizes);
  const x = (text) => h("span", { class: "cb-slide-x" }, text);
  const k = (text) => h("span", { class: "cb-slide-h" }, text);
  const show = (state, looked) => {
    const { params, taps, output } = state;
    const t = params.position;
    if (output.length) {
      const range = h("sub", {}, `j = 0…${params.kernel.length - 1}`);
      const reads = slideReads(taps[t], params.flip);
      const terms = reads.flatMap(([i, j], n) => [n ? " + " : "= ", i < 0 ? "0" : x(`x[${i}]`), "·", k(`h[${j}]`)]);
      lines[0].replaceChildren(`y[${t}] = Σ`, range, " ", x(`x[${slideIndex(state)}]`), "·", k("h[j]"));
      lines[1].replaceChildren(...terms);
      lines[2].replaceChildren(`= ${slideSum(state, t)} = `, h("strong", {}, format(output[t])));
    } else {
      lines.forEach((line) => line.replaceChildren());
      lines[0].textContent = slideNoFit(state);
    }
    usage.textContent = looked === null ? SLIDE_HINT : slideUsage(state, looked);
    sizes.textContent = slideSizes(state);
  };
  return { node, show };
}

/** Everything around the picture; `show(state, looked)` brings it up to date. */
export function slidePanel({ get, set, limits, onEdit }) {
  const transport = slideTransport(get, set);
  const settings = slideSettings(get, set, limits, onEdit);
  const equation = slideEquation();
  const told = narrator();
  // The equation says the same to the eye without the narrator's pause.
  equation.node.append(h("div", { class: "cb-hidden" }, told.node));
  const show = (state, looked) => {
    transport.show(state);
    settings.show(state);
    equation.show(state, looked);
    told.say(looked === null ? slideSentence(state) : slideUsage(state, looked));
  };
  return { transport: transport.node, equation: equation.node, settings: settings.node, show, stop: transport.stop };
}
