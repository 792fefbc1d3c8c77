// Taps over a scope: drag them, see the kernel they read and the photograph it makes.
import { clampDyadic, decodeBytes, format } from "./core.mjs";
import { button, checkbox, frame, h, narrator, select, slider } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { ktScope } from "./kernel_taps_scope.mjs";
import { KT_KERNELS, KT_REACH, KT_SCOPES, KT_SURFACES, compute, ktFiltered, ktNumbers, ktPads, ktResized, ktSurface, ktSurfaceOf, normalize, torchCode } from "./kernel_taps_state.mjs";
import { ktFacts, ktFrame, ktKernelGrid, ktPicture } from "./kernel_taps_view.mjs";
import { ktEntrySentence, ktFactRows, ktInputSentence, ktOutputCaption, ktOutputSentence, ktTapSentence, ktTapsSentence, ktWindow } from "./kernel_taps_words.mjs";

const KT_REST = { spread: 1, turn: 0, down: 0, right: 0, own: [] };
const KT_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Sliders that move all taps together. */
function ktMoves(move) {
  const pick = (label, key, min, max, step, text = format) => [key, slider({ label, min, max, step, value: 0, text, onInput: (value) => move({ [key]: value }) })];
  const all = [
    pick("Spread", "spread", 0, 3, 0.125, (value) => `× ${format(value)}`),
    pick("Turn", "turn", -180, 180, 15, (value) => `${format(value)}°`),
    pick("Down", "down", -KT_REACH, KT_REACH, 0.125),
    pick("Right", "right", -KT_REACH, KT_REACH, 0.125),
  ];
  const node = h("div", { class: "cb-kt-moves" }, ...all.map(([, one]) => one.node));
  return { node, show: (params) => all.forEach(([key, one]) => one.set(params[key])) };
}

/** What the figure is made of: scope, kernel, surface, the rule outside. */
function ktMakings({ get, change }) {
  const surface = select({
    label: "Surface", value: "own",
    options: [...KT_SURFACES.map((name) => [name, name]), ["own", "your own numbers"]],
    onInput: (name) => name !== "own" && change({ weights: ktSurface(name, get().scope) }),
  });
  const size = (value) => `${value} × ${value}`;
  const scope = slider({ label: "Scope S", min: KT_SCOPES[0], max: KT_SCOPES[1], value: 4, text: size, onInput: (value) => change(ktResized(get(), value)) });
  const kernel = slider({ label: "Kernel K", min: KT_KERNELS[0], max: KT_KERNELS[1], value: 3, text: size, onInput: (value) => change({ kernel: value, own: [], tap: value - 1 }) });
  const clamp = checkbox({ label: "Clamp the taps to the scope", value: true, onInput: (value) => change({ clamp: value }) });
  const node = h("div", { class: "cb-kt-moves" }, surface.node, scope.node, kernel.node, clamp.node);
  const show = (params) => {
    surface.set(ktSurfaceOf(params));
    scope.set(params.scope);
    kernel.set(params.kernel, { max: Math.min(KT_KERNELS[1], params.scope) });
    clamp.set(params.clamp);
  };
  return { node, show };
}

function ktEditor({ get, change }) {
  const grid = numberGrid({
    label: "Numbers of the scope", role: "kernel",
    edit: (e, value) => change({ weights: get().weights.map((old, i) => (i === e ? clampDyadic(value) : old)) }),
  });
  const box = h("details", { class: "cb-kt-editor" }, h("summary", {}, "Edit the numbers of the scope"), h("div", { class: "cb-kt-scroll" }, grid.node));
  const show = ({ weights, scope }) => box.open && grid.show({ values: weights, rows: scope, columns: scope });
  box.addEventListener("toggle", () => show(get()));
  return { node: box, show };
}

/** Arrow keys move the chosen tap by 1/8, with shift by 1. */
function ktKeys(get, moveTap) {
  return (event) => {
    const step = KT_STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    moveTap(get().tap, get(), step.map((one) => one * (event.shiftKey ? 1 : 0.125)));
  };
}

function ktPixelKeys(get, go) {
  return (event) => {
    const step = KT_STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 8 : 1;
    go({ y: get().y + reach * step[0], x: get().x + reach * step[1] });
  };
}

function render({ model, el }) {
  const pixels = decodeBytes(model.get("baked").pixels);
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Taps over a scope", normalize, torchCode });
  // What was looked at last: the taps together, one tap, an entry of the scope, an output, an input.
  let topic = "taps";
  let entry = null;
  let numbers = ktNumbers(get());
  let output = [];
  const told = narrator();
  const change = (patch, about = "taps") => {
    topic = about;
    entry = null;
    const before = JSON.stringify(get());
    set(patch);
    if (JSON.stringify(get()) === before) speak();
  };
  const moveTap = (tap, start, moved) => {
    if (tap === null) return change({ down: start.down + moved[0], right: start.right + moved[1] });
    const own = start.own.map((move, i) => (i >> 1 === tap ? move + moved[i % 2] : move));
    return change({ own, tap }, "tap");
  };
  const scope = ktScope({
    get,
    positions: () => numbers.positions,
    onTap: (tap) => (tap === get().tap && topic === "tap" && entry === null ? null : change({ tap }, "tap")),
    onEntry: (found) => {
      if (found === entry) return;
      entry = found;
      topic = found === null ? "taps" : "entry";
      speak();
    },
    onDrag: moveTap,
  });
  const kernel = ktKernelGrid((tap) => change({ tap }, "tap"));
  const facts = ktFacts();
  const before = ktPicture((y, x) => change({ y, x }, "input"));
  const after = ktPicture((y, x) => change({ y, x }, "output"));
  before.caption.textContent = "photograph";
  const moves = ktMoves(change);
  const makings = ktMakings({ get, change });
  const editor = ktEditor({ get, change });
  const keys = h(
    "div",
    { class: "cb-kt-keys" },
    button("Taps to rest", () => change(KT_REST)),
    button("Move the tap: arrow keys", () => {}, { title: "By 1/8; with shift by 1", onkeydown: ktKeys(get, moveTap) }),
    button("Move the pixel: arrow keys", () => {}, { title: "With shift, 8 pixels at a time", onkeydown: ktPixelKeys(get, (place) => change(place, "output")) }),
  );
  const right = h("div", { class: "cb-kt-right" }, kernel.node, told.node, keys);
  const pictures = h("div", { class: "cb-kt-pictures" }, before.node, after.node, facts.node);
  body.append(moves.node, makings.node, h("div", { class: "cb-kt" }, scope.node, right), pictures, editor.node);

  /** All that depends on what is looked at. */
  function speak() {
    const params = get();
    scope.show(params, numbers, entry, ktTapsSentence(params, numbers));
    kernel.show(params, numbers, entry);
    const reading = topic === "input";
    const own = [params.y, params.y, params.x, params.x];
    const [row, column] = [Math.floor(params.tap / params.kernel), params.tap % params.kernel];
    const [first] = ktPads(params.kernel);
    const met = [params.y - first + row, params.y - first + row, params.x - first + column, params.x - first + column];
    before.frame(...(reading ? [ktFrame(own, "input")] : [ktFrame(ktWindow(params, false), "kernel"), ktFrame(met, "met")]));
    after.frame(ktFrame(reading ? ktWindow(params, true) : own, "output"));
    if (topic === "tap") told.say(ktTapSentence(params, numbers));
    else if (topic === "entry") told.say(ktEntrySentence(params, numbers, entry));
    else if (topic === "output") told.say(ktOutputSentence(params, numbers, output));
    else if (reading) told.say(ktInputSentence(params, pixels));
    else told.say(ktTapsSentence(params, numbers));
  }
  let painted = "";
  before.paint(pixels);
  onChange((params) => {
    numbers = ktNumbers(params);
    if (String(numbers.kernel) !== painted) {
      output = ktFiltered(pixels, numbers.kernel, params.kernel);
      after.paint(output, numbers.divide, numbers.grey);
      after.caption.textContent = ktOutputCaption(numbers);
      painted = String(numbers.kernel);
    }
    moves.show(params);
    makings.show(params);
    editor.show(params);
    facts.show(ktFactRows(params, numbers));
    speak();
  });
  return destroy;
}

export default { render, normalize, compute, torchCode };
