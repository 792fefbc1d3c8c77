// A 2-D convolution, number by number: every window, every product, every sum.
import { decodeBytes } from "./core.mjs";
import { frame, h, narrator } from "./dom.mjs";
import {
  compute, geometryOf, inputOf, nearestFit, normalize, outputAt, resized, resultOf, torchCode,
} from "./conv2d_state.mjs";
import {
  equation, inputSentence, outputSentence, productsOf, readersOf, shapeLine, unreadWords, valueAt, weightSentence,
} from "./conv2d_words.mjs";
import { convolutionField } from "./conv2d_field.mjs";
import { sizeControls, startingPoints, walker } from "./conv2d_controls.mjs";
import { photograph } from "./conv2d_photo.mjs";

/** Bytes of a photograph by name, decoded once. */
function byteStore(photos) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) known.set(name, decodeBytes(photos[name]));
    return known.get(name);
  };
}

/** What the reader looks at, in words: an output, an input or a weight. */
function sentenceOf(params, { input, output, products, probed }) {
  const [filter] = outputAt(params, params.look);
  if (!probed) return outputSentence(params, products, output[params.look]);
  if (!probed.input) return weightSentence(params, filter, probed.channel, probed.tap);
  const place = geometryOf(params);
  const value = valueAt(place, input, probed.channel, ...probed.at);
  return inputSentence(params, probed.channel, ...probed.at, value, readersOf(place, ...probed.at), filter);
}

/** The lines below the field: the equation, what is said, shapes, what no window reads. */
function wordLines() {
  const told = narrator();
  const [formula, shapes, unread] = ["formula", "shapes", "unread-note"].map((name) => h("p", { class: `cb-c2-${name}` }));
  const show = (params, seen) => {
    formula.textContent = equation(params);
    shapes.textContent = shapeLine(params, seen.macs);
    unread.textContent = unreadWords(params);
    told.say(sentenceOf(params, seen));
  };
  return { nodes: [formula, told.node, shapes, unread], show };
}

/** What the reader's hands do: look, point, type, resize. */
function handsOf({ get, set, stop, redraw }) {
  let probed = null;
  const probe = (next) => {
    probed = next;
    redraw();
  };
  const look = (filter, index) => {
    const [, rows, columns] = geometryOf(get()).output;
    probed = null;
    stop();
    set({ look: filter * rows * columns + index });
  };
  const edit = (list) => (index, value) => set({ [list]: get()[list].map((old, i) => (i === index ? value : old)) });
  const change = (wanted) => {
    const now = get();
    const { patch, words } = nearestFit(now, wanted);
    probed = null;
    set(resized(now, patch));
    return words;
  };
  return { probe, look, edit, change, probed: () => probed };
}

function render({ model, el }) {
  const { photos, presets } = model.get("baked");
  const bytesOf = byteStore(photos);
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "A convolution, number by number", normalize, torchCode,
  });
  const pixels = () => Array.from(inputOf(get(), bytesOf));
  const walk = walker({ get, set });
  const hands = handsOf({ get, set, stop: walk.stop, redraw: () => draw(get()) });
  const start = startingPoints({ get, set, presets, pixels, relock: () => draw(get()) });
  const photo = photograph({ get, set, bytesOf });
  const field = convolutionField(hands);
  const lines = wordLines();
  const sizes = sizeControls({ get, change: hands.change });
  body.classList.add("cb-c2");
  body.append(walk.node, start.node, photo.node, ...field.nodes, ...lines.nodes, sizes.node);
  const draw = (params) => {
    const input = inputOf(params, bytesOf);
    const products = productsOf(params, input, params.look);
    const seen = { input, products, ...resultOf(params, input), probed: hands.probed(), locked: start.locked() };
    walk.show(params, seen.output.length);
    start.show(params);
    photo.show(params);
    field.show(params, seen);
    lines.show(params, seen);
    sizes.show(params);
  };
  onChange(draw);
  return () => {
    walk.stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
