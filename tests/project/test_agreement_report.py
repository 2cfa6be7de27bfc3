"""``agree report`` on a project small enough to count by hand, and held against looking at every unit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import cast

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.resolution import Resolution
from secondmig.core.span import Span
from secondmig.core.types import Assignment, Document, SpeakerRef
from secondmig.project.agreement_asked import Compare, Drifting, Measure, Reported, Unit
from secondmig.project.disagreeing import Talk
from secondmig.project.listing import Listing
from secondmig.project.project import Project
from secondmig.project.session import find_document
from secondmig.store import assignments, cases, codings, resolutions
from tests.agreement import brute
from tests.project.twice import (
    ANA,
    BEN,
    DOWN,
    HOME,
    JA_PAPER,
    JA_WORK,
    PAPERS,
    WORK,
    both_coded,
    coded,
    session_of,
    take_in,
    twice_project,
)

CODES = ("WK-JOB", "WK-DOWN", "PAPER")
QUICK = Measure(draws=0)
Set = frozenset[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return both_coded(tmp_path_factory.mktemp("twice") / "study")


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Iterator[Project]:
    with secondmig.open(Path(copytree(made, tmp_path / "study"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def still(made: Path) -> Iterator[Project]:
    """The project for tests that only read it."""
    with secondmig.open(made) as opened:
        yield opened


def row(found: Reported, coefficient: str, **wanted: object) -> dict[str, object]:
    """The one row of a coefficient with these values; all languages and coders unless said otherwise."""
    asked = {"language": None, "when": "before", **wanted}
    rows = [
        dict(each)
        for each in found.listing.rows
        if each["coefficient"] == coefficient and all(each[name] == value for name, value in asked.items())
    ]
    assert len(rows) == 1, rows
    return rows[0]


def value(found: Reported, coefficient: str, **wanted: object) -> float | None:
    got = row(found, coefficient, **wanted)["value"]
    assert got is None or isinstance(got, float)
    return got


def judged(project: Project, unit: Unit, coders: Sequence[str] = ("ana", "ben")) -> list[list[Set]]:
    """For every unit of D1 to D3 that a participant speaks, the codes of each coder, one set per coder."""
    session = session_of(project)
    units = []
    for name in ("D1", "D2", "D3"):
        document = document_of(project, name)
        marks = codings.find(session.store.read(), documents=[name])
        for turn in (each for each in document.turns if each.role == "participant"):
            for span in spans_in(turn.span, document.text, unit):
                by_coder = [
                    frozenset(
                        each.code_id for each in marks if each.coder_id == who and each.span.overlaps(span)
                    )
                    for who in coders
                ]
                units.append(by_coder)
    return units


def document_of(project: Project, name: str) -> Document:
    return find_document(session_of(project), name)


def spans_in(turn: Span, text: str, unit: Unit) -> list[Span]:
    if unit == "turn":
        return [turn]
    if unit == "character":
        return [Span(at, at + 1) for at in range(turn.start, turn.end)]
    found, at = [], turn.start
    for place in range(turn.start, turn.end):
        if text[place] in ".。":
            found.append(Span(at, place + 1))
            at = place + 1 + (text[place + 1 : place + 2] == " ")
    return found


@pytest.mark.parametrize("unit", ["character", "sentence", "turn"])
@pytest.mark.parametrize("code", CODES)
def test_percent_and_alpha_are_those_of_looking_at_every_unit(still: Project, unit: Unit, code: str) -> None:
    found = still.agree_report(measure=replace(QUICK, unit=unit))
    units = [[code in each for each in both] for both in judged(still, unit)]

    assert value(found, "percent", code=code) == pytest.approx(brute.percent(units))
    assert value(found, "alpha", code=code) == pytest.approx(brute.alpha(units))
    shown = row(found, "alpha", code=code)
    assert (shown["n_units"], shown["unit"]) == (len(units), unit)
    assert shown["n11"] == sum(both == [True, True] for both in units)
    assert shown["n10"] == sum(both == [True, False] for both in units)
    assert shown["n01"] == sum(both == [False, True] for both in units)
    assert shown["n00"] == sum(both == [False, False] for both in units)
    assert shown["prevalence"] == pytest.approx(sum(map(sum, units)) / (2 * len(units)))


def test_pooled_counts_each_code_as_units_of_its_own_and_differs_from_the_mean(still: Project) -> None:
    found = still.agree_report(measure=QUICK)
    every = judged(still, "character")
    units = [[code in each for each in both] for code in CODES for both in every]

    assert value(found, "alpha", of="pooled") == pytest.approx(brute.alpha(units))
    mean = sum(value(found, "alpha", code=code) or 0.0 for code in CODES) / 3
    assert value(found, "alpha", of="mean") == pytest.approx(mean)
    assert row(found, "alpha", of="mean")["label"] == "mean of 3 of 4 codes"


def test_a_code_nobody_used_has_a_reason_and_is_in_no_mean(still: Project) -> None:
    found = still.agree_report(measure=QUICK)
    for coefficient in ("percent", "alpha"):
        never = row(found, coefficient, code="NEVER")
        assert (never["value"], never["undefined"]) == (None, "nobody applied the code")
    assert not any("NEVER" in str(line) for _, table in found.tables for line in table.rows)
    assert "1 code that nobody used" in "\n".join(found.foot)


def test_documents_count_as_units_by_presence(still: Project) -> None:
    found = still.agree_report(measure=replace(QUICK, unit="document"))
    jobs = row(found, "percent", code="WK-JOB")
    assert (jobs["value"], jobs["n_units"]) == (pytest.approx(2 / 3), 3)


def test_segments_have_percent_and_no_alpha(still: Project) -> None:
    found = still.agree_report(measure=replace(QUICK, unit="segment"))
    assert value(found, "percent", code="WK-JOB") == pytest.approx(2 / 4)
    assert "units exist only where somebody coded" in str(row(found, "alpha", code="WK-JOB")["undefined"])
    assert "W09" in warned(found)


def warned(found: Reported) -> list[str]:
    listed = found.listing.meta["warnings"]
    assert isinstance(listed, list)
    return [each["id"] for each in listed]


def test_facets_are_compared_where_both_gave_the_code(still: Project) -> None:
    found = still.agree_report(measure=QUICK)
    country = row(found, "percent", facet="about_country")
    assert (country["value"], country["n_units"], country["code"]) == (pytest.approx(5 / 6), 6, None)
    assert value(found, "percent", facet="valence") == pytest.approx(4 / 6)
    assert {each["facet"] for each in found.listing.rows} == {None, "about_country", "valence"}


def test_graded_coefficients_leave_out_what_has_no_place_in_the_order(still: Project) -> None:
    found = still.agree_report(measure=replace(QUICK, everything=True))
    graded = row(found, "alpha_ordinal", facet="valence")
    assert graded["n_units"] == 5  # "mixed" against 0 has no distance
    units = [(1, 1), (0, 0), (0, 0), (0, 0), (0, -1)]
    assert graded["value"] == pytest.approx(brute.alpha(units, brute.ordinal_distance(units)))
    assert not any(each["facet"] == "about_country" for each in ordinal(found))
    assert not any(each["facet"] == "certainty" for each in found.listing.rows)


def ordinal(found: Reported) -> list[dict[str, object]]:
    return [dict(each) for each in found.listing.rows if "ordinal" in str(each["coefficient"])]


def test_everything_holds_every_coefficient_of_the_issue(still: Project) -> None:
    found = still.agree_report(measure=Measure(everything=True, draws=20))
    assert {str(each["coefficient"]) for each in found.listing.rows} == {
        *("percent", "alpha", "cohen_kappa", "scott_pi", "fleiss_kappa", "conger_kappa", "brennan_prediger"),
        *("gwet_ac1", "gwet_ac2", "positive", "holsti", "alpha_ordinal", "alpha_interval", "alpha_masi"),
        *("alpha_jaccard", "cohen_kappa_linear", "cohen_kappa_quadratic", "u_alpha", "binary_u_alpha"),
        *("cu_alpha", "ku_alpha", "ku_coverage", "f1_exact", "f1_half", "f1_character"),
    }
    assert {each["unit"] for each in found.listing.rows if each["of"] == "pooled"} == {
        "character",
        "sentence",
        "turn",
        "segment",
        "document",
    }
    methods = found.listing.meta["coefficients"]
    assert isinstance(methods, dict)
    assert methods.keys() == {each["coefficient"] for each in found.listing.rows}


def test_everything_shows_prevalence_and_the_raw_counts_beside_each_code(still: Project) -> None:
    table = still.agree_report(measure=replace(QUICK, everything=True)).tables[0][1]
    first = next(dict(each) for each in table.rows if each["code"] == "WK-DOWN")
    counted = row(still.agree_report(measure=QUICK), "percent", code="WK-DOWN")
    cells = [counted[name] for name in ("n11", "n10", "n01", "n00")]
    assert [first[name] for name in ("both", "only ana", "only ben", "neither")] == cells
    assert sum(int(str(each)) for each in cells) == first["n"]
    assert first["prevalence"] == f"{counted['prevalence']:6.3f}"


def test_everything_of_three_coders_shows_the_counts_of_each_pair(project: Project) -> None:
    take_in(project, "cleo", {"D1": [coded(WORK, "WK-JOB")]})
    table = project.agree_report(measure=replace(QUICK, everything=True)).tables[0][1]
    assert {"both", "only first", "only second", "neither"} <= set(table.fields)


def test_sets_of_codes_are_compared_by_masi(still: Project) -> None:
    found = still.agree_report(measure=replace(QUICK, everything=True, unit="sentence"))
    units = judged(still, "sentence")
    assert value(found, "alpha_masi") == pytest.approx(brute.alpha(units, brute.masi))
    assert value(found, "alpha_jaccard") == pytest.approx(brute.alpha(units, brute.jaccard))


def test_figures_by_language_follow_the_turn(still: Project) -> None:
    found = still.agree_report(measure=replace(QUICK, languages=True))
    per = {each: row(found, "percent", code="WK-JOB", language=each)["n_units"] for each in ("en", "ja")}
    whole = row(found, "percent", code="WK-JOB")["n_units"]
    assert per["ja"] == 3 * len("紙があった。仕事もあった。")
    assert sum(n for n in per.values() if isinstance(n, int)) == whole
    assert row(found, "percent", facet="about_country", language="ja")["n_units"] == 1


def test_only_words_of_participants_count_unless_others_are_asked_for(still: Project) -> None:
    alone = still.agree_report(measure=QUICK)
    with_all = still.agree_report(Compare(roles=("participant", "interviewer")), QUICK)
    more = 3 * (len("Was there work?") + len("And the papers then?"))
    counts = [row(found, "alpha", code="PAPER")["n_units"] for found in (alone, with_all)]
    assert counts[1] == (counts[0] or 0) + more  # type: ignore[operator]
    assert "words of participants" in str(alone.listing.meta["scope"])


def test_codings_outside_the_scope_are_counted_and_left_out(project: Project) -> None:
    line = {**coded(WORK, "PAPER"), "turn": 1, "quote": "Was there work?"}
    take_in(project, "ben", {"D3": [line]})
    found = project.agree_report(measure=QUICK)
    assert found.listing.meta["codings_outside_scope"] == 1
    assert "1 coding lies outside" in "\n".join(found.foot)


def test_a_passage_taken_back_is_no_text_to_agree_on(project: Project) -> None:
    before = row(project.agree_report(measure=QUICK), "alpha", code="WK-JOB")
    project.corpus_restrict("D1", turn=2, quote=WORK, reason="phone")
    after = row(project.agree_report(measure=QUICK), "alpha", code="WK-JOB")
    assert after["n_units"] == before["n_units"] - len(WORK)  # type: ignore[operator]
    assert after["n11"] == before["n11"] - len(WORK)  # type: ignore[operator]


def test_a_document_one_coder_was_not_assigned_is_missing(project: Project) -> None:
    before = row(project.agree_report(measure=QUICK), "alpha", code="WK-JOB")
    take_in(project, "ana", {"D4": [coded(WORK, "WK-JOB")]})
    found = project.agree_report(measure=QUICK)
    assert row(found, "alpha", code="WK-JOB") == before
    assert "W04" in warned(found)
    assert found.listing.meta["documents"] == ["D1", "D2", "D3"]


def test_an_assigned_coder_who_marked_nothing_said_no(project: Project) -> None:
    take_in(project, "ana", {"D4": [coded(WORK, "WK-JOB")]})
    session = session_of(project)
    with session.store.write(actor="ana", verb="agree assign") as change:
        assignments.add(change, [Assignment("ben", "D4", "twice", blind=True, source="hand")])
    shown = row(project.agree_report(measure=QUICK), "alpha", code="WK-JOB")
    assert shown["n_clusters"] == 4
    assert shown["n10"] == len(JA_WORK) + len(WORK)


def test_documents_of_one_person_are_resampled_together(tmp_path: Path) -> None:
    folder = both_coded(tmp_path / "study")
    with secondmig.open(folder) as project:
        session = session_of(project)
        held = {case.id: case for case in cases.all_cases(session.store.read())}
        joined = replace(held["D1"], speakers=(*held["D1"].speakers, SpeakerRef("D2", "IMRAN")))
        with session.store.write(actor="ana", verb="case import") as change:
            cases.put(change, joined)
        found = project.agree_report(measure=Measure(draws=50))
        assert row(found, "alpha", code="PAPER")["n_clusters"] == 2
        assert "of one person together" in str(found.listing.meta["intervals"])


def test_the_same_seed_gives_the_same_intervals_and_it_is_printed(still: Project) -> None:
    one, two = (still.agree_report(measure=Measure(draws=100, seed=7)) for _ in range(2))
    assert one.listing == two.listing
    other = still.agree_report(measure=Measure(draws=100, seed=8))
    assert [each["low"] for each in one.listing.rows] != [each["low"] for each in other.listing.rows]
    assert "seed 7" in "\n".join(one.foot)


def test_few_documents_stand_beside_what_leaving_one_out_does(still: Project) -> None:
    shown = row(still.agree_report(measure=Measure(draws=50)), "alpha", of="pooled")
    low, high = shown["left_out_low"], shown["left_out_high"]
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert low < (shown["value"] or 0.0) < high  # type: ignore[operator]


def test_codes_roll_up_to_their_heading(still: Project) -> None:
    found = still.agree_report(Compare(level=1), QUICK)
    units = [[bool(each & {"WK-JOB", "WK-DOWN"}) for each in both] for both in judged(still, "character")]
    assert value(found, "alpha", code="WK") == pytest.approx(brute.alpha(units))
    assert {each["code"] for each in found.listing.rows} == {"WK", "PAPER", "NEVER", None}


def test_a_code_asked_for_brings_those_below_it(still: Project) -> None:
    found = still.agree_report(Compare(codes=("WK",)), QUICK)
    assert {each["code"] for each in found.listing.rows} == {"WK-JOB", "WK-DOWN", None}
    assert found.listing.meta["selection"] == "code WK"


def test_the_worklist_begins_with_the_confusion(still: Project) -> None:
    topics = still.agree_report(measure=QUICK).listing.meta["worklist"]
    assert isinstance(topics, list)
    assert topics[0] == {
        "kind": "confusion",
        "code_a": "WK-DOWN",
        "code_b": "WK-JOB",
        "facet": None,
        "n": 1,
        "documents": 1,
    }
    assert len(topics) == 5


def test_made_coders_say_so_before_any_number(tmp_path: Path) -> None:
    folder = both_coded(tmp_path / "study", toml='\n[coders.ben]\nmade = "simulated"\n')
    with secondmig.open(folder) as project:
        found = project.agree_report(measure=QUICK)
        assert found.banner.startswith("author-made, not reliability")
        assert "ben: simulated" in found.banner
        assert warned(found)[0] == "C07"
        compat = project.agree_compat("nvivo")
        assert compat.banner.startswith("author-made, not reliability")


def decided(project: Project, name: str = "D1") -> None:
    """ana and ben talked about a document: a decision is on record, then ben takes ana's code."""
    session = session_of(project)
    found = Resolution(
        "d-1",
        name,
        1,
        Span(1, 2),
        "confusion",
        "ana",
        "ben",
        "WK-DOWN",
        "WK-JOB",
        "",
        (),
        (),
        "a",
        "recode",
        "",
        "ana",
    )
    with session.store.write(actor="ana", verb="agree decide") as change:
        resolutions.add(change, [found])
    wrong = [
        each.id
        for each in codings.find(session.store.read(), documents=[name], coders=["ben"], codes=["WK-JOB"])
        if each.span.of(document_of(project, name).text) == DOWN
    ]
    with session.store.write(actor="ben", verb="code remove") as change:
        codings.retire(change, wrong)
    take_in(project, "ben", {name: [coded(DOWN, "WK-DOWN", valence=-1)]})


def test_before_is_the_state_before_the_first_decision_on_a_document(project: Project) -> None:
    before = value(project.agree_report(measure=QUICK), "alpha", code="WK-DOWN")
    decided(project)
    found = project.agree_report(measure=QUICK)
    assert value(found, "alpha", code="WK-DOWN") == before
    assert "W02" not in warned(found)
    assert found.listing.meta["reconciled"] == ["D1"]
    assert "before that" in "\n".join(found.foot)


def test_after_is_now_and_no_reliability(project: Project) -> None:
    decided(project)
    found = project.agree_report(Compare(when=("after",)), QUICK)
    assert value(found, "alpha", code="WK-DOWN", when="after") == 1.0
    assert "W02" in warned(found)
    assert "not reliability" in found.tables[0][0]


def test_both_states_stand_side_by_side(project: Project) -> None:
    decided(project)
    found = project.agree_report(Compare(when=("before", "after")), QUICK)
    line = next(dict(each) for each in found.tables[0][1].rows if each["code"] == "WK-DOWN")
    assert (line["alpha before"], line["alpha now"]) == (" 0.748", " 1.000")
    assert "only the first is reliability" in found.tables[0][0]
    assert "W02" in warned(found)


def test_an_undone_decision_was_a_decision_all_the_same(project: Project) -> None:
    decided(project)
    session = session_of(project)
    with session.store.write(actor="ana", verb="agree decide") as change:
        resolutions.retire(change, ["d-1"])
    assert project.agree_report(measure=QUICK).listing.meta["reconciled"] == ["D1"]


def test_codings_that_wait_for_a_person_are_in_no_number(project: Project) -> None:
    path = project.root / "corpus" / "D1.txt"
    edited = project.root / "edited.txt"
    edited.write_text(path.read_text(encoding="utf-8").replace("kept us down", "held us"), encoding="utf-8")
    project.corpus_rebase("D1", edited)
    found = project.agree_report(measure=QUICK)
    assert found.listing.meta["codings_waiting"] == 2
    assert row(found, "alpha", code="WK-DOWN")["n11"] == 2 * len(DOWN)


def test_three_coders_have_figures_together_and_pair_by_pair(project: Project) -> None:
    take_in(project, "cleo", {"D1": [coded(WORK, "WK-JOB"), coded(PAPERS, "PAPER")], "D2": []})
    take_in(project, "cleo", {"D2": [coded(WORK, "WK-JOB")]})
    found = project.agree_report(measure=QUICK)
    assert found.listing.meta["coders"] == ["ana", "ben", "cleo"]
    together = row(found, "alpha", code="WK-JOB", coders="ana, ben, cleo")
    assert together["n11"] is None
    pairs = {each["coders"] for each in found.listing.rows if each["of"] == "pooled"}
    assert pairs == {"ana, ben, cleo", "ana, ben", "ana, cleo", "ben, cleo"}
    alone = project.agree_report(Compare(coders=("ana", "ben")), QUICK)
    assert value(found, "alpha", of="pooled", coders="ana, ben") == value(alone, "alpha", of="pooled")
    assert [title for title, _ in found.tables][1] == "Pairs of coders, all codes pooled"
    full = project.agree_report(measure=replace(QUICK, everything=True))
    names = {each["coefficient"] for each in full.listing.rows if each["coders"] == "ana, ben, cleo"}
    assert {"fleiss_kappa", "conger_kappa", "gwet_ac1", "u_alpha"} <= names
    assert not {"cohen_kappa", "scott_pi", "f1_exact"} & names
    segments = project.agree_report(measure=replace(QUICK, unit="segment"))
    assert "ana, ben, cleo" not in {each["coders"] for each in segments.listing.rows}


def crowded(project: Project, number: int) -> None:
    """So many coders who read D1, where none of them found anything."""
    session = session_of(project)
    with session.store.write(actor="ana", verb="agree assign") as change:
        crowd = [f"c{each:02}" for each in range(number)]
        assignments.add(change, [Assignment(who, "D1", "twice", True, "hand") for who in crowd])


@pytest.mark.parametrize("unit", ["character", "turn", "document"])
def test_more_coders_than_can_be_compared_at_once_are_refused_in_one_line(
    project: Project, unit: Unit
) -> None:
    crowded(project, 61)  # and ana and ben
    with pytest.raises(SecondmigError, match="at most 62 coders can be compared at once, not 63") as refused:
        project.agree_report(measure=replace(QUICK, unit=unit))
    assert refused.value.hint.startswith("--coders A,B,C names those to compare")


def test_a_missing_third_coder_does_not_count_as_no(project: Project) -> None:
    take_in(project, "cleo", {"D1": [coded(WORK, "WK-JOB")]})
    units = [
        [("WK-JOB" in each) for each in both]
        + ([] if number >= len(judged(project, "turn")) // 3 else [turn_of(number)])
        for number, both in enumerate(judged(project, "turn"))
    ]
    found = project.agree_report(measure=replace(QUICK, unit="turn"))
    together = row(found, "alpha", code="WK-JOB", coders="ana, ben, cleo")
    padded = [each if len(each) == 3 else [*each, None] for each in units]
    assert together["value"] == pytest.approx(brute.alpha(padded))


def turn_of(number: int) -> bool:
    """Whether cleo coded this turn of D1 with WK-JOB: the first alone."""
    return number == 0


def test_repetitions_and_adjudicated_layers_are_no_other_coders(project: Project) -> None:
    take_in(project, "ana.2", {"D1": [coded(WORK, "WK-JOB")]})
    take_in(project, "settled", {"D1": [coded(WORK, "WK-JOB")]})
    session = session_of(project)
    with session.store.write(actor="ana", verb="agree adjudicate") as change:
        assignments.add(change, [Assignment("settled", "D1", "twice", blind=False, source="adjudication")])
    assert project.agree_report(measure=QUICK).listing.meta["coders"] == ["ana", "ben"]
    asked = project.agree_report(Compare(coders=("ana", "ana.2")), QUICK)
    assert asked.listing.meta["documents"] == ["D1"]


def test_a_coder_who_saw_the_other_s_work_is_told(project: Project) -> None:
    session = session_of(project)
    with session.store.write(actor="ana", verb="agree package") as change:
        assignments.add(change, [Assignment("ben", "D1", "twice", blind=False, source="package")])
    assert "W02" in warned(project.agree_report(measure=QUICK))


def merge(project: Project) -> None:
    """WK-DOWN becomes part of WK-JOB."""
    path = project.root / "codebooks" / "twice.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("  - id: WK-DOWN")
    end = text.index("  - id: PAPER")
    merged = text[:start] + text[end:]
    merged = merged.replace("    label: A job\n", "    label: A job\n    was: [WK-DOWN]\n")
    path.write_text(merged.replace("version: 1.0.0", "version: 2.0.0"), encoding="utf-8")
    project.codebook_commit(note="one code")


def test_a_merged_code_counts_as_what_it_became(project: Project) -> None:
    merge(project)
    found = project.agree_report(measure=QUICK)
    assert "WK-DOWN" not in {each["code"] for each in found.listing.rows}
    assert row(found, "alpha", code="WK-JOB")["n11"] == 30 + 44 + len(DOWN)


def test_the_state_before_a_decision_is_told_in_the_codes_of_today(project: Project) -> None:
    decided(project)
    merge(project)
    found = project.agree_report(measure=QUICK)
    assert row(found, "alpha", code="WK-JOB")["n11"] == 30 + 44 + len(DOWN)
    assert found.listing.meta["codings_waiting"] == 0


def test_codings_of_a_split_code_wait_and_are_in_no_number(project: Project) -> None:
    project.codebook_split("PAPER", {"PAPER-ID": "Identity papers", "PAPER-VISA": "Visas"})
    found = project.agree_report(measure=QUICK)
    assert found.listing.meta["codings_waiting"] == 5
    assert row(found, "alpha", code="PAPER-ID")["undefined"] == "nobody applied the code"


DIVIDED = (
    "{} codings in the documents compared wait for a code since theirs was divided and are in no number:"
    " secondmig codebook review"
)


def said_waiting(listing: Listing) -> list[str]:
    warnings = cast("Sequence[dict[str, str]]", listing.meta["warnings"])
    return [each["message"] for each in warnings if each["id"] == "C06"]


def test_codings_that_wait_are_counted_where_two_coders_are_compared(project: Project) -> None:
    take_in(project, "ana", {"D4": [coded(PAPERS, "PAPER"), coded(JA_PAPER, "PAPER"), coded(WORK, "WK-JOB")]})
    project.codebook_split("PAPER", {"PAPER-ID": "Identity papers", "PAPER-VISA": "Visas"})

    for asked, number in (
        (Compare(), 5),  # of seven: the two in D4 are ana's alone to read
        (Compare(documents=("D2", "D4")), 2),
        (Compare(codes=("PAPER-ID",)), 5),
        (Compare(codes=("WK",)), 0),
    ):
        found = project.agree_report(asked, QUICK)
        assert found.listing.meta["codings_waiting"] == number
        assert said_waiting(found.listing) == ([DIVIDED.format(number)] if number else [])
        talk = Talk(documents=asked.documents, codes=asked.codes)
        for listing in (project.agree_disagreements(talk), project.agree_topics(talk)):
            assert said_waiting(listing) == ([DIVIDED.format(number)] if number else [])
        other = project.agree_compat("nvivo", asked, QUICK)
        assert said_waiting(other.listing) == ([DIVIDED.format(number)] if number else [])
    mine = project.agree_drift("ana", Drifting())
    assert said_waiting(mine.listing) == [DIVIDED.format(4)]


def test_codings_outside_the_scope_are_counted_where_two_coders_are_compared(project: Project) -> None:
    asked = {
        "turn": 3,
        "quote": "And the papers then?",
        "code": "PAPER",
        "about_country": "USA",
        "valence": 0,
    }
    take_in(project, "ana", {"D1": [asked], "D4": [asked]})
    assert project.agree_report(measure=QUICK).listing.meta["codings_outside_scope"] == 1


REFUSALS: list[tuple[Callable[[Project], object], str, str]] = [
    (
        lambda project: project.agree_report(Compare(coders=("ana", "zoe"))),
        "no coder zoe",
        "coders: ana, ben",
    ),
    (lambda project: project.agree_report(Compare(coders=("ana",))), "not ana alone", "coders: ana, ben"),
    (lambda project: project.agree_report(Compare(coders=("ana", "ana"))), "named twice", "once"),
    (lambda project: project.agree_report(Compare(documents=("D9",))), "no document D9", "corpus list"),
    (lambda project: project.agree_report(Compare(codes=("NO",))), "no code 'NO'", ""),
    (lambda project: project.agree_report(Compare(documents=("D4",))), "nobody has coded", "agree package"),
    (lambda project: project.agree_report(measure=Measure(overlap=1.5)), "overlap lies above 0", "--overlap"),
    (lambda project: project.agree_report(measure=Measure(draws=-1)), "resamples cannot be -1", "--draws"),
    (lambda project: project.agree_report(measure=Measure(draws=10**9)), "cannot be 1000000000", "--draws"),
    (lambda project: project.agree_report(measure=Measure(seed=-1)), "a seed is 0 or more", "--seed 1"),
    (lambda project: project.agree_drift("ana", Drifting(seed=-1)), "a seed is 0 or more", "--seed 1"),
    (lambda project: project.agree_compat("nvivo", None, Measure(overlap=0.0)), "overlap lies", "--overlap"),
]


@pytest.mark.parametrize(("ask", "message", "hint"), REFUSALS, ids=[message for _, message, _ in REFUSALS])
def test_what_cannot_be_compared_is_refused_with_a_way_on(
    still: Project, ask: Callable[[Project], object], message: str, hint: str
) -> None:
    with pytest.raises(SecondmigError) as caught:
        ask(still)
    assert message in caught.value.line()
    assert hint in caught.value.hint


def test_no_shared_document_names_who_has_what(tmp_path: Path) -> None:
    with secondmig.open(twice_project(tmp_path / "study")) as project:
        take_in(project, "ana", {"D1": ANA["D1"]})
        with pytest.raises(SecondmigError, match="ana alone has coded here"):
            project.agree_report()
        take_in(project, "ben", {"D2": BEN["D2"]})
        with pytest.raises(SecondmigError, match=r"ana has 1 document \(D1\); ben has 1 document \(D2\)"):
            project.agree_report()
        take_in(project, "cleo", {"D1": ANA["D1"]})
        with pytest.raises(SecondmigError) as caught:
            project.agree_report(Compare(coders=("ana", "ben")))
        assert "share no document" in caught.value.line()
        assert caught.value.hint == "ana and cleo share 1 document (D1)"


def test_compat_prints_the_figures_of_other_programs_with_their_definition(still: Project) -> None:
    nvivo = still.agree_compat("nvivo", Compare(codes=("PAPER",), documents=("D1",)))
    text = document_of(still, "D1").text
    shown = {each["coefficient"]: each["value"] for each in nvivo.listing.rows}
    assert shown == {"percent": 1.0, "kappa": 1.0}
    counts = nvivo.listing.rows[0]["counts"]
    assert counts == {
        "both": len(PAPERS),
        "first_only": 0,
        "second_only": 0,
        "neither": len(text) - len(PAPERS),
    }
    maxqda = still.agree_compat("maxqda")
    segments = next(
        dict(each) for each in maxqda.listing.rows if each["unit"] == "segments" and not each["code"]
    )
    assert segments["value"] == pytest.approx(12 / 16)
    miner = still.agree_compat("qdaminer")
    assert {each["unit"] for each in miner.listing.rows} == {"presence", "frequency", "importance", "overlap"}
    for found, name in ((nvivo, "NVivo"), (maxqda, "MAXQDA"), (miner, "QDA Miner")):
        assert str(found.listing.meta["definition"]).startswith(name)
        assert found.foot[0] == found.listing.meta["definition"]


def test_compat_is_for_two_coders(project: Project) -> None:
    take_in(project, "cleo", {"D1": [coded(WORK, "WK-JOB")]})
    with pytest.raises(SecondmigError) as caught:
        project.agree_compat("maxqda")
    assert caught.value.hint == "--coders ana,ben"


def test_no_word_of_a_transcript_is_in_a_report(still: Project) -> None:
    found = still.agree_report(measure=replace(QUICK, everything=True))
    said = f"{found}"
    assert not any(words in said for words in (WORK, DOWN, PAPERS, HOME, JA_WORK))


def test_warnings_come_from_what_was_found(still: Project) -> None:
    # ben has WK-JOB on two sentences side by side; three documents; one code nobody used.
    assert warned(still.agree_report(measure=QUICK)) == ["C01", "W03", "W05", "W07"]
    full = still.agree_report(measure=replace(QUICK, unit="turn"))
    assert set(warned(full)) == {"C01", "W03", "W05", "W10"}


def test_a_pooled_alpha_that_hides_a_code_is_told(project: Project) -> None:
    lines = {name: [coded(WORK, "WK-JOB"), coded(DOWN, "WK-DOWN")] for name in ("D1", "D2", "D3", "D4")}
    take_in(project, "cleo", {**lines, "D4": [*lines["D4"], coded(HOME, "PAPER")]})
    take_in(project, "dan", lines)
    found = project.agree_report(Compare(coders=("cleo", "dan")), QUICK)
    assert "W06" in warned(found)
    message = next(each["message"] for each in listed_warnings(found) if each["id"] == "W06")
    assert message.endswith("(PAPER)")


def listed_warnings(found: Reported) -> list[dict[str, str]]:
    listed = found.listing.meta["warnings"]
    assert isinstance(listed, list)
    return listed


def test_codes_of_a_heading_on_the_same_words_are_told_where_they_should_exclude_each_other(
    project: Project,
) -> None:
    take_in(project, "ben", {"D3": [coded(DOWN, "WK-JOB")]})
    assert "W08" not in warned(project.agree_report(measure=QUICK))
    found = project.agree_report(measure=replace(QUICK, everything=True))
    assert "W08" in warned(found)
    refused = row(found, "cu_alpha", code="WK")
    assert refused["value"] is None
    assert "do not exclude each other" in str(refused["undefined"])


def test_codings_under_another_version_of_the_codebook_are_told(project: Project) -> None:
    path = project.root / "codebooks" / "twice.yaml"
    text = path.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0")
    path.write_text(text.replace("Has papers.", "Has papers of any kind."), encoding="utf-8")
    project.codebook_commit(note="wider")
    assert "W11" not in warned(project.agree_report(measure=QUICK))
    take_in(project, "ben", {"D1": [coded(HOME, "PAPER")]})
    assert "W11" in warned(project.agree_report(measure=QUICK))


def test_codings_that_began_as_a_suggestion_are_told(project: Project) -> None:
    take_in(project, "ben", {"D1": [{**coded(HOME, "PAPER"), "origin": "learned@2"}]})
    assert "W12" in warned(project.agree_report(measure=QUICK))


def test_rare_codes_are_told_with_their_number(project: Project) -> None:
    take_in(project, "ana", {"D1": [coded(WORK, "NEVER")]})
    found = project.agree_report(measure=replace(QUICK, unit="sentence"))
    message = next(each["message"] for each in listed_warnings(found) if each["id"] == "W01")
    assert message.endswith("(1 of 4 codes)")


def test_every_caution_of_a_report_is_in_meta_and_the_gravest_are_beside_it(still: Project) -> None:
    assert all(each.keys() == {"id", "severity", "message"} for each in listed_warnings(still.agree_report()))


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize(
    "asked", [Compare(codes=("NEVER",)), Compare(roles=("other",)), Compare(roles=("interviewer",))]
)
def test_nothing_to_compare_gives_reasons_and_no_traceback(
    still: Project, asked: Compare, everything: bool
) -> None:
    found = still.agree_report(asked, Measure(draws=9, everything=everything))
    values = {each["value"] for each in found.listing.rows if each["of"] in {"code", "mean"}}
    assert values == {None}
    assert all(each["undefined"] for each in found.listing.rows if each["value"] is None)
    reasons = {each["undefined"] for each in found.listing.rows if each["of"] == "facet"}
    assert reasons == {"no words got the same code from both coders"}
    assert still.agree_compat("maxqda", asked).listing.meta["program"] == "maxqda"
