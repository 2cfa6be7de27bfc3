"""A card on a terminal: the verdict first, every name with its places, no line wider than the screen."""

from typing import Any

import pytest
from wcwidth import wcswidth

from secondmig.cli.hypothesis_page import card_page, list_page, shown_measure
from secondmig.core.errors import SecondmigError
from secondmig.project.hypothesis_rows import FIELDS
from secondmig.project.listing import Listing

Row = dict[str, Any]
QUOTE = "銀行の人はもらえる。わたしらの七年は、数えん。おんなじ町におるのに、わたしらだけ、時計が止まっとる。"


def person(case: str, side: str, *, words: bool = False, group: str | None = None) -> Row:
    passage = {"place": f"{case} #4", "coding": "c-1", "code": "OS-X", "about": "JPN", "valence": "-1"}
    more = [{**passage, "place": f"{case} #9"}, {**passage, "place": f"{case} #9", "about": "USA"}]
    quoted = [
        {**each, "quote": text} for each, text in zip((passage, *more), (QUOTE, None, "short"), strict=True)
    ]
    return {
        "case": case,
        "side": side,
        "group": group,
        "says": "JPN 2/9 turns, USA 1/8 turns",
        "passages": quoted if words else [passage, *more],
    }


def row(measure: str, persons: list[Row], **values: object) -> Row:
    sides = {
        name: [each["case"] for each in persons if each["side"] == side]
        for name, side in (("for", "for"), ("against", "against"), ("ties", "tie"))
    }
    return {
        **dict.fromkeys(FIELDS),
        "id": "H1",
        "title": "They move on from where something is a problem, and where it is long to say",
        "measure": measure,
        "verdict": "points towards",
        "effect": 0.5,
        "n": len(persons),
        **sides,
        "negative_cases": ["A2"],
        "label": f"a figure called {measure} with a name that is rather long",
        "role": "primary",
        "expected": "positive",
        "finding": "as expected",
        "left_out": {},
        "persons": persons,
        **values,
    }


def listing(*rows: Row, **meta: object) -> Listing:
    told = {
        "claim": "They move on from places where something is a problem to places where it is less of one.",
        "source": "a paper",
        "where": [],
        "verdict_rule": ["1. mixed: if a row has the opposite sign", "2. supported: otherwise"],
        "verdict_step": 2,
        "verdict_because": [],
        "verdict_lowered_from": None,
        "negative_rule": "who speaks against the claim in the primary measure",
        "negative_cases": [
            {"case": "A2", "against": ["main"], "rivals": [], "memos": [], "memo": "not yet written"}
        ],
        "rivals": [
            {
                "id": "steps",
                "title": "in steps",
                "account": "They go in steps.",
                "shows": "it shows",
                "support": ["A1"],
                "n": 3,
                "left_out": {"A3": "not on record"},
            }
        ],
        "inference": "none asked for",
        "warnings": [],
    }
    return Listing(FIELDS, rows, {**told, **meta})


PERSONS = [person("A1", "for"), person("A2", "against"), person("A3", "tie")]
ROWS = (
    row("main", PERSONS),
    row(
        "other", [person("A1", "against")], role="sensitivity", finding="opposite", effect=-0.5, note="mean 2"
    ),
    row("host:JPN", [person("A2", "for")], role="control", low=-0.5, high=1.0, p=0.0156, p_method="exact"),
    row(
        "host:USA",
        [person("B1", "tie")],
        role="control",
        effect=None,
        finding="undefined",
        undefined="nobody",
        left_out={"B2": "no leg", "B3": "no leg"},
    ),
)


def page(told: Listing, width: int | None = None, beside: str = "main") -> str:
    return "".join(card_page(told, beside, width))


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("words", [True, False])
def test_no_line_is_wider_than_the_screen(width: int, words: bool) -> None:
    persons = [person("A1", "for", words=words), person("A2", "against", words=words, group="those who left")]
    text = page(listing(row("main", persons), *ROWS[1:]), width)

    assert max(wcswidth(line) for line in text.split("\n")) <= width
    assert max(wcswidth(line) for line in "".join(list_page(listing(*ROWS), width)).split("\n")) <= width


def test_verdict_stands_at_the_top_and_its_rule_at_the_end() -> None:
    text = page(listing(*ROWS), 120)
    first, *_ = text.split("\n")

    assert first.startswith("H1  They move on")
    assert first.endswith("POINTS TOWARDS")
    assert "VERDICT  points towards, by step 2 of the rule below\n" in text
    assert (
        text.index("VERDICT") < text.index("MEASURES") < text.index("PERSONS") < text.index("RIVAL ACCOUNTS")
    )
    assert text.index("RIVAL ACCOUNTS") < text.index("NEGATIVE CASES") < text.index("RULE OF THE VERDICT")
    assert "  2. supported: otherwise\n" in text


def test_every_measure_has_its_effect_and_how_many_stand_on_each_side() -> None:
    lines = page(listing(*ROWS), 100).split("\n")

    assert any(line.split()[-5:] == ["+0.50", "3", "1", "1", "1"] for line in lines)
    assert "      OPPOSITE: the claim expects a positive effect" in lines
    assert "      95 % from -0.50 to +1.00; p 0.016 (exact)" in lines
    assert "      UNDEFINED: nobody" in lines
    assert "      not counted: B2, B3 (no leg)" in lines


def test_every_person_has_a_mark_in_every_measure_and_the_places_of_the_words() -> None:
    lines = page(listing(*ROWS), 120).split("\n")

    assert "  A1    +  –  ·  JPN 2/9 turns, USA 1/8 turns  JPN #4 #9; USA #9" in lines
    assert "  A2    –  ·  +  JPN 2/9 turns, USA 1/8 turns  JPN #4 #9; USA #9" in lines
    assert "  NOT IN 1  1" in lines
    assert "  B1    ·  ·  =" in lines


def test_strata_share_a_column_only_where_nobody_is_in_two() -> None:
    both = row("host:USA", [person("A2", "against")], role="control")
    lines = page(listing(*ROWS[:3], both), 120).split("\n")

    assert any(line.startswith("  A2    –  ·  +  –  JPN") for line in lines)


def test_document_is_named_where_it_is_not_called_after_the_person() -> None:
    other = person("A1", "for")
    other["passages"][0]["place"] = "field-note #2"
    text = page(listing(row("main", [other])), 120)

    assert "JPN field-note #2 #9; USA #9" in text


def test_words_stand_under_the_name_where_they_are_asked_for() -> None:
    text = page(listing(row("main", [person("A1", "for", words=True)])), 200)

    joined = "".join(line.removeprefix(" " * 10) for line in text.split("\n"))
    assert f"A1 #4  OS-X -1 JPN“{QUOTE}”" in joined
    assert "      A1 #9  OS-X -1 JPN  (words that may not be shown)\n" in text
    assert "JPN #4" not in text


def test_figures_of_another_measure_can_stand_beside_the_persons() -> None:
    text = page(listing(*ROWS), 120, beside=shown_measure(listing(*ROWS), "other"))

    assert "2: a figure called other" in text
    assert "  AGAINST  1\n  A1 " in text
    with pytest.raises(SecondmigError, match="the card has no measure 'none'") as found:
        shown_measure(listing(*ROWS), "none")
    assert found.value.hint == "one of main, other, host:JPN, host:USA"


def test_negative_case_without_a_memo_says_how_to_write_it() -> None:
    text = page(listing(*ROWS), 120)

    assert "  A2  main: not yet written\n" in text
    assert 'secondmig memo add "H1: ..." --case A2\n' in text
    told = [{"case": "A2", "against": ["main"], "rivals": [], "memos": [{"id": "m"}], "memo": "H1: so"}]
    assert "memo add" not in page(listing(*ROWS, negative_cases=told), 120)
    assert "NEGATIVE CASES" in page(listing(*ROWS, negative_cases=[]), 120)
    assert "\n  nobody\n" in page(listing(*ROWS, negative_cases=[]), 120)


def test_lowered_verdict_says_what_the_rule_gave() -> None:
    limit = 'never more than "illustrates": interviews estimate nothing'
    text = page(
        listing(*ROWS, verdict_lowered_from="supported", verdict_rule=["1. supported: otherwise", limit]), 120
    )

    assert f'  the rule gives "supported"; {limit}\n' in text


def test_control_characters_of_a_quotation_cannot_steer_the_terminal() -> None:
    told = person("A1", "for", words=True)
    told["passages"][0]["quote"] = "\x1b[2Jgone"
    assert "\x1b" not in page(listing(row("main", [told])), 120)


def test_list_has_the_verdict_of_every_card_at_the_end_of_its_line() -> None:
    text = "".join(list_page(listing(*ROWS[:1]), 120))

    assert text.split("\n")[0].endswith("POINTS TOWARDS")
    assert "    effect +0.50; 1 for, 1 against, 1 neither, of 3\n    negative cases: A2\n" in text
