// Judges of convbook/exercises/understanding_convolution/sliding.py and unseen.py.
import { correlate2d, format } from "./core.mjs";

/** Cross-correlation of two sequences without padding. */
export function ex1Slide(signal, kernel) {
  return [...correlate2d(signal, [1, signal.length], kernel, [1, kernel.length]).output];
}

export const EX1_SLIDING = {
  "differ-at-one-output": ({ kernel, place }, { signal }) => {
    const correlated = ex1Slide(signal, kernel);
    const convolved = ex1Slide(signal, [...kernel].reverse());
    const shows = [
      { cells: [convolved], label: "Convolution", role: "output" },
      { cells: [correlated], label: "Cross-correlation", role: "output" },
    ];
    const differ = correlated.flatMap((value, t) => (value === convolved[t] ? [] : [t]));
    if (differ.length === 0) return { points: 0, message: "The two agree at every output.", shows };
    if (!differ.includes(place)) return { points: 0, message: `They agree at output ${place}, and differ elsewhere.`, shows };
    if (differ.length > 1) {
      const other = differ.find((t) => t !== place);
      return { points: 0.5, message: `They differ at output ${place}, but also at output ${other}, for example.`, shows };
    }
    return { points: 1, message: `They differ at output ${place} alone.`, shows };
  },

  "constants-and-ramps": ({ slope, shift }, { kernel }) => {
    const length = kernel.length + 2;
    const constant = ex1Slide(Array(length).fill(1), kernel);
    const ramp = ex1Slide([...Array(length).keys()], kernel);
    const shows = [
      { cells: [constant], label: "Outputs 0, 1, 2 on the constant", role: "output" },
      { cells: [ramp], label: "Outputs 0, 1, 2 on the ramp", role: "output" },
    ];
    const passes = constant[0] === slope;
    const ramps = ramp[0] === shift;
    if (passes && ramps) return { points: 1, message: "The constant and the ramp both come out as asked.", shows };
    if (passes) return { points: 0.5, message: `The constant is right, but the ramp begins at ${format(ramp[0])}, not ${format(shift)}.`, shows };
    return { points: ramps ? 0.5 : 0, message: `The constant comes out as ${format(constant[0])}, not ${format(slope)}.`, shows };
  },

  "two-signals-one-response": ({ kernel, signal }, answer) => {
    const wanted = ex1Slide(signal, kernel);
    const found = ex1Slide(answer.signal, kernel);
    const away = answer.signal.map((value, i) => value - signal[i]);
    const shows = [
      { cells: [found], label: "Outputs of your signal", role: "output" },
      { cells: [wanted], label: "Outputs of the given signal", role: "output" },
      { cells: [away], label: "Yours minus the given one", role: "input" },
    ];
    if (away.every((value) => value === 0)) return { points: 0, message: "That is the given signal itself.", shows };
    const equal = found.filter((value, t) => value === wanted[t]).length;
    if (equal < wanted.length) return { points: 0, message: `Equal outputs: ${equal} of ${wanted.length}.`, shows };
    return { points: 1, message: "Another signal, the same outputs: no inverse could tell them apart.", shows };
  },
};
