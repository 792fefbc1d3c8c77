// A convolution and its transposed convolution, side by side: the same wires, both directions.
import { frame, h, narrator } from "./dom.mjs";
import { compute, entriesOf, shownNumbers, normalize, placeOf, area } from "./transposed_state.mjs";
import { litBy, lookedAt } from "./transposed_links.mjs";
import { trIdentity, trOverlap, trReadWords, trSentences, trSizeLines, trViewWords } from "./transposed_words.mjs";
import { torchCode } from "./transposed_code.mjs";
import { trConvolution, trOpposite } from "./transposed_stage.mjs";
import { trGrid, trMatrixPart, trTurned, trWidth } from "./transposed_parts.mjs";
import { trExtra, trSizes, trStart } from "./transposed_controls.mjs";

/** The reader's hands: look at a row or a column, type a number. */
function trHands({ get, set }) {
  const pickRow = (look) => {
    const now = get();
    if (now.pick !== "row" || now.look !== look) set({ pick: "row", look });
  };
  const pickColumn = (index, list) => {
    const now = get();
    const place = placeOf(now);
    const columns = place[1][list];
    const look = Math.floor(index / columns) * place[1].side + (index % columns);
    if (now.pick !== "column" || now.look !== look) set({ pick: "column", look });
  };
  const editOf = (name) => (index, value) => set({ [name]: get()[name].map((old, i) => (i === index ? value : old)) });
  let current = null;
  const keep = (params) => (current = { params, place: placeOf(params) });
  return { keep, now: () => current, pickRow, pickColumn, editOf };
}

/** The kernel as it stands in each half: the reader's on the left, as it is used on the right. */
function trKernels({ editOf }) {
  const own = trGrid({ label: "kernel w", role: "kernel", look: () => {}, edit: editOf("weight") });
  const used = trGrid({ label: "kernel w, the same", role: "kernel", look: () => {} });
  const show = (params, locked) => {
    const [rows, columns] = placeOf(params).map((line) => line.kernel);
    for (const { node } of [own, used]) node.style.setProperty("--cb-least", trWidth(params.weight));
    own.show({ values: params.weight, rows, columns, locked });
    const turned = params.view === "zeros";
    const values = turned ? params.weight.slice().reverse() : params.weight;
    used.show({ values, rows, columns, title: turned ? "kernel w, turned" : "kernel w, the same" });
  };
  return { own: own.node, used: used.node, show };
}

/** Both matrices with the row and the column that are looked at. */
function trMatrices({ pickRow, pickColumn }) {
  const left = trMatrixPart({ title: "C", pick: pickRow });
  const right = trMatrixPart({ title: "Cᵀ", pick: (row) => pickColumn(row, "big") });
  const show = (params) => {
    const place = placeOf(params);
    const at = lookedAt(params, place);
    const inside = (name) => at.every((n, axis) => n < place[axis][name]);
    const index = (name) => (inside(name) ? at[0] * place[1][name] + at[1] : -1);
    const isRow = params.pick === "row";
    const common = { weight: params.weight, numbers: params.dims === 1 };
    const small = area(place, "small");
    left.show({ ...common, entries: entriesOf(place, "size"), shape: [small, area(place, "size")], at: isRow ? params.look : index("size"), across: isRow });
    const turned = trTurned(entriesOf(place, "big"));
    right.show({ ...common, entries: turned, shape: [area(place, "big"), small], at: isRow ? params.look : index("big"), across: !isRow });
  };
  return { left: left.node, right: right.node, show };
}

/** One half of the figure: its name, its sizes, its picture, its kernel and matrix. */
function trHalf(title, picture, ...lower) {
  const sizes = h("span", { class: "cb-tr-sizing" });
  const note = h("p", { class: "cb-tr-note" });
  const said = h("p", { class: "cb-tr-said" });
  const head = h("div", {}, h("p", { class: "cb-tr-head" }, h("strong", {}, title), sizes), note);
  const node = h("section", { class: "cb-tr-half" }, head, picture, said, h("div", { class: "cb-tr-lower" }, ...lower));
  return { node, sizes, note, said };
}

function trField(hands) {
  const conv = trConvolution({ ...hands, edit: hands.editOf("x") });
  const opposite = trOpposite({ ...hands, edit: hands.editOf("y") });
  const kernels = trKernels(hands);
  const matrices = trMatrices(hands);
  const left = trHalf("Convolution C", conv.node, kernels.own, matrices.left);
  const right = trHalf("Transposed convolution Cᵀ", opposite.node, kernels.used, matrices.right);
  const node = h("div", { class: "cb-tr-field" }, left.node, right.node);
  const show = (params, seen, locked) => {
    const lit = litBy(params);
    node.classList.toggle("cb-tr-two", params.dims === 2);
    conv.show(params, seen, lit, locked);
    opposite.show(params, seen, lit, locked);
    kernels.show(params, locked);
    matrices.show(params);
    [left.sizes.textContent, right.sizes.textContent] = trSizeLines(params);
    [left.note.textContent, right.note.textContent] = [trReadWords(params), trViewWords(params)];
    [left.said.textContent, right.said.textContent] = trSentences(params, seen);
  };
  return { node, show };
}

function render({ model, el }) {
  const { presets, names } = model.get("baked");
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "A convolution and its transpose", normalize, torchCode,
  });
  const hands = trHands({ get, set });
  const start = trStart({ get, set, presets, names, redraw: () => draw(get()) });
  const field = trField(hands);
  const told = narrator();
  const facts = [h("p", { class: "cb-tr-fact" }), h("p", { class: "cb-tr-fact" })];
  const sizes = trSizes({ get, set });
  const extra = trExtra({ set });
  body.classList.add("cb-tr");
  told.node.classList.add("cb-hidden"); // its words stand in the two halves
  body.append(start.first, field.node, told.node, ...facts, sizes.node, extra.node, start.last);
  const draw = (params) => {
    hands.keep(params);
    const seen = shownNumbers(params);
    start.show(params);
    field.show(params, seen, start.locked());
    told.say(trSentences(params, seen).join(" "));
    facts[0].textContent = trIdentity(params, seen);
    facts[1].textContent = trOverlap(params, seen);
    sizes.show(params);
    extra.show(params, seen);
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
