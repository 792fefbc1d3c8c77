"""A reader's visit: opens pages and keeps what they asked for and what went wrong."""

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.book.site import HTML
from tests.browser import timers

TEXT = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt"}
PATIENCE_MS = 60_000  # two browsers share two cores
PHOTOGRAPHS = {".png", ".jpg", ".jpeg", ".webp"}


class Visit:
    """Pages that one reader opens, and the record of them.

    Each is opened in a new context, with nothing stored; or, where a `home` is given, in that one,
    whose cache other visits have filled.
    """

    def __init__(self, browser: Browser, http: str, home: BrowserContext | None = None):
        self.browser, self.http, self.home = browser, http, home
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.opened: list[Page | BrowserContext] = []

    def open(self, name: str, scheme: str = "http", query: str = "", **options: Any) -> Page:
        """Open a page of the book once its scripts, formulas and fonts are done."""
        page = self._new_page(**options)
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(timers.COUNT)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("request", lambda request: self.requests.append(request.url))
        self.go(page, name, scheme, query)
        return page

    def _new_page(self, viewport: Any = None, **options: Any) -> Page:
        if self.home is None:
            shape = {"viewport": viewport} if viewport else {}
            context = self.browser.new_context(**shape, **options)
            self.opened.append(context)
            return context.new_page()
        page = self.home.new_page()
        self.opened.append(page)
        page.emulate_media(**options)
        if viewport:
            page.set_viewport_size(viewport)
        return page

    def go(self, page: Page, name: str, scheme: str = "http", query: str = "") -> None:
        root = self.http if scheme == "http" else HTML.as_uri()
        page.goto(f"{root}/{name}.html{query}", wait_until="load")
        settle(page)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # which says that the reader has gone on
            self.troubles.append(f"failed: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")

    def own_files(self) -> set[Path]:
        """The files of the book that were asked for."""
        paths = {urlsplit(url).path for url in self.requests if url.startswith(self.http)}
        return {HTML / path.lstrip("/") for path in paths}

    def close(self) -> None:
        for page_or_context in self.opened:
            page_or_context.close()


def settle(page: Page) -> None:
    """Wait until live figures have started and have spoken, and formulas are set."""
    page.evaluate("() => window.MathJax?.startup?.promise")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    if page.evaluate("() => Boolean(window.convbook)"):
        page.wait_for_function("""() => [...document.querySelectorAll("conv-figure")].every(
            (figure) => figure.querySelector(".cb-live[data-ready]"))""")
        timers.rest(page)


def transfer_size(file: Path) -> int:
    """Bytes a compressing server sends for a file."""
    content = file.read_bytes()
    return len(gzip.compress(content, 6)) if file.suffix in TEXT else len(content)
