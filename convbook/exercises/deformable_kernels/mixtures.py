"""Kernels made of others: a mixture of experts, taps with a modulation."""

from convbook.exercises import fields
from convbook.exercises.deformable_kernels.reads import CHAPTER, places, plain, splat
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field

PAGE = "with-deformable-convolution"
EXPERTS = 4
MASKED = [2, 3]


def _draw_mixture(draws: Draws) -> Params:
    experts = [[4 * value for value in draws.integers(-3, 3, 4)] for _ in range(EXPERTS - 1)]
    experts.append([one + other for one, other in zip(experts[0], experts[1], strict=True)])
    shares = [plain(draws.integer(0, 4) / 4) for _ in range(EXPERTS)]
    return {"experts": experts, "shares": shares}


def _mixed(params: Params, shares: list[float]) -> list[float]:
    taps = zip(*params["experts"], strict=True)
    return [plain(sum(s * w for s, w in zip(shares, tap, strict=True))) for tap in taps]


def _square(kernel: list[float]) -> list[list[float]]:
    return [kernel[:2], kernel[2:]]


def _mixture_statement(params: Params) -> list[str | Block]:
    return [
        "A conditionally parameterised convolution (CondConv) has four experts, kernels of 2 × 2:",
        *(cells(f"expert {i}", _square(k), "kernel") for i, k in enumerate(params["experts"])),
        "For one image its router, a sigmoid for each expert, gives four shares, each from 0 to 1 "
        "(multiples of 0.125; take 0 and 1 as possible). Choose shares with which the layer "
        "convolves that image with this kernel:",
        cells("wanted", _square(_mixed(params, params["shares"])), "output"),
    ]


def _mixture_form(params: Params) -> tuple[Field, ...]:
    label = "Shares of experts 0 to 3"
    return (fields.grid("shares", label, 1, EXPERTS, low=0, high=1, step=0.125),)


def _mixture_judge(params: Params, answer: Answer) -> Verdict:
    found, wanted = _mixed(params, answer["shares"]), _mixed(params, params["shares"])
    shows = [cells("the mixture", _square(found), "output")]
    if found == wanted:
        return Verdict(1, "The mixture is the wanted kernel.", shows)
    right = sum(one == other for one, other in zip(found, wanted, strict=True))
    points = 0.5 if right == 3 else 0
    return Verdict(points, f"Weights of the mixture that are as wanted: {right} of 4.", shows)


def _adding_to_one(params: Params) -> Answer:
    """Shares in the same proportion, in eighths, that add up to 1."""
    total = sum(params["shares"])
    if not total:
        return {"shares": [0.25] * EXPERTS}
    eighths = [int(8 * share / total) for share in params["shares"]]
    eighths[eighths.index(max(eighths))] += 8 - sum(eighths)
    return {"shares": [plain(part / 8) for part in eighths]}


def _one_expert(params: Params) -> Answer:
    """The expert with the largest share alone."""
    best = params["shares"].index(max(params["shares"]))
    return {"shares": [int(i == best) for i in range(EXPERTS)]}


MIXTURE_FOR_A_KERNEL = Family(
    id="mixture-for-a-kernel",
    title="A mixture of experts",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw_mixture,
    statement=_mixture_statement,
    form=_mixture_form,
    judge=_mixture_judge,
    misconceptions={
        "shares-add-to-one": Misconception(
            "Each share has a sigmoid of its own; they need not add up to 1.", _adding_to_one
        ),
        "one-expert-is-chosen": Misconception(
            "The router does not choose one expert: the kernels of all are added, each times its "
            "share.",
            _one_expert,
        ),
        "experts-are-averaged": Misconception(
            "The mixture is not the mean of the experts: the shares depend on the image.",
            lambda params: {"shares": [0.25] * EXPERTS},
        ),
    },
    hint="Expert 3 is the sum of experts 0 and 1: solve for the other three shares without it, "
    "and let it take over where a share exceeds 1.",
)


def _draw_masks(draws: Draws) -> Params:
    spots = draws.sample(places([3, 3]), 5)
    spots = draws.shuffle([*spots, spots[0]])
    return {
        "weights": [4 * draws.pick([-3, -2, -1, 1, 2, 3]) for _ in range(6)],
        "spots": [list(spot) for spot in spots],
        "masks": [plain(draws.integer(0, 4) / 4) for _ in range(6)],
    }


def _made(params: Params, masks: list[float]) -> list[list[float]]:
    """The kernel of 3 x 3 that the taps make up."""
    weights = [w * m for w, m in zip(params["weights"], masks, strict=True)]
    return splat(weights, params["spots"], 0, 3)


def _masks_statement(params: Params) -> list[str | Block]:
    weights = params["weights"]
    moves = [[y - a, x - b] for (a, b), (y, x) in zip(places(MASKED), params["spots"], strict=True)]
    return [
        "A modulated deformable convolution (its second version) has this kernel of 2 × 3 taps "
        "(stride 1, no padding), and these offsets (dy, dx), a row for each tap, taps row by row; "
        "without them tap (a, b) reads pixel (a, b).",
        cells("kernel, 2 × 3", [weights[:3], weights[3:]], "kernel"),
        cells("offsets", moves, "input"),
        "Choose the modulation of each tap, from 0 to 1, so that the layer computes the plain "
        "convolution (cross-correlation) with this kernel, whose tap (0, 0) reads pixel (0, 0):",
        cells("wanted, 3 × 3", _made(params, params["masks"]), "output"),
    ]


def _masks_form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("masks", "Modulation of each tap", *MASKED, low=0, high=1, step=0.125),)


def _masks_judge(params: Params, answer: Answer) -> Verdict:
    found, wanted = _made(params, answer["masks"]), _made(params, params["masks"])
    shows = [cells("the kernel that this makes", found, "output")]
    if found == wanted:
        return Verdict(1, "The taps make up the wanted kernel.", shows)
    wrong = sum(found[i][j] != wanted[i][j] for i, j in places([3, 3]))
    points = 0.5 if wrong == 1 else 0
    return Verdict(points, f"Weights of the kernel that differ: {wrong}.", shows)


def _at_rest(params: Params) -> Answer:
    """The masks that fit where the taps lie without offsets, as far as they may go."""
    wanted, masks = _made(params, params["masks"]), []
    for (a, b), weight in zip(places(MASKED), params["weights"], strict=True):
        masks.append(plain(min(1, max(0, (8 * wanted[a][b] / weight) // 1 / 8))))
    return {"masks": masks}


MASKS_FOR_A_KERNEL = Family(
    id="masks-for-a-kernel",
    title="Masks that make a kernel",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw_masks,
    statement=_masks_statement,
    form=_masks_form,
    judge=_masks_judge,
    misconceptions={
        "masks-at-rest": Misconception(
            "The modulation belongs to the tap, wherever its offset sends it; look up where each "
            "tap reads.",
            _at_rest,
        ),
        "on-or-off": Misconception(
            "A modulation is a factor, not a switch: everything from 0 to 1 is possible.",
            lambda params: {"masks": [int(mask > 0) for mask in params["masks"]]},
        ),
        "rest-is-neutral": Misconception(
            "The branch begins with one half for every tap, and that is half a convolution.",
            lambda params: {"masks": [0.5] * 6},
        ),
    },
    hint="Find the pixel that each tap reads; two taps share one, and their products are added.",
)

FAMILIES = (MIXTURE_FOR_A_KERNEL, MASKS_FOR_A_KERNEL)
