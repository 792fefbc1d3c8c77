// The plane of the two ratios: a point to drag; lines where the output's size changes.
import { h, s } from "./dom.mjs";
import { DP_ALPHAS, dpCount } from "./dynamic_pool_state.mjs";

const DP_BOX = 100;
const DP_OCTAVES = Math.log2(DP_ALPHAS[1] / DP_ALPHAS[0]);
const DP_TICKS = [0.5, 1, 2, 4, 8];

/** Large ratios, which enlarge, lie at the right and at the top. */
function dpAcross(alpha) {
  return (DP_BOX * Math.log2(DP_ALPHAS[1] / alpha)) / DP_OCTAVES;
}

function dpAt(share) {
  const alpha = DP_ALPHAS[1] / 2 ** (DP_OCTAVES * Math.min(1, Math.max(0, share)));
  return Math.round(alpha * 64) / 64;
}

/** Ratios at which the number of outputs along an axis changes, as places along it. */
function dpSteps(size) {
  const places = [];
  for (let n = 1; n < 2 * size; n += 1) {
    const alpha = size / (n + 0.5);
    if (alpha < DP_ALPHAS[1] && alpha > DP_ALPHAS[0]) places.push(dpAcross(alpha));
  }
  return places;
}

export function dpPlane({ set }) {
  const regions = s("path", { class: "cb-dp-steps" });
  const here = s("rect", { class: "cb-dp-region" });
  const knob = s("circle", { r: 4.5, class: "cb-dp-knob" });
  const half = DP_BOX - dpAcross(2);
  const ticks = DP_TICKS.flatMap((alpha) => {
    const [at, name] = [dpAcross(alpha), alpha === 0.5 ? "2" : alpha === 1 ? "1" : `1/${alpha}`];
    const y = DP_BOX - at + 2.5 + (alpha === 8 ? -2 : alpha === 0.5 ? 2 : 0);
    return [s("text", { x: at, y: DP_BOX + 9, "text-anchor": "middle" }, name), s("text", { x: -3, y, "text-anchor": "end" }, name)];
  });
  const names = [s("text", { x: DP_BOX / 2, y: DP_BOX + 18, "text-anchor": "middle" }, "ratio across"), s("text", { x: -17, y: DP_BOX / 2, "text-anchor": "middle", transform: `rotate(-90 -17 ${DP_BOX / 2})` }, "ratio down")];
  const special = s("path", { d: `M${dpAcross(1)} 0V${DP_BOX}M0 ${DP_BOX - dpAcross(1)}H${DP_BOX}`, class: "cb-dp-one" });
  const pool = s("path", { d: `M${dpAcross(2) - 2.5} ${half}h5M${dpAcross(2)} ${half - 2.5}v5`, class: "cb-dp-half" });
  const ground = s("rect", { width: DP_BOX, height: DP_BOX, class: "cb-dp-ground" });
  const plane = s("svg", { viewBox: `-24 -6 132 127`, "aria-hidden": "true" }, ground, here, regions, special, pool, ...ticks, ...names, knob);
  const drag = (event) => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const box = ground.getBoundingClientRect();
    set({ alpha_w: dpAt((event.clientX - box.left) / box.width), alpha_h: dpAt((box.bottom - event.clientY) / box.height) });
  };
  plane.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    plane.setPointerCapture(event.pointerId);
    drag(event);
  });
  plane.addEventListener("pointermove", drag);
  const note = h("p", { class: "cb-dp-note" }, "Drag the point. The output’s size changes at the lines; the cross is r = 1/2.");
  const show = ({ rows, columns, alpha_h, alpha_w }) => {
    const [across, down] = [dpSteps(columns), dpSteps(rows)];
    regions.setAttribute("d", [...across.map((x) => `M${x} 0V${DP_BOX}`), ...down.map((y) => `M0 ${DP_BOX - y}H${DP_BOX}`)].join(""));
    const [x, y] = [dpAcross(alpha_w), DP_BOX - dpAcross(alpha_h)];
    const ends = (places, at) => [Math.max(0, ...places.filter((p) => p <= at)), Math.min(DP_BOX, ...places.filter((p) => p > at))];
    const [left, right] = ends(across, x);
    const [low, high] = ends(down, DP_BOX - y);
    for (const [key, value] of Object.entries({ x: left, width: right - left, y: DP_BOX - high, height: high - low })) here.setAttribute(key, value);
    knob.setAttribute("cx", x);
    knob.setAttribute("cy", y);
    plane.dataset.size = `${dpCount(rows, alpha_h)}x${dpCount(columns, alpha_w)}`;
  };
  return { node: h("div", { class: "cb-dp-plane" }, plane, note), show };
}
