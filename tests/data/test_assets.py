"""Fetching outside files, with a package client that is replaced by one that writes a wheel."""

import dataclasses
import subprocess
import zipfile

import pytest

from convbook.data import assets
from convbook.data.assets import Asset, AssetFile, AssetUnavailableError

FILES = {"a.js": b"alpha", "fonts/b.woff": b"beta"}


def make_asset(**changes):
    files = tuple(
        AssetFile(path=path, source=f"box/{path}", sha256=assets.digest(content))
        for path, content in FILES.items()
    )
    fields = dict.fromkeys(("name", "kind", "registry", "package", "version"), "x")
    asset = Asset(**fields, licence="MIT", credit="nobody", files=files)
    return dataclasses.replace(asset, **changes)


@pytest.fixture
def client(monkeypatch):
    """Replace pip by a function that writes one wheel; returns the list of its calls."""
    calls = []

    def download(command, cwd, **_):
        calls.append(command)
        with zipfile.ZipFile(cwd / "x-1-py3-none-any.whl", "w") as wheel:
            for path, content in FILES.items():
                wheel.writestr(f"box/{path}", content)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(assets.subprocess, "run", download)
    return calls


def test_fetch_writes_the_files_and_nothing_else(tmp_path, client):
    assets.fetch(make_asset(), tmp_path)
    found = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*.*")}
    assert found == FILES


def test_fetch_again_calls_no_client(tmp_path, client):
    assets.fetch(make_asset(), tmp_path)
    assert assets.fetch(make_asset(), tmp_path) == ()
    assert len(client) == 1


def test_fetch_mends_a_damaged_file_and_leaves_the_other(tmp_path, client):
    assets.fetch(make_asset(), tmp_path)
    (tmp_path / "a.js").write_bytes(b"alp")
    untouched = (tmp_path / "fonts/b.woff").stat().st_mtime_ns
    written = assets.fetch(make_asset(), tmp_path)
    assert [file.path for file in written] == ["a.js"]
    assert (tmp_path / "a.js").read_bytes() == b"alpha"
    assert (tmp_path / "fonts/b.woff").stat().st_mtime_ns == untouched


def test_file_with_another_hash_is_refused_and_not_written(tmp_path, client):
    wrong = AssetFile(path="a.js", source="box/a.js", sha256="0" * 64)
    with pytest.raises(AssetUnavailableError, match=r"box/a\.js has SHA-256 .*, expected 0{64}"):
        assets.fetch(make_asset(files=(wrong,)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_not_in_the_package_is_named(tmp_path, client):
    absent = AssetFile(path="c.js", source="box/c.js", sha256="0" * 64)
    with pytest.raises(AssetUnavailableError, match=r"box/c\.js is not in the package"):
        assets.fetch(make_asset(files=(absent,)), tmp_path)


def test_failure_of_the_client_names_the_command_and_the_reason(tmp_path, monkeypatch):
    def fail(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "warning\nERROR: no route\n")

    monkeypatch.setattr(assets.subprocess, "run", fail)
    with pytest.raises(AssetUnavailableError) as caught:
        assets.fetch(make_asset(package="box", version="1.0"), tmp_path)
    assert "`python -m pip download --no-deps -q box==1.0` failed: ERROR: no route" in str(
        caught.value
    )


def test_interrupted_write_leaves_no_file(tmp_path, client, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(assets.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        assets.fetch(make_asset(), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_table_is_complete():
    rows = assets.table()
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.kind in ("browser", "photo")
        assert row.registry == "pypi"
        assert row.licence
        assert row.credit
        for file in row.files:
            assert len(file.sha256) == 64
            assert not file.source.startswith((".", "/"))
            assert ".." not in file.path
            assert (file.made_sha256 is not None) == (row.kind == "photo")
