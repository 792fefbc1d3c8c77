"""A name in two parts, as two of the school systems want it."""


def first_and_last(name: str) -> tuple[str, str]:
    """First and last name: "Last, First" is taken as it says, else the last word is the last name.

    Example:
        >>> first_and_last("Lovelace, Ada"), first_and_last("Ada King Lovelace")
        (('Ada', 'Lovelace'), ('Ada King', 'Lovelace'))
    """
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.strip().rpartition(" ")
    return first.strip(), last.strip()
