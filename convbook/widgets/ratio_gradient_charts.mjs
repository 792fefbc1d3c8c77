// The charts of the figure ratio-gradient: four curves with tangents, and the two descents.
import { h, s } from "./dom.mjs";
import { RG_ALPHA, RG_STEPS, rgSize } from "./ratio_gradient_state.mjs";
import { rgNumber } from "./ratio_gradient_words.mjs";

const RG_BOX = { width: 320, height: 190, left: 40, right: 10, top: 10, bottom: 34 };
const RG_INNER = [RG_BOX.width - RG_BOX.left - RG_BOX.right, RG_BOX.height - RG_BOX.top - RG_BOX.bottom];

function rgAxes(scale, ticksX, ticksY, label) {
  const nodes = [];
  const floor = RG_BOX.height - RG_BOX.bottom;
  for (const [value, text] of ticksY) {
    nodes.push(
      s("line", { x1: RG_BOX.left, x2: RG_BOX.width - RG_BOX.right, y1: scale.y(value), y2: scale.y(value), class: "cb-rg-grid" }),
      s("text", { x: RG_BOX.left - 5, y: scale.y(value) + 4, "text-anchor": "end" }, text),
    );
  }
  for (const [value, text] of ticksX) nodes.push(s("text", { x: scale.x(value), y: floor + 14, "text-anchor": "middle" }, text));
  nodes.push(s("text", { x: RG_BOX.width - RG_BOX.right, y: RG_BOX.height - 4, "text-anchor": "end", class: "cb-rg-axis" }, label));
  return nodes;
}

function rgPath(scale, points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${scale.x(x).toFixed(2)},${scale.y(y).toFixed(2)}`).join("");
}

/** A piece of the tangent through (x, y), 45 units long to each side where the axes leave the room. */
function rgTangent(scale, x, y, slope) {
  const way = [scale.x(1) - scale.x(0), slope * (scale.y(1) - scale.y(0))];
  const [cx, cy] = [scale.x(x), scale.y(y)];
  const walls = [[RG_BOX.left, RG_BOX.left + RG_INNER[0]], [RG_BOX.top, RG_BOX.top + RG_INNER[1]]];
  const end = (sign) => {
    const room = [cx, cy].map((at, i) => Math.abs(((sign * way[i] > 0 ? walls[i][1] : walls[i][0]) - at) / (way[i] || 1e-9)));
    const part = sign * Math.min(45 / Math.hypot(...way), ...room);
    return [cx + part * way[0], cy + part * way[1]];
  };
  const [[x1, y1], [x2, y2]] = [end(-1), end(1)];
  return { x1, y1, x2, y2 };
}

/** The places of both parameters: `read` gives it from alpha, `alpha` the way back. */
const RG_PLACES = {
  r: { low: 0, high: 2, read: (alpha) => 1 / alpha, alpha: (place) => 1 / Math.max(1e-6, place), label: "ratio r", ticks: [0, 0.5, 1, 1.5, 2] },
  alpha: { low: 0, high: 16, read: (alpha) => alpha, alpha: (place) => place, label: "alpha = 1 / r", ticks: [0, 4, 8, 12, 16] },
};

/** One chart: `what` is "size" or "delta", `by` "r" or "alpha". Pointing with a pressed pointer drags. */
export function rgChart({ what, by, drag }) {
  const place = RG_PLACES[by];
  const curves = s("g", {});
  const tangent = s("line", { class: "cb-rg-tangent" });
  const flat = s("line", { class: "cb-rg-flat" });
  const dot = s("circle", { r: 6, class: "cb-rg-dot" });
  const name = `${what === "size" ? "Output size" : "Distance delta"} against ${by === "r" ? "the ratio r" : "alpha"}`;
  const picture = s("svg", { viewBox: `0 0 ${RG_BOX.width} ${RG_BOX.height}`, role: "img", "aria-label": name }, curves, flat, tangent, dot);
  const caption = h("figcaption", {});
  const node = h("figure", { class: "cb-rg-chart" }, caption, picture);
  let held = false;
  const to = (event) => {
    const box = picture.getBoundingClientRect();
    const share = (((event.clientX - box.left) / box.width) * RG_BOX.width - RG_BOX.left) / RG_INNER[0];
    drag(place.alpha(place.low + share * (place.high - place.low)));
  };
  picture.addEventListener("pointerdown", (event) => {
    held = true;
    picture.setPointerCapture(event.pointerId);
    to(event);
  });
  picture.addEventListener("pointermove", (event) => held && to(event));
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) picture.addEventListener(end, () => (held = false));
  const scaleOf = (size) => {
    const high = what === "size" ? 2 * size : 8 / size;
    return {
      high,
      x: (value) => RG_BOX.left + ((value - place.low) / (place.high - place.low)) * RG_INNER[0],
      y: (value) => RG_BOX.top + (1 - value / high) * RG_INNER[1],
    };
  };
  let drawnFor = 0;
  let scale = null;
  const build = (size) => {
    scale = scaleOf(size);
    const alphas = Array.from({ length: 241 }, (_, i) => {
      const [low, high] = RG_ALPHA.map(place.read).sort((a, b) => a - b);
      return place.alpha(low + (i / 240) * (high - low));
    });
    const smooth = alphas.map((alpha) => [place.read(alpha), what === "size" ? size / alpha : alpha / (2 * size)]);
    const ticksY = [0, 0.5, 1].map((share) => [share * scale.high, rgNumber(share * scale.high)]);
    const nodes = rgAxes(scale, place.ticks.map((value) => [value, rgNumber(value)]), ticksY, place.label);
    if (what === "size") {
      const stairs = alphas.flatMap((alpha, i) => {
        const now = rgSize(size, alpha);
        const before = i ? rgSize(size, alphas[i - 1]) : now;
        const here = place.read(alpha);
        return before === now ? [[here, now]] : [[here, before], [here, now]];
      });
      nodes.push(s("path", { d: rgPath(scale, smooth), class: "cb-rg-smooth" }), s("path", { d: rgPath(scale, stairs), class: "cb-rg-stairs" }));
    } else nodes.push(s("path", { d: rgPath(scale, smooth), class: "cb-rg-curve" }));
    curves.replaceChildren(...nodes);
  };
  const show = ({ alpha, size }, numbers) => {
    if (drawnFor !== size) build(size);
    drawnFor = size;
    const slope = numbers[`${what}_by_${by}`];
    const here = place.read(alpha);
    const value = what === "size" ? size / alpha : numbers.delta;
    for (const [key, number] of Object.entries(rgTangent(scale, here, value, slope))) tangent.setAttribute(key, number);
    const count = numbers.result[0];
    const edges = what === "size" ? numbers.plateau.map((ratio) => (by === "r" ? ratio : ratio ? 1 / ratio : 16)).map((x) => Math.min(place.high, x)) : [];
    flat.style.display = edges.length ? "" : "none";
    if (edges.length) Object.entries({ x1: scale.x(edges[0]), x2: scale.x(edges[1]), y1: scale.y(count), y2: scale.y(count) }).forEach(([key, number]) => flat.setAttribute(key, number));
    dot.setAttribute("cx", scale.x(here));
    dot.setAttribute("cy", scale.y(value));
    const lead = what === "size" ? `size ${count}: true slope 0, straight through` : `δ = ${rgNumber(numbers.delta)}: slope`;
    caption.replaceChildren(lead, " ", h("b", {}, rgNumber(slope)));
  };
  return { node, show };
}

const RG_TICKS = [[-6, "1/64"], [-4, "1/16"], [-2, "1/4"], [0, "1"], [2, "4"], [4, "16"]];

/** The ratio against the steps, on a logarithmic axis: two ways and the goal. */
export function rgDescentChart({ choose }) {
  const scale = {
    x: (step) => RG_BOX.left + (step / RG_STEPS) * RG_INNER[0],
    y: (power) => RG_BOX.top + ((4.4 - power) / 10.8) * RG_INNER[1],
  };
  const ways = s("g", {});
  const picture = s(
    "svg", { viewBox: `0 0 ${RG_BOX.width} ${RG_BOX.height}`, role: "img", "aria-label": "The ratio by step of the two descents" },
    ...rgAxes(scale, [0, 6, 12, 18, 24].map((step) => [step, String(step)]), RG_TICKS, "steps"), ways,
  );
  const point = (event) => {
    const box = picture.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * RG_BOX.width;
    choose(Math.round(((place - RG_BOX.left) / RG_INNER[0]) * RG_STEPS));
  };
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);
  const key = h("figcaption", {}, h("span", { class: "cb-rg-in-r" }, "■ ratio r, learned directly"), " ", h("span", { class: "cb-rg-in-alpha" }, "● through alpha"), " ", h("span", {}, "- - goal"));
  const node = h("figure", { class: "cb-rg-chart" }, key, picture);
  const show = ({ goal, step }, { path_r: direct, path_alpha: alphas }) => {
    const [first, second] = [direct.map(Math.log2), alphas.map((alpha) => -Math.log2(alpha))];
    const line = (powers, kind) => s("path", { d: rgPath(scale, powers.map((power, k) => [k, power])), class: `cb-rg-way ${kind}` });
    const level = scale.y(-Math.log2(goal));
    const squares = first.map((power, k) => s("rect", { x: scale.x(k) - 2.5, y: scale.y(power) - 2.5, width: 5, height: 5, class: "cb-rg-mark cb-rg-in-r" }));
    const circles = second.map((power, k) => s("circle", { cx: scale.x(k), cy: scale.y(power), r: 2.8, class: "cb-rg-mark cb-rg-in-alpha" }));
    ways.replaceChildren(
      s("line", { x1: scale.x(step), x2: scale.x(step), y1: RG_BOX.top, y2: RG_BOX.height - RG_BOX.bottom, class: "cb-rg-now" }),
      s("line", { x1: scale.x(0), x2: scale.x(RG_STEPS), y1: level, y2: level, class: "cb-rg-goal" }),
      line(first, "cb-rg-in-r"), line(second, "cb-rg-in-alpha"), ...squares, ...circles,
    );
  };
  return { node, show };
}
