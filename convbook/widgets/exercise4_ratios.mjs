// Judges of convbook/exercises/dynamic_pooling/ratios.py.
import { format } from "./core.mjs";
import { ex4Count } from "./exercise4_sizes.mjs";

export const EX4_RATIOS = {
  "alphas-for-a-size": ({ size, target }, { alpha_h, alpha_w }) => {
    const found = [ex4Count(size[0], alpha_h), ex4Count(size[1], alpha_w)];
    const right = found.filter((n, i) => n === target[i]).length;
    const shows = [{ text: `Rows of the output: ${found[0]}; columns: ${found[1]}.` }];
    const said = `The output is ${found[0]} by ${found[1]}`;
    if (right === 2) return { points: 1, message: `${said}, as asked.`, shows };
    return { points: right / 2, message: `${said}, not ${target[0]} by ${target[1]}.`, shows };
  },
  "alphas-of-one-size": (params, { first, second }) => {
    const found = [first, second].map((alpha) => ex4Count(params.size, alpha));
    const apart = second - first;
    const shows = [{ text: `Sizes: ${found[0]} px and ${found[1]} px.` }];
    if (found.some((n) => n !== params.target)) {
      return { points: 0, message: `The sizes are ${found[0]} and ${found[1]} px, not ${params.target}.`, shows };
    }
    if (apart < params.apart) {
      return { points: 0.5, message: `Both give ${params.target} px, but they are ${format(apart)} apart, not ${format(params.apart)}.`, shows };
    }
    return { points: 1, message: `Both give ${params.target} px, ${format(apart)} apart.`, shows };
  },
  "alphas-in-a-row": ({ size, target }, { alphas }) => {
    const sizes = [size];
    for (const alpha of alphas) sizes.push(ex4Count(sizes[sizes.length - 1], alpha));
    const last = sizes[sizes.length - 1];
    const shows = [{ text: `Sizes: ${sizes.join(", ")} px.` }];
    if (last !== target) return { points: 0, message: `After the third there are ${last} px, not ${target}.`, shows };
    if (!alphas.every((alpha) => alpha > 1 && alpha <= 2)) {
      return { points: 0.5, message: "The last size is right, but an alpha is not above 1 and at most 2.", shows };
    }
    return { points: 1, message: `${last} px remain, and each layer takes its part.`, shows };
  },
};
