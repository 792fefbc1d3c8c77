// A live figure of the book inside an exercise: its state is the answer.
import { h } from "./dom.mjs";

/** The place of the figure, which is loaded and drawn once a reader opens it; null without one. */
export function exWork({ work, start, onInput }) {
  if (!work) return null;
  const room = h("div", { class: "cb-ex-figure" });
  const status = h("p", { class: "cb-status", role: "status" });
  const node = h("details", { class: "cb-ex-fold" }, h("summary", {}, "Work on it in a live figure: its state is your answer"), status, room);
  let mounted = null;
  let waiting = false;
  let gone = false;
  let held = {};
  const mount = async () => {
    waiting = true;
    status.textContent = "The figure is being loaded …";
    const found = await exFigure(work);
    waiting = false;
    if (gone) return;
    status.textContent = found ? "" : "The figure could not be loaded; the fields below take the same answer.";
    if (found) mounted = exMounted({ ...found, work, start, held, onInput, room });
  };
  // A figure measures the room it has, so it waits until its place is open.
  node.addEventListener("toggle", () => {
    if (node.open && !mounted && !waiting) mount();
  });
  const take = (answer) => {
    held = answer;
    mounted?.take(answer);
  };
  const destroy = () => {
    gone = true;
    mounted?.destroy();
  };
  return { node, take, destroy };
}

/** The figure's module and state; null where neither the page nor its folder has them. */
async function exFigure({ kind, version }) {
  const host = globalThis.convbook;
  try {
    await host?.load?.(kind, version);
  } catch {
    return null;
  }
  const [module, state] = [host?.modules?.[kind], host?.states?.[kind]];
  return module && state ? { module, state } : null;
}

function exMounted({ module, state, work, start, held, onInput, room }) {
  const initial = module.normalize({ ...state.defaults, ...start });
  const values = { params: module.normalize({ ...initial, ...exGiven(work.take, held) }), initial, baked: state.baked };
  const listeners = new Set();
  const model = {
    get: (name) => values[name],
    set: (name, value) => {
      if (JSON.stringify(values[name]) === JSON.stringify(value)) return;
      values[name] = value;
      for (const listener of listeners) listener();
      if (name === "params") onInput(exTaken(work.take, value));
    },
    on: (_event, listener) => listeners.add(listener),
    off: (_event, listener) => listeners.delete(listener),
    save_changes: () => {},
  };
  const undo = module.render({ model, el: room }) ?? (() => {});
  const take = (answer) => {
    values.params = module.normalize({ ...values.params, ...exGiven(work.take, answer) });
    for (const listener of listeners) listener();
  };
  return { take, destroy: undo };
}

/** The answer's fields that a figure's state holds. */
function exTaken(take, state) {
  return Object.fromEntries(Object.entries(take).map(([field, key]) => [field, Array.isArray(key) ? key.map((one) => state[one]) : state[key]]));
}

/** The figure's state that an answer fixes. */
function exGiven(take, answer) {
  const pairs = Object.entries(take).flatMap(([field, key]) => (Array.isArray(key) ? key.map((one, i) => [one, answer[field]?.[i]]) : [[key, answer[field]]]));
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}
