"""The course key: made once, kept by the instructor, never shown and never in what is handed out.

From the key follow the seeds of every student. Who has it can work out everybody's numbers.
"""

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from convbook.errors import ConvbookValueError, message

LENGTH = 32
LABEL = b"fingerprint of a course key of convbook"
DIGITS = 16


def create_key(path: Path) -> bytes:
    """Make a key and write it as one line of hex that only its owner can read.

    Returns:
        The key.

    Raises:
        ConvbookValueError: there is a file already, or none can be written.
    """
    key = secrets.token_bytes(LENGTH)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _refusal("must not exist yet", path) from None
    except OSError as error:
        raise _refusal("must be in a folder that can be written", path, error.strerror) from None
    whole = False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.hex().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        whole = True
    finally:
        if not whole:
            path.unlink()
    return key


def read_key(path: Path) -> bytes:
    """Read a key that `create_key` wrote.

    Raises:
        ConvbookValueError: it cannot be read, others can read it, or it is no key. What the file
            holds is in no message.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise _refusal("must be a file", path)
            # Windows has no such bits: there the folder's rights decide.
            if os.name == "posix" and about.st_mode & 0o077:
                hint = f"chmod 600 {path}"
                raise _refusal("must be readable by its owner only", f"{path}, which is not", hint)
            content = file.read(2 * LENGTH + 8)
    except FileNotFoundError:
        hint = "if it is lost, grade with --parameters, the parameters.json beside the notebooks"
        raise _refusal("must be there", f"no file {path}", hint) from None
    except OSError as error:
        raise _refusal("must be a file that can be read", path, error.strerror) from None
    try:
        key = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        hint = "`convbook assign` makes one; restore this one from your copy"
        raise _refusal(f"must hold {2 * LENGTH} hex digits", f"{path}, which does not", hint)
    return key


def fingerprint(key: bytes) -> str:
    """16 hex digits that tell keys apart and say nothing about them.

    Example:
        >>> fingerprint(b"k" * 32)
        '506d3ab00364ff3e'
    """
    return hmac.new(key, LABEL, hashlib.sha256).hexdigest()[:DIGITS]


def _refusal(rule: str, got: object, hint: str | None = "") -> ConvbookValueError:
    return ConvbookValueError(message("course key", f"the key file {rule}", got, hint or ""))
