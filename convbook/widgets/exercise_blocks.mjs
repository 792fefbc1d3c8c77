// The blocks of statements and of what an answer does: paragraphs, grids of numbers, tables.
import { format } from "./core.mjs";
import { h, reachable } from "./dom.mjs";

/** Elements for a list of blocks; a string is a paragraph, words between back quotes are code. */
export function exBlocks(blocks) {
  return blocks.map((block) => {
    if (typeof block === "string") return h("p", {}, ...exWords(block));
    if (block.text !== undefined) return h("p", { class: "cb-ex-fact" }, ...exWords(block.text));
    return block.cells ? exGridBlock(block) : exRows(block);
  });
}

/** Words of a text; those between back quotes are code. */
export function exWords(text) {
  return text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));
}

/** A number or a word as the book prints it. */
function exText(value) {
  return typeof value === "number" ? format(value) : String(value);
}

function exGridBlock({ cells, label, role }) {
  const body = cells.map((row) => h("tr", {}, ...row.map((value) => h("td", { class: "cb-cell" }, exText(value)))));
  return exScrolled(h("table", { class: `cb-ex-cells cb-role-${role}` }, h("caption", {}, label), h("tbody", {}, ...body)), label);
}

function exRows({ heads, rows }) {
  // A head without words is no head.
  const head = h("tr", {}, ...heads.map((text) => (text === "" ? h("td") : h("th", { scope: "col" }, text))));
  const body = rows.map((row) => h("tr", {}, ...row.map((value) => h("td", {}, exText(value)))));
  return exScrolled(h("table", { class: "cb-ex-rows" }, h("thead", {}, head), h("tbody", {}, ...body)), "Table");
}

/** A table that may be wider than a phone. */
function exScrolled(table, label) {
  const scroll = h("div", { class: "cb-ex-scroll" }, table);
  reachable(scroll, table, () => label);
  return scroll;
}
