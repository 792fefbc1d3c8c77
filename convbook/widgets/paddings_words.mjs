// What the figure paddings says: names, refusals, and the cell or pixel pointed at.
import { format } from "./core.mjs";
import { PZ_MODES, PZ_SIDE, pzBorder, pzByMeans, pzExists, pzMeanPlaces, pzPad } from "./paddings_state.mjs";

export const PZ_NAMES = {
  valid: "valid", zeros: "zeros, SAME", full: "zeros, FULL", circular: "circular", symmetric: "symmetric", reflect: "reflect",
  replicate: "replicate", partial: "partial convolution", distribution: "distribution, stretched", "distribution-reflect": "distribution, reflected",
};

/** What stands at the border, in a few words. */
export const PZ_RULES = {
  valid: "nothing is added", zeros: "0", full: "0, all that a window can reach", circular: "the other end",
  symmetric: "mirrored, edge included", reflect: "mirrored, edge left out", replicate: "the edge, repeated",
  partial: "nothing; windows are rescaled", distribution: "local means, stretched outwards", "distribution-reflect": "local means, reflected",
};

/** What torch or the definition refuses of this row, or "". */
export function pzRefusal(mode, params) {
  const [pad, n] = [pzPad(mode, params), params.row.length];
  if (!pzExists(mode, params)) return `refused: ${n} cells, needs 2p + 1 = ${2 * pad + 1}`;
  if (mode === "reflect" && pad >= n) return `torch refuses: needs p < ${n}; here it mirrors on`;
  if (mode === "circular" && pad > n) return `torch refuses: needs p ≤ ${n}; here it goes round again`;
  if (mode === "symmetric" && pad > n) return `p > ${n}: it mirrors on`;
  return "";
}

/** Windows at the end of a line. */
export function pzWindows(count, n) {
  if (!count) return "no window fits";
  const change = count - n;
  const grown = change > 0 ? `, ${change} more` : `, ${-change} fewer`;
  return `${count} output${count === 1 ? "" : "s"}${change ? grown : ", same size"}`;
}

function pzList(values) {
  const texts = values.map(format);
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

/** The position of the row that the reader points at, and what the layer makes of the row. */
export function pzSentence(params, rows) {
  const i = PZ_MODES.indexOf(params.mode);
  const [long, windows] = [rows.padded[i].length, rows.windows[i]];
  const sizes = long ? ` Padded to ${long} cells: ${pzWindows(windows, params.row.length)}.` : "";
  return pzPlace(params, rows) + sizes;
}

function pzPlace(params, rows) {
  const { mode, at, row, kernel } = params;
  const i = PZ_MODES.indexOf(mode);
  const name = PZ_NAMES[mode][0].toUpperCase() + PZ_NAMES[mode].slice(1);
  if (at < 0 || at >= row.length) return `${name}, position ${format(at)}: ${pzOutside(params, rows, i)}`;
  const pad = pzPad(mode, params);
  const copies = rows.sources[i].map((from, place) => [from, place - pad]).filter(([from, place]) => from === at && place !== at).map(([, place]) => place);
  const start = `${name}, cell ${at}, value ${format(row[at])}`;
  if (pzByMeans(mode)) return `${start}: it goes into the means at the border; what it counts depends on both axes, so no single number stands below.`;
  const copied = copies.length ? `copied to position${copies.length > 1 ? "s" : ""} ${pzList(copies)}` : "copied nowhere";
  if (!rows.windows[i]) return `${start}: ${copied}.`;
  const count = rows.counts[i][at];
  return `${start}: ${copied}. The ${rows.windows[i]} windows use it ${format(count)} time${count === 1 ? "" : "s"}; far from a border it would be ${kernel}.`;
}

function pzOutside(params, rows, i) {
  const { mode, at, row } = params;
  const pad = pzPad(mode, params);
  if (mode === "zeros" || mode === "full") return "a zero, whatever the row holds.";
  if (mode === "partial") {
    const most = Math.max(0, ...rows.factors);
    return `nothing stands here. Each window's sum is multiplied by taps over taps inside${most ? `, at most ${format(most)}` : ""}.`;
  }
  const value = rows.padded[i][at + pad];
  if (pzByMeans(mode)) {
    if (value === undefined) return `does not exist; the row needs ${2 * pad + 1} cells.`;
    const { low, high, share } = pzMeanPlaces(mode, rows.means.length, row.length, pad)[at + pad];
    const span = (start) => `cells ${start} to ${start + 2 * pad} (${format(rows.means[start])})`;
    return share ? `${format(value)}, between the mean of ${span(low)} and that of ${span(high)}.` : `${format(value)}, the mean of ${span(low)}.`;
  }
  return `a copy of cell ${rows.sources[i][at + pad]}, value ${format(value)} (${PZ_RULES[mode]}).`;
}

/** The cells whose values make the position looked at, under one padding. */
export function pzMadeOf(mode, params, rows) {
  const i = PZ_MODES.indexOf(mode);
  const pad = pzPad(mode, params);
  const { at, row } = params;
  if (at < -pad || at >= row.length + pad || !rows.padded[i].length) return [];
  if (at >= 0 && at < row.length) return [at];
  if (!pzByMeans(mode)) return rows.sources[i][at + pad] < 0 ? [] : [rows.sources[i][at + pad]];
  const { low, high, share } = pzMeanPlaces(mode, rows.means.length, row.length, pad)[at + pad];
  const last = (share ? high : low) + 2 * pad;
  return Array.from({ length: last - low + 1 }, (_, step) => low + step);
}

/** The pixel of the photographs that the reader points at. */
export function pzPictureSentence(params, from) {
  const { mode, y, x, border } = params;
  const name = PZ_NAMES[mode][0].toUpperCase() + PZ_NAMES[mode].slice(1);
  const place = `${name}, row ${format(y)}, column ${format(x)}`;
  if ([y, x].every((at) => at >= 0 && at < PZ_SIDE)) return `${place}: a pixel of the photograph.`;
  const [row, column] = from[PZ_MODES.indexOf(mode)];
  if (pzBorder(mode, border) === 0) return `${place}: outside; valid adds nothing.`;
  if (pzByMeans(mode)) return `${place}: a blend of means over ${2 * border + 1} × ${2 * border + 1} pixels.`;
  if (mode === "partial") return `${place}: nothing stands here.`;
  return row < 0 || column < 0 ? `${place}: a zero.` : `${place}: a copy of the pixel at row ${row}, column ${column}.`;
}
