"""What TensorFlow's SAME pads."""

from convbook import geometry
from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    text,
)
from convbook.exercises.fields import Answer, Field

CHAPTER = "kernels-and-padding"
PAGE = "input-size"


def _same_draw(draws: Draws) -> Params:
    before = draws.integer(0, 3)
    after = before + (1 if before == 0 else draws.integer(0, 1))
    return {
        "stride": draws.integer(2, 4),
        "before": before,
        "after": after,
        "least": draws.integer(20, 99),
    }


def _same_statement(params: Params) -> list[str | Block]:
    return [
        "TensorFlow's SAME takes the fewest zeros in all with which a layer has "
        "`ceil(size / stride)` outputs; where their number is odd, one more stands after the input "
        f"than before it. A layer has stride {params['stride']}. Choose a kernel size and an input "
        f"size of at least {params['least']} px so that SAME pads {params['before']} before and "
        f"{params['after']} after the input."
    ]


def _same_form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("kernel", "Kernel size", 1, 31),
        fields.number("size", "Input size in px", 1, 512),
    )


def _same_judge(params: Params, answer: Answer) -> Verdict:
    size, stride = answer["size"], params["stride"]
    before, after = geometry.same_padding(size, answer["kernel"], stride)
    shows = [text(f"Outputs: {-(-size // stride)}."), text(f"Padding: {before} and {after}.")]
    if (before, after) != (params["before"], params["after"]):
        return Verdict(0, f"SAME pads {before} before and {after} after.", shows)
    if size < params["least"]:
        return Verdict(0.5, f"The size must be at least {params['least']} px.", shows)
    return Verdict(1, f"SAME pads {before} before and {after} after.", shows)


def _pads(params: Params) -> tuple[int, int, int]:
    """Padding in all, stride, and a size that is a multiple of the stride."""
    stride = params["stride"]
    return params["before"] + params["after"], stride, -(-params["least"] // stride) * stride


def _as_at_stride_one(params: Params) -> Answer:
    total, _, size = _pads(params)
    return {"kernel": total + 1, "size": size}


def _as_for_multiples(params: Params) -> Answer:
    total, stride, size = _pads(params)
    return {"kernel": total + stride, "size": size + 1}


def _one_more_window(params: Params) -> Answer:
    """The windows that fit, and padding for one more."""
    total, stride, size = _pads(params)
    return {"kernel": 2 * stride + 1 + total, "size": size + 1}


SAME = Family(
    id="pads-of-same",
    title="What SAME pads",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_same_draw,
    statement=_same_statement,
    form=_same_form,
    judge=_same_judge,
    misconceptions={
        "as-at-stride-one": Misconception(
            "SAME pads k - 1 in all at stride 1; with a stride, how much depends on the size.",
            _as_at_stride_one,
        ),
        "every-size-is-a-multiple": Misconception(
            "SAME pads k - s in all only where the size is a multiple of the stride.",
            _as_for_multiples,
        ),
        "one-more-window": Misconception(
            "SAME does not fill up one last window: it fixes the number of outputs first and pads "
            "whatever their windows need.",
            _one_more_window,
        ),
    },
    hint="The windows span (outputs - 1) s + k cells; what exceeds the size is padding.",
)

FAMILIES = (SAME,)
