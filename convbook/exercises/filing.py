"""Writes files whole or not at all, and names them after students."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

# Devices of Windows, and the page of a whole class.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|class)")
# What a name made from another id ends with.
MARK = re.compile(r"-[0-9a-f]{12}$")
PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def replace_file(target: Path, content: bytes, mode: int = 0o644) -> None:
    """Write `target` so that a reader finds the old content or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def file_name(text: str) -> str:
    """A name for a file from a student's number: never a path, never the same for two.

    Example:
        >>> file_name("s1042")
        's1042'
        >>> file_name("../../etc/passwd")[:11]
        'etc-passwd-'
    """
    if PLAIN_NAME.fullmatch(text) and not RESERVED.fullmatch(text) and not MARK.search(text):
        return text
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]
    return f"{plain or 'student'}-{mark}"
