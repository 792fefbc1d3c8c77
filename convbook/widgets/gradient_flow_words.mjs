// What the figure gradient-flow says: which gradients and taps meet, in numbers and in words.
import { format } from "./core.mjs";
import { gfPlace, gfRoom, gfSpreadAt, gfValueAt } from "./gradient_flow_state.mjs";

const GF_TERMS = 12;

/** A factor or summand: negative numbers stand in brackets. */
export function gfBracketed(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

export function gfSplit(index, columns) {
  return [Math.floor(index / columns), index % columns];
}

/** Whether an output gradient counts: in the scattering view, only once its stamp is laid. */
export function gfLaid(params, index) {
  return params.view === "gather" || index < params.stamps;
}

/** Padded places under the window of an output, tap by tap: [row, column]. */
export function gfWindow(params, index) {
  const place = gfPlace(params);
  const [u, v] = gfSplit(index, place.output[1]);
  return params.weight.map((_, tap) => {
    const [a, b] = gfSplit(tap, place.kernel[1]);
    return [u * place.stride + a * place.dilation, v * place.stride + b * place.dilation];
  });
}

/** The pairs [output, tap] that meet at a padded place of the input, output after output. */
export function gfMeetings(params, row, column) {
  const { output } = gfPlace(params);
  const found = [];
  for (let index = 0; index < output[0] * output[1]; index += 1) {
    gfWindow(params, index).forEach(([y, x], tap) => y === row && x === column && found.push([index, tap]));
  }
  return found;
}

/** What is looked at where nobody points: the latest stamp, or the cell that gathers. */
export function gfResting(params) {
  if (params.view === "scatter") return params.stamps ? { kind: "out", index: params.stamps - 1 } : null;
  const [row, column] = gfSplit(params.look, params.width);
  return { kind: "in", at: [row + params.padding, column + params.padding] };
}

function gfTotal(pairs) {
  const total = pairs.reduce((sum, [left, right]) => sum + left * right, 0);
  if (!pairs.length) return "0, an empty sum";
  if (pairs.length > GF_TERMS) return `the sum of ${pairs.length} products = ${format(total)}`;
  return `${pairs.map((pair) => pair.map(gfBracketed).join("·")).join(" + ")} = ${format(total)}`;
}

function gfNamed(index, columns) {
  return `[${gfSplit(index, columns).join(", ")}]`;
}

function gfOutSentence(params, { e }, index) {
  const place = gfPlace(params);
  const name = `e${gfNamed(index, place.output[1])}`;
  if (!gfLaid(params, index)) return `${name} = ${format(e[index])} has not left its stamp yet.`;
  const value = gfBracketed(e[index]);
  const lines = gfWindow(params, index).map((at) => at.map((n) => n - params.padding));
  const span = (axis) => [...new Set(lines.map((at) => at[axis]))].map(format).join(", ");
  return (
    `${name} = ${format(e[index])} adds ${value} · the kernel to ∂L/∂x, at rows ${span(0)} and columns ${span(1)}, ` +
    `and ${value} · the same window of x to ∂L/∂w.`
  );
}

function gfInSentence(params, { e }, [row, column]) {
  const place = gfPlace(params);
  const met = gfMeetings(params, row, column).filter(([index]) => gfLaid(params, index));
  const name = `∂L/∂x[${format(row - params.padding)}, ${format(column - params.padding)}]`;
  const inside = row >= params.padding && column >= params.padding;
  const kept = inside && row < params.padding + params.height && column < params.padding + params.width;
  const dropped = kept ? "" : " It lies in the padding and is dropped.";
  if (!met.length) return `${name} = 0: no output gradient reaches it.${dropped}`;
  const terms = met.map(([index, tap]) => `w${gfNamed(tap, place.kernel[1])}·e${gfNamed(index, place.output[1])}`);
  const symbols = terms.length > GF_TERMS ? "" : `${terms.join(" + ")} = `;
  return `${name} = ${symbols}${gfTotal(met.map(([index, tap]) => [params.weight[tap], e[index]]))}.${dropped}`;
}

/** The pairs [input, output gradient] behind an entry of the weight's gradient. */
export function gfTapPairs(params, e, tap) {
  return e.flatMap((value, index) => {
    if (!gfLaid(params, index)) return [];
    return [[gfValueAt(params, ...gfWindow(params, index)[tap]), value]];
  });
}

function gfTapSentence(params, { e }, tap) {
  const name = `∂L/∂w${gfNamed(tap, params.kernel_w)}`;
  return `${name} = Σ x·e over the inputs that this tap met = ${gfTotal(gfTapPairs(params, e, tap))}.`;
}

function gfSpreadSentence(params, index) {
  const place = gfPlace(params);
  const found = gfSpreadAt(place, ...gfSplit(index, place.spread[1]));
  if (found === "zero") return `A zero put between the gradients, because the stride is ${params.stride}.`;
  return "A zero of the padding, so that the turned kernel reaches every input.";
}

/** The sentence for what is looked at. */
export function gfSentence(params, result, probe) {
  if (!probe) return "No stamp is laid: both gradients are 0.";
  if (probe.kind === "out") return gfOutSentence(params, result, probe.index);
  if (probe.kind === "in") return gfInSentence(params, result, probe.at);
  if (probe.kind === "tap") return gfTapSentence(params, result, probe.tap);
  return gfSpreadSentence(params, probe.index);
}

/** The loss, and the bias' gradient. */
export function gfLossLine(params, { loss, grad_b }) {
  const formula = params.loss === "squared" ? "L = ½ Σ y², so e = y" : "L = Σ e·y";
  return `${formula}; L = ${format(loss)}, ∂L/∂b = Σ e = ${format(grad_b)}`;
}

/** Multiplications of forward pass and gradients. */
export function gfCostLine(params, { macs: [forward, toInput, toWeight, gathering, touched] }) {
  const plain = `Multiplications: forward ${forward}, ∂L/∂x ${toInput}, ∂L/∂w ${toWeight}.`;
  if (params.view === "scatter") return plain;
  return `${plain} The gathering view takes ${gathering}, ${gathering - touched} of them with zeros put in or padded.`;
}

/** Which of the two axes leave rows or columns that no window reads, in words. */
export function gfRestLine(params) {
  const rests = [0, 1].map((axis) => gfRoom(params, axis) % params.stride);
  const parts = ["row", "column"].flatMap((noun, axis) => (rests[axis] ? [`${rests[axis]} ${noun}${rests[axis] > 1 ? "s" : ""}`] : []));
  if (!parts.length) return "";
  return `The stride leaves a rest: no window reaches the last ${parts.join(" and ")} of the padded input, where the gradient is 0.`;
}

/** Why a size does not fit. */
export function gfMisfit(params, axis) {
  const lines = axis ? "columns" : "rows";
  const [size, taps] = axis ? [params.width, params.kernel_w] : [params.height, params.kernel_h];
  const extent = params.dilation * (taps - 1) + 1;
  return `That does not fit: the kernel spans ${extent} ${lines}, the padded input has ${size + 2 * params.padding}.`;
}
