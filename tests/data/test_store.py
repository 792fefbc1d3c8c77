"""Where files are looked for, and that a damaged, cut or exchanged one is refused by name."""

import dataclasses

import pytest

from convbook import data
from convbook.data import store
from convbook.data.assets import Asset, AssetFile, AssetUnavailableError, digest


@pytest.fixture
def row(tmp_path, monkeypatch):
    """A row of two files, and an empty folder of downloads."""
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path / "downloads"))
    files = tuple(AssetFile(name, f"box/{name}", digest(name.encode())) for name in ("one", "two"))
    fields = {"version": "1", "licence": "MIT", "credit": "nobody", "files": files}
    return Asset(name="row", kind="data", registry="pypi", package="no-such-package", **fields)


def put(folder, row, **contents):
    folder.mkdir(parents=True, exist_ok=True)
    for file in row.files:
        (folder / file.path).write_bytes(contents.get(file.path, file.path.encode()))


def test_downloads_are_kept_where_the_variables_say(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path / "a"))
    assert store.folder() == tmp_path / "a"
    monkeypatch.delenv("CONVBOOK_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "b"))
    assert store.folder() == tmp_path / "b" / "convbook"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "c"))
    assert store.folder() == tmp_path / "c" / ".cache" / "convbook"


def test_files_are_found_by_name(row):
    put(store.folder() / "row", row)
    found = store.locate(row)
    assert {name: path.read_bytes() for name, path in found.items()} == {
        "one": b"one",
        "two": b"two",
    }
    assert store.is_here(row)


def test_missing_file_is_named_with_the_command(row):
    with pytest.raises(AssetUnavailableError, match="row: one is not here; `convbook assets row`"):
        store.locate(row)
    assert not store.is_here(row)


@pytest.mark.parametrize("content", [b"tw", b"", b"one"], ids=["cut off", "empty", "exchanged"])
def test_file_with_other_content_is_refused_by_name(row, content):
    put(store.folder() / "row", row, two=content)
    with pytest.raises(AssetUnavailableError) as caught:
        store.locate(row)
    message = str(caught.value)
    assert message.startswith(f"row: {store.folder() / 'row' / 'two'} is damaged or another file")
    assert digest(content) in message
    assert digest(b"two") in message
    assert not store.is_here(row)


def test_file_changed_after_it_was_found_is_refused(row):
    put(store.folder() / "row", row)
    store.locate(row)
    (store.folder() / "row" / "one").write_bytes(b"other")
    with pytest.raises(AssetUnavailableError, match="one is damaged"):
        store.locate(row)


class Installed:
    """Stands for the metadata of an installed package."""

    def __init__(self, folder):
        self.folder = folder

    def locate_file(self, path):
        return self.folder / path


def test_installed_package_serves_and_is_not_trusted(row, tmp_path, monkeypatch):
    installed = Installed(tmp_path / "site")
    monkeypatch.setattr(store.importlib.metadata, "distribution", lambda _: installed)
    put(tmp_path / "site" / "box", row)
    assert store.locate(row)["two"] == tmp_path / "site" / "box" / "two"
    put(tmp_path / "site" / "box", row, two=b"of another version")
    with pytest.raises(AssetUnavailableError, match="row: two is not here"):
        store.locate(row)


def test_debian_package_is_looked_for_where_it_installs(row):
    debian = dataclasses.replace(row, registry="debian")
    assert [str(path) for path in store._installed(debian, debian.files[0])] == ["/box/one"]
    npm = dataclasses.replace(row, registry="npm")
    assert store._installed(npm, npm.files[0]) == []


@pytest.mark.parametrize(
    ("kind", "name"), [("photo", "camera"), ("mini", "fashion-mnist-mini"), ("mini", "mri-small")]
)
def test_damaged_file_of_convbook_itself_is_refused_by_name(kind, name, tmp_path, monkeypatch):
    (file,) = store.asset(name).files
    monkeypatch.setitem(store.WITH_CONVBOOK, kind, tmp_path)
    with pytest.raises(AssetUnavailableError, match=f"{name}: {file.path} is not here; install"):
        data.load(name)
    (tmp_path / file.path).write_bytes(b"damaged")
    with pytest.raises(AssetUnavailableError, match=rf"{file.path} is damaged .* install convbook"):
        data.load(name)
    assert not data.available(name)
