"""The files around the library agree with each other and with pyproject.toml."""

import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import convbook
from convbook.data.assets import table
from tools.project import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
# Names that differ on conda-forge.
CONDA_NAMES = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib"}
CONDA_ONLY = {"python", "pip"}
CONVENIENCES = {"convbook"}


def requirements(*groups):
    """Return name -> specifier of the requirements, this project's own extras left out."""
    parsed = [Requirement(line) for group in groups for line in group]
    return {
        canonicalize_name(item.name): item.specifier
        for item in parsed
        if item.name not in CONVENIENCES
    }


DECLARED = requirements(PROJECT["dependencies"], EXTRAS["book"], EXTRAS["cluster"], EXTRAS["test"])


def conda_requirements():
    """Return what environment.yml asks of conda, and what of pip inside it."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = requirements([entry for entry in entries if isinstance(entry, str)])
    (inside,) = (entry["pip"] for entry in entries if isinstance(entry, dict))
    assert "-e ." in inside, "the environment installs the library"
    pip = requirements([line for line in inside if not line.startswith("-")])
    return {CONDA_NAMES.get(name, name): spec for name, spec in conda.items()}, pip


def test_environment_yml_has_the_ranges_of_pyproject():
    conda, pip = conda_requirements()
    assert conda.keys() & pip.keys() == set()
    assert conda.pop("python") == SpecifierSet(PROJECT["requires-python"])
    both = {name: spec for name, spec in (conda | pip).items() if name not in CONDA_ONLY}
    assert both == DECLARED


def lock():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_lock_pins_exactly_and_satisfies_pyproject():
    pins = {}
    for line in lock():
        name, version = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9A-Za-z.]+)", line).groups()
        pins[canonicalize_name(name)] = version
    assert len(pins) == len(lock())
    for name, specifier in DECLARED.items():
        assert specifier.contains(pins[name], prereleases=True), name
    (build,) = (Requirement(line) for line in PYPROJECT["build-system"]["requires"])
    assert build.specifier.contains(pins[build.name]), "the build backend is in the lock"


def test_version_is_one():
    assert convbook.__version__ == PROJECT["version"]
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def test_colab_requirements_lie_within_the_declared_ranges():
    lines = (ROOT / "tests/colab/requirements.txt").read_text().splitlines()
    colab = requirements([line for line in lines if line and not line.startswith("#")])
    for name, specifier in requirements(PROJECT["dependencies"]).items():
        (pin,) = colab[name]
        assert specifier.contains(pin.version), name


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("LICENSE", "Permission is hereby granted, free of charge"),
        ("LICENSE-TEXT", "Creative Commons Attribution 4.0 International Public License"),
    ],
)
def test_licences_are_whole(file, words):
    text = (ROOT / file).read_text()
    assert words in text
    assert "Copyright (c) 2026 The convbook authors" in text
    assert file in PROJECT["license-files"]
    if file == "LICENSE-TEXT":
        assert [f"Section {number} --" in text for number in range(1, 9)] == [True] * 8


def test_citation_is_valid_yaml_with_what_the_format_requires():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert citation["title"] == config["title"]
    assert [author["name"] for author in citation["authors"]] == [config["author"]]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_documents_name_targets_and_files_that_exist(document):
    text = (ROOT / document).read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    used = set(re.findall(r"\bmake ([a-z-]+)\b", text))
    assert used
    assert used <= set(targets)
    for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / link).exists(), link
    for path in re.findall(r"`((?:convbook|tests|tools|book)/[\w/.-]+)`", text):
        if not re.search(r"NAME|CHAPTER|my_figure", path):
            assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", ["test", "pages"])
def test_workflows_run_the_documented_commands(name):
    text = (ROOT / f".github/workflows/{name}.yml").read_text()
    (job,) = yaml.safe_load(text)["jobs"].values()
    for step in job["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]), step["uses"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == {"test": ["bash .ci/run"], "pages": ["make book"]}[name]


def test_ci_allows_no_skip():
    text = (ROOT / ".ci/run").read_text()
    assert "CONVBOOK_NO_SKIP=1 make test" in text
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_hooks_are_local():
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            assert hook["entry"].startswith(".venv/bin/python -m ")


def test_wheel_holds_what_the_library_reads(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "convbook").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in packed if name.startswith("convbook/")} == sources
    photos = {f"convbook/data/photos/{file.path}" for row in table("photo") for file in row.files}
    assert photos <= packed
    licences = {name.rpartition("/")[2] for name in packed if "/licenses/" in name}
    assert licences == set(PROJECT["license-files"])
