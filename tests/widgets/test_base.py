"""What every live figure owes: a small spec, a deterministic bundle, a static form, its files."""

import json
import random
import re
from pathlib import Path

import pytest
from matplotlib import rc_context

import convbook.widgets as widgets
from convbook.errors import ConvbookValueError
from convbook.sphinx_ext.figures import inline_svg
from convbook.viz import DARK, LIGHT
from convbook.viz.style import STYLE
from convbook.widgets import bundle
from convbook.widgets.base import MIME, ConvFigure
from tests.widgets.states import STATES

KINDS = widgets.kinds()
PLAIN = (bool, int, float, str)


def test_every_figure_has_random_states_for_the_tests() -> None:
    assert sorted(STATES) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_class_is_found_by_kind_and_by_name(kind: str) -> None:
    found = widgets.figure_class(kind)
    assert found.kind == kind
    assert getattr(widgets, found.__name__) is found
    assert found.__name__ in dir(widgets)


@pytest.mark.parametrize("kind", KINDS)
def test_spec_is_small_flat_json_and_makes_the_same_figure(kind: str) -> None:
    figure = widgets.figure_class(kind)(id="other", **STATES[kind](random.Random(1)))
    spec = json.loads(json.dumps(figure.spec()))
    assert spec.keys() == {"kind", "schema", "id", "params"}
    assert len(json.dumps(spec)) < 8_000
    for value in spec["params"].values():
        assert isinstance(value, PLAIN) or all(type(item) in (int, float) for item in value)
    again = type(figure).from_spec(spec)
    assert (again.spec(), again.baked, repr(again)) == (spec, figure.baked, repr(figure))


@pytest.mark.parametrize("kind", KINDS)
def test_bundle_holds_view_and_spec_and_no_address_of_memory(kind: str) -> None:
    data, _ = widgets.figure_class(kind)()._repr_mimebundle_()
    assert data[MIME]["kind"] == kind
    assert "application/vnd.jupyter.widget-view+json" in data
    assert not re.search(r"0x[0-9a-f]+", data["text/plain"])


@pytest.mark.parametrize("kind", KINDS)
def test_baked_state_is_within_budget(kind: str) -> None:
    assert len(json.dumps(widgets.figure_class(kind)().baked)) <= 150_000


@pytest.mark.parametrize("kind", KINDS)
def test_static_form_uses_the_palette_only_and_is_drawn_the_same_twice(kind: str) -> None:
    figure = widgets.figure_class(kind)()
    drawn = [_svg(figure) for _ in range(2)]
    assert drawn[0] == drawn[1]
    colours = set(re.findall(r"#[0-9a-f]{6}\b", drawn[0]))
    assert colours <= set(LIGHT.values())


def _svg(figure: ConvFigure) -> str:
    import io

    buffer = io.StringIO()
    with rc_context(STYLE):
        figure.draw(dict(figure.params)).savefig(buffer, format="svg", metadata={"Date": None})
    return re.sub(r"<metadata>.*?</metadata>", "", buffer.getvalue(), flags=re.DOTALL)


def test_unknown_parameter_and_bad_id_are_refused() -> None:
    with pytest.raises(ConvbookValueError, match="PhotoKernel: parameters must be among photo"):
        widgets.PhotoKernel(colonel=[1])
    with pytest.raises(ConvbookValueError, match="id must be lower-case letters"):
        widgets.PhotoKernel(id="Two figures")


def test_newer_schema_and_other_kind_are_refused() -> None:
    spec = widgets.PhotoKernel().spec()
    for wrong in ({"schema": 99}, {"kind": "conv2d"}):
        with pytest.raises(ConvbookValueError, match="needs kind 'photo-kernel' up to schema 1"):
            widgets.PhotoKernel.from_spec(spec | wrong)


def test_old_spec_is_brought_up_to_the_present_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = widgets.PhotoKernel
    monkeypatch.setattr(figure, "schema", 2)
    monkeypatch.setattr(figure, "migrations", {1: lambda params: params | {"divisor": 8}})
    old = {"kind": "photo-kernel", "schema": 1, "id": "a", "params": {"divisor": 2}}
    assert figure.from_spec(old).params["divisor"] == 8


def test_changing_params_of_one_figure_leaves_the_defaults_alone() -> None:
    first = widgets.PhotoKernel()
    first.params["kernel"].append(1)
    assert len(widgets.PhotoKernel().params["kernel"]) == 9


def test_css_tokens_are_the_palette() -> None:
    css = (Path(bundle.__file__).parent / "figure.css").read_text(encoding="utf-8")
    light, dark = css.split('html[data-theme="dark"]', 1)
    for text, palette in ((light, LIGHT), (dark, DARK)):
        tokens = dict(re.findall(r"--cb-(\w+): (#[0-9a-f]{6});", text))
        assert tokens == palette


def test_inline_svg_has_own_ids_a_name_and_colours_of_the_theme() -> None:
    svg = (
        '<?xml version="1.0"?><svg id="a"><metadata>2026</metadata><clipPath id="c"/>'
        f'<path style="fill: {LIGHT["input"]}" clip-path="url(#c)"/><use xlink:href="#a"/></svg>'
    )
    out = inline_svg(svg, 'a "picture"')
    ids = re.findall(r'\bid="([^"]+)"', out)
    assert len(ids) == 2
    assert not {"a", "c"} & set(ids)
    assert f"url(#{ids[1]})" in out
    assert f'href="#{ids[0]}"' in out
    assert 'role="img" aria-label="a &quot;picture&quot;"' in out
    assert f"var(--cb-input,{LIGHT['input']})" in out
    assert "metadata" not in out
    assert inline_svg(svg, "another")[:60] != out[:60]
