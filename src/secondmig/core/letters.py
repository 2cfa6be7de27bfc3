"""What of a text is not ASCII: mostly little, so that rules about such characters need not read all of it."""

_ASCII = bytes(range(128))


def beyond_ascii(text: str) -> str:
    """The characters of a text that are not ASCII, in order.

    >>> beyond_ascii("¿Qué dijo 田中?")
    '¿é田中'
    """
    if text.isascii():
        return ""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
