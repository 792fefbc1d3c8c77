"""Names from outside, made harmless: of files for reports, of students for comparison."""

import unicodedata

MOST_CHARACTERS = 240
# Letters of other scripts that are drawn like Latin ones; for a warning only, never for a match.
ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝвнкмтзαορνικτυχηьӏ০०٥۰१١۱",
    "aeopcyxijsdhqwbhkmt3aopviktuxnbl00501l1",
)


def shown(name: str) -> str:
    r"""The name in printable characters; the rest is escaped, a long one is cut.

    Example:
        >>> shown("a\x00b")
        'a\\x00b'
    """
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def skeleton(name: str) -> str:
    r"""What the eye reads in a name: compatibility forms, accents, case and scripts put aside.

    Example:
        >>> skeleton("А1\u200b") == skeleton("a1")
        True
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name)).casefold()
    kept = (c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc", "Zs"))
    return "".join(kept).translate(ALIKE)
