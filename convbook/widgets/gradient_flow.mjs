// Where the gradient of a convolution goes: from the output back to the input and to the weight.
import { frame, h, narrator } from "./dom.mjs";
import { compute, gfResized, gfRoom, normalize, torchCode } from "./gradient_flow_state.mjs";
import { gfCostLine, gfLossLine, gfMisfit, gfResting, gfRestLine, gfSentence } from "./gradient_flow_words.mjs";
import { gfField } from "./gradient_flow_view.mjs";
import { gfChoices, gfSizes, gfWalk } from "./gradient_flow_controls.mjs";

/** The lines below the field: what is said, the loss, the cost, what no window reads. */
function gfLines() {
  const told = narrator();
  const [loss, cost, rest] = ["loss", "cost", "rest"].map((name) => h("p", { class: `cb-gf-line-${name}` }));
  const show = (params, result, looked) => {
    loss.textContent = gfLossLine(params, result);
    cost.textContent = gfCostLine(params, result);
    rest.textContent = gfRestLine(params);
    told.say(gfSentence(params, result, looked));
  };
  return { nodes: [told.node, loss, cost, rest], show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Where the gradient goes", normalize, torchCode,
  });
  let probed = null;
  let seen = null;
  const redraw = () => {
    const looked = probed ?? gfResting(seen.params);
    field.show(seen.params, seen.result, looked);
    lines.show(seen.params, seen.result, looked);
  };
  const probe = (next) => {
    probed = next;
    redraw();
  };
  const edit = (list, index, value) => set({ [list]: get()[list].map((old, i) => (i === index ? value : old)) });
  const change = (patch) => {
    const now = get();
    const next = { ...now, ...patch };
    const axis = [0, 1].find((each) => gfRoom(next, each) < 0);
    if (axis !== undefined) return gfMisfit(next, axis);
    probed = null;
    set(gfResized(now, patch));
    return "";
  };
  const walk = gfWalk({ get, set });
  const choices = gfChoices({ get, set, stop: walk.stop });
  const field = gfField({ get: () => seen.params, probe, edit });
  const lines = gfLines();
  const sizes = gfSizes({ get, change });
  body.classList.add("cb-gf");
  body.append(walk.node, choices.node, ...field.nodes, ...lines.nodes, sizes.node);
  onChange((params) => {
    seen = { params, result: compute(params) };
    for (const part of [walk, choices, sizes]) part.show(params);
    redraw();
  });
  return () => {
    walk.stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
