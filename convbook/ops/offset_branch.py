"""The convolution that learns offsets inside a layer."""

from torch import Tensor, nn

from convbook.ops.conv import conv2d
from convbook.ops.conv_layer import ConvLayer


class OffsetBranch(ConvLayer):
    """A convolution that starts at zero, so that the layer around it starts rigid."""

    def reset_parameters(self) -> None:
        """Set weight and bias to zero."""
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, input: Tensor) -> Tensor:
        """Convolve."""
        window = self.stride, self.padding, self.dilation
        return conv2d(input, self.weight, self.bias, *window, self.groups)
