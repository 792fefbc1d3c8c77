"""One file out of a downloaded package: wheels, npm's tarballs, Debian's packages."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from lzma import LZMAError
from pathlib import Path

# What the standard library raises on an archive that is cut off, damaged, or none.
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, LZMAError),
    *(EOFError, ValueError),
)
AR_MAGIC, AR_HEADER = b"!<arch>\n", 60


def contents(archive: Path, sources: set[str]) -> dict[str, bytes]:
    """Return what `archive` holds under those of the paths `sources` that are in it.

    The kind is known by the name's end: .whl, .tgz (npm), .deb.

    Raises:
        One of DAMAGED: the archive cannot be read.
    """
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            present = sources.intersection(wheel.namelist())
            return {source: wheel.read(source) for source in present}
    if archive.suffix == ".deb":
        with io.BytesIO(_debian_data(archive.read_bytes())) as data:
            return _from_tar(data, sources)
    with archive.open("rb") as tarball:
        return _from_tar(tarball, sources)


def _from_tar(file: io.IOBase, sources: set[str]) -> dict[str, bytes]:
    found = {}
    with tarfile.open(fileobj=file) as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            stream = tar.extractfile(member) if name in sources and member.isfile() else None
            if stream is not None:
                found[name] = stream.read()
    return found


def _debian_data(content: bytes) -> bytes:
    """Return the member data.tar.* of a Debian package, which is an `ar` archive."""
    if not content.startswith(AR_MAGIC):
        raise ValueError("not an ar archive")
    start = len(AR_MAGIC)
    while start + AR_HEADER <= len(content):
        header = content[start : start + AR_HEADER]
        size = int(header[48:58])
        body = content[start + AR_HEADER : start + AR_HEADER + size]
        if header.startswith(b"data.tar"):
            return body
        start += AR_HEADER + size + size % 2
    raise ValueError("no member data.tar")
