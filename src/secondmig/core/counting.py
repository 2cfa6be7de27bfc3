"""Numbers with their nouns, for sentences."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Args:
        number: how many.
        one: the noun, or what is said of one.
        many: of several; ``one`` with an s where it is "".

    >>> counted(1, "coding"), counted(2, "country", "countries"), counted(1200, "waits", "wait")
    ('1 coding', '2 countries', '1,200 wait')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
