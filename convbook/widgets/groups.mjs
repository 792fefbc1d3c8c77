// Groups of channels: from dense to depthwise, with every number of one pixel in sight.
import { frame, h, narrator } from "./dom.mjs";
import { compute, normalize, stateOf, torchCode } from "./groups_state.mjs";
import { channelSentence, lightsOf, matrixSentence, mixingLine, pathSentence } from "./groups_words.mjs";
import { groupsNet } from "./groups_view.mjs";
import { groupsControls, groupsCosts, groupsMatrices } from "./groups_panel.mjs";

function groupsSentence(state, probe) {
  if (!probe) return channelSentence(state, state.steps.length, state.params.look);
  if (probe.level !== undefined) return channelSentence(state, probe.level, probe.index);
  if (probe.number === 2) return pathSentence(state, probe.row, probe.column);
  return matrixSentence(state, probe.number, probe.row, probe.column);
}

/** What the reader looks at if the state still has it, otherwise nothing: the output looked at. */
function stillThere(state, probe) {
  if (!probe) return null;
  if (probe.level !== undefined) return probe.index < (state.levels[probe.level]?.length ?? 0) ? probe : null;
  const layers = state.steps.filter((step) => step.matrix);
  const whole = { outputs: state.params.out_channels, inputs: state.params.in_channels };
  const size = probe.number === 2 ? layers.length > 1 && whole : layers[probe.number];
  return size && probe.row < size.outputs && probe.column < size.inputs ? probe : null;
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Groups of channels", normalize, torchCode });
  let probe = null;
  const point = (next) => {
    probe = next;
    draw(get());
  };
  const onLook = (at) => {
    const params = get();
    const top = stateOf(params).steps.length;
    if (at?.level === top) {
      probe = null;
      if (at.index === params.look) draw(params);
      else set({ look: at.index });
    } else point(at);
  };
  const onEdit = (index, value) => set({ input: get().input.map((old, i) => (i === index ? value : old)) });
  const controls = groupsControls(get, set);
  const net = groupsNet({ onLook, onEdit });
  const matrices = groupsMatrices(point);
  const costs = groupsCosts(set);
  const told = narrator();
  const mixing = h("p", { class: "cb-gr-mixing" });
  const stage = h("div", { class: "cb-gr-stage" }, matrices.node, costs.node);
  body.append(controls.node, mixing, net.node, told.node, stage);
  const draw = (params) => {
    const state = stateOf(params);
    const seen = stillThere(state, probe);
    const lit = lightsOf(state, seen);
    controls.show(params);
    mixing.textContent = mixingLine(state);
    body.classList.toggle("cb-gr-deep", state.steps.length > 1);
    net.show(state, seen?.level === undefined ? null : seen, lit);
    matrices.show(state, seen, lit);
    told.say(groupsSentence(state, seen));
    costs.show(state);
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
