"""How the wording of a text changed, word by word, readable on one line."""

from itertools import pairwise

from secondmig.core.alignment import Block, align


def marked_changes(before: str, after: str) -> str:
    """Both texts in one, what went as ``[-old-]`` and what came as ``{+new+}``.

    Words are compared whole, Japanese character by character. Blanks and marks alone between two changes are
    taken into them, so that a sentence written anew is one change and not many.

    >>> marked_changes("Ability in a language.", "Ability in the main language.")
    'Ability in [-a-]{+the main+} language.'
    >>> marked_changes("", "Visa and residence.")
    '{+Visa and residence.+}'
    """
    blocks = [block for block in align(before, after).blocks if _tells(before, block, len(after))]
    edges = [Block(0, 0, 0), *blocks, Block(len(before), len(after), 0)]
    pieces: list[str] = []
    for last, block in pairwise(edges):
        gone, come = before[last.old + last.size : block.old], after[last.new + last.size : block.new]
        pieces += (f"[-{gone}-]" if gone else "", f"{{+{come}+}}" if come else "")
        pieces.append(before[block.old : block.old + block.size])
    return "".join(pieces)


def _tells(before: str, block: Block, new_length: int) -> bool:
    """Whether a stretch that stayed holds a word, or is an end of both texts."""
    words = before[block.old : block.old + block.size]
    first = block.old == 0 and block.new == 0
    last = block.old + block.size == len(before) and block.new + block.size == new_length
    return first or last or any(letter.isalnum() for letter in words)
