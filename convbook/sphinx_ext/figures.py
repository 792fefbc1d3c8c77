"""Puts live figures and SVG pictures into the built page.

A live figure becomes ``<conv-figure>`` with its static form inside; an SVG picture is written
inline, with the book's colours as CSS variables, so that it follows light and dark.
"""

import hashlib
import html
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from matplotlib import rc_context
from matplotlib.figure import Figure
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from convbook import exercises, viz, widgets
from convbook.exercises import work_figure
from convbook.exercises.card import Exercise
from convbook.exercises.progress import Progress
from convbook.viz.style import STYLE
from convbook.widgets import bundle
from convbook.widgets.base import MIME, ConvFigure

INLINE_LIMIT = 60_000
SVG_MIME = "image/svg+xml"
# Exercises are cards with a script as figures have; their static form is HTML.
CARDS: dict[str, type[Exercise] | type[Progress]] = {
    card.kind: card for card in (Exercise, Progress)
}
# Reversed, because focus shares its colour with input, and pictures mean input.
_COLOURS = {c: f"var(--cb-{name},{c})" for name, c in reversed(viz.LIGHT.items())}


class FigureRenderer:
    """The MyST-NB plugin that handles the figures' MIME type and SVG."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", MIME, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the page's nodes for one output, or None where it is not ours."""
        if inline or data.mime_type not in (MIME, SVG_MIME):
            return None
        env = renderer.renderer.sphinx_env
        html_page = env.app.builder.format == "html" and env.app.builder.name != "epub"
        if data.mime_type == SVG_MIME:
            return _picture(data) if html_page else None
        figure = _figure(_in_order(data.content, env))
        if html_page:
            _note(env, figure)
            return [nodes.raw("", _element(figure, env), format="html")]
        svg = _static_svg(json.dumps(figure.spec()))
        uri = renderer.write_file([f"{_digest(svg)}.svg"], svg.encode(), False, True)
        return [nodes.image(uri=uri, alt=figure.describe(figure.params))]


def _figure(spec: dict[str, Any]) -> ConvFigure:
    kind = spec["kind"]
    return (CARDS[kind] if kind in CARDS else widgets.figure_class(kind)).from_spec(spec)


def _in_order(spec: dict[str, Any], env: BuildEnvironment) -> dict[str, Any]:
    """The list of a page's exercises follows the page."""
    if spec["kind"] != Progress.kind:
        return spec
    cells = json.loads(Path(env.doc2path(env.docname)).read_text("utf-8"))["cells"]
    found = [out.get("data", {}).get(MIME) for cell in cells for out in cell.get("outputs", [])]
    cards = [card["params"]["family"] for card in found if card and card["kind"] == Exercise.kind]
    return spec | {"params": spec["params"] | {"order": ",".join(cards)}}


@cache
def _static_svg(spec: str) -> str:
    figure = _figure(json.loads(spec))
    with rc_context(STYLE):
        return _svg_text(figure.draw(dict(figure.params)))


def _svg_text(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def _element(figure: ConvFigure, env: BuildEnvironment) -> str:
    """The custom element: its state, its static form, and an anchor of its own."""
    state = json.dumps(
        figure.spec() | _baked_once(figure, env), separators=(",", ":"), sort_keys=True
    ).replace("</", "<\\/")
    name = figure.figure_id
    return (
        f'<conv-figure kind="{figure.kind}" id="fig-{name}" data-figure-id="{name}">'
        f'<script type="application/json">{state}</script>'
        f'<div class="cb-static">{_still(figure, env)}</div></conv-figure>'
    )


def _still(figure: ConvFigure, env: BuildEnvironment) -> str:
    """The static form: a card's own HTML, a small drawing inline, a large one as a file."""
    if isinstance(figure, Exercise | Progress):
        return figure.still(dict(figure.params))
    svg, alt = _static_svg(json.dumps(figure.spec())), figure.describe(dict(figure.params))
    if len(svg) <= INLINE_LIMIT:
        return inline_svg(svg, alt)
    file = f"{_digest(svg)[:16]}.svg"
    _page(env)["stills"][file] = svg
    src = f"{'../' * env.docname.count('/')}_static/convbook/{file}"
    width, height = (round(float(x)) for x in re.findall(r'="([\d.]+)pt"', svg)[:2])
    size = f'width="{width}" height="{height}"'
    return f'<img src="{src}" alt="{html.escape(alt)}" {size} loading="lazy">'


def _baked_once(figure: ConvFigure, env: BuildEnvironment) -> dict[str, Any]:
    """What was computed for the figure, or the id of a figure above that holds the same."""
    baked = dict(figure.baked)
    if isinstance(figure, Exercise) and baked["work"]:
        baked["work"] = baked["work"] | {"version": _work_version(baked["work"]["kind"])}
    digest = _digest(json.dumps(baked, sort_keys=True))
    holder = _page(env)["baked"].setdefault(digest, figure.figure_id)
    if holder == figure.figure_id:
        return {"baked": baked}
    return {"bakedIn": holder}


def _work_version(kind: str) -> str:
    """A mark that changes with the scripts that a card loads, so that no old one is kept."""
    script = bundle.classic(work_figure.stem(kind), kind)
    return _digest(script + work_figure.state_script(kind))[:8]


def _picture(data: Any) -> list[nodes.Element] | None:
    alt = data.cell_metadata.get("mystnb", {}).get("image", {}).get("alt")
    if not alt or len(data.string) > INLINE_LIMIT:
        return None
    body = f'<figure class="cb-plot">{inline_svg(data.string, alt)}</figure>'
    return [nodes.raw("", body, format="html")]


def inline_svg(svg: str, alt: str) -> str:
    """An SVG file as an element of the page: own ids, a name, colours that follow the theme."""
    prefix = f"s{_digest(svg + alt)[:8]}-"
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}\1"', body)
    for colour, variable in _COLOURS.items():
        body = body.replace(colour, variable)
    name = html.escape(alt, quote=True)
    return body.replace("<svg", f'<svg role="img" aria-label="{name}"', 1)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pages(env: BuildEnvironment) -> dict[str, dict[str, dict[str, str]]]:
    """What the extension keeps between builds: a page's figures and its large static forms."""
    if not hasattr(env, "convbook_pages"):
        env.convbook_pages = {}  # type: ignore[attr-defined]
    pages: dict[str, dict[str, dict[str, str]]] = env.convbook_pages  # type: ignore[attr-defined]
    return pages


def _page(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    return _pages(env).setdefault(env.docname, {"kinds": {}, "stills": {}, "baked": {}})


def _note(env: BuildEnvironment, figure: ConvFigure) -> None:
    """Remember the page's figures; rebuild it when the library or the script changes."""
    library = Path(bundle.__file__).parents[1].rglob("*.py")
    for path in (*library, *bundle.modules(figure.kind.replace("-", "_"))):
        env.note_dependency(str(path))
    kinds = _page(env)["kinds"]
    if figure.figure_id in kinds:
        raise ExtensionError(
            f"{env.docname}: two figures have the id {figure.figure_id!r}; give one its own"
        )
    kinds[figure.figure_id] = figure.kind


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _pages(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    _pages(env).update({name: page for name, page in _pages(other).items() if name in docnames})


def _folder(app: Sphinx) -> Path:
    folder = Path(app.outdir) / "_static" / "convbook"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_scripts(app: Sphinx) -> None:
    """Lay the host, the stylesheet and one script a figure beside the pages."""
    if app.builder.format != "html":
        return
    folder = _folder(app)
    (folder / "host.js").write_text(bundle.host(), encoding="utf-8")
    stems = {kind: kind.replace("-", "_") for kind in (*widgets.kinds(), *CARDS)}
    styles = bundle.stylesheet(*(stems[kind] for kind in widgets.kinds()), "exercise")
    (folder / "figure.css").write_text(styles, encoding="utf-8")
    for kind, stem in stems.items():
        (folder / f"{kind}.js").write_text(bundle.classic(stem, kind), encoding="utf-8")
    for kind in sorted({family.work.kind for family in exercises.families() if family.work}):
        state = work_figure.state_script(kind)
        (folder / f"{kind}.state.js").write_text(state, encoding="utf-8")


def _write_stills(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        for page in _pages(app.env).values():
            for name, svg in page["stills"].items():
                (_folder(app) / name).write_text(svg, encoding="utf-8")


def _add_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    page = _pages(app.env).get(pagename)
    if page and page["kinds"]:
        app.add_js_file("convbook/host.js", defer="defer")
        for kind in sorted(set(page["kinds"].values())):
            app.add_js_file(f"convbook/{kind}.js", defer="defer")


def setup(app: Sphinx) -> None:
    """Connect the figures to the build."""
    app.connect("builder-inited", _write_scripts)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("html-page-context", _add_scripts)
    app.connect("build-finished", _write_stills)
    app.add_css_file("convbook/figure.css")
