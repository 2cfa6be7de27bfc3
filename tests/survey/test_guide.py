"""The interview guide: read strictly, kept as one text, and faithful to the transcripts of the demo."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook.yaml_file import read_codebooks
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.types import SpeakerRole
from secondmig.survey.guide import Guide, GuideItem, Interview, from_body, read_guide, to_body
from secondmig.transcript.read import read_document
from tests.strategies import nasty_text

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SMALL = """\
guide:
  id: small
  title: Small
items:
  - id: papers
    topic: the papers
    question:
      en: What papers do you have?
      ja: "在留資格は。"
    codes: [OS-LEG]
  - id: closing
    question:
      en: Anything else?
    asked_of: everybody who still listens
interviews:
  A1:
    asked:
      papers: [1, 5]
    probes: [3]
    aside: [7]
    leading: [5]
"""
ROLES: dict[str, dict[int, SpeakerRole]] = {
    "A1": {number: "interviewer" if number % 2 else "participant" for number in range(1, 9)}
}


def read(tmp_path: Path, text: str) -> Guide:
    path = tmp_path / "guide.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return read_guide(path, turns=ROLES, codes={"OS-LEG", "OS-LEG-STA"})


def refused(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        read(tmp_path, text)
    error = caught.value
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


# Reading


def test_a_guide_is_read_with_items_wordings_codes_and_what_was_asked(tmp_path: Path) -> None:
    guide = read(tmp_path, SMALL)
    assert (guide.id, guide.title) == ("small", "Small")
    wordings = {"en": "What papers do you have?", "ja": "在留資格は。"}
    assert guide.items == (
        GuideItem("papers", "the papers", wordings, ("OS-LEG",)),
        GuideItem("closing", "", {"en": "Anything else?"}, asked_of="everybody who still listens"),
    )
    assert guide.items[0].wording == "What papers do you have?"
    assert guide.asked == {"A1": {"papers": (1, 5)}}
    assert guide.interviews["A1"] == Interview({"papers": (1, 5)}, (3,), (7,), (5,))
    assert guide.item("closing") is guide.items[1]
    assert guide.item("money") is None


def test_a_turn_may_ask_two_items(tmp_path: Path) -> None:
    two = SMALL.replace("papers: [1, 5]", "papers: [1, 5]\n      closing: [5]")
    assert read(tmp_path, two).asked["A1"] == {"papers": (1, 5), "closing": (5,)}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  title: Small\n", "  titel: Small\n", "guide.yaml:3: unknown key 'titel' in guide"),
        ("  id: small\n", "", "guide.yaml:1: guide lacks id"),
        ("id: small", "id: a b", "guide.yaml:2: 'a b' cannot be an id"),
        ("items:\n", "item:\n", "guide.yaml:1: there are no items"),
        ("topic: the", "topik: the", "guide.yaml:6: unknown key 'topik' in an item"),
        ("- id: closing", "- id: papers", "guide.yaml:11: item papers is already on line 5"),
        ("- id: closing\n    q", "- q", "guide.yaml:11: an item lacks id"),
        ("    question:\n      en: Anything else?\n", "", "guide.yaml:11: an item lacks question"),
        ("en: Anything else?", "en: 12", "guide.yaml:13: question en 12 is no text"),
        ("[OS-LEG]", "[OS-LEX]", "guide.yaml:10: there is no code OS-LEX"),
        ("[OS-LEG]", "[OS-LEG, OS-LEG]", "guide.yaml:10: code OS-LEG is named twice"),
        ("[OS-LEG]", "OS-LEG", "guide.yaml:10: codes should be a list"),
        ("      papers: [1, 5]", "      money: [1, 5]", "guide.yaml:18: there is no item money"),
        ("papers: [1, 5]", "papers: 1", "guide.yaml:18: A1 asked should be a list"),
        ("papers: [1, 5]", "papers: [1, five]", "guide.yaml:18: A1 asked 'five' is no turn"),
        ("papers: [1, 5]", "papers: [1, -5]", "guide.yaml:18: A1 asked '-5' is no turn"),
        ("papers: [1, 5]", "papers: [1, 5, 5]", "guide.yaml:18: A1 #5 is named twice"),
        ("papers: [1, 5]", "papers: [1, 5, 9]", "guide.yaml:18: A1 has no turn 9"),
        ("papers: [1, 5]", "papers: [1, 4, 5]", "guide.yaml:18: A1 #4 is a participant's turn"),
        ("probes: [3]", "probes: [1, 3]", "guide.yaml:19: A1 #1 stands under asked and under probes"),
        ("leading: [5]", "leading: [7]", "guide.yaml:21: A1 #7 leads, but asks nothing"),
        ("probes: [3]", "probe: [3]", "guide.yaml:19: unknown key 'probe' in A1"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert SMALL.count(old) == 1
    assert problem in refused(tmp_path, SMALL.replace(old, new))


def test_all_problems_are_told_at_once_by_line(tmp_path: Path) -> None:
    broken = SMALL.replace("topic: the", "topik: the").replace("[OS-LEG]", "[X]").replace("[7]", "[6]")
    assert refused(tmp_path, broken) == [
        "guide.yaml:6: unknown key 'topik' in an item",
        "guide.yaml:10: there is no code X",
        "guide.yaml:20: A1 #6 is a participant's turn",
    ]


def test_interviews_that_are_not_in_the_project_are_not_checked(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL.replace("A1:", "B2:").replace("[1, 5]", "[2, 5, 99]")) is not None


@given(text=nasty_text(max_pieces=12))
def test_any_text_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("guide") / "guide.yaml"
    for whole in (text, SMALL.replace("the papers", text), SMALL.replace("[1, 5]", text)):
        path.write_bytes(whole.encode("utf-8"))
        try:
            assert isinstance(read_guide(path), Guide)
        except SecondmigError as error:
            assert error.hint  # noqa: PT017 - either outcome is right


# Keeping


ids = st.sampled_from(["papers", "work", "closing", "Z-9_x"])
numbers = st.lists(st.integers(0, 60), unique=True, max_size=4).map(lambda found: tuple(sorted(found)))
guides = st.builds(
    Guide,
    id=ids,
    title=nasty_text(),
    items=st.lists(
        st.builds(
            GuideItem,
            id=ids,
            topic=nasty_text(max_pieces=3),
            question=st.dictionaries(st.sampled_from(["en", "ja", "es"]), nasty_text(max_pieces=3)),
            codes=st.lists(ids).map(tuple),
            asked_of=st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        ),
        max_size=3,
    ).map(tuple),
    interviews=st.dictionaries(
        st.sampled_from(["A1", "B2"]),
        st.builds(
            Interview, asked=st.dictionaries(ids, numbers), probes=numbers, aside=numbers, leading=numbers
        ),
    ),
)


@given(guide=guides)
def test_a_guide_is_the_same_after_it_was_kept(guide: Guide) -> None:
    assert from_body(to_body(guide)) == guide
    assert to_body(from_body(to_body(guide))) == to_body(guide)


# The guide of the demo


@cache
def demo() -> Guide:
    books = read_codebooks(sorted((ROOT / "codebooks").glob("[hmo]*-*.yaml")))
    return read_guide(
        CORPUS / "guide.yaml", turns=roles(), codes={code.id for book in books for code in book.codes}
    )


@cache
def roles() -> dict[str, dict[int, SpeakerRole]]:
    read_in = [read_document(path) for path in sorted(CORPUS.glob("*.txt"))]
    return {document.id: {turn.number or 0: turn.role for turn in document.turns} for document in read_in}


def test_the_demo_guide_has_25_items_and_tells_of_all_24_interviews() -> None:
    assert len(demo().items) == 25
    assert set(demo().interviews) == set(roles())
    assert len(roles()) == 24


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.txt")))
def test_every_interviewers_turn_of_the_demo_serves_an_item_a_probe_or_stands_aside(name: str) -> None:
    interview = demo().interviews[name]
    asking = {number for turns in interview.asked.values() for number in turns}
    placed = [*sorted(asking), *interview.probes, *interview.aside]
    assert len(placed) == len(set(placed))
    assert set(placed) == {number for number, role in roles()[name].items() if role == "interviewer"}


def test_one_question_leads_in_each_interview_of_the_demo() -> None:
    assert {len(interview.leading) for interview in demo().interviews.values()} == {1}


def test_the_demo_guide_words_every_item_in_the_languages_of_the_interviews() -> None:
    assert {tuple(item.question) for item in demo().items} == {("en", "ja", "es")}


def test_no_item_of_the_demo_was_asked_nowhere_or_looks_for_nothing_but_the_last() -> None:
    asked = {item for interview in demo().interviews.values() for item in interview.asked}
    assert asked == {item.id for item in demo().items}
    assert [item.id for item in demo().items if not item.codes] == ["closing"]


@pytest.mark.parametrize(
    ("place", "item"),
    [
        (("US01", 11), "life"),  # "How was it with housing, with, um, papers?"
        (("US01", 11), "papers"),
        (("UK08", 25), "leaving"),  # "So why go?"
        (("JP04", 22), "contract"),  # "You are seishain, permanent."
        (("US07", 29), "coethnics"),  # "Y entre paisanos, ¿se ayudan?"
        (("JP08", 33), "papers"),  # "帰化は、考えますか。"
    ],
)
def test_questions_read_by_hand_stand_under_their_item(place: tuple[str, int], item: str) -> None:
    name, number = place
    assert number in demo().asked[name][item]
