// What the reader's hands do in the figure conv2d: look, point, pin, type, paint, resize.
import { button } from "./dom.mjs";
import { nearestFit } from "./conv2d_fit.mjs";
import { geometryOf, product, resized } from "./conv2d_state.mjs";

/** The cell of a grid that an event or a point of the screen hits, as its index; -1: none. */
function cellHit(grid, target) {
  const cell = target?.closest?.(".cb-cell");
  return cell && grid.contains(cell) ? [...grid.querySelectorAll(".cb-cell")].indexOf(cell) : -1;
}

/** Whether an input or a weight that was pointed at is still there. */
function stillThere(params, { input, channel, at, tap }) {
  const place = geometryOf(params);
  if (channel >= params.in_channels) return false;
  return input ? at.every((line, axis) => line < place.input[axis + 1]) : tap < product(place.kernel);
}

/** Presses that keep what is looked at: a click or Enter on a cell, or the button; Escape lets go. */
function pinning({ pressed, release }) {
  const hold = (grid, seen) => {
    const press = (event) => {
      const index = cellHit(grid, event.target);
      if (index >= 0) pressed(seen(index));
    };
    grid.addEventListener("click", (event) => {
      const types = event.target.matches("input") && !event.target.readOnly;
      if (!types) press(event);
    });
    grid.addEventListener("keydown", (event) => {
      if (event.key === "Enter") press(event);
      if (event.key === "Escape") release();
    });
  };
  return hold;
}

/** The pointer writes one number into all cells it is drawn over; begun on that number, it writes 0. */
function painting({ get, edit, isOn }) {
  let stroke = 0;
  const brush = (grid, flatOf) => {
    const dab = (index) => {
      const at = index < 0 ? null : flatOf(index);
      if (at !== null) edit(at, stroke);
    };
    const begin = (index) => {
      const at = index < 0 ? null : flatOf(index);
      const { input, brush: number } = get();
      if (at !== null) stroke = input[at] === number ? 0 : number;
      dab(index);
    };
    grid.addEventListener("pointerdown", (event) => {
      if (!isOn()) return;
      event.target.releasePointerCapture?.(event.pointerId);
      begin(cellHit(grid, event.target));
    });
    grid.addEventListener("pointermove", (event) => {
      if (!isOn() || !event.buttons) return;
      const index = cellHit(grid, document.elementFromPoint(event.clientX, event.clientY));
      if (index >= 0) dab(index);
    });
    grid.addEventListener("keydown", (event) => {
      if (!isOn() || ![" ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      begin(cellHit(grid, event.target));
    });
  };
  return brush;
}

/**
 * `probe` is told which input or weight is pointed at, `look` which output; a pinned one stays
 * while the pointer goes elsewhere. `hold(grid, seen)` and `brush(grid, flatOf)` watch a grid.
 */
export function conv2dHands({ get, set, stop, redraw }) {
  let probed = null;
  let pinned = null;
  const isOn = () => get().paint && get().source === "numbers";
  const release = () => {
    pinned = null;
    probed = null;
    redraw();
  };
  const goTo = (filter, index) => {
    const [, rows, columns] = geometryOf(get()).output;
    probed = null;
    stop();
    set({ look: filter * rows * columns + index });
  };
  const probe = (next) => {
    if (pinned) return;
    probed = next;
    redraw();
  };
  const look = (filter, index) => pinned || goTo(filter, index);
  const pressed = (seen) => {
    if (!seen || (seen.input && isOn())) return;
    if (JSON.stringify(seen) === JSON.stringify(pinned)) return release();
    pinned = seen;
    if (seen.output) goTo(seen.filter, seen.index);
    else probed = seen;
    return redraw();
  };
  const pin = button("Pin", () => (pinned ? release() : pressed({ output: true, ...placeOf(get()) })), {
    title: "Keep what is looked at while the pointer goes elsewhere (also: click a cell, or Enter)",
  });
  const show = (params) => {
    if (probed && !stillThere(params, probed)) pinned = probed = null;
    pin.textContent = pinned ? "Unpin" : "Pin";
    pin.setAttribute("aria-pressed", String(Boolean(pinned)));
  };
  const edit = (list) => (index, value) => set({ [list]: get()[list].map((old, i) => (i === index ? value : old)) });
  const change = (wanted) => {
    const now = get();
    const { patch, words } = nearestFit(now, wanted);
    probed = pinned = null;
    set(resized(now, patch));
    return words;
  };
  const hold = pinning({ pressed, release });
  const brush = painting({ get, edit: edit("input"), isOn });
  const letGo = () => (probed = pinned = null);
  return { probe, look, edit, change, hold, brush, pin, show, letGo, probed: () => probed };
}

/** The output looked at as its filter and its place within the filter's map. */
function placeOf({ look, ...params }) {
  const [, rows, columns] = geometryOf(params).output;
  return { filter: Math.floor(look / (rows * columns)), index: look % (rows * columns) };
}
