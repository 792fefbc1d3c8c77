"""Walks a folder as a school's system exports it, and yields what may be a submission.

Nothing is written, no link is followed, and a name, of a file or in a zip, is only ever shown.
"""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from convbook.errors import ConvbookValueError, message
from convbook.exercises.grading.archive import LIMITS, Budget, Limits, is_zip, members
from convbook.exercises.grading.names import shown
from convbook.exercises.grading.results import Problem

SYSTEM = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
# O_NONBLOCK: opening a pipe that nobody writes to must not wait.
OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True)
class Found:
    """A file that may be a submission; `modified` is when it was handed in, as far as is known.

    `claimed` says that this time comes from a zip, which was given instead of a folder. `stated`
    is the time in a zip of the folder, which does not count, since its maker chose it. `outer` is
    the file, or the member of a zip given instead of a folder, that holds the content.
    """

    file: str
    content: bytes
    digest: str
    modified: datetime | None
    claimed: bool = False
    stated: datetime | None = None
    outer: str = ""


def collect(folder: Path, zone: tzinfo = UTC, limits: Limits = LIMITS) -> Iterator[Found | Problem]:
    """Everything in `folder`, or in a zip given instead of it, in the order of the names.

    Args:
        folder: what the school's system exported.
        zone: the zone of times that state none, as in zips.
        limits: bounds on what is read.

    Yields:
        Candidates with their bytes, and a problem for each thing that was not read.

    Raises:
        ConvbookValueError: `folder` does not exist.
    """
    if not folder.exists():
        rule = "the folder of submissions must exist"
        raise ConvbookValueError(message("convbook grade", rule, folder))
    reader = _Reader(zone, limits, folder.is_dir())
    for count, (name, path) in enumerate(_walk(folder, limits)):
        if count >= limits.files:
            yield Problem(name, f"there are more than {limits.files} files; the rest was not read")
            return
        if isinstance(path, Problem):
            yield path
        else:
            yield from reader.read(name, path)


def _walk(folder: Path, limits: Limits) -> Iterator[tuple[str, str | Problem]]:
    """Names and paths of files below `folder`, depth first, in the order of their names."""
    if not folder.is_dir():
        yield shown(folder.name), os.path.realpath(folder)
        return
    waiting = [(str(folder), "", 0)]
    while waiting:
        path, name, depth = waiting.pop()
        # A folder waits in the same stack, so that the order is that of the whole names.
        if depth and not (os.path.isdir(path) and not os.path.islink(path)):
            yield name, path
            continue
        if depth > limits.folders:
            yield name, Problem(name, f"folders nest deeper than {limits.folders} levels")
            continue
        try:
            inside = sorted(os.listdir(path), reverse=True)
        except OSError:
            yield name, Problem(name or ".", "this folder cannot be read")
            continue
        for one in inside:
            if one not in SYSTEM:
                below = f"{name}/{shown(one)}" if name else shown(one)
                waiting.append((os.path.join(path, one), below, depth + 1))


class _Reader:
    def __init__(self, zone: tzinfo, limits: Limits, in_folder: bool) -> None:
        self.zone, self.limits, self.in_folder = zone, limits, in_folder
        self.inner = Budget(0, 0)
        self.tree: tuple[Budget, ...] = ()

    def read(self, name: str, path: str) -> Iterator[Found | Problem]:
        """A file of the disk."""
        try:
            handle = os.open(path, OPEN)
        except OSError:
            link = os.path.islink(path)
            yield Problem(name, "it is a link" if link else "it cannot be opened")
            return
        with open(handle, "rb") as stream:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                yield Problem(name, "it is a pipe or a device, not a file")
                return
            modified = _moment(about.st_mtime, self.zone)
            try:
                yield from self._file(name, stream, about.st_size, modified)
            except OSError:
                yield Problem(name, "it cannot be read")

    def _file(
        self, name: str, stream: BinaryIO, size: int, modified: datetime | None
    ) -> Iterator[Found | Problem]:
        head = stream.read(4)
        stream.seek(0)
        if is_zip(head):
            yield from self._zip(name, stream, 1, modified if self.in_folder else None, name)
        elif size > self.limits.file:
            yield Problem(name, f"it is larger than {self.limits.file} bytes")
        else:
            content = stream.read(self.limits.file + 1)
            yield from self._content(name, content, modified, 0, name)

    def _zip(
        self, name: str, stream: BinaryIO, depth: int, modified: datetime | None, outer: str
    ) -> Iterator[Found | Problem]:
        if depth > self.limits.zips:
            yield Problem(name, f"zips nest deeper than {self.limits.zips} levels")
            return
        directory = self.limits.directory if depth == 1 else self.limits.inner_directory
        budgets = self._budgets(depth)
        for member in members(stream, budgets, directory, self.limits, self.zone):
            inside = f"{name}!{member.name}" if member.name else name
            parts = member.name.split("/")
            if parts[0] in SYSTEM or parts[-1] in SYSTEM:
                continue
            if member.reason:
                yield Problem(inside, member.reason)
            else:
                # Whoever made a zip chose the times in it: those of the outermost thing stand.
                school = depth == 1 and not self.in_folder
                when = member.modified if school else modified
                within = member.name if school else outer
                for one in self._content(inside, member.content, when, depth, within):
                    if isinstance(one, Found) and depth == 1 and self.in_folder:
                        yield replace(one, stated=member.modified)
                    else:
                        yield one

    def _budgets(self, depth: int) -> tuple[Budget, ...]:
        """A student's zip in the school's has a budget of its own, and all such have one."""
        limits = self.limits
        if depth == 1:
            self.inner = Budget(limits.total, limits.members)
            return (Budget(limits.total, limits.members),)
        if depth == 2:
            self.tree = (Budget(limits.inner_total, limits.inner_members), self.inner)
        return self.tree

    def _content(
        self, name: str, content: bytes, modified: datetime | None, depth: int, outer: str
    ) -> Iterator[Found | Problem]:
        reason = _no_submission(name, content)
        if is_zip(content):
            yield from self._zip(name, io.BytesIO(content), depth + 1, modified, outer)
        elif reason:
            yield Problem(name, reason)
        else:
            digest = hashlib.sha256(content).hexdigest()
            claimed = depth > 0 and not self.in_folder
            yield Found(name, content, digest, modified, claimed, outer=outer)


def _moment(seconds: float, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, zone)
    except (ValueError, OverflowError, OSError):
        return None


def _no_submission(name: str, content: bytes) -> str:
    """Why a file is not even tried, or nothing."""
    if not content:
        return "it is empty"
    if name.lower().endswith(".ipynb"):
        return "it is a notebook; the file that its last cell writes was asked for"
    if ".json" not in name.lower() and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return "it is neither JSON nor a zip"
    return ""
