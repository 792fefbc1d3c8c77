// How far a reader is with a chapter's exercises; kept in this browser, given out as a file.
import { button, h, uid } from "./dom.mjs";
import { exKeep, exMemory, exRecall } from "./exercise_memory.mjs";

function normalize(params) {
  return { chapter: String(params?.chapter ?? "") };
}

function compute(params, baked) {
  return { exercises: baked.exercises.length };
}

function torchCode(params) {
  return `from convbook import exercises\nresult = [f.id for f in exercises.families() if f.chapter == "${params.chapter}"]\n`;
}

/** Whether an object has the form of what is kept. */
function epReadable(memory) {
  const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  return plain(memory) && Object.values(memory).every((one) => plain(one) && Number.isInteger(one.tries) && plain(one.solved));
}

function epDownload() {
  const blob = new Blob([JSON.stringify(exMemory(), null, 1)], { type: "application/json" });
  const link = h("a", { href: URL.createObjectURL(blob), download: "convbook-progress.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function render({ model, el }) {
  const { exercises } = model.get("baked");
  const bar = h("progress", { max: exercises.length, value: 0, "aria-label": "Exercises solved" });
  const count = h("p", { class: "cb-ep-count" });
  const list = h("ol", { class: "cb-ep-list" });
  const status = h("span", { class: "cb-status", role: "status" });
  const file = h("input", { type: "file", id: uid("file"), accept: "application/json", class: "cb-hidden", tabindex: "-1", "aria-label": "Progress file" });
  const draw = () => {
    const solved = exercises.filter(({ id }) => exRecall(id).solved > 0).length;
    bar.value = solved;
    count.textContent = `${solved} of ${exercises.length} exercises solved in this browser.`;
    list.replaceChildren(...exercises.map(({ id, title }) => h("li", {}, h("a", { href: `#fig-ex-${id}` }, title), exRecall(id).solved ? " ✓ solved" : "")));
  };
  file.addEventListener("change", async () => {
    try {
      const memory = JSON.parse(await file.files[0].text());
      if (!epReadable(memory)) throw new Error("another form");
      exKeep({ ...exMemory(), ...memory });
      status.textContent = "Progress read";
    } catch {
      status.textContent = "This file holds no progress";
    }
    file.value = "";
    draw();
  });
  const forget = () => {
    exKeep({});
    status.textContent = "Nothing is kept any more";
    draw();
  };
  const tools = h("div", { class: "cb-ex-actions" }, button("Save as a file", epDownload), button("Read a file", () => file.click()), button("Forget everything", forget), file, status);
  const heading = h("p", { class: "cb-title", id: uid("progress") }, "Your progress");
  el.append(h("div", { class: "cb-figure cb-exercise", role: "group", "aria-labelledby": heading.id }, h("div", { class: "cb-head" }, heading), h("div", { class: "cb-body" }, count, bar, list, tools)));
  globalThis.addEventListener("convbook-progress", draw);
  draw();
  return () => globalThis.removeEventListener("convbook-progress", draw);
}

export default { render, normalize, compute, torchCode };
