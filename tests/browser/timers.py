"""Waits for what a page has put off: its narration, its address, the next animation frame."""

from playwright.sync_api import Page

# Counts timers and frames that are still to come. Of longer timers nothing that a test reads
# depends: the toolbar forgets after 2.5 s what it has copied.
COUNT = """(() => {
  if (window.putOff) return;
  window.putOff = () => due.setTimeout.size + due.requestAnimationFrame.size;
  const due = { setTimeout: new Set(), requestAnimationFrame: new Set() };
  const count = (start, stop) => {
    const [begin, cancel] = [window[start], window[stop]];
    window[start] = (work, delay = 0, ...rest) => {
      const run = (...given) => {
        due[start].delete(id);
        work(...given);
      };
      const id = begin(run, delay, ...rest);
      if (delay <= 1000) due[start].add(id);
      return id;
    };
    window[stop] = (id) => {
      due[start].delete(id);
      cancel(id);
    };
  };
  count("setTimeout", "clearTimeout");
  count("requestAnimationFrame", "cancelAnimationFrame");
})();"""


def rest(page: Page) -> None:
    """Wait until the page has done what it has put off, however slow the machine is."""
    page.wait_for_function("() => putOff() === 0", polling=20)
