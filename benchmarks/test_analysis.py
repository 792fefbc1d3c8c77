"""How long the analyses take; `make bench` writes the table behind that of the operators."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from benchmarks.race import ratio_of_medians
from convbook import analysis
from tests.analysis.brute_force import per_pixel_map
from tests.analysis.published_nets import VGG16, resnet, vgg
from tests.analysis.test_erf import obvious_loop


def seconds(benchmark: Any, run: Callable[[], Any], limit: float, name: str) -> Any:
    """Time `run`, and note the median beside its limit; returns its result."""
    torch.set_num_threads(1)
    result = benchmark.pedantic(run, rounds=5, warmup_rounds=1)
    median = benchmark.stats.stats.median
    benchmark.extra_info |= {"name": name, "measured": median, "limit": limit, "unit": "s at most"}
    return result


def test_coverage_of_side_101(benchmark: Any) -> None:
    rates = [1, 2, 3, 4, 5, 6, 7, 8, 9, 5]
    slow = time.perf_counter()
    expected = per_pixel_map(rates, 3)
    slow = time.perf_counter() - slow
    found = benchmark.pedantic(lambda: analysis.coverage_map(rates), rounds=200, warmup_rounds=5)
    assert found.shape == (101, 101)
    assert np.array_equal(found, expected)
    name = "`coverage_map`, side 101, ten layers, against per-pixel loops"
    measured = slow / benchmark.stats.stats.median
    benchmark.extra_info |= {
        "name": name,
        "measured": measured,
        "limit": 1000,
        "unit": "x at least",
    }


def test_coverage_of_side_4001(benchmark: Any) -> None:
    rates = [1, 2, 5, 9, 83, 900, 1000]
    found = seconds(
        benchmark, lambda: analysis.coverage_map(rates), 1, "`coverage_map`, side 4,001"
    )
    assert found.shape == (4001, 4001)


def test_a_million_tuples(benchmark: Any) -> None:
    tuples = np.random.default_rng(0).integers(1, 20, (10**6, 4))
    name = "`is_hole_free`, a million tuples of four rates"
    found = seconds(benchmark, lambda: analysis.is_hole_free(tuples), 1, name)
    assert found.shape == (10**6,)


def test_receptive_field_of_resnet_152(benchmark: Any) -> None:
    net = resnet(152, stride_in_last=True).eval()
    name = "`receptive_field`, ResNet-152"
    found = seconds(benchmark, lambda: analysis.receptive_field(net, 224, "0"), 2, name)
    assert found.size == (1507, 1507)


def test_foveation_of_vgg_19(benchmark: Any) -> None:
    layers = analysis.vgg19_layers()
    name = "`foveation_map`, VGG-19 at 512"
    found = seconds(benchmark, lambda: analysis.foveation_map(512, layers), 0.1, name)
    assert found[256, 256] == 3 * 9**16 / 4**4


def test_effective_receptive_field(benchmark: Any) -> None:
    torch.set_num_threads(1)
    net = vgg(VGG16)[:17].double().eval()
    ours, theirs = (
        lambda: analysis.effective_receptive_field(
            net, 112, num_samples=4, generator=torch.Generator().manual_seed(7)
        ),
        lambda: obvious_loop(net, (112, 112), None, 4),
    )
    torch.testing.assert_close(ours(), theirs(), rtol=1e-9, atol=1e-12)
    fast, slow = ratio_of_medians(benchmark, ours, theirs)
    name = "`effective_receptive_field`, VGG-16 to pool3, 112 px, against one pass a sample"
    benchmark.extra_info |= {"name": name, "measured": slow / fast, "limit": None, "unit": "x"}
