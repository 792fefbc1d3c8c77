"""Run all races, those with torchvision in an environment of its own, and write RESULTS.md."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import grading
from benchmarks.report import report

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SECOND = ".venv-torchvision"


def race(python: str, test: str, table: str = "rows") -> dict:
    """Run one file of races with this interpreter; returns pytest-benchmark's record."""
    record = ROOT / ".cache" / f"benchmark-{test}-{table}.json"
    record.parent.mkdir(exist_ok=True)
    command = [python, "-m", "pytest", "-q", f"benchmarks/test_{test}.py", f"--rows={table}"]
    command += [f"--benchmark-json={record}", "--benchmark-disable-gc"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return json.loads(record.read_text(encoding="utf-8"))


def main() -> None:
    requirements = "benchmarks/requirements-torchvision.txt"
    subprocess.run(["sh", "tools/environment.sh", SECOND, requirements], cwd=ROOT, check=True)
    races = [
        race(sys.executable, "speed"),
        race(f"{SECOND}/bin/python", "speed", "torchvision_rows"),
    ]
    subprocess.run([sys.executable, "-m", "benchmarks.grading"], cwd=ROOT, check=True)
    classes = json.loads(grading.RESULT.read_text(encoding="utf-8"))
    text = report(races, race(sys.executable, "analysis"), classes)
    RESULTS.write_text(text, encoding="utf-8")
    print(f"convbook: {RESULTS}")


if __name__ == "__main__":
    main()
