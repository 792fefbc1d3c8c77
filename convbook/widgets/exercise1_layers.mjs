// Judges of convbook/exercises/understanding_convolution/factors.py, channels.py and restoring.py.

function ex1Text(words) {
  return { text: words };
}

export const EX1_LAYERS = {
  "column-times-row": ({ kernel }, { column, row }) => {
    const found = column.map((a) => row.map((b) => a * b));
    const shows = [{ cells: found, label: "Your column times your row", role: "kernel" }];
    const pairs = kernel.flatMap((line, i) => line.map((value, j) => [value, found[i][j]]));
    const equal = pairs.filter(([a, b]) => a === b).length;
    if (equal === pairs.length) return { points: 1, message: "The product is the kernel: 6 multiplications do what 9 did.", shows };
    const [first, mine] = pairs[0];
    if (mine !== 0 && pairs.every(([a, b]) => b * first === a * mine)) return { points: 0.5, message: "The product is a multiple of the kernel, not the kernel.", shows };
    return { points: 0, message: `Equal entries: ${equal} of ${pairs.length}.`, shows };
  },

  "groups-within-a-budget": ({ inputs, outputs, kernel, reads: wanted, budget }, { groups }) => {
    for (const [count, name] of [[inputs, "input"], [outputs, "output"]]) {
      if (count % groups) return { points: 0, message: `${groups} groups do not divide the ${count} ${name} channels.`, shows: [ex1Text("No layer has this number of groups.")] };
    }
    const reads = inputs / groups;
    const count = outputs * reads * kernel ** 2 + outputs;
    const shows = [ex1Text(`Parameters: ${count}.`), ex1Text(`Input channels that an output reads: ${reads}.`)];
    const light = count <= budget;
    const wide = reads >= wanted;
    if (light && wide) return { points: 1, message: `${count} parameters, and every output reads ${reads} inputs.`, shows };
    if (wide) return { points: 0.5, message: `${count} parameters are more than ${budget}.`, shows };
    return { points: light ? 0.5 : 0, message: `An output reads ${reads} input channels, not ${wanted}.`, shows };
  },

  "restore-a-size": ({ big, small, kernel, stride }, { padding, output_padding: extra }) => {
    if (extra >= stride) return { points: 0, message: `output_padding must be smaller than the stride, ${stride}.`, shows: [ex1Text("No transposed convolution has this output_padding.")] };
    const size = (small - 1) * stride - 2 * padding + kernel + extra;
    if (size < 1) return { points: 0, message: "So much padding leaves no output at all.", shows: [ex1Text("The padding cuts everything away.")] };
    const shows = [ex1Text(`Output size: ${size}.`)];
    if (size !== big) return { points: 0, message: `The output has size ${size}, not ${big}.`, shows };
    return { points: 1, message: `${small} become ${size} again.`, shows };
  },
};
