// What the figure conv2d does with sizes that do not fit: the nearest that do, and why.
import { effectiveKernelSize } from "./core.mjs";
import { geometryOf, roomLeft } from "./conv2d_state.mjs";

/** The patch as far towards `wanted` as the kernel still fits, and what to say if it fell short. */
export function nearestFit(params, wanted) {
  const misfit = (patch) => ["h", "w"].find((axis) => roomLeft({ ...params, ...patch }, axis) < 0);
  const patch = { ...wanted };
  const axis = misfit(patch);
  if (!axis) return { patch, words: "" };
  const words = misfitWords({ ...params, ...patch }, axis);
  while (misfit(patch)) {
    for (const key of Object.keys(patch)) patch[key] += Math.sign(params[key] - patch[key]);
  }
  const kept = [...new Set(Object.values(patch))];
  return { patch, words: kept.length === 1 ? `${words} Kept at ${kept[0]}.` : words };
}

function misfitWords(params, axis) {
  const [kernel, dilation] = [params[`kernel_${axis}`], params[`dilation_${axis}`]];
  const lines = axis === "h" ? "rows" : "columns";
  const spread = dilation > 1 ? ` with dilation ${dilation}` : "";
  const extent = effectiveKernelSize(kernel, dilation);
  const padded = geometryOf(params).padded[axis === "h" ? 0 : 1];
  return (
    `That does not fit: ${kernel} taps${spread} span ${extent} ${lines}, the padded input has ${padded}. ` +
    "A larger input, more padding, less dilation or a smaller kernel makes room."
  );
}
