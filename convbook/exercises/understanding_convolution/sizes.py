"""A stride and a padding that give a size."""

from convbook import geometry
from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

MOST_STRIDE, MOST_PADDING = 8, 12


def _draw(draws: Draws) -> Params:
    kernel, dilation = draws.integer(3, 5), draws.integer(2, 3)
    stride, padding = draws.integer(2, 4), draws.integer(1, 6)
    outputs = draws.integer(5, 12)
    size = (outputs - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding
    if size < 12:
        size += stride * 8
        outputs += 8
    return {"size": size, "kernel": kernel, "dilation": dilation, "outputs": outputs}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"Along one axis, a kernel of {params['kernel']} taps with dilation {params['dilation']} "
        f"slides over {params['size']} inputs. Choose a stride of at least 2 and a padding (zeros "
        f"on each side, as many before as after) so that there are exactly {params['outputs']} "
        "outputs, and the last window ends exactly at the last padded place."
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("stride", "Stride", 2, MOST_STRIDE),
        fields.number("padding", "Padding on each side", 0, MOST_PADDING),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    stride, padding = answer["stride"], answer["padding"]
    extent = geometry.effective_kernel_size(params["kernel"], params["dilation"])
    room = params["size"] + 2 * padding - extent
    if room < 0:
        shows = [text("The kernel does not fit: there is no output.")]
        return Verdict(0, "The kernel is longer than the padded input.", shows)
    count = geometry.conv_output_size(
        params["size"], params["kernel"], stride, padding, params["dilation"]
    )
    left = room % stride
    shows = [text(f"Outputs: {count}."), text(f"Places after the last window: {left}.")]
    if count != params["outputs"]:
        return Verdict(0, f"Outputs: {count}, not {params['outputs']}.", shows)
    if left:
        return Verdict(
            0.5, f"{count} outputs, but {left} of the padded places come after all windows.", shows
        )
    return Verdict(1, f"{count} outputs, and nothing is left over.", shows)


def _search(params: Params, extent: int, sides: int, more: int) -> Answer:
    """The first stride and padding of somebody with another formula."""
    for stride in range(2, MOST_STRIDE + 1):
        for padding in range(MOST_PADDING + 1):
            room = params["size"] + sides * padding - extent
            if room == stride * (params["outputs"] - more):
                return {"stride": stride, "padding": padding}
    return {"stride": MOST_STRIDE, "padding": MOST_PADDING}


def _extent(params: Params) -> int:
    return geometry.effective_kernel_size(params["kernel"], params["dilation"])


STRIDE_AND_PADDING = Family(
    id="stride-and-padding-for-a-size",
    title="A stride and a padding for a size",
    chapter=CHAPTER,
    page="vanilla-convolution",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "dilation-does-not-widen": Misconception(
            "A dilated kernel spans d·(k − 1) + 1 places, not k.",
            lambda params: _search(params, params["kernel"], 2, 1),
        ),
        "padding-counts-once": Misconception(
            "The padding stands on both sides: the input grows by twice as many places.",
            lambda params: _search(params, _extent(params), 1, 1),
        ),
        "first-window-forgotten": Misconception(
            "The room divided by the stride counts the steps; the outputs are one more, as the "
            "first window takes no step.",
            lambda params: _search(params, _extent(params), 2, 0),
        ),
    },
    hint="size + 2·padding must be stride·(outputs − 1) + d·(k − 1) + 1.",
)

FAMILIES = (STRIDE_AND_PADDING,)
