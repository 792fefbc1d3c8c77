"""Code pasted into conv2d and shape-calculator: what the figures take of it and say."""

from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page
from torch import nn

from convbook.widgets import Conv2d, ShapeCalculator
from tests.browser.figure import alone
from tests.browser.test_paste import PRINTED


def live(page: Page, figure: Any) -> Locator:
    found = alone(page, figure)
    found.get_by_text("Paste PyTorch").click()
    return found


def load(figure: Locator, text: str) -> str:
    figure.get_by_label("Layer as Python").fill(text)
    figure.get_by_role("button", name="Load").click()
    return figure.locator(".cb-paste-said").inner_text()


def test_first_conv2d_of_a_model_is_loaded_and_misfits_are_said(page: Page) -> None:
    figure = live(page, Conv2d())
    said = load(figure, PRINTED)
    assert said == "Loaded the first of 3 Conv2d; out_channels 64 becomes 3."
    shapes = figure.locator(".cb-c2-shapes").inner_text()
    assert shapes.startswith("(1, 3, 5, 5) ⋆ (3, 3, 7, 7) → (1, 3, 3, 3)")
    # ResNet's first layer has no bias.
    assert figure.get_by_label("bias[2]").input_value() == "0"


def test_numbers_and_border_of_the_code_are_loaded(page: Page) -> None:
    figure = live(page, Conv2d())
    code = """
        x = torch.tensor([[[[1., 2, 3], [4, 5, 6], [7, 8, 9]]]])
        pad = nn.ReflectionPad2d((1, 0, 0, 0))
        conv = nn.Conv2d(1, 1, (1, 2))
        conv.weight.data = torch.tensor([[[[1, 10.0]]]])
        conv.bias.data = torch.tensor([0.5])
        y = conv(pad(x))"""
    assert load(figure, code) == "Loaded Conv2d."
    # The first window reads the mirrored 2 and the 1: 2·1 + 1·10 + 0.5.
    total = figure.locator(".cb-c2-total").inner_text()
    assert total == "output[0, 0, 0] = 12 + bias 0.5 = 12.5"
    assert figure.locator("summary").first.inner_text() == "More: reflect padding, 0 at the right"


def test_what_the_figure_cannot_show_is_said(page: Page) -> None:
    figure = live(page, Conv2d())
    assert load(figure, "nn.Linear(3, 4)") == "Not loaded: no Conv2d in it; found Linear."
    assert load(figure, "nn.Conv2d(3, 8").startswith('Not loaded: a ")" is missing')
    said = load(figure, "nn.Conv2d(4, 2, k, stride=9, padding=5, dilation=2, groups=2)")
    assert said == (
        "Loaded Conv2d; groups 2 becomes 1 (the page on grouped convolution shows groups); "
        "in_channels 4 becomes 3; kernel_size k is no number here: 3 is taken; "
        "stride 9 becomes 4; padding 5 becomes 3."
    )
    transposed = load(figure, "nn.ConvTranspose2d(1, 1, 2)")
    assert "ConvTranspose2d belongs to the figure of the page on transposed" in transposed
    assert load(figure, "") == "Loaded Conv2d."


def test_a_kernel_that_spans_too_much_grows_the_input(page: Page) -> None:
    figure = live(page, Conv2d())
    said = load(figure, "nn.Conv2d(1, 1, 5, dilation=3)")
    assert "the input's height becomes 13, so that the kernel fits" in said
    shapes = figure.locator(".cb-c2-shapes").inner_text()
    assert shapes.startswith("(1, 1, 13, 13) ⋆ (1, 1, 5, 5) → (1, 1, 1, 1)")


@pytest.mark.parametrize(
    ("code", "shapes", "said"),
    [
        (
            "nn.ConvTranspose3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(0, 4, 2))\n"
            "x = torch.randn(20, 16, 10, 50, 100)",
            "20 × 16 × 10 × 50 × 100 → 20 × 33 × 21 × 46 × 97",
            "Loaded ConvTranspose3d.",
        ),
        (
            "F.max_pool1d(torch.randn(2, 5, 9), 3, padding=1, ceil_mode=True)",
            "2 × 5 × 9 → 2 × 5 × 4",
            "Loaded MaxPool1d.",
        ),
        (
            "nn.Conv2d(5000, 6, 3, stride=99, padding=1, groups=4)",
            "1 × 2048 × 8 × 8 → 1 × 6 × 1 × 1",
            "Loaded Conv2d; stride 99 becomes 16; in_channels 5000 becomes 2048; "
            "groups 4 becomes 2.",
        ),
        (
            "nn.Sequential(nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(1, 1, 1))",
            "1 × 3 × 8 × 8 → 1 × 3 × 4 × 4",
            "Loaded AvgPool2d, the first of 2 layers with a window; "
            "shown as a max pooling, which has the same sizes.",
        ),
    ],
)
def test_calculator_takes_layers_of_every_kind(
    page: Page, code: str, shapes: str, said: str
) -> None:
    figure = live(page, ShapeCalculator())
    assert load(figure, code) == said
    assert figure.locator(".cb-shape-result").inner_text() == shapes


def test_calculator_agrees_with_torch_on_pasted_layers(page: Page) -> None:
    figure = live(page, ShapeCalculator())
    layers = [
        nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 0), dilation=2),
        nn.ConvTranspose2d(8, 4, 4, stride=3, padding=1, output_padding=2, groups=4),
        nn.MaxPool2d((2, 3), stride=2, padding=1, ceil_mode=True),
        nn.Conv2d(4, 4, 3, padding="same", bias=False),
    ]
    for layer in layers:
        channels = getattr(layer, "in_channels", 3)
        out = layer(torch.zeros(2, channels, 17, 21))
        code = f"{layer!r}\ninput = torch.empty(2, {channels}, 17, 21)"
        assert load(figure, code).startswith(f"Loaded {type(layer).__name__}")
        shown = figure.locator(".cb-shape-result").inner_text()
        assert shown.split(" → ")[1] == " × ".join(map(str, out.shape))


def test_calculator_refuses_code_without_a_window(page: Page) -> None:
    figure = live(page, ShapeCalculator())
    before = figure.locator(".cb-shape-result").inner_text()
    said = load(figure, "nn.Sequential(nn.Linear(1, 2), nn.ReLU())")
    assert said.startswith("Not loaded: no convolution, transposed convolution or pooling in it")
    assert figure.locator(".cb-shape-result").inner_text() == before
