"""Reference solutions for the chapter on dilated convolution."""

from typing import Any


def rates_without_gaps(params: dict[str, Any]) -> dict[str, Any]:
    """Rates 1, K, K^2 cover without gap: each layer steps over what the ones before it span."""
    rates, span = [], 1
    while span < params["field"]:
        rates.append(min(span, -(-(params["field"] - span) // (params["kernel"] - 1))))
        span += rates[-1] * (params["kernel"] - 1)
    return {"rates": rates}


SOLVERS = {"rates-without-gaps": rates_without_gaps}
