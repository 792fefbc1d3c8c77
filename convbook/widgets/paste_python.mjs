// Reads the part of Python that layers are written in: calls, literals, arithmetic, assignments.

const PYTHON_TOKEN =
  /(\n|;)|[^\S\n]+|\\\n|#[^\n]*|((?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?)|[rbfuRBFU]{0,2}("""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(\*\*|\/\/|->|[=!<>+\-*/]=|[^])/y;
const PYTHON_WORDS = { True: true, False: false, None: null };
const PYTHON_BINDING = { "+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 3 };
const PYTHON_SKIPPED = ["class", "def", "import", "from", "if", "elif", "else", "for", "while", "with", "assert", "raise", "pass", "try", "except", "del", "global", "@"];
const TENSOR_OF_VALUES = ["tensor", "Tensor", "as_tensor", "FloatTensor", "DoubleTensor", "Parameter"];
const TENSOR_OF_SIZES = ["zeros", "ones", "empty", "rand", "randn"];

/** The statements as lists of tokens; a line ends one only outside all brackets. */
function pythonStatements(text) {
  const source = text
    .replace(/\r\n?/g, "\n")
    .replace(/^[^\S\n]*(?:>>>|\.\.\.)(?: |$)|^```.*$/gm, "")
    // A printed model names its parts, "(0): Conv2d(...)", one a line and without commas.
    .replace(/^\s*\([\w.-]+\):/gm, ",");
  const statements = [[]];
  let depth = 0;
  PYTHON_TOKEN.lastIndex = 0;
  while (PYTHON_TOKEN.lastIndex < source.length) {
    const [, end, number, string, name, sign] = PYTHON_TOKEN.exec(source);
    const add = (token) => statements.at(-1).push(token);
    if (end !== undefined) {
      if (depth === 0) statements.push([]);
    } else if (number !== undefined) add({ kind: "value", value: Number(number.replaceAll("_", "")), text: number });
    else if (string !== undefined) add({ kind: "value", value: string.replace(/^("""|'''|.)([^]*)\1$/, "$2"), text: string });
    else if (name !== undefined) add({ kind: "name", text: name });
    else if (sign !== undefined) {
      if ("([{".includes(sign)) depth += 1;
      if (")]}".includes(sign)) depth -= 1;
      // A piece cut out of a longer text may close brackets that it does not open.
      if (depth < 0) depth = 0;
      else add({ kind: sign, text: sign });
    }
  }
  return statements.filter((tokens) => tokens.length);
}

export function isPythonCall(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && "type" in value;
}

export function isPythonTensor(value) {
  return value !== null && typeof value === "object" && value.tensor === true;
}

function lastName(path) {
  return path.split(".").at(-1);
}

function shapeOfList(list) {
  return Array.isArray(list) ? [list.length, ...(list.length ? shapeOfList(list[0]) : [])] : [];
}

/** A tensor as far as its code tells: { shape, values, origin, index, turned }, each or null. */
function tensorOfCall(path, given) {
  const name = lastName(path);
  const [first] = given;
  if (TENSOR_OF_VALUES.includes(name)) {
    if (isPythonTensor(first)) return first;
    const known = Array.isArray(first) || typeof first === "number";
    const values = known ? [first].flat(Infinity) : null;
    const origin = isPythonCall(first) && first.given.length ? String(first.given[0]) : null;
    return { tensor: true, shape: known ? shapeOfList(first) : null, values, origin, index: null, turned: false };
  }
  if (path.startsWith("torch.") && TENSOR_OF_SIZES.includes(name)) {
    return { tensor: true, shape: given.flat(Infinity), values: null, origin: null, index: null, turned: false };
  }
  return null;
}

function arithmetic(sign, one, other) {
  if (typeof one !== "number" || typeof other !== "number") return `${one} ${sign} ${other}`;
  if (sign === "+") return one + other;
  if (sign === "-") return one - other;
  if (sign === "*") return one * other;
  if (sign === "/") return one / other;
  if (sign === "//") return Math.floor(one / other);
  return sign === "%" ? one - other * Math.floor(one / other) : one ** other;
}

/** Reads one statement; `known` holds what names stand for, `used` collects the calls looked up. */
function pythonReader(tokens, known, used) {
  let at = 0;
  const next = () => tokens[at++] ?? { kind: "end", text: "the end" };
  const peek = (ahead = 0) => tokens[at + ahead]?.kind ?? "end";
  const word = (ahead = 0) => (peek(ahead) === "name" ? tokens[at + ahead].text : "");

  const listUntil = (close) => {
    const items = [];
    const named = {};
    let commas = 0;
    while (peek() !== close) {
      if (peek() === "end") throw new Error(`a "${close}" is missing at the end`);
      if (peek() === ",") {
        next();
        commas += 1;
      } else if (peek() === "name" && peek(1) === "=") {
        const { text } = next();
        next();
        named[text] = expression();
      } else {
        items.push(slice(close));
        if (word() === "for") throw new Error("a loop builds these layers; print the model and paste what it prints");
      }
    }
    next();
    return { items, named, commas };
  };
  // In [a:b] a slice is the list [a, b]; in {a: b} what counts is b.
  const slice = (close) => {
    const first = peek() === ":" ? 0 : expression();
    if (peek() !== ":" || close === ")") return first;
    next();
    if (close === "}") return expression();
    return [first, peek() === close || peek() === "," ? null : expression()];
  };
  const call = (path) => {
    next();
    const { items, named } = listUntil(")");
    const list = known.get(path.split(".").slice(0, -1).join("."));
    if (Array.isArray(list) && lastName(path) === "append") return list.push(...items);
    const tensor = tensorOfCall(path, items);
    if (tensor) return tensor;
    const [first] = items;
    // F.avg_pool2d(photo, 4) and the like: still the same origin, of unknown values.
    if (isPythonTensor(first) && first.origin) return { ...first, shape: null, values: null };
    return { type: lastName(path), path, given: items, named };
  };
  const method = (value, path) => {
    const { items } = peek() === "(" ? (next(), listUntil(")")) : { items: [] };
    if (!isPythonTensor(value)) return value;
    if (lastName(path) === "flip") return { ...value, turned: !value.turned };
    return ["reshape", "view"].includes(lastName(path)) ? { ...value, shape: items.flat(Infinity) } : value;
  };
  const looked = (name) => {
    if (name in PYTHON_WORDS) return PYTHON_WORDS[name];
    // weight.flip(2, 3): the longest part of the name that stands for a tensor, then a method.
    const parts = name.split(".");
    const owner = parts.slice(0, -1).join(".");
    if (!known.has(name) && isPythonTensor(known.get(owner))) return method(known.get(owner), name);
    if (!known.has(name)) return name;
    const value = known.get(name);
    if (value !== null && typeof value === "object") used.add(value);
    return value;
  };
  const atom = () => {
    const token = next();
    if (token.kind === "*" || token.kind === "**") return expression();
    if (token.kind === "-" || token.kind === "+") {
      const value = binary(3);
      return typeof value === "number" && token.kind === "-" ? -value : value;
    }
    if (token.kind === "value") {
      if (word() === "x" && peek(1) === "name") return repeated(token.value);
      return token.value;
    }
    if (token.kind === "(") {
      const { items, commas } = listUntil(")");
      return items.length === 1 && commas === 0 ? items[0] : items;
    }
    if (token.kind === "[") return listUntil("]").items;
    if (token.kind === "{") return listUntil("}").items;
    if (token.kind !== "name") throw new Error(`"${token.text}" stands where a value is expected`);
    const owner = token.text.split(".").slice(0, -1).join(".");
    if (peek() === "(" && !isPythonTensor(known.get(owner))) return call(token.text);
    return looked(token.text);
  };
  // A printed model writes "(0-2): 3 x Block(...)" for three alike.
  const repeated = (count) => {
    next();
    const value = postfix();
    return Array.from({ length: Math.min(count, 1000) }, () => value);
  };
  const postfix = () => {
    let value = atom();
    while (peek() === "." || (peek() === "[" && isPythonTensor(value))) {
      if (next().kind === ".") value = method(value, next().text);
      else value = { ...value, index: listUntil("]").items };
    }
    return value;
  };
  const binary = (least) => {
    let value = postfix();
    while (PYTHON_BINDING[peek()] >= least) {
      const { kind } = next();
      value = arithmetic(kind, value, binary(PYTHON_BINDING[kind] + 1));
    }
    return value;
  };
  const expression = () => {
    const value = binary(1);
    if (word() !== "if") return value;
    while (peek() !== "end" && word() !== "else") next();
    next();
    expression();
    return value;
  };
  // Names on the left of "=", then what stands on the right, item by item.
  const statement = () => {
    const targets = [];
    if (["return", "yield", "await"].includes(word())) next();
    while (peek() === "name" && ["=", ":", "+="].includes(peek(1))) {
      const equals = tokens.findIndex(({ kind }, i) => i > at && kind === "=");
      if (peek(1) === ":" && equals < 0) at += 2;
      else {
        targets.push(next().text);
        at = peek() === ":" ? equals + 1 : at + 1;
      }
    }
    const values = [];
    while (peek() !== "end") {
      if (peek() === ",") next();
      else values.push(expression());
    }
    return { targets, values };
  };
  return statement;
}

/**
 * What a piece of Python says: the `values` of its statements in order (numbers, strings, lists,
 * tensors, calls { type, path, given, named }), and `known`, what its names stand for at the end.
 *
 * A statement that cannot be read is left out unless `matters(name)` holds for one of its names.
 * A call that is looked up by name counts where it is used, not where it is written.
 */
export function readPython(text, matters) {
  const known = new Map();
  const used = new Set();
  const found = [];
  for (const tokens of pythonStatements(text)) {
    const names = tokens.filter(({ kind }) => kind === "name").map((token) => token.text);
    if (PYTHON_SKIPPED.includes(tokens[0].text)) continue;
    try {
      const { targets, values } = pythonReader(tokens, known, used)();
      const value = values.length === 1 ? values[0] : values;
      const grows = tokens[1]?.kind === "+=" && Array.isArray(known.get(targets[0]));
      if (grows) known.get(targets[0]).push(...[value].flat());
      else {
        targets.forEach((target) => known.set(target, value));
        found.push(...values);
      }
    } catch (error) {
      if (names.some((name) => matters(lastName(name)))) throw error;
    }
  }
  return { values: found.filter((value) => !used.has(value)), known };
}
