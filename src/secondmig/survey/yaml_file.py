"""YAML as lines of text: nothing is converted, so 0012 stays 0012 and every value knows its line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.text_file import read_text

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

Kind = Literal["text", "number", "flag", "empty", "list", "mapping"]
_SCALARS: dict[str, Kind] = {"int": "number", "float": "number", "bool": "flag", "null": "empty"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a YAML file.

    Attributes:
        kind: what YAML 1.2 takes it for; a date is text.
        line: in the file, from 1.
        text: the characters of a scalar as written, without quotation marks.
        items: of a list.
        entries: keys and values of a mapping, in file order; keys may repeat.
    """

    kind: Kind
    line: int
    text: str = ""
    items: tuple["Value", ...] = ()
    entries: tuple[tuple["Value", "Value"], ...] = ()


def read_yaml(path: Path, *, example: str = "codebooks/measures.yaml") -> Value:
    """Read one YAML document.

    Args:
        path: the file.
        example: what to look at where the file is empty or too deep.

    Raises:
        SecondmigError: it cannot be read, is no UTF-8, is empty, is no YAML, or uses anchors.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    text = read_text(path)
    try:
        root = YAML(pure=True).compose(text)
        if root is None:
            raise SecondmigError("the file is empty", where=path.name, hint=f"see {example}")
        return _value(root, path.name)
    except MarkedYAMLError as error:
        where = f"{path.name}:{error.problem_mark.line + 1}" if error.problem_mark else path.name
        message = f"no YAML: {error.problem or error.context or 'it cannot be read'}"
        raise SecondmigError(message, where=where, hint="correct this line") from error
    except YAMLError as error:
        message = f"no YAML: {str(error).split(chr(10), 1)[0]}"
        raise SecondmigError(message, where=path.name, hint="delete the character") from error
    except RecursionError as error:
        raise SecondmigError("nested too deeply", where=path.name, hint=f"see {example}") from error


def _value(node: "Node", name: str) -> Value:
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    line = node.start_mark.line + 1
    if node.anchor:
        raise SecondmigError(
            f"anchor &{node.anchor}: anchors are not used here",
            where=f"{name}:{line}",
            hint="write the value out in both places",
        )
    if isinstance(node, SequenceNode):
        return Value("list", line, items=tuple(_value(item, name) for item in node.value))
    if isinstance(node, MappingNode):
        return Value("mapping", line, entries=tuple(_entry(key, inner, name) for key, inner in node.value))
    # Where a line of a folded scalar ended ruamel leaves a bell, for writing it again as it was.
    folded = isinstance(node, ScalarNode) and node.style == ">"
    text = node.value.replace("\a", "") if folded else node.value
    return Value(_SCALARS.get(str(node.tag).rpartition(":")[2], "text"), line, text=text)


def _entry(key: "Node", value: "Node", name: str) -> tuple[Value, Value]:
    written, meant = _value(key, name), _value(value, name)
    # Where nothing is written after a key the parser places the value on the next line.
    return written, meant if meant.text or meant.kind != "empty" else replace(meant, line=written.line)


class Reader:
    """Values of the types that are meant; what is of another type becomes a problem with its line.

    The methods never raise: they note the problem and return an empty value, so that all the problems of a
    file are found in one reading; :meth:`finish` raises them.

    Args:
        name: of the file.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[SecondmigError] = []

    @property
    def count(self) -> int:
        """Number of problems noted so far."""
        return len(self._problems)

    def wrong(self, value: Value, message: str, hint: str) -> None:
        """Note a problem at a value."""
        self._problems.append(SecondmigError(message, where=f"{self._name}:{value.line}", hint=hint))

    def finish(self) -> None:
        """Raise what was noted, by line.

        Raises:
            SecondmigError: one problem.
            ProblemsError: several.
        """
        raise_all(sorted(self._problems, key=lambda problem: int(problem.where.rpartition(":")[2])))

    def entries(self, value: Value, what: str) -> dict[str, Value]:
        """Key as written -> value; a key that comes twice, or is neither text nor number, is a problem."""
        if value.kind != "mapping":
            self.wrong(value, f"{what} should be keys with values", "write key: value, one a line")
            return {}
        entries: dict[str, Value] = {}
        for key, inner in value.entries:
            if key.kind not in {"text", "number"}:
                hint = "put quotation marks round it if it is meant as text"
                self.wrong(key, f"{what} has the key {key.text!r}", hint)
            elif key.text in entries:
                message = f"{key.text!r} is already on line {entries[key.text].line}"
                self.wrong(key, message, "keep one of them")
            else:
                entries[key.text] = inner
        return entries

    def items(self, value: Value, what: str) -> tuple[Value, ...]:
        """The items of a list."""
        if value.kind != "list":
            self.wrong(value, f"{what} should be a list", "write [a, b], or - a on lines of their own")
        return value.items

    def text(self, value: Value, what: str) -> str:
        """A text that is not empty; a bare number, true, false or null is none."""
        if value.kind == "text" and value.text:
            return value.text
        if value.kind in {"number", "flag"}:
            hint = f'if it is meant as text: "{value.text}"'
            self.wrong(value, f"{what} {value.text} is no text", hint)
        else:
            noun = value.kind if value.kind in {"list", "mapping"} else "empty"
            article = "" if noun == "empty" else "a "
            self.wrong(value, f"{what} is {article}{noun}, not a text", f"write a text after {what}:")
        return ""

    def texts(self, value: Value, what: str) -> tuple[str, ...]:
        """One text, or a list of them."""
        values = value.items if value.kind == "list" else (value,)
        return tuple(filter(None, (self.text(one, what) for one in values)))

    def labels(self, value: Value, what: str) -> dict[str, str]:
        """Key -> text."""
        return {key: self.text(inner, f"{what} {key}") for key, inner in self.entries(value, what).items()}

    def flag(self, value: Value, what: str) -> bool:
        """True or false."""
        if value.kind != "flag":
            self.wrong(value, f"{what} should be true or false", "write true or false")
        return value.text.casefold() == "true"

    def choice(self, value: Value, what: str, choices: Sequence[str]) -> str:
        """One of a few texts."""
        text = self.text(value, what)
        if text and text not in choices:
            self.wrong(value, f"{what} {text!r} is unknown", f"one of {', '.join(choices)}")
        return text
