"""Saturation in a sample: its order, its cells, and the three things that a bare absence runs together."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Coding, Document
from secondmig.joint.sampled import SampleAsked, Unit, day_of, day_written, in_order, sample
from secondmig.joint.saturation import Cell, Wanted, saturation, steps
from secondmig.survey.guide import Guide, GuideItem, Interview, read_guide
from tests.joint.builders import coding, document, person, snapshot
from tests.joint.demo import CORPUS, demo_snapshot

CODES = dict.fromkeys(("OS-RAC-DISC", "OS-RAC-INT", "OS-LAB-WAGE"), "opportunity-structure")
ITEMS = (
    GuideItem("treatment", "", {"en": "How were you treated?"}, ("OS-RAC",)),
    GuideItem("closing", "", {"en": "Anything else?"}),
)
WORDS = {"OS-RAC-DISC": "closed", "OS-RAC-INT": "welcome", "OS-LAB-WAGE": "paid"}
ONE = Wanted(bases=(1,), runs=(1,), thresholds=(0.0,))


def interview(name: str, date: str) -> Document:
    words = "They closed, we were welcome, we were paid."
    return document(name, ("INT", "Well?"), (name, words), date=date)


def said(where: Document, *codes: str, event: int = 1, version: int = 1) -> list[Coding]:
    made = [coding(where, WORDS[code], code) for code in codes]
    book = f"opportunity-structure@{version}"
    return [replace(each, created_event=event, codebook_version=book) for each in made]


def small(guide_of: Sequence[str] = ("A", "B", "C")) -> tuple[Snapshot, Guide]:
    """Three interviews: A late, B early, C without a date; only some are asked about race."""
    a, b, c = interview("A", "2025-05"), interview("B", "2025-03-09"), interview("C", "unknown")
    codings = [
        *said(a, "OS-RAC-DISC", "OS-RAC-INT", event=1),
        *said(b, "OS-RAC-DISC", event=9),
        *said(c, "OS-LAB-WAGE", event=5),
    ]
    people = [person("A", origin="PER"), person("B", origin="BRA"), person("C", origin="PER")]
    asked = {"A": Interview({"treatment": (1,)}), "B": Interview({}), "C": Interview({"closing": (1,)})}
    guide = Guide("g", "G", ITEMS, {name: asked[name] for name in guide_of})
    return snapshot([a, b, c], codings, people), guide


def cell_of(shot: Snapshot, guide: Guide | None = None, *, wanted: Wanted = ONE) -> Cell:
    return saturation(shot, SampleAsked(CODES), wanted, guide=guide).cells[0]


# The order


def test_interviews_are_taken_by_date_and_those_without_one_come_last() -> None:
    found = cell_of(small()[0])
    assert [each.id for each in found.ordered] == ["B", "A", "C"]
    assert found.observed == (1, 2, 3)
    assert steps(found) == (1, 1, 1)


def test_coding_order_is_that_of_the_first_coding() -> None:
    found = cell_of(small()[0], wanted=replace(ONE, order="coding"))
    assert [each.id for each in found.ordered] == ["A", "C", "B"]
    assert found.observed == (2, 3, 3)


def test_those_with_the_same_date_stand_by_id_and_are_told() -> None:
    shot, _ = small()
    same = replace(
        shot, documents=tuple(replace(each, header={"interview_date": "2025-03"}) for each in shot.documents)
    )
    found = cell_of(same)
    assert [each.id for each in found.ordered] == ["A", "B", "C"]
    assert found.ties == 3
    assert found.reached[0].tied is not None
    # All six orders are open, so the orders of one date are any orders.
    assert found.reached[0].tied == found.reached[0].anyhow
    assert cell_of(shot).ties == 0
    assert cell_of(shot).reached[0].tied is None


@pytest.mark.parametrize("written", ["", "soon", "2025-13", "2025-3-41", 2025, None, ("2025-03",)])
def test_what_is_no_date_is_none(written: object) -> None:
    assert day_of(written) is None


def test_dates_are_written_as_far_as_they_are_known() -> None:
    for text in ("2025", "2025-03", "2025-03-09"):
        assert day_written(day_of(text)) == text
    assert day_written(day_of("~2025-03")) == "2025-03"
    assert day_written(None) is None


# Persons and interviews


def twice() -> Snapshot:
    """A speaks in two interviews, in the second together with B."""
    first = document("I1", ("INT", "Well?"), ("ROSA", "They closed."), date="2025-01")
    second = document(
        "I2", ("INT", "And?"), ("ROSA", "We were welcome."), ("JUAN", "I was paid."), date="2025-02"
    )
    people = [
        person("A", speakers=[("I1", "ROSA"), ("I2", "ROSA")], job="nurse"),
        person("B", speakers=[("I2", "JUAN")], job="smith"),
    ]
    codings = [
        coding(first, "closed", "OS-RAC-DISC"),
        coding(second, "welcome", "OS-RAC-INT"),
        coding(second, "paid", "OS-LAB-WAGE"),
    ]
    return snapshot([first, second], codings, people)


def test_a_person_with_two_interviews_is_one_at_the_date_of_the_first() -> None:
    found = sample(twice(), SampleAsked(CODES))
    assert found.several == 1
    assert [(each.id, each.day, sorted(each.codes)) for each in found.sampled] == [
        ("A", (2025, 1, 0), ["OS-RAC-DISC", "OS-RAC-INT"]),
        ("B", (2025, 2, 0), ["OS-LAB-WAGE"]),
    ]


def test_an_interview_with_two_persons_is_one() -> None:
    found = sample(twice(), SampleAsked(CODES, unit="interviews", by="job"))
    assert found.several == 0
    assert [(each.id, each.cases, sorted(each.codes), each.value) for each in found.sampled] == [
        ("I1", ("A",), ["OS-RAC-DISC"], "nurse"),
        ("I2", ("A", "B"), ["OS-LAB-WAGE", "OS-RAC-INT"], ""),
    ]


def test_who_was_not_read_or_not_interviewed_is_no_interview_without_codes() -> None:
    shot, _ = small()
    absent = person("D", speakers=[])
    shot = replace(shot, cases=(*shot.cases, absent))
    read = {"opportunity-structure": frozenset({"A", "B"})}
    found = sample(shot, SampleAsked(CODES, read=read))
    assert [each.id for each in found.sampled] == ["A", "B"]
    assert found.left_out == {"not coded yet with all the codebooks counted": 1, "not interviewed": 1}


def test_where_no_coder_who_counts_read_anything_nobody_is_in_the_sample() -> None:
    shot, _ = small()
    found = sample(replace(shot, codings=()), SampleAsked({}, read={}))
    assert found.sampled == ()
    assert found.left_out == {"not coded yet with all the codebooks counted": 3}


def test_an_interview_that_nobody_is_said_to_speak_in_is_told() -> None:
    shot, _ = small()
    stray = document("X", ("INT", "And you?"), ("P", "We were welcome."), date="2025-01")
    shot = replace(shot, documents=(*shot.documents, stray))
    linked = frozenset({"A", "B", "C"})
    units: tuple[Unit, ...] = ("persons", "interviews")
    for unit in units:
        found = sample(shot, SampleAsked(CODES, unit=unit, linked=linked))
        assert len(found.sampled) == 3
        assert found.left_out == {"transcript(s) that no person is said to speak in": 1}


def test_cells_are_in_the_order_of_tables_and_keep_to_their_own() -> None:
    shot, guide = small()
    found = saturation(shot, SampleAsked(CODES, by="origin"), ONE, guide=guide)
    assert [(cell.label, [each.id for each in cell.ordered]) for cell in found.cells] == [
        ("Brazil", ["B"]),
        ("Peru", ["A", "C"]),
    ]
    with pytest.raises(SecondmigError, match="persons have no value 'orgin'"):
        saturation(shot, SampleAsked(CODES, by="orgin"), ONE)


def test_versions_of_the_codebook_are_counted() -> None:
    a, b = interview("A", "2025-01"), interview("B", "2025-02")
    codings = [*said(a, "OS-RAC-DISC"), *said(b, "OS-RAC-DISC", "OS-RAC-INT", version=2)]
    found = sample(snapshot([a, b], codings, [person("A"), person("B")]), SampleAsked(CODES))
    assert found.versions == {"opportunity-structure@1": 1, "opportunity-structure@2": 2}


# Not asked, asked and not mentioned, mentioned


def test_absence_without_a_question_is_kept_apart_code_by_code() -> None:
    shot, guide = small()
    told = {each.code: each for each in cell_of(shot, guide).told}
    disc, integration, wage = (told[code] for code in CODES)
    # A was asked about race and mentions both; B was not asked and mentions one; C was not asked at all.
    assert (disc.mentioned, disc.unasked, disc.not_mentioned, disc.not_asked) == (1, 1, 0, 1)
    assert (integration.mentioned, integration.unasked, integration.not_mentioned) == (1, 0, 0)
    assert integration.not_asked == 2
    assert (wage.on, wage.mentioned, wage.reason) == (1, None, "no item of the guide looks for it")
    assert (disc.first, integration.first, wage.first) == (1, 2, 3)


def test_the_kinds_add_up_to_all_pairs() -> None:
    for shot, guide in (small(), small(("A",)), (demo_snapshot(), read_guide(CORPUS / "guide.yaml"))):
        books = {code.id: book.id for book in shot.codebooks for code in book.codes if code.codable}
        (cell,) = saturation(shot, SampleAsked(books), ONE, guide=guide).cells
        total, size = cell.total, len(cell.ordered)
        assert total.pairs == total.sought * size
        parts = (total.mentioned, total.unasked, total.not_mentioned, total.not_asked, total.untold)
        assert sum(parts) == total.pairs
        assert total.sought + total.unsought == len(cell.told)
        for each in cell.told:
            if each.mentioned is not None:
                assert each.mentioned + (each.unasked or 0) <= each.on
                assert each.on <= size


def test_an_interview_the_guide_does_not_tell_of_is_neither_asked_nor_not() -> None:
    shot, guide = small(("A",))
    disc = cell_of(shot, guide).told[0]
    assert (disc.mentioned, disc.unasked, disc.not_mentioned, disc.not_asked, disc.untold) == (1, 0, 0, 0, 2)


def test_without_a_guide_nothing_is_said_of_asking() -> None:
    cell = cell_of(small()[0])
    assert {each.reason for each in cell.told} == {"no interview guide"}
    assert cell.total.pairs == 0


def test_a_point_says_how_much_of_the_unseen_its_run_asked_about() -> None:
    a, b = interview("A", "2025-01"), interview("B", "2025-02")
    shot = snapshot([a, b], [*said(a, "OS-RAC-DISC"), *said(b, "OS-RAC-DISC")], [person("A"), person("B")])
    silent = Guide("g", "G", ITEMS, {"A": Interview({"treatment": (1,)}), "B": Interview({})})
    (reached,) = cell_of(shot, silent).reached
    assert reached.point.written == "1+1"
    # Two codes are unseen, the guide looks for one of them, and the run asked about neither.
    assert (reached.unseen, reached.unseen_sought, reached.unseen_asked) == (2, 1, 0)
    asking = replace(silent, interviews={**silent.interviews, "B": Interview({"treatment": (1,)})})
    assert cell_of(shot, asking).reached[0].unseen_asked == 1
    assert cell_of(shot).reached[0].unseen_sought is None


def test_codes_that_nobody_uses_are_told_apart() -> None:
    shot, guide = small()
    cell = cell_of(shot, guide, wanted=ONE)
    assert (cell.used, cell.once, cell.twice) == (3, 2, 1)
    fewer = replace(shot, codings=tuple(each for each in shot.codings if each.code_id != "OS-LAB-WAGE"))
    cell = cell_of(fewer, guide)
    assert cell.used == 2
    assert [each.code for each in cell.told if not each.on] == ["OS-LAB-WAGE"]


# The ends


def test_nobody_and_one_have_reasons_and_no_numbers() -> None:
    shot, guide = small()
    for people, size in (((), 0), (shot.cases[:1], 1)):
        cell = cell_of(replace(shot, cases=people), guide)
        assert len(cell.ordered) == size
        assert cell.reached[0].point.after.value is None
        assert cell.reached[0].point.after.undefined.startswith("a base of 1 and a run of 1 need 2")
        assert cell.chao2.undefined.startswith("two interviews at least")
    nothing = cell_of(replace(shot, codings=()), guide)
    assert nothing.reached[0].point.after.undefined == "the first 1 carry no code"
    assert nothing.coverage.undefined == "no code is on any of them"


# The demo


def test_demo_is_what_its_files_say() -> None:
    shot = demo_snapshot()
    books = {code.id: book.id for book in shot.codebooks for code in book.codes if code.codable}
    (cell,) = saturation(shot, SampleAsked(books), guide=read_guide(CORPUS / "guide.yaml")).cells
    by_person = {
        case.id: {each.code_id for each in shot.codings if each.document_id == case.id} for case in shot.cases
    }
    dated = sorted(shot.documents, key=lambda each: (str(each.header["interview_date"]), each.id))
    seen: set[str] = set()
    curve = []
    for each in dated:
        seen |= by_person[each.id]
        curve.append(len(seen))
    assert [each.id for each in cell.ordered] == [each.id for each in dated]
    assert list(cell.observed) == curve
    assert cell.observed[-1] == cell.used == 88
    assert cell.reached[0].point.written == "6+2"
    ordered, places = in_order(cell.ordered, "date")
    assert ordered == list(cell.ordered)
    assert len(places) == 24
