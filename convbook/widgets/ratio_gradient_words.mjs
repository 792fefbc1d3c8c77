// What the figure ratio-gradient says.
import { RG_STEPS, rgPixels, rgSize } from "./ratio_gradient_state.mjs";

/** Four significant digits, a true minus sign. */
export function rgNumber(value) {
  const rounded = Number(value.toPrecision(4));
  return (Object.is(rounded, -0) ? 0 : rounded).toString().replace("-", "−");
}

export function rgSentence(params, numbers) {
  const [low, high] = numbers.plateau.map(rgNumber);
  const count = numbers.result[0];
  return (
    `Ratio ${rgNumber(1 / params.alpha)}, alpha ${rgNumber(params.alpha)}: ${params.size} px become ${count}. ` +
    `The size is ${count} for every ratio from ${low} to ${high}, so its true slope is 0; straight through it is ${rgNumber(numbers.size_by_r)} by r and ${rgNumber(numbers.size_by_alpha)} by alpha. ` +
    `The distance has slope ${rgNumber(numbers.delta_by_r)} by r and ${rgNumber(numbers.delta_by_alpha)} by alpha.`
  );
}

export function rgStepSentence(params, { path_r: ways, path_alpha: alphas }) {
  const k = params.step;
  const [r, other] = [ways[k], 1 / alphas[k]];
  const px = (ratio) => `ratio ${rgNumber(ratio)}, ${rgSize(params.size, 1 / ratio)} px`;
  return `After step ${k} of ${RG_STEPS}: in r ${px(r)}; in alpha ratio ${rgNumber(other)}, ${rgSize(params.size, alphas[k])} px; goal ${px(1 / params.goal)}.`;
}

/** "both within 1 % of the goal after ..." for the two descents. */
export function rgArrival(name, near) {
  if (near === 0) return `in ${name}: starts at the goal`;
  return near < 0 ? `in ${name}: not within 1 % of the goal after ${RG_STEPS} steps` : `in ${name}: within 1 % of the goal from step ${near}`;
}

export function rgCellSentence(cell, { points }) {
  const count = points.length / 2;
  const both = [points[cell], points[count + cell]];
  const read = both.map((point) => (rgPixels(point).length > 1 ? `between px ${rgPixels(point).join(" and ")}` : `on px ${point}`));
  return `Cell ${cell} of ${count}: its points lie at ${both.map(rgNumber).join(" and ")} px, ${read[0] === read[1] ? `both ${read[0]}` : read.join(" and ")}.`;
}

export function rgPixelSentence(pixel, cells) {
  if (!cells.length) return `Input px ${pixel}: no cell reads it.`;
  const list = cells.length > 1 ? `cells ${cells.slice(0, -1).join(", ")} and ${cells.at(-1)} read it` : `cell ${cells[0]} reads it`;
  return `Input px ${pixel}: ${list}.`;
}
