"""Pasted Python: what is read as layers, what is refused in words, and code that comes back."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from torch import nn

from convbook.widgets import bundle, figure_class
from tests.widgets.states import STATES

LAYERS = """([text, inside]) => {
  const { layers, problem } = paste.parseLayers(text, { inside });
  return [layers.map(({ type, options }) => [type, options]), problem];
}"""
NUM_STATES = 300


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """A page with the module `paste`, and the two figures that read what they copy."""
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>paste</title>")
    give = "(code) => Object.assign(window, new Function(code)())"
    page.evaluate(give, bundle.esm("paste") + "\nreturn { paste: { parseLayers, optionAt } };")
    for stem, load in (
        ("conv2d", "conv2dFromLayers(now, layers, tensors)"),
        ("shape_calculator", "shapeFromLayers(now, layers, tensors, LIMITS)"),
    ):
        body = bundle.esm(stem).replace("export default ", f"const {stem} = ")
        code = f"""{body}
            const again = (now, code) => {{
              const {{ layers, tensors, problem }} = parseLayers(code, {{ inside: true }});
              if (problem) throw new Error(problem);
              const {{ patch, words }} = {load};
              return [normalize({{ ...now, ...patch }}), words];
            }};
            return {{ {stem}: {{ normalize, torchCode, again }} }};"""
        page.evaluate(give, code)
    yield page
    page.close()


def read(page: Page, text: str, inside: bool = False) -> tuple[list[Any], str]:
    layers, problem = page.evaluate(LAYERS, [text, inside])
    return layers, problem


def brief(layers: list[Any]) -> list[str]:
    """Each layer as its type and the options of its window."""
    short = []
    for type_, options in layers:
        window = [options.get(name) for name in ("kernel_size", "stride", "padding")]
        short.append(f"{type_} {window}" if window[0] is not None else type_)
    return short


PRINTED = """Sequential(
  (0): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)
  (1): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (2): ReLU(inplace=True)
  (3-4): 2 x Sequential(
    (0): Conv2d(64, 64, kernel_size=(1, 1), stride=(1, 1), padding=same)
  )
  (5): MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)
)"""
ORDERED = """model = nn.Sequential(OrderedDict([
          ('conv1', nn.Conv2d(1,20,5)),
          ('relu1', nn.ReLU()),
          ("pool", nn.MaxPool2d(2)),
        ]))"""
IN_A_CLASS = '''class Net(nn.Module):
    """nn.Conv2d(9, 9, 9) in words does not count, nor does this bracket: ("""

    def __init__(self):
        super().__init__()
        width = 8
        self.conv1 = nn.Conv2d(1, 2 * width, kernel_size=5, padding=5 // 2)  # keeps the size
        self.conv2 = nn.Conv2d(
            2 * width, 4, 3,  # a comment between
            stride=2,
        )

    def forward(self, x):
        x = F.relu(self.conv1(x))
        return self.conv2(x)[:, 0] @ x
'''
APPENDED = """layers = []
layers.append(nn.Conv2d(3, 4, 3))
layers += [nn.ReLU(), nn.AvgPool2d(2)]
net = nn.Sequential(*layers)"""


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("nn.Conv2d(3, 8, 3)", ["Conv2d [3, 1, 0]"]),
        ("torch.nn.Conv2d(3, 8, (3, 5), 2, (1, 2))", ["Conv2d [[3, 5], 2, [1, 2]]"]),
        ("Conv1d(1, 1, kernel_size=[4], padding='same')", ["Conv1d [[4], 1, 'same']"]),
        ("nn.Conv2d(3, 8, kernel_size=(3), stride=(2,))", ["Conv2d [3, [2], 0]"]),
        ("nn.Conv3d(1, 2, 3, padding=3-1)", ["Conv3d [3, 1, 2]"]),
        ("nn.MaxPool2d(3)", ["MaxPool2d [3, 3, 0]"]),
        ("nn.MaxPool2d(3, stride=None, padding=1)", ["MaxPool2d [3, 3, 1]"]),
        ("self.conv: nn.Module = nn.Conv2d(3, 8, 3).to('cuda')", ["Conv2d [3, 1, 0]"]),
        (">>> m = nn.Conv2d(16, 33, 3, stride=2)\n>>> m(input)", ["Conv2d [3, 2, 0]"]),
        ("```python\nnn.Conv2d(3, 8, 3)\n```", ["Conv2d [3, 1, 0]"]),
        ("x = nn.ReLU() if act else nn.GELU()", ["ReLU"]),
        ("nn.ReLU(),\n    nn.Conv2d(3, 8, 3),\n)", ["ReLU", "Conv2d [3, 1, 0]"]),
        ("k = 5\nnn.Conv2d(1, 1, k)", ["Conv2d [5, 1, 0]"]),
        (ORDERED, ["Conv2d [5, 1, 0]", "ReLU", "MaxPool2d [2, 2, 0]"]),
        (IN_A_CLASS, ["Conv2d [5, 1, 2]", "Conv2d [3, 2, 0]"]),
        (APPENDED, ["Conv2d [3, 1, 0]", "ReLU", "AvgPool2d [2, 2, 0]"]),
        ("c = nn.Conv2d(1, 2, 3)\nnn.Sequential(c, nn.ReLU())", ["Conv2d [3, 1, 0]", "ReLU"]),
        (
            "[nn.Conv2d(1, 1, 1), {'a': nn.Conv2d(1, 1, 2)}]",
            ["Conv2d [1, 1, 0]", "Conv2d [2, 1, 0]"],
        ),
        ("F.conv2d(x, torch.zeros(4, 3, 2, 5), stride=2)", ["Conv2d [[2, 5], 2, 0]"]),
        (
            "F.max_pool2d(F.conv2d(x, torch.ones(1, 1, 3, 3)), 2)",
            ["Conv2d [[3, 3], 1, 0]", "MaxPool2d [2, 2, 0]"],
        ),
        (
            PRINTED,
            [
                "Conv2d [[7, 7], [2, 2], [3, 3]]",
                "BatchNorm2d",
                "ReLU",
                "Conv2d [[1, 1], [1, 1], 'same']",
                "Conv2d [[1, 1], [1, 1], 'same']",
                "MaxPool2d [3, 2, 1]",
            ],
        ),
    ],
)
def test_reads_layers_in_order(reader: Page, text: str, layers: list[str]) -> None:
    found, problem = read(reader, text)
    assert problem == ""
    assert brief(found) == layers


def test_options_are_complete_and_named_as_in_torch(reader: Page) -> None:
    text = "nn.ConvTranspose2d(16, 33, 3, 2, 1, 1, 4, False, 5, 'zeros', device=None)"
    [[type_, options]], _ = read(reader, text)
    assert type_ == "ConvTranspose2d"
    expected = {"in_channels": 16, "out_channels": 33, "kernel_size": 3, "stride": 2}
    expected |= {"padding": 1, "output_padding": 1, "groups": 4, "bias": False, "dilation": 5}
    assert expected.items() <= options.items()
    layer = nn.ConvTranspose2d(16, 32, 3, 2, 1, 1, 4, False, 5)
    for name, value in expected.items():
        own = getattr(layer, name)
        if name == "bias":
            assert own is None
        elif name != "out_channels":
            assert own in (value, (value, value))
    [[_, plain]], _ = read(reader, "nn.Conv1d(1, 2, 3)")
    usual = {"dilation": 1, "groups": 1, "bias": True, "padding_mode": "zeros"}
    assert usual.items() <= plain.items()


def test_a_weight_of_a_function_call_tells_the_channels(reader: Page) -> None:
    weight = "torch.tensor([[[[1, 2]], [[3, 4]]]])"
    [[_, options]], _ = read(reader, f"F.conv2d(x, {weight}, groups=3)")
    assert (options["in_channels"], options["out_channels"]) == (6, 1)
    assert (options["kernel_size"], options["bias"]) == ([1, 2], False)
    [[_, turned]], _ = read(reader, f"F.conv_transpose2d(x, {weight}, torch.zeros(2))")
    assert (turned["in_channels"], turned["out_channels"], turned["bias"]) == (1, 2, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no layer found, such as nn.Conv2d(3, 8, 3)"),
        ("hello, world", "no layer found"),
        ("x = torch.randn(1, 3, 8, 8)", "no layer found"),
        ("nn.Conv2d(3, 8, 3", 'a ")" is missing at the end'),
        ("nn.Conv2d(3, 8)", "Conv2d lacks kernel_size"),
        ("nn.MaxPool2d()", "MaxPool2d lacks kernel_size"),
        ("nn.Conv2d(3, 8, 3, kernel=2)", "Conv2d has no argument kernel"),
        ("nn.MaxPool2d(1, 1, 1, 1, 1, 1, 1)", "MaxPool2d takes at most 6 arguments"),
        ("nn.Conv2d(3, 8, 3 3 = 4)", '"=" stands where a value is expected'),
        ("nn.Sequential(*[nn.Conv2d(3, 3, 3) for _ in range(3)])", "a loop builds these layers"),
        ("F.conv2d(x, weight)", "the shape of conv2d's weight is not in the code"),
        ("Block(\n  (a): Conv2d(1, 1, 1)\n)", "Block holds layers in a way that only its code"),
    ],
)
def test_says_why_nothing_is_read(reader: Page, text: str, problem: str) -> None:
    layers, said = read(reader, text)
    assert layers == []
    assert said.startswith(problem)


def test_parts_of_any_module_count_where_asked(reader: Page) -> None:
    text = "Net(\n  (a): Conv2d(1, 1, 1)\n  (b): Block(\n    (c): Conv2d(1, 1, 2)\n  )\n)"
    layers, problem = read(reader, text, inside=True)
    assert (brief(layers), problem) == (["Conv2d [1, 1, 0]", "Conv2d [2, 1, 0]"], "")


def test_reads_what_torch_prints(reader: Page) -> None:
    net = nn.Sequential(
        nn.Conv2d(3, 6, (3, 1), padding="same", groups=3, padding_mode="reflect"),
        nn.Sequential(nn.ConvTranspose3d(1, 2, 3, stride=2, output_padding=1), nn.Dropout(0.5)),
        nn.AvgPool1d(2),
    )
    layers, problem = read(reader, repr(net))
    assert problem == ""
    assert [type_ for type_, _ in layers] == ["Conv2d", "ConvTranspose3d", "Dropout", "AvgPool1d"]
    first, second = layers[0][1], layers[1][1]
    assert (first["padding"], first["padding_mode"], first["groups"]) == ("same", "reflect", 3)
    assert second["output_padding"] == [1, 1, 1]


@pytest.mark.parametrize("stem", ["conv2d", "shape_calculator"])
def test_copied_code_pasted_back_loads_the_same_layer(reader: Page, stem: str) -> None:
    kind = stem.replace("_", "-")
    figure, rng = figure_class(kind), random.Random(f"{kind} there and back")
    states = [dict(figure.defaults) | STATES[kind](rng) for _ in range(NUM_STATES)]
    starts = states[1:] + states[:1]
    there_and_back = f"""(pairs) => pairs.map(([now, state]) => {{
      const code = {stem}.torchCode(state);
      const [found, words] = {stem}.again(now, code);
      return [code, {stem}.torchCode(found), words, found];
    }})"""
    pairs = list(zip(starts, states, strict=True))
    for state, (code, again, words, found) in zip(
        states, reader.evaluate(there_and_back, pairs), strict=True
    ):
        assert again == code, words
        assert ";" not in words, words
        figure.check(found)
        if kind == "conv2d":
            assert figure.compute(found) == figure.compute(state)
