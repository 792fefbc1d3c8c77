"""Keeps the exercises of an attempt small, so that a large class fits into memory."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import overload

from convbook.exercises.grading.results import ItemResult

NAMES = [one.name for one in fields(ItemResult)]


class Packed(Sequence[ItemResult]):
    """The exercises of an attempt, compressed; going over them opens them anew every time."""

    __slots__ = ("_content", "_count", "_like")

    def __init__(self, content: bytes, like: bytes, count: int) -> None:
        self._content, self._like, self._count = content, like, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[ItemResult]:
        reader = zlib.decompressobj(zdict=self._like)
        for values in json.loads(reader.decompress(self._content)):
            yield ItemResult(*values)

    @overload
    def __getitem__(self, at: int) -> ItemResult: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ItemResult]: ...
    def __getitem__(self, at: int | slice) -> ItemResult | Sequence[ItemResult]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return repr(tuple(self))


class Packer:
    """Packs attempts of one class: what the first one says is said once for all others."""

    def __init__(self) -> None:
        self._like = b""

    def __call__(self, items: Sequence[ItemResult]) -> Packed:
        """The same exercises, compressed. Whatever is in them is JSON."""
        if isinstance(items, Packed):
            return items
        values = [[getattr(item, name) for name in NAMES] for item in items]
        content = json.dumps(values, separators=(",", ":")).encode()
        self._like = self._like or content
        writer = zlib.compressobj(zdict=self._like)
        return Packed(writer.compress(content) + writer.flush(), self._like, len(items))
