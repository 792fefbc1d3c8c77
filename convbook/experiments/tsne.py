"""t-SNE, exact: places in the plane whose neighbours are those of the points."""

import math

import torch
from torch import Tensor

EXAGGERATION, EARLY = 4.0, 100
HALVINGS = 50
EXACT = "donot_use_mm_for_euclid_dist"


def neighbour_shares(points: Tensor, perplexity: float) -> Tensor:
    """Return p(j | i): how points would choose neighbours, as normal densities around them.

    p(j | i) is proportional to exp(-b_i |x_i - x_j|^2), and 0 for j = i; b_i is such that the
    entropy of row i is log(perplexity).

    Args:
        points: [N, D].
        perplexity: effective number of neighbours, below N.

    Returns:
        Tensor [N, N] in float64, whose rows sum to 1.
    """
    squares = torch.cdist(points.double(), points.double(), compute_mode=EXACT).square()
    squares = squares + torch.diag(torch.full((len(points),), math.inf, dtype=squares.dtype))
    squares = squares - squares.amin(1, keepdim=True)
    low, high = torch.zeros(len(points)).double(), torch.full((len(points),), math.inf).double()
    scale = torch.ones(len(points)).double()
    for _ in range(HALVINGS):
        shares = (-scale[:, None] * squares).softmax(1)
        entropy = torch.special.entr(shares).sum(1)
        wide = entropy > math.log(perplexity)
        low, high = torch.where(wide, scale, low), torch.where(wide, high, scale)
        scale = torch.where(high.isinf(), 2 * scale, (low + high) / 2)
    return shares


def tsne(points: Tensor, perplexity: float = 30.0, steps: int = 500) -> Tensor:
    """Place points in the plane so that they choose neighbours there as they do where they are.

    Minimises sum over i, j of p_ij log(p_ij / q_ij), with p_ij = (p(j|i) + p(i|j)) / 2N and q_ij
    proportional to 1 / (1 + |y_i - y_j|^2), by descent with momentum and gains, from the two
    largest principal components on; nothing is random.

    Args:
        points: [N, D], D at least 2.
        perplexity: as in `neighbour_shares`.
        steps: of descent; in the first 100 p counts four times.

    Returns:
        Places [N, 2] in float64, their mean 0.

    Source: van der Maaten and Hinton, "Visualizing data using t-SNE", 2008, section 3.
    """
    shares = neighbour_shares(points, perplexity)
    wanted = (shares + shares.T) / (2 * len(points))
    centred = points.double() - points.double().mean(0)
    axes = torch.linalg.eigh(centred.T @ centred).eigenvectors[:, -2:].flip(1)
    axes = axes * axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()
    places: Tensor = centred @ axes
    places = 1e-4 * places / places[:, 0].std().clamp(min=1e-12)
    speed, gains = torch.zeros_like(places), torch.ones_like(places)
    rate = len(points) / 12
    for step in range(steps):
        close = 1 / (1 + torch.cdist(places, places, compute_mode=EXACT).square())
        close.fill_diagonal_(0)
        factor = EXAGGERATION if step < EARLY else 1.0
        pull = (factor * wanted - close / close.sum()) * close
        slope = 4 * (pull.sum(1, keepdim=True) * places - pull @ places)
        gains = torch.where(slope.sign() == speed.sign(), 0.8 * gains, gains + 0.2).clamp(min=0.01)
        speed = (0.5 if step < EARLY else 0.8) * speed - rate * gains * slope
        places = places + speed
        places = places - places.mean(0)
    return places
