// What the layer of the figure octave costs: the curve over alpha, and the counts.
import { h, s } from "./dom.mjs";
import { octaveCost, octaveCounts, OCTAVE_STEPS, octaveTheory } from "./octave_state.mjs";
import { octaveGrouped, octavePercent } from "./octave_words.mjs";

const OCTAVE_BOX = { left: 34, right: 250, top: 10, bottom: 150 };
const OCTAVE_KINDS = ["macs", "activations"];

function octaveX(alpha) {
  return OCTAVE_BOX.left + alpha * (OCTAVE_BOX.right - OCTAVE_BOX.left);
}

function octaveY(share) {
  return OCTAVE_BOX.bottom - share * (OCTAVE_BOX.bottom - OCTAVE_BOX.top);
}

function octaveAxes() {
  const marks = [0, 0.25, 0.5, 0.75, 1];
  const text = (x, y, anchor, words) => s("text", { x, y, "text-anchor": anchor }, words);
  return s(
    "g",
    { class: "cb-oct-axes" },
    ...marks.map((m) => s("path", { d: `M${octaveX(0)} ${octaveY(m)}H${octaveX(1)}` })),
    ...marks.map((m) => text(octaveX(0) - 5, octaveY(m) + 3.5, "end", `${100 * m}`)),
    ...marks.map((m) => text(octaveX(m), OCTAVE_BOX.bottom + 14, "middle", String(m))),
    text(octaveX(0.5), OCTAVE_BOX.bottom + 28, "middle", "α, share of low channels"),
  );
}

/** The curves of the formula, and the steps that this number of channels can take. */
function octaveLines(params) {
  const at = (step) => octaveCost({ ...params, alpha: step / OCTAVE_STEPS });
  const costs = Array.from({ length: OCTAVE_STEPS + 1 }, (_, step) => at(step));
  const line = (shares) => `M${shares.map((y, i) => `${octaveX(i / OCTAVE_STEPS).toFixed(1)} ${octaveY(y).toFixed(1)}`).join("L")}`;
  const stairs = (shares) =>
    shares.map((y, i) => `${i ? "H" : "M"}${octaveX(i / OCTAVE_STEPS).toFixed(1)}${i ? "V" : " "}${octaveY(y).toFixed(1)}`).join("");
  const theory = costs.map(octaveTheory);
  const counted = costs.map((cost) => octaveCounts(params, cost));
  return OCTAVE_KINDS.map((kind, i) => ({
    smooth: line(theory.map((pair) => pair[i])),
    steps: stairs(counted.map((counts) => counts[`share_${kind}`])),
  }));
}

function octavePlot() {
  const curves = OCTAVE_KINDS.map((kind) => ({
    smooth: s("path", { class: `cb-oct-curve cb-oct-${kind}` }),
    steps: s("path", { class: `cb-oct-stairs cb-oct-${kind}` }),
    dot: s("circle", { class: `cb-oct-dot cb-oct-${kind}`, r: 5 }),
  }));
  const parts = curves.flatMap(({ smooth, steps, dot }) => [steps, smooth, dot]);
  const node = s("svg", { viewBox: "0 0 262 182", class: "cb-oct-plot", role: "img" }, octaveAxes(), ...parts);
  let drawn = "";
  const show = (params, seen) => {
    const { layer, alpha_out: other, in_channels: a, out_channels: b, stride, exchange } = params;
    const key = [layer, other, a, b, stride, exchange].join();
    if (key !== drawn) {
      octaveLines(params).forEach(({ smooth, steps }, i) => {
        curves[i].smooth.setAttribute("d", smooth);
        curves[i].steps.setAttribute("d", steps);
      });
    }
    drawn = key;
    OCTAVE_KINDS.forEach((kind, i) => {
      curves[i].dot.setAttribute("cx", octaveX(params.alpha));
      curves[i].dot.setAttribute("cy", octaveY(seen[`share_${kind}`]));
    });
    const [macs, activations] = OCTAVE_KINDS.map((kind) => octavePercent(seen[`share_${kind}`]));
    const words = `Cost against α. At α = ${params.alpha}: multiply-adds ${macs}, numbers of the output ${activations} of vanilla`;
    node.setAttribute("aria-label", words);
  };
  return { node, show };
}

function octaveTable() {
  const rows = [
    ["weights", "params", ""],
    ["multiply-adds", "macs", "cb-oct-key cb-oct-macs"],
    ["numbers of the output", "activations", "cb-oct-key cb-oct-activations"],
  ].map(([name, kind, key]) => {
    const cells = Array.from({ length: 3 }, () => h("td", {}));
    const row = h("tr", {}, h("th", { scope: "row", class: key || null }, name), ...cells);
    return { row, cells, kind };
  });
  const head = ["counts", "octave", "vanilla", "share"].map((name) => h("th", { scope: "col" }, name));
  const node = h("table", { class: "cb-oct-table" }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows.map((r) => r.row)));
  const show = (seen) => {
    for (const { cells, kind } of rows) {
      const [own, plain] = [seen[kind], seen[`plain_${kind}`]];
      [octaveGrouped(own), octaveGrouped(plain), octavePercent(own / plain)].forEach((text, i) => {
        if (cells[i].textContent !== text) cells[i].textContent = text;
      });
    }
  };
  return { node, show };
}

/** Curve and table; `show(params, seen)` brings them up to date. */
export function octaveCosts() {
  const plot = octavePlot();
  const table = octaveTable();
  const name = h("p", { class: "cb-oct-name" }, "% of the vanilla layer: the formula, and the steps of these channels");
  const node = h("div", { class: "cb-oct-costs" }, name, plot.node, table.node);
  const show = (params, seen) => {
    plot.show(params, seen);
    table.show(seen);
  };
  return { node, show };
}
