"""From codings to numbers by a stated rule: the tables of matrix, coverage and trajectories."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import SpanSet
from secondmig.joint.crossing import HEADING_RULE, NO_WORDS, Count, Crossing, cross
from secondmig.joint.dimensions import CODE, dimension
from secondmig.joint.groups import ABOUT, group_of, people
from secondmig.joint.passages import Passage, locate
from secondmig.stats.effect import share
from secondmig.survey.trajectory import counts_in, interviewed, legs_of, months, rule

if TYPE_CHECKING:
    import pandas as pd

MATRIX_FIELDS: Final = (
    "code",
    "label",
    "group",
    "persons",
    "persons_total",
    "turns",
    "segments",
    "share",
    "low",
    "high",
    "p",
    "undefined",
    "characters",
    "persons_outside",
    "segments_outside",
)
COVERAGE_FIELDS: Final = (
    "document",
    "code",
    "label",
    "characters",
    "participant_characters",
    "share",
    "turns",
    "undefined",
)
TRAJECTORY_FIELDS: Final = (
    "case",
    "leg",
    "country",
    "start",
    "end",
    "months",
    "role",
    "legal_at_entry",
    "legal_at_exit",
    "transit",
    "destination",
    "group",
    "second_migrant",
)
COVERAGE_RULE: Final = (
    "characters are code points in the union of the spans of a code, inside turns of participants; "
    "share of all characters of participants in the document; translations and notes are not counted"
)


def matrix(
    snapshot: Snapshot, *, rows: str = CODE, cols: str = ABOUT, count: Count = "persons"
) -> "pd.DataFrame":
    """:func:`cross` as a table, one row per cell.

    Returns:
        Columns MATRIX_FIELDS; ``code`` is the key of the row and ``group`` that of the column, whatever they
        are. ``share``, ``low``, ``high`` and ``p`` are None where there is none, and ``undefined`` says why
        there is no share. ``attrs`` hold the rules in words, ``rows``, ``cols``, ``count``, ``persons`` and
        ``left_out``.

    Raises:
        SecondmigError: a dimension or a unit is unknown.
    """
    import pandas as pd

    crossing = cross(snapshot, rows=rows, cols=cols, count=count)
    frame = pd.DataFrame(matrix_rows(crossing), columns=list(MATRIX_FIELDS), dtype=object)
    frame.attrs.update(crossing.described())
    return frame


def matrix_rows(crossing: Crossing) -> list[dict[str, object]]:
    """One row per cell with the columns MATRIX_FIELDS."""
    return [
        {
            "code": cell.row,
            "label": cell.label,
            "group": cell.column,
            "persons": cell.persons,
            "persons_total": cell.persons_total,
            "turns": cell.turns,
            "segments": cell.segments,
            "share": cell.share.value,
            "low": None,
            "high": None,
            "p": None,
            "undefined": cell.share.undefined or None,
            "characters": cell.characters,
            "persons_outside": cell.persons_outside,
            "segments_outside": cell.segments_outside,
        }
        for cell in crossing.cells
    ]


def coverage(snapshot: Snapshot) -> "pd.DataFrame":
    """How much of what participants say lies under each code, document by document.

    Returns:
        Columns COVERAGE_FIELDS, ordered by document, then codebook; a row for every code, and every heading,
        with a coding in the document. ``attrs`` hold ``unit``, ``rule`` and ``left_out``.
    """
    import pandas as pd

    located = locate(snapshot)
    frame = pd.DataFrame(
        coverage_rows(snapshot, located.passages), columns=list(COVERAGE_FIELDS), dtype=object
    )
    frame.attrs = {
        "unit": "characters",
        "rule": COVERAGE_RULE,
        "headings": HEADING_RULE,
        "left_out": len(located.left_out),
    }
    return frame


def coverage_rows(snapshot: Snapshot, passages: Sequence[Passage]) -> list[dict[str, object]]:
    """One row per document and code with the columns COVERAGE_FIELDS."""
    codes = dimension(snapshot, CODE, (), passages)
    marked: defaultdict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        for code_id in codes.keys_of(passage):
            marked[passage.coding.document_id, code_id].append(passage)
    rows: list[dict[str, object]] = []
    for document in sorted(snapshot.documents, key=lambda document: document.id):
        own = {turn.index for turn in document.turns if turn.role == "participant"}
        spoken = SpanSet.of(document.turns[index].span for index in own)
        for code_id in codes.keys:
            found = marked.get((document.id, code_id), [])
            if not found:
                continue
            union = SpanSet.of(passage.coding.span for passage in found).intersection(spoken)
            part = share(union.length(), spoken.length(), unit="share of characters", reason=NO_WORDS)
            rows.append(
                {
                    "document": document.id,
                    "code": code_id,
                    "label": codes.labels[code_id],
                    "characters": union.length(),
                    "participant_characters": spoken.length(),
                    "share": part.value,
                    "turns": len({turn for passage in found for turn in passage.turns} & own),
                    "undefined": part.undefined or None,
                }
            )
    return rows


def trajectories(snapshot: Snapshot) -> "pd.DataFrame":
    """The trajectories, one row per leg.

    Returns:
        Columns TRAJECTORY_FIELDS, ordered by case and leg. ``months`` counts an open leg to the interview and
        is None where dates are missing; ``role`` is derived anew for the snapshot's ``min_stay``. ``attrs``
        hold ``unit`` and ``rule``, the rule of the second migrant.
    """
    import pandas as pd

    frame = pd.DataFrame(trajectory_rows(snapshot), columns=list(TRAJECTORY_FIELDS), dtype=object)
    frame.attrs = {"unit": "legs", "rule": rule(snapshot.min_stay)}
    return frame


def trajectory_rows(snapshot: Snapshot) -> list[dict[str, object]]:
    """One row per leg with the columns TRAJECTORY_FIELDS."""
    rows: list[dict[str, object]] = []
    for person in people(snapshot):
        until = interviewed(person.case, snapshot.documents)
        group = group_of(person)
        rows.extend(
            {
                "case": person.case.id,
                "leg": leg.index,
                "country": leg.country,
                "start": str(leg.start) if leg.start else None,
                "end": str(leg.end) if leg.end else None,
                "months": months(leg, as_of=until),
                "role": leg.role,
                "legal_at_entry": leg.legal_at_entry or None,
                "legal_at_exit": leg.legal_at_exit or None,
                "transit": leg.role == "transit",
                "destination": counts_in(person.trajectory, leg),
                "group": group,
                "second_migrant": person.trajectory.second_migrant,
            }
            for leg in legs_of(person.case, min_stay=snapshot.min_stay)
        )
    return rows
