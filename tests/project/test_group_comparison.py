"""Comparisons of the demo against its files, read anew here; and what cannot be compared."""

import csv
import json
from collections import defaultdict
from math import comb
from pathlib import Path
from typing import Any

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.comparison_rows import COMPARISON_FIELDS, PAIR_FIELDS, PAIRED_FIELDS
from secondmig.project.comparison_wanted import ComparisonWanted
from secondmig.project.listing import Listing
from secondmig.project.project import open_project
from tests.project.correcting import built

CORPUS = Path(__file__).parents[2] / "corpus"
STABLE = (
    *("code", "label", "group", "persons", "persons_total", "turns", "segments", "share"),
    *("low", "high", "p"),
)
H1 = Selection(codes=("OS-RAC",), where=(("valence", "-1"),))
FIRST_NOW = ("first_destination", "current")


def compared(root: Path, selection: Selection | None = None, **wanted: Any) -> Listing:  # noqa: ANN401 - fields
    with secondmig.open(root) as project:
        return project.query_comparison(selection or Selection(), ComparisonWanted(**wanted))


def row(listing: Listing, code: str, group: str) -> dict[str, Any]:
    return dict(next(each for each in listing.rows if each["code"] == code and each["group"] == group))


def warned(listing: Listing) -> set[str]:
    warnings = listing.meta["warnings"]
    assert isinstance(warnings, list)
    return {each["id"] for each in warnings}


def gold() -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        for path in sorted((CORPUS / "gold").glob("*.jsonl"))
    }


def persons() -> dict[str, dict[str, str]]:
    with (CORPUS / "persons.csv").open(encoding="utf-8", newline="") as file:
        return {each["id"]: each for each in csv.DictReader(file)}


def test_persons_are_counted_as_the_files_have_them(built_demo: Path) -> None:
    listing = compared(built_demo)
    having: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for case, rows in gold().items():
        for each in rows:
            having[each["code"], persons()[case]["group"]].add(case)

    found = {
        (str(each["code"]), str(each["group"])): int(str(each["persons"]))
        for each in listing.rows
        if any(code == each["code"] for code, _ in having)
    }
    assert len(found) > 100
    # The codes below a code count as it does, so that a code with codes below has at least its own persons.
    assert all(number >= len(having[key]) for key, number in found.items())
    leaves = {"OS-RAC-DISC", "OS-RAC-ID", "OS-LEG-PAS", "OS-PER-OPT", "OS-MOB-UP", "HC-MOT-WAGE"}
    assert {key: number for key, number in found.items() if key[0] in leaves} == {
        (code, group): len(having[code, group]) for code in leaves for group in ("second", "single")
    }
    assert {each["persons_total"] for each in listing.rows if each["group"] == "second"} == {13}


def test_rows_keep_the_fields_of_the_matrix_and_add_more(built_demo: Path) -> None:
    listing = compared(built_demo, Selection(codes=("OS-RAC",)))

    assert listing.fields[:11] == STABLE
    assert listing.fields == COMPARISON_FIELDS
    assert all(tuple(each) != () and set(each) == set(COMPARISON_FIELDS) for each in listing.rows)
    assert listing.meta["quantity"] == "presence"
    assert listing.meta["groups"] == {"second": 13, "single": 11}


def test_without_inference_p_and_interval_are_empty_with_the_reason(built_demo: Path) -> None:
    found = row(compared(built_demo, Selection(codes=("OS-PER-OPT",))), "OS-PER-OPT", "second")

    assert (found["persons"], found["persons_total"]) == (4, 13)
    assert found["difference"] == pytest.approx(4 / 13)
    for name in ("low", "p", "probability", "odds_ratio"):
        assert found[name] is None
        assert "--inference" in found["reasons"][name]
    assert found["p_holm"] is None


def test_inference_adds_figures_each_with_its_sentence(built_demo: Path) -> None:
    listing = compared(built_demo, Selection(codes=("OS-LEG-PAS",)), inference=True)
    found = row(listing, "OS-LEG-PAS", "second")

    # 9 of 13 against 1 of 11: all ways to pick the 10 persons, those no more probable than this one.
    ways = [comb(13, k) * comb(11, 10 - k) for k in range(11)]
    assert (found["persons"], row(listing, "OS-LEG-PAS", "single")["persons"]) == (9, 1)
    assert found["p"] == pytest.approx(sum(each for each in ways if each <= ways[9]) / sum(ways))
    assert found["low"] < found["difference"] < found["high"]
    assert found["odds_low"] < found["odds_ratio"] < found["odds_high"]
    assert found["probability"] > 0.99
    sentences = listing.meta["sentences"]
    assert isinstance(sentences, dict)
    assert set(sentences) == {"low", "probability", "odds_ratio", "p", "p_holm"}
    for name in ("low", "probability", "odds_ratio", "p"):
        assert "re-labelling of these persons" in sentences[name]
    assert "W14" in warned(listing)


def test_an_infinite_odds_ratio_has_a_reason_and_the_end_that_exists(built_demo: Path) -> None:
    found = row(
        compared(built_demo, Selection(codes=("OS-PER-DEC",)), inference=True), "OS-PER-DEC", "second"
    )

    assert (found["odds_ratio"], found["odds_high"]) == (None, None)
    assert found["reasons"]["odds_ratio"].startswith("infinite, at least 6.085")
    assert found["odds_low"] == pytest.approx(6.085, abs=1e-3)


def test_rows_say_themselves_what_inference_describes_as_a_csv_has_no_sentences(built_demo: Path) -> None:
    plain, inferred = (
        compared(built_demo, Selection(codes=("OS-LEG-PAS",)), inference=on) for on in (False, True)
    )

    assert {each["describes"] for each in plain.rows} == {None}
    assert {each["describes"] for each in inferred.rows} == {
        "re-labelling of these persons, infers to nobody else"
    }


def test_by_default_presence_has_the_difference_and_both_effect_sizes(built_demo: Path) -> None:
    found = row(compared(built_demo, Selection(codes=("OS-PER-OPT",))), "OS-PER-OPT", "second")

    assert found["delta"] == pytest.approx(found["difference"])
    assert found["v"] is not None
    assert found["odds_low"] is None


def test_p_is_corrected_over_the_family_even_where_one_code_is_shown(built_demo: Path) -> None:
    whole = compared(built_demo, Selection(codes=("OS-LEG",)), inference=True, family="OS-LEG")
    one = compared(built_demo, Selection(codes=("OS-LEG-PAS",)), inference=True, family="OS-LEG")

    made = {each["code"]: each["p"] for each in whole.rows if each["p"] is not None}
    found = row(one, "OS-LEG-PAS", "second")
    assert {each["code"] for each in one.rows} == {"OS-LEG-PAS"}
    assert len(made) == 3
    assert found["p_holm"] == pytest.approx(3 * found["p"])
    assert found["p_holm"] == row(whole, "OS-LEG-PAS", "second")["p_holm"]
    assert one.meta["comparisons"] == 3


def test_a_code_outside_the_family_is_not_corrected(built_demo: Path) -> None:
    listing = compared(built_demo, Selection(codes=("OS-MOB-UP",)), inference=True, family="OS-LEG")
    found = row(listing, "OS-MOB-UP", "second")

    assert found["p"] is not None
    assert found["p_holm"] is None
    assert found["reasons"]["p_holm"] == "the code is not in the family"


def test_several_groups_have_one_p_and_each_its_difference(built_demo: Path) -> None:
    listing = compared(
        built_demo, Selection(codes=("OS-RAC-HIER",)), cols="interview_country", inference=True
    )

    assert [each["group"] for each in listing.rows] == ["JPN", "GBR", "USA"]
    assert {each["against"] for each in listing.rows} == {"all others"}
    assert len({each["p"] for each in listing.rows}) == 1
    assert row(listing, "OS-RAC-HIER", "USA")["difference"] == pytest.approx(6 / 8 - 4 / 16)


def test_leaving_a_code_out_leaves_its_passages_out_of_the_heading(built_demo: Path) -> None:
    selection = Selection(codes=("OS-RAC",))
    whole = compared(built_demo, selection, count="count")
    less = compared(built_demo, selection, count="count", without=("OS-RAC-COE",))

    coe = row(whole, "OS-RAC-COE", "second")["segments"]
    assert coe
    assert row(whole, "OS-RAC", "second")["segments"] == row(less, "OS-RAC", "second")["segments"] + coe
    assert all(each["code"] != "OS-RAC-COE" for each in less.rows)


def test_h1_within_persons_is_as_the_design_of_the_demo_prints_it(built_demo: Path) -> None:
    listing = compared(
        built_demo, H1, paired=FIRST_NOW, without=("OS-RAC-COE",), inference=True, family="OS-RAC"
    )
    first, now = row(listing, "OS-RAC", "first_destination"), row(listing, "OS-RAC", "current")

    assert listing.fields == PAIRED_FIELDS
    assert listing.fields[:11] == STABLE
    assert (len(first["more"]), first["fewer"], first["ties"]) == (11, ["JP01", "US04"], [])
    assert first["p"] == pytest.approx(0.0224609375)
    assert (round(first["mean"], 2), round(now["mean"], 2)) == (0.29, 0.16)
    assert first["more"] == now["fewer"]
    assert first["difference"] == -now["difference"]
    assert {"W35", "W14"} <= warned(listing)


def test_h1_by_counts_has_the_same_exceptions(built_demo: Path) -> None:
    listing = compared(built_demo, H1, paired=FIRST_NOW, without=("OS-RAC-COE",), count="count")
    first = row(listing, "OS-RAC", "first_destination")

    assert (len(first["more"]), first["fewer"]) == (11, ["JP01", "US04"])
    assert "--inference" in first["reasons"]["p"]


def test_the_differences_of_the_persons_can_be_listed(built_demo: Path) -> None:
    listing = compared(built_demo, H1, paired=FIRST_NOW, without=("OS-RAC-COE",), persons=True)
    mine: dict[str, dict[str, Any]] = {
        str(each["case"]): dict(each) for each in listing.rows if each["code"] == "OS-RAC"
    }

    assert listing.fields == PAIR_FIELDS
    assert len(mine) == 13
    assert (mine["US04"]["first"], mine["US04"]["second"]) == ("GBR", "USA")
    assert mine["US04"]["difference"] < 0


def test_p_of_numbers_is_simulated_with_a_seed_where_it_must_be(built_demo: Path) -> None:
    wanted = {"cols": "interview_country", "count": "count", "inference": True}
    seven = compared(built_demo, Selection(codes=("OS-RAC-DISC",)), seed=7, **wanted)
    again = compared(built_demo, Selection(codes=("OS-RAC-DISC",)), seed=7, **wanted)
    found = row(seven, "OS-RAC-DISC", "USA")

    assert found["seed"] == 7
    assert found["p_low"] < found["p"] < found["p_high"]
    assert seven.rows == again.rows
    assert "W24" in warned(seven)


@pytest.mark.parametrize(
    ("selection", "wanted", "message"),
    [
        (Selection(), {"cols": "about_country"}, "about_country belongs to codings, not to persons"),
        (Selection(), {"cols": "stage"}, "stage belongs to codings"),
        (Selection(), {"cols": "code"}, "code belongs to codings"),
        (Selection(), {"cols": "shoe"}, "persons have no value 'shoe'"),
        (Selection(), {"against": "third"}, "no person is in the group third"),
        (Selection(cases=("US01",)), {}, "one group, second"),
        (Selection(groups=(("gender", "none"),)), {}, "nobody is left to compare"),
        (Selection(), {"inference": True, "family": "OS-RCA"}, "there is no family OS-RCA"),
        (Selection(), {"intensity": "basis"}, "basis is no facet with an order"),
        (Selection(), {"paired": ("current",)}, "two different countries are compared"),
        (Selection(), {"paired": ("current", "current")}, "two different countries are compared"),
        (Selection(), {"paired": FIRST_NOW, "count": "rate"}, "rate cannot be told of one country"),
        (Selection(where=(("valence", "9"),)), {}, "nothing is coded there"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    built_demo: Path, selection: Selection, wanted: dict[str, Any], message: str
) -> None:
    with pytest.raises(SecondmigError, match=message):
        compared(built_demo, selection, **wanted)


# A small project: two persons, families of its own


def test_two_persons_give_figures_and_warnings(tmp_path: Path) -> None:
    listing = compared(built(tmp_path / "small"), cols="interview_country", inference=True, family="all")

    assert listing.rows
    assert all(each["p"] is None or each["p"] == 1.0 for each in listing.rows)
    assert {"W15", "W16"} <= warned(listing)


def test_a_family_may_be_named_in_the_file_of_the_project(tmp_path: Path) -> None:
    root = built(tmp_path / "small")
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[families.rise]\ncodes = ["OS-MOB"]\n', encoding="utf-8")
    listing = compared(root, cols="interview_country", inference=True, family="rise")

    assert listing.meta["family"] == "rise"


def test_a_family_that_names_no_code_is_refused(tmp_path: Path) -> None:
    root = built(tmp_path / "small")
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[families.rise]\ncodes = ["OS-MOV"]\n', encoding="utf-8")
    with open_project(root) as project, pytest.raises(SecondmigError, match="family rise names OS-MOV"):
        project.query_comparison(
            wanted=ComparisonWanted(cols="interview_country", inference=True, family="rise")
        )


def test_a_family_is_a_table_with_codes(tmp_path: Path) -> None:
    root = built(tmp_path / "small")
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[families.rise]\ncode = 1\n", encoding="utf-8")
    with pytest.raises(SecondmigError, match="unknown key 'code' in families"):
        open_project(root)
