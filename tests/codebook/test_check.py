from collections.abc import Callable
from pathlib import Path

from secondmig.codebook.check import Finding, check_codebooks

Write = Callable[..., Path]

BOOK = """\
codebook: {id: book, version: v1, title: t}
facets:
  extra:
    order: {type: enum, values: [first, second], default: from_code}
codes:
  - {id: AB-TOP, label: Top, codable: false}
  - {id: AB-ONE, label: One, parent: AB-TOP, order: first, definition: d, include: i, exclude: e, example: x}
"""
SOUND = "order: first, definition: d, include: i, exclude: e, example: x"


def notes_on(path: Path, **options: object) -> list[tuple[int, str]]:
    found = check_codebooks([path], **options)  # type: ignore[arg-type]
    assert {finding.severity for finding in found} <= {"note"}
    return [(int(finding.where.rpartition(":")[2]), finding.message) for finding in found]


def test_sound_codebook_has_no_findings(write: Write) -> None:
    assert check_codebooks([write(BOOK)], measures=()) == ()


def test_unfinished_codes_are_noted_with_their_line(write: Write) -> None:
    more = (
        "  - {id: AB-TWO, label: One, order: first}\n"
        "  - {id: AB-EMPTY, label: Empty, codable: false}\n"
        f"  - {{id: AB-SIX, label: Six, {SOUND[14:]}}}\n"
        f"  - {{id: AB-CUE, label: Cue, {SOUND}, cues: {{en: [Visa, visa]}}, measure: 'edu, occ'}}\n"
        f"  - {{id: AB-SEE, label: See, {SOUND.replace('clude: e', 'clude: AB-GONE or AB-ONE or XY-Z')}}}\n"
    )
    assert notes_on(write(BOOK + more), measures=("edu",)) == [
        (7, "code AB-ONE: the label 'One' is used 2 times"),
        (8, "code AB-TWO: no definition, include, exclude, example"),
        (8, "code AB-TWO: the label 'One' is used 2 times"),
        (9, "code AB-EMPTY: a heading with nothing under it"),
        (10, "code AB-SIX: no order, which facet order takes from the code"),
        (11, "code AB-CUE: the en cue 'visa' stands there 2 times"),
        (11, "code AB-CUE: no measure 'occ'"),
        (12, "code AB-SEE: mentions AB-GONE, which is no code"),
    ]


def test_measures_are_checked_only_where_they_are_known(write: Write) -> None:
    path = write(BOOK.replace("example: x", "example: x, measure: edu"))
    assert notes_on(path) == []
    assert notes_on(path, measures=()) == [(7, "code AB-ONE: no measure 'edu'")]


def test_problems_come_first_and_sound_files_are_still_looked_at(write: Write) -> None:
    broken = write("codebook: {id: other, version: v1}\ncodes: []\n", "broken.yaml")
    unfinished = write(BOOK.replace("exclude: e", "exclude: AB-GONE").replace("include: i, ", ""))
    where = unfinished.parent.as_posix()
    # Codes of the broken file are unknown, so a mention of AB-GONE may be right.
    assert check_codebooks([unfinished, broken]) == (
        Finding("problem", f"{where}/broken.yaml:1", "codebook has no title"),
        Finding("note", f"{where}/book.yaml:7", "code AB-ONE: no include"),
    )


def test_mention_of_a_code_of_another_codebook_is_no_mistake(write: Write) -> None:
    other = write(
        BOOK.replace("AB-", "CD-")
        .replace("id: book", "id: other")
        .replace("definition: d", "definition: AB-ONE"),
        "other.yaml",
    )
    assert check_codebooks([write(BOOK), other]) == ()
