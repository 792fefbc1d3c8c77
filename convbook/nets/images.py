"""The pictures that the trained networks take, and how each wants them scaled."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.errors import ConvbookValueError, message


class Scaled(nn.Module):
    """Check RGB images of values 0 to 255 and scale each channel: (x[order] - mean) / deviation.

    Args:
        name: of the network, for messages.
        mean: by channel, in the order of the network.
        deviation: by channel, likewise.
        reverse: whether the network wants blue, green, red.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self, name: str, mean: Sequence[float], deviation: Sequence[float], reverse: bool = False
    ) -> None:
        super().__init__()
        self.name, self.reverse = name, reverse
        for key, values in (("mean", mean), ("deviation", deviation)):
            self.register_buffer(key, torch.tensor(values).reshape(3, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """Return the images as the network was trained to see them."""
        checks.instances(self.name, Tensor, images=images)
        checks.floating(self.name, images=images)
        checks.shaped(self.name, "images", images, "N, C, H, W")
        if images.shape[1] != 3:
            rule = "images must have 3 channels, red, green, blue from 0 to 255"
            raise ConvbookValueError(message(self.name, rule, images.shape[1]))
        return ((images.flip(1) if self.reverse else images) - self.mean) / self.deviation
