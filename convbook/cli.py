"""The command line: `convbook assets`, `convbook assign`, `convbook doctor` and others.

A subcommand is one entry of `COMMANDS`: a function that adds its arguments, and one that runs.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import convbook
from convbook import cli_exercises
from convbook.checks import choice
from convbook.data import store
from convbook.data.assets import Asset, fetch, table
from convbook.errors import ConvbookError, ConvbookValueError, message

VENDOR = Path("book/_assets/vendor")
FETCHED = "browser", "data", "weights"
RUNTIME = ("numpy", "torch", "matplotlib", "ipywidgets", "anywidget", "traitlets")


@dataclass(frozen=True)
class Command:
    """A subcommand: its one-line help, its arguments, what it does (returns the exit code)."""

    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def find_book(start: Path) -> Path:
    """Return the folder at or above `start` that holds the book's `_toc.yml`.

    Raises:
        ConvbookValueError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "_toc.yml").is_file() and (folder / "book").is_dir():
            return folder
    rule = "the folder, or one above it, must hold the book's _toc.yml"
    raise ConvbookValueError(
        message("convbook assets", rule, start, "run it in a clone of the repository")
    )


def _assets_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Without NAME or --all, fetch what the built book needs. Files go into the clone "
        "(scripts of the book) or into the folder of downloads (data, weights)."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="rows of assets.toml to fetch")
    parser.add_argument("--all", action="store_true", help="fetch data and weights as well")
    parser.add_argument("--list", action="store_true", help="say what there is, fetch nothing")
    parser.add_argument(
        "--book", type=Path, default=Path(), help="clone of the repository (default: this folder)"
    )


def _assets(arguments: argparse.Namespace) -> int:
    start = arguments.book.resolve()
    if arguments.list:
        for asset in table():
            print(_describe(asset, start))
        return 0
    fetched = [asset for asset in table() if asset.kind in FETCHED]
    for name in arguments.names:
        choice("convbook assets", "NAME", name, [asset.name for asset in fetched])
    default = FETCHED if arguments.all else ("browser",)
    failures = 0
    for asset in fetched:
        if asset.name in arguments.names or (not arguments.names and asset.kind in default):
            failures += _fetch(asset, start, tolerant=asset.optional and not arguments.names)
    return 1 if failures else 0


def _fetch(asset: Asset, start: Path, tolerant: bool) -> bool:
    """Fetch one row, say so in a sentence, and tell whether that failed."""
    try:
        written = fetch(asset, _home(asset, start))
    except ConvbookError as error:
        print(f"{error}; left out" if tolerant else error, file=sys.stderr)
        return not tolerant
    if written:
        print(f"{asset.name}: {len(written)} files from {asset.package}=={asset.version}")
    return False


def _home(asset: Asset, start: Path) -> Path:
    """Return the folder of a row's files."""
    if asset.kind == "browser":
        return find_book(start) / VENDOR / asset.name
    return store.folder() / asset.name


def _describe(asset: Asset, start: Path) -> str:
    source = f"{asset.registry} {asset.package}=={asset.version}"
    return f"{asset.name:<18} {asset.kind:<8} {_state(asset, start):<24} {source} ({asset.licence})"


def _state(asset: Asset, start: Path) -> str:
    if asset.kind not in FETCHED:
        return "in the package"
    if asset.kind != "browser" and store.is_here(asset):
        return "present"
    try:
        missing = len(asset.missing(_home(asset, start)))
    except ConvbookValueError:
        return "needs a clone"
    return f"{missing} of {len(asset.files)} files missing" if missing else "present"


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Say what is installed, on what device pages run, and what is missing."


def _doctor(arguments: argparse.Namespace) -> int:
    del arguments
    print(f"{'convbook':<12} {convbook.__version__}")
    print(f"{'python':<12} {sys.version.split()[0]} ({sys.executable})")
    missing = []
    for name in RUNTIME:
        try:
            print(f"{name:<12} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            print(f"{name:<12} missing: pip install {name}")
            missing.append(name)
    if "torch" not in missing:
        import torch

        print(f"{'device':<12} {convbook.default_device()}, {torch.get_num_threads()} threads")
    for client in ("git", "chromium"):
        print(f"{client:<12} {shutil.which(client) or 'not found (only make test needs it)'}")
    print(f"{'downloads':<12} {_downloads()}")
    return 1 if missing else 0


def _downloads() -> str:
    rows = [asset for asset in table() if asset.kind in ("data", "weights")]
    absent = [asset.name for asset in rows if not store.is_here(asset)]
    text = f"{store.folder()}, {len(rows) - len(absent)} of {len(rows)} rows of data and weights"
    if absent:
        text += f"; missing: {', '.join(absent)} (convbook assets --all fetches them)"
    return text


def _experiment_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Run a training study and write one JSON result. A run that is stopped, at whatever "
        "moment, is resumed by the same command. `torchrun --nproc-per-node 2 -m convbook "
        "experiment NAME` does the same with several processes or GPUs for each network."
    )
    parser.add_argument("name", metavar="NAME", help="the study, such as octave")
    parser.add_argument(
        "--preset", default="smoke", help="smoke (seconds, the default), cpu (minutes) or paper"
    )
    parser.add_argument("--out", type=Path, help="the result (default: NAME-PRESET.json)")
    parser.add_argument("--work", type=Path, help="folder of checkpoints (default: OUT.work)")
    parser.add_argument("--csv-logs", type=Path, help="folder for a CSV log of every training")


def _experiment(arguments: argparse.Namespace) -> int:
    from convbook import experiments

    out = arguments.out or Path(f"{arguments.name}-{arguments.preset}.json")
    result = experiments.run(
        arguments.name, arguments.preset, out, arguments.work, arguments.csv_logs
    )
    if not experiments.is_first():
        return 0
    for arm in result["arms"]:
        shares = " ".join(f"{100 * share:.2f}" for share in arm["accuracy"])
        print(f"{arm['name']}: {arm['macs']} multiply-adds, accuracy in % {shares}")
    print(f"wrote {out}")
    return 0


def _exercises(name: str) -> Callable[[argparse.Namespace], int]:
    """What runs a command for instructors; its module is loaded when it is called."""

    def call(arguments: argparse.Namespace) -> int:
        module = importlib.import_module(cli_exercises.MODULES[name])
        code: int = module.run(arguments)
        return code

    return call


COMMANDS = {
    "assets": Command(
        "fetch files from outside: scripts, data, weights", _assets_arguments, _assets
    ),
    "doctor": Command("say what is installed and what is missing", _doctor_arguments, _doctor),
    "experiment": Command("run a training study", _experiment_arguments, _experiment),
    "assign": Command(
        "hand an assignment out, with other numbers for everybody",
        cli_exercises.assign_arguments,
        _exercises("assign"),
    ),
    "grade": Command(
        "grade what students handed in", cli_exercises.grade_arguments, _exercises("grade")
    ),
    "autograder": Command(
        "write the zip that Gradescope grades with",
        cli_exercises.autograder_arguments,
        _exercises("autograder"),
    ),
    "forget": Command(
        "remove one student's data from the grades",
        cli_exercises.forget_arguments,
        _exercises("forget"),
    ),
}


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="convbook", description=convbook.__doc__)
    parser.add_argument("--version", action="version", version=convbook.__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.help))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; errors of convbook are one sentence."""
    arguments = build_parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command].run(arguments)
    except ConvbookError as error:
        print(error, file=sys.stderr)
        return 1
