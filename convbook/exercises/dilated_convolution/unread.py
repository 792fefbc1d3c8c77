"""Two inputs that a stack of dilated layers cannot tell apart, whatever its weights."""

from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, field_of, read_places, words
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    cells,
    text,
)
from convbook.exercises.fields import Answer, Field


def _draw(draws: Draws) -> Params:
    while True:
        kernel, outputs = draws.pick([2, 3]), draws.integer(1, 3)
        rates = draws.integers(2, 5, 2)
        size = field_of(rates, kernel) + outputs - 1
        params = {"kernel": kernel, "rates": rates, "outputs": outputs}
        if size <= 14 and 2 <= size - len(_read(params)) <= 6:
            return params | {"input": draws.integers(0, 9, size)}


def _read(params: Params) -> list[int]:
    """The places that any output reads."""
    places = read_places(params["rates"], params["kernel"])
    return sorted({place + t for place in places for t in range(params["outputs"])})


def _free(params: Params) -> list[int]:
    read = _read(params)
    return [place for place in range(len(params["input"])) if place not in read]


def _statement(params: Params) -> list[str | Block]:
    size, outputs = len(params["input"]), params["outputs"]
    many = "1 output" if outputs == 1 else f"{outputs} outputs"
    return [
        f"Two layers with kernels of {params['kernel']} taps, stride 1, no padding and dilation "
        f"rates {words(params['rates'])} map a row of {size} numbers to {many}.",
        cells("input", [params["input"]]),
        f"Give a second row of {size} numbers that differs from it in {len(_free(params))} places "
        "and has the same outputs, whatever the weights are.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    given = params["input"]
    label, count = "Second row", len(given)
    return (fields.grid("second", label, 1, count, low=0, high=9, role="input", start=list(given)),)


def _judge(params: Params, answer: Answer) -> Verdict:
    given, places = params["input"], read_places(params["rates"], params["kernel"])
    changed = [i for i in range(len(given)) if answer["second"][i] != given[i]]
    reach = [sum(place + t in changed for place in places) for t in range(params["outputs"])]
    shows = [
        text(f"Places that differ: {words(changed) or 'none'}."),
        text(f"Changed places read, output by output: {words(reach)}."),
    ]
    wanted = len(_free(params))
    if any(reach):
        first = next(t for t, count in enumerate(reach) if count)
        place = next(i for i in changed if i - first in places)
        return Verdict(0, f"Output {first} reads place {place}, which differs.", shows)
    if len(changed) < wanted:
        said = (
            f"No changed place is read, but the rows differ in {len(changed)} of {wanted} places."
        )
        return Verdict(0.5 if changed else 0, said, shows)
    return Verdict(1, f"The rows differ in {wanted} places that no output reads.", shows)


def _changed(params: Params, places: list[int]) -> Answer:
    row = [(v + 1) % 10 if i in places else v for i, v in enumerate(params["input"])]
    return {"second": row}


def _first_output(params: Params) -> Answer:
    """Holes of the first output alone."""
    places = read_places(params["rates"], params["kernel"])
    rest = [place for place in range(places[-1]) if place not in places]
    return _changed(params, rest[: len(_free(params))] if params["outputs"] > 1 else rest[:1])


def _last_layer(params: Params) -> Answer:
    """What the layer nearest the input skips by itself, first output."""
    steps = range(0, params["kernel"] * params["rates"][0], params["rates"][0])
    return _changed(params, [i for i in range(len(params["input"])) if i not in steps])


def _edges(params: Params) -> Answer:
    last = len(params["input"]) - 1
    return _changed(params, [0, last])


NOT_TOLD_APART = Family(
    id="inputs-not-told-apart",
    title="Two inputs that a stack cannot tell apart",
    chapter=CHAPTER,
    page="gridding",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "one-output-is-all": Misconception(
            "The other outputs read some of the places that the first one skips; only places that "
            "no output reads may differ, and all of those were asked for.",
            _first_output,
        ),
        "first-layer-is-all": Misconception(
            "The first layer slides: the second layer reads it at several positions, and each of "
            "them reads other inputs.",
            _last_layer,
        ),
        "edges-do-not-count": Misconception(
            "The outermost inputs are read, by the outermost taps of the first and last output.",
            _edges,
        ),
    },
    hint="List the sums of one step in each layer, then move it along by one for each output.",
)

FAMILIES = (NOT_TOLD_APART,)
