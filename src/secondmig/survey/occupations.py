"""Occupational status and prestige: ISEI-08 and SIOPS-08 by ISCO-08, from a table with a source.

Two tables circulate as ISEI-08. The earlier one has whole numbers and differs from the later by more than
ten points for 110 of 590 codes (a nurse has 42 there and 68.70 here); it is refused. Scores are those of
Ganzeboom (2010) and of Ganzeboom and Treiman.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.harmonise import Harmonised
from secondmig.survey.text_file import read_text

COLUMNS: Final = ("isco08", "isei08", "siops08")
NO_SCORE: Final = "no_score_for_the_occupation"
NURSE: Final = "2221"
EARLIER_NURSE: Final = 42.0
ISEI_RANGE: Final = (10.0, 90.0)
"""Where ISEI-08 lies, with room at both ends: the later table runs from 11.01 to 88.96 (Ganzeboom 2010)."""

_CODE = re.compile(r"[0-9]{1,4}")
_FEW = 10
"""Tables with fewer rows may consist of whole numbers by chance."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of an occupation.

    Attributes:
        value: in points, None where there is none.
        undefined: why there is none, "" where there is one.
        row: the code of the table whose score it is: the group's own where fewer than four digits are known.
    """

    value: float | None
    undefined: str
    row: str


@dataclass(frozen=True, slots=True)
class OccupationTable:
    """Scores by occupation.

    Attributes:
        scores: ISCO-08 code of four digits, groups with zeros at the end -> ISEI-08 and SIOPS-08, None where
            the table gives none.
        source: who published the scores.
        version: which table it is.
        file: name of the file.
    """

    scores: Mapping[str, tuple[float | None, float | None]]
    source: str
    version: str
    file: str

    @property
    def told(self) -> str:
        """Source and version in a line, printed wherever a score is."""
        return f"{self.version}; {self.source}"

    def isei(self, isco: str) -> Score:
        """Occupational status (ISEI-08) of an occupation.

        Args:
            isco: ISCO-08 code of one to four digits; fewer than four name a group, which has a row of its
                own. No average is taken: a group without a row has no score.

        >>> shipped().isei("2221").value
        68.7
        """
        return self._score(isco, 0)

    def siops(self, isco: str) -> Score:
        """Occupational prestige (SIOPS-08) of an occupation; as :meth:`isei`.

        >>> shipped().siops("2221").value
        54.05
        """
        return self._score(isco, 1)

    def _score(self, isco: str, which: int) -> Score:
        scale = ("ISEI-08", "SIOPS-08")[which]
        if not isco:
            return Score(None, "no occupation is stated", "")
        if not (isco.isascii() and _CODE.fullmatch(isco)):
            return Score(None, f"{isco!r} is no ISCO-08 code, which is one to four digits", "")
        row = isco.ljust(4, "0")
        if row not in self.scores:
            kind = "occupation" if len(isco) == len(row) else "group"
            return Score(None, f"the {kind} {isco} is not in the table", "")
        value = self.scores[row][which]
        return Score(value, "" if value is not None else f"the table gives no {scale} for {isco}", row)


def scored(table: OccupationTable, occupation: Harmonised, *, prestige: bool = False) -> Harmonised:
    """The status of an occupation, or its prestige, as a value of occ_isei or occ_siops.

    Args:
        table: of scores.
        occupation: a value of occ_isco.
        prestige: SIOPS-08 instead of ISEI-08.
    """
    if occupation.missing:
        return occupation
    score = table.siops(occupation.code) if prestige else table.isei(occupation.code)
    missing = "" if score.value is not None else NO_SCORE
    return replace(occupation, low=score.value, high=score.value, code="", missing=missing)


def shipped() -> OccupationTable:
    """The table that comes with this program.

    Raises:
        SecondmigError: this installation lacks it.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "_project", package.parent.parent):
        path = folder / "codebooks" / "occupations.csv"
        if path.is_file():
            return read_occupations(path)
    raise SecondmigError("this installation lacks the table of occupations", hint="install secondmig again")


def read_occupations(path: Path) -> OccupationTable:
    """Read a table of scores.

    The first lines begin with ``#`` and say ``# source: ...`` and ``# version: ...``; then follows CSV with
    the columns ``isco08``, ``isei08`` and, where there is one, ``siops08``. Codes are text of four digits:
    ``0110``.

    Raises:
        SecondmigError: one problem; the earlier table with whole numbers is one.
        ProblemsError: all problems, with ``file:line``.
    """
    lines = [line.removesuffix("\r") for line in read_text(path).split("\n")]
    above = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    told = dict(_remark(line) for line in lines[:above])
    raise_all(
        SecondmigError(
            f"the table does not say its {key}", where=f"{path.name}:1", hint=f"add the line # {key}: ..."
        )
        for key in ("source", "version")
        if not told.get(key)
    )
    problems: list[SecondmigError] = []
    scores = dict(_rows("\n".join(lines[above:]), f"{path.name}", above, problems))
    raise_all(problems)
    _refuse_earlier(scores, path.name)
    return OccupationTable(scores, told["source"], told["version"], path.name)


def _remark(line: str) -> tuple[str, str]:
    key, _, text = line.removeprefix("#").partition(":")
    return key.strip(), text.strip()


def _rows(
    text: str, name: str, above: int, problems: list[SecondmigError]
) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
    """Code and scores of each row; what is wrong is noted."""
    rows = csv.DictReader(io.StringIO(text))
    columns = rows.fieldnames or ()
    lacking = [column for column in COLUMNS[:2] if column not in columns]
    if lacking:
        hint = f"the first line is {','.join(COLUMNS)}"
        problems.append(
            SecondmigError(f"lacks the column {', '.join(lacking)}", where=f"{name}:{above + 1}", hint=hint)
        )
        return
    first: dict[str, int] = {}
    for row in rows:
        line = above + rows.line_num
        code = (row["isco08"] or "").strip()
        for message, hint in _row_problems(code, row, first):
            problems.append(SecondmigError(message, where=f"{name}:{line}", hint=hint))
        first.setdefault(code, line)
        yield code, (_score(row.get("isei08")), _score(row.get("siops08")))


def _row_problems(
    code: str, row: Mapping[str, str | None], first: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    if not (code.isascii() and code.isdigit() and len(code) == 4):
        yield f"{code!r} is no ISCO-08 code of four digits", "keep zeros at both ends: 0110, 2000"
    elif code in first:
        yield f"{code} is already on line {first[code]}", "keep one of them"
    low, high = ISEI_RANGE
    for column in COLUMNS[1:]:
        text = (row.get(column) or "").strip()
        score = _score(text)
        if text and score is None:
            yield f"{column} {text!r} is no number", "write 68.70, or leave it empty"
        elif column == "isei08" and score is not None and not low <= score <= high:
            yield f"{column} {text} is outside {low:g} to {high:g}", "check which scale the column holds"


def _score(text: str | None) -> float | None:
    try:
        number = float(text) if text and text.strip() else None
    except ValueError:
        return None
    return number if number is not None and isfinite(number) else None


def _refuse_earlier(scores: Mapping[str, tuple[float | None, float | None]], name: str) -> None:
    """Refuse the earlier table, which circulates under the same name.

    Raises:
        SecondmigError: a nurse has 42, or no score of a longer table has decimals.
    """
    isei = [score for score, _ in scores.values() if score is not None]
    nurse = scores.get(NURSE, (None, None))[0]
    whole = len(isei) >= _FEW and all(score == int(score) for score in isei)
    if nurse != EARLIER_NURSE and not whole:
        return
    sign = (
        f"a nurse ({NURSE}) has {nurse:g}" if nurse == EARLIER_NURSE else "all its scores are whole numbers"
    )
    raise SecondmigError(
        f"this is the earlier ISEI-08: {sign}, where the revised table has 68.70 and decimals",
        where=name,
        hint="take Ganzeboom's revised scores; never mix the two, 110 of 590 codes differ by more than 10",
    )
