// The growing block: from the smallest rate up, k copies of what is filled, and their union.
import { h, s } from "./dom.mjs";

const RT_BAR = 4;
const RT_UNION = 11;
const RT_LINE = 15;

/** Runs of places that are filled: [first, last]. */
function rtRuns(filled) {
  const runs = [];
  filled.forEach((value, i) => {
    if (!value) return;
    if (runs.length && runs.at(-1)[1] === i - 1) runs.at(-1)[1] = i;
    else runs.push([i, i]);
  });
  return runs;
}

function rtBar(runs, shift, y, tall, unit) {
  return runs.map(([a, b]) => {
    const trim = b === a && unit > 4 ? 0.5 : 0;
    return `M${((a + shift) * unit + trim).toFixed(2)},${y}h${((b - a + 1) * unit - 2 * trim).toFixed(2)}v${tall}h${(-(b - a + 1) * unit + 2 * trim).toFixed(2)}z`;
  }).join("");
}

/** Draw it for sorted rates and what each must fit into. */
export function rtGrowth() {
  const svg = s("svg", { class: "cb-rt-growth", "aria-hidden": "true" });
  const node = h("div", { class: "cb-rt-growing" }, svg);
  const show = ({ sorted, blocks, fails, field }, kernel, room) => {
    const unit = Math.min(14, (room - 2) / field);
    let filled = [1];
    let y = 0;
    const parts = [];
    sorted.forEach((rate, i) => {
      const runs = rtRuns(filled);
      const sign = rate <= blocks[i] ? "≤" : ">";
      const known = fails < 0 || i <= fails;
      const text = `${kernel} copies, ${rate} px apart${known ? `: ${rate} ${sign} ${blocks[i]}` : ""}${i === fails ? ", a hole" : ""}`;
      parts.push(s("text", { x: 0, y: y + 11, class: i === fails ? "cb-rt-fails" : null }, text));
      y += RT_LINE;
      const next = new Array(filled.length + (kernel - 1) * rate).fill(0);
      let bars = "";
      for (let tap = 0; tap < kernel; tap += 1) {
        bars += rtBar(runs, tap * rate, y, RT_BAR - 1, unit);
        filled.forEach((value, at) => value && (next[at + tap * rate] = 1));
        y += RT_BAR;
      }
      parts.push(s("path", { class: "cb-rt-copies", d: bars }));
      y += 1;
      parts.push(s("rect", { class: "cb-rt-hull", x: 0.5, y: y + 0.5, width: next.length * unit, height: RT_UNION - 1 }));
      parts.push(s("path", { class: "cb-rt-union", d: rtBar(rtRuns(next), 0, y, RT_UNION, unit) }));
      y += RT_UNION + 5;
      filled = next;
    });
    svg.replaceChildren(...parts);
    svg.setAttribute("width", Math.ceil(Math.max(field * unit + 2, Math.min(room, 200))));
    svg.setAttribute("height", y);
  };
  return { node, show };
}
