"""The nodes of a YAML text, kept for a moment: a change of a codebook asks for the same text three times."""

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node


@lru_cache(maxsize=6)
def composed(text: str) -> "Node | None":
    """The top node, None where there is none. Nobody changes what it holds.

    A codebook of 600 lines takes half a second.

    Raises:
        ruamel.yaml.error.YAMLError: the text is not YAML.
        ValueError: as well.
        RecursionError: it is nested too deeply.
    """
    from ruamel.yaml import YAML

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        top: Node | None = YAML(typ="safe", pure=True).compose(text)
    return top
