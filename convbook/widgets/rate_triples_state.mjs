// The state of the figure rate-triples: every triple judged by a rule and by counting, and the design.
import { clampInt } from "./core.mjs";
import { covDistances, covDivisor, covNumbers, covTorch } from "./coverage_line.mjs";

export const RT_RULES = ["goal", "last", "both", "divisor", "exact"];
export const RT_MOST = 12;
export const RT_TARGET = 255;

export function normalize(params) {
  const given = Object(params);
  const most = clampInt(given.most, 3, RT_MOST, 9);
  const list = Array.isArray(given.rates) ? given.rates : [];
  return {
    kernel: clampInt(given.kernel, 2, 7, 3),
    most,
    rule: RT_RULES.includes(given.rule) ? given.rule : "goal",
    rates: [0, 1, 2].map((i) => clampInt(list[i], 1, most, Math.min(most, [2, 2, 2][i]))),
    target: clampInt(given.target, 2, RT_TARGET, 27),
    sawtooth: given.sawtooth === true,
  };
}

/** Place of a triple in the lists of all of them. */
export function rtPlace([r1, r2, r3], most) {
  return ((r3 - 1) * most + r2 - 1) * most + r1 - 1;
}

/** Whether three layers read every pixel, by marking every sum of steps. */
function rtFull([a, b, c], kernel, marks) {
  const field = 1 + (kernel - 1) * (a + b + c);
  marks.fill(0, 0, field);
  for (let i = 0; i < kernel; i += 1) {
    for (let j = 0; j < kernel; j += 1) {
      for (let k = 0, at = i * a + j * b; k < kernel; k += 1, at += c) marks[at] = 1;
    }
  }
  for (let i = 0; i < field; i += 1) if (!marks[i]) return false;
  return true;
}

/** The truth of every triple; the order of the layers does not matter, so sorted ones are counted. */
function rtTruth(kernel, most) {
  const free = new Uint8Array(most ** 3);
  const marks = new Uint8Array(1 + 6 * 3 * RT_MOST);
  for (let a = 1; a <= most; a += 1) {
    for (let b = a; b <= most; b += 1) {
      for (let c = b; c <= most; c += 1) {
        if (!rtFull([a, b, c], kernel, marks)) continue;
        for (const order of rtOrders([a, b, c])) free[rtPlace(order, most)] = 1;
      }
    }
  }
  return free;
}

/** The six orders of a triple. */
export function rtOrders([a, b, c]) {
  return [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]];
}

/** Whether a rule accepts the rates. */
export function rtPasses(rule, rates, kernel) {
  const [first, second] = covDistances(rates);
  if (rule === "goal") return second <= kernel;
  if (rule === "last") return first === 1;
  if (rule === "both") return rates[0] === 1 && second <= kernel;
  if (rule === "divisor") return covDivisor(rates) === 1;
  const [a, b, c] = [...rates].sort((x, y) => x - y);
  return a === 1 && b <= kernel && c <= 1 + (kernel - 1) * (1 + b);
}

let rtKept = { key: "", classes: [] };

/** 0: passes, no hole. 1: passes, holes. 2: fails, no hole. 3: fails, holes. */
export function rtClasses({ kernel, most, rule }) {
  const key = `${kernel} ${most} ${rule}`;
  if (rtKept.key === key) return rtKept.classes;
  const free = rtTruth(kernel, most);
  const classes = [];
  for (let r3 = 1; r3 <= most; r3 += 1) {
    for (let r2 = 1; r2 <= most; r2 += 1) {
      for (let r1 = 1; r1 <= most; r1 += 1) {
        classes.push(2 * Number(!rtPasses(rule, [r1, r2, r3], kernel)) + Number(!free[classes.length]));
      }
    }
  }
  rtKept = { key, classes };
  return classes;
}

/** The fewest layers without a hole that reach the target, and the last rate cut to what is needed. */
export function rtDesign({ kernel, target, sawtooth }) {
  const design = [];
  let field = 1;
  while (field < target || design.length < 1) {
    design.push(sawtooth ? (design.length % kernel) + 1 : field);
    field += (kernel - 1) * design.at(-1);
  }
  const before = field - (kernel - 1) * design.at(-1);
  const cut = Math.max(1, Math.ceil((target - before) / (kernel - 1)));
  return { design, designed: field, cut, reached: before + (kernel - 1) * cut, weights: design.length * kernel * kernel, dense: target * target };
}

export function compute(params) {
  const { kernel, rule, rates } = params;
  const classes = rtClasses(params);
  return {
    ...covNumbers(rates, kernel),
    distances: covDistances(rates),
    passes: rtPasses(rule, rates, kernel),
    classes,
    quadrants: [0, 1, 2, 3].map((code) => classes.filter((one) => one === code).length),
    ...rtDesign(params),
  };
}

export function torchCode({ rates, kernel }) {
  return covTorch(rates, kernel);
}
