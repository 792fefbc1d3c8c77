// The staircase: output size against input size, the article's line over it, a verdict for each input.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { compute, SF_MOST, sfTransposed } from "./size_formulas_state.mjs";

const SF_TALL = 290;
const SF_TOP = 14;
const SF_LEFT = 40;
const SF_FOOT = 62;
const SF_ROW = 22; // of the squares below

function sfRound(value) {
  return Math.round(value * 10) / 10;
}

function sfTicks(most) {
  const step = [1, 2, 5, 10, 20, 50].find((n) => most / n <= 7) ?? 100;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

function sfLayout(seen, width) {
  const unit = (width - SF_LEFT - 6) / SF_MOST;
  const shown = seen.article.filter((_, i) => seen.result[i]).map(Math.ceil);
  const most = Math.max(4, ...seen.result, ...shown);
  const floor = SF_TALL - SF_FOOT;
  const x = (n) => SF_LEFT + (n - 0.5) * unit;
  const y = (o) => floor - (Math.max(0, o) / most) * (floor - SF_TOP);
  return {
    unit, most, floor, x, y,
    input: (at) => Math.max(1, Math.min(SF_MOST, Math.round((at - SF_LEFT) / unit + 0.5))),
    output: (at) => Math.round(((floor - at) / (floor - SF_TOP)) * most),
  };
}

function sfAxes(layout, params) {
  const { x, y, most, floor } = layout;
  const text = (at, name, cls, words) => s("text", { x: sfRound(at), y: name, class: cls }, words);
  const end = x(SF_MOST) + layout.unit / 2;
  return [
    ...sfTicks(most).flatMap((o) => [
      s("path", { class: "cb-sf-rule", d: `M${SF_LEFT} ${sfRound(y(o))}H${sfRound(end)}` }),
      text(SF_LEFT - 6, sfRound(y(o)) + 4, "cb-sf-tick cb-sf-end", String(o)),
    ]),
    ...[1, 10, 20, 30, 40].map((n) => text(x(n), floor + 40, "cb-sf-tick", String(n))),
    text((SF_LEFT + end) / 2, floor + 57, "cb-sf-tick", "size of the input in px"),
    s("text", { class: "cb-sf-tick", transform: `translate(11 ${sfRound((floor + SF_TOP) / 2)}) rotate(-90)` }, "size of the output in px"),
  ];
}

/** Treads and risers of what torch gives. */
function sfStairs({ result }, { x, y, unit }) {
  let d = "";
  result.forEach((o, i) => {
    if (!o) return;
    const left = sfRound(x(i + 1) - unit / 2);
    d += result[i - 1] ? `V${sfRound(y(o))}` : `M${left} ${sfRound(y(o))}`;
    d += `H${sfRound(x(i + 1) + unit / 2)}`;
  });
  return s("path", { class: "cb-sf-stairs", d });
}

function sfDisagreements({ result, article }, { x, y, unit }) {
  const line = [];
  const wrong = [];
  const dots = [];
  result.forEach((o, i) => {
    if (!o) return;
    const at = sfRound(x(i + 1));
    line.push(`${line.length ? "L" : "M"}${at} ${sfRound(y(article[i]))}`);
    const rounded = Math.floor(article[i]);
    if (rounded === o) return;
    wrong.push(`M${at} ${sfRound(y(o))}V${sfRound(y(rounded))}`);
    dots.push(s("circle", { class: "cb-sf-wrong", cx: at, cy: sfRound(y(rounded)), r: sfRound(Math.min(3.5, unit * 0.3)) }));
  });
  return [
    s("path", { class: "cb-sf-article", d: line.join("") }),
    s("path", { class: "cb-sf-gap", d: wrong.join("") }),
    ...dots,
  ];
}

/** Under each input: right as printed (full), right once rounded down (ring), wrong (cross), refused. */
function sfVerdicts({ result, article }, { x, floor, unit }) {
  const r = Math.min(4, unit * 0.34);
  const y = floor + 16;
  return result.map((o, i) => {
    const at = x(i + 1);
    if (!o) return s("path", { class: "cb-sf-refused", d: `M${sfRound(at - r)} ${y}h${sfRound(2 * r)}` });
    if (Math.floor(article[i]) !== o) {
      const [a, b] = [sfRound(at - r), sfRound(2 * r)];
      return s("path", { class: "cb-sf-cross", d: `M${a} ${sfRound(y - r)}l${b} ${b}m0 ${-b}l${-b} ${b}` });
    }
    return s("circle", { class: article[i] === o ? "cb-sf-right" : "cb-sf-ring", cx: sfRound(at), cy: y, r: sfRound(r) });
  });
}

/** The input looked at, all that share its output, and the way to the axis. */
function sfLook(params, { result, same, article }, { x, y, unit, floor }) {
  const { size } = params;
  const o = result[size - 1];
  const band = (first, last, name) => s("rect", {
    class: name, x: sfRound(x(first) - unit / 2), y: SF_TOP - 8, width: sfRound((last - first + 1) * unit), height: floor - SF_TOP + 34,
  });
  if (!o) return [band(size, size, "cb-sf-band")];
  return [
    band(same[0], same[1], "cb-sf-band"),
    band(size, size, "cb-sf-now"),
    s("path", { class: "cb-sf-guide", d: `M${SF_LEFT} ${sfRound(y(o))}H${sfRound(x(size))}` }),
    s("circle", { class: "cb-sf-dot", cx: sfRound(x(size)), cy: sfRound(y(o)), r: 5 }),
    s("circle", { class: "cb-sf-printed", cx: sfRound(x(size)), cy: sfRound(y(article[size - 1])), r: 4 }),
  ];
}

/** The px of the input (or of a transposed output) with the number of taps at each. */
function sfSquares(params, { reads }, width, top) {
  const side = Math.min(26, (width - 2) / Math.max(1, reads.length));
  const role = `cb-role-${sfTransposed(params) ? "output" : "input"}`;
  return reads.flatMap((count, i) => {
    const box = s("rect", { class: count ? `cb-sf-cell ${role}` : "cb-sf-cell cb-sf-unread", x: sfRound(1 + i * side), y: top, width: sfRound(side), height: SF_ROW });
    const text = s("text", { class: "cb-sf-count", x: sfRound(1 + (i + 0.5) * side), y: top + SF_ROW / 2 + 4 }, format(count));
    return side >= (Math.max(...reads) > 9 ? 17 : 11) ? [box, text] : [box];
  });
}

/** The chart; `onLook(size)` for the input under the pointer or chosen by arrows. */
export function sfChart({ get, onLook }) {
  const back = s("g", {});
  const front = s("g", {});
  const plot = s("svg", { class: "cb-sf-plot", "aria-hidden": "true" }, front, back);
  const squares = s("svg", { class: "cb-sf-squares", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-sf-stage", tabindex: "0", role: "application",
    "aria-label": "Output size against input size: left and right choose the input, up and down the output",
  }, plot);
  let state = null;
  const choose = (o) => {
    const sizes = state.seen.result;
    const found = sizes.lastIndexOf(Math.max(...sizes.filter((size) => size <= o)));
    if (found >= 0) onLook(found + 1);
  };
  const point = (event) => {
    if (!state) return;
    const box = plot.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (x < SF_LEFT) choose(state.layout.output(y));
    else onLook(state.layout.input(x));
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const params = get(); // keys may repeat faster than the chart is painted
    const { same } = compute(params);
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") onLook(params.size + step);
    else onLook(step > 0 ? (same[1] ?? params.size) + 1 : (same[0] ?? params.size) - 1);
  });
  let drawn = "";
  const show = (params, seen, width) => {
    const { size: _size, ...layer } = params;
    const key = JSON.stringify([layer, width]);
    const layout = key === drawn ? state.layout : sfLayout(seen, width);
    state = { params, seen, layout };
    if (key !== drawn) {
      for (const [name, value] of [["width", width], ["height", SF_TALL]]) plot.setAttribute(name, value);
      for (const [name, value] of [["width", width], ["height", SF_ROW + 4]]) squares.setAttribute(name, value);
      back.replaceChildren(...sfAxes(layout, params), ...sfDisagreements(seen, layout), sfStairs(seen, layout), ...sfVerdicts(seen, layout));
    }
    drawn = key;
    front.replaceChildren(...sfLook(params, seen, layout));
    squares.replaceChildren(...sfSquares(params, seen, width, 2));
  };
  return { stage, squares, show };
}
