// The calculator backwards: the layers that give a wanted size, each a button that loads it.
import { button, h, numberField, select } from "./dom.mjs";
import { axisName, patchAxis } from "./shape_controls.mjs";

const LETTERS = ["k", "s", "p", "d", "o"];
const LOADED = ["kernel_size", "stride", "padding", "dilation", "output_padding"];
const SHOWN_FIRST = 12;

export function solverPanel({ get, set }) {
  const goal = select({
    label: "Wanted output",
    options: [["same", "the input's size"], ["half", "half the input"], ["double", "twice the input"], ["number", "this size:"]],
    value: get().goal,
    onInput: (value) => set({ goal: value }),
  });
  const target = numberField({
    label: "Wanted size", min: 1, max: 4096, value: 1, hideLabel: true,
    onInput: (value) => set({ ...patchAxis(get(), "target", get().axis, value), goal: "number" }),
  });
  const found = h("p", {});
  const list = h("div", { class: "cb-shape-layers", role: "group", "aria-label": "Layers found" });
  const more = button("", () => {
    all = !all;
    draw(get());
  });
  let all = false;
  let result = null;
  let built = "";
  const load = (layer) => {
    const params = get();
    const patches = layer.map((value, i) => patchAxis(params, LOADED[i], params.axis, value));
    set(Object.assign({ rule: "number" }, ...patches));
  };
  const draw = (params) => {
    const { layers } = result;
    const shown = all ? layers : layers.slice(0, SHOWN_FIRST);
    const current = LOADED.map((name) => params[name][params.axis]);
    const isNow = (layer) => params.rule === "number" && layer.every((value, i) => value === current[i]);
    const key = JSON.stringify([shown, shown.findIndex(isNow)]);
    if (key !== built) {
      // Buttons that stay keep the focus: only their text and target change.
      const old = [...list.children];
      shown.forEach((layer, i) => {
        const node = old[i] ?? list.appendChild(button("", () => {}));
        node.textContent = shortLayer(layer);
        node.onclick = () => load(layer);
        if (isNow(layer)) node.setAttribute("aria-current", "true");
        else node.removeAttribute("aria-current");
      });
      for (const extra of old.slice(shown.length)) extra.remove();
    }
    built = key;
    more.hidden = layers.length <= SHOWN_FIRST;
    more.textContent = all ? `Show the first ${SHOWN_FIRST}` : `Show all ${layers.length}`;
    more.setAttribute("aria-expanded", String(all));
  };
  const show = (params, computed) => {
    result = computed;
    goal.set(params.goal);
    target.set(result.target);
    found.textContent = answer(params, result);
    draw(params);
  };
  const node = h(
    "div",
    { class: "cb-shape-solver", role: "group", "aria-label": "Work backwards" },
    h("div", { class: "cb-shape-row" }, h("span", { class: "cb-shape-axis" }, "Backwards"), goal.node, target.node),
    found,
    list,
    more,
  );
  return { node, show };
}

function shortLayer(layer) {
  const telling = (value, i) => i < 3 || value !== (i === 3 ? 1 : 0);
  return layer.flatMap((value, i) => (telling(value, i) ? [`${LETTERS[i]}${value}`] : [])).join(" ");
}

function answer(params, { target, layers, num_even: even, input_sizes: sizes }) {
  const name = axisName(params, params.axis);
  const along = name ? ` along the ${name.toLowerCase()}` : "";
  const size = params.input_size[params.axis];
  const letters = params.op === "transpose" ? "kernel k, stride s, padding p, dilation d, output padding o" : "kernel k, stride s, padding p, dilation d";
  const count = layers.length === 1 ? "1 small layer turns" : `${layers.length || "No"} small layers turn`;
  const first = even && even < layers.length ? ` The first ${even} leave nothing over and nothing unread.` : "";
  const tried = layers.length ? `${letters}; d1${params.op === "transpose" ? " and o0" : ""} not written` : "k to 7, s to 4, p to 4, d to 3";
  const span = sizes[0] === sizes[1] ? `input ${sizes[0]} alone` : `inputs ${sizes[0]} to ${sizes[1]}`;
  const inputs = `The layer above gives ${target} for ${sizes.length ? span : "no input"}.`;
  return `${count} ${size} into ${target}${along} (${tried}).${first} ${inputs}`;
}
