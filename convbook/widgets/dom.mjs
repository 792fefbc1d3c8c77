// The interface kit of the live figures: elements, controls, number grids, narration, toolbar.

const SVG = "http://www.w3.org/2000/svg";

/** Create an HTML element: attributes, `on…` listeners, then children (nodes or text). */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Create an SVG element in the same way. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** An id that no other element of the page has. */
export function uid(stem) {
  // Each figure carries its own copy of this module, so the page keeps the count.
  globalThis.convbookIds = (globalThis.convbookIds ?? 0) + 1;
  return `cb-${stem}-${globalThis.convbookIds}`;
}

/** A range input with its label and its value beside it. */
export function slider({ label, min, max, step = 1, value, text = String, onInput }) {
  const id = uid("slider");
  const output = h("output", { for: id }, text(value));
  const input = h("input", { type: "range", id, min, max, step, value });
  const set = (next, range = {}) => {
    for (const [name, bound] of Object.entries(range)) input[name] = bound;
    input.value = next;
    output.textContent = text(Number(input.value));
  };
  input.addEventListener("input", () => {
    output.textContent = text(Number(input.value));
    onInput(Number(input.value));
  });
  const node = h("div", { class: "cb-field cb-slider" }, h("label", { for: id }, label), input, output);
  return { node, input, set };
}

/** A number input; while a value is half typed ("-", "") nothing is reported. */
export function numberField({ label, min, max, step = 1, value, hideLabel = false, onInput }) {
  const id = uid("number");
  const input = h("input", { type: "number", id, min, max, step, value, inputmode: "decimal" });
  input.addEventListener("input", () => {
    if (input.value !== "" && Number.isFinite(input.valueAsNumber)) onInput(input.valueAsNumber);
  });
  const set = (next) => {
    if (document.activeElement !== input || input.valueAsNumber !== next) input.value = next;
  };
  const name = h("label", { for: id, class: hideLabel ? "cb-hidden" : null }, label);
  return { node: h("div", { class: "cb-field" }, name, input), input, set };
}

/** A drop-down; options are [value, text] pairs. */
export function select({ label, options, value, onInput }) {
  const id = uid("select");
  const input = h("select", { id }, ...options.map(([key, text]) => h("option", { value: key }, text)));
  input.value = value;
  input.addEventListener("input", () => onInput(input.value));
  const node = h("div", { class: "cb-field" }, h("label", { for: id }, label), input);
  return { node, input, set: (next) => (input.value = next) };
}

/** A check box with its label after it. */
export function checkbox({ label, value, onInput }) {
  const id = uid("check");
  const input = h("input", { type: "checkbox", id });
  input.checked = value;
  input.addEventListener("input", () => onInput(input.checked));
  const node = h("div", { class: "cb-field cb-check" }, input, h("label", { for: id }, label));
  return { node, input, set: (next) => (input.checked = next) };
}

/** A push button. */
export function button(text, onClick, attributes = {}) {
  return h("button", { type: "button", ...attributes, onclick: onClick }, text);
}

/** A live region: says the latest sentence once the reader's hand rests. */
export function narrator(delay = 350) {
  const node = h("p", { class: "cb-narration", "aria-live": "polite" });
  let timer = 0;
  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (node.textContent !== text) node.textContent = text;
    }, node.textContent ? delay : 0);
  };
  return { node, say };
}

/** Let the keyboard reach a box that scrolls sideways, as long as `part` inside is too wide for it. */
export function reachable(scroll, part, label) {
  const watcher = new ResizeObserver(() => {
    const wide = scroll.scrollWidth > scroll.clientWidth + 1;
    const attributes = { tabindex: "0", role: "region", "aria-label": `${label()}, scrolls sideways` };
    for (const [key, value] of Object.entries(attributes)) {
      if (wide) scroll.setAttribute(key, value);
      else scroll.removeAttribute(key);
    }
  });
  watcher.observe(scroll);
  watcher.observe(part);
}

/** True where the reader asked for less motion. */
export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * The frame every live figure stands in: one state, kept in `model`, and the toolbar.
 *
 * `normalize` turns any object into legal parameters; `torchCode` writes the state as PyTorch.
 * Returns `get()`, `set(patch)`, `body` to fill, and `onChange(draw)`, which also draws at once.
 */
export function frame({ model, el, title, normalize, torchCode }) {
  const body = h("div", { class: "cb-body" });
  const get = () => normalize(model.get("params"));
  const set = (patch) => {
    model.set("params", normalize({ ...get(), ...patch }));
    model.save_changes();
  };
  const tools = toolbar({ model, set, code: () => torchCode(get()) });
  const heading = uid("title");
  el.append(
    h(
      "div",
      { class: "cb-figure", role: "group", "aria-labelledby": heading },
      h("div", { class: "cb-head" }, h("p", { class: "cb-title", id: heading }, title), tools.bar),
      body,
      tools.listing,
    ),
  );
  let listener = null;
  const onChange = (draw) => {
    listener = () => {
      draw(get());
      tools.refresh();
    };
    model.on("change:params", listener);
    listener();
  };
  const destroy = () => model.off("change:params", listener);
  return { get, set, body, onChange, destroy };
}

function toolbar({ model, set, code }) {
  const status = h("span", { class: "cb-status", role: "status" });
  const text = h("code", {});
  const listing = h("pre", { class: "cb-code", tabindex: "0", "aria-label": "PyTorch code", hidden: true }, text);
  const say = (message) => {
    status.textContent = message;
    setTimeout(() => (status.textContent = ""), 2500);
  };
  const refresh = () => {
    if (!listing.hidden) text.textContent = code();
  };
  const copy = async (content, done, otherwise) => {
    try {
      await navigator.clipboard.writeText(content);
      say(done);
    } catch {
      say(otherwise);
    }
  };
  const showCode = () => {
    listing.hidden = false;
    refresh();
    copy(code(), "Code copied", "Select the code below to copy it");
  };
  const copyLink = () => copy(model.permalink(), "Link copied", "Copy the link from the address bar");
  const bar = h(
    "div",
    { class: "cb-tools" },
    status,
    button("Reset", () => set(model.get("initial")), { "data-action": "reset" }),
    button("PyTorch", showCode, { "data-action": "copy-code", title: "Copy as PyTorch" }),
    model.permalink ? button("Link", copyLink, { "data-action": "copy-link", title: "Copy a link to this state" }) : "",
  );
  return { bar, listing, refresh };
}
