// Every patch a column: the lowered matrix of a convolution, and what its algorithms cost.
import { frame, h, narrator } from "./dom.mjs";
import { costCurves } from "./im2col_cost.mjs";
import {
  compute, copyCounts, inputIndex, isPadding, loweredMatrix, loweringOf, normalize, productMatrix, resizedLowering, torchCode,
} from "./im2col_state.mjs";
import { entrySentence, lookedAt, squareSentence, weightRowSentence } from "./im2col_words.mjs";
import { loweringPicture } from "./im2col_view.mjs";
import { costPanel } from "./im2col_chart.mjs";
import { layerControls, loweringSizes, loweringStart, patchWalker } from "./im2col_controls.mjs";

const FIRST_WIDTH = 700;

/** Entries of the lowered matrix that copy one square of the padded input. */
function copiesOf(place, square) {
  const found = [];
  if (square !== undefined) place.from.forEach((index, entry) => index === square && found.push(entry));
  return found;
}

function sentenceFor(params, seen, probe, lit) {
  const { place } = seen;
  if (probe?.square !== undefined) {
    const value = isPadding(place, probe.square) ? 0 : params.input[inputIndex(place, probe.square)];
    return squareSentence(params, place, probe.square, lit, value);
  }
  if (probe?.weight !== undefined) {
    return weightRowSentence(params, place, Math.floor(probe.weight / place.taps), probe.weight % place.taps);
  }
  return entrySentence(params, place, seen);
}

/** What the picture needs, computed once for each change of its own parameters. */
function lowered() {
  let [key, seen] = ["", null];
  return (params) => {
    const { look, layer_size, layer_in, layer_out, layer_kernel, layer_stride, layer_ready, ...own } = params;
    const now = JSON.stringify(own);
    if (now === key) return seen;
    const place = loweringOf(params);
    const columns = loweredMatrix(params, place);
    [key, seen] = [now, { place, columns, output: productMatrix(params, place, columns), copies: copyCounts(place) }];
    return seen;
  };
}

function handsFor({ get, set, seenOf, redraw }) {
  let probe = null;
  const point = (next) => {
    if (JSON.stringify(next) === JSON.stringify(probe)) return;
    probe = next;
    const { place } = seenOf(get());
    const { filter, patch } = lookedAt(place, get().look);
    if (next?.patch !== undefined && next.patch !== patch) set({ look: filter * place.patches + next.patch });
    else redraw();
  };
  const look = (index) => {
    probe = null;
    if (index === get().look) redraw();
    else set({ look: index });
  };
  const edit = (list, at, value) => set({ [list]: get()[list].map((old, i) => (i === at ? value : old)) });
  const forget = () => (probe = null);
  return { point, look, edit, forget, probe: () => probe };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Every patch a column", normalize, torchCode,
  });
  const seenOf = lowered();
  let width = FIRST_WIDTH;
  const redraw = () => draw(get());
  const hands = handsFor({ get, set, seenOf, redraw });
  const plainSet = (patch) => {
    hands.forget();
    set(patch);
  };
  const walk = patchWalker({ get, set: plainSet });
  const picture = loweringPicture(hands);
  const told = narrator();
  const start = loweringStart({ get, set: plainSet, presets: model.get("baked").presets, relock: redraw });
  const sizes = loweringSizes({ get, resize: (patch) => plainSet(resizedLowering(get(), patch)) });
  const costs = costPanel({ choose: (taps) => taps !== get().layer_kernel && set({ layer_kernel: taps }) });
  const layer = layerControls({ set });
  body.classList.add("cb-i2");
  body.append(
    walk.node, picture.node, told.node, start.node, sizes.node,
    h("p", { class: "cb-i2-heading" }, "What a whole layer costs, against the size of its kernel"), layer.node, costs.node,
  );
  const draw = (params) => {
    const seen = seenOf(params);
    const probe = hands.probe();
    const lit = copiesOf(seen.place, probe?.square);
    walk.show(params, seen.place);
    picture.show(params, seen, probe, lit, start.locked(), width);
    told.say(sentenceFor(params, seen, probe, lit));
    start.show(params);
    sizes.show(params);
    layer.show(params);
    costs.show(params, costCurves(params));
  };
  const watcher = new ResizeObserver(() => {
    const now = Math.floor(picture.node.clientWidth);
    if (now === 0 || now === width) return;
    width = now;
    redraw();
  });
  width = Math.floor(picture.node.clientWidth) || FIRST_WIDTH;
  onChange(draw);
  watcher.observe(picture.node);
  return () => {
    watcher.disconnect();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
