"""Numbers as the book prints them."""

MINUS = "\N{MINUS SIGN}"


def format_number(value: float) -> str:
    """Write a number the way the book prints it: at most 4 decimals, a true minus sign.

    Example:
        >>> format_number(-0.125), format_number(3.0)
        ('−0.125', '3')
    """
    text = f"{round(float(value), 4):.4f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", "0"} else text.replace("-", MINUS)
