// The picture of the sliding figure: every row stands on the columns of the padded signal.
import { format } from "./core.mjs";
import { h, reducedMotion } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";

/** A row that stays put: its name on the left, then a lane as wide as the padded signal. */
function slideRow(name, kind, ...children) {
  const lane = h("div", { class: "cb-slide-lane" }, ...children);
  const label = h("span", { class: "cb-slide-label" }, name);
  return { node: h("div", { class: `cb-slide-row cb-slide-${kind}` }, label, lane), lane, label };
}

/** Squares that travel with the window, one a tap; `note` writes the small line under a square. */
function slideTaps(row, role, note) {
  let taps = [];
  const make = (j) => {
    const value = h("div", { class: `cb-cell cb-role-${role}` });
    const parts = note ? [value, h("span", { class: "cb-slide-tick" }, note(j))] : [value];
    return { value, node: h("div", { class: "cb-slide-tap" }, ...parts) };
  };
  const show = (values, places) => {
    if (values.length !== taps.length) {
      taps = values.map((_, j) => make(j));
      row.lane.replaceChildren(...taps.map((tap) => tap.node));
    }
    taps.forEach((tap, j) => {
      tap.node.style.setProperty("--cb-at", places[j]);
      const text = format(values[j]);
      if (tap.value.textContent !== text) tap.value.textContent = text;
    });
  };
  const turn = () => {
    taps.forEach((tap, j) => {
      const side = Math.sign(j - (taps.length - 1) / 2);
      const arc = { translate: `0 ${side * 0.7}rem`, offset: 0.5 };
      tap.node.animate([{ translate: "0 0" }, arc, { translate: "0 0" }], { duration: 600, easing: "ease-in-out" });
    });
  };
  row.lane.setAttribute("aria-hidden", "true");
  return { show, turn };
}

/** Small indices under or over a row of squares. */
function slideTicks(lane) {
  let shown = "";
  return (numbers) => {
    if (String(numbers) === shown) return;
    shown = String(numbers);
    lane.replaceChildren(...numbers.map((n) => h("span", { class: "cb-slide-tick" }, n === null ? "" : format(n))));
  };
}

/** Room for the longest number, in rem: at least what a finger needs. */
function slideWidth({ params, output, products }) {
  const numbers = [...params.signal, ...params.kernel, ...output, ...products.flat()];
  const texts = numbers.map((value) => format(value).length);
  return Math.max(1.5, 0.5 * Math.max(...texts) + 0.5);
}

function slideRows({ onOutput, onInput, onEdit, padsNow }) {
  const outputs = numberGrid({
    label: "Outputs y", role: "output", name: (t) => `y[${t}]`,
    look: (t) => t !== null && onOutput(t),
  });
  const signal = numberGrid({
    label: "Signal x with its padding", role: "input",
    name: (column) => padsNow.name(column),
    look: onInput,
    edit: (column, value) => onEdit(column - padsNow.before, value),
  });
  const none = h("span", { class: "cb-slide-none", hidden: true }, "none");
  const outputTicks = h("div", { class: "cb-cells", "aria-hidden": "true" });
  const signalTicks = h("div", { class: "cb-cells", "aria-hidden": "true" });
  const rows = {
    outputTicks: slideRow("", "ticks", outputTicks),
    outputs: slideRow("output y", "outputs", outputs.node, none),
    fan: slideRow("sum", "fanrow", h("div", { class: "cb-slide-fan" })),
    products: slideRow("products", "products"),
    signal: slideRow("signal x", "signal", signal.node),
    signalTicks: slideRow("", "ticks", signalTicks),
    kernel: slideRow("kernel h", "kernel"),
  };
  return { rows, outputs, signal, none, tickOutputs: slideTicks(outputTicks), tickSignal: slideTicks(signalTicks), outputTicks };
}

/** Keep the window in sight where the picture is wider than its frame. */
function slideFollow(node, middle, width) {
  requestAnimationFrame(() => {
    const room = node.clientWidth;
    const all = node.scrollWidth;
    if (all <= room) return;
    node.scrollTo({ left: (all * middle) / width - room / 2, behavior: reducedMotion() ? "auto" : "smooth" });
  });
}

/** The scrolling picture: `show(state, looked, follow)`, `looked` a column of the padded signal. */
export function slidePicture({ onOutput, onInput, onEdit }) {
  const padsNow = { before: 0, name: () => "" };
  const view = slideRows({ onOutput, onInput, onEdit, padsNow });
  const { rows } = view;
  const kernel = slideTaps(rows.kernel, "kernel", (j) => `h[${j}]`);
  const products = slideTaps(rows.products, "products", null);
  const grid = h("div", { class: "cb-slide" }, ...Object.values(rows).map((row) => row.node));
  const node = h("div", { class: "cb-slide-scroll", role: "group", tabindex: "0", "aria-label": "Outputs, signal and kernel, aligned" }, grid);
  let turned = null;

  const showSignal = ({ params, pads, length, unread, output }, window, looked) => {
    const inside = (column) => column >= pads[0] && column < pads[0] + params.signal.length;
    const lost = (column) => unread.includes(column - pads[0]);
    padsNow.before = pads[0];
    padsNow.name = (column) => (inside(column) ? `x[${column - pads[0]}]${lost(column) ? ", never read" : ""}` : "padding");
    const padded = Array.from({ length }, (_, c) => (inside(c) ? params.signal[c - pads[0]] : 0));
    const classes = (c) => [
      inside(c) ? lost(c) && "cb-unread" : "cb-pad",
      output.length && window.includes(c) && "cb-on",
      c === looked && "cb-picked",
    ];
    view.signal.show({ values: padded, rows: 1, columns: length, mark: (c) => classes(c).filter(Boolean).join(" ") });
    view.tickSignal(padded.map((_, c) => (inside(c) ? c - pads[0] : null)));
  };

  const showOutputs = ({ params, output, columns }, looked) => {
    const lit = (t) => (looked === null ? t === params.position : columns[t].includes(looked));
    view.none.hidden = output.length > 0;
    view.outputs.node.hidden = !output.length;
    view.tickOutputs(output.map((_, t) => t));
    if (!output.length) return;
    const mark = (t) => `${t === params.position ? "cb-picked" : ""} ${lit(t) ? "cb-on" : ""}`;
    view.outputs.show({ values: output, rows: 1, columns: output.length, mark, stop: params.position });
  };

  const showKernel = ({ params, products: values }, window) => {
    const first = turned === null;
    const turns = !first && turned !== params.flip;
    turned = params.flip;
    grid.classList.toggle("cb-slide-turning", turns);
    rows.kernel.label.textContent = params.flip ? "kernel h, turned" : "kernel h";
    kernel.show(params.kernel, window);
    products.show(values[params.position] ?? [], window);
    if (turns && !reducedMotion()) kernel.turn();
    return first;
  };

  const show = (state, looked, follow) => {
    const { params, columns, extent, length, resting } = state;
    const window = columns[params.position] ?? resting;
    place(state);
    showSignal(state, window, looked);
    showOutputs(state, looked);
    const first = showKernel(state, window);
    const middle = params.position * params.stride + extent / 2;
    if (follow || first) slideFollow(node, middle, Math.max(length, extent));
  };

  const place = (state) => {
    const { params, extent, length, output } = state;
    const sizes = {
      "--cb-columns": Math.max(length, extent),
      "--cb-least": `${slideWidth(state)}rem`,
      "--cb-extent": extent,
      "--cb-start": params.position * params.stride,
      "--cb-stride": params.stride,
    };
    for (const [name, value] of Object.entries(sizes)) grid.style.setProperty(name, value);
    view.outputTicks.style.gridTemplateColumns = `repeat(${output.length}, auto)`;
    grid.classList.toggle("cb-slide-empty", !output.length);
  };

  return { node, show };
}
