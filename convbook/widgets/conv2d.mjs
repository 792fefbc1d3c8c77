// A 2-D convolution, number by number: every window, every product, every sum.
import { decodeBytes } from "./core.mjs";
import { frame, h, narrator } from "./dom.mjs";
import { pasteBox } from "./paste.mjs";
import { compute, geometryOf, inputOf, normalize, outputAt, resultOf } from "./conv2d_state.mjs";
import {
  equation, inputSentence, outputSentence, productsOf, readersOf, shapeLine, unreadWords, weightSentence,
} from "./conv2d_words.mjs";
import { conv2dFromLayers, torchCode } from "./conv2d_code.mjs";
import { convolutionField } from "./conv2d_field.mjs";
import { conv2dHands } from "./conv2d_hands.mjs";
import { sizeControls, startingPoints, walker } from "./conv2d_controls.mjs";
import { moreControls } from "./conv2d_more.mjs";
import { photograph } from "./conv2d_photo.mjs";

const CONV2D_EXAMPLE = "nn.Conv2d(3, 2, kernel_size=3, stride=2, padding=1)";

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
  const [y, x] = probed.at;
  const value = input[(probed.channel * params.height + y) * params.width + x];
  return inputSentence(params, probed.channel, probed.at, value, readersOf(place, probed.at), filter);
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

function render({ model, el }) {
  const { photos, presets } = model.get("baked");
  const bytesOf = byteStore(photos);
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "A convolution, number by number", normalize, torchCode,
  });
  const pixels = () => Array.from(inputOf(get(), bytesOf));
  const redraw = () => draw(get());
  const walk = walker({ get, set, letGo: () => hands.letGo() });
  const hands = conv2dHands({ get, set, stop: walk.stop, redraw });
  walk.steps.append(hands.pin);
  const start = startingPoints({ get, set, presets, pixels, relock: redraw });
  const photo = photograph({ get, set, bytesOf });
  const field = convolutionField(hands);
  const lines = wordLines();
  const sizes = sizeControls({ get, change: hands.change });
  const more = moreControls({ get, set, change: sizes.ask });
  const onLayers = (layers, tensors) => {
    const { patch, words } = conv2dFromLayers(get(), layers, tensors);
    hands.letGo();
    if (patch) set(patch);
    return words;
  };
  const paste = pasteBox({ example: CONV2D_EXAMPLE, onLayers, inside: true });
  body.classList.add("cb-c2");
  body.append(walk.node, start.node, photo.node, ...field.nodes, ...lines.nodes, sizes.node, more.node, paste.node);
  const draw = (params) => {
    hands.show(params);
    const input = inputOf(params, bytesOf);
    const products = productsOf(params, input, params.look);
    const seen = { input, products, ...resultOf(params, input), probed: hands.probed(), locked: start.locked() };
    body.classList.toggle("cb-c2-painting", params.paint && params.source === "numbers");
    walk.show(params, seen.output.length);
    start.show(params);
    photo.show(params);
    field.show(params, seen);
    lines.show(params, seen);
    sizes.show(params);
    more.show(params);
  };
  onChange(draw);
  return () => {
    walk.stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
