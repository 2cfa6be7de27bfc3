"""Asked or not, mentioned or not: the interview guide against the codings."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.types import Coding
from secondmig.joint.guide import Cell, Status, Tally, answers, cells, misplaced, tally, unnamed
from secondmig.survey.guide import Guide, GuideItem, Interview, read_guide
from tests.joint.builders import coding, document, person, snapshot
from tests.joint.demo import CORPUS, demo_snapshot

ROSA = document(
    "A1",
    ("INT", "Good morning."),
    ("ROSA", "Good morning."),
    ("INT", "How were you treated?"),
    ("ROSA", "Nobody rented to us."),
    ("INT", "Nobody?"),
    ("ROSA", "They closed the book."),
    ("INT", "Sorry, the telephone."),
    ("ROSA", "Take it."),
    ("INT", "Where were we?"),
    ("ROSA", "At the agent's."),
    ("INT", "And the pay, and the flat?"),
    ("ROSA", "The pay was good."),
    ("HUSBAND", "Very good."),
    ("ROSA", "He says so."),
)
ASKED = Interview({"treatment": (3,), "pay": (11,), "flat": (11,)}, probes=(5, 9), aside=(1, 7))
GUIDE = Guide(
    "small",
    "Small",
    (
        GuideItem("treatment", "", {"en": "How were you treated?"}, ("OS-RAC",)),
        GuideItem("pay", "", {"en": "And the pay?"}, ("OS-LAB-WAGE",)),
        GuideItem("flat", "", {"en": "And the flat?"}, ("OS-RAC-INT",)),
        GuideItem("closing", "", {"en": "Anything else?"}),
    ),
    {"A1": ASKED},
)


PEOPLE = [person("A1", speakers=[("A1", "ROSA")])]
OTHER = [coding(ROSA, "They closed", "OS-LAB-WAGE")]  # makes the interview a coded one


def made(*codings: Coding, guide: Guide = GUIDE) -> dict[str, Cell]:
    found = cells(guide, snapshot([ROSA], codings, PEOPLE))
    return {cell.item: cell for cell in found}


# Answers; indices of turns count from 0


def test_an_answer_goes_on_over_probes_until_something_else_is_asked() -> None:
    assert answers(ROSA, ASKED)["treatment"] == (3, 5, 9)


def test_what_follows_a_turn_aside_answers_nothing() -> None:
    found = answers(ROSA, ASKED)
    assert not any({1, 7} & set(turns) for turns in found.values())


def test_a_question_for_two_items_is_answered_for_both_by_participants_alone() -> None:
    found = answers(ROSA, ASKED)
    assert found["pay"] == found["flat"] == (11, 13)


def test_an_interviewers_turn_that_the_guide_does_not_name_is_a_probe() -> None:
    assert answers(ROSA, replace(ASKED, probes=())) == answers(ROSA, ASKED)
    assert unnamed(ROSA, replace(ASKED, probes=())) == (5, 9)
    assert unnamed(ROSA, ASKED) == ()


def test_a_turn_of_somebody_else_asks_where_the_guide_says_so() -> None:
    by_husband = replace(ASKED, asked={"pay": (13,)})
    assert answers(ROSA, by_husband) == {"pay": (13,)}


def test_an_item_asked_at_the_very_end_has_no_answer() -> None:
    asked = Interview({"pay": (3,)})
    assert answers(document("A1", ("INT", "Hm."), ("ROSA", "Yes."), ("INT", "And?")), asked) == {"pay": ()}


def test_turns_that_ask_nothing_in_this_transcript_are_misplaced() -> None:
    assert misplaced(ROSA, ASKED) == ()
    assert misplaced(ROSA, Interview({"pay": (4, 11)}, probes=(99,), aside=(13,))) == (4, 99)


_ITEMS = ("treatment", "pay", "flat")


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Every interviewer's turn of an interview of up to 12 exchanges, put somewhere or left unnamed."""
    asked: dict[str, list[int]] = {}
    probes, aside = [], []
    for number in range(1, 25, 2):
        purpose = draw(st.sampled_from([*_ITEMS, "both", "probe", "aside", "unnamed"]))
        if purpose == "probe":
            probes.append(number)
        elif purpose == "aside":
            aside.append(number)
        elif purpose != "unnamed":
            for item in ("pay", "flat") if purpose == "both" else (purpose,):
                asked.setdefault(item, []).append(number)
    return Interview({item: tuple(turns) for item, turns in asked.items()}, tuple(probes), tuple(aside))


@given(interview=interviews(), speakers=st.lists(st.sampled_from(["INT", "ROSA", "HUSBAND"]), max_size=24))
def test_every_answer_is_a_participants_and_follows_a_question_with_nothing_else_asked_between(
    interview: Interview, speakers: list[str]
) -> None:
    spoken = document("A1", *((speaker, "Words.") for speaker in speakers))
    found = answers(spoken, interview)
    assert set(found) == set(interview.asked)
    asking = {n: {item for item, turns in interview.asked.items() if n in turns} for n in range(1, 25)}
    for item, turns in found.items():
        assert list(turns) == sorted(set(turns))
        for index in turns:
            assert spoken.turns[index].role == ("participant" if "ROSA" in speakers else "other")
            before = [number for number in range(1, index + 1) if asking[number]]
            assert before, "somebody must have asked"
            assert item in asking[before[-1]]
            stops = [
                number
                for number in range(before[-1] + 1, index + 1)
                if number in interview.aside or speakers[number - 1] == "INT" or number in interview.probes
            ]
            assert not stops or stops[-1] not in interview.aside


@given(interview=interviews(), speakers=st.lists(st.sampled_from(["INT", "ROSA"]), max_size=24))
def test_no_turn_of_a_participant_is_lost_between_a_question_and_the_next_where_nothing_stands_aside(
    interview: Interview, speakers: list[str]
) -> None:
    plain = replace(interview, aside=())
    spoken = document("A1", *((speaker, "Words.") for speaker in speakers))
    answered = {index for turns in answers(spoken, plain).values() for index in turns}
    first = min((n for turns in plain.asked.values() for n in turns if n <= len(speakers)), default=99)
    assert answered == {
        turn.index
        for turn in spoken.turns
        if turn.role == "participant"
        and turn.index + 1 > first
        and turn.index + 1 not in plain.probes
        and not any(turn.index + 1 in turns for turns in plain.asked.values())
    }


# Statuses


def test_an_item_is_mentioned_where_an_answer_carries_its_code_or_one_below() -> None:
    cell = made(coding(ROSA, "Nobody rented", "OS-RAC-DISC"))["treatment"]
    assert (cell.status, cell.asked, cell.answers, cell.mentioned) == (
        "asked, mentioned",
        (2,),
        (3, 5, 9),
        (3,),
    )


def test_an_item_asked_and_coded_in_another_turn_is_mentioned_elsewhere() -> None:
    cell = made(coding(ROSA, "Take it.", "OS-RAC-DISC"))["treatment"]
    assert (cell.status, cell.mentioned) == ("asked, mentioned elsewhere", (7,))


def test_an_item_asked_and_coded_nowhere_is_not_mentioned() -> None:
    assert made(*OTHER)["treatment"].status == "asked, not mentioned"


def test_an_interview_without_codings_is_not_silent_but_not_coded_yet() -> None:
    assert made()["treatment"].status == "asked, not coded yet"
    assert made()["closing"].status == "not asked"


def test_an_item_not_asked_may_be_mentioned_all_the_same() -> None:
    unasked = replace(GUIDE, interviews={"A1": replace(ASKED, asked={"pay": (11,)})})
    found = made(coding(ROSA, "Nobody rented", "OS-RAC-DISC"), guide=unasked)
    assert (found["treatment"].status, found["flat"].status) == ("not asked, mentioned", "not asked")


def test_an_item_that_looks_for_no_code_is_asked_or_not_and_nothing_else() -> None:
    asked = replace(GUIDE, interviews={"A1": replace(ASKED, asked={"closing": (11,)})})
    assert made(*OTHER, guide=asked)["closing"].status == "asked"


def test_words_of_others_do_not_mention_anything_for_the_person() -> None:
    assert (
        made(*OTHER, coding(ROSA, "Very good.", "OS-RAC-DISC"))["treatment"].status == "asked, not mentioned"
    )


def test_a_coding_on_a_translation_mentions_for_its_turn() -> None:
    lucho = document("A1", ("INT", "¿Lo trataron mal?"), ("ROSA", "Gritos, pocos.", "Shouting, not much."))
    guide = replace(GUIDE, interviews={"A1": Interview({"treatment": (1,)}, leading=(1,))})
    made_on_tier = coding(lucho, "Shouting", "OS-RAC-DISC")
    (cell, *_rest) = cells(guide, snapshot([lucho], [made_on_tier], PEOPLE))
    assert (cell.status, cell.mentioned, cell.leading) == ("asked, mentioned", (1,), (0,))


def test_codings_that_wait_for_review_do_not_count() -> None:
    waiting = replace(coding(ROSA, "Nobody rented", "OS-RAC-DISC"), status="changed")
    assert made(*OTHER, waiting)["treatment"].status == "asked, not mentioned"


def test_interviews_that_the_guide_or_the_project_does_not_know_have_no_cells() -> None:
    guide = replace(GUIDE, interviews={"B2": ASKED})
    assert cells(guide, snapshot([ROSA], OTHER, PEOPLE)) == ()


def test_an_item_stays_asked_where_a_correction_moved_the_turn_away() -> None:
    gone = replace(GUIDE, interviews={"A1": Interview({"treatment": (99,)})})
    cell = made(*OTHER, guide=gone)["treatment"]
    assert (cell.status, cell.asked, cell.answers) == ("asked, not mentioned", (), ())


# Counting


@given(
    statuses=st.lists(
        st.sampled_from(
            [
                "asked, mentioned",
                "asked, mentioned elsewhere",
                "asked, not mentioned",
                "asked, not coded yet",
                "not asked, mentioned",
                "not asked",
            ]
        )
    )
)
def test_the_counts_of_an_item_add_up_to_its_interviews(statuses: list[Status]) -> None:
    found = [Cell("pay", f"A{n}", status, (), (), (), ()) for n, status in enumerate(statuses)]
    count = tally("pay", [*found, Cell("flat", "A1", "asked", (), (), (), ())])
    assert count.asked + count.not_asked == len(statuses)
    told = (count.mentioned, count.mentioned_elsewhere, count.asked_not_mentioned, count.asked_not_coded)
    assert sum(told) == count.asked
    assert count.mentioned_unasked <= count.not_asked


def test_the_counts_of_the_demo_are_those_read_by_hand() -> None:
    """Children: asked in 16 interviews; coded with OS-MOB-GEN in 15, of them 3 where nobody asked."""
    codes = {"OS-MOB-GEN"}
    guide = read_guide(CORPUS / "guide.yaml")
    count = tally("children", cells(guide, demo_snapshot()))
    assert count == Tally("children", 16, 8, 12, 0, 4, 0, 3)
    carrying = {each.document_id for each in demo_snapshot().codings if each.code_id in codes}
    assert len(carrying) == 15


def test_where_the_demo_was_not_asked_and_where_nothing_was_said_are_told_apart() -> None:
    found = cells(read_guide(CORPUS / "guide.yaml"), demo_snapshot())
    assert len(found) == 25 * 24
    status = {(cell.item, cell.document): cell.status for cell in found}
    assert status["children", "US01"] == "not asked, mentioned"  # Rosa speaks of her son unasked
    assert status["children", "UK03"] == "not asked"
    assert status["children", "JP06"] == "asked, not mentioned"  # "a fire engine" is no prospect
    assert status["leaving", "US05"].startswith("not asked")


def test_where_nobody_is_known_to_take_part_whoever_does_not_interview_answers() -> None:
    turns = tuple(replace(turn, role="other") if turn.role == "participant" else turn for turn in ROSA.turns)
    unknown = replace(ROSA, turns=turns)
    found = cells(GUIDE, snapshot([unknown], [coding(unknown, "Nobody rented", "OS-RAC")], PEOPLE))

    assert answers(unknown, ASKED)["treatment"] == (3, 5, 9)
    assert {cell.item: cell.status for cell in found}["treatment"] == "asked, mentioned"
