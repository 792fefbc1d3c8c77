"""Refusals of what no octave convolution can take."""

from numbers import Real
from typing import Any

from convbook.checks.arrays import filled, floating
from convbook.checks.images import image
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

PATHS = ("hh", "hl", "lh", "ll")
MAPS = {"h": "high", "l": "low"}


def frequency_share(function: str, name: str, value: Any) -> float:
    """Refuse a share of channels outside [0, 1].

    Raises:
        ConvbookTypeError: it is no number.
        ConvbookValueError: it is outside [0, 1], or NaN.

    Example:
        >>> frequency_share("OctaveConv2d", "alpha_in", 0.25)
        0.25
    """
    rule = f"{name} must be a number in [0, 1]"
    if not isinstance(value, Real) or isinstance(value, bool):
        raise ConvbookTypeError(
            message(function, rule, f"{value!r} of type {type(value).__name__}")
        )
    share = float(value)
    if not 0 <= share <= 1:
        hint = f"{name} is the low-frequency share of channels"
        raise ConvbookValueError(message(function, f"{name} must lie in [0, 1]", value, hint))
    return share


def octave_groups(
    function: str, sources: dict[str, int], results: dict[str, int], groups: int
) -> None:
    """Refuse groups that do not divide the channels "h" and "l" of the input and of the output.

    Raises:
        ConvbookValueError: they do not.
    """
    for side, counts in (("input", sources), ("output", results)):
        for key, count in counts.items():
            if count % groups:
                rule = f"groups must divide the {MAPS[key]} channels of the {side}"
                raise ConvbookValueError(message(function, rule, f"{count} and groups={groups}"))


def octave_input(function: str, input: Any, channels: dict[str, int]) -> tuple[Any, Any]:
    """Read a layer's input, a pair (high, low) or high alone; refuse another one than it needs.

    Raises:
        ConvbookValueError: it is no pair, or has not just the maps that have channels.
    """
    pair = tuple(input) if isinstance(input, tuple | list) else (input, None)
    needed = [name for key, name in MAPS.items() if channels[key]]
    given = [name for name, value in zip(MAPS.values(), pair, strict=False) if value is not None]
    if len(pair) != 2 or given != needed:
        rule = "input must be the pair (high, low), None where a map has no channels"
        got = f"{' and '.join(given) or 'nothing'}, in place of {' and '.join(needed)}"
        hint = "high alone may come as a tensor"
        raise ConvbookValueError(message(function, rule, got, hint))
    return pair[0], pair[1]


def octave_named(
    maps: dict[str, Any], weights: dict[str, Any], biases: dict[str, Any]
) -> dict[str, Any]:
    """The arrays that are not None, by the names of the arguments."""
    named = {MAPS[key]: value for key, value in maps.items()}
    named |= {f"weight_{key}": value for key, value in weights.items()}
    named |= {f"bias_{key}": value for key, value in biases.items()}
    return {name: value for name, value in named.items() if value is not None}


def octave_arrays(
    function: str,
    maps: dict[str, Any],
    weights: dict[str, Any],
    biases: dict[str, Any],
    groups: int,
) -> tuple[int, ...]:
    """Refuse maps, weights and biases that no octave convolution can take.

    Keys are "h" and "l" for maps and biases, "hh", "hl", "lh", "ll" for weights; values may be
    None.

    Returns:
        The kernel size along (h, w) in taps.

    Raises:
        ConvbookTypeError: an array does not hold floating-point numbers.
        ConvbookValueError: something is missing, or a rank, size or number of channels is wrong.
    """
    floating(function, **octave_named(maps, weights, biases))
    _presence(function, maps, weights, biases)
    for key, value in maps.items():
        if value is not None:
            image(function, value, MAPS[key])
    _pair(function, maps)
    kernels = {f"weight_{key}": w for key, w in weights.items() if w is not None}
    for name, weight in kernels.items():
        if len(weight.shape) != 4:
            rule = f"{name} must have 4 axes, [C_out, C_in/groups, k_h, k_w]"
            raise ConvbookValueError(message(function, rule, f"shape {tuple(weight.shape)}"))
        filled(function, f"every axis of {name}", weight.shape)
    sizes = {name: tuple(w.shape[2:]) for name, w in kernels.items()}
    if len(set(sizes.values())) > 1:
        rule = "all weights must have one kernel size"
        raise ConvbookValueError(message(function, rule, sizes))
    _channels(function, maps, weights, biases, groups)
    return next(iter(sizes.values()))


def _presence(
    function: str, maps: dict[str, Any], weights: dict[str, Any], biases: dict[str, Any]
) -> None:
    present = {path for path in PATHS if weights[path] is not None}
    for key, name in MAPS.items():
        reading = {path for path in present if path[0] == key}
        if maps[key] is None and reading:
            rule = f"without {name} the weights that read it must be None"
            raise ConvbookValueError(message(function, rule, f"weight_{min(reading)}"))
        if maps[key] is not None and not reading:
            rule = f"{name} needs a weight that reads it, weight_{key}h or weight_{key}l"
            raise ConvbookValueError(message(function, rule, "None for both"))
        if biases[key] is not None and not any(path[1] == key for path in present):
            rule = f"bias_{key} needs a weight whose result is {name}"
            raise ConvbookValueError(message(function, rule, "none"))
    if not present:
        raise ConvbookValueError(message(function, "high or low must be given", "None for both"))


def _pair(function: str, maps: dict[str, Any]) -> None:
    high, low = maps["h"], maps["l"]
    if high is None or low is None:
        return
    if tuple(high.shape[:-3]) != tuple(low.shape[:-3]):
        rule = "high and low must hold equally many examples"
        got = f"shapes {tuple(high.shape)} and {tuple(low.shape)}"
        raise ConvbookValueError(message(function, rule, got))
    if tuple(high.shape[-2:]) != tuple(2 * size for size in low.shape[-2:]):
        rule = "high must be twice as high and as wide as low"
        got = f"{tuple(high.shape[-2:])} and {tuple(low.shape[-2:])}"
        raise ConvbookValueError(message(function, rule, got))


def _channels(
    function: str,
    maps: dict[str, Any],
    weights: dict[str, Any],
    biases: dict[str, Any],
    groups: int,
) -> None:
    outputs: dict[str, int] = {}
    for path, weight in weights.items():
        if weight is None:
            continue
        name, channels = f"weight_{path}", maps[path[0]].shape[-3]
        if weight.shape[1] * groups != channels:
            rule = f"channels of {MAPS[path[0]]} must equal {name}.shape[1] * groups"
            got = f"{channels}, {weight.shape[1]} and groups={groups}"
            raise ConvbookValueError(message(function, rule, got))
        if weight.shape[0] % groups:
            rule = f"groups must divide {name}.shape[0]"
            raise ConvbookValueError(message(function, rule, f"{weight.shape[0]} and {groups}"))
        if outputs.setdefault(path[1], weight.shape[0]) != weight.shape[0]:
            rule = f"both weights whose result is {MAPS[path[1]]} must have one shape[0]"
            got = f"{outputs[path[1]]} and {weight.shape[0]}"
            raise ConvbookValueError(message(function, rule, got))
    for key, bias in biases.items():
        if bias is not None and tuple(bias.shape) != (outputs[key],):
            rule = f"bias_{key} must have shape ({outputs[key]},), one number an output channel"
            raise ConvbookValueError(message(function, rule, f"shape {tuple(bias.shape)}"))
