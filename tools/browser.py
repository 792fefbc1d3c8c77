"""Chromium for the browser tests and screenshots: where it is, and how it is installed.

python -m tools.browser             print its path; exit 1 where there is none
python -m tools.browser --install   as root on Debian, install it when there is none
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys

COMMANDS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = (
    "Chromium is needed for the browser tests and was not found: install the package `chromium` "
    "(Debian) or Google Chrome (Ubuntu), so that the command is on the PATH."
)


def _works(path: str) -> bool:
    # Ubuntu's chromium-browser may be a stub that only asks for snap.
    run = subprocess.run([path, "--version"], capture_output=True, check=False)
    return run.returncode == 0


def find() -> str | None:
    """Return the path of a Chromium or Chrome that starts, or None."""
    paths = (shutil.which(command) for command in COMMANDS)
    return next((path for path in paths if path and _works(path)), None)


def require() -> str:
    """Return the path of Chromium; raise RuntimeError with advice where there is none."""
    path = find()
    if path is None:
        raise RuntimeError(ADVICE)
    return path


def install() -> None:
    """Install Chromium with apt-get where that may be done; do nothing elsewhere."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-dejavu-core"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        full = ["apt-get", "-q", *command]
        print("convbook:", " ".join(full), flush=True)
        # A failure shows itself below: there is still no browser.
        subprocess.run(
            full,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install", action="store_true", help="install it when there is none")
    arguments = parser.parse_args()
    if arguments.install and find() is None:
        install()
    path = find()
    print(path or f"convbook: {ADVICE}", file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
