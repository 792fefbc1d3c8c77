// How far a reader is with a chapter's exercises; kept in this browser, given out as a file.
import { button, h, uid } from "./dom.mjs";
import { exFile, exKeep, exLasts, exRecall, exTakeFile } from "./exercise_memory.mjs";

const EP_MOST_BYTES = 2_000_000;

function normalize(params) {
  return { chapter: String(params?.chapter ?? ""), order: String(params?.order ?? "") };
}

function compute(params, baked) {
  return { exercises: baked.exercises.length };
}

function torchCode(params) {
  return `from convbook import exercises\nresult = [f.id for f in exercises.families() if f.chapter == "${params.chapter}"]\n`;
}

function epDownload() {
  const blob = new Blob([exFile()], { type: "application/json" });
  const link = h("a", { href: URL.createObjectURL(blob), download: "convbook-progress.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The button that forgets, once it has been pressed and confirmed. */
function epForget(say) {
  const room = h("span", { class: "cb-ep-forget" });
  const first = button("Forget everything", () => ask());
  const rest = () => {
    room.replaceChildren(first);
    first.focus();
  };
  const ask = () => {
    const forget = () => {
      exKeep({});
      rest();
      say("Nothing is kept any more.");
    };
    const words = h("span", { id: uid("forget") }, "Forget the exercises of all chapters? This cannot be undone.");
    const keep = button("Keep them", () => {
      rest();
      say("Nothing was forgotten.");
    });
    const yes = button("Yes, forget them", forget, { "aria-describedby": words.id });
    room.replaceChildren(h("span", { role: "group", "aria-labelledby": words.id, class: "cb-ep-ask" }, words, keep, yes));
    keep.setAttribute("aria-describedby", words.id);
    keep.focus();
  };
  room.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !first.isConnected) rest();
  });
  room.append(first);
  return room;
}

/** The button that reads a file that was saved before. */
function epReader(say) {
  const file = h("input", { type: "file", id: uid("file"), accept: "application/json,.json", class: "cb-hidden", tabindex: "-1", "aria-label": "Progress file" });
  file.addEventListener("change", async () => {
    const [given] = file.files;
    if (!given) return;
    try {
      if (given.size > EP_MOST_BYTES) throw new Error("too large");
      const count = exTakeFile(await given.text());
      say(`Read: ${count} ${count === 1 ? "exercise was" : "exercises were"} tried or solved in it.`);
    } catch {
      say("This file holds no progress; nothing was changed.");
    }
    file.value = "";
  });
  return [button("Read a file", () => file.click()), file];
}

function render({ model, el }) {
  const { exercises } = model.get("baked");
  const bar = h("progress", { max: exercises.length, value: 0, "aria-label": "Exercises solved" });
  const count = h("p", { class: "cb-ep-count" });
  const list = h("ol", { class: "cb-ep-list" });
  const status = h("p", { class: "cb-status", role: "status" });
  const say = (text) => (status.textContent = text);
  const draw = () => {
    const kept = exercises.map(({ id }) => exRecall(id));
    const solved = kept.filter((one) => one.solved.length > 0).length;
    bar.value = solved;
    count.textContent = `${solved} of ${exercises.length} exercises solved in this browser.`;
    exercises.forEach(({ id }, i) => {
      marks[id].textContent = epMark(kept[i]);
      marks[id].classList.toggle("cb-ep-solved", kept[i].solved.length > 0);
    });
  };
  const marks = Object.fromEntries(exercises.map(({ id }) => [id, h("span", { class: "cb-ep-mark" })]));
  list.append(...exercises.map(({ id, title }) => h("li", {}, h("a", { href: `#fig-ex-${id}` }, title), " ", marks[id])));
  const tools = h("div", { class: "cb-ex-actions" }, button("Save as a file", epDownload), ...epReader(say), epForget(say));
  const note = exLasts() ? "" : h("p", { class: "cb-ex-fact cb-ep-note" }, "This browser stores nothing for this page: progress lasts until the page is closed, unless you save it as a file.");
  const heading = h("p", { class: "cb-title", id: uid("progress") }, "Your progress");
  el.append(h("div", { class: "cb-figure cb-exercise", role: "group", "aria-labelledby": heading.id }, h("div", { class: "cb-head" }, heading), h("div", { class: "cb-body" }, count, bar, list, note, tools, status)));
  // Another tab of the book may be where an exercise is solved.
  for (const event of EP_EVENTS) globalThis.addEventListener(event, draw);
  draw();
  return () => EP_EVENTS.forEach((event) => globalThis.removeEventListener(event, draw));
}

const EP_EVENTS = ["convbook-progress", "storage"];

function epMark({ tries, solved }) {
  if (solved.length > 0) return "✓ solved";
  return tries > 0 ? "tried" : "";
}

export default { render, normalize, compute, torchCode };
