"""tools/environment.sh: one sentence for what is missing, and the stamp that makes it resume."""

import shutil
import subprocess
import tomllib

import pytest

from tools.project import ROOT

SCRIPT = ROOT / "tools" / "environment.sh"
NEEDED = ("sh", "cat", "rm", "touch", "git")


@pytest.fixture
def place(tmp_path):
    """A folder with requirements, and a PATH that holds only what the script may need."""
    (tmp_path / "bin").mkdir()
    for command in NEEDED:
        (tmp_path / "bin" / command).symlink_to(shutil.which(command))
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


def add_command(place, name, script):
    path = place / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def add_python(place, name, version="3.11", modules="exit 0"):
    """Add an interpreter that answers the script's two questions and makes a fake environment."""
    old = "exit 1" if version < "3.11" else "exit 0"
    add_command(
        place,
        name,
        f"""case "$*" in
            *version_info*) {old};;
            *ensurepip*) {modules};;
            *"pip --version"*) [ ! -e "{place}/interrupted" ];;
            *"-m venv"*) echo made >> "{place}/log"
                mkdir -p "{place}/env/bin"; cp "$0" "{place}/env/bin/python";;
            *"-m pip"*) echo "pip $*" >> "{place}/log"; [ ! -e "{place}/offline" ];;
        esac""",
    )
    for command in ("mkdir", "cp"):
        link = place / "bin" / command
        if not link.exists():
            link.symlink_to(shutil.which(command))


def run(place, python=None, editable=False):
    variables = {"PATH": str(place / "bin"), **({"PYTHON": python} if python else {})}
    command = ["sh", str(SCRIPT), "env", "requirements.txt", *(["--editable"] * editable)]
    return subprocess.run(
        command, cwd=place, env=variables, capture_output=True, text=True, check=False
    )


def log(place):
    path = place / "log"
    return path.read_text().splitlines() if path.exists() else []


def assert_one_sentence(result, text):
    assert result.returncode == 1
    assert text in result.stderr
    assert result.stderr.startswith("convbook: ")
    assert result.stderr.count("\n") == 1


def test_no_python(place):
    assert_one_sentence(run(place), "Python 3.11 or newer is needed and was not found")


def test_python_too_old(place):
    add_python(place, "python3", "3.09")
    assert_one_sentence(run(place), "Python 3.11 or newer is needed and was not found")
    assert_one_sentence(run(place, "python3"), "PYTHON=python3 is older than Python 3.11")


def test_named_python_is_not_a_command(place):
    add_python(place, "python3")
    assert_one_sentence(run(place, "python9"), "PYTHON=python9 is not a command")


def test_python_without_venv(place):
    add_python(place, "python3", modules="exit 1")
    assert_one_sentence(run(place), "apt-get install python3-venv")


def test_no_git(place):
    add_python(place, "python3")
    (place / "bin" / "git").unlink()
    assert_one_sentence(run(place), "git is needed and was not found")


def test_newer_python_is_found_beside_an_old_one(place):
    add_python(place, "python3", "3.09")
    add_python(place, "python3.12")
    assert run(place).returncode == 0
    assert log(place)[0] == "made"


def test_second_run_does_nothing(place):
    add_python(place, "python3")
    assert run(place).returncode == 0
    first = log(place)
    assert run(place).returncode == 0
    assert log(place) == first
    assert len(first) == 2


def test_failed_install_is_resumed_in_the_same_environment(place):
    add_python(place, "python3")
    (place / "offline").touch()
    assert run(place).returncode != 0
    assert not (place / "env" / "stamp").exists()
    (place / "offline").unlink()
    assert run(place).returncode == 0
    assert log(place).count("made") == 1
    assert sum(line.startswith("pip") for line in log(place)) == 2


def test_environment_whose_making_was_interrupted_is_made_again(place):
    add_python(place, "python3")
    (place / "env" / "bin").mkdir(parents=True)
    shutil.copy(place / "bin" / "python3", place / "env" / "bin" / "python")
    (place / "interrupted").touch()
    assert run(place).returncode == 0
    assert log(place).count("made") == 1


@pytest.mark.parametrize("changed", ["requirements.txt", "pyproject.toml"])
def test_changed_requirements_are_installed(place, changed):
    add_python(place, "python3")
    (place / "pyproject.toml").write_text("")
    run(place, editable=True)
    before = len(log(place))
    (place / changed).write_text("# other\n")
    assert run(place, editable=True).returncode == 0
    assert len(log(place)) == before + 2


def test_removed_interpreter_makes_the_environment_again(place):
    add_python(place, "python3")
    run(place)
    (place / "env" / "bin" / "python").unlink()
    assert run(place).returncode == 0
    assert log(place).count("made") == 2


def test_make_reports_the_sentence_and_fails(place):
    for command in ("make", "uname"):
        if shutil.which(command):
            (place / "bin" / command).symlink_to(shutil.which(command))
    result = subprocess.run(
        ["make", "book"],
        cwd=ROOT,
        env={"PATH": str(place / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "convbook: Python 3.11 or newer is needed and was not found" in result.stderr


def test_oldest_python_is_that_of_pyproject():
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = metadata["project"]["requires-python"].removeprefix(">=")
    assert f"version_info < ({oldest.replace('.', ', ')})" in SCRIPT.read_text(encoding="utf-8")
    assert f"Python {oldest} or newer is needed" in SCRIPT.read_text(encoding="utf-8")
