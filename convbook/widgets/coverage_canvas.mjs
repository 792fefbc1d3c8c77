// Canvases that follow the theme and the screen, for the figures of coverage.

/** Colours of the theme that stands now; what is not on the page yet will have those of its body. */
export function covColours(node) {
  const style = getComputedStyle(node.isConnected ? node : document.body);
  const get = (name) => style.getPropertyValue(`--cb-${name}`).trim();
  return Object.fromEntries(["ink", "muted", "paper", "line", "input", "output", "kernel", "padding", "gradient"].map((name) => [name, get(name)]));
}

/** Call `repaint` when the page turns light or dark; returns how to stop. */
export function covOnTheme(repaint) {
  const watcher = new MutationObserver(repaint);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "theme"] });
  return () => watcher.disconnect();
}

/** A canvas of `width` x `height` css px, sharp on any screen. */
export function covCanvas(canvas, width, height) {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
}
