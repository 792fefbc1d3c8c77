// A live figure of the book inside an exercise: its state is the answer.
import { h } from "./dom.mjs";

/** Mount the figure, or return null where the exercise has none or its script is not here. */
export function exWork({ work, start, onInput }) {
  const module = work && globalThis.convbook?.modules?.[work.kind];
  if (!module) return null;
  const initial = module.normalize({ ...work.defaults, ...start });
  const values = { params: initial, initial, baked: work.baked };
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
  const room = h("div", { class: "cb-ex-figure" });
  const node = h("details", { class: "cb-ex-hint" }, h("summary", {}, "Work on it in a live figure: its state is your answer"), room);
  let undo = null;
  // A figure measures the room it has, so it waits until its place is open.
  node.addEventListener("toggle", () => {
    if (node.open) undo ??= module.render({ model, el: room }) ?? (() => {});
  });
  const take = (answer) => {
    values.params = module.normalize({ ...values.params, ...exGiven(work.take, answer) });
    for (const listener of listeners) listener();
  };
  return { node, take, destroy: () => undo?.() };
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
