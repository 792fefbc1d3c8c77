"""Numbers about operators and networks: what they read, how often, at what cost, and where not.

Every function returns data and draws nothing: arrays, integers, and frozen records with units.
"""

from typing import TYPE_CHECKING

from convbook.lazy import lazily

if TYPE_CHECKING:
    from convbook.analysis.activation import (
        SpatialBias,
        activation_drift,
        information_erosion,
        shift_consistency,
        spatial_bias,
    )
    from convbook.analysis.algorithm_cost import AlgorithmCost, algorithm_costs
    from convbook.analysis.blind_spots import blind_spot_map
    from convbook.analysis.cost import Cost, LayerCost, count_cost
    from convbook.analysis.coverage import coverage_map, largest_gap
    from convbook.analysis.erf import effective_receptive_field
    from convbook.analysis.erf_paths import erf_path_sum
    from convbook.analysis.erf_size import erf_radius, erf_share, erf_sigma
    from convbook.analysis.foveation import AvgPool, Conv, foveation_map, vgg19_layers
    from convbook.analysis.frequency import HaarBands, frequency_split, haar_bands
    from convbook.analysis.hdc import design_rates, hdc_distances, is_hole_free, satisfies_hdc
    from convbook.analysis.masks import receptive_field_mask
    from convbook.analysis.receptive import ReceptiveField, receptive_field, receptive_fields
    from convbook.analysis.uneven import UnevenPadding, balanced_input_sizes, uneven_padding
    from convbook.analysis.usage import usage_counts
    from convbook.analysis.variation import variation_shares

__all__ = [
    "AlgorithmCost",
    "AvgPool",
    "Conv",
    "Cost",
    "HaarBands",
    "LayerCost",
    "ReceptiveField",
    "SpatialBias",
    "UnevenPadding",
    "activation_drift",
    "algorithm_costs",
    "balanced_input_sizes",
    "blind_spot_map",
    "count_cost",
    "coverage_map",
    "design_rates",
    "effective_receptive_field",
    "erf_path_sum",
    "erf_radius",
    "erf_share",
    "erf_sigma",
    "foveation_map",
    "frequency_split",
    "haar_bands",
    "hdc_distances",
    "information_erosion",
    "is_hole_free",
    "largest_gap",
    "receptive_field",
    "receptive_field_mask",
    "receptive_fields",
    "satisfies_hdc",
    "shift_consistency",
    "spatial_bias",
    "uneven_padding",
    "usage_counts",
    "variation_shares",
    "vgg19_layers",
]

# A module is loaded when something of it is used first: most need torch, exercises do not.
__getattr__, __dir__ = lazily(
    __name__,
    {
        "activation": (
            "SpatialBias",
            "activation_drift",
            "information_erosion",
            "shift_consistency",
            "spatial_bias",
        ),
        "algorithm_cost": ("AlgorithmCost", "algorithm_costs"),
        "blind_spots": ("blind_spot_map",),
        "cost": ("Cost", "LayerCost", "count_cost"),
        "coverage": ("coverage_map", "largest_gap"),
        "erf": ("effective_receptive_field",),
        "erf_paths": ("erf_path_sum",),
        "erf_size": ("erf_radius", "erf_share", "erf_sigma"),
        "foveation": ("AvgPool", "Conv", "foveation_map", "vgg19_layers"),
        "frequency": ("HaarBands", "frequency_split", "haar_bands"),
        "hdc": ("design_rates", "hdc_distances", "is_hole_free", "satisfies_hdc"),
        "masks": ("receptive_field_mask",),
        "receptive": ("ReceptiveField", "receptive_field", "receptive_fields"),
        "uneven": ("UnevenPadding", "balanced_input_sizes", "uneven_padding"),
        "usage": ("usage_counts",),
        "variation": ("variation_shares",),
    },
)
