// What the figure foveation says.
import { fvLayers } from "./foveation_state.mjs";

export const FV_NAMES = {
  zeros: "zeros, SAME", valid: "valid", full: "zeros, FULL", reflect: "reflect",
  symmetric: "symmetric", replicate: "replicate", circular: "circular", partial: "partial convolution",
};

const FV_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A count in full up to a million, then as a power of ten. */
export function fvCount(value) {
  if (value < 1e6) return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Math.round(value * 1000) / 1000);
  const [digits, power] = value.toExponential(3).split("e+");
  return `${digits} × 10${[...power].map((digit) => FV_SUPERSCRIPTS[digit]).join("")}`;
}

/** A share of the centre: four decimals, or a power of ten where those are all zero. */
export function fvShare(value) {
  if (value === 0 || value >= 0.00005) return value < 1000 ? String(Math.round(value * 1e4) / 1e4) : fvCount(value);
  const [digits, power] = value.toExponential(0).split("e-");
  return `${digits}·10⁻${[...power].map((digit) => FV_SUPERSCRIPTS[digit]).join("")}`;
}

/** The pixel that the reader points at. */
export function fvSentence({ y, x, mode }, values) {
  const [centre, , , , here] = values;
  const start = `Pixel at row ${y}, column ${x}: ${fvCount(here)} paths`;
  if (!centre) return `${start}; the centre has none.`;
  if (!here) return `${start}: no output depends on it.`;
  const share = here / centre;
  if (share === 1) return `${start}, as many as the centre.`;
  return `${start}, ${fvShare(share)} of the centre’s${share > 1 ? `: ${FV_NAMES[mode]} favours it` : ""}.`;
}

/** One line on the stack: outputs, centre, largest. */
export function fvResult(params, { sizes, peak, flat }, values) {
  const layers = fvLayers(params).length;
  const fit = sizes.length - 1;
  const missing = fit < layers ? ` Layer ${fit + 1} of ${layers} does not fit; it and what follows are left out.` : "";
  const [centre, most] = values;
  const same = most === centre ? `${flat === params.size ? "the same everywhere" : `the same at ${flat} of ${params.size} px along an axis`}` : `largest ${fvCount(most)}, at px ${peak} of both axes`;
  return `${fit} layers, ${sizes.at(-1)} × ${sizes.at(-1)} outputs. Centre ${fvCount(centre)} paths, ${same}.${missing}`;
}

/** What the profile says of left and right. */
export function fvBalance({ asymmetry }) {
  if (asymmetry < 1e-9) return "Left and right are mirror images.";
  return `Left and right differ by up to ${fvShare(asymmetry)} of the largest value of the profile.`;
}
