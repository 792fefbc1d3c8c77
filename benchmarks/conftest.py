"""One test for every row, pass and number of threads of the table that `--rows` names."""

from importlib import import_module
from itertools import product

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows", default="rows", help="rows, or torchvision_rows")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "row" not in metafunc.fixturenames:
        return
    table = import_module(f"benchmarks.{metafunc.config.getoption('--rows')}").ROWS
    passes = "forward", "forward and backward"
    races = [
        (row, kind, threads)
        for row, kind, threads in product(table, passes, (1, 2))
        if row.backward or kind == "forward"
    ]
    names = [f"{row.name} / {row.beside} / {kind} / {threads}" for row, kind, threads in races]
    metafunc.parametrize(("row", "kind", "threads"), races, ids=names)
