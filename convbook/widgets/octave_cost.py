"""What one octave layer of the figure ``octave`` has and costs, path by path, in whole numbers."""

from dataclasses import dataclass

from convbook import geometry
from convbook.geometry.octave import num_poolings

PATHS = ("hh", "hl", "lh", "ll")
SIDE = 8
KERNEL = 3


def low_channels(channels: int, alpha: float) -> int:
    """Channels that an octave layer keeps at half resolution.

    Example:
        >>> low_channels(16, 0.25), low_channels(3, 0.25)
        (4, 0)
    """
    return int(alpha * channels)


@dataclass(frozen=True)
class OctaveCost:
    """Channels, weights and multiply-adds of one layer on maps of 8x8 and 4x4 px.

    Attributes:
        alphas: shares of low channels, of the input and of the output.
        channels: numbers of channels by map: "h" and "l" of the input, then of the output.
        stride: 1 or 2.
        exchange: whether the paths between the maps are there.
    """

    alphas: tuple[float, float]
    channels: tuple[dict[str, int], dict[str, int]]
    stride: int
    exchange: bool

    @classmethod
    def of(
        cls,
        alphas: tuple[float, float],
        channels: tuple[int, int],
        stride: int,
        exchange: bool,
    ) -> "OctaveCost":
        """Split the channels of a layer by the two shares."""
        lows = [low_channels(c, a) for c, a in zip(channels, alphas, strict=True)]
        first, second = ({"h": c - low, "l": low} for c, low in zip(channels, lows, strict=True))
        return cls(alphas, (first, second), stride, exchange)

    @property
    def paths(self) -> tuple[str, ...]:
        """Those of the four paths that have channels at both ends."""
        sources, results = self.channels
        there = (p for p in PATHS if sources[p[0]] and results[p[1]])
        return tuple(p for p in there if self.exchange or p[0] == p[1])

    def side(self, path: str) -> int:
        """Height and width in px of the map that a path convolves, which has just as many sums."""
        of_map = SIDE if path[0] == "h" else SIDE // 2
        return int(of_map // 2 ** num_poolings(path, self.stride))

    def output_side(self, key: str) -> int:
        """Height and width in px of the map "h" or "l" that comes out."""
        return SIDE // self.stride // (1 if key == "h" else 2)

    def weights(self, path: str) -> int:
        """Weights of a path; 0 where it is not there."""
        if path not in self.paths:
            return 0
        sources, results = self.channels
        return int(geometry.conv_params(sources[path[0]], results[path[1]], KERNEL, bias=False))

    def macs(self, path: str) -> int:
        """Multiply-adds of a path."""
        return self.weights(path) * self.side(path) ** 2

    def activations(self) -> int:
        """Numbers in the two maps that come out."""
        results = self.channels[1]
        return sum(results[key] * self.output_side(key) ** 2 for key in "hl")

    def plain(self) -> tuple[int, int, int]:
        """Weights, multiply-adds and activations of the vanilla layer of the same channels."""
        sources, results = (sum(counts.values()) for counts in self.channels)
        side = SIDE // self.stride
        macs = geometry.conv_macs(side, sources, results, KERNEL)
        weights = geometry.conv_params(sources, results, KERNEL, bias=False)
        return int(weights), int(macs), results * side**2

    def theory(self) -> tuple[float, float]:
        """Shares of the vanilla layer's multiply-adds and activations, were channels divisible."""
        sources, results = ({"h": 1 - a, "l": a} for a in self.alphas)
        dense = SIDE // self.stride
        macs = sum(
            sources[p[0]] * results[p[1]] * (self.side(p) / dense) ** 2
            for p in PATHS
            if self.exchange or p[0] == p[1]
        )
        return macs, 1 - 0.75 * self.alphas[1]
