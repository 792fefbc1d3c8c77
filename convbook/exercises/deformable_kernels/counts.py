"""What global and local offsets cost."""

from convbook import geometry
from convbook.exercises import fields
from convbook.exercises.deformable_kernels.reads import CHAPTER
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field

MOST = 10**9


def _draw(draws: Draws) -> Params:
    kernel = draws.pick([3, 5])
    return {
        "kernel": kernel,
        "scope": kernel + draws.integer(1, 4),
        "channels": draws.pick([8, 16, 32, 64]),
        "size": [2 * draws.integer(8, 28), 2 * draws.integer(8, 28)],
    }


def _statement(params: Params) -> list[str | Block]:
    kernel, scope, channels = params["kernel"], params["scope"], params["channels"]
    height, width = params["size"]
    return [
        f"A layer of deformable kernels has {kernel} × {kernel} taps, a scope of {scope} × "
        f"{scope}, {channels} channels, stride 2 and padding {kernel // 2}. It meets one image of "
        f"{height} × {width} px.",
        "How many numbers are its offsets for that image if they are local, how many if they are "
        "global, and how many parameters has the local branch? All channels share the offsets; the "
        f"branch is a dense convolution of {kernel} × {kernel} over all channels, with bias.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("local", "Numbers of local offsets", 0, MOST),
        fields.number("global", "Numbers of global offsets", 0, MOST),
        fields.number("branch", "Parameters of the local branch", 0, MOST),
    )


def _counts(params: Params, numbers: int, outputs: list[int], sets: int = 1) -> Answer:
    """Counts with so many numbers for a set of offsets, at so many outputs."""
    inputs = params["channels"] * params["kernel"] ** 2
    each = numbers * sets
    return {
        "local": each * outputs[0] * outputs[1],
        "global": each,
        "branch": each * inputs + each,
    }


def _outputs(params: Params) -> list[int]:
    kernel = params["kernel"]
    return [geometry.conv_output_size(size, kernel, 2, kernel // 2) for size in params["size"]]


def _judge(params: Params, answer: Answer) -> Verdict:
    wanted = _counts(params, 2 * params["kernel"] ** 2, _outputs(params))
    right = sum(answer[name] == wanted[name] for name in wanted)
    shows = [
        text(f"Numbers of local offsets: {answer['local']}; of global ones: {answer['global']}.")
    ]
    if right == 3:
        return Verdict(1, "All three counts are right.", shows)
    return Verdict(0.5 if right == 2 else 0, f"Counts that are right: {right} of 3.", shows)


COUNT_OFFSETS = Family(
    id="count-offsets",
    title="What offsets cost",
    chapter=CHAPTER,
    page="the-operator",
    kind="value",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "offsets-for-every-channel": Misconception(
            "All channels share the offsets: there is one set, not one for each channel.",
            lambda p: _counts(p, 2 * p["kernel"] ** 2, _outputs(p), p["channels"]),
        ),
        "one-number-a-tap": Misconception(
            "An offset is a pair, (dy, dx): two numbers for each tap.",
            lambda p: _counts(p, p["kernel"] ** 2, _outputs(p)),
        ),
        "offsets-of-the-scope": Misconception(
            "The taps have offsets, the numbers of the scope have none: its size does not matter.",
            lambda p: _counts(p, 2 * p["scope"] ** 2, _outputs(p)),
        ),
        "offsets-of-the-pixels": Misconception(
            "Local offsets belong to the outputs, of which stride 2 leaves a quarter.",
            lambda p: _counts(p, 2 * p["kernel"] ** 2, p["size"]),
        ),
    },
    hint="Count the taps, two numbers for each; a local layer has such a set for every output, and "
    "its branch a filter and a bias for every number of a set.",
)

FAMILIES = (COUNT_OFFSETS,)
