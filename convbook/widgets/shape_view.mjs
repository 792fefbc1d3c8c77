// The calculator's answers: shapes, formula, remarks, the drawing of one axis, the costs.
import { h, narrator, select, slider } from "./dom.mjs";
import { axisLayout, axisDrawing } from "./shape_drawing.mjs";
import { axisName } from "./shape_controls.mjs";

export function shapeView({ set }) {
  const shapes = h("p", { class: "cb-shape-result" });
  const formulas = h("div", {});
  const remarks = h("ul", { class: "cb-shape-remarks" });
  const axisChoice = select({ label: "Axis drawn", options: [], value: "", onInput: (value) => set({ axis: Number(value) }) });
  const told = narrator();
  const costs = costList();
  let axis = null;
  let looked = 0;
  let width = 640;
  const look = (t) => {
    if (t === looked) return;
    looked = t;
    glance.set(t);
    if (!drawing.mark(axis, t)) redraw();
    told.say(lookSentence(axis, t));
  };
  const drawing = axisDrawing(look);
  const redraw = () => {
    drawing.show(axis, looked, width);
    drawing.mark(axis, looked);
  };
  const glance = slider({ label: "Look at output", min: 0, max: 1, value: 0, onInput: look });
  const stage = h("div", { class: "cb-shape-stage" }, drawing.node);
  const legend = h("p", { class: "cb-shape-legend" });
  const sized = new ResizeObserver(() => {
    if (stage.clientWidth === width || stage.clientWidth < 40) return;
    width = stage.clientWidth;
    redraw();
  });
  sized.observe(stage);

  let drawn = "";
  const show = (params, axes, result) => {
    axis = axes[params.axis];
    looked = Math.max(0, Math.min(looked, axis.output - 1));
    showShapes(shapes, params, result);
    formulas.replaceChildren(...formulaLines(params, result));
    remarks.replaceChildren(...remarkTexts(params, axes, result).map((text) => h("li", {}, text)));
    remarks.hidden = remarks.childElementCount === 0;
    axisChoice.node.hidden = params.square || params.dims === 1;
    const names = axes.map((_, j) => axisName(params, j));
    const options = axisChoice.input.children;
    if (names.some((name, j) => options[j]?.textContent !== name) || options.length !== names.length)
      axisChoice.input.replaceChildren(...names.map((name, j) => h("option", { value: j }, name)));
    axisChoice.set(params.axis);
    glance.node.hidden = axis.output < 2;
    glance.set(looked, { max: Math.max(1, axis.output - 1) });
    legend.textContent = legendText(axis, result.unread[params.axis], result.blank[params.axis]);
    costs.show(params, result);
    told.say(axis.output ? `${spokenShapes(params, result)} ${lookSentence(axis, looked)}` : "Nothing fits: there is no output.");
  };
  const paint = () => {
    const key = JSON.stringify(axis);
    if (key !== drawn) redraw();
    drawn = key;
  };
  const node = h("div", {}, shapes, formulas, remarks, axisChoice.node, stage, legend, glance.node, told.node, costs.node);
  return { node, show, paint, destroy: () => sized.disconnect() };
}

const TIMES = " × ";

function showShapes(node, params, { output_size: output }) {
  const input = [params.batch, params.in_channels, ...params.input_size].join(TIMES);
  node.replaceChildren(
    h("span", { class: "cb-shape-in" }, input),
    " → ",
    h("span", { class: "cb-shape-out" }, output.length ? output.join(TIMES) : "does not fit"),
  );
}

function spokenShapes(params, { sizes }) {
  return `${params.input_size.join(TIMES)} gives ${sizes.join(TIMES)}.`;
}

function formulaLines(params, { formula }) {
  const shown = params.square ? formula.slice(0, 1) : formula;
  const symbols = h("div", { class: "cb-shape-symbols" }, symbolicFormula(params));
  const lines = shown.map((text, j) => {
    const name = axisName(params, j);
    return h("div", {}, name ? `${name}: ${text}` : `= ${text}`);
  });
  return [symbols, ...lines];
}

function symbolicFormula({ op, ceil_mode: ceil }) {
  if (op === "transpose") return "output = (i − 1)·s − 2·p + d·(k − 1) + output padding + 1";
  const inner = "(i + 2·p − d·(k − 1) − 1) / s";
  return `output = ${op === "maxpool" && ceil ? `⌈${inner}⌉` : `⌊${inner}⌋`} + 1`;
}

/** What a reader should know about this state, one sentence each. */
function remarkTexts(params, axes, result) {
  return axes.slice(0, params.square ? 1 : axes.length).flatMap((axis, j) => {
    const name = axisName(params, j);
    const found = axis.output ? axisRemarks(axis, result.remainder[j], result.unread[j], result.blank[j]) : [mending(axis)];
    return found.map((text) => (name ? `${name}: ${text}` : text[0].toUpperCase() + text.slice(1)));
  });
}

function axisRemarks({ op, size, pads, stride, rule }, remainder, unread, blank) {
  const texts = [];
  const are = (count) => (count === 1 ? "is" : "are");
  if (unread) {
    const end = unread === remainder - pads[1] ? "the floor drops the end" : "the windows leave gaps";
    const why = op === "transpose" ? "the padding crops all they give" : end;
    texts.push(`${unread} of ${size} inputs ${are(unread)} never read: ${why}.`);
  }
  const loose = Math.min(remainder, pads[1]);
  if (loose > 0) texts.push(`${loose} of the ${pads[1]} cells of padding at the end ${are(loose)} never read: the windows sit off centre.`);
  if (remainder < 0) texts.push(`the last window hangs ${-remainder} px over the end.`);
  if (blank) texts.push(`${blank} output${blank === 1 ? " reads" : "s read"} no input at all.`);
  if (rule === "same" && stride > 1) {
    texts.push('PyTorch refuses padding="same" with a stride above 1; this is TensorFlow’s rule, and the code pads by hand.');
  }
  return texts;
}

/** Why nothing fits, and the least changes that mend it. */
function mending({ op, size, kernel, pads, dilation, extent, padding, stride, extra }) {
  const total = pads[0] + pads[1];
  if (op === "transpose") {
    const all = (size - 1) * stride + extent + extra;
    return `the padding crops ${total} px from an output of ${all}: nothing is left. Lower the padding to ${Math.floor((all - 1) / 2)}.`;
  }
  const room = size + total;
  const ways = [`an input of at least ${extent - total}`];
  const enough = padding + Math.ceil((extent - room) / 2);
  if (op === "conv" && enough <= 64) ways.push(`a padding of ${enough}`);
  const taps = Math.floor((room - 1) / dilation) + 1;
  if (taps < kernel) ways.push(`a kernel of ${taps}`);
  return `the kernel spans ${extent} px and the padded input only ${room}: no window fits. It takes ${ways.join(", or ")}.`;
}

function legendText({ op, pads, output }, unread, blank) {
  const texts = [];
  if (op === "transpose") texts.push("Drawn as the convolution it equals: stride 1 and the kernel turned round, over the input with s − 1 zeros between its cells (dashed).");
  else if (pads[0] + pads[1]) texts.push("Dashed: padding.");
  if (output && unread) texts.push("Hatched input: never read.");
  if (blank) texts.push("Hatched output: reads no input.");
  return texts.join(" ");
}

/** What one output reads, in words. */
function lookSentence(axis, t) {
  const layout = axisLayout(axis);
  const cells = Array.from({ length: axis.kernel }, (_, tap) => layout.start(t) + tap * axis.dilation);
  const inputs = cells.map(layout.input).filter((name) => name !== null);
  const zeros = cells.filter((cell) => layout.input(cell) === null && layout.inside(cell)).length;
  const outside = cells.length - inputs.length - zeros;
  const parts = [];
  if (inputs.length) parts.push(`${inputs.length === 1 ? "input" : "inputs"} ${spokenList(inputs)}`);
  if (zeros) parts.push(`${zeros} inserted zero${zeros === 1 ? "" : "s"}`);
  if (outside) parts.push(`${outside} cell${outside === 1 ? "" : "s"} of padding`);
  return `Output ${t} reads ${parts.join(", ")}.`;
}

function spokenList(values) {
  if (values.length === 1) return String(values[0]);
  if (values.length > 8) return `${values[0]} to ${values.at(-1)} (${values.length} of them)`;
  return `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
}

function costList() {
  const names = { params: "Parameters", macs: "Multiply-adds", input_bytes: "Input, float32", output_bytes: "Output, float32", weight_bytes: "Weights, float32", im2col_bytes: "im2col matrix, float32" };
  const values = Object.fromEntries(Object.keys(names).map((name) => [name, h("dd", {})]));
  const pairs = Object.entries(names).map(([name, text]) => h("div", {}, h("dt", {}, text), values[name]));
  const node = h("dl", { class: "cb-shape-costs" }, ...pairs);
  const show = (params, result) => {
    for (const name of ["params", "macs"]) values[name].textContent = grouped(result[name]);
    for (const name of ["input_bytes", "output_bytes", "weight_bytes"]) values[name].textContent = bytes(result[name]);
    const blowUp = Number(result.im2col_bytes) / Number(params.op === "transpose" ? result.output_bytes : result.input_bytes);
    const whose = params.op === "transpose" ? "output" : "input";
    values.im2col_bytes.textContent = blowUp > 0 ? `${bytes(result.im2col_bytes)}, ${Number(blowUp.toPrecision(3))} times the ${whose}` : "none";
  };
  return { node, show };
}

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Bytes of float32 numbers in the largest unit that keeps them above 1. */
function bytes(digits) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Number(digits))) / 10)));
  return `${Number((Number(digits) / 1024 ** power).toPrecision(4))} ${units[power]}`;
}
