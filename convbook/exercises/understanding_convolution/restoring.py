"""A transposed convolution that gives back a size."""

from convbook import geometry
from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

MOST_PADDING = 9


def _draw(draws: Draws) -> Params:
    stride = draws.pick([3, 4])
    kernel, padding = draws.integer(3, 7), draws.integer(0, 3)
    over = draws.integer(1, stride - 2)
    small = draws.integer(3, 14)
    big = (small - 1) * stride + kernel - 2 * padding + over
    return {"big": big, "small": small, "kernel": kernel, "stride": stride, "padding": padding}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"Along one axis, a convolution with kernel {params['kernel']}, stride {params['stride']} "
        f"and padding {params['padding']} on each side takes {params['big']} inputs to "
        f"{params['small']} outputs.",
        f"A transposed convolution with the same kernel and stride takes these {params['small']} "
        f"back to exactly {params['big']}. Choose its `padding` and `output_padding` as torch "
        "counts them; `output_padding` must be smaller than the stride.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("padding", "padding", 0, MOST_PADDING),
        fields.number("output_padding", "output_padding", 0, params["stride"]),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    padding, extra = answer["padding"], answer["output_padding"]
    stride, kernel = params["stride"], params["kernel"]
    if extra >= stride:
        shows = [text("No transposed convolution has this output_padding.")]
        return Verdict(0, f"output_padding must be smaller than the stride, {stride}.", shows)
    size = (params["small"] - 1) * stride - 2 * padding + kernel + extra
    if size < 1:
        shows = [text("The padding cuts everything away.")]
        return Verdict(0, "So much padding leaves no output at all.", shows)
    size = geometry.conv_transpose_output_size(
        params["small"], kernel, stride, padding, output_padding=extra
    )
    shows = [text(f"Output size: {size}.")]
    if size != params["big"]:
        return Verdict(0, f"The output has size {size}, not {params['big']}.", shows)
    return Verdict(1, f"{params['small']} become {size} again.", shows)


RESTORE_A_SIZE = Family(
    id="restore-a-size",
    title="Back to the old size",
    chapter=CHAPTER,
    page="transposed",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "same-numbers-undo": Misconception(
            "The same kernel, stride and padding lead back to the smallest size with that many "
            "outputs; what the floor cut off must be added as output_padding.",
            lambda params: {"padding": params["padding"], "output_padding": 0},
        ),
        "always-stride-minus-one": Misconception(
            "stride − 1 is the largest output_padding, for the largest input with that many "
            "outputs. This input is smaller.",
            lambda params: {"padding": params["padding"], "output_padding": params["stride"] - 1},
        ),
        "padding-grows-the-output": Misconception(
            "Padding of a transposed convolution is cropped from its output. More of it makes the "
            "output smaller, by 2 for every 1.",
            lambda params: {"padding": params["padding"] + 1, "output_padding": 0},
        ),
    },
    hint="Size: (small − 1)·stride − 2·padding + kernel + output_padding.",
)

FAMILIES = (RESTORE_A_SIZE,)
