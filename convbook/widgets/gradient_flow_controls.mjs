// The controls of the figure gradient-flow: the walk, the view, what is put on the output, sizes.
import { button, h, reducedMotion, select, slider } from "./dom.mjs";
import { GF_RANGES, gfPlace } from "./gradient_flow_state.mjs";
import { gfSplit } from "./gradient_flow_words.mjs";

const GF_BEAT_MS = 800;
const GF_LABELS = {
  height: "Input rows",
  width: "Input columns",
  kernel_h: "Kernel rows",
  kernel_w: "Kernel columns",
  stride: "Stride",
  padding: "Padding",
  dilation: "Dilation",
};

/** Two sliders of which one is shown: the stamps laid so far, or the cell that gathers. */
export function gfWalk({ get, set }) {
  let timer = 0;
  const key = () => (get().view === "gather" ? "look" : "stamps");
  const last = () => (get().view === "gather" ? get().input.length - 1 : get().gradient.length);
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const go = (value) => {
    stop();
    set({ [key()]: Math.min(last(), Math.max(0, value)) });
  };
  const beat = () => {
    if (get()[key()] >= last()) stop();
    else set({ [key()]: get()[key()] + 1 });
  };
  const start = () => {
    if (timer) return stop();
    if (get()[key()] >= last()) set({ [key()]: 0 });
    timer = setInterval(beat, GF_BEAT_MS);
    play.textContent = "Pause";
    return undefined;
  };
  const stamps = slider({ label: "Stamps laid", min: 0, max: 1, value: 0, onInput: go });
  const cellText = (index) => `[${gfSplit(index, get().width).join(", ")}]`;
  const cell = slider({ label: "Cell of ∂L/∂x", min: 0, max: 0, value: 0, text: cellText, onInput: go });
  const play = button("Play", start, { hidden: reducedMotion() });
  const steps = h(
    "div",
    { class: "cb-gf-steps" },
    button("◂", () => go(get()[key()] - 1), { "aria-label": "Step back" }),
    button("▸", () => go(get()[key()] + 1), { "aria-label": "Step forward" }),
    play,
  );
  const node = h("div", { class: "cb-gf-walk" }, stamps.node, cell.node, steps);
  const show = (params) => {
    const gather = params.view === "gather";
    stamps.node.hidden = gather;
    cell.node.hidden = !gather;
    const shown = gather ? cell.node : stamps.node;
    if (node.firstChild !== shown) node.prepend(shown);
    stamps.set(params.stamps, { max: params.gradient.length });
    cell.set(params.look, { max: params.input.length - 1 });
    const [row, column] = gfSplit(params.look, params.width);
    cell.input.setAttribute("aria-valuetext", `row ${row}, column ${column}`);
  };
  return { node, show, stop };
}

/** The view, and what is put on the output. */
export function gfChoices({ set, get, stop }) {
  const view = select({
    label: "∂L/∂x as",
    options: [["scatter", "scatter: stamp the kernel"], ["gather", "gather: correlate"]],
    value: "scatter",
    onInput: (value) => {
      stop();
      set({ view: value });
    },
  });
  const fill = (make) => () => {
    stop();
    const { gradient } = get();
    set({ loss: "numbers", gradient: gradient.map((_, i) => make(i)), stamps: gradient.length });
  };
  const middle = () => {
    const [rows, columns] = gfPlace(get()).output;
    return Math.floor((rows - 1) / 2) * columns + Math.floor((columns - 1) / 2);
  };
  const one = button("A single 1", () => fill((i) => (i === middle() ? 1 : 0))());
  const ones = button("All ones", fill(() => 1));
  const squared = button("Of ½ Σ y²", () => {
    stop();
    set({ loss: "squared", stamps: get().gradient.length });
  });
  const mine = button("My numbers", () => set({ loss: "numbers" }));
  const node = h(
    "div",
    { class: "cb-gf-choices" },
    view.node,
    h("div", { class: "cb-field", role: "group", "aria-label": "Gradient on the output" }, h("span", { class: "cb-gf-put" }, "Put on y"), one, ones, squared, mine),
  );
  const show = (params) => {
    view.set(params.view);
    squared.setAttribute("aria-pressed", String(params.loss === "squared"));
    mine.setAttribute("aria-pressed", String(params.loss === "numbers"));
  };
  return { node, show };
}

/** Sizes and steps. `change(patch)` asks for new values and returns what it says of a misfit. */
export function gfSizes({ get, change }) {
  const words = h("p", { class: "cb-gf-note", role: "status" });
  const sliders = Object.entries(GF_LABELS).map(([key, label]) => {
    const [min, max] = GF_RANGES[key];
    const ask = (value) => {
      words.textContent = change({ [key]: value });
      show(get());
    };
    return [key, slider({ label, min, max, value: min, onInput: ask })];
  });
  const show = (params) => sliders.forEach(([key, { set }]) => set(params[key]));
  const node = h("div", { class: "cb-gf-sizes" }, h("div", { class: "cb-controls" }, ...sliders.map(([, { node: part }]) => part)), words);
  return { node, show };
}
