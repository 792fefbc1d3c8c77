"""Even kernels: sides that keep a size and move the content."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

CHAPTER = "kernels-and-padding"
PAGE = "even-kernels"
LENGTH = 32


def _sides_draw(draws: Draws) -> Params:
    return {
        "twice": draws.pick([-7, -5, -3, 3, 5, 7]),
        "least": draws.pick([2, 4, 6, 8, 10]),
        "axis": draws.pick(["columns", "rows"]),
    }


def _sides_statement(params: Params) -> list[str | Block]:
    ahead, back = "to the right", "to the left"
    if params["axis"] == "rows":
        ahead, back = "down", "up"
    way = ahead if params["twice"] > 0 else back
    first, last = ("left", "right") if params["axis"] == "columns" else ("top", "bottom")
    return [
        f"Along one axis, a layer of stride 1 has an even kernel of size {params['least']} or "
        f"more, all weights equal, and zeros before ({first}) and after ({last}) its input of "
        f"{LENGTH} px. "
        f"Choose the kernel and both paddings so that the output has {LENGTH} px too and the "
        f"content moves by {format_number(abs(params['twice']) / 2)} px {way}. Output `t` is laid "
        "on input `t`."
    ]


def _sides_form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("kernel", "Kernel size", 1, 24),
        fields.number("before", "Zeros before", 0, 24),
        fields.number("after", "Zeros after", 0, 24),
    )


def _sides_judge(params: Params, answer: Answer) -> Verdict:
    kernel, before, after = answer["kernel"], answer["before"], answer["after"]
    size = LENGTH + before + after - kernel + 1
    # Output t reads t - before to t - before + kernel - 1.
    twice = 2 * before - kernel + 1
    shows = [
        text(f"Outputs: {size}."),
        text(f"The content moves by {format_number(twice / 2)} px, positive right or down."),
    ]
    if kernel % 2 or kernel < params["least"]:
        said = f"The kernel must be even, of size {params['least']} or more."
        return Verdict(0, said, shows)
    moves, keeps = twice == params["twice"], size == LENGTH
    if moves and keeps:
        return Verdict(1, "The size stays and the content moves as asked.", shows)
    if keeps:
        said = f"The size stays, but the content moves by {format_number(twice / 2)} px."
        return Verdict(0.5, said, shows)
    points = 0.5 if moves else 0
    return Verdict(points, f"There are {size} outputs, not {LENGTH}.", shows)


def _kernel(params: Params) -> int:
    return int(max(params["least"], abs(params["twice"]) + 1))


def _both(params: Params) -> Answer:
    """Half the kernel on both sides, as for odd ones."""
    kernel = _kernel(params)
    return {"kernel": kernel, "before": kernel // 2, "after": kernel // 2}


def _swapped(params: Params) -> Answer:
    """The content goes where the larger padding is."""
    kernel = _kernel(params)
    before = (kernel - 1 - params["twice"]) // 2
    return {"kernel": kernel, "before": before, "after": kernel - 1 - before}


def _default(params: Params) -> Answer:
    """An even kernel moves by half a pixel, and nothing can be done about it."""
    kernel = _kernel(params)
    before = kernel // 2 - (params["twice"] < 0)
    return {"kernel": kernel, "before": before, "after": kernel - 1 - before}


SIDES = Family(
    id="sides-for-a-drift",
    title="Sides for a drift",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_sides_draw,
    statement=_sides_statement,
    form=_sides_form,
    judge=_sides_judge,
    misconceptions={
        "half-the-kernel-on-both-sides": Misconception(
            "Half the kernel on both sides adds k zeros, one more than the k - 1 that keep the "
            "size.",
            _both,
        ),
        "content-goes-to-the-larger-padding": Misconception(
            "More zeros after the input make an output read further on, so the content moves back, "
            "away from the larger padding.",
            _swapped,
        ),
        "half-a-pixel-at-any-rate": Misconception(
            "Half a pixel is what the most even sides give; other sides with the same sum move "
            "the content further.",
            _default,
        ),
    },
    hint="The sum of both paddings gives the size; half their difference gives the movement.",
)

FAMILIES = (SIDES,)
