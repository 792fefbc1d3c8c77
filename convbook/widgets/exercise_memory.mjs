// What a reader solved, kept in this browser and nowhere else.
const EX_KEY = "convbook.exercises";

/** Everything kept: family -> {tries, solved: {seed: answer}, last: {seed, answer, correct}}. */
export function exMemory() {
  try {
    const kept = JSON.parse(globalThis.localStorage.getItem(EX_KEY) ?? "{}");
    return kept !== null && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
  } catch {
    return {};
  }
}

/** Replace everything kept; false where the browser keeps nothing. */
export function exKeep(memory) {
  try {
    globalThis.localStorage.setItem(EX_KEY, JSON.stringify(memory));
    globalThis.dispatchEvent(new CustomEvent("convbook-progress"));
    return true;
  } catch {
    return false;
  }
}

/** Count a checked answer. */
export function exRemember(family, seed, { correct, answer }) {
  const memory = exMemory();
  const { tries = 0, solved = {} } = memory[family] ?? {};
  const found = correct ? { ...solved, [seed]: answer } : solved;
  exKeep({ ...memory, [family]: { tries: tries + 1, solved: found, last: { seed, answer, correct } } });
}

/** How often a family was tried, and how many of its variants were solved. */
export function exRecall(family) {
  const { tries = 0, solved = {} } = exMemory()[family] ?? {};
  return { tries, solved: Object.keys(solved).length };
}
