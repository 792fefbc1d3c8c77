"""Joining modules: one scope, no import left, the same text for the notebook and the book."""

import re
from collections import Counter

import pytest

from convbook.widgets import bundle, kinds

TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
STEMS = [kind.replace("-", "_") for kind in kinds()]


@pytest.mark.parametrize("stem", STEMS)
def test_joined_module_defines_every_name_once_and_imports_nothing(stem: str) -> None:
    text = bundle.esm(stem)
    counts = Counter(TOP_LEVEL.findall(text))
    assert counts["render"] == 1
    assert not [name for name, count in counts.items() if count > 1]
    assert not re.search(r"^\s*import[\s{*\"']", text, re.MULTILINE)
    assert not re.search(r"^export (?!default)", text, re.MULTILINE)
    assert text.count("\nexport default { render, normalize, compute, torchCode };\n") == 1


@pytest.mark.parametrize("stem", STEMS)
def test_classic_script_is_the_module_with_another_ending(stem: str) -> None:
    kind = stem.replace("_", "-")
    classic = bundle.classic(stem, kind)
    body = classic.removeprefix(f'convbook.define("{kind}", (function () {{\n"use strict";\n')
    body = body.removesuffix("})());\n")
    assert body.replace("\nreturn { render,", "\nexport default { render,") == bundle.esm(stem)


def test_shared_module_is_taken_once_however_often_it_is_imported() -> None:
    text = bundle.esm("photo_kernel")
    assert text.count("function convOutputSize(") == 1
    assert text.count("function frame(") == 1


@pytest.mark.parametrize("stem", STEMS)
def test_figures_fetch_nothing(stem: str) -> None:
    text = bundle.classic(stem, stem) + bundle.host() + bundle.stylesheet(stem)
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "fetch(" not in text
    assert "@import" not in text
