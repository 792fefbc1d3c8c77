"""The page checks themselves: each accepts a sound page and refuses a broken one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_output

from tests.book import checks
from tests.book.test_notebooks import assert_described, assert_stored

REPOSITORY = "https://github.com/owner/name"
EXERCISE = '<div class="exercise">?</div><details class="sd-dropdown"></details>'
SUMMARY = '<h2>Summary<a class="headerlink">#</a></h2>'
TOOLS = f"""<form class="bd-search" action="../search.html"></form>
<p class="cb-cite-plain">https://owner.github.io/name/book/page.html</p>
<pre class="cb-cite-bibtex">url = {{https://owner.github.io/name/book/page.html}}</pre>
<a class="cb-report" href="{REPOSITORY}/issues/new?body=book%2Fpage">Report</a>
<a rel="next" href="other.html">Next</a>"""
PICTURE = '<article><img src="a.png" alt="a kernel over a signal"></article>'

Check = Callable[[BeautifulSoup], None]


def summary(page: BeautifulSoup) -> None:
    checks.assert_has_summary_and_exercises(page)


def tools(page: BeautifulSoup) -> None:
    checks.assert_page_tools(page, REPOSITORY, "book/page")


SOUND: list[tuple[Check, str]] = [
    (checks.assert_loads_nothing_external, '<a href="https://x.org">x</a><img src="data:,">'),
    (checks.assert_no_foreign_code, '<script src="_static/book.js"></script>'),
    (checks.assert_unique_ids, '<p id="a"></p><p id="b"></p>'),
    (checks.assert_pictures_have_text, PICTURE),
    (summary, SUMMARY + EXERCISE * 4),
    (tools, TOOLS),
]
BROKEN: list[tuple[Check, str]] = [
    *(
        (checks.assert_loads_nothing_external, html)
        for html in (
            '<script src="https://x.org/a.js"></script>',
            '<link rel="stylesheet" href="//x.org/a.css">',
            '<link rel="preload" href="https://x.org/a.woff2">',
            '<img src="https://x.org/a.png">',
            '<img srcset="a.png 1x, https://x.org/a.png 2x">',
            "<p style=\"background: url('https://x.org/a.png')\"></p>",
            '<style>@import "https://x.org/a.css";</style>',
            '<form action="https://x.org/"></form>',
            '<svg><use href="https://x.org/a.svg#b"/></svg>',
            '<iframe src="http://x.org"></iframe>',
        )
    ),
    (checks.assert_no_foreign_code, '<script src="_static/RequireJS/require.min.js"></script>'),
    (checks.assert_no_foreign_code, "<script>const THEBE_JS_URL = 1</script>"),
    (checks.assert_unique_ids, '<p id="a"></p><p id="a"></p>'),
    (checks.assert_pictures_have_text, '<article><img src="a.png"></article>'),
    (checks.assert_pictures_have_text, '<article><img alt="../figures/a.png"></article>'),
    (checks.assert_pictures_have_text, '<article><svg role="img"></svg></article>'),
    (checks.assert_pictures_have_text, f"<article>{PICTURE}{PICTURE}</article>"),
    (summary, EXERCISE * 4),
    (summary, SUMMARY + EXERCISE * 3),
    (summary, SUMMARY + EXERCISE * 3 + '<div class="exercise"></div>'),
    (summary, SUMMARY + '<div class="exercise"></div>\n' + EXERCISE * 4),
    (summary, SUMMARY + EXERCISE * 3 + EXERCISE.replace('"sd-dropdown"', '"sd-dropdown" open')),
    (tools, TOOLS.replace("search.html", "other.html")),
    (tools, TOOLS.replace("issues/new?", "issues?")),
    (tools, TOOLS.replace("book%2Fpage", "")),
    (tools, TOOLS.replace("cb-cite-bibtex", "")),
    (tools, TOOLS.replace("/book/page.html", "/book/other.html", 1)),
    (tools, TOOLS.replace('rel="next"', "")),
]


@pytest.mark.parametrize(("check", "html"), SOUND)
def test_accepts(check: Check, html: str) -> None:
    check(checks.parse(html))


@pytest.mark.parametrize(("check", "html"), BROKEN)
def test_refuses(check: Check, html: str) -> None:
    with pytest.raises(AssertionError):
        check(checks.parse(html))


@pytest.mark.parametrize(
    ("href", "lands"),
    [
        ("other.html", True),
        ("other.html#there", True),
        ("#here", True),
        ("https://x.org/#gone", True),
        ("gone.html", False),
        ("other.html#gone", False),
        ("#gone", False),
        ("../../outside.html", False),
    ],
)
def test_links(tmp_path: Path, href: str, lands: bool) -> None:
    root = tmp_path / "html"
    root.mkdir()
    (tmp_path / "outside.html").write_text("")
    file, html = root / "page.html", f'<p id="here"></p><a href="{href}">x</a>'
    file.write_text(html)
    (root / "other.html").write_text('<p id="there"></p>')
    if lands:
        checks.assert_links_land(checks.parse(html), file, root)
    else:
        with pytest.raises(AssertionError, match="lead nowhere"):
            checks.assert_links_land(checks.parse(html), file, root)


@pytest.mark.parametrize(
    "css", ["a{background:url(https://x.org/a.png)}", "@import '//x.org/a.css'", "a{src:url(gone)}"]
)
def test_style_sheets(tmp_path: Path, css: str) -> None:
    file = tmp_path / "a.css"
    (tmp_path / "b.woff2").touch()
    checks.assert_css_is_local("a{src:url('b.woff2?v=1')} b{mask:url(data:,x) url(#y)}", file)
    with pytest.raises(AssertionError):
        checks.assert_css_is_local(css, file)


STDOUT = new_output("stream", name="stdout", text="1")
STDERR = new_output("stream", name="stderr", text="careful")
ERROR = new_output("error", ename="ValueError", evalue="", traceback=[])
PNG = new_output("display_data", data={"image/png": "", "text/plain": ""})


@pytest.mark.parametrize(
    ("source", "count", "outputs"),
    [
        ("x = 1", None, []),
        ("x", 1, []),
        ("print(x)", 1, []),
        ("f(x)", 1, [ERROR]),
        ("f(x)", 1, [STDOUT, STDERR]),
    ],
)
def test_stored_outputs(source: str, count: int | None, outputs: list[object]) -> None:
    assert_stored(new_code_cell("x = 1", execution_count=1))
    assert_stored(new_code_cell("x;", execution_count=1))
    assert_stored(new_code_cell("print(x)", execution_count=1, outputs=[STDOUT]))
    with pytest.raises(AssertionError):
        assert_stored(new_code_cell(source, execution_count=count, outputs=outputs))


@pytest.mark.parametrize(
    ("outputs", "alt"),
    [
        ([STDOUT, PNG], ""),
        ([STDOUT, PNG], "a picture"),
        ([PNG], "a kernel that slides over a photograph"),
        ([STDOUT, PNG, PNG], "a kernel that slides over a photograph"),
    ],
)
def test_described_pictures(outputs: list[object], alt: str) -> None:
    def cell(outputs: list[object], alt: str) -> object:
        return new_code_cell("x", outputs=outputs, metadata={"mystnb": {"image": {"alt": alt}}})

    assert_described(cell([STDOUT, PNG], "a kernel that slides over a photograph"))
    with pytest.raises(AssertionError):
        assert_described(cell(outputs, alt))
