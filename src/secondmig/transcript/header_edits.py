"""Replacements in a YAML header, so written that the header is read as before: as keys and texts.

``pseudonym: Rosa`` becomes ``pseudonym: '[Ana]'``; without quotation marks it would be a list.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secondmig.core.edits import Edit

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node


@dataclass(frozen=True, slots=True)
class _Value:
    """A text of the header.

    Attributes:
        start: offset in the document.
        end: offset behind it, without white space.
        style: "" written plainly, else its quotation mark, or the sign of a block.
        key: it stands under; "" for a key.
    """

    start: int
    end: int
    style: str
    key: str


class HeaderEdits:
    """Makes edits fit a header.

    Args:
        text: of the document.
        end: offset where the body begins; 0 where there is no header.
    """

    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self._end = end
        self._values = tuple(_values(text, end)) if end else ()
        self._to_quote: dict[_Value, None] = {}

    def key_at(self, offset: int) -> str:
        """The key whose value stands at an offset; "" elsewhere."""
        value = self._value_at(offset)
        return "" if value is None else value.key

    def _value_at(self, offset: int) -> _Value | None:
        if offset >= self._end:
            return None
        return next((each for each in self._values if each.start <= offset < each.end), None)

    def fitted(self, edit: Edit) -> Edit:
        """The edit as the value it lies in needs it."""
        value = self._value_at(edit.start)
        if value is None:
            return edit
        if not value.style:
            self._to_quote[value] = None
        if value.style == '"':
            escaped = edit.text.replace("\\", "\\\\").replace('"', '\\"')
            return Edit(edit.start, edit.end, escaped)
        quoted = value.style in {"", "'"}
        return Edit(edit.start, edit.end, edit.text.replace("'", "''")) if quoted else edit

    def quotes(self, edits: Sequence[Edit]) -> Iterator[Edit]:
        """Quotation marks round the plain values that were edited; those inside are doubled.

        Args:
            edits: what else is done to the text.
        """
        for value in self._to_quote:
            inside = [edit for edit in edits if value.start <= edit.start < value.end]
            marks = (at for at in range(value.start, value.end) if self._text[at] == "'")
            doubled = (at for at in marks if not any(edit.start <= at < edit.end for edit in inside))
            for at in (value.start, *doubled, value.end):
                yield Edit(at, at, "'")


def _values(text: str, end: int) -> Iterator[_Value]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    start = text.index("\n", text.index("---")) + 1
    closing = text.rfind("---", start, end)
    try:
        root = YAML(typ="safe", pure=True).compose(io.StringIO(text[start:closing]))
    except (YAMLError, RecursionError):
        return
    if root is not None:
        yield from _scalars(root, text, start)


def _scalars(node: "Node", text: str, offset: int, key: str = "") -> Iterator[_Value]:
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    if isinstance(node, ScalarNode):
        start, end = node.start_mark.index + offset, node.end_mark.index + offset
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            yield _Value(start, end, node.style or "", key)
    elif isinstance(node, MappingNode):
        for name, value in node.value:
            yield from _scalars(name, text, offset)
            yield from _scalars(value, text, offset, str(name.value))
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item, text, offset, key)
