// What the figure receptive-field says: the unit looked at, and what a reader should know of the stack.
import { effectiveKernelSize, format } from "./core.mjs";
import { rfLayer } from "./receptive_field_state.mjs";

const RF_EXACT = 2 ** 53;

function rfRuns(indices) {
  if (indices.length === 1) return `${indices[0]}`;
  const whole = indices.at(-1) - indices[0] === indices.length - 1;
  if (whole) return `${indices[0]} to ${indices.at(-1)}`;
  return indices.length <= 6 ? rfList(indices) : `${indices.length} of those from ${indices[0]} to ${indices.at(-1)}`;
}

function rfList(values) {
  return values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
}

function rfCount(value) {
  return value < RF_EXACT ? value.toLocaleString("en-US") : "more than 9 × 10¹⁵";
}

/** Where the looked-at unit sees, what of it lies in the image, holes, paths, outputs reached. */
export function rfSentence(params, result) {
  const { layer, unit, size } = params;
  const last = result.sizes.length - 1;
  if (layer === 0) return `Px ${unit} of the image of ${size} px. ${last ? rfReach(result, last) : "No layer fits."}`;
  const [low, high] = result.region;
  const inside = Math.max(0, Math.min(high, size - 1) - Math.max(low, 0) + 1);
  const read = result.counts.filter(Boolean).length;
  const field = high - low + 1;
  const where = inside === field ? `all in the image of ${size}` : `${inside} of them in the image of ${size}`;
  const parts = [`Unit ${unit} of layer ${layer} sees px ${format(low)} to ${format(high)}: ${field} px, ${where}.`];
  if (read < inside) parts.push(read ? `It reads ${read} of these; ${inside - read} ${inside - read === 1 ? "is a hole" : "are holes"}.` : "No path reaches the image: it reads only padding.");
  const most = Math.max(...result.counts);
  if (read) parts.push(`${most === 1 ? "One path leads" : `Up to ${rfCount(most)} paths lead`} from a px to it.`);
  if (layer < last) parts.push(rfReach(result, last));
  return parts.join(" ");
}

function rfReach({ outputs, sizes }, last) {
  if (!outputs.length) return "It reaches no output.";
  const names = outputs.length === 1 ? `output ${outputs[0]}` : `outputs ${rfRuns(outputs)}`;
  return `It reaches ${names} of layer ${last} (${outputs.length} of ${sizes[last]}).`;
}

/** The stack's own numbers, as one line. */
export function rfResult({ result, sizes }) {
  const [field, jump, start] = result;
  const units = sizes.at(-1);
  return `${units} output${units === 1 ? "" : "s"}, field ${field} px, jump ${jump} px, start ${format(start)} px`;
}

/** One sentence each on what does not fit, is uneven, off centre, unread, or concentrated. */
export function rfRemarks(params, levels, result) {
  const texts = [];
  const fit = levels.length - 1;
  if (fit < params.kinds.length) {
    const { k, d, p } = rfLayer(params, fit);
    texts.push(`Layer ${fit + 1} does not fit: its kernel spans ${effectiveKernelSize(k, d)} units, and ${levels[fit].units + 2 * p} are there, padding included. It and the layers behind it are left out.`);
  }
  const { uneven, shift, unread, sizes } = result;
  if (uneven.length === 1) texts.push(`Layer ${uneven[0]} uses its padding unevenly: its windows leave ${levels[uneven[0]].rest} unit${levels[uneven[0]].rest === 1 ? "" : "s"} at the end unread.`);
  if (uneven.length > 1) texts.push(`Layers ${rfList(uneven)} use their padding unevenly: their windows leave units at the end unread.`);
  if (shift) texts.push(`The outputs’ centres lie ${format(Math.abs(shift))} px ${shift < 0 ? "left" : "right"} of the middle of the image, on average.`);
  if (unread) texts.push(`${unread} of ${sizes[0]} px ${unread === 1 ? "is" : "are"} seen by no output.`);
  const field = levels[params.layer].field;
  if (params.layer && field > sizes[0]) texts.push(`The field of layer ${params.layer} (${field} px) is larger than the image (${sizes[0]} px).`);
  if (params.layer && result.sigma) {
    const share = Math.round((400 * result.sigma) / field);
    texts.push(`If all paths to a unit of layer ${params.layer} weigh alike, they spread with σ = ${format(Math.round(10 * result.sigma) / 10)} px: 4σ is ${share} % of the field.`);
  }
  return texts;
}
