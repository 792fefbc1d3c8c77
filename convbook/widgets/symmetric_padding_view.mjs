// The four pictures of the figure symmetric-padding: one map, padded towards four corners.
import { h, s } from "./dom.mjs";
import { spCount } from "./symmetric_padding_words.mjs";

/** Squares from `from` to `to` as one path, within half a line's width. */
function spMesh([top, left, bottom, right]) {
  let d = "";
  for (let y = top; y <= bottom; y += 1) d += `M${left} ${y}H${right}`;
  for (let x = left; x <= right; x += 1) d += `M${x} ${top}V${bottom}`;
  return d;
}

function spBox(name, [top, left, bottom, right]) {
  return s("rect", { x: left, y: top, width: right - left, height: bottom - top, class: name });
}

/** One group: `show({ side, pads, window, place, count, corner, mark })`. */
function spGroup() {
  const picture = s("svg", { "aria-hidden": "true" });
  const caption = h("figcaption", {});
  const node = h("figure", { class: "cb-sp-group" }, picture, caption);
  const show = ({ side, pads, window, place, count, corner, mark }) => {
    const [top, bottom, left, right] = pads;
    const most = Math.max(...pads);
    picture.setAttribute("viewBox", `${-most - 0.15} ${-most - 0.15} ${side + 2 * most + 0.3} ${side + 2 * most + 0.3}`);
    const whole = [-top, -left, side + bottom, side + right];
    const image = [0, 0, side, side];
    const parts = [
      s("path", { d: spMesh(whole), class: "cb-sp-pad" }),
      spBox("cb-sp-back", image),
      spBox("cb-sp-image", image),
      s("path", { d: spMesh(image), class: "cb-sp-mesh" }),
    ];
    if (count) {
      parts.push(spBox("cb-sp-window", [window[0], window[2], window[1] + 1, window[3] + 1]));
      parts.push(s("circle", { cx: place[1] + 0.5, cy: place[0] + 0.5, r: 0.28, class: "cb-sp-dot" }));
    }
    if (mark) parts.push(spBox("cb-sp-mark", [mark[0], mark[1], mark[0] + 1, mark[1] + 1]));
    picture.replaceChildren(...parts);
    node.classList.toggle("cb-sp-empty", !count);
    caption.replaceChildren(h("b", {}, spCount(count, "channel")), h("br"), `zeros ${corner}`);
  };
  return { node, show };
}

/** The four groups side by side. */
export function spGroups4(corners) {
  const groups = [0, 1, 2, 3].map(() => spGroup());
  const node = h("div", { class: "cb-sp-groups" }, ...groups.map((group) => group.node));
  const show = (params, numbers, side, reading) => {
    const step = params.depth === 1 ? params.stride : 1;
    const place = [params.y * step, params.x * step];
    groups.forEach((group, index) =>
      group.show({
        side,
        place,
        pads: numbers.pads.slice(4 * index, 4 * index + 4),
        window: numbers.windows.slice(4 * index, 4 * index + 4),
        count: numbers.groups[index],
        corner: corners(params)[index],
        mark: reading && params.depth === 1 ? [params.row, params.column] : null,
      }),
    );
  };
  return { node, show };
}
