"""One recorded call of a torch operator, and the table of rules that say what its results see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from torch import Tensor

from convbook.analysis.tracing.fields import Field


@dataclass(frozen=True)
class Call:
    """A call: its arguments by their names in torch's schema, its results, and who sees what."""

    name: str
    arguments: Mapping[str, Any]
    results: tuple[Any, ...]
    field_of: Callable[[Any], Field | None]

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return an argument that not every operator of a family has."""
        return self.arguments.get(name, default)

    @property
    def input(self) -> Tensor:
        """The first argument."""
        tensor: Tensor = next(iter(self.arguments.values()))
        return tensor

    @property
    def field(self) -> Field | None:
        """What the first argument sees; None where it does not depend on the image."""
        return self.field_of(self.input)

    @property
    def fields(self) -> list[Field]:
        """What the arguments see that depend on the image, members of lists among them."""
        flat: list[Any] = []
        for value in self.arguments.values():
            flat += value if isinstance(value, list | tuple) else [value]
        found = [self.field_of(value) for value in flat if isinstance(value, Tensor)]
        return [field for field in found if field is not None]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the first result."""
        return tuple(self.results[0].shape)


# The forms in which torch computes attention; the arguments are query, key and value.
ATTENTION = (
    "_scaled_dot_product_flash_attention_for_cpu",
    "_scaled_dot_product_flash_attention",
    "_scaled_dot_product_efficient_attention",
    "_scaled_dot_product_cudnn_attention",
    "_scaled_dot_product_fused_attention_overrideable",
)

# A rule returns what every result sees, or one field for each result.
Rule = Callable[[Call], Field | list[Field]]
Kind = TypeVar("Kind", bound=Rule)
RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Kind], Kind]:
    """Enter a function into the table as the rule of these operators."""

    def enter(function: Kind) -> Kind:
        RULES.update(dict.fromkeys(names, function))
        return function

    return enter
