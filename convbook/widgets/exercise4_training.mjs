// Judges of convbook/exercises/dynamic_pooling/training.py and budget.py.
import { format } from "./core.mjs";
import { ex4Count, ex4Points } from "./exercise4_sizes.mjs";

const EX4_WORDS = { "1": "positive", "0": "zero", "-1": "negative" };

/** By alpha, of each output; null where two points tie and would not change alike. */
function ex4Derivatives(row, alpha) {
  return ex4Points(row.length, alpha).map((pair) => {
    const lefts = pair.map(Math.floor);
    const slopes = lefts.map((left) => row[left + 1] - row[left]);
    const values = pair.map((point, i) => row[lefts[i]] + (point - lefts[i]) * slopes[i]);
    const moves = [-slopes[0] / 4, slopes[1] / 4];
    if (values[0] === values[1] && moves[0] !== moves[1]) return null;
    return moves[values[1] > values[0] ? 1 : 0];
  });
}

/** Where the first step in r lands, rounded down. */
function ex4Lands({ goal, rate }, alpha) {
  const fourth = goal * goal * goal * goal;
  return Math.floor((fourth + rate * (alpha - goal) * alpha * alpha * alpha) / (alpha * fourth)) + 0;
}

export const EX4_TRAINING = {
  "derivatives-by-alpha": ({ alpha, signs }, { row }) => {
    const names = ex4Derivatives(row, alpha).map((d) => (d === null ? "none" : EX4_WORDS[(d > 0) - (d < 0)]));
    const met = signs.filter((sign, i) => names[i] === EX4_WORDS[sign]).length;
    const shows = [{ text: `Derivatives: ${names.join(", ")}.` }];
    if (met === names.length) return { points: 1, message: "All derivatives have the signs asked for.", shows };
    const why = names.includes("none") ? " Where two points tie and move unlike, there is none." : "";
    return { points: 2 * met >= names.length ? 0.5 : 0, message: `Derivatives that are as asked: ${met} of ${names.length}.${why}`, shows };
  },
  "step-that-overshoots": (params, { alpha }) => {
    const lands = ex4Lands(params, alpha);
    const shows = [{ text: `The new r, rounded down, is ${format(lands)}.` }];
    if (alpha <= params.goal) return { points: 0, message: "The start must lie above the goal.", shows };
    const wanted = params.lands;
    if (lands === wanted) return { points: 1, message: `The new r is at least ${wanted}, but below ${wanted + 1}.`, shows };
    const message = lands < wanted ? `The new r is below ${wanted}.` : `The new r is not below ${wanted + 1}.`;
    return { points: lands > 0 && Math.abs(lands - wanted) === 1 ? 0.5 : 0, message, shows };
  },
  "pooling-on-a-budget": ({ size, channels, least, budget }, { first, second }) => {
    const one = ex4Count(size, first);
    const sizes = [size, one, ex4Count(one, second)];
    const total = sizes.reduce((sum, n, i) => sum + n * n * 9 * channels[i] * channels[i + 1], 0);
    const shows = [{ text: `B has ${sizes[1]} px an axis, C ${sizes[2]}.` }, { text: `Cost: ${total}.` }];
    const large = sizes[1] >= least[0] && sizes[2] >= least[1];
    if (!large) return { points: 0, message: `The maps have ${sizes[1]} and ${sizes[2]} px an axis: too few.`, shows };
    const [low, high] = budget;
    if (total > high) return { points: 0.5, message: `The maps are large enough, but cost ${total}, above ${high}.`, shows };
    if (total < low) return { points: 0.5, message: `The maps are large enough, but cost ${total}, less than ${low}.`, shows };
    return { points: 1, message: `The maps are large enough and cost ${total}.`, shows };
  },
};
