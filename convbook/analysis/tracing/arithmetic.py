"""Rules of torch's operators that compute at every position, or over whole axes."""

from collections.abc import Collection

from torch import Tensor

from convbook.analysis.tracing.calls import ATTENTION, Call, rule
from convbook.analysis.tracing.fields import Axis, Field, united
from convbook.analysis.tracing.layout import from_last, relocated

# Torch tags most operators of this kind itself; these it leaves out.
POINTWISE = (
    "_prelu_kernel", "hardswish", "native_dropout", "to", "_to_copy", "clone", "detach", "alias",
    "copy", "fill", "lift_fresh", "log_sigmoid_forward", "contiguous", "rrelu_with_noise",
    "channel_shuffle", "native_channel_shuffle", "where", "relu6", "type_as", "masked_fill",
    "nan_to_num", "glu_split", "_conj", "view_as_real", "dropout", "threshold", "relu", "square",
)  # fmt: skip


@rule(*POINTWISE)
def pointwise(call: Call) -> Field:
    """Each position reads the same position of every argument."""
    return united(call.fields)


def spread(field: Field, dims: Collection[int]) -> Field:
    """Return the field where all positions along these dimensions see what any of them sees."""

    def change(_: int, axis: Axis) -> Axis:
        there = axis.place is not None and axis.place.dim in dims
        return axis.flat(axis.place, axis.size) if there else axis

    return field.along(change)


@rule("_softmax", "_log_softmax", "cumsum", "cumprod", "sort", "logcumsumexp")
def _along_one(call: Call) -> Field:
    return spread(united(call.fields), [from_last(call["dim"], call.input.ndim)])


@rule("native_layer_norm", "_fused_rms_norm")
def _layer_norm(call: Call) -> Field:
    return spread(united(call.fields), range(-len(call["normalized_shape"]), 0))


@rule("native_group_norm")
def _group_norm(call: Call) -> Field:
    return spread(united(call.fields), range(2 - call.input.ndim, 0))


@rule(
    "native_batch_norm", "cudnn_batch_norm", "_native_batch_norm_legit",
    "_native_batch_norm_legit_no_training", "_batch_norm_with_update_functional",
    "_batch_norm_no_update", "miopen_batch_norm",
)  # fmt: skip
def _batch_norm(call: Call) -> Field:
    """With stored statistics every position is by itself; with those of the input none is."""
    if call.get("training", False):
        return spread(united(call.fields), range(2 - call.input.ndim, 0))
    return united(call.fields)


@rule(
    "mean", "sum", "amax", "amin", "prod", "var", "std", "var_mean", "std_mean", "norm",
    "linalg_vector_norm", "logsumexp", "argmax", "argmin", "any", "all", "median", "nansum",
)  # fmt: skip
def _reduce(call: Call) -> Field:
    ndim = call.input.ndim
    given = call.get("dim")
    dims = range(ndim) if given is None or given == [] else given
    gone = {from_last(d, ndim) for d in ([dims] if isinstance(dims, int) else dims)}
    kept = bool(call.get("keepdim", False))
    target = {d: d + sum(g > d for g in gone) for d in range(-ndim, 0)}

    def change(_: int, axis: Axis) -> Axis:
        if axis.place is not None and axis.place.dim in gone:
            return axis.flat(axis.place if kept and axis.place.inner == 1 else None)
        return axis if kept else relocated(axis, target)

    return united(call.fields).along(change)


@rule("max", "min")
def _extreme(call: Call) -> Field:
    both = isinstance(call.get("other"), Tensor)
    return pointwise(call) if both else _reduce(call)


def _without(field: Field | None, dim: int) -> list[Field]:
    """What a factor of a matrix product sees once the dimension `dim` has been summed over."""
    if field is None:
        return []

    def change(_: int, axis: Axis) -> Axis:
        there = axis.place is not None and axis.place.dim == dim
        return axis.flat(None) if there else axis

    return [field.along(change)]


@rule("mm", "bmm", "addmm", "baddbmm", "matmul")
def _product(call: Call) -> Field:
    """Rows come from the first factor, columns from the second."""
    names = list(call.arguments)
    added = names[0] == "self" and len(names) > 2 and not names[1].startswith("mat2")
    left, right = names[1:3] if added else names[:2]
    seen = _without(call.field_of(call[left]), -1) + _without(call.field_of(call[right]), -2)
    offset = call.field_of(call[names[0]]) if added else None
    return united(seen + ([offset] if offset is not None else []))


@rule(*ATTENTION)
def _attention(call: Call) -> Field:
    """Every query reads all keys and values."""
    asked, read = call.field_of(call["query"]), (call["key"], call["value"])
    everything = [f for t in read for f in _without(call.field_of(t), -2)]
    return united(everything + ([asked] if asked is not None else []))
