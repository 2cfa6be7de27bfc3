"""The reader of spec files: every problem with its line."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from secondmig.stats.model_spec import (
    CONSTANT,
    FAMILIES,
    INFORMATION,
    LONELY,
    Block,
    ColumnSpec,
    Family,
    Filter,
    Imputing,
    Information,
    Lonely,
    ModelSpec,
    Operator,
    Show,
)
from secondmig.survey.table import KINDS
from secondmig.survey.yaml_file import Reader, Value, read_yaml

_WHERE: Final = re.compile(r"(.+?)\s*(<=|>=|!=|=|<|>)\s*(.*)", re.DOTALL)
_TEXTS: Final = ("source", "outcome", "weights", "strata", "psu", "fpc", "cluster", "kind")
_KEYS: Final = (
    *_TEXTS,
    "family",
    "lonely_psu",
    "robust",
    "information",
    "reference",
    "p_from",
    "restrict",
    "labels",
    "missing",
    "imputation",
    "specs",
)
_SPEC_KEYS: Final = (
    "name",
    "outcome",
    "blocks",
    "restrict",
    "header",
    "not_applicable",
    "note",
    "intention",
    "post_treatment",
)
_BLOCK_KEYS: Final = ("label", "variables", "factors", "show")
_IMPUTATION_KEYS: Final = ("draws", "burn_in", "seed")


class SpecReader:
    """Reads one spec file.

    Args:
        name: of the file, for messages.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._reader = Reader(name)

    def spec(self, path: Path) -> ModelSpec:
        """The model of a file.

        Raises:
            SecondmigError: it cannot be read, or one thing in it is wrong.
            ProblemsError: everything that is wrong with it.
        """
        root = read_yaml(path, example="docs/model.md")
        given = self._entries(root, "a model", _KEYS)
        texts = {key: self._text(given, key) for key in _TEXTS}
        if "source" not in given:
            self._reader.wrong(root, "the model has no source", "source: name of a survey, or a file")
        self._check_design(root, given, texts)
        outcome = texts.pop("outcome")
        columns = self._columns(root, given, outcome)
        surveyed = any(texts[key] for key in ("weights", "strata", "psu", "fpc"))
        kind = self._choice(given, "kind", KINDS, "")
        family = cast("Family", self._choice(given, "family", FAMILIES, "probit"))
        usual_p = "t" if surveyed or family == "linear" else "normal"
        usual = "expected" if surveyed else "observed"
        made = ModelSpec(
            **{**texts, "kind": kind},
            outcome=outcome,
            family=family,
            columns=columns,
            lonely_psu=cast("Lonely", self._choice(given, "lonely_psu", LONELY, "error")),
            robust=self._flag(given, "robust"),
            information=cast("Information", self._choice(given, "information", INFORMATION, usual)),
            reference=self._words(given, "reference"),
            p_from="t" if self._choice(given, "p_from", ("normal", "t"), usual_p) == "t" else "normal",
            restrict=self._filters(given),
            labels=self._words(given, "labels"),
            missing=self._words(given, "missing"),
            imputing=self._imputing(given),
            file=path.name,
        )
        self._reader.finish()
        return made

    def _check_design(self, root: Value, given: Mapping[str, Value], texts: Mapping[str, str]) -> None:
        design = [key for key in ("weights", "strata", "psu", "fpc") if texts[key]]
        if texts["cluster"] and design:
            message = f"cluster stands beside {', '.join(design)}"
            hint = "a sampling design names its clusters as psu: leave cluster out"
            self._reader.wrong(given.get("cluster", root), message, hint)

    def _columns(self, root: Value, given: Mapping[str, Value], outcome: str) -> tuple[ColumnSpec, ...]:
        if "specs" not in given:
            hint = "specs:, and under it a name and the blocks of each column"
            self._reader.wrong(root, "the model has no specs", hint)
            return ()
        items = self._reader.items(given["specs"], "specs")
        columns = tuple(self._column(item, place, outcome) for place, item in enumerate(items, 1))
        seen: set[str] = set()
        for item, each in zip(items, columns, strict=True):
            if each.name in seen:
                message = f"two specs are called {each.name!r}"
                self._reader.wrong(item, message, "give each a name of its own")
            seen.add(each.name)
        if not items and given["specs"].kind == "list":
            self._reader.wrong(given["specs"], "specs is empty", "name at least one")
        return columns

    def _column(self, value: Value, place: int, outcome: str) -> ColumnSpec:
        given = self._entries(value, "a spec", _SPEC_KEYS)
        own = self._text(given, "outcome") or outcome
        if not own:
            hint = "outcome: COLUMN, or COLUMN=VALUE, here or for all specs"
            self._reader.wrong(value, "the spec has no outcome", hint)
        blocks = self._blocks(value, given)
        return ColumnSpec(
            name=self._text(given, "name") or str(place),
            outcome=own,
            blocks=blocks,
            restrict=self._filters(given),
            header=self._text(given, "header"),
            not_applicable=self._texts(given, "not_applicable"),
            note=self._text(given, "note"),
            intention=self._flag(given, "intention"),
            post_treatment=self._texts(given, "post_treatment"),
        )

    def _blocks(self, value: Value, given: Mapping[str, Value]) -> tuple[Block, ...]:
        if "blocks" not in given:
            hint = "blocks: [{label: Regressors, variables: [age, education]}]"
            self._reader.wrong(value, "the spec has no blocks", hint)
            return ()
        items = self._reader.items(given["blocks"], "blocks")
        seen: dict[str, int] = {}
        return tuple(self._block(item, seen) for item in items)

    def _block(self, value: Value, seen: dict[str, int]) -> Block:
        given = self._entries(value, "a block", _BLOCK_KEYS)
        block = Block(
            label=self._text(given, "label"),
            variables=self._texts(given, "variables"),
            factors=self._texts(given, "factors"),
            show=cast("Show", self._choice(given, "show", ("coefficients", "yes_row"), "coefficients")),
        )
        for name in (*block.variables, *block.factors):
            if name == CONSTANT:
                message = f"no regressor can be called {name}: every model has a constant of that name"
                self._reader.wrong(value, message, "leave it out, or give the column another name")
            if name in seen:
                message = f"{name!r} is already among the regressors (line {seen[name]})"
                self._reader.wrong(value, message, "keep one of them")
            seen.setdefault(name, value.line)
        return block

    def _filters(self, given: Mapping[str, Value]) -> tuple[Filter, ...]:
        value = given.get("restrict")
        if value is None or value.kind == "empty":
            return ()
        found = (self._filter(item) for item in self._reader.items(value, "restrict"))
        return tuple(each for each in found if each is not None)

    def _filter(self, value: Value) -> Filter | None:
        if value.kind == "text":
            return condition(self._reader, value, value.text, value.text)
        given = self._entries(value, "a filter", ("name", "where", "answered"))
        if ("where" in given) == ("answered" in given):
            hint = 'write {name: women only, where: "sex = f"} or {name: with a wage, answered: wage}'
            self._reader.wrong(value, "a filter needs where or answered", hint)
            return None
        if "answered" in given:
            variable = self._text(given, "answered")
            return Filter(self._text(given, "name") or f"{variable} answered", variable, "answered")
        where = self._text(given, "where")
        return condition(self._reader, given["where"], self._text(given, "name") or where, where)

    def _imputing(self, given: Mapping[str, Value]) -> Imputing | None:
        value = given.get("imputation")
        if value is None or value.kind == "empty":
            return None
        inner = self._entries(value, "imputation", _IMPUTATION_KEYS)
        usual = Imputing()
        draws = self._whole(inner, "draws", usual.draws, least=2)
        burn_in = self._whole(inner, "burn_in", usual.burn_in, least=1)
        return Imputing(draws, burn_in, self._whole(inner, "seed", usual.seed, least=0))

    def _whole(self, given: Mapping[str, Value], key: str, usual: int, *, least: int) -> int:
        value = given.get(key)
        if value is None:
            return usual
        if value.kind != "number" or not value.text.isdigit() or int(value.text) < least:
            message = f"{key} {value.text!r} is no whole number from {least}"
            self._reader.wrong(value, message, f"write {key}: {usual}")
            return usual
        return int(value.text)

    def _entries(self, value: Value, what: str, keys: tuple[str, ...]) -> dict[str, Value]:
        import difflib

        given = self._reader.entries(value, what)
        for key, inner in given.items():
            if key not in keys:
                close = difflib.get_close_matches(key, keys, n=1)
                hint = f"write {close[0]}" if close else f"one of {', '.join(keys)}"
                self._reader.wrong(inner, f"{what} has no {key!r}", hint)
        return given

    def _text(self, given: Mapping[str, Value], key: str) -> str:
        value = given.get(key)
        return "" if value is None or value.kind == "empty" else self._reader.text(value, key)

    def _texts(self, given: Mapping[str, Value], key: str) -> tuple[str, ...]:
        value = given.get(key)
        return () if value is None or value.kind == "empty" else self._reader.texts(value, key)

    def _flag(self, given: Mapping[str, Value], key: str) -> bool:
        value = given.get(key)
        return False if value is None or value.kind == "empty" else self._reader.flag(value, key)

    def _choice(self, given: Mapping[str, Value], key: str, choices: tuple[str, ...], usual: str) -> str:
        value = given.get(key)
        if value is None or value.kind == "empty":
            return usual
        return self._reader.choice(value, key, choices) or usual

    def _words(self, given: Mapping[str, Value], key: str) -> dict[str, str]:
        """Key -> text; numbers count as what is written."""
        value = given.get(key)
        if value is None or value.kind == "empty":
            return {}
        return {
            name: inner.text if inner.kind == "number" else self._reader.text(inner, f"{key} {name}")
            for name, inner in self._reader.entries(value, key).items()
        }


def condition(reader: Reader, value: Value, name: str, text: str) -> Filter | None:
    """A filter as it is written, e.g. ``country = JPN|USA``; None where it is none, which is noted.

    Args:
        reader: notes what is wrong.
        value: where the text stands.
        name: what the flow calls the filter.
        text: column, comparison and value.
    """
    found = _WHERE.fullmatch(text.strip())
    if found is None:
        if text:
            hint = 'write "sex = f", "country = JPN|USA", "age >= 25"'
            reader.wrong(value, f"the filter {text!r} compares nothing", hint)
        return None
    operator = cast("Operator", found[2])
    values = tuple(each.strip() for each in found[3].split("|"))
    if not all(values) or (operator not in {"=", "!="} and len(values) > 1):
        hint = 'one value behind <, <=, > and >=; several for = and != with | between: "country = JPN|USA"'
        reader.wrong(value, f"the filter {text!r} has no value to compare with", hint)
        return None
    if operator not in {"=", "!="} and not _is_number(values[0]):
        reader.wrong(value, f"{values[0]!r} is no number", f"write a number behind {operator}")
        return None
    return Filter(name, found[1].strip(), operator, values)


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False
