// An exercise: its statement, a form whose content is the answer, what the answer does, a check.
import { button, h } from "./dom.mjs";
import { exBlocks, exWords } from "./exercise_blocks.mjs";
import { exForm } from "./exercise_form.mjs";
import { exCheck, exNormalized } from "./exercise_check.mjs";
import { EX_JUDGES } from "./exercise_judges.mjs";
import { exRecall, exRemember } from "./exercise_memory.mjs";
import { exWork } from "./exercise_work.mjs";

function normalize(params) {
  const { family = "", seed = "", variant = 0, answer = "" } = params ?? {};
  const index = Number.isInteger(variant) && variant >= 0 ? variant : 0;
  return { family: String(family), seed: String(seed), variant: index, answer: typeof answer === "string" ? answer : "" };
}

/** What the check says of the answer in `params`; null while nothing is entered. */
function compute(params, baked) {
  const variant = baked.variants[params.variant % baked.variants.length];
  return params.answer === "" ? null : exCheck(EX_JUDGES[baked.family], variant, exParse(params.answer));
}

/** What the answer in `params` does; null where it does not fit the form. */
function judged(params, baked) {
  const variant = baked.variants[params.variant % baked.variants.length];
  const { answer, error } = exNormalized(variant.form, exParse(params.answer));
  return error === undefined ? EX_JUDGES[baked.family](variant.params, answer).shows : null;
}

/** The same check in Python. */
function torchCode(params) {
  const answer = exParse(params.answer);
  return `from convbook import exercises\nfamily = exercises.family("${params.family}")\nparams = family.generate(${params.seed ? JSON.stringify(params.seed) : params.variant})\nresult = family.check(params, ${JSON.stringify(answer)})\n`;
}

function exParse(text) {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function render({ model, el }) {
  const baked = model.get("baked");
  const get = () => normalize(model.get("params"));
  const set = (patch) => {
    model.set("params", normalize({ ...get(), ...patch }));
    model.save_changes();
  };
  const variant = () => baked.variants[get().variant % baked.variants.length];
  const parts = exParts({ baked });
  el.append(parts.node);
  let form = null;
  let work = null;
  let shown = null;

  const drawShows = () => {
    parts.shows.replaceChildren(...exBlocks(judged(get(), baked) ?? []));
  };
  const put = (answer, source) => {
    const text = answer === null ? "" : JSON.stringify(answer);
    if (text === get().answer) return;
    if (source === "work") form.fill(answer);
    if (source === "form" && answer !== null) work?.take(answer);
    set({ answer: text });
    parts.say(null);
    drawShows();
  };
  const check = () => {
    const params = get();
    const said = form.problem() ?? compute(params, baked);
    parts.say(said ?? { correct: false, points: 0, message: "Enter an answer first.", misconception: null });
    if (said === null || said.unread) return;
    exRemember(baked.family, variant().seed, { correct: said.correct, answer: params.answer });
  };
  const recall = () => parts.solved(exRecall(baked.family), variant().seed);
  const another = () => {
    set({ variant: (get().variant + 1) % baked.variants.length, answer: "" });
    build();
    parts.turned(`Variant ${get().variant + 1} of ${baked.variants.length}`);
  };
  const fill = () => {
    const answer = exParse(get().answer);
    if (answer === null) return;
    form.fill(answer);
    work?.take(answer);
  };
  const build = () => {
    const now = variant();
    shown = `${get().seed}|${get().variant}`;
    parts.statement.replaceChildren(...exBlocks(now.statement));
    form = exForm({ form: now.form, onInput: (answer) => put(answer, "form"), onEnter: check });
    parts.form.replaceChildren(form.node);
    const open = work?.node.open;
    work?.destroy();
    work = exWork({ work: baked.work, start: now.work, onInput: (answer) => put({ ...form.answer(), ...answer }, "work") });
    parts.work.replaceChildren(...(work ? [work.node] : []));
    if (open) work.node.open = true;
    fill();
    parts.say(null);
    recall();
    drawShows();
  };
  const clear = () => {
    set({ answer: "" });
    build();
  };
  parts.actions({ check, clear, another: baked.variants.length > 1 ? another : null });
  const listener = () => {
    if (`${get().seed}|${get().variant}` !== shown) build();
    else if (get().answer !== "" && get().answer !== JSON.stringify(form.answer())) {
      fill();
      drawShows();
    }
  };
  model.on("change:params", listener);
  globalThis.addEventListener("convbook-progress", recall);
  build();
  return () => {
    model.off("change:params", listener);
    globalThis.removeEventListener("convbook-progress", recall);
    work?.destroy();
  };
}

/** The card's empty parts, and what changes in them. */
function exParts({ baked }) {
  const badge = h("span", { class: "cb-ex-badge" });
  const statement = h("div", { class: "cb-ex-statement" });
  const work = h("div", { class: "cb-ex-work" });
  const form = h("div", {});
  const shows = h("div", { class: "cb-ex-shows", "aria-live": "polite" });
  const bar = h("div", { class: "cb-ex-actions" });
  const which = h("span", { class: "cb-status", role: "status" });
  const feedback = h("p", { class: "cb-ex-feedback", role: "status" });
  const heading = h("p", { class: "cb-title", id: `ex-title-${baked.family}` }, baked.title);
  // Only the book has its other pages beside it.
  const inBook = globalThis.customElements?.get("conv-figure") !== undefined;
  const page = inBook ? h("p", {}, h("a", { href: `${baked.page}.html` }, "The page that explains it")) : "";
  const hint = h("details", { class: "cb-ex-fold" }, h("summary", {}, "Hint"), h("p", {}, ...exWords(baked.hint)), page);
  const node = h(
    "div",
    { class: "cb-figure cb-exercise", role: "group", "aria-labelledby": heading.id },
    h("div", { class: "cb-head" }, heading, badge),
    h("div", { class: "cb-body" }, statement, work, form, shows, bar, feedback, hint),
  );
  const say = (said) => {
    feedback.replaceChildren(...(said ? exWords(`${exMark(said)} ${said.message}`) : []));
    feedback.className = `cb-ex-feedback ${said ? (said.correct ? "cb-ex-right" : "cb-ex-wrong") : ""}`;
  };
  const solved = ({ solved: seeds }, seed) => {
    const other = seeds.length > 0 && !seeds.includes(seed);
    badge.textContent = seeds.length === 0 ? "" : other ? "✓ another variant solved" : "✓ solved";
  };
  const turned = (text) => (which.textContent = text);
  const actions = ({ check, clear, another }) => {
    bar.replaceChildren(button("Check", check, { class: "cb-ex-check" }), button("Clear", clear), ...(another ? [button("Another variant", another), which] : []));
  };
  return { node, statement, work, form, shows, say, solved, turned, actions };
}

function exMark({ correct, points }) {
  if (correct) return "✓ Right.";
  return points > 0 ? `Partly right (${Math.round(100 * points)} %).` : "Not yet.";
}

export default { render, normalize, compute, torchCode, judged };
