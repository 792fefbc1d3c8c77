"""How long the whole command `convbook grade` takes, and how much memory; writes grading.json.

The command is run as anybody runs it, so that the start of the interpreter and of its workers
counts. This process imports nothing large, since a new process's peak begins at its parent's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "grading.json"
CLASSES = (300, 1000, 3000, 10_000)
# The budget of 300 students, in seconds on two cores.
LIMIT = 10.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def write_class(folder: str, students: int, exercises: int) -> None:
    size = [str(students), str(exercises)]
    command = [sys.executable, "-m", "benchmarks.grading_class", folder, *size]
    subprocess.run(command, check=True, env=ENVIRONMENT, cwd=ROOT)


def measured(folder: Path, students: int, exercises: int, workers: int) -> dict[str, Any]:
    """Grade a class with the command; the memory is that of its largest process."""
    command = [sys.executable, "-m", "convbook", "grade", str(folder / "in")]
    for name, file in (("assignment", "assignment.toml"), ("roster", "roster.csv")):
        command += [f"--{name}", str(folder / file)]
    out = folder / f"out{workers}" / "grades.csv"
    command += ["--key-file", str(folder / "key"), "--workers", str(workers), "--out", str(out)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        raise RuntimeError(f"convbook grade ended with status {status}")
    return {
        "students": students,
        "exercises": exercises,
        "workers": workers,
        "seconds": round(seconds, 2),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "peak_megabytes": round(used.ru_maxrss / 1024, 1),
        "load_before": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, nargs="*", default=CLASSES)
    parser.add_argument("--exercises", type=int, default=20, help="fewer where it takes too long")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=RESULT)
    arguments = parser.parse_args()
    rows = []
    for students in arguments.classes:
        with tempfile.TemporaryDirectory() as folder:
            write_class(folder, students, arguments.exercises)
            size = students, arguments.exercises
            rows.append(measured(Path(folder), *size, arguments.workers))
            print(json.dumps(rows[-1]), flush=True)
    result = {
        "command": " ".join(["python -m benchmarks.grading", *sys.argv[1:]]),
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "limit_of_300_students_s": LIMIT,
        "classes": rows,
    }
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
