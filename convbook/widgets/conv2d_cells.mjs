// Cells of the figure conv2d: their width, shades and tags, and the frame that a grid scrolls in.
import { format } from "./core.mjs";
import { h, reachable } from "./dom.mjs";

const CHARACTER = 0.58;
const ROOM = 0.75;
const CELL_EM = 0.84;
const FINE_EM = 0.72;
const FINE_FROM = 12;
const LEAST_BRIGHT = 118;
const TONES = new WeakMap();

/** A part with its name above it; where it is too wide it scrolls, and the keyboard reaches it. */
export function captioned(part, extra = "") {
  const name = h("p", { class: "cb-c2-name" });
  const scroll = h("div", { class: "cb-c2-scroll" }, part);
  reachable(scroll, part, () => name.textContent);
  const title = (text) => {
    if (name.textContent === text) return;
    name.textContent = text;
    if (part.hasAttribute("role")) part.setAttribute("aria-label", text);
  };
  let place = "";
  // Bring the share of the width that is looked at into sight, unless the reader's hand is here.
  const reveal = (key, share) => {
    const moved = key !== place;
    place = key;
    if (!moved || !scroll.hasAttribute("tabindex") || part.matches(":hover, :focus-within")) return;
    requestAnimationFrame(() => scroll.scrollTo(share * scroll.scrollWidth - scroll.clientWidth / 2, 0));
  };
  return { node: h("div", { class: "cb-c2-block" }, name, scroll, extra), title, reveal };
}

/** Cells as wide as the longest number needs, finer in wide grids; returns the grid's width. */
export function setWidth(node, values, columns) {
  const fine = columns > FINE_FROM;
  const longest = Math.max(...values.map((value) => format(value).length));
  const least = fine ? 1.4 : columns > 5 ? 2 : 2.25;
  const width = Math.max(least, longest * CHARACTER + (fine ? 0.3 : ROOM));
  node.style.setProperty("--cb-w", `${width}em`);
  node.classList.toggle("cb-c2-fine", fine);
  if (fine) setShades(node, values);
  return `calc(${columns} * (${width * (fine ? FINE_EM : CELL_EM)}em + ${fine ? 1 : 2}px) + 8px)`;
}

/** In a fine grid numbers are also shades, so that it reads as a picture. */
function setShades(node, values) {
  const reach = Math.max(...values.map(Math.abs)) || 1;
  node.querySelectorAll(".cb-cell").forEach((cell, index) => {
    const shade = `${Math.round(6 + (38 * Math.abs(values[index])) / reach)}%`;
    if (cell.style.getPropertyValue("--cb-shade") !== shade) cell.style.setProperty("--cb-shade", shade);
  });
}

/** Write small numbers on cells: `tagOf(index)`, or null for none. */
export function setTags(node, tagOf) {
  node.querySelectorAll('[role="gridcell"]').forEach((cell, index) => {
    const tag = tagOf(index);
    if (tag === null) cell.removeAttribute("data-tag");
    else if (cell.dataset.tag !== tag) cell.dataset.tag = tag;
  });
}

/** Shade the cells of a photograph as its pixels, with black or white digits, whichever reads better. */
export function setTones(node, values, isPhoto) {
  if (!node.classList.toggle("cb-c2-pixels", isPhoto)) return;
  const cells = node.querySelectorAll(".cb-cell");
  const key = values.join();
  const known = TONES.get(node);
  if (known?.key === key && known.first === cells[0]) return;
  TONES.set(node, { key, first: cells[0] });
  cells.forEach((cell, index) => {
    cell.style.setProperty("--cb-pixel", `rgb(${values[index]} ${values[index]} ${values[index]})`);
    cell.style.setProperty("--cb-digit", values[index] >= LEAST_BRIGHT ? "#000" : "#fff");
  });
}

/** Fields that cannot be typed into are still looked at, and open no keyboard on a phone. */
export function setLock(node, locked) {
  for (const cell of node.querySelectorAll("input")) cell.readOnly = locked;
}
