"""Chromium, and the built book on a port of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.book.site import HTML
from tests.browser.visit import Visit
from tools import browser as chromium

# No name resolves and no other host is reached: what asks for one fails, and is seen.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each; connections and files are kept."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


class Plain(Quiet):
    """Serves nothing in place of what typesets formulas."""

    def do_GET(self) -> None:
        if "/tex-chtml.js" not in self.path:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", "0")
        return self.end_headers()


@contextmanager
def served(handler: type[Quiet]) -> Iterator[str]:
    """Address of the built book over HTTP, without a slash at its end."""
    assert (HTML / "index.html").is_file(), f"{HTML} is missing: run `make book` first"
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=HTML)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.require(), args=[*chromium.FLAGS, OFFLINE]
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def http() -> Iterator[str]:
    with served(Quiet) as address:
        yield address


@pytest.fixture(scope="session")
def plain_http() -> Iterator[str]:
    with served(Plain) as address:
        yield address


@pytest.fixture(scope="session")
def home(browser: Browser) -> Iterator[BrowserContext]:
    """A context whose cache is kept from test to test."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, http: str) -> Iterator[Visit]:
    """A fresh reader, who keeps a record of everything a page asks for and complains about."""
    reader = Visit(browser, http)
    yield reader
    reader.close()


@pytest.fixture
def regular(browser: Browser, http: str, home: BrowserContext) -> Iterator[Visit]:
    """A reader whose browser knows the book's files."""
    reader = Visit(browser, http, home)
    yield reader
    reader.close()


@pytest.fixture
def quick(browser: Browser, plain_http: str, home: BrowserContext) -> Iterator[Visit]:
    """One who, besides, does not wait for formulas: figures have none."""
    reader = Visit(browser, plain_http, home)
    yield reader
    reader.close()


@pytest.fixture
def timed(browser: Browser, plain_http: str) -> Iterator[Visit]:
    """One whose browser holds nothing of other tests that could slow a figure down."""
    reader = Visit(browser, plain_http)
    yield reader
    reader.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page, for a figure on its own."""
    opened = browser.new_page(viewport={"width": 900, "height": 1200})
    yield opened
    opened.close()
