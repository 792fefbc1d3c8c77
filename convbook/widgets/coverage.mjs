// Coverage: the pixels that one output of a stack of dilated layers reads, and its neighbours' pixels.
import { frame, h, narrator } from "./dom.mjs";
import { covOnTheme } from "./coverage_canvas.mjs";
import { covMap } from "./coverage_map.mjs";
import { covControls, covFacts, covOutputs } from "./coverage_panel.mjs";
import { compute, normalize, torchCode } from "./coverage_state.mjs";
import { covSentence } from "./coverage_words.mjs";

const COV_NARROWEST = 60;
// The width of the last figure of this kind, until the next one is measured.
let covWidth = 340;

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Coverage of a stack of dilated layers", normalize, torchCode });
  const { presets, names } = model.get("baked");
  const controls = covControls({ get, set, presets, names });
  const told = narrator();
  let probe = null;
  let shown = null;
  let width = covWidth;
  const onLook = (pixel) => {
    if (String(pixel) === String(probe)) return;
    probe = pixel;
    paint();
  };
  const map = covMap({ onLook });
  const outputs = covOutputs((dy, dx) => {
    probe = null;
    set({ dy, dx });
  });
  const facts = covFacts();
  const caption = h("p", { class: "cb-cov-caption" }, "Input pixels that A reads: paths from each");
  const legend = h("p", { class: "cb-cov-caption" });
  const input = h("div", { class: "cb-cov-input" }, caption, map.stage, told.node, legend);
  body.append(controls.node, h("div", { class: "cb-cov" }, input, outputs.node, facts.node));

  function paint() {
    const { params, numbers } = shown;
    const { dy, dx } = params;
    map.show({ line: numbers.output, most: numbers.most, dy, dx, probe }, width);
    outputs.show(params, numbers, probe);
    legend.textContent = dy || dx
      ? "Blue squares: pixels of output A. Green inside: pixels of the second output; both where they meet."
      : "Along the edges: the counts of one axis, whose products the squares hold. Blank squares are holes.";
    told.say(covSentence(params, numbers, probe));
  }
  const sized = new ResizeObserver(() => {
    const next = map.stage.clientWidth;
    if (next === width || next < COV_NARROWEST) return;
    width = covWidth = next;
    paint();
  });
  onChange((params) => {
    const numbers = compute(params);
    const field = shown?.numbers.field;
    shown = { params, numbers };
    if (field !== numbers.field) probe = null;
    controls.show(params);
    facts.show(numbers, params.kernel);
    paint();
  });
  sized.observe(map.stage);
  const stop = covOnTheme(paint);
  return () => {
    sized.disconnect();
    stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
