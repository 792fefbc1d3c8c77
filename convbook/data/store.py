"""Where fetched files are kept, and how one is found, verified, on this machine."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

from convbook.data.assets import Asset, AssetFile, AssetUnavailableError, file_digest, table

PACKAGE = Path(__file__).parent
WITH_CONVBOOK = {"mini": PACKAGE, "photo": PACKAGE / "photos"}


def folder() -> Path:
    """Return the folder of downloads: `$CONVBOOK_DATA`, else `convbook` in the user's cache."""
    chosen = os.environ.get("CONVBOOK_DATA")
    if chosen:
        return Path(chosen)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "convbook"


def asset(name: str) -> Asset:
    """Return the row of `assets.toml` of that name."""
    return next(row for row in table() if row.name == name)


def locate(asset: Asset) -> dict[str, Path]:
    """Return where each file of `asset` is, its content verified; keys are the files' names.

    A file is taken from the folder of downloads or, where it is not there, from its package if
    that is installed.

    Raises:
        AssetUnavailableError: a file is missing, or the one in the folder of downloads is damaged.
    """
    return {file.path: _find(asset, file) for file in asset.files}


def is_here(asset: Asset) -> bool:
    """Tell whether `locate` finds every file of `asset`."""
    try:
        locate(asset)
    except AssetUnavailableError:
        return False
    return True


def _find(asset: Asset, file: AssetFile) -> Path:
    kept = WITH_CONVBOOK.get(asset.kind, folder() / asset.name) / file.path
    expected = file.made_sha256 or file.sha256
    for candidate in (kept, *_installed(asset, file)):
        if candidate.is_file() and file_digest(candidate) == expected:
            return candidate
    command = f"`convbook assets {asset.name}` fetches it"
    mend = "install convbook again" if asset.kind in WITH_CONVBOOK else command
    if kept.is_file():
        raise AssetUnavailableError(
            f"{asset.name}: {kept} is damaged or another file: its SHA-256 is {file_digest(kept)}, "
            f"expected {expected} (assets.toml); {mend}"
        )
    raise AssetUnavailableError(f"{asset.name}: {file.path} is not here; {mend}")


def _installed(asset: Asset, file: AssetFile) -> list[Path]:
    if asset.kind in WITH_CONVBOOK:
        return []
    if asset.registry == "debian":
        return [Path("/") / file.source]
    if asset.registry != "pypi":
        return []
    try:
        distribution = importlib.metadata.distribution(asset.package)
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(distribution.locate_file(file.source)))]
