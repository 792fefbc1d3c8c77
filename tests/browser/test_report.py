"""The class report and feedback pages, as they lie on a disk, in Chromium."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.grading.results import ClassResult, ItemResult
from convbook.exercises.registry import families
from convbook.exercises.returning.write import write_returns
from tests.exercises.returning.classes import handed_in, hostile, large
from tests.exercises.solvers import SOLVERS

OPEN_DETAILS = "() => document.querySelectorAll('details').forEach((d) => (d.open = true))"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOWN = "() => [...document.querySelectorAll('#students tbody tr')].filter((r) => !r.hidden).length"


@dataclass
class Reader:
    """Opens files and keeps what they asked for and complained about."""

    browser: Browser
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def open(self, path: Path, width: int, scheme: str) -> Page:
        page = self.browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        self.pages.append(page)
        page.on("console", lambda message: self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path.as_uri())
        page.evaluate(OPEN_DETAILS)
        return page


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    one = Reader(browser)
    yield one
    for page in one.pages:
        page.close()


def solved_and_wrong() -> ClassResult:
    """Two students who handed in every family: one has all right, one every misconception."""
    known = families()
    work = Assignment("c", "w", "Everything", tuple(Item(f.id, f.version, 1) for f in known))
    students = []
    for number, name in enumerate(("Ada", "Bo")):
        items = []
        for family in known:
            params = family.generate(f"r{number}")
            wrong = next(iter(family.misconceptions.values()), None)
            answer = wrong(params) if number and wrong else SOLVERS[family.id](params)
            said = family.check(params, answer)
            items.append(
                ItemResult(
                    *(family.id, True, said.points, said.points, 1, said.message),
                    misconception=said.misconception,
                    answer=answer,
                    params=params,
                )
            )
        students.append(handed_in(Student(name, name), tuple(items)))
    return ClassResult(work, tuple(students), ())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returned")
    for name, result in (
        ("large", large(60, 8)),
        ("hostile", hostile()),
        ("families", solved_and_wrong()),
    ):
        write_returns(result, folder / name / "grades.csv", "canvas")
    return folder


FILES = [
    "large/report.html",
    "hostile/report.html",
    "families/report.html",
    "large/feedback/u10000.html",
    "families/feedback/ada-*.html",
    "families/feedback/bo-*.html",
    "hostile/feedback/*.html",
]


@pytest.mark.parametrize("pattern", FILES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_page_is_sound(
    reader: Reader, written: Path, pattern: str, scheme: str, width: int
) -> None:
    path = sorted(written.glob(pattern))[0]
    page = reader.open(path, width, scheme)
    assert page.evaluate(TOO_WIDE) <= 0
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert reader.troubles == []
    assert reader.requests == [path.as_uri()]


def test_table_of_students_is_searched_and_sorted(reader: Reader, written: Path) -> None:
    page = reader.open(written / "large" / "report.html", 1280, "light")
    every = page.evaluate(SHOWN)
    page.get_by_label("Show those with").fill("u1000")
    assert 0 < page.evaluate(SHOWN) <= 10 < every == 60
    assert page.get_by_role("status").inner_text() == f"{page.evaluate(SHOWN)} of 60"
    page.get_by_label("Show those with").fill("")
    page.get_by_role("button", name="Total").click()
    values = page.eval_on_selector_all(
        "#students tbody td:nth-child(2)", "(all) => all.map((one) => Number(one.dataset.sort))"
    )
    assert values == sorted(values)
    assert page.locator("th[aria-sort=ascending]").count() == 1


def test_report_links_to_every_feedback_page(reader: Reader, written: Path) -> None:
    for name in ("large", "hostile"):
        page = reader.open(written / name / "report.html", 1280, "light")
        links = page.eval_on_selector_all("#students a", "(all) => all.map((one) => one.href)")
        files = {path.as_uri() for path in (written / name / "feedback").iterdir()}
        assert set(links) == files
        assert len(links) == len(files)
