"""The command line: every subcommand, its exit codes, and its errors in one sentence."""

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


def refuse_client(*_, **__):
    raise AssertionError("no package client may be called")


def test_assets_list_fetches_nothing(book, monkeypatch, capsys):
    monkeypatch.setattr(assets.subprocess, "run", refuse_client)
    assert cli.main(["assets", "--list", "--book", str(book)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [asset.name for asset in assets.table()]
    assert "files missing" in lines[0]
    assert "in the package" in lines[1]


def test_assets_fetches_into_the_vendor_folder(book, monkeypatch, capsys):
    monkeypatch.setattr(
        assets, "read", lambda asset, files: {file.path: b"content" for file in files}
    )
    assert cli.main(["assets", "--book", str(book / "book" / "deep")]) == 0
    files = assets.table("browser")[0].files
    assert capsys.readouterr().out.startswith(f"mathjax: {len(files)} files from django-static")
    for file in files:
        assert (book / "book/_assets/vendor/mathjax" / file.path).read_bytes() == b"content"


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
    assert {"python", "device", "git", "chromium", *cli.RUNTIME} <= set(lines)
    assert str(convbook.default_device()) in lines["device"]


def test_doctor_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(cli, "RUNTIME", ("numpy", "no-such-package"))
    assert cli.main(["doctor"]) == 1
    assert "missing: pip install no-such-package" in capsys.readouterr().out


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
