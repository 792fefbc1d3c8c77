// Blind spots: a real detector's score for one face, at every place of a grey picture.
import { frame, h, narrator, select, slider, uid } from "./dom.mjs";
import { bsCompute, bsMaps, BS_BORDERS, BS_LAST, BS_STEP, compute, normalize, torchCode } from "./blind_spots_state.mjs";
import { bsMap, bsPicture } from "./blind_spots_view.mjs";
import { bsRead, bsScore, bsSentence, bsShare, BS_NAMES } from "./blind_spots_words.mjs";

const BS_VIEWS = [["score", "score"], ["change", "change against the middle"]];

/** Four radio buttons, one a border, with the score here and the share of places missed. */
function bsChoice(set) {
  const name = uid("border");
  const rows = BS_BORDERS.map((border) => {
    const input = h("input", { type: "radio", name, value: border, oninput: () => set({ border }) });
    const bar = h("span", { class: "cb-bs-bar" });
    const score = h("span", { class: "cb-bs-number" });
    const missed = h("span", { class: "cb-bs-number" });
    const node = h("label", { class: "cb-bs-row" }, h("span", {}, input, ` ${BS_NAMES[border]}`),
      h("span", { class: "cb-bs-track", "aria-hidden": "true" }, bar), score, missed);
    return { border, input, bar, score, missed, node };
  });
  const head = h("div", { class: "cb-bs-row cb-bs-headings", "aria-hidden": "true" },
    h("span", {}, "Border"), h("span", {}), h("span", { class: "cb-bs-number" }, "score here"), h("span", { class: "cb-bs-number" }, "places missed"));
  const node = h("fieldset", { class: "cb-bs-choice" }, h("legend", { class: "cb-hidden" }, "Border: score here, places missed"), head, ...rows.map((row) => row.node));
  const show = (params, numbers) => {
    rows.forEach(({ border, input, bar, score, missed }, k) => {
      input.checked = border === params.border;
      bar.style.width = `${numbers.scores[k] / 10}%`;
      bar.classList.toggle("cb-bs-gone", numbers.scores[k] < 10 * params.threshold);
      score.textContent = bsScore(numbers.scores[k]);
      missed.textContent = bsShare(numbers.missed[k]);
    });
  };
  return { node, show };
}

function bsControls(set) {
  const place = (label, key) =>
    slider({ label, min: 0, max: BS_LAST[key], step: BS_STEP, value: 0, text: (n) => `${n} px`, onInput: (value) => set({ [key]: value }) });
  const [x, y] = [place("Face from left", "x"), place("Face from top", "y")];
  const threshold = slider({
    label: "Missed below", min: 1, max: 99, value: 50, text: (n) => (n / 100).toFixed(2), onInput: (value) => set({ threshold: value }),
  });
  const view = select({ label: "Map shows", options: BS_VIEWS, value: "score", onInput: (value) => set({ view: value }) });
  const show = (params) => {
    x.set(params.x);
    y.set(params.y);
    threshold.set(params.threshold);
    view.set(params.view);
  };
  return { node: h("div", { class: "cb-bs-controls" }, x.node, y.node, threshold.node, view.node), show };
}

function bsMapWords(params, numbers, index) {
  const missed = `${BS_NAMES[params.border]}: missed at ${bsShare(numbers.missed[index])} of the places.`;
  const colours = params.view === "score"
    ? "Dark violet: missed; light green: found. Curves: scores along the face’s row and column, from 0 to 1; dashed: the threshold."
    : "Violet: lower than in the middle of the picture at the same place of a 16 px cell; green: higher; grey: the same.";
  return [missed, colours];
}

function render({ model, el }) {
  const baked = model.get("baked");
  const maps = bsMaps(baked);
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Drag the face: does the detector see it?", normalize, torchCode });
  const controls = bsControls(set);
  const picture = bsPicture({ face: baked.face, get, set });
  const map = bsMap({ maps, get, set });
  const choice = bsChoice(set);
  const told = narrator();
  body.append(controls.node, h("div", { class: "cb-bs-pair" }, picture.node, map.node), choice.node, told.node);
  onChange((params) => {
    const numbers = bsCompute(params, maps);
    const index = BS_BORDERS.indexOf(params.border);
    controls.show(params);
    picture.show(params, numbers);
    map.show(params, numbers);
    choice.show(params, numbers);
    const [missed, colours] = bsMapWords(params, numbers, index);
    const label = `Map of scores by the place of the face. ${missed}`;
    if (map.canvas.getAttribute("aria-label") !== label) map.canvas.setAttribute("aria-label", label);
    const texts = [[picture.caption, `${bsRead(params.border)} The face snaps to every second pixel, where it was measured.`], [map.caption, colours]];
    for (const [node, text] of texts) if (node.textContent !== text) node.textContent = text;
    told.say(bsSentence(params, numbers, index));
  });
  return destroy;
}

export default { render, normalize, compute, torchCode };
