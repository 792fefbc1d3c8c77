"""Take pictures of built pages: wide, phone, dark.

    python -m tools.screenshots [PAGE ...] [--out FOLDER]   such as book/index; default: all pages
    python -m tools.screenshots --readme                    the picture of README.md

The book must be built. Pages are opened as files.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tools import browser, pages
from tools.project import ROOT

HTML = ROOT / "_build" / "html"
README_PICTURE = ROOT / ".github" / "readme.png"


@dataclass(frozen=True)
class View:
    """A way to look at a page; sizes in CSS pixels."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


VIEWS = (
    View("wide", 1280, 900),
    View("wide-dark", 1280, 900, "dark"),
    View("phone", 360, 740),
    View("phone-dark", 360, 740, "dark"),
)


def take(chromium: Browser, page: str, view: View, target: Path, whole: bool = True) -> None:
    """Write a picture of `page`, in full length or of the first screen, to `target`."""
    source = HTML / f"{page}.html"
    if not source.is_file():
        raise SystemExit(f"screenshots.py: {source} does not exist (run `make book`)")
    context = chromium.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,
        reduced_motion="reduce",
        offline=True,
    )
    tab = context.new_page()
    tab.goto(source.as_uri())
    # Sections far out of sight are not laid out, and would be blank in the picture.
    tab.add_style_tag(content="* { content-visibility: visible !important; }")
    tab.evaluate("document.fonts.ready")
    tab.wait_for_function("!document.querySelector('conv-figure:not(:has([data-ready]))')")
    tab.wait_for_function("!window.MathJax?.startup?.promise || MathJax.startup.promise")
    target.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=target, full_page=whole)
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", help="page names; default: all of _toc.yml")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "screenshots")
    parser.add_argument("--readme", action="store_true", help=f"write {README_PICTURE.name} only")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.require(), args=list(browser.FLAGS)
        )
        if arguments.readme:
            take(chromium, pages.names()[0], VIEWS[0], README_PICTURE, whole=False)
            print(README_PICTURE)
        else:
            for page in arguments.pages or pages.names():
                for view in VIEWS:
                    target = arguments.out / f"{page.replace('/', '-')}-{view.name}.png"
                    take(chromium, page, view, target)
                    print(target)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
