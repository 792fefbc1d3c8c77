"""One dilated layer: the size of its output, and the taps that stay on the map."""

from collections.abc import Callable
from itertools import product

from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field
from convbook.geometry import conv_output_size, effective_kernel_size

TRIPLES = list(product(range(2, 8), range(2, 6), range(7)))
SizeModel = Callable[[int, int, int, int, int], int]


def _draw_layer(draws: Draws) -> Params:
    kernel, rate = draws.integer(3, 6), draws.integer(2, 5)
    size, stride, padding = draws.integer(26, 40), draws.integer(1, 3), draws.integer(0, 6)
    output = conv_output_size(size, kernel, stride, padding, rate)
    span = effective_kernel_size(kernel, rate) - draws.integer(0, 3)
    return {"size": size, "stride": stride, "output": output, "span": span}


def _state_layer(params: Params) -> list[str | Block]:
    return [
        f"A layer maps a row of {params['size']} numbers to {params['output']} with stride "
        f"{params['stride']}. From the first tap to the last, both counted, its kernel spans at "
        f"least {params['span']} places.",
        "Choose its taps (2 to 7), its dilation rate (2 to 5) and its padding (0 to 6 zeros on "
        "each side). The output size is rounded down.",
    ]


def _form_layer(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("kernel", "Taps", 2, 7),
        fields.number("dilation", "Dilation rate", 2, 5),
        fields.number("padding", "Padding on each side", 0, 6),
    )


def _judge_layer(params: Params, answer: Answer) -> Verdict:
    kernel, rate, padding = answer["kernel"], answer["dilation"], answer["padding"]
    span = effective_kernel_size(kernel, rate)
    shows = [text(f"The kernel spans {span}, and the padded row {params['size'] + 2 * padding}.")]
    output = _true(params["size"], params["stride"], kernel, rate, padding)
    if output < 1:
        return Verdict(0, "The kernel does not fit into the padded row.", shows)
    if output != params["output"]:
        said = f"The output has {output} places, not {params['output']}."
        return Verdict(0, said, shows)
    if span < params["span"]:
        said = f"The output size is right, but the kernel spans {span}, not {params['span']}."
        return Verdict(0.5, said, shows)
    return Verdict(1, f"The output has {output} places, and the kernel spans {span}.", shows)


def _true(size: int, stride: int, kernel: int, rate: int, padding: int) -> int:
    room = size + 2 * padding - rate * (kernel - 1) - 1
    return room // stride + 1 if room >= 0 else 0


def _missing_one(size: int, stride: int, kernel: int, rate: int, padding: int) -> int:
    return (size + 2 * padding - rate * (kernel - 1)) // stride + 1


def _undilated(size: int, stride: int, kernel: int, rate: int, padding: int) -> int:
    return (size + 2 * padding - kernel) // stride + 1


def _taps_times_rate(size: int, stride: int, kernel: int, rate: int, padding: int) -> int:
    return (size + 2 * padding - kernel * rate) // stride + 1


def _fitting(formula: SizeModel) -> Callable[[Params], Answer]:
    """The first wide layer that comes closest to the size by the formula, and misses it."""

    def model(params: Params) -> Answer:
        size, stride, output = params["size"], params["stride"], params["output"]
        least, found = size, (2, 2, 0)
        for kernel, rate, padding in TRIPLES:
            miss = abs(formula(size, stride, kernel, rate, padding) - output)
            wide = rate * (kernel - 1) + 1 >= params["span"]
            if miss < least and wide and _true(size, stride, kernel, rate, padding) != output:
                least, found = miss, (kernel, rate, padding)
                if not miss:
                    break
        return dict(zip(("kernel", "dilation", "padding"), found, strict=True))

    return model


def _start_layer(params: Params) -> Params:
    sizes = {"size": params["size"], "stride": params["stride"]}
    layer = {"operation": "dilated", "kernel": 2, "dilation": 2, "padding": 0}
    return sizes | layer | {"output_padding": 0, "ceil_mode": False}


DILATED_LAYER_FOR_A_SIZE = Family(
    id="dilated-layer-for-a-size",
    title="A dilated layer for a size",
    chapter=CHAPTER,
    page="output-sizes",
    kind="certificate",
    draw=_draw_layer,
    statement=_state_layer,
    form=_form_layer,
    judge=_judge_layer,
    misconceptions={
        "formula-lacks-its-minus-one": Misconception(
            "The kernel spans d(k − 1) + 1 places; without the 1 the size comes out too large "
            "wherever the stride leaves nothing to round down.",
            _fitting(_missing_one),
        ),
        "dilation-does-not-change-the-size": Misconception(
            "The size follows from what the kernel spans, d(k − 1) + 1, not from its number of "
            "taps.",
            _fitting(_undilated),
        ),
        "span-is-taps-times-rate": Misconception(
            "No gap follows the last tap: the kernel spans d(k − 1) + 1 places, not dk.",
            _fitting(_taps_times_rate),
        ),
    },
    hint="Choose the span first, then the padding from the size before rounding down.",
    work=Work(
        "size-formulas",
        _start_layer,
        {"kernel": "kernel", "dilation": "dilation", "padding": "padding"},
    ),
)

FAMILIES = (DILATED_LAYER_FOR_A_SIZE,)
