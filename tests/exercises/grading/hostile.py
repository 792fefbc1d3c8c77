"""One student attacks, another is honest: what must hold of every attack, and hostile zips."""

import io
import os
import re
import struct
import sys
import sysconfig
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import convbook
from convbook.exercises.grading.results import ClassResult
from tests.exercises.grading.sample import FULL, dump, graded, put, submission

# Where Python itself may read while it grades, since modules are loaded when they are needed.
LIBRARY = tuple(
    os.path.realpath(path)
    for path in (Path(convbook.__file__).parent, *sysconfig.get_paths().values())
)
READS = {"open", "os.listdir", "os.scandir"}
CHANGES = {
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"),
    *("os.chmod", "os.chown", "os.utime", "os.system", "os.exec", "os.posix_spawn"),
    *("subprocess.Popen", "socket.connect", "socket.bind", "pickle.find_class", "shutil.rmtree"),
}
_watched: list[tuple[str, Any]] = []
_watching = [False]


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching[0] and (event in READS or event in CHANGES):
        _watched.append((event, arguments[0] if arguments else None))


sys.addaudithook(_note)


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Everything that is opened inside lies in `folder`, and nothing is changed or started."""
    _watched.clear()
    _watching[0] = True
    try:
        yield
    finally:
        _watching[0] = False
    allowed = (os.path.realpath(folder), *LIBRARY)
    for event, what in _watched:
        assert event in READS, (event, what)
        assert not isinstance(what, str | bytes) or within(os.fsdecode(what), allowed), what


def within(path: str, allowed: tuple[str, ...]) -> bool:
    # The folder of the path is resolved, not a link at its end, which is looked at only.
    folder, name = os.path.split(path)
    real = os.path.join(os.path.realpath(folder), name)
    return any(real == one or real.startswith(one + os.sep) for one in allowed)


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
        if not path.is_fifo() and not path.is_symlink()
    }


def assert_harmless(
    tmp_path: Path, attack: Callable[[Path], Any], earned: float = 0, reason: str = ""
) -> ClassResult:
    """Grade a class whose student s1 hands in what `attack` puts into a folder."""
    folder = tmp_path / "in"
    put(folder, "s2/submission-hw1-s2-1.json", dump(submission("s2")))
    (folder / "s1").mkdir()
    attack(folder / "s1")
    before = contents(tmp_path)
    with inside(folder):
        result = graded(folder)
    assert contents(tmp_path) == before
    assert [student.total for student in result.students] == [earned, FULL]
    assert all(p.file.startswith("s1") for p in result.problems), result.problems
    # Nothing is passed over in silence: it is graded, or a problem says why not.
    assert result.students[0].standing or result.problems
    if reason:
        reasons = {p.reason for p in result.problems}
        assert any(re.search(reason, one) for one in reasons), reasons
    return result


def packed(name: str, content: bytes, mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = method
        archive.writestr(info, content)
    return data.getvalue()


def several(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w") as archive:
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def nested(times: int) -> bytes:
    content = dump(submission())
    for _ in range(times):
        content = packed("a.zip" if content[:2] == b"PK" else "a.json", content)
    return content


def pointed(count: int) -> bytes:
    """A zip whose list names one and the same member again and again."""
    plain = packed("a.json", b"[" * 3000)
    start, end = plain.index(b"PK\x01\x02"), plain.rindex(b"PK\x05\x06")
    entries = plain[start:end] * count
    stated = min(count, 65_535)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, stated, stated, len(entries), start, 0)
    return plain[:start] + entries + tail


def patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """A zip with bytes replaced, so far behind the marks of its one member's two heads."""
    found = bytearray(data)
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        place = data.index(mark) + at
        found[place : place + len(value)] = value
    return bytes(found)


def large_kind(data: bytes) -> bytes:
    end = data.rindex(b"PK\x05\x06")
    return data[:end] + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + data[end:]


def bombs(count: int) -> bytes:
    """Zips in a zip, each of which unpacks to 20 MB."""
    inner = several(*((f"{number}.json", b" " * 50_000) for number in range(400)))
    return several(*((f"{number}.zip", inner) for number in range(count)))
