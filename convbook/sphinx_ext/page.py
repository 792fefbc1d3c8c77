"""What every page of the built book carries: how to cite it, where to report an error."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from convbook import __version__

_REPEATED_IDS = {"exercise-content", "solution-content"}
_ICON_FONT_FACE = re.compile(r"@font-face\{[^}]*vendor/fontawesome[^}]*\}")


def pages_address(repository_url: str) -> str:
    """The address GitHub Pages gives to a repository's book.

    Example:
        >>> pages_address("https://github.com/owner/name")
        'https://owner.github.io/name/'
    """
    owner, name = urlsplit(repository_url).path.strip("/").split("/")
    return f"https://{owner}.github.io/{name}/"


def citation(
    page: str, title: str, *, book: str, author: str, year: str, url: str
) -> dict[str, str]:
    """A page's citation, in words and as BibTeX.

    Args:
        page: name of the page, such as ``book/index``.
        title: its heading.
        book: title of the book.
        author: its authors.
        year: year of its copyright.
        url: address of the page.
    """
    chapter_and_page = page.removeprefix("book/").replace("/", "-")
    plain = f"{author} ({year}). {title}. In: {book}, version {__version__}. {url}"
    fields = {
        "author": f"{{{_latex(author)}}}",
        "title": f"{{{_latex(title)}}}",
        "howpublished": f"In: {_latex(book)}, version {__version__}",
        "year": year,
        "url": url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    bibtex = "\n".join([f"@misc{{convbook-{chapter_and_page},", *lines, "}"])
    return {"plain": plain, "bibtex": bibtex}


def _latex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def report_url(repository_url: str, page: str, title: str) -> str:
    """The address of a new issue about a page, its title and version filled in."""
    body = f"Page: {page}\nVersion: {__version__}\n\nWhat it says:\n\nWhat it should say:\n"
    query = urlencode({"title": f"Error on page “{title}”", "body": body})
    return f"{repository_url}/issues/new?{query}"


def add_page_tools(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Hand the citation and the report link to the template page-tools.html."""
    if doctree is None:  # the search page
        return
    repository = app.config.html_theme_options["repository_url"].rstrip("/")
    title = app.env.titles[pagename].astext()
    context["report_url"] = report_url(repository, pagename, title)
    context["citation"] = citation(
        pagename,
        title,
        book=app.config.html_title,
        author=app.config.author,
        year=app.config.copyright,
        url=pages_address(repository) + app.builder.get_target_uri(pagename),
    )


def drop_repeated_ids(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take the id that sphinx_exercise gives to the content of every exercise off again."""
    for section in doctree.findall(nodes.section):
        section["ids"] = [name for name in section["ids"] if name not in _REPEATED_IDS]


def mend_bibliography(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Call a bibliography's entries what they are in its list; docutils gives a deprecated role."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def drop_icon_font(app: Sphinx, exception: Exception | None) -> None:
    """Take the theme's icon font and its script, which no page uses, out of the built book."""
    static = Path(app.outdir) / "_static"
    style = static / "styles" / "pydata-sphinx-theme.css"
    if exception is not None or not style.is_file():
        return
    shutil.rmtree(static / "vendor" / "fontawesome", ignore_errors=True)
    for script in (static / "scripts").glob("fontawesome.js*"):
        script.unlink()
    text = style.read_text(encoding="utf-8")
    style.write_text(_ICON_FONT_FACE.sub("", text), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect the page's tools to the build."""
    app.connect("html-page-context", add_page_tools)
    app.connect("html-page-context", mend_bibliography)
    app.connect("doctree-resolved", drop_repeated_ids)
    app.connect("build-finished", drop_icon_font)
