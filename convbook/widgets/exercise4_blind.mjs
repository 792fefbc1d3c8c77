// Judge of convbook/exercises/dynamic_pooling/blind.py.
import { ex4Count } from "./exercise4_sizes.mjs";

/** The pixels of an axis that no output reads, in whole numbers throughout. */
function ex4Unread(size, alpha) {
  const outputs = ex4Count(size, alpha);
  const unit = 32 * outputs;
  const read = new Set();
  for (let cell = 0; cell < outputs; cell += 1) {
    const centre = 16 * (2 * cell + 1) * size - 16 * outputs;
    for (const shift of [-1, 1]) {
      const point = Math.min(Math.max(centre + shift * 8 * alpha * outputs, 0), (size - 1) * unit);
      read.add(Math.floor(point / unit)).add(Math.ceil(point / unit));
    }
  }
  return Array.from({ length: size }, (_, pixel) => pixel).filter((pixel) => !read.has(pixel));
}

export const EX4_BLIND = {
  "pixels-nobody-reads": ({ size, unread: wanted }, { alpha }) => {
    const outputs = ex4Count(size, alpha);
    const unread = ex4Unread(size, alpha);
    const listed = (unread.slice(0, 8).join(", ") || "none") + (unread.length > 8 ? ", …" : "");
    const shows = [{ text: `The output has ${outputs} px.` }, { text: `Pixels that no output reads: ${listed}.` }];
    if (unread.length !== wanted) return { points: 0, message: `${unread.length} px are read by no output, not ${wanted}.`, shows };
    if (outputs < 2) return { points: 0.5, message: `${unread.length} px are unread, but the output has 1 px only.`, shows };
    return { points: 1, message: `${outputs} outputs leave ${unread.length} px unread.`, shows };
  },
};
