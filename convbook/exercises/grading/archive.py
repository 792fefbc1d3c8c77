"""What a zip holds, read in memory within bounds; nothing is ever extracted to the disk."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import BinaryIO

from convbook.exercises.grading.names import shown

END = b"PK\x05\x06"
END_LENGTH = 22
LOCAL_HEADER = 30
LONGEST_COMMENT = 65_535
LOCATOR = b"PK\x06\x07"
UTC_FIELD = 0x5455
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read; sizes are bytes.

    `total` bounds what one zip may unpack to, and what all zips inside it may, `directory` the list
    of its members, `ratio` how much smaller than its content a member of more than `small` bytes
    may be. `inner_...` hold for a zip in a zip, together with the zips in that one.
    """

    file: int = 1_000_000
    inner_zip: int = 32_000_000
    members: int = 20_000
    inner_members: int = 500
    directory: int = 4_000_000
    inner_directory: int = 200_000
    total: int = 1_000_000_000
    inner_total: int = 32_000_000
    ratio: int = 100
    small: int = 50_000
    zips: int = 3
    folders: int = 20
    files: int = 200_000


LIMITS = Limits()


@dataclass
class Budget:
    """What may still be unpacked, in bytes and in members."""

    size: int
    members: int


@dataclass(frozen=True)
class Member:
    """A member of a zip: its name as words only, and its bytes or why it is refused."""

    name: str
    content: bytes
    modified: datetime | None = None
    reason: str = ""


def members(
    source: BinaryIO, budgets: tuple[Budget, ...], directory: int, limits: Limits, zone: tzinfo
) -> Iterator[Member]:
    """The members of a zip, small ones first, as long as no budget is used up.

    So what one student uploads cannot use up the budget before others' submissions are read.

    A zip that is refused as a whole is one member without a name.
    """
    try:
        reason = _unfit(source, directory)
        if reason:
            yield Member("", b"", reason=reason)
            return
        archive = zipfile.ZipFile(source)
    except BROKEN:
        yield Member("", b"", reason="it is a broken zip")
        return
    with archive:
        infos = archive.infolist()
        reason = _too_many(infos, budgets) or _overlap(infos)
        if reason:
            yield Member("", b"", reason=reason)
            return
        for info in sorted(infos, key=lambda info: info.file_size):
            if info.is_dir():
                continue
            bound = _bound(info, limits)
            reason = _refusal(info, bound, limits)
            if reason:
                yield Member(shown(info.filename), b"", reason=reason)
                continue
            # What is stated is paid, whatever comes out: a damaged member was unpacked as well.
            for budget in budgets:
                budget.size -= info.file_size
            if any(budget.size < 0 for budget in budgets):
                yield Member("", b"", reason="the zip unpacks to too much; its rest was not read")
                return
            yield _member(archive, info, zone)


def _too_many(infos: list[zipfile.ZipInfo], budgets: tuple[Budget, ...]) -> str:
    if len(infos) > min(budget.members for budget in budgets):
        return "the zip has more members than are read"
    for budget in budgets:
        budget.members -= len(infos)
    return ""


def _overlap(infos: list[zipfile.ZipInfo]) -> str:
    """Members that share bytes can unpack to a million times what the zip weighs."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return "members of the zip overlap"
        end = info.header_offset + LOCAL_HEADER + info.compress_size
    return ""


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return content[:4] in (b"PK\x03\x04", END)


def _unfit(source: BinaryIO, directory: int) -> str:
    """Why the list of members is not even opened, from the zip's last bytes."""
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - END_LENGTH - LONGEST_COMMENT - 20))
    tail = source.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_LENGTH:
        return "it is a broken zip"
    if LOCATOR in tail:
        return "it is a zip of the large kind (zip64), which is not read"
    (length,) = struct.unpack("<L", tail[at + 12 : at + 16])
    if length > directory:
        return "the zip's list of members is too long"
    return ""


def _bound(info: zipfile.ZipInfo, limits: Limits) -> int:
    return limits.inner_zip if info.filename.lower().endswith(".zip") else limits.file


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, zone: tzinfo) -> Member:
    name = shown(info.filename)
    modified = _modified(info, zone)
    try:
        with archive.open(info) as stream:
            return Member(name, stream.read(info.file_size), modified)
    except BROKEN:
        return Member(name, b"", modified, "this member of the zip is damaged")


def _refusal(info: zipfile.ZipInfo, bound: int, limits: Limits) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind and kind != stat.S_IFREG:
        return "it is a link or a device, not a file"
    if info.flag_bits & 0x41:
        return "it is encrypted"
    if info.compress_type not in PLAIN:
        return "it is packed in a way other than deflate"
    if info.file_size > bound:
        return f"it unpacks to more than {bound} bytes"
    if info.file_size > max(limits.small, limits.ratio * info.compress_size):
        return f"it unpacks to more than {limits.ratio} times its size"
    return ""


def _modified(info: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    """The time of a member: the UTC one where the zip has it, else its local one in `zone`."""
    extra = info.extra
    while len(extra) >= 4:
        field, length = struct.unpack("<HH", extra[:4])
        if field == UTC_FIELD and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            (seconds,) = struct.unpack("<l", extra[5:9])
            return datetime.fromtimestamp(max(0, seconds), zone)
        extra = extra[4 + length :]
    try:
        return datetime(*info.date_time, tzinfo=zone)
    except ValueError:
        return None
