"""How the tests work a live figure: turn its first control, read what it shows."""

import json
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page

from convbook.widgets import bundle, kinds
from convbook.widgets.base import MIME, ConvFigure
from tests.book.site import NOTEBOOKS
from tests.browser import timers
from tools import pages

CONTROL = ".cb-live input:not([type=hidden]), .cb-live select"
FOCUSABLE = ".cb-live :is(input, select, textarea, button, summary, a[href], [tabindex='0'])"

# Turn the first control to another legal value, as a hand would, and back on the next call.
TURN = """(control) => {
  const box = control.type === "checkbox";
  const now = box ? String(control.checked) : control.value;
  control.dataset.start ??= now;
  let next = control.dataset.start;
  if (now === next) {
    if (box) next = String(!control.checked);
    else if (control.tagName === "SELECT") {
      next = [...control.options].map((o) => o.value).find((value) => value !== now);
    } else {
      const step = Number(control.step) || 1;
      const up = Number(now) + step;
      next = control.max === "" || up <= Number(control.max) ? up : Number(now) - step;
    }
  }
  if (box) control.checked = next === "true";
  else control.value = next;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}"""

TIME = f"""async ([control, count]) => {{
  const turn = {TURN};
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const handled = [], painted = [];
  for (let i = 0; i < count; i += 1) {{
    await frame();
    const start = performance.now();
    turn(control);
    handled.push(performance.now() - start);
    await frame();
    await frame();
    painted.push(performance.now() - start);
  }}
  return [handled, painted];
}}"""

# The same two frames for one character on an empty page: what any change costs on this machine.
BLANK = """async (count) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const painted = [];
  for (let i = 0; i < count; i += 1) {
    await frame();
    const start = performance.now();
    document.body.textContent = String(i % 10);
    await frame();
    await frame();
    painted.push(performance.now() - start);
  }
  return painted;
}"""

CLONE = """(figure) => {
  const twin = figure.cloneNode(true);
  twin.querySelector(".cb-live").remove();
  twin.querySelector(".cb-static").hidden = false;
  twin.dataset.figureId = "twin";
  twin.id = "fig-twin";
  figure.after(twin);
}"""

# Take the figure off the page and put it there again, as it was printed, at another address.
START = """(figure, address) => {
  history.replaceState(null, "", address);
  const printed = figure.cloneNode(true);
  printed.querySelector(".cb-live").remove();
  printed.querySelector(".cb-static").hidden = false;
  figure.replaceWith(printed);
}"""

MARK_STOPS = f"""(figure) => {{
  const stops = [...figure.querySelectorAll("{FOCUSABLE}")].filter((e) =>
    e.checkVisibility() && !e.disabled && (e.tabIndex >= 0 || !e.closest("[role=grid]")));
  const names = stops.map((e, i) => (e.type === "radio" ? e.name : String(i)));
  stops.forEach((e, i) => (e.dataset.stop = names[i]));
  stops[0].focus();
  return [...new Set(names)];
}}"""

# Go through the rows of a grid as a snake, by arrow keys; return the cells that had the focus.
WALK = """(grid, rows) => {
  const cells = [...grid.querySelectorAll("[role=row] > *")];
  const press = (key) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const seen = [];
  rows.forEach((columns, row) => {
    for (let step = 0; step < columns; step += 1) {
      seen.push(cells.findIndex((cell) => cell.contains(document.activeElement)));
      if (step < columns - 1) press(row % 2 ? "ArrowLeft" : "ArrowRight");
    }
    press("ArrowDown");
  });
  return seen;
}"""


def live_figures() -> list[tuple[str, str]]:
    found = []
    for name in NOTEBOOKS:
        for cell in nbformat.read(pages.ROOT / f"{name}.ipynb", as_version=4).cells:
            for output in cell.get("outputs", []):
                spec = output.get("data", {}).get(MIME)
                if spec and spec["kind"] in kinds():
                    found.append((name, spec["id"]))
    return found


def first_control(page: Page, figure_id: str) -> Any:
    return page.locator(f"#fig-{figure_id}").locator(CONTROL).first


def value(control: Any) -> Any:
    return control.evaluate("(c) => (c.type === 'checkbox' ? c.checked : c.value)")


def alone(page: Page, figure: ConvFigure) -> Locator:
    """Put the figure on an empty page, as the book prints it, and return its live form."""
    kind, stem = figure.kind, figure.kind.replace("-", "_")
    state = json.dumps({**figure.spec(), "baked": figure.baked})
    page.set_content(
        f"<!doctype html><html lang=en><title>{kind}</title>"
        f"<style>{bundle.stylesheet(stem)}</style>"
        f'<conv-figure kind="{kind}" id="fig-{kind}" data-figure-id="{kind}">'
        f'<script type="application/json">{state}</script><div class="cb-static"></div>'
    )
    page.evaluate(timers.COUNT)
    page.add_script_tag(content=bundle.host())
    page.add_script_tag(content=bundle.classic(stem, kind))
    return page.locator("conv-figure .cb-live[data-ready]")


def press(part: Locator, *keys: str) -> None:
    """Press keys faster than the page is painted."""
    part.evaluate(
        """(part, keys) => keys.forEach((key) =>
          part.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))""",
        list(keys),
    )


def drawn(page: Page, figure_id: str) -> Any:
    """What the figure's script has made of its state: text, pictures and marks."""
    return page.locator(f"#fig-{figure_id} .cb-body").evaluate("""(body) => [
        body.textContent,
        [...body.querySelectorAll("canvas")].map((c) => c.toDataURL()),
        [...body.querySelectorAll("[class]")].map((e) => e.getAttribute("class")).filter(Boolean),
    ]""")


def body(page: Page, figure_id: str) -> Any:
    """All that the figure shows, apart from the generated ids of its parts."""
    controls = page.locator(f"#fig-{figure_id} .cb-body").locator("input, select")
    values = controls.evaluate_all("(all) => all.map((c) => [c.value, c.checked])")
    return [drawn(page, figure_id), values]


def query_keys(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("() => [...new URLSearchParams(location.search).keys()]")
    return keys
