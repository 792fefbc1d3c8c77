// Around the map of the figure coverage: controls, neighbouring outputs, facts, the criterion.
import { button, h, select, slider, uid } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { covWhy } from "./coverage_line.mjs";
import { COV_MOST_LAYERS, COV_MOST_RATE, COV_REACH } from "./coverage_state.mjs";
import { covOutputName, covPercent } from "./coverage_words.mjs";

/** Rates typed as "1, 2, 5" or [1,2,5]; null where they are not legal. */
export function covTyped(text) {
  const parts = text.replace(/[[\]()]/g, " ").split(/[\s,;]+/).filter(Boolean);
  const rates = parts.map(Number);
  const legal = rates.every((rate) => Number.isInteger(rate) && rate >= 1 && rate <= COV_MOST_RATE);
  return legal && rates.length >= 1 && rates.length <= COV_MOST_LAYERS ? rates : null;
}

function covRatesField(onRates) {
  const id = uid("rates");
  const input = h("input", { type: "text", id, inputmode: "text", autocomplete: "off", spellcheck: "false" });
  const hint = h("span", { class: "cb-cov-hint" });
  input.addEventListener("input", () => {
    const rates = covTyped(input.value);
    hint.textContent = rates || !input.value.trim() ? "" : `1 to ${COV_MOST_LAYERS} whole numbers from 1 to ${COV_MOST_RATE}`;
    if (rates) onRates(rates);
  });
  const set = (rates) => {
    if (covTyped(input.value)?.join() !== rates.join() && document.activeElement !== input) {
      input.value = rates.join(", ");
      hint.textContent = "";
    }
  };
  input.addEventListener("blur", () => onRates(null));
  return { node: h("div", { class: "cb-field cb-cov-rates" }, h("label", { for: id }, "Rates, the layer nearest the input first"), input, hint), input, set };
}

export function covControls({ get, set, presets, names }) {
  const put = (rates) => set({ rates, depth: rates.length });
  const kernel = slider({ label: "Kernel k × k", min: 2, max: 7, value: 3, onInput: (value) => set({ kernel: value }) });
  const start = select({
    label: "Start from", options: [["", "own rates"], ...names.map((name) => [name, name])], value: "",
    onInput: (name) => name && set({ ...presets[name], kernel: get().kernel }),
  });
  const typed = covRatesField((rates) => (rates ? put(rates) : typed.set(get().rates)));
  const depth = slider({ label: "Count through layer", min: 1, max: 3, value: 3, onInput: (value) => set({ depth: value }) });
  const layers = Array.from({ length: COV_MOST_LAYERS }, (_, i) =>
    slider({ label: `Rate of layer ${i + 1}`, min: 1, max: COV_MOST_RATE, value: 1, onInput: (value) => set({ rates: get().rates.map((old, j) => (j === i ? value : old)) }) }));
  const add = button("Add a layer", () => put([...get().rates, get().rates.at(-1)]));
  const remove = button("Remove the last", () => put(get().rates.slice(0, -1)));
  const node = h("div", {},
    h("div", { class: "cb-controls" }, kernel.node, typed.node, start.node, depth.node),
    h("div", { class: "cb-controls cb-cov-layers" }, ...layers.map((layer) => layer.node), h("div", { class: "cb-cov-acts" }, add, remove)));
  const show = ({ kernel: k, rates, depth: d }) => {
    kernel.set(k);
    typed.set(rates);
    start.set(names.find((name) => presets[name].rates.join() === rates.join() && d === rates.length) ?? "");
    depth.set(d, { max: rates.length });
    depth.input.disabled = rates.length === 1;
    layers.forEach((layer, i) => {
      layer.node.hidden = i >= rates.length;
      if (i < rates.length) layer.set(rates[i]);
    });
    add.disabled = rates.length === COV_MOST_LAYERS;
    remove.disabled = rates.length === 1;
  };
  return { node, show };
}

const COV_SIDE = 2 * COV_REACH + 1;

/** Outputs around the one looked at, with the share of its pixels that each reads too. */
export function covOutputs(onPick) {
  const offset = (index) => [Math.floor(index / COV_SIDE) - COV_REACH, (index % COV_SIDE) - COV_REACH];
  const grid = numberGrid({
    label: "Outputs around output A: share of its pixels that they read too, in per cent", role: "output",
    look: (index) => index !== null && onPick(...offset(index)),
    name: (index) => covOutputName(...offset(index)),
  });
  const caption = h("p", { class: "cb-cov-caption" }, "Outputs around A: point at one. Per cent of A’s pixels that it reads too");
  const node = h("div", { class: "cb-cov-outputs" }, caption, grid.node);
  const show = ({ dy, dx }, { shared, used, output }, probe) => {
    const reads = (y, x) => Boolean(probe && output[probe[0] - y] && output[probe[1] - x]);
    const cells = Array.from({ length: COV_SIDE ** 2 }, (_, i) => offset(i));
    grid.show({
      values: cells.map(([y, x]) => covPercent(shared[Math.abs(y)] * shared[Math.abs(x)], used * used)),
      rows: COV_SIDE, columns: COV_SIDE,
      mark: (i) => [
        reads(...cells[i]) && "cb-on", cells[i][0] === dy && cells[i][1] === dx && "cb-picked",
        !shared[Math.abs(cells[i][0])] || !shared[Math.abs(cells[i][1])] ? "cb-cov-apart" : "",
      ].filter(Boolean).join(" "),
    });
  };
  return { node, show };
}

/** The facts as a short list, then the criterion, one row a layer from the smallest rate up. */
export function covFacts() {
  const names = ["Receptive field", "Pixels read", "Largest gap", "Most paths from a pixel"];
  const cells = names.map(() => h("dd", {}));
  const list = h("dl", { class: "cb-cov-facts" }, ...names.flatMap((name, i) => [h("dt", {}, name), cells[i]]));
  const heads = ["layer", "rate", "filled before", "fits", "filled after"];
  const body = h("tbody", {});
  const table = h("table", { class: "cb-cov-table" }, h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))), body);
  const why = h("p", { class: "cb-cov-why" });
  const node = h("div", { class: "cb-cov-side" }, list, why, table);
  const show = (numbers, kernel) => {
    const { field, used, gap, most, share, sorted, blocks, layers, fails } = numbers;
    const texts = [`${field} × ${field} px`, `${used ** 2} of ${field ** 2}, ${(100 * share).toFixed(1)} %`, gap === 1 ? "1 px, no hole" : `${gap} px`, String(most)];
    texts.forEach((text, i) => (cells[i].textContent = text));
    why.textContent = covWhy(numbers);
    why.classList.toggle("cb-cov-bad", fails >= 0);
    body.replaceChildren(...sorted.map((rate, i) => {
      const known = fails < 0 || i <= fails;
      const fits = known ? (rate <= blocks[i] ? `${rate} ≤ ${blocks[i]}` : `${rate} > ${blocks[i]}`) : "–";
      const after = fails < 0 || i < fails ? `${blocks[i] + (kernel - 1) * rate} px` : "holes";
      const texts = [rate, known ? `${blocks[i]} px` : "–", fits, after];
      return h("tr", { class: i === fails ? "cb-cov-bad" : null }, h("th", { scope: "row" }, String(layers[i])), ...texts.map((text) => h("td", {}, String(text))));
    }));
  };
  return { node, show };
}
