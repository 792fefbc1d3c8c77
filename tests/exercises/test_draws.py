"""The random numbers of variants: fixed by their label for ever, and fair."""

import hashlib
from collections import Counter

from convbook.exercises.draws import Draws


def test_numbers_are_those_of_the_hash() -> None:
    word = int.from_bytes(hashlib.sha256(b"label|1").digest()[:8], "big")
    assert Draws("label").integer(10, 19) == 10 + word % 10


def test_every_number_is_as_likely() -> None:
    draws = Draws("fair")
    counts = Counter(draws.integers(0, 6, 7000))
    assert set(counts) == set(range(7))
    assert max(abs(count - 1000) for count in counts.values()) < 130  # over four deviations


def test_words_beyond_the_last_full_span_are_drawn_again() -> None:
    # With a span just above half of all words, nearly half of them would be drawn twice as often.
    span = 2**63 + 1
    draws = Draws("rejects")
    assert all(0 <= draws.integer(0, span - 1) < span for _ in range(50))
    assert draws._count > 60


def test_shuffle_keeps_all_and_sample_takes_different_places() -> None:
    draws = Draws("deck")
    deck = list(range(20))
    assert sorted(draws.shuffle(deck)) == deck
    assert draws.shuffle(deck) != deck
    assert len(set(draws.sample(deck, 5))) == 5
    assert draws.pick(["only"]) == "only"
