// What a reader solved, kept in this browser and nowhere else.
const EX_KEY = "convbook.exercises";
const EX_SCHEMA = "convbook-progress/1";

/** Everything kept: family -> {tries, solved: {seed: answer}, last: {seed, answer, correct}}. */
export function exMemory() {
  return exReadable(exStored()) ?? {};
}

// Where the browser refuses to store, the page remembers for as long as it is open. Each card
// carries its own copy of this module, so the page holds it.
function exStored() {
  try {
    return JSON.parse(globalThis.localStorage.getItem(EX_KEY) ?? "null") ?? globalThis.convbookKept ?? {};
  } catch {
    return globalThis.convbookKept ?? {};
  }
}

/** Replace everything kept; false where the browser keeps nothing beyond this page. */
export function exKeep(memory) {
  let lasts = true;
  globalThis.convbookKept = memory;
  try {
    globalThis.localStorage.setItem(EX_KEY, JSON.stringify(memory));
  } catch {
    lasts = false;
  }
  globalThis.dispatchEvent(new CustomEvent("convbook-progress"));
  return lasts;
}

/** Whether this browser stores anything at all for this page. */
export function exLasts() {
  try {
    globalThis.localStorage.setItem(`${EX_KEY}.try`, "1");
    globalThis.localStorage.removeItem(`${EX_KEY}.try`);
    return true;
  } catch {
    return false;
  }
}

/** The families of `memory` in the form above, without what has another; null if it is no object. */
function exReadable(memory) {
  if (!exPlain(memory)) return null;
  const found = Object.entries(memory).filter(([, one]) => exPlain(one) && Number.isInteger(one.tries) && one.tries >= 0 && exPlain(one.solved));
  return Object.fromEntries(found);
}

function exPlain(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** All that is kept as the text of a file. */
export function exFile() {
  return `${JSON.stringify({ schema: EX_SCHEMA, exercises: exMemory() }, null, 1)}\n`;
}

/** Add what a file holds to what is kept, nothing solved being lost; throws where it is no such file. */
export function exTakeFile(text) {
  const file = JSON.parse(text);
  const found = file?.schema === EX_SCHEMA ? exReadable(file.exercises) : null;
  if (!found) throw new Error("no progress");
  const memory = exMemory();
  for (const [family, one] of Object.entries(found)) {
    const mine = Object.hasOwn(memory, family) ? memory[family] : { tries: 0, solved: {} };
    memory[family] = { ...one, ...mine, tries: Math.max(mine.tries, one.tries), solved: { ...one.solved, ...mine.solved } };
  }
  exKeep(memory);
  return Object.keys(found).length;
}

/** Count a checked answer. */
export function exRemember(family, seed, { correct, answer }) {
  const memory = exMemory();
  const { tries = 0, solved = {} } = memory[family] ?? {};
  const found = correct ? { ...solved, [seed]: answer } : solved;
  return exKeep({ ...memory, [family]: { tries: tries + 1, solved: found, last: { seed, answer, correct } } });
}

/** How often a family was tried, and the seeds of its variants that were solved. */
export function exRecall(family) {
  const memory = exMemory();
  const { tries = 0, solved = {} } = Object.hasOwn(memory, family) ? memory[family] : {};
  return { tries, solved: Object.keys(solved) };
}
