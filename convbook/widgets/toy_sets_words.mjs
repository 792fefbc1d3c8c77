// What the figure toy-sets says.
import { TS_SIDE, tsRuns } from "./toy_sets_state.mjs";

/** A share in percent, with a decimal where there is little. */
export function tsPercent(share) {
  const percent = 100 * share;
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

function tsSpans(numbers) {
  return tsRuns(numbers).map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`)).join(" and ");
}

/** "the whole height" where twice as tall does not fit. */
function tsBigger(extent, way) {
  return 2 * extent > TS_SIDE ? `at its full ${way === "tall" ? "height" : "width"}` : `twice as ${way}`;
}

export function tsWindowSentence(params, numbers) {
  const { y, x, height, width } = params;
  const [rows, columns] = [numbers.rows, numbers.columns];
  return (
    `Window of ${height} × ${width} px at row ${y}, column ${x}: it reads rows ${tsSpans(rows)} and columns ${tsSpans(columns)} of the picture ${params.picture}, ` +
    `${rows.length} and ${columns.length}; ${numbers.distinct[0]} of its ${height} rows and ${numbers.distinct[1]} of its ${width} columns differ.`
  );
}

export function tsSourceSentence(y, x, rows, columns) {
  const many = tsRuns(rows).length * tsRuns(columns).length;
  if (!many) return `Picture pixel row ${y}, column ${x}: it does not appear in the image.`;
  const places = many === 1 ? "at one place" : `at ${many} places`;
  const parts = [["row", rows], ["column", columns]].map(([word, list]) => `${word}${list.length > 1 ? "s" : ""} ${tsSpans(list)}`);
  const shown = many <= 4 ? ` (${parts.join(", ")})` : "";
  return `Picture pixel row ${y}, column ${x}: it appears ${places} of the image${shown}, ${rows.length * columns.length} px in all.`;
}

export function tsPlaneSentence(height, width, share, turned) {
  const start = `Windows of ${height} × ${width} px hold ${tsPercent(share)} of the variation on average`;
  return height === width ? `${start}. Enter sets the window to this size.` : `${start}; lying the other way, ${width} × ${height}, ${tsPercent(turned)}. Enter sets the window to this size.`;
}

/** The rows of the table: what each axis holds. */
export function tsAxisRows(params, numbers) {
  return [
    ["down", params.height, `${numbers.rows.length} of ${params.detail_h}`, String(numbers.distinct[0])],
    ["across", params.width, `${numbers.columns.length} of ${params.detail_w}`, String(numbers.distinct[1])],
  ];
}

/** The three shares, as [name, share]. */
export function tsShareRows({ height, width }, { share, taller, wider }) {
  return [
    [`this window, ${height} × ${width}`, share],
    [`${tsBigger(height, "tall")}, ${Math.min(TS_SIDE, 2 * height)} × ${width}`, taller],
    [`${tsBigger(width, "wide")}, ${height} × ${Math.min(TS_SIDE, 2 * width)}`, wider],
  ];
}

export function tsLaid({ detail_h, detail_w, size_h, size_w }) {
  const axis = (detail, size) => {
    const stretch = Math.round((100 * size) / detail) / 100;
    const copies = Math.round((100 * TS_SIDE) / size) / 100;
    return `stretch ${stretch}, ${copies} ${copies === 1 ? "copy" : "copies"}`;
  };
  return `down: ${axis(detail_h, size_h)}; across: ${axis(detail_w, size_w)}`;
}
