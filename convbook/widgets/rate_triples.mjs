// Rate triples: a rule against the truth on all of them, one looked at closely, and a design helper.
import { frame, h, narrator } from "./dom.mjs";
import { covOnTheme } from "./coverage_canvas.mjs";
import { rtCube } from "./rate_triples_cube.mjs";
import { rtControls, rtDetail, rtHelper, rtQuadrants } from "./rate_triples_panel.mjs";
import { compute, normalize, torchCode } from "./rate_triples_state.mjs";
import { rtSentence } from "./rate_triples_words.mjs";

const RT_NARROWEST = 60;
// Widths in the last figure of this kind, until the next one is measured.
let rtWidths = [340, 250];

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "All triples of dilation rates", normalize, torchCode });
  let probe = null;
  let shown = null;
  let [room, side] = rtWidths;
  const controls = rtControls({ set });
  const cube = rtCube({
    onLook: (rates) => {
      if (String(rates) === String(probe)) return;
      probe = rates;
      paint();
    },
    onPick: (rates) => {
      probe = null;
      set({ rates });
    },
  });
  const quadrants = rtQuadrants();
  const detail = rtDetail({ get, set });
  const helper = rtHelper({ get, set, compute });
  const told = narrator();
  const caption = h("p", { class: "cb-cov-caption" }, "One square a triple: r₁, the layer nearest the input, to the right, r₂ upward, a panel for each r₃. Filled: no hole; frame: holes. Dashed rings: the same rates in other orders. Choose a square.");
  const left = h("div", { class: "cb-rt-left" }, cube.stage, told.node, caption);
  const right = h("div", { class: "cb-rt-right" }, quadrants.node, detail.node);
  body.append(controls.node, h("div", { class: "cb-rt" }, left, right), helper.node);

  function paint() {
    const { params, numbers } = shown;
    cube.show(params, numbers.classes, probe, room);
    told.say(rtSentence(params, probe));
  }
  const sized = new ResizeObserver(() => {
    const [wide, narrow] = [cube.stage.clientWidth, detail.growth.clientWidth];
    if ((wide === room && narrow === side) || wide < RT_NARROWEST || narrow < RT_NARROWEST) return;
    [room, side] = rtWidths = [wide, narrow];
    detail.show(shown.params, shown.numbers, side);
    paint();
  });
  onChange((params) => {
    const numbers = compute(params);
    shown = { params, numbers };
    if (probe && Math.max(...probe) > params.most) probe = null;
    controls.show(params);
    quadrants.show(numbers.quadrants);
    detail.show(params, numbers, side);
    helper.show(params, numbers);
    paint();
  });
  sized.observe(cube.stage);
  sized.observe(detail.growth);
  const stop = covOnTheme(paint);
  return () => {
    sized.disconnect();
    stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
