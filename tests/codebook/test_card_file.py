"""Cards are read strictly: every problem at its line, all of them at once, and nothing is guessed."""

from pathlib import Path

import pytest

from secondmig.codebook.card import CardMeasure, NegativeRule, Requirement, Step
from secondmig.codebook.card_file import read_cards
from secondmig.core.errors import ProblemsError, SecondmigError

CARD = """id: C1
title: "A card"
claim: >-
  One thing goes
  with another.
source: "a paper"
codes: [OS-RAC]
measures:
  - id: main
    title: "the main figure"
    role: primary
    evaluator: group_difference
    expected: negative
    options: {value: edu_isced, at_least: 6, first: [group=second], second: group=single}
  - id: beside
    title: "the control"
    role: control
    evaluator: within_person
  - id: again
    title: "the same otherwise"
    role: sensitivity
    evaluator: within_person
rivals:
  - id: steps
    title: "in steps"
    account: "they go in steps"
    shows: "it shows"
    among: [group=second]
    support: ["edu_isced<=5"]
verdict:
  at_most: illustrates
  because: "so it is"
  rule:
    - say: cannot tell
      when: all
      of:
        - {measure: primary, untied_below: 5}
        - {measure: again, finds: opposite, each_side: 2, lines: all}
    - say: supported
negative_cases:
  against: [main]
  rivals: [steps]
"""


def read(tmp_path: Path, text: str) -> list[str]:
    """The problems of a card as lines; none where it reads."""
    path = tmp_path / "card.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_cards([path], named={path: "card.yaml"})
    except ProblemsError as error:
        return [each.line() for each in error.problems]
    except SecondmigError as error:
        return [error.line()]
    return []


def test_card_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(CARD, encoding="utf-8")
    (card,) = read_cards([path], named={path: "card.yaml"})

    assert (card.id, card.claim, card.where) == ("C1", "One thing goes with another.", "card.yaml:1")
    assert [each.id for each in card.measures] == ["main", "again", "beside"]
    assert card.primary() == CardMeasure(
        "main",
        "the main figure",
        "primary",
        "group_difference",
        "negative",
        {"value": "edu_isced", "at_least": "6", "first": ("group=second",), "second": "group=single"},
        "card.yaml:9",
    )
    assert card.primary().texts("second") == ("group=single",)
    assert card.primary().text("nothing", "else") == "else"
    assert (card.at_most, card.because, card.population) == ("illustrates", "so it is", False)
    assert card.rule == (
        Step(
            "cannot tell",
            (
                Requirement("primary", untied_below=5, where="card.yaml:37"),
                Requirement("again", "opposite", each_side=2, every=True, where="card.yaml:38"),
            ),
            every=True,
        ),
        Step("supported"),
    )
    assert card.negative == NegativeRule(("main",), ("steps",))
    assert card.rivals[0].support == ("edu_isced<=5",)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: C1", "id: C 1", "card.yaml:1: 'C 1' cannot be the id of a card"),
        ('source: "a paper"', "sources: x", "card.yaml:6: a card: unknown key 'sources'"),
        ("    role: primary", "    role: main", "card.yaml:11: role: 'main' is unknown"),
        (
            "    role: control",
            "    role: primary",
            "card.yaml:15: measures: the first one is",
        ),
        ("  - id: beside", "  - id: main", "card.yaml:15: measures: 'main' is taken"),
        ("  - id: beside", "  - id: control", "card.yaml:15: measures: 'control' is taken"),
        ("expected: negative", "expected: up", "card.yaml:13: expected: 'up' is unknown"),
        ('shows: "it shows"', "# nothing", "card.yaml:24: a rival account has no shows"),
        ("measure: again", "measure: agian", "card.yaml:38: a requirement: no measure or role 'agian'"),
        ("untied_below: 5", "untied_below: none", "card.yaml:37: untied_below is a whole number above 0"),
        ("untied_below: 5", "untied_below: 0", "card.yaml:37: untied_below is a whole number above 0"),
        (", untied_below: 5", "", "card.yaml:37: a requirement asks one thing"),
        ("say: supported", "say: proven", "card.yaml:39: say: 'proven' is unknown"),
        ("    - say: supported\n", "", "card.yaml:30: verdict: the last step, and no other, holds always"),
        ('  because: "so it is"\n', "", "card.yaml:30: verdict: at_most without because"),
        ("at_most: illustrates", "at_most: mixed", "card.yaml:31: at_most: 'mixed' is unknown"),
        (
            "against: [main]",
            "against: [mein]",
            "card.yaml:40: negative_cases: there is no 'mein'",
        ),
        ("rivals: [steps]", "rivals: [stops]", "card.yaml:40: negative_cases: there is no 'stops'"),
        ("codes: [OS-RAC]", "codes: OS-RAC", "card.yaml:7: codes is a list"),
        ('title: "A card"', "title: no", "card.yaml:2: title is text, but other programs read no as true"),
        ("options: {value", "options: {value: x, value", "card.yaml:14: options: 'value' is there twice"),
    ],
)
def test_problem_is_named_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert CARD.count(old) >= 1
    found = read(tmp_path, CARD.replace(old, new, 1))

    assert any(line.startswith(problem) for line in found), found


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text(CARD.replace("role: primary", "role: main").replace("id: C1", "id: C 1"), encoding="utf-8")
    other.write_text("id: [", encoding="utf-8")
    with pytest.raises(ProblemsError) as found:
        read_cards([one, other, tmp_path / "none.yaml"], named={one: "a.yaml", other: "b.yaml"})

    places = [each.where.rpartition("/")[2] for each in found.value.problems]
    assert [place.partition(":")[0] for place in places] == ["a.yaml"] * (len(places) - 2) + [
        "b.yaml",
        "none.yaml",
    ]
    assert len(places) >= 4


def test_missing_keys_are_all_named(tmp_path: Path) -> None:
    assert read(tmp_path, "id: C1\ntitle: x\n") == [
        f"card.yaml:1: the card has no {name}"
        for name in ("claim", "source", "codes", "measures", "verdict", "negative_cases")
    ]


def test_two_cards_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(CARD, encoding="utf-8")
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    with pytest.raises(SecondmigError, match=r"the card C1 is already at a\.yaml:1"):
        read_cards(paths, named={path: path.name for path in paths})


@pytest.mark.parametrize("text", ["", "[]", "id: &a C1\ntitle: *a\n", "- id: x\n"])
def test_what_is_no_card_is_named_without_a_traceback(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)
