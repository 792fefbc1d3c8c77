// The nine products of the figure sampling-points, and the four pixels behind one of them.
import { format } from "./core.mjs";
import { h, reachable } from "./dom.mjs";
import { spInside } from "./sampling_points_compute.mjs";

const SP_COLUMNS = ["tap", "reads at", "value", "weight", "product"];

/** The table of the nine taps; `look(tap)` follows the pointer. */
export function spTable({ look }) {
  const rows = Array.from({ length: 9 }, (_, tap) => {
    const cells = SP_COLUMNS.map((_name, i) => h(i ? "td" : "th", i ? {} : { scope: "row" }));
    cells[0].textContent = `${Math.floor(tap / 3)}, ${tap % 3}`;
    return { cells, node: h("tr", { onpointerenter: () => look(tap) }, ...cells) };
  });
  const total = h("td", {});
  const foot = h("tr", { class: "cb-pts-total" }, h("th", { scope: "row", colspan: 4 }, "output, the sum"), total);
  const head = h("tr", {}, ...SP_COLUMNS.map((name) => h("th", { scope: "col" }, name)));
  const table = h("table", { class: "cb-pts-table" }, h("thead", {}, head), h("tbody", {}, ...rows.map((row) => row.node), foot));
  const node = h("div", { class: "cb-pts-scroll" }, table);
  reachable(node, table, () => "Products of the nine taps");
  const show = (numbers, looked) => {
    rows.forEach(({ cells, node: row }, t) => {
      const texts = [
        `${format(numbers.points[2 * t])}, ${format(numbers.points[2 * t + 1])}`,
        ...[numbers.values[t], numbers.weights[t], numbers.values[t] * numbers.weights[t]].map(format),
      ];
      texts.forEach((text, i) => {
        if (cells[i + 1].textContent !== text) cells[i + 1].textContent = text;
      });
      row.className = looked.includes(t) ? "cb-pts-looked" : "";
    });
    total.textContent = format(numbers.output[0]);
  };
  return { node, show };
}

/** The 2 x 2 numbers that one tap reads between, with their bilinear shares. */
export function spCard() {
  const title = h("p", { class: "cb-pts-name" });
  const cells = Array.from({ length: 4 }, () => ({ value: h("span", { class: "cb-pts-value" }), share: h("span", { class: "cb-pts-share" }) }));
  const grid = h("div", { class: "cb-pts-four" }, ...cells.map(({ value, share }) => h("div", { class: "cb-pts-cell" }, value, share)));
  const sum = h("p", { class: "cb-pts-sum" });
  const node = h("div", { class: "cb-pts-card" }, title, grid, sum);
  const show = (params, numbers, tap) => {
    const [py, px] = [numbers.points[2 * tap], numbers.points[2 * tap + 1]];
    const [y, x] = [Math.floor(py), Math.floor(px)];
    const [fy, fx] = [py - y, px - x];
    const shares = [(1 - fy) * (1 - fx), (1 - fy) * fx, fy * (1 - fx), fy * fx];
    title.textContent = `Tap ${Math.floor(tap / 3)}, ${tap % 3} reads between rows ${y}, ${y + 1}, columns ${x}, ${x + 1}${params.layers === 2 ? " of the layer below" : ""}`;
    cells.forEach(({ value, share }, i) => {
      const [v, u] = [y + Math.floor(i / 2), x + (i % 2)];
      value.textContent = format(shares[i] > 0 ? numbers.source(v, u) : 0);
      if (shares[i] === 0) value.textContent = "–";
      share.textContent = `× ${format(shares[i])}`;
      value.parentNode.className = `cb-pts-cell${spInside(v, u) ? "" : " cb-pts-outside"}`;
      value.parentNode.style.setProperty("--cb-pts-part", `${Math.round(60 * shares[i])}%`);
    });
    sum.textContent = `sum ${format(numbers.values[tap])}, times weight ${format(numbers.weights[tap])}`;
  };
  return { node, show };
}
