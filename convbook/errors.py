"""The exceptions of convbook, and the one form their messages have.

Every refusal is a ``ValueError`` or a ``TypeError`` as well, so that callers need not know these
classes.
"""


class ConvbookError(Exception):
    """Base of every exception that convbook raises on purpose."""


class ConvbookValueError(ConvbookError, ValueError):
    """An argument has the right type and a value that the function cannot use."""


class ConvbookTypeError(ConvbookError, TypeError):
    """An argument has the wrong type or dtype."""


class DisagreementError(ConvbookError, AssertionError):
    """Two computations that must agree do not."""


def message(function: str, rule: str, got: object, hint: str = "") -> str:
    """Compose an error message: function, rule, what it got, and a hint.

    Args:
        function: public name of the function that refuses.
        rule: what must hold, such as ``"stride must be at least 1"``.
        got: what came instead.
        hint: how to mend it, or why the rule exists.

    Returns:
        The message on one line.

    Example:
        >>> message("conv2d", "stride must be at least 1", 0, "1 visits every pixel")
        'conv2d: stride must be at least 1, got 0 (1 visits every pixel)'
    """
    return f"{function}: {rule}, got {got}" + (f" ({hint})" if hint else "")
