"""Build the book into `_build/html`, warnings as errors.

    python -m tools.build_book [--out FOLDER]    FOLDER/_build/html instead

Pages whose source did not change are not built again, unless what every page depends on did.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ("convbook", "book/_templates", "book/_assets", "book/references.bib", "_config.yml")
OPTIONS = ("-W", "-n", "--keep-going", "-q")
# Sphinx has printed what is wrong when jupyter-book raises; its own traceback only hides that.
JUPYTER_BOOK = """
import sys
from jupyter_book.cli.main import main
try:
    main()
except RuntimeError:
    sys.exit(1)
"""


def newest(paths: tuple[str, ...]) -> float:
    """Return the latest modification time (s) of the files at or below `paths`."""
    files = [file for path in paths for file in [ROOT / path, *(ROOT / path).rglob("*")]]
    return max(
        (file.stat().st_mtime for file in files if file.is_file() and file.suffix != ".pyc"),
        default=0.0,
    )


def build(out: Path) -> int:
    """Run jupyter-book and return its exit code."""
    stamp = out / "_build" / "shared.stamp"
    started = newest(SHARED)
    stale = not stamp.is_file() or stamp.stat().st_mtime < started
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", ".", *OPTIONS]
    command += ["--path-output", str(out), *(["--all"] if stale else [])]
    print("convbook: building the book", flush=True)
    code = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode
    if code:
        # The next run would find its pages unchanged and keep quiet about their warnings.
        shutil.rmtree(out / "_build" / ".doctrees", ignore_errors=True)
        stamp.unlink(missing_ok=True)
        return code
    stamp.touch()
    os.utime(stamp, (started, started))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT, help="default: the repository")
    out = parser.parse_args().out.resolve()
    code = build(out)
    index = out / "_build" / "html" / "index.html"
    if code:
        print("convbook: the book was not built; the warnings and errors stand above.")
    else:
        print(f"convbook: the book is in {index.parent}")
        print(f"convbook: open {index.as_uri()} in a browser, or run `make serve`")
    return code


if __name__ == "__main__":
    sys.exit(main())
