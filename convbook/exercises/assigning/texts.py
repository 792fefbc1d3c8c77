"""What a text of a course may hold: names that go into seeds, into files, onto paper."""

import unicodedata

from convbook.errors import ConvbookValueError, message

LONGEST_LABEL = 100
LONGEST_TEXT = 300


def label(function: str, name: str, value: object, most: int = LONGEST_LABEL) -> str:
    """A text that takes part in seeds or tells students apart, in normal form (NFC).

    Raises:
        ConvbookValueError: it is empty, too long, or holds what nobody sees or `|`, which parts
            the label of a seed.

    Example:
        >>> label("convbook assign", "course", " signals-2026 ")
        'signals-2026'
    """
    text = _plain(function, name, value, most)
    if not text:
        raise ConvbookValueError(message(function, f"{name} must not be empty", repr(value)))
    if "|" in text:
        rule = f"{name} must not hold |, which parts the label of a seed"
        raise ConvbookValueError(message(function, rule, repr(text)))
    unseen = [char for char in text if unicodedata.category(char) in ("Cf", "Co", "Cn")]
    if unseen:
        rule = f"{name} must not hold characters that nobody sees"
        raise ConvbookValueError(message(function, rule, ascii(text)))
    return text


def line(function: str, name: str, value: object, most: int = LONGEST_TEXT) -> str:
    """A text of one line to be read by people, in normal form (NFC); it may be empty.

    Raises:
        ConvbookValueError: it is too long or holds a control character.
    """
    return _plain(function, name, value, most)


def _plain(function: str, name: str, value: object, most: int) -> str:
    if not isinstance(value, str):
        got = f"{value!r} of type {type(value).__name__}"
        raise ConvbookValueError(message(function, f"{name} must be a text", got))
    text = unicodedata.normalize("NFC", value.strip())
    if len(text) > most:
        rule = f"{name} must have at most {most} characters"
        raise ConvbookValueError(message(function, rule, f"{len(text)}: {text[:40]!a}..."))
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        rule = f"{name} must not hold control characters or line breaks"
        raise ConvbookValueError(message(function, rule, ascii(text)))
    return text


def alike(text: str) -> str:
    """What stays of an id where case and compatible characters are one, as in some file systems.

    Example:
        >>> alike("S10") == alike("s10")
        True
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
