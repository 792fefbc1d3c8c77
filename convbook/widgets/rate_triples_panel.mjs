// Around the picture of the figure rate-triples: controls, the four quadrants, the triple, the design.
import { button, checkbox, h, select, slider } from "./dom.mjs";
import { rtGrowth } from "./rate_triples_growth.mjs";
import { RT_COLOURS } from "./rate_triples_cube.mjs";
import { RT_MOST, RT_TARGET } from "./rate_triples_state.mjs";
import { RT_RULE_NAMES, rtDesignWords, rtVerdict } from "./rate_triples_words.mjs";
import { covWhy } from "./coverage_line.mjs";

export function rtControls({ set }) {
  const kernel = slider({ label: "Kernel k × k", min: 2, max: 7, value: 3, onInput: (value) => set({ kernel: value }) });
  const rule = select({ label: "Rule", options: Object.entries(RT_RULE_NAMES), value: "goal", onInput: (value) => set({ rule: value }) });
  const most = slider({ label: "Rates up to", min: 3, max: RT_MOST, value: 9, onInput: (value) => set({ most: value }) });
  const node = h("div", { class: "cb-controls" }, kernel.node, rule.node, most.node);
  const show = (params) => {
    kernel.set(params.kernel);
    rule.set(params.rule);
    most.set(params.most);
  };
  return { node, show };
}

/** Counts of the four classes, which is the legend too. */
export function rtQuadrants() {
  const cells = [0, 1, 2, 3].map((code) => {
    const mark = h("span", { class: `cb-rt-mark cb-role-${RT_COLOURS[code]}${code % 2 ? " cb-rt-open" : ""}`, "aria-hidden": "true" });
    const count = h("span", {});
    return { node: h("td", {}, mark, count), count };
  });
  const row = (name, pair) => h("tr", {}, h("th", { scope: "row" }, name), ...pair.map((cell) => cell.node));
  const table = h("table", { class: "cb-rt-table" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "triples"), h("th", { scope: "col" }, "no hole"), h("th", { scope: "col" }, "holes"))),
    h("tbody", {}, row("rule passes", cells.slice(0, 2)), row("rule fails", cells.slice(2))));
  const show = (quadrants) => quadrants.forEach((count, code) => (cells[code].count.textContent = String(count)));
  return { node: table, show };
}

/** The triple looked at: sliders, M values and verdicts, and why. */
export function rtDetail({ get, set }) {
  const put = (i, value) => set({ rates: get().rates.map((old, j) => (j === i ? value : old)) });
  const rates = ["r₁", "r₂", "r₃"].map((label, i) => slider({ label, min: 1, max: 9, value: 1, onInput: (value) => put(i, value) }));
  const verdict = h("p", { class: "cb-rt-verdict" });
  const why = h("p", { class: "cb-cov-why" });
  const growth = rtGrowth();
  const node = h("div", { class: "cb-rt-detail" }, ...rates.map((rate) => rate.node), verdict, why, growth.node);
  const show = (params, numbers, room) => {
    rates.forEach((rate, i) => rate.set(params.rates[i], { max: params.most }));
    verdict.textContent = rtVerdict(params, numbers);
    why.textContent = covWhy(numbers);
    why.classList.toggle("cb-cov-bad", !numbers.free);
    growth.show(numbers, params.kernel, room);
  };
  return { node, growth: growth.node, show };
}

/** Ask for a field, get the rates. */
export function rtHelper({ get, set, compute }) {
  const target = slider({ label: "Design: reach a field of", min: 2, max: RT_TARGET, value: 27, text: (n) => `${n} px`, onInput: (value) => set({ target: value }) });
  const sawtooth = checkbox({ label: "Sawtooth 1, 2, …, k", value: false, onInput: (value) => set({ sawtooth: value }) });
  const said = h("p", { class: "cb-rt-design" });
  const place = button("Show it in the picture", () => {
    const rates = [...compute(get()).design.slice(0, -1), compute(get()).cut];
    set({ rates, most: Math.max(get().most, ...rates) });
  });
  const node = h("div", { class: "cb-rt-helper" }, h("div", { class: "cb-controls" }, target.node, sawtooth.node), said, place);
  const show = (params, numbers) => {
    target.set(params.target);
    sawtooth.set(params.sawtooth);
    said.textContent = rtDesignWords(params, numbers);
    place.disabled = numbers.design.length !== 3 || Math.max(numbers.design[1], numbers.cut) > RT_MOST;
  };
  return { node, show };
}
