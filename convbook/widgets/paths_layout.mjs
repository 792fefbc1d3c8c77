// Where units, edges and bars of the figure paths stand.
import { pthSizes, pthTaps } from "./paths_state.mjs";

const PTH_TOP = 34;
const PTH_BELOW = 32; // room for the pixels' numbers
const PTH_EDGE = 8;
export const PTH_BARS = 104; // height of the field's part

export function pthLayout(params, width) {
  const sizes = pthSizes(params);
  const taps = pthTaps(params);
  const gap = Math.max(27, Math.min(58, (width - 2 * PTH_EDGE) / sizes[0]));
  const whole = Math.max(width, gap * sizes[0] + 2 * PTH_EDGE);
  const left = (whole - gap * sizes[0]) / 2 + gap / 2;
  const pitch = params.layers > 3 ? 74 : 88;
  const shifts = [0];
  taps.forEach((t, l) => shifts.push(shifts[l] + (t - 1) / 2));
  const x = (level, unit) => Math.round((left + (unit + shifts[level]) * gap) * 10) / 10;
  const y = (level) => PTH_TOP + (params.layers - level) * pitch;
  const radius = Math.min(15, gap * 0.38);
  const find = (px, py) => {
    const level = Math.round(params.layers - (py - PTH_TOP) / pitch);
    if (level < 0 || level > params.layers || Math.abs(py - y(level)) > Math.max(18, radius + 6)) return null;
    const unit = Math.round((px - left) / gap - shifts[level]);
    return unit >= 0 && unit < sizes[level] ? { level, unit } : null;
  };
  const column = (px) => {
    const i = Math.round((px - left) / gap);
    return i >= 0 && i < sizes[0] ? i : null;
  };
  return { sizes, taps, gap, width: Math.floor(whole), x, y, radius, find, column, pitch, height: PTH_TOP + params.layers * pitch + PTH_BELOW };
}

/** The line of a tap, from the unit above to the one below. */
export function pthEdge(layout, level, unit, tap) {
  return `M${layout.x(level, unit)} ${layout.y(level)}L${layout.x(level - 1, unit + tap)} ${layout.y(level - 1)}`;
}
