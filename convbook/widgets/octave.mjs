// Octave convolution: two resolutions, four paths, and what the share of low channels costs.
import { format } from "./core.mjs";
import { checkbox, frame, h, narrator, select, slider } from "./dom.mjs";
import { compute, normalize, octaveCost, octaveLook, OCTAVE_MOST, OCTAVE_STEPS } from "./octave_state.mjs";
import { torchCode } from "./octave_code.mjs";
import { octaveMatrix } from "./octave_matrix.mjs";
import { octaveCosts } from "./octave_curve.mjs";
import { octaveMaps } from "./octave_maps.mjs";
import {
  octaveChannelSentence, octaveCostSentence, octaveInputSentence, octaveOutputSentence, octavePathSentence,
} from "./octave_words.mjs";

const OCTAVE_PLACES = [
  ["inner", "inner: α in and out"],
  ["first", "first: the input is all high"],
  ["last", "last: the output is all high"],
  ["own", "a share for each side"],
];

/** The controls; `change(patch)` sets parameters. */
function octaveControls(params, change) {
  const share = (label, name) =>
    slider({ label, min: 0, max: 1, step: 1 / OCTAVE_STEPS, value: params[name], text: format, onInput: (value) => change({ [name]: value }) });
  const count = (label, name) =>
    slider({ label, min: 1, max: OCTAVE_MOST, value: params[name], onInput: (value) => change({ [name]: value }) });
  const parts = {
    alpha: share("Low share α", "alpha"),
    layer: select({ label: "Layer", options: OCTAVE_PLACES, value: params.layer, onInput: (layer) => change({ layer }) }),
    alpha_out: share("Low share of the output", "alpha_out"),
    in_channels: count("Input channels", "in_channels"),
    out_channels: count("Output channels", "out_channels"),
    stride: select({
      label: "Stride",
      options: [[1, "1"], [2, "2: pool first"]],
      value: params.stride,
      onInput: (value) => change({ stride: Number(value) }),
    }),
    exchange: checkbox({ label: "Paths between the maps", value: params.exchange, onInput: (exchange) => change({ exchange }) }),
  };
  const node = h("div", { class: "cb-controls" }, ...Object.values(parts).map((part) => part.node));
  const show = (now) => {
    for (const [name, part] of Object.entries(parts)) part.set(now[name]);
    parts.alpha_out.node.hidden = now.layer !== "own";
  };
  return { node, show };
}

/** What the reader looks at, in words. */
function octaveSentence(params, cost, seen, probed, counting) {
  if (probed?.kind === "input") return octaveInputSentence(params, cost, probed);
  if (probed?.kind === "channel") return octaveChannelSentence(cost, probed.side, probed.index);
  if (probed?.kind === "path" && cost.paths.includes(probed.path)) return octavePathSentence(cost, probed.path, seen.path_macs);
  return counting ? octaveCostSentence(params, cost, seen) : octaveOutputSentence(params, cost, seen);
}

/** Lets hands act once one has moved: a page may load under a pointer that rests. */
function octaveAwake(body) {
  let awake = false;
  let pending = null;
  const wake = () => {
    awake = true;
    pending?.();
    pending = null;
  };
  for (const name of ["pointermove", "pointerdown", "keydown"]) body.addEventListener(name, wake, { capture: true });
  return (act) => (...what) => {
    const now = awake || body.contains(document.activeElement);
    pending = now ? null : () => act(...what);
    if (now) act(...what);
  };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Octave convolution: two maps, four paths", normalize, torchCode,
  });
  let probed = null;
  let counting = true;
  const after = octaveAwake(body);
  const probe = after((next) => {
    if (JSON.stringify(next) === JSON.stringify(probed)) return;
    probed = next;
    draw(get());
  });
  const change = (patch) => {
    counting = true;
    set(patch);
  };
  const look = after((key, index) => {
    counting = false;
    probed = null;
    const before = get().look;
    const next = octaveLook(octaveCost(get()), key, index);
    set({ look: next });
    if (next === before) draw(get());
  });
  const edit = (list, index, value) => set({ [list]: get()[list].map((old, i) => (i === index ? value : old)) });
  const controls = octaveControls(get(), change);
  const matrix = octaveMatrix(probe);
  const costs = octaveCosts();
  const maps = octaveMaps({ probe, edit, look });
  const told = narrator();
  body.classList.add("cb-oct");
  const hint = h("p", { class: "cb-oct-hint" }, "Columns are input channels, rows output channels; a strong block's weights are used four times as often as a pale one's.");
  body.append(
    controls.node,
    h("div", { class: "cb-oct-layer" }, h("div", { class: "cb-oct-left" }, matrix.node, hint), costs.node),
    told.node,
    ...maps.nodes,
  );
  const draw = (params) => {
    const cost = octaveCost(params);
    const seen = compute(params);
    controls.show(params);
    matrix.show(cost, probed);
    costs.show(params, seen);
    maps.show(params, cost, seen, probed);
    told.say(octaveSentence(params, cost, seen, probed, counting));
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
