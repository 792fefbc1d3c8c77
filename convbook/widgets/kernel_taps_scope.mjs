// The scope as a surface of squares, with the taps over it: drag one, or all.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";

const KT_CELL = 40;
const KT_MARGIN = 1;
const KT_GRASP = 0.42;

/** Drawing coordinate of a place in the scope, where entry q has its middle at q. */
function ktAt(place) {
  return (place + 0.5 + KT_MARGIN) * KT_CELL;
}

function ktBox(y, x, attributes) {
  return s("rect", { x: ktAt(x - 0.5), y: ktAt(y - 0.5), width: KT_CELL, height: KT_CELL, ...attributes });
}

/** The surface: one square an entry, darker for larger numbers; a dashed ring where zeros follow. */
function ktSurfaceNodes({ scope, weights, clamp }) {
  const most = Math.max(...weights.map(Math.abs)) || 1;
  const nodes = [];
  if (!clamp) {
    for (let y = -1; y <= scope; y += 1) {
      for (let x = -1; x <= scope; x += 1) {
        if (y >= 0 && x >= 0 && y < scope && x < scope) continue;
        nodes.push(ktBox(y, x, { class: "cb-kt-ring" }), s("text", { x: ktAt(x - 0.5) + 5, y: ktAt(y - 0.5) + 15, class: "cb-kt-zero" }, "0"));
      }
    }
  }
  weights.forEach((value, e) => {
    const [y, x] = [Math.floor(e / scope), e % scope];
    const sign = value < 0 ? "cb-kt-minus" : "cb-kt-plus";
    nodes.push(ktBox(y, x, { class: `cb-kt-entry ${sign}`, "fill-opacity": (0.6 * Math.abs(value)) / most }));
    nodes.push(s("text", { x: ktAt(x - 0.5) + 4, y: ktAt(y - 0.5) + 15, class: "cb-kt-number" }, format(value)));
  });
  return nodes;
}

/** The unit square of a tap: it covers each entry by the tap's weight. */
function ktFootprint(y, x, chosen) {
  return ktBox(y, x, { class: chosen ? "cb-kt-square cb-kt-chosen" : "cb-kt-square" });
}

function ktHandle(y, x, chosen) {
  return s(
    "g",
    { class: chosen ? "cb-kt-tap cb-kt-chosen" : "cb-kt-tap" },
    s("circle", { cx: x, cy: y, r: 0.34 * KT_CELL, class: "cb-kt-grasp" }),
    s("circle", { cx: x, cy: y, r: chosen ? 6 : 4, class: "cb-kt-dot" }),
  );
}

/** Where the tap reads, and where its offset has sent it, if that is outside of a clamped scope. */
export function ktPlaces({ scope, clamp }, positions) {
  const inside = (place) => (clamp ? Math.min(scope - 1, Math.max(0, place)) : place);
  return Array.from({ length: positions.length / 2 }, (_, tap) => {
    const [y, x] = [positions[2 * tap], positions[2 * tap + 1]];
    return { y, x, readY: inside(y), readX: inside(x) };
  });
}

/** Where a tap is drawn and grasped: at its place, or at the rim of the picture if that is further. */
function ktSeen(place, scope) {
  return Math.min(scope - 0.5 + 0.75, Math.max(-0.5 - 0.75, place));
}

/** The weights of a tap, each in the area that its square shares with an entry's. */
function ktShares(params, numbers, { tap, readY, readX }) {
  const size = params.scope * params.scope;
  return numbers.blends.slice(tap * size, (tap + 1) * size).flatMap((share, e) => {
    if (share < 0.1 || params.scope > 6) return [];
    const [y, x] = [(readY + Math.floor(e / params.scope)) / 2, (readX + (e % params.scope)) / 2];
    const text = share === 1 ? "" : format(Math.round(share * 100) / 100).slice(1);
    return [s("text", { x: ktAt(x), y: ktAt(y) + 3.5, "text-anchor": "middle", class: "cb-kt-share" }, text)];
  });
}

function ktTapNodes(params, numbers, entry) {
  const places = ktPlaces(params, numbers.positions);
  const size = params.scope * params.scope;
  const reads = (tap) => (entry === null ? tap === params.tap : numbers.blends[tap * size + entry] > 0);
  const order = places.map((_, tap) => tap).sort((a, b) => reads(a) - reads(b) || Number(a === params.tap) - Number(b === params.tap));
  const ties = places.filter(({ y, x, readY, readX }) => y !== readY || x !== readX);
  const at = (place) => ktAt(ktSeen(place, params.scope));
  const nodes = order.map((tap) => ktFootprint(places[tap].readY, places[tap].readX, reads(tap)));
  nodes.push(...ties.map(({ y, x, readY, readX }) => s("line", { x1: at(x), y1: at(y), x2: ktAt(readX), y2: ktAt(readY), class: "cb-kt-tie" })));
  if (entry === null) nodes.push(...ktShares(params, numbers, { ...places[params.tap], tap: params.tap }));
  else nodes.push(ktBox(Math.floor(entry / params.scope), entry % params.scope, { class: "cb-kt-looked" }));
  nodes.push(...order.map((tap) => ktHandle(at(places[tap].y), at(places[tap].x), reads(tap))));
  return nodes;
}

/** Nearest tap within reach of a place, or null. */
function ktNearest(params, positions, y, x, reach) {
  let [found, least] = [null, reach];
  for (let tap = 0; tap < positions.length / 2; tap += 1) {
    const [row, column] = [0, 1].map((axis) => ktSeen(positions[2 * tap + axis], params.scope));
    const distance = Math.hypot(row - y, column - x);
    // Of taps that lie on each other the chosen one is taken.
    if (distance < least || (distance === least && found !== null && tap === params.tap)) [found, least] = [tap, distance];
  }
  return found;
}

/**
 * The picture of the scope. `onTap(tap)` and `onEntry(entry | null)` follow the pointer;
 * `onDrag(tap | null, start, moved)` moves one tap, or all, where `start` is the state at the grasp.
 */
export function ktScope({ get, positions, onTap, onEntry, onDrag }) {
  const surface = s("g", {});
  const taps = s("g", {});
  const picture = s("svg", { role: "img", class: "cb-kt-scope" }, surface, taps);
  const node = h("figure", { class: "cb-kt-left" }, picture, h("figcaption", {}, "scope, and the taps over it"));
  let held = null;
  let drawn = "";

  const place = (event) => {
    const box = picture.getBoundingClientRect();
    const unit = box.width / (get().scope + 2 * KT_MARGIN);
    return [event.clientY - box.top, event.clientX - box.left].map((at) => at / unit - KT_MARGIN - 0.5);
  };
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [y, x] = place(event);
    held = { tap: ktNearest(get(), positions(), y, x, KT_GRASP), y, x, start: get() };
    if (held.tap !== null) onTap(held.tap);
    picture.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  picture.addEventListener("pointermove", (event) => {
    const [y, x] = place(event);
    if (held) return onDrag(held.tap, held.start, [y - held.y, x - held.x]);
    const tap = ktNearest(get(), positions(), y, x, KT_GRASP * 0.7);
    if (tap !== null) return onTap(tap);
    const [row, column] = [Math.round(y), Math.round(x)];
    const { scope } = get();
    const inside = row >= 0 && column >= 0 && row < scope && column < scope;
    return onEntry(inside ? row * scope + column : null);
  });
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => (held = null));
  picture.addEventListener("pointerleave", () => held || onEntry(null));

  const show = (params, numbers, entry, label) => {
    const key = JSON.stringify([params.scope, params.weights, params.clamp]);
    if (key !== drawn) {
      const side = (params.scope + 2 * KT_MARGIN) * KT_CELL;
      picture.setAttribute("viewBox", `0 0 ${side} ${side}`);
      surface.replaceChildren(...ktSurfaceNodes(params));
      drawn = key;
    }
    picture.setAttribute("aria-label", label);
    picture.classList.toggle("cb-kt-many", params.scope > 6);
    taps.replaceChildren(...ktTapNodes(params, numbers, entry));
  };
  return { node, show };
}
