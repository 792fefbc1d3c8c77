// The check of an answer, as convbook.exercises does it: the form, the judge, the wrong models.

/** `{answer}` with every field of the form, or `{error}`; the words are those of fields.py. */
export function exNormalized(form, answer) {
  if (answer === null || typeof answer !== "object" || Array.isArray(answer)) return { error: "the answer must be an object of named fields" };
  const missing = form.find((field) => !Object.hasOwn(answer, field.name));
  if (missing) return { error: `${missing.name} is missing` };
  if (Object.keys(answer).length > form.length) return { error: `the answer must have no fields but ${form.map((field) => field.name).join(", ")}` };
  const found = {};
  for (const field of form) {
    const error = exFieldError(field, answer[field.name]);
    if (error) return { error };
    found[field.name] = answer[field.name];
  }
  return { answer: found };
}

function exFieldError(field, value) {
  const { name, shape, low = 0, high = 0, step = 1 } = field;
  if (shape === "choice") return typeof value === "string" && field.options.some(([key]) => key === value) ? "" : `${name} must be one of the choices`;
  if (shape === "number") return exNumberError(name, value, low, high, step);
  if (!Array.isArray(value)) return `${name} must be a list of numbers`;
  const width = field.heads?.length || 1;
  const [fewest, most] = exLengths(field, width);
  if (value.length < fewest || value.length > most || value.length % width) {
    return `${name} must have ${fewest === most ? fewest : `${fewest} to ${most}`} numbers, not ${value.length}`;
  }
  for (let i = 0; i < value.length; i += 1) {
    const head = field.heads?.[i % width];
    const error = head ? exNumberError(`${name}: ${head.label}`, value[i], head.low ?? 0, head.high ?? 0, 1) : exNumberError(name, value[i], low, high, step);
    if (error) return error;
  }
  return "";
}

function exLengths(field, width) {
  if (field.shape === "grid") return [field.rows * field.columns, field.rows * field.columns];
  return [(field.fewest ?? 0) * width, (field.most ?? 0) * width];
}

function exNumberError(name, value, low, high, step) {
  if (typeof value !== "number") return `${name} must be a number`;
  if (!(low <= value && value <= high)) return `${name} must lie within ${low} and ${high}`;
  return Number.isInteger(value / step) ? "" : `${name} must be a multiple of ${step}`;
}

/** What the check says: `{correct, points, message, misconception}`. */
export function exCheck(judge, { params, form, wrong }, raw) {
  const { answer, error } = exNormalized(form, raw);
  if (error) return { correct: false, points: 0, message: `This cannot be read: ${error}.`, misconception: null };
  const verdict = judge(params, answer);
  if (verdict.points === 1) return { correct: true, points: 1, message: verdict.message, misconception: null };
  const held = wrong.find((one) => (verdict.misconception ? one.name === verdict.misconception : exSame(one.answer, answer)));
  return { correct: false, points: verdict.points, message: held?.message ?? verdict.message, misconception: held?.name ?? null };
}

/** Whether two answers are equal, in whatever order their fields stand. */
function exSame(one, other) {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));
}
