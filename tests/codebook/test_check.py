from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from secondmig.codebook.check import Finding, check_codebooks
from secondmig.core.types import Codebook

Write = Callable[..., Path]
Read = Callable[[str], Codebook]

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
        (8, "code AB-TWO: no definition"),
        (8, "code AB-TWO: no include: what belongs here is left to each coder"),
        (8, "code AB-TWO: no exclude: where the code ends is left to each coder"),
        (8, "code AB-TWO: no example"),
        (8, "code AB-TWO: the label 'One' is used 2 times"),
        (9, "code AB-EMPTY: a heading with nothing under it"),
        (10, "code AB-SIX: no order, which facet order takes from the code"),
        (11, "code AB-CUE: the en cue 'visa' stands there 2 times"),
        (11, "code AB-CUE: no measure 'occ'"),
        (12, "code AB-SEE: mentions AB-GONE, which is no code"),
    ]


def test_cue_of_two_codes_is_noted_at_the_later_one_by_language(write: Write) -> None:
    more = (
        f"  - {{id: AB-TWO, label: Two, {SOUND}, cues: {{en: [Visa], ja: [ﾋﾞｻﾞ]}}}}\n"
        f"  - {{id: AB-SIX, label: Six, {SOUND}, cues: {{en: [paper], es: [visa], ja: [ビザ]}}}}\n"
        f"  - {{id: AB-TEN, label: Ten, {SOUND}, cues: {{en: [VISA, paper]}}}}\n"
    )
    assert notes_on(write(BOOK + more)) == [
        (9, "code AB-SIX: the ja cue 'ビザ' is one of AB-TWO too"),
        (10, "code AB-TEN: the en cue 'visa' is one of AB-TWO too"),
        (10, "code AB-TEN: the en cue 'paper' is one of AB-SIX too"),
    ]


def earlier(*versions: Codebook) -> Mapping[str, Sequence[Codebook]]:
    return {"book": versions}


def test_origin_that_no_version_has_is_noted(write: Write, read: Read) -> None:
    first = read(BOOK)
    more = f"  - {{id: AB-TWO, label: Two, {SOUND}, was: [AB-OEN, AB-ONE]}}\n"
    path = write(BOOK + more)
    assert notes_on(path) == []
    assert notes_on(path, earlier=earlier(first)) == [
        (8, "code AB-TWO: was names AB-OEN, which no version has")
    ]


def test_origin_that_the_first_version_names_is_not_judged(write: Write, read: Read) -> None:
    text = BOOK.replace("label: One,", "label: One, was: [AB-OLD],")
    assert notes_on(write(text), earlier=earlier(read(text))) == []


def test_id_that_is_used_again_is_noted(write: Write, read: Read) -> None:
    with_one, without = read(BOOK), read(BOOK[: BOOK.index("  - {id: AB-ONE")])
    again = write(BOOK.replace("definition: d", "definition: something else"))
    expected = [(7, "code AB-ONE: the id was 'One' before it was taken out; ids are never used again")]
    assert notes_on(again, earlier=earlier(with_one, without)) == expected
    assert notes_on(again, earlier=earlier(with_one, without, read(again.read_text()))) == expected
    assert notes_on(write(BOOK, "same.yaml"), earlier=earlier(with_one, without)) == []


def test_id_with_another_meaning_is_noted_and_a_sharper_definition_is_not(write: Write, read: Read) -> None:
    before = read(
        BOOK.replace("label: One", "label: Wages").replace("definition: d", "definition: what work pays")
    )
    other = BOOK.replace("label: One", "label: Housing").replace(
        "definition: d", "definition: rent and rooms"
    )
    sharper = BOOK.replace("label: One", "label: Pay").replace(
        "definition: d", "definition: what the main work pays"
    )
    assert notes_on(write(other), earlier=earlier(before)) == [
        (7, "code AB-ONE: label and definition have nothing of 'Wages'; a new meaning needs a new id")
    ]
    assert notes_on(write(sharper), earlier=earlier(before)) == []


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
        Finding(
            "problem",
            f"{where}/broken.yaml:1",
            "codebook has no title",
            "write e.g. title: My codes under it",
        ),
        Finding(
            "note", f"{where}/book.yaml:7", "code AB-ONE: no include: what belongs here is left to each coder"
        ),
    )


def test_mention_of_a_code_of_another_codebook_is_no_mistake(write: Write) -> None:
    other = write(
        BOOK.replace("AB-", "CD-")
        .replace("id: book", "id: other")
        .replace("definition: d", "definition: AB-ONE"),
        "other.yaml",
    )
    assert check_codebooks([write(BOOK), other]) == ()
