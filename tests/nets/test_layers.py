"""The layer whose border can be exchanged: beside torch's, ONNX's and NumPy's paddings."""

import numpy as np
import onnx.helper as oh
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto
from onnx.reference import ReferenceEvaluator
from torch import nn

from convbook.nets.layers import BORDERS, BorderConv2d
from convbook.ops.partial import partial_conv2d

NUMPY_MODES = {
    "zeros": "constant",
    "constant": "constant",
    "reflect": "reflect",
    "symmetric": "symmetric",
    "replicate": "edge",
    "circular": "wrap",
}


def layer(kernel=3, stride=1, **options):
    return BorderConv2d(4, 6, kernel, stride, **options).double()


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize("stride", [1, 2])
def test_even_border_is_torch_s_layer_with_the_same_parameters(mode, stride):
    ours = layer(stride=stride, padding_mode=mode)
    theirs = nn.Conv2d(4, 6, 3, stride, 1, padding_mode=mode).double()
    theirs.load_state_dict(ours.state_dict(), strict=True)
    x = torch.randn(2, 4, 9, 12, dtype=torch.float64)
    assert torch.equal(ours(x), theirs(x))


@given(
    st.integers(1, 5),
    st.integers(1, 3),
    st.integers(5, 12),
    st.integers(5, 12),
    st.sampled_from("12"),
)
def test_same_placement_is_onnx_s_same_upper(kernel, stride, height, width, groups):
    groups = int(groups)
    ours = layer(kernel, stride, groups=groups, placement="same")
    x = torch.randn(1, 4, height, width, dtype=torch.float64)
    node = oh.make_node(
        *("Conv", ["x", "w", "b"], ["y"]),
        auto_pad="SAME_UPPER",
        group=groups,
        kernel_shape=[kernel, kernel],
        strides=[stride, stride],
    )
    values = {"x": x, "w": ours.weight.detach(), "b": ours.bias.detach()}
    inputs = [
        oh.make_tensor_value_info(key, TensorProto.DOUBLE, list(value.shape))
        for key, value in values.items()
    ]
    output = oh.make_tensor_value_info("y", TensorProto.DOUBLE, None)
    graph = oh.make_graph([node], "g", inputs, [output])
    model = oh.make_model(graph, opset_imports=[oh.make_opsetid("", 18)])
    (expected,) = ReferenceEvaluator(model).run(None, {k: v.numpy() for k, v in values.items()})
    assert ours(x).shape[-2:] == (-(-height // stride), -(-width // stride))
    assert np.allclose(ours(x).detach().numpy(), expected, atol=1e-12)


@pytest.mark.parametrize("mode", NUMPY_MODES)
@pytest.mark.parametrize("size", [(8, 8), (9, 8)])
def test_uneven_border_is_numpy_s_padding(mode, size):
    ours = layer(stride=2, padding_mode=mode, placement="same")
    x = torch.randn(2, 4, *size, dtype=torch.float64)
    top, bottom, left, right = ours.sides(*size)
    assert (top, bottom) == ((0, 1) if size[0] == 8 else (1, 1))
    pads = (0, 0), (0, 0), (top, bottom), (left, right)
    padded = torch.from_numpy(np.pad(x.numpy(), pads, mode=NUMPY_MODES[mode]))
    expected = nn.functional.conv2d(padded, ours.weight, ours.bias, 2)
    assert torch.allclose(ours(x), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("placement", ["even", "same"])
def test_partial_border_keeps_the_mean_of_a_flat_image(placement):
    ours = layer(stride=2, padding_mode="partial", placement=placement, groups=2)
    with torch.no_grad():
        ours.weight.fill_(1 / 18)
        ours.bias.fill_(5)
    x = torch.full((2, 4, 8, 9), 3.0, dtype=torch.float64)
    assert torch.allclose(ours(x), torch.tensor(8.0, dtype=torch.float64))


@pytest.mark.parametrize("mode", ["distribution", "distribution-reflect"])
def test_distribution_border_changes_the_ring_alone(mode):
    ours, plain = layer(padding_mode=mode), layer()
    plain.load_state_dict(ours.state_dict())
    x = torch.randn(1, 4, 9, 9, dtype=torch.float64)
    difference = (ours(x) - plain(x)).abs().amax((0, 1))
    assert difference[1:-1, 1:-1].max() == 0
    assert difference[0].min() > 0


@pytest.mark.parametrize("mode", BORDERS)
def test_one_by_one_kernels_have_no_border(mode):
    ours, plain = layer(1, padding_mode=mode), layer(1)
    plain.load_state_dict(ours.state_dict())
    x = torch.randn(1, 4, 5, 5, dtype=torch.float64)
    assert torch.equal(ours(x), plain(x))


def test_unknown_border_and_placement_are_refused():
    with pytest.raises(ValueError, match="BorderConv2d: padding_mode must be one of 'zeros'"):
        layer(padding_mode="mirror")
    with pytest.raises(ValueError, match="BorderConv2d: placement must be one of 'even', 'same'"):
        layer(placement="left")


def test_text_names_what_differs_from_torch_s_layer():
    assert "border" not in repr(layer())
    assert "border='reflect', placement='same'" in repr(
        layer(padding_mode="reflect", placement="same")
    )


@pytest.mark.parametrize("stride", [1, 2])
def test_partial_border_is_the_operator_s_padding(stride):
    ours = layer(stride=stride, padding_mode="partial")
    x = torch.randn(2, 4, 9, 8, dtype=torch.float64)
    expected = partial_conv2d(x, ours.weight, ours.bias, stride, 1)
    assert torch.allclose(ours(x), expected, rtol=0, atol=1e-12)
