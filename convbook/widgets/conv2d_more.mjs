// The rarer settings of the figure conv2d, folded away: what the border holds, uneven padding, the turn.
import { h, select, slider } from "./dom.mjs";
import { CONV2D_FAR, CONV2D_RANGES, resized } from "./conv2d_state.mjs";

const BORDERS = [
  ["zeros", "zeros"],
  ["circular", "circular: the other side"],
  ["reflect", "reflect: mirrored"],
  ["replicate", "replicate: the last pixel"],
];
const FAR_NAMES = { h: ["Padding, bottom", "as top"], w: ["Padding, right", "as left"] };

/** `change(patch)` asks for sizes and says in words what does not fit. */
export function moreControls({ get, set, change }) {
  const border = select({
    label: "Padding holds", options: BORDERS, value: "zeros",
    onInput: (padding_mode) => set(resized(get(), { padding_mode })),
  });
  const operation = select({
    label: "Operation",
    options: [["layer", "correlation (⋆)"], ["true", "true convolution (∗)"]],
    value: "layer",
    onInput: (value) => set({ flip: value === "true" }),
  });
  const far = Object.entries(CONV2D_FAR).map(([axis, key]) => {
    const [label, alike] = FAR_NAMES[axis];
    const text = (value) => (value < 0 ? alike : String(value));
    const [, max] = CONV2D_RANGES[`padding_${axis}`];
    return { key, field: slider({ label, min: -1, max, value: -1, text, onInput: (value) => change({ [key]: value }) }) };
  });
  const summary = h("summary", {}, "");
  const node = h(
    "details",
    { class: "cb-c2-more" },
    summary,
    h("div", { class: "cb-controls" }, border.node, operation.node, ...far.map(({ field }) => field.node)),
  );
  const show = (params) => {
    border.set(params.padding_mode);
    operation.set(params.flip ? "true" : "layer");
    for (const { key, field } of far) field.set(params[key]);
    summary.textContent = `More: ${wordsOf(params).join(", ") || "border, uneven padding, true convolution"}`;
  };
  return { node, show };
}

/** The settings of this part that are not the usual ones. */
function wordsOf(params) {
  const sides = Object.entries(CONV2D_FAR).filter(([, key]) => params[key] >= 0);
  return [
    ...(params.padding_mode === "zeros" ? [] : [`${params.padding_mode} padding`]),
    ...sides.map(([axis, key]) => `${params[key]} at the ${axis === "h" ? "bottom" : "right"}`),
    ...(params.flip ? ["true convolution"] : []),
  ];
}
