// The figure blind-spots: what it says.
import { BS_SHAPE, BS_SIZES } from "./blind_spots_state.mjs";

export const BS_NAMES = {
  same: "zeros as trained (SAME)", even: "zeros, 1 px on every side", odd: "zeros, picture of 193 px", reflect: "mirrored (reflect)",
};
export const BS_SIDES = { same: [0, 1, 0, 1], even: [1, 0, 1, 0], odd: [1, 1, 1, 1], reflect: [0, 1, 0, 1] };
const BS_EDGES = ["top", "bottom", "left", "right"];

/** A score in thousandths, as a reader reads it. */
export function bsScore(thousandths) {
  return (thousandths / 1000).toFixed(2);
}

export function bsShare(count) {
  const percent = (100 * count) / (BS_SHAPE[0] * BS_SHAPE[1]);
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Where the face is: its distances from the two nearest edges. */
function bsPlace({ room: [top, bottom, left, right] }) {
  const vertical = top <= bottom ? `${top} px from the top` : `${bottom} px from the bottom`;
  const across = left <= right ? `${left} px from the left` : `${right} px from the right`;
  return `${vertical}, ${across} edge`;
}

export function bsSentence(params, numbers, index) {
  const score = numbers.result[0];
  const seen = score < 10 * params.threshold ? "missed" : "found";
  const change = score - numbers.middle[index];
  const middle = bsScore(numbers.middle[index]);
  const against =
    change === 0 ? "as in the middle of the picture" : `where the middle of the picture, at the same place of a cell, gives ${middle}`;
  return `Face ${bsPlace(numbers)}: score ${bsScore(score)}, ${seen}; ${against}.`;
}

/** What the layers of stride 2 read beyond the picture. */
export function bsRead(border) {
  const read = BS_EDGES.filter((_, side) => BS_SIDES[border][side]);
  const what = border === "reflect" ? "a mirrored row or column" : "zeros";
  const where = read.length === 4 ? "at all four edges" : `at the ${read.join(" and ")} edge only`;
  return `${BS_SIZES[border]} × ${BS_SIZES[border]} px. Dashed: layers of stride 2 read ${what} ${where}.`;
}
