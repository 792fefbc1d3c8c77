// The sentences of the figure groups, and which channels a look at one of them lights up.
import { format } from "./core.mjs";
import { stepJoins } from "./groups_state.mjs";

/** "0 to 3, 8": channel numbers in words. */
export function groupsRanges(numbers) {
  const runs = [];
  for (const n of numbers) {
    if (runs.length && runs.at(-1)[1] === n - 1) runs.at(-1)[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a} to ${b}`)).join(", ");
}

/** The name of a level of channels: x at the bottom, y on top, h and s (shuffled) between. */
export function levelName(state, level) {
  if (level === 0) return "x";
  if (level === state.steps.length) return "y";
  return state.steps[level - 1].sources ? "s" : "h";
}

function groupsTermSign(value) {
  return value < 0 ? `(${format(value)})` : format(value);
}

/** "2·1 + 3·(−1) = −1": the sum that makes a channel. */
export function groupsSum(state, level, index) {
  const step = state.steps[level - 1];
  const below = state.levels[level - 1];
  if (step.sources) return `${levelName(state, level - 1)}[${step.sources[index]}] = ${format(below[step.sources[index]])}`;
  const own = below.map((_, c) => c).filter((c) => stepJoins(step, index, c));
  const terms = own.map((c) => `${groupsTermSign(below[c])}·${groupsTermSign(step.matrix[index * step.inputs + c])}`);
  return `${terms.join(" + ")} = ${format(state.levels[level][index])}`;
}

/** Channels at and below a level that channel `index` depends on; the sets of higher levels stay. */
function lightDown(state, lit, level, index) {
  lit[level].add(index);
  for (let i = level - 1; i >= 0; i -= 1) {
    state.levels[i].forEach((_, c) => [...lit[i + 1]].some((o) => stepJoins(state.steps[i], o, c)) && lit[i].add(c));
  }
}

/** Channels at and above a level that depend on channel `index`. */
function lightUp(state, lit, level, index) {
  lit[level].add(index);
  for (let i = level; i < state.steps.length; i += 1) {
    state.levels[i + 1].forEach((_, o) => [...lit[i]].some((c) => stepJoins(state.steps[i], o, c)) && lit[i + 1].add(o));
  }
}

/** Channels lit by a channel: what it depends on below, what depends on it above. */
export function traceOf(state, level, index) {
  const lit = state.levels.map(() => new Set());
  lightDown(state, lit, level, index);
  lightUp(state, lit, level, index);
  return lit;
}

/** Channels lit, level by level, by what the reader looks at. */
export function lightsOf(state, probe) {
  const top = state.steps.length;
  if (!probe) return traceOf(state, top, state.params.look);
  if (probe.level !== undefined) return traceOf(state, probe.level, probe.index);
  if (probe.number === 2) {
    const above = traceOf(state, 0, probe.column);
    const below = traceOf(state, top, probe.row);
    return above.map((set, level) => new Set([...set].filter((n) => below[level].has(n))));
  }
  const at = state.steps.findIndex((step) => step.number === probe.number);
  const lit = state.levels.map(() => new Set());
  if (stepJoins(state.steps[at], probe.row, probe.column)) {
    lightDown(state, lit, at, probe.column);
    lightUp(state, lit, at + 1, probe.row);
  }
  return lit;
}

/** What a channel is made of and what it reaches. */
export function channelSentence(state, level, index) {
  const lit = traceOf(state, level, index);
  const name = `${levelName(state, level)}[${index}]`;
  const top = state.steps.length;
  const reached = [...lit[top]].sort((a, b) => a - b);
  const reach = `reaches outputs ${groupsRanges(reached)}: ${reached.length} of ${state.levels[top].length}`;
  if (level === 0) return `${name} = ${format(state.levels[0][index])} ${reach}.`;
  const read = [...lit[0]].sort((a, b) => a - b);
  const depends = `depends on inputs ${groupsRanges(read)}: ${read.length} of ${state.levels[0].length}`;
  const rest = level === top ? "" : `, and ${reach}`;
  return `${name} = ${groupsSum(state, level, index)}. It ${depends}${rest}.`;
}

/** What an entry of a weight matrix does. */
export function matrixSentence(state, number, row, column) {
  const at = state.steps.findIndex((step) => step.number === number);
  const step = state.steps[at];
  const [from, to] = [levelName(state, at), levelName(state, at + 1)];
  if (stepJoins(step, row, column)) {
    const weight = format(step.matrix[row * step.inputs + column]);
    return `Weight ${weight} leads from ${from}[${column}] to ${to}[${row}].`;
  }
  return `No weight: ${to}[${row}] is in another group than ${from}[${column}].`;
}

/** What an entry of the matrix of paths says. */
export function pathSentence(state, row, column) {
  const count = state.paths[row * state.params.in_channels + column];
  if (count === 0) return `y[${row}] does not depend on x[${column}]: no path leads there.`;
  return `${count === 1 ? "One path leads" : `${count} paths lead`} from x[${column}] to y[${row}].`;
}

/** What the arrangement is, and what follows for the mixing of channels. */
export function mixingLine(state) {
  const { params, reads } = state;
  const { groups, in_channels: inputs, arrangement } = params;
  const every = `each output depends on ${reads} of ${inputs} input channel${inputs === 1 ? "" : "s"}`;
  if (arrangement === "separable") {
    const first = groups === inputs ? "Depthwise separable: every channel by itself, then a mixture" : "A grouped layer, then a dense 1×1 layer";
    return `${first}; ${every}.`;
  }
  const name = groups === 1 ? "Dense" : groups === inputs ? "Depthwise (as many groups as input channels)" : `${groups} groups`;
  if (arrangement === "one") return `${name}: ${every}.`;
  if (!params.shuffle) return `${name}, twice: ${every}; the groups never meet.`;
  const each = inputs / groups;
  const rule = `after the shuffle, ${each} neighbouring channel${each === 1 ? " comes" : "s come"} from ${Math.min(groups, each)} of ${groups} group${groups === 1 ? "" : "s"}`;
  return `${name}, shuffle, ${groups === 1 ? "dense" : `${groups} groups`}: ${rule}, so ${every}.`;
}
