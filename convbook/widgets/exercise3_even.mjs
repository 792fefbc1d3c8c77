// Judges of convbook/exercises/kernels_and_padding/even.py and drifts.py.
import { format } from "./core.mjs";

const EX3_LENGTH = 32;

function ex3Sides({ least, twice: wanted }, { kernel, before, after }) {
  const size = EX3_LENGTH + before + after - kernel + 1;
  const twice = 2 * before - kernel + 1;
  const shows = [{ text: `Outputs: ${format(size)}.` }, { text: `The content moves by ${format(twice / 2)} px, positive right or down.` }];
  if (kernel % 2 || kernel < least) return { points: 0, message: `The kernel must be even, of size ${least} or more.`, shows };
  const moves = twice === wanted;
  const keeps = size === EX3_LENGTH;
  if (moves && keeps) return { points: 1, message: "The size stays and the content moves as asked.", shows };
  if (keeps) return { points: 0.5, message: `The size stays, but the content moves by ${format(twice / 2)} px.`, shows };
  return { points: moves ? 0.5 : 0, message: `There are ${format(size)} outputs, not ${EX3_LENGTH}.`, shows };
}

function ex3Stack({ stages }, { drift }) {
  const [first, second] = stages.map((stage) => stage.reduce((sum, [, before, after]) => sum + before - after, 0));
  const truth = (first + 2 * second) / 2;
  if (drift === truth) return { points: 1, message: `The content has moved by ${format(truth)} px.`, shows: [] };
  return { points: 0, message: "Add up what every layer moves, each in px of the image.", shows: [] };
}

function ex3Cancel({ kernels, scales }, { before }) {
  const twice = kernels.reduce((sum, kernel, i) => sum + (2 * before[i] - kernel + 1) * scales[i], 0);
  const shows = [{ text: `In the end the content has moved by ${format(twice / 2)} px.` }];
  const over = kernels.findIndex((kernel, i) => before[i] >= kernel);
  if (over >= 0) return { points: 0, message: `For layer ${over + 1}, \`a\` is at most ${kernels[over] - 1}.`, shows };
  if (twice) return { points: 0, message: `The content moves by ${format(twice / 2)} px in the end.`, shows };
  const uneven = kernels.findIndex((kernel, i) => Math.abs(2 * before[i] - kernel + 1) !== 1);
  if (uneven >= 0) return { points: 0.5, message: `The movements cancel, but the paddings of layer ${uneven + 1} do not differ by 1.`, shows };
  return { points: 1, message: "The movements cancel.", shows };
}

export const EX3_EVEN = {
  "sides-for-a-drift": ex3Sides,
  "drift-of-a-stack": ex3Stack,
  "cancel-the-drift": ex3Cancel,
};
