"""What runs a network for its shapes leaves no trace in it."""

import pytest
import torch
from torch import nn

from convbook import ops
from convbook.analysis.cost import count_cost
from convbook.analysis.erf import effective_receptive_field
from convbook.analysis.masks import receptive_field_mask
from convbook.analysis.receptive import receptive_field


@pytest.mark.parametrize(
    "look",
    [
        lambda net: receptive_field(net, 20),
        lambda net: receptive_field_mask(net, 20, (1, 1)),
        lambda net: effective_receptive_field(net, 20, num_samples=1),
        lambda net: count_cost(net, 20),
    ],
    ids=["field", "mask", "effective field", "cost"],
)
def test_learned_poolings_keep_the_pass_of_the_caller(look) -> None:
    net = nn.Sequential(nn.Conv2d(2, 2, 3), ops.DynOPool2d(2.0), nn.Conv2d(2, 2, 3))
    net(torch.zeros(1, 2, 12, 16))
    with torch.no_grad():
        net[1].alpha.fill_(1.5)
    net(torch.zeros(1, 2, 12, 16))
    before = ops.gmacs_loss(net)
    look(net)
    assert torch.equal(ops.gmacs_loss(net), before)
    fresh = nn.Sequential(nn.Conv2d(2, 2, 3), ops.DynOPool2d(2.0), nn.Conv2d(2, 2, 3))
    look(fresh)
    with pytest.raises(ValueError, match="gmacs_loss"):
        ops.gmacs_loss(fresh)
