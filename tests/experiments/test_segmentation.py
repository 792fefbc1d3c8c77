"""Scores of a segmentation, on pictures small enough to count."""

import pytest
import torch

from convbook.experiments.segmentation import cells, isolated, near_boundary, overlaps, scores


def as_logits(classes, num_classes=3):
    """Logits that are 1 for the class of a pixel and 0 for the others."""
    return torch.nn.functional.one_hot(classes, num_classes).permute(0, 3, 1, 2).float()


def test_overlap_of_two_rectangles():
    truth = torch.zeros(1, 4, 6, dtype=torch.long)
    truth[0, :, :2] = 1  # 8 px
    guess = torch.zeros_like(truth)
    guess[0, :2, :3] = 1  # 6 px, 4 of them right
    dice, iou = overlaps(guess, truth, 2)
    assert dice == [round(2 * 14 / (16 + 18), 6), round(8 / 14, 6)]
    assert iou == [round(14 / 20, 6), 0.4]
    assert overlaps(guess, truth, 3)[0][2] == 1.0, "a class that is nowhere"


def test_band_along_a_straight_boundary():
    labels = torch.zeros(1, 8, 12, dtype=torch.long)
    labels[..., 5:] = 2
    for distance in (1, 2, 3):
        band = near_boundary(labels, distance)
        assert torch.equal(band[0, 0].nonzero().flatten(), torch.arange(5 - distance, 5 + distance))
        assert (band == band[:, :1]).all()


def test_band_by_brute_force():
    torch.manual_seed(0)
    labels = torch.randint(3, (2, 9, 11)) * (torch.rand(2, 9, 11) < 0.1)
    for distance in (1, 2):
        for n in range(2):
            for i in range(9):
                for j in range(11):
                    rows = slice(max(0, i - distance), i + distance + 1)
                    columns = slice(max(0, j - distance), j + distance + 1)
                    others = (labels[n, rows, columns] != labels[n, i, j]).any()
                    # Two other classes near are a boundary near as well.
                    band = near_boundary(labels, distance)[n, i, j]
                    assert band == others


def test_cells_and_lonely_pixels():
    maps = torch.arange(15).reshape(1, 3, 5)
    assert cells(maps).tolist() == [[[[0, 1, 5, 6], [2, 3, 7, 8]]]]
    guess = torch.zeros(1, 5, 6, dtype=torch.long)
    guess[0, 2, 2] = 1
    guess[0, 0, 0] = 1  # on the rim: not counted
    assert isolated(guess) == round(1 / 12, 6)


def halves():
    """Classes 1 and 2 side by side."""
    labels = torch.ones(1, 16, 16, dtype=torch.long)
    labels[..., 8:] = 2
    return labels


def test_perfect_segmentation_has_perfect_scores():
    found = scores(as_logits(halves()), halves())
    assert found["dice"] == found["iou"] == [1.0, 1.0, 1.0]
    assert found["boundary_accuracy"] == found["boundary_dice"] == [1.0] * 3
    assert found["inside_accuracy"] == 1.0
    assert found["isolated"] == found["disagreement"] == found["inside_disagreement"] == 0.0


def test_shifted_boundary_is_wrong_near_it_alone():
    guess = halves().roll(1, 2)
    guess[..., :2] = 1
    found = scores(as_logits(guess), halves())
    assert found["boundary_accuracy"] == [0.5, 0.75, round(5 / 6, 6)]
    assert found["inside_accuracy"] == 1.0


def test_grid_of_period_2_is_found():
    """One of the four phases answers otherwise throughout grey matter."""
    labels = torch.ones(1, 16, 16, dtype=torch.long)
    guess = labels.clone()
    guess[:, ::2, ::2] = 2
    found = scores(as_logits(guess), labels)
    assert found["disagreement"] == found["inside_disagreement"] == found["ripple"] == 1.0
    smooth = as_logits(labels)
    smooth[:, 1] += torch.arange(16.0).div(2, rounding_mode="floor")  # same within each cell
    assert scores(smooth, labels)["ripple"] == pytest.approx(0, abs=1e-6)
