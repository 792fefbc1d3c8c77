// Paths from a pixel to an output: products of weights, their sum, gates, a layer changed.
import { format } from "./core.mjs";
import { button, frame, h, narrator, reachable, s } from "./dom.mjs";
import { pthChanges, pthInputs, pthKernels, pthLitTaps, pthMain, pthMoves } from "./paths_controls.mjs";
import { PTH_BARS, pthLayout } from "./paths_layout.mjs";
import { PTH_OUTPUTS, pthCompute, pthNormalize, pthSeen, pthSizes, pthTorchCode } from "./paths_state.mjs";
import { pthBars, pthGround, pthLights, pthUnits } from "./paths_view.mjs";
import { pthProduct, pthRemark, pthResult, pthSentence } from "./paths_words.mjs";

const PTH_MOST_TERMS = 20;
const PTH_NARROWEST = 60;

function normalize(params) {
  return pthNormalize(params);
}

function compute(params) {
  return pthCompute(params);
}

function torchCode(params) {
  return pthTorchCode(params);
}

/** The sum, one term a path; and buttons that go from path to path. */
function pthWalk({ get, set, look }) {
  const sum = h("div", { class: "cb-pth-sum", "aria-hidden": "true" });
  const at = h("span", {});
  const step = (by) => {
    const count = pthSeen(get()).paths.length;
    set({ path: (get().path + by + count + 1) % (count + 1) });
  };
  const before = button("◂ Previous path", () => step(-1));
  const next = button("Next path ▸", () => step(1));
  const all = button("All paths", () => set({ path: 0 }));
  sum.addEventListener("pointerleave", () => look(null));
  const term = (params, seen, path, index) => h("span", {
    class: `cb-pth-term${path.shut === null ? "" : " cb-pth-dead"}${params.path === index + 1 ? " cb-pth-picked" : ""}`,
    onpointerenter: () => look({ path: index + 1 }),
    onclick: () => set({ path: get().path === index + 1 ? 0 : index + 1 }),
  }, pthProduct(seen, path));
  let built = "";
  const show = (params, seen) => {
    const count = seen.paths.length;
    at.textContent = !count ? "no path" : params.path ? `path ${params.path} of ${count}` : count === 1 ? "the only path" : `all ${count} paths`;
    for (const one of [before, next, all]) one.disabled = !count;
    const key = JSON.stringify([seen.kernels, seen.paths.map((path) => [path.taps, path.shut]), params.pixel, params.output]);
    if (key !== built) {
      const terms = seen.paths.slice(0, PTH_MOST_TERMS).flatMap((path, index) => [index ? "+" : "", term(params, seen, path, index)]);
      const more = count > PTH_MOST_TERMS ? [`+ … (${count - PTH_MOST_TERMS} more)`] : [];
      const total = count ? `= ${format(seen.field[params.pixel])}` : "";
      sum.replaceChildren(h("span", { class: "cb-pth-name" }, "weights from layer 1 up:"), ...terms, ...more, total);
    }
    built = key;
    sum.querySelectorAll(".cb-pth-term").forEach((node, index) => node.classList.toggle("cb-pth-picked", params.path === index + 1));
  };
  return { node: h("div", {}, h("div", { class: "cb-pth-walk" }, before, next, all, at), sum), show };
}

/** Both drawings, one above the other, in a box that scrolls where they are too wide. */
function pthStage({ get, set, look, inputs }) {
  const layers = ["ground", "lights", "units"].map(() => s("g", {}));
  const stack = s("svg", { class: "cb-pth-drawing", "aria-hidden": "true" }, ...layers);
  const bars = s("svg", { class: "cb-pth-drawing cb-pth-bars", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-pth-stage", tabindex: "0", role: "application",
    "aria-label": "Stack with its paths: left and right choose the pixel, shift with them the output, up and down the path",
  }, stack);
  const caption = h("p", { class: "cb-pth-caption" });
  const scroll = h("div", { class: "cb-pth-scroll" }, stage, inputs.node, caption, bars);
  reachable(scroll, stack, () => "Stack and field");
  let layout = null;
  const spot = (event, node) => {
    const box = node.getBoundingClientRect();
    if (!layout) return null;
    if (node === bars) {
      const unit = layout.column(event.clientX - box.left);
      return unit === null ? null : { level: 0, unit };
    }
    return layout.find(event.clientX - box.left, event.clientY - box.top);
  };
  const patch = (place) => (place.level === 0 ? { pixel: place.unit, path: 0 } : place.level === get().layers ? { output: place.unit, path: 0 } : null);
  for (const node of [stack, bars]) {
    let dragging = false;
    node.addEventListener("pointermove", (event) => {
      const place = spot(event, node);
      if (dragging && place && patch(place)) set(patch(place));
      else look(place && (patch(place) ?? { through: place }));
    });
    node.addEventListener("pointerdown", (event) => {
      const place = spot(event, node);
      dragging = Boolean(place && patch(place));
      if (dragging) set(patch(place));
    });
    const drop = () => (dragging = false);
    node.addEventListener("pointerup", drop);
    node.addEventListener("pointerleave", () => {
      drop();
      look(null);
    });
  }
  stage.addEventListener("keydown", (event) => pthKeys(event, get, set));
  let ground = "";
  const show = (params, seen, through, width) => {
    layout = pthLayout(params, width);
    const key = JSON.stringify([params.layers, params.taps, params.change === "one" ? params.layer : 0, layout.width]);
    if (key !== ground) {
      layers[0].replaceChildren(...pthGround(layout));
      for (const [node, height] of [[stack, layout.height], [bars, PTH_BARS]]) {
        node.setAttribute("width", layout.width);
        node.setAttribute("height", height);
      }
    }
    ground = key;
    layers[1].replaceChildren(...pthLights(layout, params, seen, through));
    layers[2].replaceChildren(...pthUnits(layout, params, seen, through));
    bars.replaceChildren(...pthBars(layout, params, seen));
    const rest = seen.rest.some((value, i) => value !== seen.field[i]) ? " Dashed: at rest, no gates." : "";
    caption.textContent = `Field R(i; ${params.output}) for every pixel i.${rest}`;
    inputs.show(params, layout);
    return layout;
  };
  return { node: scroll, show, room: scroll };
}

function pthKeys(event, get, set) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const walk = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const now = get();
  if (by) {
    const size = pthSizes(now)[0];
    if (event.shiftKey) set({ output: Math.max(0, Math.min(PTH_OUTPUTS - 1, now.output + by)), path: 0 });
    else set({ pixel: Math.max(0, Math.min(size - 1, now.pixel + by)), path: 0 });
  } else if (walk) {
    const count = pthSeen(now).paths.length;
    set({ path: (now.path + walk + count + 1) % (count + 1) });
  } else return;
  event.preventDefault();
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Sums over paths", normalize, torchCode });
  let glance = null; // what the pointer is over, for as long as it is
  const look = (next) => {
    if (JSON.stringify(next) === JSON.stringify(glance)) return;
    glance = next;
    draw(get());
  };
  const hands = { get, set, look };
  const main = pthMain({ set, presets: model.get("baked").presets });
  const changes = pthChanges(hands);
  const moves = pthMoves(hands);
  const kernels = pthKernels(hands);
  const stage = pthStage({ ...hands, inputs: pthInputs(hands) });
  const walk = pthWalk(hands);
  const result = h("p", { class: "cb-pth-result" });
  const remark = h("p", { class: "cb-pth-remark" });
  const told = narrator();
  const picture = h("div", { class: "cb-pth-picture" }, kernels.node, stage.node);
  body.append(h("div", { class: "cb-pth" }, main.node, changes.node, moves.node, result, picture, walk.node, told.node, remark));

  let width = 0;
  let waiting = 0;
  let shown = null;
  const paint = () => {
    waiting = 0;
    const { params, seen, through } = shown;
    const layout = stage.show(params, seen, through, width || stage.room.clientWidth || 480);
    kernels.show(get(), layout, pthLitTaps(params, seen));
  };
  const draw = (params) => {
    const { through = null, ...patch } = glance ?? {};
    const under = glance ? normalize({ ...params, ...patch }) : params;
    const valid = through && through.level < under.layers && through.unit < pthSizes(under)[through.level];
    shown = { params: under, seen: pthSeen(under), through: valid ? through : null };
    result.textContent = pthResult(under, shown.seen);
    remark.textContent = pthRemark(under, shown.seen);
    walk.show(under, shown.seen);
    told.say(pthSentence(under, shown.seen, shown.through));
    waiting ||= requestAnimationFrame(paint);
  };
  onChange((params) => {
    main.show(params);
    changes.show(params);
    moves.show(params);
    draw(params);
    if (!width) {
      cancelAnimationFrame(waiting);
      paint();
      paint(); // the kernels, now there, leave less room
    }
  });
  const sized = new ResizeObserver(() => {
    const next = stage.room.clientWidth;
    if (next < PTH_NARROWEST || next === width) return;
    width = next;
    paint();
  });
  sized.observe(stage.room);
  return () => {
    cancelAnimationFrame(waiting);
    sized.disconnect();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
