"""Two groups of a survey to be compared in human capital, as a YAML file says it."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast

from secondmig.stats.model_spec import LONELY, Filter, Lonely, ModelSpec
from secondmig.stats.spec_file import condition
from secondmig.survey.table import KINDS
from secondmig.survey.yaml_file import Reader, Value, read_yaml

_DESIGN: Final = ("weights", "strata", "psu", "fpc")
_KEYS: Final = (
    "source",
    "kind",
    *_DESIGN,
    "lonely_psu",
    "missing",
    "restrict",
    "groups",
    "education",
    "years",
    "tertiary",
    "standardise",
    "within",
    "schooling",
    "before_first_move",
    "one_sided",
    "labels",
)


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """What is compared between whom.

    Attributes:
        model: source, kind, sampling design and restrictions, as of a regression model without columns.
        groups: the two groups, the first expected to have more: name and who is in it.
        education: column of the level of education; its order counts, not its distances.
        years: column of years of schooling, "" for none.
        tertiary: who has tertiary education, None where it is not asked about.
        standardise: columns in whose cells means are compared.
        within: columns in whose cells rows are ranked.
        schooling: where years of schooling were acquired -> their column.
        before: column of the level of education before the first move, "" where nothing says it.
        one_sided: whether the direction was declared before the figures were seen.
        labels: column -> what people read.
    """

    model: ModelSpec
    groups: tuple[Filter, Filter]
    education: str
    years: str = ""
    tertiary: Filter | None = None
    standardise: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    schooling: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    one_sided: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, column: str) -> str:
        """What people read for a column."""
        return self.labels.get(column, column)

    def columns(self) -> tuple[str, ...]:
        """Every column it names, each once."""
        named = (
            *(each.variable for each in (*self.model.restrict, *self.groups)),
            *((self.tertiary.variable,) if self.tertiary else ()),
            *(self.education, self.years, self.before, *self.standardise, *self.within),
            *self.schooling.values(),
        )
        return tuple(dict.fromkeys(filter(None, named)))


def read_group_spec(path: Path) -> GroupSpec:
    """Read such a file; docs/hypothesis.md shows every key.

    Raises:
        SecondmigError: it cannot be read, or one thing in it is wrong.
        ProblemsError: everything that is wrong with it, with file:line.
    """
    return _Spec(path.name).read(path)


class _Spec:
    """Reads one file.

    Args:
        name: of the file, for messages.
    """

    def __init__(self, name: str) -> None:
        self._reader = Reader(name)

    def read(self, path: Path) -> GroupSpec:
        root = read_yaml(path, example="docs/hypothesis.md")
        given = self._entries(root)
        for key in ("source", "groups", "education"):
            if key not in given:
                self._reader.wrong(
                    root, f"the comparison has no {key}", f"{key}: ..., see docs/hypothesis.md"
                )
        model = self._model(given, path.name)
        made = GroupSpec(
            model=model,
            groups=self._groups(given),
            education=self._text(given, "education"),
            years=self._text(given, "years"),
            tertiary=self._condition(given["tertiary"], "tertiary") if "tertiary" in given else None,
            standardise=self._texts(given, "standardise"),
            within=self._texts(given, "within"),
            schooling=self._words(given, "schooling"),
            before=self._text(given, "before_first_move"),
            one_sided="one_sided" in given and self._reader.flag(given["one_sided"], "one_sided"),
            labels=self._words(given, "labels"),
        )
        self._reader.finish()
        return made

    def _model(self, given: Mapping[str, Value], file: str) -> ModelSpec:
        model = ModelSpec(
            source=self._text(given, "source"), outcome="", family="linear", columns=(), file=file
        )
        kind = self._reader.choice(given["kind"], "kind", KINDS) if "kind" in given else ""
        lonely = (
            self._reader.choice(given["lonely_psu"], "lonely_psu", LONELY) if "lonely_psu" in given else ""
        )
        items = self._reader.items(given["restrict"], "restrict") if "restrict" in given else ()
        filters = (self._condition(each, each.text) for each in items)
        return replace(
            model,
            weights=self._text(given, "weights"),
            strata=self._text(given, "strata"),
            psu=self._text(given, "psu"),
            fpc=self._text(given, "fpc"),
            kind=kind,
            lonely_psu=cast("Lonely", lonely or "error"),
            missing=self._words(given, "missing"),
            restrict=tuple(each for each in filters if each),
        )

    def _groups(self, given: Mapping[str, Value]) -> tuple[Filter, Filter]:
        nobody = Filter("", "", "=")
        if "groups" not in given:
            return nobody, nobody
        found = self._reader.entries(given["groups"], "groups")
        if len(found) != 2:
            hint = 'groups: {second migrants: "moves = 2", single migrants: "moves = 1"}'
            self._reader.wrong(given["groups"], f"groups are two, not {len(found)}", hint)
            return nobody, nobody
        first, second = (self._condition(value, name) or nobody for name, value in found.items())
        return first, second

    def _condition(self, value: Value, name: str) -> Filter | None:
        text = self._reader.text(value, "a condition")
        return condition(self._reader, value, name, text) if text else None

    def _entries(self, root: Value) -> dict[str, Value]:
        given = self._reader.entries(root, "a comparison")
        for key, value in given.items():
            if key not in _KEYS:
                close = difflib.get_close_matches(key, _KEYS, n=1)
                hint = f"write {close[0]}" if close else f"one of {', '.join(_KEYS)}"
                self._reader.wrong(value, f"a comparison has no {key!r}", hint)
        return {key: value for key, value in given.items() if value.kind != "empty"}

    def _text(self, given: Mapping[str, Value], key: str) -> str:
        return self._reader.text(given[key], key) if key in given else ""

    def _texts(self, given: Mapping[str, Value], key: str) -> tuple[str, ...]:
        return self._reader.texts(given[key], key) if key in given else ()

    def _words(self, given: Mapping[str, Value], key: str) -> dict[str, str]:
        if key not in given:
            return {}
        found = self._reader.entries(given[key], key)
        return {
            name: value.text if value.kind == "number" else self._reader.text(value, f"{key} {name}")
            for name, value in found.items()
        }
