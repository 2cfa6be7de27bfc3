"""The key of a de-identification: which name becomes what. It never comes into the project.

A YAML list, one entry a name::

    - name: Rosa Quispe                 # required
      pseudonym: Ana                    # one of pseudonym and generalise is required
      kind: person                      # person, place, firm, date or other; person where nothing is said
      variants: [Rosita, ローサ]         # spellings that are not found by rule
      languages: {ja: アナ}              # what stands instead in words of that language
      except: ["Rosa Parks"]            # words that hold the name and mean something else
    - kind: date
      rule: year                        # every full date becomes its year, month or decade

A name of one letter needs ``short: true``.
"""

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node

Kind = Literal["person", "place", "firm", "date", "other"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
DateRule = Literal["year", "month", "decade"]
DATE_RULES: Final[tuple[DateRule, ...]] = get_args(DateRule)

Word = TypeVar("Word", bound=str)
_KEYS: Final = (
    "name", "pseudonym", "generalise", "kind", "variants", "languages", "except", "rule", "short",
)  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NOT_PRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BIGGEST: Final = 16_000_000
_EXAMPLE: Final = "- {name: Rosa Quispe, pseudonym: Ana, kind: person}"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One name and what stands instead.

    Attributes:
        number: its place in the key, from 1; what output names it by.
        name: as the key writes it; "" for a rule about dates.
        replacement: without brackets; "" for a rule about dates.
        kind: of name.
        variants: further spellings.
        languages: language -> what stands instead in its words.
        excepted: words that hold the name and mean something else.
        rule: what a full date becomes, where the entry is a rule; else None.
        short: a name of one letter is meant.
        pseudonym: whether the replacement is a name made up for one person, place or firm.
        line: in the file.
    """

    number: int
    name: str
    replacement: str
    kind: Kind = "person"
    variants: tuple[str, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    excepted: tuple[str, ...] = ()
    rule: DateRule | None = None
    short: bool = False
    pseudonym: bool = True
    line: int = 0

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and its variants, each once."""
        return tuple(dict.fromkeys((self.name, *self.variants))) if self.name else ()

    @property
    def replacements(self) -> tuple[str, ...]:
        """All that may stand instead, each once."""
        return tuple(dict.fromkeys((self.replacement, *self.languages.values()))) if self.name else ()


@dataclass(frozen=True, slots=True)
class NameKey:
    """A key as read.

    Attributes:
        entries: in the order of the file.
        sha: content hash of the file's bytes: all that a project remembers of it.
        warnings: what its keeper should know.
    """

    entries: tuple[KeyEntry, ...]
    sha: str
    warnings: tuple[str, ...] = ()


def read_key(path: Path) -> NameKey:
    """Read a key.

    Args:
        path: as the user gave it.

    Raises:
        SecondmigError: all problems of the file at once, each with its line.
    """
    from secondmig.transcript.key_check import conflicts

    where = path.as_posix()
    raw = _bytes(path)
    walk = _Walk(where)
    entries = walk.entries(_root(_text(raw, where), where))
    problems = [*walk.problems, *conflicts(entries, where)]
    raise_all(sorted(problems, key=lambda each: int(each.where.rpartition(":")[2])))
    return NameKey(tuple(entries), content_hash(raw), tuple(_warnings(path)))


def outside_projects(path: Path, root: Path | None = None) -> None:
    """Refuse a key, or its log, that lies inside a project, also by a link.

    Args:
        path: as the user gave it; it need not exist.
        root: folder of the open project, if there is one.

    Raises:
        SecondmigError: it lies there.
    """
    real = path.resolve()
    inside = root is not None and real.is_relative_to(root.resolve())
    if inside or any((folder / "secondmig.toml").exists() for folder in real.parents):
        raise SecondmigError(
            "lies inside a project: names and pseudonyms must not go where the transcripts go",
            where=path.as_posix(),
            hint="move it to a folder of its own, e.g. an encrypted drive, and name it there",
        )


def _warnings(path: Path) -> Iterator[str]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield f"{path.as_posix()} can be read by other users of this machine: chmod 600 {path.as_posix()}"


def _bytes(path: Path) -> bytes:
    where = path.as_posix()
    try:
        if path.exists() and not path.is_file():
            raise SecondmigError("is not a file", where=where, hint="name the key's file")
        if path.stat().st_size > _BIGGEST:
            raise SecondmigError("is too big for a key", where=where, hint=f"a key is a list: {_EXAMPLE}")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        hint = "check the path; secondmig corpus deidentify --propose -o FILE begins a key"
        raise SecondmigError(f"the key cannot be read: {reason}", where=where, hint=hint) from error


def _text(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SecondmigError("is no UTF-8 text", where=f"{where}:{line}", hint="save it as UTF-8") from error


def _root(text: str, where: str) -> "Sequence[Node]":
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.nodes import SequenceNode

    hint = "text with ': ' or ' #' in it, or with a bracket or quotation mark at its start, needs quotes"
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        # The library's own sentence would quote the line.
        raise SecondmigError("is no YAML from here on", where=f"{where}:{line}", hint=hint) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise SecondmigError("is no YAML", where=f"{where}:1", hint=hint) from error
    if not isinstance(root, SequenceNode):
        raise SecondmigError("is no list of names", where=f"{where}:1", hint=f"write {_EXAMPLE}")
    if not root.value:
        raise SecondmigError("holds no name", where=f"{where}:1", hint=f"write {_EXAMPLE}")
    items: Sequence[Node] = root.value
    return items


class _Walk:
    """One pass over the nodes of a key, noting every problem; messages never repeat a name."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.problems: list[SecondmigError] = []

    def wrong(self, node: "Node", message: str, hint: str = "") -> None:
        """Note a problem at a node."""
        where = f"{self._where}:{node.start_mark.line + 1}"
        self.problems.append(SecondmigError(message, where=where, hint=hint))

    def entries(self, items: "Sequence[Node]") -> list[KeyEntry]:
        """Every entry that can be understood; the problems of the others are noted."""
        found = (self._entry(number, node) for number, node in enumerate(items, start=1))
        return [entry for entry in found if entry is not None]

    def _entry(self, number: int, node: "Node") -> KeyEntry | None:
        from ruamel.yaml.nodes import MappingNode

        if node.anchor or not isinstance(node, MappingNode):
            self.wrong(node, f"entry {number} is no name with its replacement", f"write {_EXAMPLE}")
            return None
        before = len(self.problems)
        held = self._held(node, number)
        kind = self._choice(held, "kind", KINDS) or "person"
        rule = self._choice(held, "rule", DATE_RULES)
        if rule is not None:
            return self._dates(number, node, held, rule, kind)
        name = self._text(held, "name") if "name" in held else ""
        if "name" not in held:
            self.wrong(node, f"entry {number} has no name", f"write {_EXAMPLE}")
        replacement, pseudonym = self._replacement(number, node, held)
        entry = KeyEntry(
            number,
            name,
            replacement,
            kind,
            self._texts(held, "variants"),
            self._languages(held),
            self._texts(held, "except"),
            short=self._truth(held, "short"),
            pseudonym=pseudonym,
            line=node.start_mark.line + 1,
        )
        return entry if len(self.problems) == before else None

    def _dates(
        self, number: int, node: "MappingNode", held: "Mapping[str, Node]", rule: DateRule, kind: Kind
    ) -> KeyEntry | None:
        if kind != "date" or set(held) - {"kind", "rule", "except"}:
            self.wrong(
                node,
                f"entry {number}: a rule stands with kind: date alone",
                "write - {kind: date, rule: year}",
            )
            return None
        excepted = self._texts(held, "except")
        return KeyEntry(number, "", "", "date", excepted=excepted, rule=rule, line=node.start_mark.line + 1)

    def _held(self, node: "MappingNode", number: int) -> "dict[str, Node]":
        held: dict[str, Node] = {}
        for key, value in node.value:
            word = str(key.value) if isinstance(key.value, str) else ""
            if word not in _KEYS:
                self.wrong(key, f"entry {number} has a key that is not known", f"known: {', '.join(_KEYS)}")
            elif word in held:
                self.wrong(key, f"entry {number} has {word} twice", "keep one of the two")
            else:
                held[word] = value
        return held

    def _replacement(self, number: int, node: "MappingNode", held: "Mapping[str, Node]") -> tuple[str, bool]:
        given = [word for word in ("pseudonym", "generalise") if word in held]
        if len(given) != 1:
            said = "both pseudonym and generalise" if given else "neither pseudonym nor generalise"
            self.wrong(node, f"entry {number} has {said}", "give one of the two")
            return "", True
        text = self._text(held, given[0])
        return self._bare(held[given[0]], text, given[0]), given[0] == "pseudonym"

    def _bare(self, node: "Node", text: str, what: str) -> str:
        """A replacement without the brackets that it gets anyway."""
        bare = text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text
        if text and (not bare or any(mark in bare for mark in "[]")):
            self.wrong(node, f"{what} holds brackets", "write it without: they are put around it")
            return ""
        return bare

    def _languages(self, held: "Mapping[str, Node]") -> dict[str, str]:
        from ruamel.yaml.nodes import MappingNode

        node = held.get("languages")
        if node is None:
            return {}
        found: dict[str, str] = {}
        if not isinstance(node, MappingNode):
            self.wrong(node, "languages says what stands instead by language", "write languages: {ja: アナ}")
            return found
        for key, value in node.value:
            word = str(key.value)
            if not _LANGUAGE.fullmatch(word) or word in found:
                self.wrong(
                    key, "languages has a key that is no language, or is there twice", "en, es, ja ..."
                )
                continue
            found[word] = self._bare(value, self._one(value, "languages"), "languages")
        return found

    def _choice(self, held: "Mapping[str, Node]", what: str, choices: tuple[Word, ...]) -> Word | None:
        if what not in held:
            return None
        text = self._text(held, what)
        for choice in choices:
            if choice == text:
                return choice
        if text:
            self.wrong(held[what], f"{what} is not known", f"one of {', '.join(choices)}")
        return None

    def _truth(self, held: "Mapping[str, Node]", what: str) -> bool:
        node = held.get(what)
        if node is None:
            return False
        said = str(node.value).lower() if str(node.tag).endswith(":bool") else ""
        if said not in {"true", "false"}:
            self.wrong(node, f"{what} is true or false", f"write {what}: true")
        return said == "true"

    def _texts(self, held: "Mapping[str, Node]", what: str) -> tuple[str, ...]:
        from ruamel.yaml.nodes import SequenceNode

        node = held.get(what)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.wrong(node, f"{what} is a list", f"write {what}: [one, another]")
            return ()
        found: list[str] = []
        for item in node.value:
            text = self._one(item, what)
            if text and text in found:
                self.wrong(item, f"{what} holds the same text twice", "keep one of the two")
            elif text:
                found.append(text)
        return tuple(found)

    def _text(self, held: "Mapping[str, Node]", what: str) -> str:
        return self._one(held[what], what)

    def _one(self, node: "Node", what: str) -> str:
        """The characters of a scalar as written, so that a number or a date is a name too; "" with a note."""
        from ruamel.yaml.nodes import ScalarNode

        if not isinstance(node, ScalarNode) or node.anchor:
            self.wrong(node, f"{what} is one text", f"write {what}: text")
            return ""
        text = str(node.value).strip()
        if not text or str(node.tag).endswith(":null"):
            self.wrong(node, f"{what} is empty", "fill it in, or take the entry out")
            return ""
        if _NOT_PRINTED.search(text):
            self.wrong(node, f"{what} holds a line end or a control character", "write it on one line")
            return ""
        return text
