"""A runtime like Colab's, and a stand-in for the published repository that pages install from."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools import project

HERE = Path(__file__).parent
PYTHON = project.ROOT / ".venv-colab" / "bin" / "python"


@dataclass(frozen=True)
class Runtime:
    """The Colab-like environment: how to run its Python, and what the stub of Colab recorded."""

    environment: dict[str, str]
    log: Path

    def run(self, *arguments, **options):
        command = [str(PYTHON), *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, **options
        )

    def freeze(self):
        """Return the installed packages, convbook apart."""
        lines = self.run("-m", "pip", "freeze").stdout.splitlines()
        return [line for line in lines if not line.startswith("convbook")]

    def uninstall(self):
        self.run("-m", "pip", "uninstall", "-y", "-q", "convbook")


def publish(folder):
    """Make `folder` a repository that holds the working tree under the tag of its version."""

    def git(*arguments, cwd=folder, **options):
        return subprocess.run(["git", *arguments], cwd=cwd, check=True, **options)

    folder.mkdir()
    git("init", "-q")
    listing = ("ls-files", "-co", "--exclude-standard", "-z")
    names = git(*listing, cwd=project.ROOT, capture_output=True, text=True).stdout.split("\0")
    for name in names:
        source = project.ROOT / name
        if name and source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(source.read_bytes())
    git("add", "-A")
    identity = ("-c", "user.name=tests", "-c", "user.email=tests@example.org")
    git(*identity, "commit", "-q", "-m", "Working tree")
    git("tag", f"v{project.read().version}")
    return folder


@pytest.fixture(scope="session")
def runtime(tmp_path_factory):
    if not PYTHON.is_file():
        pytest.fail("needs .venv-colab: run `make test`, or `python -m tools.run_tests colab`")
    folder = tmp_path_factory.mktemp("colab")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    # In Colab the package is loaded before the first cell.
    (startup / "00-colab.py").write_text("import google.colab.output\n")
    address = publish(folder / "published").as_uri()
    environment = {
        **{key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"},
        "PYTHONPATH": str(HERE / "stub"),
        "IPYTHONDIR": str(folder / "ipython"),
        "CONVBOOK_COLAB_LOG": str(folder / "log"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{address}.insteadOf",
        "GIT_CONFIG_VALUE_0": project.read().repository,
    }
    (folder / "log").touch()
    runtime = Runtime(environment, folder / "log")
    runtime.uninstall()
    yield runtime
    runtime.uninstall()
