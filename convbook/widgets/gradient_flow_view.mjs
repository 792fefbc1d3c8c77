// The picture of the figure gradient-flow: values above, their gradients below.
import { format } from "./core.mjs";
import { h } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { gfPlace, gfSpreadAt, gfValueAt } from "./gradient_flow_state.mjs";
import { gfLaid, gfMeetings, gfSplit, gfWindow } from "./gradient_flow_words.mjs";

const GF_CHARACTER = 0.58;

/** A grid with its name above; where it is too wide it scrolls, and the keyboard reaches it. */
function gfBlock({ title, role, look, edit = null, name }) {
  const grid = numberGrid({ label: title, role, look, edit, name });
  const scroll = h("div", { class: "cb-gf-scroll" }, grid.node);
  const watcher = new ResizeObserver(() => {
    const wide = scroll.scrollWidth > scroll.clientWidth + 1;
    const attributes = { tabindex: "0", role: "region", "aria-label": `${title}, scrolls sideways` };
    for (const [key, value] of Object.entries(attributes)) {
      if (wide) scroll.setAttribute(key, value);
      else scroll.removeAttribute(key);
    }
  });
  watcher.observe(scroll);
  watcher.observe(grid.node);
  const node = h("div", { class: "cb-gf-block" }, h("p", { class: "cb-gf-name" }, title), scroll);
  let before = { key: "", width: 0, locked: null, cells: [], tags: new Map() };
  const show = ({ values, size, classes, lit, picked, width, locked = false }) => {
    const marks = values.map((_, index) =>
      [classes?.(index), lit.has(index) && "cb-on", index === picked && "cb-picked"].filter(Boolean).join(" "),
    );
    const key = edit ? "" : JSON.stringify([values, size, marks, ...lit.values(), width]);
    if (key && key === before.key) return;
    grid.show({ values, rows: size[0], columns: size[1], mark: (index) => marks[index] });
    if (width !== before.width) grid.node.style.setProperty("--cb-w", `${width}em`);
    const fresh = !before.cells[0]?.isConnected;
    const cells = fresh ? [...grid.node.querySelectorAll('[role="gridcell"]')] : before.cells;
    const tags = new Map([...lit].filter(([, tag]) => tag !== null));
    for (const index of before.tags.keys()) if (!fresh && !tags.has(index)) cells[index].removeAttribute("data-tag");
    for (const [index, tag] of tags) if (cells[index].dataset.tag !== tag) cells[index].dataset.tag = tag;
    if (edit && (fresh || locked !== before.locked)) {
      for (const cell of grid.node.querySelectorAll("input")) cell.readOnly = locked;
    }
    before = { key, width, locked, cells, tags };
  };
  return { node, show };
}

/** Width in em of the cells of grids that stand above each other. */
function gfWidth(...lists) {
  const columns = Math.max(...lists.map(({ columns: n }) => n));
  const longest = Math.max(...lists.flatMap(({ values }) => values.map((value) => format(value).length)));
  return Math.max(columns > 9 ? 1.65 : columns > 7 ? 2.1 : 2.5, longest * GF_CHARACTER + 0.75);
}

/** A summand as it is added: with its sign. */
function gfSigned(value) {
  return `${value < 0 ? "" : "+"}${format(value)}`;
}

/** What is lit for the thing looked at: for each grid a map from cell to its tag (or null). */
function gfLights(params, { e }, probe) {
  const place = gfPlace(params);
  const lit = Object.fromEntries(["x", "w", "y", "gx", "gw", "e", "spread", "turned"].map((key) => [key, new Map()]));
  const flat = ([row, column]) => row * place.padded[1] + column;
  const spreadOf = (index) => {
    const [u, v] = gfSplit(index, place.output[1]);
    const [row, column] = [u * place.stride + place.before[0], v * place.stride + place.before[1]];
    const inside = row >= 0 && column >= 0 && row < place.spread[0] && column < place.spread[1];
    return inside ? row * place.spread[1] + column : -1;
  };
  if (probe?.kind === "out") {
    lit.e.set(probe.index, null);
    lit.y.set(probe.index, null);
    lit.spread.set(spreadOf(probe.index), null);
    const laid = gfLaid(params, probe.index);
    gfWindow(params, probe.index).forEach((at, tap) => {
      lit.x.set(flat(at), null);
      if (laid) lit.gx.set(flat(at), gfSigned(params.weight[tap] * e[probe.index]));
      if (laid) lit.gw.set(tap, gfSigned(gfValueAt(params, ...at) * e[probe.index]));
    });
  } else if (probe?.kind === "in") {
    lit.x.set(flat(probe.at), null);
    lit.gx.set(flat(probe.at), null);
    for (const [index, tap] of gfMeetings(params, ...probe.at)) {
      if (!gfLaid(params, index)) continue;
      lit.e.set(index, format(params.weight[tap]));
      lit.y.set(index, null);
      lit.w.set(tap, null);
    }
    gfLightTurned(params, place, probe.at, lit);
  } else if (probe?.kind === "tap") {
    lit.w.set(probe.tap, null);
    lit.gw.set(probe.tap, null);
    e.forEach((value, index) => {
      if (!gfLaid(params, index)) return;
      lit.e.set(index, null);
      lit.x.set(flat(gfWindow(params, index)[probe.tap]), format(value));
    });
  }
  return lit;
}

/** The turned kernel on the gathering grid, over the window that makes one entry of ∂L/∂x. */
function gfLightTurned(params, place, at, lit) {
  const start = at.map((n) => n - place.padding);
  if (start.some((n, axis) => n < 0 || n >= place.size[axis])) return;
  const taps = params.weight.length;
  for (let i = 0; i < taps; i += 1) {
    const [a, b] = gfSplit(i, place.kernel[1]);
    const [row, column] = [start[0] + a * place.dilation, start[1] + b * place.dilation];
    lit.spread.set(row * place.spread[1] + column, format(params.weight[taps - 1 - i]));
    lit.turned.set(i, null);
  }
}

function gfPicked(params, probe) {
  if (!probe) return {};
  const place = gfPlace(params);
  if (probe.kind === "out") return { e: probe.index, y: probe.index };
  if (probe.kind === "tap") return { gw: probe.tap, w: probe.tap };
  if (probe.kind === "spread") return { spread: probe.index };
  const index = probe.at[0] * place.padded[1] + probe.at[1];
  return { x: index, gx: index };
}

/** All grids. `probe(what)` tells where the reader points, `edit(list, index, value)` what is typed. */
export function gfField({ get, probe, edit }) {
  const at = (index) => gfSplit(index, gfPlace(get()).padded[1]);
  const inside = (index) => {
    const { padding, size } = gfPlace(get());
    const [y, x] = at(index).map((n) => n - padding);
    return y >= 0 && x >= 0 && y < size[0] && x < size[1] ? y * size[1] + x : -1;
  };
  const padName = (index) => {
    const [y, x] = at(index).map((n) => n - get().padding);
    return inside(index) < 0 ? "padding" : `row ${y}, column ${x}`;
  };
  const ask = (make) => (index) => probe(index === null ? null : make(index));
  const out = ask((index) => ({ kind: "out", index }));
  const place = ask((index) => ({ kind: "in", at: at(index) }));
  const tap = ask((index) => ({ kind: "tap", tap: index }));
  const spreadCell = ask((index) => {
    const now = gfPlace(get());
    const found = gfSpreadAt(now, ...gfSplit(index, now.spread[1]));
    return typeof found === "number" ? { kind: "out", index: found } : { kind: "spread", index };
  });
  const turnedTap = ask((index) => ({ kind: "tap", tap: get().weight.length - 1 - index }));
  const blocks = {
    x: gfBlock({ title: "input x", role: "input", look: place, edit: (i, v) => edit("input", inside(i), v), name: padName }),
    w: gfBlock({ title: "kernel w", role: "kernel", look: tap, edit: (i, v) => edit("weight", i, v) }),
    y: gfBlock({ title: "output y", role: "output", look: out }),
    gx: gfBlock({ title: "∂L/∂x, gradient of the input", role: "gradient", look: place, name: padName }),
    gw: gfBlock({ title: "∂L/∂w, of the kernel", role: "gradient", look: tap }),
    e: gfBlock({ title: "e = ∂L/∂y, of the output", role: "gradient", look: out, edit: (i, v) => edit("gradient", i, v) }),
    spread: gfBlock({ title: "e with zeros put in and around it", role: "gradient", look: spreadCell }),
    turned: gfBlock({ title: "kernel, turned by 180°", role: "kernel", look: turnedTap }),
  };
  const sign = (text) => h("span", { class: "cb-gf-sign", "aria-hidden": "true" }, text);
  const { x, w, y, gx, gw, e, spread, turned } = Object.fromEntries(Object.entries(blocks).map(([key, { node }]) => [key, node]));
  const gathering = h(
    "div",
    { class: "cb-gf-gather" },
    h("p", { class: "cb-gf-why" }, "The same ∂L/∂x as a correlation:"),
    h("div", { class: "cb-gf-line" }, spread, sign("⋆"), turned, sign("="), h("span", {}, "∂L/∂x")),
  );
  const node = h("div", { class: "cb-gf-field" }, x, sign("⋆"), w, sign("="), y, gx, sign("←"), gw, sign("←"), e);
  const show = (params, result, looked) => gfShow(params, result, looked, blocks, gathering);
  return { nodes: [node, gathering], show };
}

function gfShow(params, result, looked, blocks, gathering) {
  const place = gfPlace(params);
  const lit = gfLights(params, result, looked);
  const picked = gfPicked(params, looked);
  const gather = params.view === "gather";
  const locked = params.loss === "squared";
  const stage = gathering.parentNode.dataset;
  if (stage.look !== (looked?.kind ?? "")) stage.look = looked?.kind ?? "";
  const padded = (make) => Array.from({ length: place.padded[0] * place.padded[1] }, (_, i) => make(...gfSplit(i, place.padded[1])));
  const isPad = (index) => {
    const [row, column] = gfSplit(index, place.padded[1]).map((n) => n - place.padding);
    return row < 0 || column < 0 || row >= place.size[0] || column >= place.size[1];
  };
  const dash = (index) => (isPad(index) ? "cb-pad" : "");
  const waits = (index) => (gfLaid(params, index) ? "" : "cb-gf-waits");
  const values = {
    x: padded((row, column) => gfValueAt(params, row, column)),
    gx: gather
      ? padded((row, column) => gfFull(params, place, result, row, column))
      : result.laid_x,
    gw: gather ? result.grad_w : result.laid_w,
  };
  const wide = (list, columns) => ({ values: list.filter((value) => value !== null), columns });
  const widths = {
    x: gfWidth(wide(values.x, place.padded[1]), wide(values.gx, place.padded[1])),
    w: gfWidth(wide(params.weight, place.kernel[1]), wide(values.gw, place.kernel[1])),
    y: gfWidth(wide(result.y, place.output[1]), wide(result.e, place.output[1])),
    spread: gfWidth(wide(result.spread, place.spread[1])),
  };
  const put = (key, list, size, width, classes, still) =>
    blocks[key].show({ values: list, size, width, classes, lit: lit[key], picked: picked[key], locked: still });
  put("x", values.x, place.padded, widths.x, dash);
  put("w", params.weight, place.kernel, widths.w);
  put("y", result.y, place.output, widths.y);
  put("gx", values.gx, place.padded, widths.x, dash);
  put("gw", values.gw, place.kernel, widths.w);
  put("e", result.e, place.output, widths.y, waits, locked);
  gathering.hidden = !gather;
  if (!gather) return;
  const kind = (index) => ({ pad: "cb-pad", zero: "cb-gf-zero" })[gfSpreadAt(place, ...gfSplit(index, place.spread[1]))] ?? "";
  put("spread", result.spread, place.spread, widths.spread, kind);
  put("turned", result.turned, place.kernel, widths.w);
}

/** ∂L/∂x where it is kept; the padding, whose gradient is dropped, stays empty. */
function gfFull(params, place, { grad_x }, row, column) {
  const [y, x] = [row - place.padding, column - place.padding];
  const inside = y >= 0 && x >= 0 && y < place.size[0] && x < place.size[1];
  return inside ? grad_x[y * place.size[1] + x] : null;
}
