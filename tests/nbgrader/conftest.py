"""A course of nbgrader, whose notebooks run in the environment of the tests."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tools import project

HERE = Path(__file__).parent
PYTHON = project.ROOT / ".venv-nbgrader" / "bin" / "python"


@dataclass(frozen=True)
class Course:
    """The folder of a course, and how to call nbgrader in it."""

    folder: Path
    environment: dict[str, str]

    def call(self, *command: str, folder: Path | None = None) -> Any:
        """What a command of `run_api.py` returns."""
        run = subprocess.run(
            [str(PYTHON), str(HERE / "run_api.py"), *command],
            cwd=folder or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr[-4000:]
        return json.loads(run.stdout.splitlines()[-1])

    def put(self, place: str, notebook: dict[str, Any]) -> Path:
        """Write a notebook into the course."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path


@pytest.fixture
def course(tmp_path: Path) -> Course:
    if not PYTHON.is_file():
        pytest.fail("needs .venv-nbgrader: run `python -m tools.run_tests nbgrader`")
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    about = {
        "argv": launch,
        "display_name": "Python 3",
        "language": "python",
        "env": {"PYTHONPATH": str(project.ROOT)},
    }
    (kernel / "kernel.json").write_text(json.dumps(about))
    kept = {
        key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")
    }
    folder = tmp_path / "course"
    folder.mkdir()
    # nbgrader calls alembic by its name.
    kept["PATH"] = os.pathsep.join([str(PYTHON.parent), kept["PATH"]])
    return Course(folder, {**kept, "JUPYTER_PATH": str(tmp_path / "jupyter")})
