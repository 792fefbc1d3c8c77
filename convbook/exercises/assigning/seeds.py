"""The seed of a student's variant: it follows from the course key and from nothing in a file."""

import hashlib
import hmac

from convbook.exercises.course import Student

DIGITS = 32


def variant_seed(
    key: bytes, course: str, exercise: str, version: int, student: Student, attempt: int
) -> str:
    """The seed of one exercise of one attempt, as 32 hex digits.

    Example:
        >>> variant_seed(b"k" * 32, "c", "rates-without-gaps", 1, Student("s1", "Ada"), 1)
        '1460c2b28e1ed59c346f04b68ecff9bb'
    """
    label = f"{course}|{exercise}@{version}|{student.id}|{attempt}".encode()
    if student.reseed:
        label += b"|" + student.reseed.encode()
    return hmac.new(key, label, hashlib.sha256).hexdigest()[:DIGITS]
