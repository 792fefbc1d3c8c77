// Effective field: how much each pixel of the theoretical field moves the one output of a stack.
import { covColours, covOnTheme } from "./coverage_canvas.mjs";
import { frame, h, narrator } from "./dom.mjs";
import { effChart } from "./effective_field_chart.mjs";
import { torchCode } from "./effective_field_code.mjs";
import { effControls, effFacts } from "./effective_field_controls.mjs";
import { effMapView } from "./effective_field_map.mjs";
import { effIsLine } from "./effective_field_sums.mjs";
import { compute, normalize } from "./effective_field_state.mjs";
import { effNote, effPixel, effWhole } from "./effective_field_words.mjs";

const EFF_NARROWEST = 80;
const EFF_WIDEST = 380;
// The widths of the last figure of this kind, until the next one is measured.
let effRooms = [330, 330];

/** What the map shows: values by row and column, their largest and smallest, the profile. */
function effState(params, numbers, side) {
  const { output } = numbers;
  if (effIsLine(params)) {
    const present = output.filter((value) => value > 0);
    const [most, least, total] = [Math.max(...present) ** 2, Math.min(...present) ** 2, numbers.total];
    return { value: (y, x) => output[y] * output[x], most, least, columns: output, total, counts: true };
  }
  const columns = new Array(side).fill(0);
  let [most, least] = [0, Infinity];
  output.forEach((value, i) => {
    columns[i % side] += value;
    most = Math.max(most, value);
    if (value) least = Math.min(least, value);
  });
  return { value: (y, x) => output[y * side + x], most: most || 1, least: most ? least : 1, columns, total: numbers.total || 1, counts: false };
}

function effLegend(gaussian) {
  const item = (name, text) => h("span", { class: `cb-eff-key cb-eff-key-${name}` }, text);
  return h("p", { class: "cb-eff-legend" }, ...(gaussian
    ? [item("field", "theoretical field"), item("contour", "4.55 % of the middle"), item("gauss", "Gaussian of the same σ (circle: 2σ)")]
    : [item("field", "side of the theoretical field"), item("dots", "effective field, side of an equal square"), item("gauss", "the same, if Gaussian: ∝ √layers at fixed steps")]));
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Theoretical and effective receptive field", normalize, torchCode });
  const controls = effControls({ get, set });
  const told = narrator();
  const facts = effFacts();
  let [probe, shown, rooms, colours] = [null, null, effRooms, covColours(document.body)];
  const map = effMapView({
    onLook: (pixel) => {
      if (String(pixel) === String(probe)) return;
      probe = pixel;
      paint();
    },
  });
  const chart = effChart({ onPick: (depth) => depth !== get().depth && set({ depth }) });
  const left = h("div", { class: "cb-eff-left" }, map.stage, effLegend(true), told.node);
  const right = h("div", { class: "cb-eff-right" }, facts.list, chart.canvas, effLegend(false), facts.note);
  body.append(controls.node, h("div", { class: "cb-eff" }, left, right));

  function paint() {
    const { params, numbers, side, state } = shown;
    map.show({ ...state, side, sigma: numbers.sigma, log: params.log, probe, key: shown.key }, Math.min(EFF_WIDEST, rooms[0]), colours);
    told.say(probe ? effPixel(params, numbers, side, probe) : effWhole(params, numbers, side));
  }
  const paintChart = () => chart.show(shown.params, shown.numbers, rooms[1], colours);
  const both = () => {
    paint();
    paintChart();
  };
  /** Take the room that there is; tells whether that is news. */
  const measured = () => {
    const next = [map.stage.clientWidth, right.clientWidth];
    if (String(next) === String(rooms) || next[0] < EFF_NARROWEST) return false;
    rooms = effRooms = next;
    return true;
  };
  const sized = new ResizeObserver(() => measured() && both());
  measured();
  onChange((params) => {
    const numbers = compute(params);
    const side = numbers.fields[params.depth - 1];
    if (shown?.side !== side) probe = null;
    shown = { params, numbers, side, state: effState(params, numbers, side), key: JSON.stringify(params) };
    controls.show(params, numbers);
    facts.show(params, numbers, side, effNote(params, numbers, params.depth));
    both();
  });
  sized.observe(map.stage);
  sized.observe(right);
  const stop = covOnTheme(() => {
    colours = covColours(body);
    both();
  });
  return () => {
    sized.disconnect();
    stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
