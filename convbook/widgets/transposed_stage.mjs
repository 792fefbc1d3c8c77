// The two pictures of the figure transposed: output above, input below, wires between them.
import { h } from "./dom.mjs";
import { area, frameAt, placeOf, trSplit } from "./transposed_state.mjs";
import { wiresOf } from "./transposed_links.mjs";
import { trCounts, trGrid, trScrolling, trWidth, trWires } from "./transposed_parts.mjs";

/** Indices around a list that lies `shift` squares into its grid: number in the list, or -1. */
function trInner(place, grid, list, shift) {
  return (index) => {
    const at = trSplit(place, grid, index).map((n, axis) => n - shift(place[axis]));
    const inside = at.every((n, axis) => n >= 0 && n < place[axis][list]);
    return inside ? at[0] * place[1][list] + at[1] : -1;
  };
}

function trLabel(params, place, name, list, index) {
  const at = trSplit(place, list, index);
  return `${name}[${(params.dims === 2 ? at : at.slice(1)).join(", ")}]`;
}

const NO_SHIFT = () => 0;
const BY_PADDING = (line) => line.padding;

/**
 * One grid of a stage: `grid` is its size in the place, `list` the numbers inside it, `shift` how
 * far in they lie, `other` what the squares around them are called.
 */
function trPart({ now, name, label, role, grid, list, shift = NO_SHIFT, other = "padding", pick, edit = null }) {
  const inner = (index) => trInner(now().place, grid, list, shift)(index);
  const part = trGrid({
    label,
    role,
    look: (index) => index !== null && inner(index) >= 0 && pick(inner(index)),
    edit: edit && ((index, value) => edit(inner(index), value)),
    name: (index) => (inner(index) >= 0 ? trLabel(now().params, now().place, name, list, inner(index)) : other),
  });
  const show = ({ values, lit, locked, unread = () => false, ...rest }) => {
    const { place } = now();
    const on = lit.lit[grid];
    const mark = (index) =>
      [
        inner(index) < 0 && "cb-pad",
        unread(index) && "cb-tr-unread",
        on.has(index) && "cb-on",
        index === lit.picked[grid] && "cb-picked",
      ].filter(Boolean).join(" ");
    part.show({ values, rows: place[0][grid], columns: place[1][grid], mark, tags: on, locked, ...rest });
  };
  return { node: part.node, show };
}

/** A stage: its parts one above the other, as wide as `count` squares of the largest number. */
function trStage(name, ...children) {
  const node = h("div", { class: "cb-tr-stage" }, ...children);
  const size = (count, values) => {
    node.style.setProperty("--cb-count", count);
    node.style.setProperty("--cb-least", trWidth(values));
  };
  return { node: trScrolling(node, name), size };
}

/** The convolution: x with its padding below, C x above. */
export function trConvolution({ now, pickRow, pickColumn, edit }) {
  const output = trPart({ now, name: "Cx", label: "output Cx", role: "output", grid: "small", list: "small", pick: pickRow });
  const input = trPart({
    now, name: "x", label: "input x", role: "input", grid: "padded", list: "size", shift: BY_PADDING,
    pick: (index) => pickColumn(index, "size"), edit,
  });
  const wires = trWires();
  const stage = trStage("Convolution", output.node, wires.node, input.node);
  const show = (params, seen, lit, locked) => {
    const place = placeOf(params);
    const inner = trInner(place, "padded", "size", BY_PADDING);
    const values = Array.from({ length: area(place, "padded") }, (_, i) => (inner(i) < 0 ? 0 : params.x[inner(i)]));
    const read = place.map((line) => (line.small - 1) * line.stride + line.extent);
    const unread = (index) => trSplit(place, "padded", index).some((n, axis) => n >= read[axis]);
    const flat = params.dims === 1;
    stage.size(place[1].padded, [...values, ...seen.conv]);
    output.show({ values: seen.conv, lit, ...(flat && { step: params.stride, offset: (place[1].extent - 1) / 2 }) });
    const title = `input x${params.padding ? `, padding ${params.padding}` : ""}`;
    input.show({ values, lit, locked, unread, title });
    if (flat) wires.show(wiresOf(params, "conv"), place[1].padded);
  };
  return { node: stage.node, show };
}

/** The transposed one by its copies of the kernel: y below, the sum of the copies above. */
function trScatterStage({ now, pickRow, pickColumn, edit }) {
  const output = trPart({
    now, name: "Cᵀy", label: "output Cᵀy", role: "output", grid: "full", list: "big", shift: BY_PADDING,
    other: "cropped", pick: (index) => pickColumn(index, "big"),
  });
  const input = trPart({ now, name: "y", label: "input y", role: "input", grid: "small", list: "small", pick: pickRow, edit });
  const wires = trWires();
  const counts = trCounts();
  const top = h("div", { class: "cb-tr-top" }, counts.node, output.node);
  const stage = trStage("Transposed convolution", top, wires.node, input.node);
  const show = (params, seen, lit, locked) => {
    const place = placeOf(params);
    const flat = params.dims === 1;
    const written = place.map((line) => (line.small - 1) * line.stride + line.extent);
    const unread = (index) => trSplit(place, "full", index).some((n, axis) => n >= written[axis]);
    const y = params.chain ? seen.conv : params.y;
    stage.size(place[1].full, [...seen.full, ...y]);
    const title = `output Cᵀy${params.padding ? `, ${params.padding} cropped` : ""}`;
    output.show({ values: seen.full, lit, unread, title });
    counts.show(place, seen.counts, flat ? params.padding : 0);
    input.show({ values: y, lit, locked, ...(flat && { step: params.stride, offset: (place[1].extent - 1) / 2 }) });
    if (flat) wires.show(wiresOf(params, "scatter"), place[1].full);
  };
  return { node: stage.node, show };
}

/** The transposed one as a convolution of the stretched input. */
function trZerosStage({ now, pickRow, pickColumn, edit }) {
  const output = trPart({
    now, name: "Cᵀy", label: "output Cᵀy", role: "output", grid: "big", list: "big",
    pick: (index) => pickColumn(index, "big"),
  });
  const numberAt = (place) => {
    const at = new Map(Array.from({ length: area(place, "small") }, (_, index) => [frameAt(place, index), index]));
    return (index) => at.get(index) ?? -1;
  };
  const input = trGrid({
    label: "input y, stretched",
    role: "input",
    look: (index) => index !== null && numberAt(now().place)(index) >= 0 && pickRow(numberAt(now().place)(index)),
    edit: (index, value) => edit(numberAt(now().place)(index), value),
    name: (index) => {
      const { params, place } = now();
      const number = numberAt(place)(index);
      return number < 0 ? "zero" : trLabel(params, place, "y", "small", number);
    },
  });
  const wires = trWires();
  const counts = trCounts();
  const top = h("div", { class: "cb-tr-top" }, counts.node, output.node);
  const stage = trStage("Transposed convolution", top, wires.node, input.node);
  const show = (params, seen, lit, locked) => {
    const place = placeOf(params);
    const offset = params.dims === 1 ? (place[1].extent - 1) / 2 : 0;
    const inner = numberAt(place);
    stage.size(place[1].frame, [...seen.frame, ...seen.output]);
    output.show({ values: seen.output, lit, offset });
    counts.show(place, seen.counts, offset);
    const own = place.map((line) => line.frame - line.extra);
    const extra = (index) => trSplit(place, "frame", index).some((n, axis) => n >= own[axis]);
    const mark = (index) =>
      [inner(index) < 0 && "cb-pad", extra(index) && "cb-tr-unread", lit.lit.frame.has(index) && "cb-on", index === lit.picked.frame && "cb-picked"]
        .filter(Boolean).join(" ");
    input.show({ values: seen.frame, rows: place[0].frame, columns: place[1].frame, mark, tags: lit.lit.frame, locked });
    if (params.dims === 1) wires.show(wiresOf(params, "zeros"), place[1].frame);
  };
  return { node: stage.node, show };
}

/** Both drawings of the transposed convolution; one of them stands in the page at a time. */
export function trOpposite(hands) {
  const views = { scatter: trScatterStage(hands), zeros: trZerosStage(hands) };
  const node = h("div", { class: "cb-tr-slot" });
  const show = (params, seen, lit, locked) => {
    const view = views[params.view];
    if (node.firstElementChild !== view.node) node.replaceChildren(view.node);
    view.show(params, seen, lit, locked || params.chain);
  };
  return { node, show };
}
