"""import convbook is light; setup_notebook makes a notebook reproducible; the device is chosen."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import torch

import convbook
from convbook.errors import ConvbookValueError

ROOT = Path(__file__).resolve().parents[1]
INLINE = "module://matplotlib_inline.backend_inline"


def run(code: str, **environment: str) -> str:
    """Run code in a fresh interpreter; returns what it printed, errors included."""
    settings = {k: v for k, v in os.environ.items() if k not in ("CONVBOOK_DEVICE", "MPLBACKEND")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=settings | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    ).stdout


def test_import_is_light() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import convbook;"
        "seconds = time.perf_counter() - start;"
        "heavy = {'numpy', 'torch', 'matplotlib', 'IPython', 'ipywidgets'} & sys.modules.keys();"
        "print(seconds, sorted(heavy))"
    )
    runs = [run(code).split(maxsplit=1) for _ in range(3)]
    assert {loaded.strip() for _, loaded in runs} == {"[]"}
    assert min(float(seconds) for seconds, _ in runs) < 0.2


def test_geometry_needs_no_numpy_and_no_torch() -> None:
    code = (
        "import sys, convbook; convbook.geometry.conv_output_size(5, 3);"
        "print({'numpy', 'torch'} & sys.modules.keys())"
    )
    assert run(code) == "set()\n"


def test_submodules_come_by_name() -> None:
    code = "import convbook; print(convbook.geometry.conv_macs.__name__)"
    assert run(code) == "conv_macs\n"
    folders = {path.stem for path in (ROOT / "convbook").iterdir() if path.stem[0] not in "_."}
    assert folders | {"default_device", "setup_notebook"} <= {*dir(convbook), "py"}
    with pytest.raises(AttributeError, match="module 'convbook' has no attribute 'nowhere'"):
        _ = convbook.nowhere


def test_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert convbook.__version__ == project["version"]


def test_device_of_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setenv("CONVBOOK_DEVICE", "meta")
    assert convbook.default_device() == torch.device("meta")


@pytest.mark.parametrize("wanted", ["", " "])
def test_device_without_a_wish(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv("CONVBOOK_DEVICE", wanted)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert convbook.default_device() == torch.device("cpu")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert convbook.default_device() == torch.device("mps")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert convbook.default_device() == torch.device("cuda")


@pytest.mark.parametrize("wanted", ["gpu", "cpu:x", "0", "cuda:4096"])
def test_device_that_is_none(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv("CONVBOOK_DEVICE", wanted)
    pattern = f"^default_device: CONVBOOK_DEVICE must name a device .* got '{wanted}'"
    for call in (convbook.default_device, convbook.setup_notebook):
        with pytest.raises(ConvbookValueError, match=pattern):
            call()


def test_setup_makes_random_numbers_repeat_and_prints_nothing() -> None:
    code = (
        "import convbook; assert convbook.setup_notebook() is None;"
        "import os, random, sys, numpy, torch, matplotlib;"
        "print(random.random(), numpy.random.rand(), torch.rand(1).item(),"
        " torch.get_num_threads(), os.environ['CUBLAS_WORKSPACE_CONFIG'],"
        " matplotlib.rcParams['svg.hashsalt'], 'IPython' in sys.modules)"
    )
    first, second = run(code), run(code)
    assert first == second
    assert len(first.splitlines()) == 1
    assert first.split()[3:] == ["1", ":4096:8", "convbook", "False"]


def test_pictures_are_stored_as_svg_without_a_date() -> None:
    setup = "import convbook; convbook.setup_notebook()"
    pyplot = "import matplotlib.pyplot as plt; plt.figure(); plt.close()"
    printed = []
    for first, second in ((setup, pyplot), (pyplot, setup)):
        code = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell({first!r})
shell.run_cell({second!r})
shell.run_cell("figure, axes = plt.subplots(); _ = axes.plot([1, 3, 2])")
bundle, _ = shell.display_formatter.format(shell.user_ns["figure"])
print("formats", *sorted(bundle))
print(bundle["image/svg+xml"])
"""
        printed.append(run(code, MPLBACKEND=INLINE).partition("formats ")[2])
    assert printed[0] == printed[1], "a picture's SVG depends on its content alone"
    assert printed[0].startswith("image/svg+xml text/plain\n")
    assert "<svg" in printed[0]
    assert "dc:date" not in printed[0]
