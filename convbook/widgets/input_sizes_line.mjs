// The number line of input sizes: uneven layers at each as a bar, clean sizes as dots to choose.
import { h, s } from "./dom.mjs";
import { ISZ_MOST_SIZE } from "./input_sizes_state.mjs";

const ISZ_BASE = 74;
const ISZ_BAR = 52; // height of a bar that stands for all layers

/** Draws the line into `node`; `onSize(n)` is called when a size is pressed or dragged to. */
export function iszNumberLine({ onSize }) {
  const node = s("svg", { class: "cb-isz-line", "aria-hidden": "true", height: 112 });
  const box = h("div", { class: "cb-isz-linebox" }, node);
  let state = null;
  const choose = (event) => {
    const x = event.clientX - node.getBoundingClientRect().left;
    const n = Math.round(state.first + x / state.step - 0.5);
    onSize(Math.max(1, Math.min(ISZ_MOST_SIZE, n)));
  };
  // The line moves with its middle, so that a press is one step and not a drag.
  node.addEventListener("click", choose);
  const show = (params, { low, counts, unread }, width) => {
    const most = params.kinds.length;
    const reach = width < 480 ? 32 : 64;
    const first = params.size - reach;
    const step = width / (2 * reach + 1);
    state = { first, step };
    const x = (n) => (n - first + 0.5) * step;
    const bars = { uneven: "", unread: "" };
    const dots = [];
    counts.forEach((count, i) => {
      const n = low + i;
      if (n < first || n > params.size + reach || count < 0) return;
      const wide = Math.max(1.5, step - 1.5);
      const tall = (ISZ_BAR * count) / most;
      const more = (ISZ_BAR * unread[i]) / most;
      const bar = (height, from) => `M${iszRound(x(n) - wide / 2)},${iszRound(ISZ_BASE - from)}v${iszRound(-height)}h${iszRound(wide)}v${iszRound(height)}z`;
      if (count) bars.uneven += bar(tall, 0);
      if (unread[i]) bars.unread += bar(more, tall);
      if (!count) dots.push(n);
    });
    const sparse = dots.length <= (width < 480 ? 5 : 9) ? dots : dots.filter((n) => n === params.size || Math.abs(n - params.size) % 32 === 0);
    const at = x(params.size);
    const away = sparse.filter((n) => Math.abs(x(n) - at) > 26);
    const labels = away.filter((n, i) => i === 0 || x(n) - x(away[i - 1]) > 26);
    node.setAttribute("width", width);
    node.replaceChildren(
      s("path", { class: "cb-isz-now-size", d: `M${iszRound(at)},14V${ISZ_BASE + 14}` }),
      s("path", { class: "cb-isz-bars", d: bars.uneven }),
      s("path", { class: "cb-isz-bars-plain", d: bars.unread }),
      s("path", { class: "cb-isz-axis", d: `M${iszRound(Math.max(0, x(1) - step / 2))},${ISZ_BASE + 0.5}H${width}` }),
      ...dots.map((n) => s("circle", { class: "cb-isz-clean", cx: iszRound(x(n)), cy: ISZ_BASE + 8, r: Math.min(4, Math.max(2, step * 0.7)) })),
      ...labels.map((n) => s("text", { class: "cb-isz-size", x: iszRound(iszInside(x(n), width)), y: ISZ_BASE + 28 }, String(n))),
      s("text", { class: "cb-isz-size cb-isz-here", x: iszRound(at), y: ISZ_BASE + 28 }, String(params.size)),
    );
  };
  return { box, show };
}

function iszInside(x, width) {
  return Math.max(14, Math.min(width - 14, x));
}

function iszRound(value) {
  return Math.round(value * 10) / 10;
}
