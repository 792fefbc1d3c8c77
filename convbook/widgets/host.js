// Runs the live figures of the built book: the same modules that Jupyter runs, without a kernel.
// A classic deferred script, because module scripts are refused on file:// pages.
(function () {
  "use strict";
  const modules = {};
  const states = {};
  const loading = {};
  // Figures that a reader may open later lie beside this script.
  const folder = document.currentScript?.src.replace(/[^/]*$/, "") ?? "";
  const query = () => new URLSearchParams(location.search);

  function decode(text, like) {
    if (typeof like === "number") return text === "" ? undefined : Number(text);
    if (typeof like === "boolean") return text === "1";
    if (Array.isArray(like)) return text === "" ? [] : text.split(",").map(Number);
    return text;
  }

  function encode(value) {
    if (typeof value === "boolean") return value ? "1" : "0";
    return Array.isArray(value) ? value.join(",") : String(value);
  }

  function fromUrl(figureId, initial) {
    const found = {};
    for (const [name, text] of query()) {
      const key = name.slice(figureId.length + 1);
      if (!name.startsWith(figureId + ".") || !Object.hasOwn(initial, key)) continue;
      const value = decode(text, initial[key]);
      if (value !== undefined && !Number.isNaN(value)) found[key] = value;
    }
    return found;
  }

  function urlOf(figureId, params, initial) {
    const parts = [];
    for (const [name, text] of query()) {
      if (!name.startsWith(figureId + ".")) parts.push([name, text]);
    }
    for (const key of Object.keys(initial)) {
      const text = encode(params[key]);
      if (text !== encode(initial[key])) parts.push([figureId + "." + key, text]);
    }
    const readable = (text) => encodeURIComponent(text).replaceAll("%2C", ",");
    const search = parts.map(([name, text]) => readable(name) + "=" + readable(text)).join("&");
    return location.pathname + (search ? "?" + search : "") + location.hash;
  }

  class Model {
    constructor(values, figureId) {
      this.values = values;
      this.figureId = figureId;
      this.listeners = new Map();
      this.timer = 0;
    }

    get(name) {
      return this.values[name];
    }

    set(name, value) {
      if (JSON.stringify(this.values[name]) === JSON.stringify(value)) return;
      this.values[name] = value;
      for (const listener of this.listeners.get("change:" + name) || []) listener();
    }

    on(event, listener) {
      this.listeners.set(event, [...(this.listeners.get(event) || []), listener]);
    }

    off(event, listener) {
      this.listeners.set(event, (this.listeners.get(event) || []).filter((l) => l !== listener));
    }

    address() {
      return urlOf(this.figureId, this.values.params, this.values.initial);
    }

    // Browsers limit how often a page may rewrite its address.
    save_changes() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        try {
          history.replaceState(history.state, "", this.address());
        } catch {
          // Some browsers freeze the address of file:// pages; the figure works without it.
        }
      }, 200);
    }

    permalink() {
      return new URL(this.address().replace(/#.*$/, "") + "#fig-" + this.figureId, location.href).href;
    }
  }

  const figureOf = (figureId) => document.getElementById("fig-" + figureId);
  const stateOf = (figure) => JSON.parse(figure.querySelector('script[type="application/json"]').textContent);

  class ConvFigure extends HTMLElement {
    connectedCallback() {
      if (!this.started) this.start();
    }

    start() {
      const module = modules[this.getAttribute("kind")];
      if (!module) return;
      this.started = true;
      const { params, baked, bakedIn } = stateOf(this);
      const figureId = this.dataset.figureId;
      const initial = module.normalize(params);
      const state = module.normalize({ ...initial, ...fromUrl(figureId, initial) });
      const live = document.createElement("div");
      live.className = "cb-live";
      const still = this.querySelector(".cb-static");
      this.append(live); // a figure measures the room it has
      try {
        module.render({ model: new Model({ params: state, initial, baked: baked ?? stateOf(figureOf(bakedIn)).baked }, figureId), el: live });
      } catch (error) {
        console.error("convbook: the figure", figureId, "stays static:", error);
        live.remove();
        return;
      }
      still.hidden = true;
      live.setAttribute("data-ready", "");
    }
  }

  // By script elements: a page that is opened as a file cannot fetch.
  function script(file) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = folder + file;
      element.onload = resolve;
      element.onerror = () => {
        element.remove();
        reject(new Error("convbook: no " + file));
      };
      document.head.append(element);
    });
  }

  window.convbook = {
    modules,
    states,
    keep(kind, state) {
      states[kind] = state;
    },
    // Brings the script of a figure, and the state that it starts from, once a card asks for them.
    load(kind, version) {
      const mark = version ? "?v=" + version : "";
      const files = [];
      if (!modules[kind]) files.push(kind + ".js" + mark);
      if (!states[kind]) files.push(kind + ".state.js" + mark);
      loading[kind] ??= Promise.all(files.map(script)).finally(() => delete loading[kind]);
      return loading[kind];
    },
    define(kind, module) {
      modules[kind] = module;
      for (const figure of document.querySelectorAll(`conv-figure[kind="${kind}"]`)) {
        figure.connectedCallback();
      }
    },
  };
  customElements.define("conv-figure", ConvFigure);
})();
