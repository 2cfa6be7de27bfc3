"""The patterns planted in the demo, G1 to G14 and N1 to N4, to the digits that the design prints.

Each is asked of the project's own functions and, independently, of ``planted_oracle``, which reads the files
of the corpus and counts. The digits are written once, in the test; both have to print them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import mean, median

import pytest
from scipy.stats import mannwhitneyu

from secondmig.estimate.values import Estimate
from secondmig.joint.crossing import Crossing, cross
from secondmig.joint.display import country_crosstab
from secondmig.joint.evidence import Line
from secondmig.joint.groups import facet_texts, group_of
from secondmig.joint.passages import locate
from secondmig.stats.effect import cliffs_delta
from secondmig.stats.fisher import fisher_exact
from secondmig.stats.permute import exact_mean_difference, exact_rank_sum, sign_test
from secondmig.stats.proportions import risk_difference
from tests.joint import planted_oracle as oracle
from tests.joint.demo import demo_snapshot
from tests.joint.demo_ground import demo_ground, demo_judged, judge, line, with_cases, with_codings

FISHER = "Fisher's exact test (Fisher 1935)"
RANKS = "permutation of the rank sum, ties as mid-ranks, complete distribution"
MEANS = "permutation of the mean difference, complete distribution"
SIGNS = "sign test, ties left out"
SECOND, SINGLE = oracle.second(), oracle.single()


def printed(number: float | None, digits: int) -> str:
    """A number as the design prints it."""
    assert number is not None
    return f"{number + 0.0:.{digits}f}"


def p_of(found: Line | Estimate) -> tuple[str, str]:
    """A p to four digits, and its method."""
    p = found.p if isinstance(found, Line) else found
    assert p is not None
    return printed(p.value, 4), p.method


def held(name: str, group: str) -> list[float]:
    """A value of the person table for one group, as the evaluators read it."""
    ground = demo_ground()
    numbers = (ground.number(person, name) for person in ground.persons if group_of(person) == group)
    return [number for number in numbers if isinstance(number, float)]


def test_second_migrants_are_derived_as_the_sheet_has_them() -> None:
    ground = demo_ground()
    found = [person.case.id for person in ground.persons if group_of(person) == "second"]
    assert found == sorted(SECOND)
    assert (len(SECOND), len(SINGLE)) == (13, 11)


# G1, G2: human capital


@pytest.mark.parametrize(
    ("name", "means", "delta", "u", "ps"),
    [
        ("edu_isced", ("6.46", "5.00"), "0.497", 107, ("0.032", "0.015", "0.035")),
        ("edu_years", ("16.85", "14.55"), "0.427", 102, ("0.072", "0.036", "0.077")),
    ],
)
def test_g1_second_migrants_have_more_education(
    name: str, means: tuple[str, str], delta: str, u: int, ps: tuple[str, str, str]
) -> None:
    ranks, differences, normal = ps
    x, y = held(name, "second"), held(name, "single")
    assert (sorted(x), sorted(y)) == (
        sorted(oracle.column(name, SECOND)),
        sorted(oracle.column(name, SINGLE)),
    )
    assert (printed(mean(x), 2), printed(mean(y), 2)) == means
    assert (median(x), median(y)) == (6, 6) if name == "edu_isced" else (16, 16)
    assert printed(cliffs_delta(x, y).value, 3) == printed(oracle.cliff(x, y), 3) == delta
    assert oracle.u_statistic(x, y) == u
    by_ranks, by_means = exact_rank_sum(x, y), exact_mean_difference(x, y)
    assert (by_ranks.method, by_means.method) == (RANKS, MEANS)
    assert printed(by_ranks.value, 3) == printed(oracle.complete_p(x, y, ranks=True), 3) == ranks
    assert printed(by_means.value, 3) == printed(oracle.complete_p(x, y, ranks=False), 3) == differences
    assert printed(mannwhitneyu(x, y, method="asymptotic").pvalue, 3) == normal


def test_g1_a_test_that_passes_over_ties_would_print_another_p() -> None:
    x, y = held("edu_isced", "second"), held("edu_isced", "single")
    assert printed(mannwhitneyu(x, y, method="exact").pvalue, 3) == "0.041"


def test_g1_the_card_of_h2_prints_the_same() -> None:
    found = demo_judged("H2")
    education, tertiary = line(found, "education"), line(found, "tertiary")
    assert found.ruled.verdict == "illustrates"
    assert (printed(education.effect.value, 3), p_of(education)) == ("0.497", ("0.0323", RANKS))
    table = oracle.parted(
        oracle.persons(),
        SECOND,
        [case for case in oracle.persons() if oracle.column("edu_isced", [case])[0] >= 6],
    )
    assert table == ((11, 2), (6, 5))
    assert p_of(tertiary) == (printed(oracle.fisher_p(table), 4), FISHER)
    assert printed(fisher_exact(table).value, 2) == "0.18"


def test_g2_no_advantage_of_status_before_the_move() -> None:
    # The design's p of 1.0 and 0.49 are the normal approximation with tie and continuity correction, the one
    # row it says it did not recompute; the complete distribution gives 0.99 and 0.48.
    isei = oracle.status_scores()
    before = [isei[oracle.persons()[case]["isco_leg1"]] for case in SECOND]
    after = [isei[oracle.persons()[case]["isco_now"]] for case in SECOND]
    single = [isei[oracle.persons()[case]["isco_leg1"]] for case in SINGLE]
    change = [late - early for early, late in zip(before, after, strict=True)]
    assert [printed(mean(each), 1) for each in (before, single, after, change)] == [
        "55.1",
        "52.6",
        "67.3",
        "12.1",
    ]
    assert median(change) == 0
    risen = {case: printed(rise, 1) for case, rise in zip(SECOND, change, strict=True) if rise > 10}
    assert risen == {"US01": "30.6", "US02": "37.5", "UK01": "35.6", "UK02": "52.9"}

    h2 = demo_judged("H2")
    for measure, x, delta, normal in (
        ("status-before", before, "0.007", "1.00"),
        ("status-after", after, "0.175", "0.49"),
    ):
        found = line(h2, measure)
        assert printed(found.effect.value, 3) == printed(oracle.cliff(x, single), 3) == delta
        assert printed(mannwhitneyu(x, single, method="asymptotic").pvalue, 2) == normal
        assert p_of(found) == (printed(oracle.complete_p(x, single, ranks=True), 4), RANKS)
    assert held("isei_delta_move2", "second") == pytest.approx(
        [change[SECOND.index(case)] for case in sorted(SECOND)]
    )


# G3, G4, G14, N4: what is said of the first country


Told = Callable[[str, str], float | None]


def signs(of: Mapping[str, tuple[float | None, float | None]]) -> dict[str, int]:
    """Case -> 1 where the first figure is the worse one, -1 where the second is."""
    return {
        case: 0 if first is None or now is None else (first > now) - (first < now)
        for case, (first, now) in of.items()
    }


def against(case: str, country: str) -> float | None:
    """Net valence turned round, so that more is worse."""
    value = oracle.net_valence(case, country)
    return None if value is None else -value


@pytest.mark.parametrize(
    ("measure", "told", "worse", "ties", "p"),
    [
        ("share", oracle.share_negative, 11, (), "0.022"),
        ("counts", oracle.count_negative, 11, (), "0.022"),
        ("balance", against, 8, ("JP02", "UK04", "US02"), "0.11"),
    ],
)
def test_g3_more_is_said_against_the_first_country(
    measure: str, told: Told, worse: int, ties: Sequence[str], p: str
) -> None:
    figures = {
        case: (told(case, oracle.persons()[case]["leg1"]), told(case, oracle.current_of(case)))
        for case in SECOND
    }
    counted = signs(figures)
    found = line(demo_judged("H1"), measure)
    assert found.against == ("JP01", "US04") == tuple(sorted(case for case in counted if counted[case] == -1))
    assert found.ties == ties == tuple(sorted(case for case in counted if counted[case] == 0))
    assert len(found.for_) == worse == list(counted.values()).count(1)
    digits = len(p) - 2
    assert found.p
    assert found.p.method == SIGNS
    assert printed(found.p.value, digits) == printed(oracle.sign_p(worse, 2), digits) == p
    assert printed(sign_test(counted.values()).value, digits) == p


def test_g3_mean_shares_and_the_three_net_valences_that_stand_at_the_bottom() -> None:
    first = [oracle.share_negative(case, oracle.persons()[case]["leg1"]) for case in SECOND]
    now = [oracle.share_negative(case, oracle.current_of(case)) for case in SECOND]
    assert (printed(mean(first), 2), printed(mean(now), 2)) == ("0.29", "0.16")
    assert (
        "mean 0.29 about the first country, 0.16 about the current one"
        in line(demo_judged("H1"), "share").note
    )
    for case in ("US02", "UK04", "JP02"):
        countries = (oracle.persons()[case]["leg1"], oracle.current_of(case))
        assert [oracle.net_valence(case, country) for country in countries] == [-1, -1]


def test_g3_by_country_of_interview_turns_into_none_of_thirteen() -> None:
    axis = "interview_country"
    for told in (oracle.share_negative, oracle.count_negative):
        figures = {
            case: (
                float(told(case, oracle.persons()[case]["leg1"], axis=axis)),
                float(told(case, oracle.current_of(case), axis=axis)),
            )
            for case in SECOND
        }
        assert list(signs(figures).values()).count(1) == 0
        assert {first for first, _ in figures.values()} == {0}


def test_n4_with_every_coding_about_the_country_of_the_interview_h1_loses_everybody() -> None:
    held_in = {
        document: oracle.persons()[case.id]["interview_country"]
        for case in demo_snapshot().cases
        for document in (ref.document for ref in case.speakers)
    }
    ground = with_codings(
        lambda coding: replace(coding, facets={**coding.facets, "about_country": held_in[coding.document_id]})
    )
    found = judge("H1", ground)
    assert line(found, "counts").for_ == ()
    assert len(line(found, "counts").against) == 13
    assert found.ruled.verdict != demo_judged("H1").ruled.verdict
    assert oracle.told_in("JPN")["USA"] == 60
    assert country_crosstab(demo_snapshot()).cell("USA", "JPN").codings == 60


def weights(crossing: Crossing, column: str) -> dict[str, int]:
    """Code -> persons in a column of the crossing of codes and weights; headings left out."""
    leaves = {code.id for book in demo_snapshot().codebooks for code in book.codes if code.codable}
    return {
        cell.row: cell.persons
        for cell in crossing.cells
        if cell.column == column and cell.persons and cell.row in leaves
    }


def test_g4_the_wage_is_decisive_for_one_and_named_as_no_reason_by_seven() -> None:
    crossing = cross(demo_snapshot(), rows="code", cols="weight_in_decision")
    decisive = {
        "OS-PER-OPT": ("UK04", "US01", "US05"),
        "OS-MOB-UP": ("JP02", "US02", "US04"),
        "OS-MOB-BLK": ("UK01", "US06"),
        "OS-MOB-GEN": ("US03",),
        "OS-RAC-DISC": ("UK02",),
        "OS-LAB-WAGE": ("UK03",),
        "OS-LEG-STA": ("JP03",),
        "OS-TIE-FAM": ("JP01",),
    }
    assert oracle.weighed(2) == sorted((code, case) for code, cases in decisive.items() for case in cases)
    assert weights(crossing, "2") == {code: len(cases) for code, cases in decisive.items()}
    assert len(oracle.weighed(1)) == 22
    assert [case for code, case in oracle.weighed(1) if code == "OS-LAB-WAGE"] == ["UK03"]
    assert weights(crossing, "1") == dict(Counter(code for code, _ in oracle.weighed(1)))
    denied = [case for code, case in oracle.weighed(0) if code == "OS-LAB-WAGE"]
    assert (len(oracle.weighed(0)), denied) == (9, ["JP03", "UK01", "US01", "US02", "US04", "US05", "US06"])
    assert weights(crossing, "0")["OS-LAB-WAGE"] == 7
    reasons = line(demo_judged("H1"), "reasons")
    assert (len(reasons.for_), reasons.against) == (9, ("UK03",))
    assert set(reasons.for_) == {
        case for code, case in oracle.weighed(2) if code == "OS-PER-OPT" or code.startswith("OS-MOB-")
    }


@pytest.mark.parametrize(
    ("host", "counts", "shares", "delta", "p"),
    [
        ("JPN", ("4.00", "2.00"), ("0.25", "0.14"), "1.00", "0.016"),
        ("USA", ("4.00", "3.00"), ("0.33", "0.09"), "1.00", ""),
        ("GBR", ("3.50", "3.75"), ("0.27", "0.21"), "-0.25", "1.000"),
    ],
)
def test_g14_leavers_say_more_against_the_host_but_by_count_not_in_one(
    host: str, counts: tuple[str, str], shares: tuple[str, str], delta: str, p: str
) -> None:
    leavers = [case for case in SECOND if oracle.persons()[case]["leg1"] == host]
    stayers = [case for case in SINGLE if oracle.persons()[case]["leg1"] == host]
    by_count = line(demo_judged("H1"), f"host-count:{host}")
    by_share = line(demo_judged("H1"), f"host-share:{host}")
    x, y = ([float(oracle.count_negative(case, host)) for case in cases] for cases in (leavers, stayers))
    told = [[oracle.share_negative(case, host) for case in cases] for cases in (leavers, stayers)]
    assert by_count.sides == (len(leavers), len(stayers))
    assert (printed(mean(x), 2), printed(mean(y), 2)) == counts
    assert (printed(mean(told[0]), 2), printed(mean(told[1]), 2)) == shares
    assert by_count.effect.value == pytest.approx(mean(x) - mean(y))
    assert by_share.effect.value == pytest.approx(mean(told[0]) - mean(told[1]))
    assert printed(oracle.cliff(x, y), 2) == printed(cliffs_delta(x, y).value, 2) == delta
    assert by_count.p
    if not p:
        assert by_count.p.undefined
        return
    assert by_count.p.method == MEANS
    assert printed(by_count.p.value, 3) == printed(oracle.listed_p(x, y, ranks=False), 3) == p


def test_g14_the_one_who_says_most_against_the_host_means_to_leave_it() -> None:
    assert oracle.count_negative("UK08", "GBR") == 6
    assert oracle.persons()["UK08"]["intent3"] == "onward"


# G5, G6, G11: the paradox and privilege


@pytest.mark.parametrize(
    ("measure", "name", "means", "delta", "p"),
    [
        ("legal", "integ_legal", ("1.69", "1.73"), "0.021", "1.00"),
        ("edu", "integ_edu", ("1.54", "1.09"), "0.217", "0.27"),
        ("econ", "integ_econ", ("1.62", "1.36"), "0.196", "0.49"),
        ("structure", "", ("4.85", "4.18"), "0.231", "0.33"),
        ("social", "integ_social", ("0.38", "0.91"), "-0.469", "0.034"),
    ],
)
def test_g5_leavers_are_in_but_not_welcome(
    measure: str, name: str, means: tuple[str, str], delta: str, p: str
) -> None:
    found = line(demo_judged("paradox"), measure)
    x, y = (
        oracle.column(name, cases) if name else [oracle.structure(case) for case in cases]
        for cases in (SECOND, SINGLE)
    )
    assert (printed(mean(x), 2), printed(mean(y), 2)) == means
    assert all(each in found.note for each in means)
    assert printed(found.effect.value, 3) == printed(oracle.cliff(x, y), 3) == delta
    assert found.p
    assert found.p.method == RANKS
    digits = len(p) - 2
    assert printed(found.p.value, digits) == printed(oracle.complete_p(x, y, ranks=True), digits) == p


@pytest.mark.parametrize(
    ("measure", "means", "delta", "p"),
    [
        ("structure-alike", ("5.12", "5.25"), "-0.031", "1.0"),
        ("social-alike", ("0.25", "0.75"), "-0.312", ""),
    ],
)
def test_g5_at_the_nearest_durations_the_structural_advantage_disappears(
    measure: str, means: tuple[str, str], delta: str, p: str
) -> None:
    found = line(demo_judged("paradox"), measure)
    near = [case for case in SECOND if oracle.years(case) >= 8]
    long = [case for case in SINGLE if oracle.years(case) <= 16]
    assert (len(near), len(long)) == found.sides == (8, 4)
    assert {each.case for each in found.witnesses} == {*near, *long}
    of = (
        oracle.structure
        if measure == "structure-alike"
        else lambda case: oracle.column("integ_social", [case])[0]
    )
    x, y = [of(case) for case in near], [of(case) for case in long]
    assert (printed(mean(x), 2), printed(mean(y), 2)) == means
    # -0.3125, which the design rounds to -0.313.
    assert printed(found.effect.value, 3) == printed(oracle.cliff(x, y), 3) == delta
    assert found.p
    assert found.p.value == pytest.approx(oracle.listed_p(x, y, ranks=True))
    assert not p or printed(found.p.value, 1) == p


def test_g5_durations_do_not_overlap_and_the_verdict_says_no_more_than_it_can() -> None:
    assert (min(map(oracle.years, SECOND)), max(map(oracle.years, SECOND))) == (5, 11)
    assert (min(map(oracle.years, SINGLE)), max(map(oracle.years, SINGLE))) == (13, 31)
    found = demo_judged("paradox")
    assert found.ruled.verdict == "points towards"
    assert found.ruled.lowered is None
    assert "structure, at similar durations" in found.ruled.reasons[0]
    assert any(each.id == "W22" and "5 to 11 against 13 to 31" in each.message for each in found.cautions())


def test_g5_of_ten_with_a_secure_status_nine_used_it_to_move_on() -> None:
    left_secure = oracle.secure(SECOND)
    used = left_secure & oracle.carries("OS-LEG-PAS")
    assert (len(left_secure), left_secure - used) == (10, {"JP01"})
    found = line(demo_judged("privilege"), "secure")
    assert found.note.startswith("second migrants who left with permanent residence or citizenship 9 of 10;")
    assert found.ties == ("JP01",)


def test_g6_privilege_does_not_separate_the_groups_but_those_who_moved_on_used_it() -> None:
    moved, stayed = oracle.privileged(SECOND), oracle.privileged(SINGLE)
    assert (moved, stayed) == ({"US01", "US02", "US03", "US06"}, {"UK06", "JP05", "JP07"})
    table = ((4, 9), (3, 8))
    assert table == oracle.parted(oracle.persons(), SECOND, moved | stayed)
    entry, used = (line(demo_judged("privilege"), measure) for measure in ("entry", "used"))
    assert entry.effect.value == pytest.approx(4 / 13 - 3 / 11) == risk_difference(4, 13, 3, 11).value
    assert p_of(entry) == (printed(oracle.fisher_p(table), 4), FISHER) == ("1.0000", FISHER)
    assert moved <= oracle.carries("OS-LEG-PAS")
    assert not stayed & oracle.carries("OS-LEG-PAS")
    assert used.note == "privileged who moved on 4 of 4; privileged who did not 0 of 3"
    assert demo_judged("privilege").ruled.verdict == "mixed"


def test_g11_the_rival_account_is_listed_among_the_negative_cases() -> None:
    steps = (set(SECOND) & oracle.carries("OS-PER-STEP")) - oracle.privileged(SECOND) - oracle.secure(SECOND)
    assert steps == {"UK03", "JP03"}
    for card in ("H2", "privilege"):
        found = demo_judged(card)
        (rival,) = (each for each in found.rivals if each.measure == "stepwise")
        assert rival.for_ == ("JP03", "UK03")
        assert set(found.negative) >= steps


# G7 to G10: Japan as first destination

JAPAN = oracle.first_in("JPN")


def parts(having: Sequence[str]) -> dict[str, oracle.Table]:
    """Suffix of the line -> two by two: having it or not, by leaving or not."""
    there = [case for case in JAPAN if not oracle.left(case)]
    moved = [case for case in JAPAN if oracle.left(case)]
    intend = [case for case in there if oracle.intends(case)]
    return {
        "": oracle.parted(JAPAN, having, [*moved, *intend]),
        ":moves made": oracle.parted(JAPAN, having, moved),
        ":intentions": oracle.parted(there, having, intend),
    }


def having(name: str) -> list[str]:
    """Those of them with a 1 in a column."""
    return [case for case in JAPAN if oracle.persons()[case][name] == "1"]


@pytest.mark.parametrize(
    ("card", "measure", "name", "tables", "ps"),
    [
        (
            "segmentation",
            "employer",
            "seg_firm",
            ("6 of 7 against 0 of 2", "4 of 7 against 0 of 2", "2 of 3 against 0 of 2"),
            ("0.083", "0.444", "0.400"),
        ),
        (
            "lifetime-employment",
            "contract",
            "emp_permanent",
            ("3 of 5 against 3 of 4", "2 of 5 against 2 of 4", "1 of 3 against 1 of 2"),
            ("1.000", "1.000", "1.000"),
        ),
        (
            "lifestyle-motive",
            "lifestyle",
            "mot_life",
            ("1 of 3 against 5 of 6", "1 of 3 against 3 of 6", "0 of 2 against 2 of 3"),
            ("0.226", "1.000", "0.400"),
        ),
        (
            "lifestyle-motive",
            "wage",
            "mot_wage",
            ("3 of 4 against 3 of 5", "2 of 4 against 2 of 5", "1 of 2 against 1 of 3"),
            ("1.000", "1.000", "1.000"),
        ),
    ],
)
def test_g7_g8_g10_leaving_is_told_with_its_two_parts_beside_it(
    card: str, measure: str, name: str, tables: tuple[str, ...], ps: tuple[str, ...]
) -> None:
    assert len(JAPAN) == 9
    found = demo_judged(card)
    names = [each.measure for each in found.lines]
    assert names[names.index(measure) :][:3] == [measure, f"{measure}:moves made", f"{measure}:intentions"]
    for (suffix, table), told, p in zip(parts(having(name)).items(), tables, ps, strict=True):
        row = line(found, f"{measure}{suffix}")
        (a, b), (c, d) = table
        assert row.note.startswith(f"{a} of {a + b} against {c} of {c + d}; too few to conclude")
        assert row.note.startswith(told)
        assert row.sides == (a + b, c + d)
        assert row.effect.value == pytest.approx(float(Fraction(a, a + b) - Fraction(c, c + d)))
        assert row.p
        assert row.p.method == FISHER
        assert printed(row.p.value, 3) == printed(oracle.fisher_p(table), 3) == p


def test_g7_names_who_left_and_who_means_to() -> None:
    found = demo_judged("segmentation")
    moves, intentions = line(found, "employer:moves made"), line(found, "employer:intentions")
    assert moves.for_ == ("UK04", "US01", "US02", "US05")
    assert {each.says for each in moves.witnesses if each.side == "for"} == {
        "employer keeps foreigners apart: yes; left, onward"
    }
    assert {
        each.case: each.says.partition("; ")[2] for each in intentions.witnesses if ": yes" in each.says
    } == {
        "JP04": "intends to move onward",
        "JP07": "intends to return",
        "JP05": "stays",
    }
    assert set(intentions.left_out) == set(moves.for_)
    assert found.ruled.verdict == "points towards"
    assert found.negative == ("JP05",)


def test_g8_the_contract_cannot_be_told_apart_from_the_way_in() -> None:
    found = demo_judged("lifetime-employment")
    education = line(found, "education")
    leave = [case for case in JAPAN if oracle.left(case) or oracle.intends(case)]
    stay = [case for case in JAPAN if case not in leave]
    x, y = oracle.column("edu_isced", leave), oracle.column("edu_isced", stay)
    assert (printed(mean(x), 2), printed(mean(y), 1)) == ("6.17", "5.0")
    assert "mean 6.17" in education.note
    assert "mean 5.00" in education.note
    assert education.finding == "opposite"
    assert education.effect.value == pytest.approx(oracle.cliff(x, y))
    came_as_students = {case for case in JAPAN if oracle.persons()[case]["legal_leg1_entry"] == "student"}
    assert came_as_students == set(having("emp_permanent"))
    confounded = [each.message for each in found.cautions() if each.id == "W22"]
    assert any(
        each.startswith("contract all but coincides with legal_leg1_entry (corrected Cramer's V 1.00, n 9)")
        for each in confounded
    )
    assert found.ruled.verdict == "cannot tell"


def test_g9_satisfaction_separates_leavers_from_stayers_perfectly() -> None:
    leave = [case for case in JAPAN if oracle.left(case) or oracle.intends(case)]
    x = oracle.column("job_sat", leave)
    y = oracle.column("job_sat", [case for case in JAPAN if case not in leave])
    assert (sorted(set(x)), sorted(set(y))) == ([1, 2], [3, 4])
    found = line(demo_judged("satisfaction"), "satisfaction")
    assert found.effect.value == oracle.cliff(x, y) == -1
    assert "who leave 1 to 2; who do not 3 to 4; perfect separation" in found.note
    assert p_of(found) == (printed(oracle.listed_p(x, y, ranks=True), 4), RANKS)
    assert [each.id for each in found.cautions if each.id == "W30"] == ["W30"]
    moves = line(demo_judged("satisfaction"), "satisfaction:moves made")
    assert not [each for each in moves.cautions if each.id == "W30"]


def test_g10_the_way_of_life_keeps_two_and_not_the_third() -> None:
    found = line(demo_judged("lifestyle-motive"), "lifestyle")
    assert (found.for_, found.against) == (("JP06", "JP08"), ("UK04",))
    assert set(having("mot_life")) == {"JP06", "JP08", "UK04"}
    assert demo_judged("lifestyle-motive").negative == ("UK04",)
    wage = having("mot_wage")
    assert sum(oracle.left(case) or oracle.intends(case) for case in wage) == 3
    assert len(wage) == 4


# G12, G13: mechanisms and countries spoken about


def cell_of(crossing: Crossing, row: str, column: str) -> tuple[int, int]:
    """Segments and persons of a cell."""
    (found,) = (each for each in crossing.cells if (each.row, each.column) == (row, column))
    return found.segments, found.persons


def test_g12_one_corridor_is_one_voice() -> None:
    crossing = cross(demo_snapshot(), rows="corridor", cols="polarity")
    expected = {
        ("PER>JPN", "facilitating"): {"JP05": 4},
        ("PER>JPN", "undermining"): {"JP05": 5, "US01": 1},
        ("JPN>USA", "facilitating"): {"US01": 1, "US02": 2, "US05": 1, "JP04": 1},
        ("JPN>USA", "undermining"): {"JP04": 1},
    }
    for (corridor, polarity), by_person in expected.items():
        counted = {case: n for (way, case), n in oracle.mechanisms(corridor).items() if way == polarity}
        assert counted == by_person
        own = [
            case
            for passage in locate(demo_snapshot()).passages
            if facet_texts(passage.coding, "corridor") == (corridor,)
            and facet_texts(passage.coding, "polarity") == (polarity,)
            for case in passage.persons()
        ]
        assert Counter(own) == by_person
        segments, persons = cell_of(crossing, corridor, polarity)
        assert persons == len(by_person)
        assert segments <= sum(by_person.values())


def test_g12_what_undermines_comes_at_a_later_stage() -> None:
    stages = ("pioneer", "take_off", "growth", "saturation", "decline", "reorientation")
    at = {
        way: [
            stages.index(coding["stage"])
            for coding in oracle.codings()
            if coding.get("corridor") == "PER>JPN" and coding["polarity"] == way
        ]
        for way in ("facilitating", "undermining")
    }
    assert max(at["facilitating"]) < min(at["undermining"])


@pytest.mark.parametrize(
    ("country", "elsewhere", "everything", "percent"),
    [("JPN", 83, 247, 34), ("GBR", 79, 238, 33), ("USA", 23, 163, 14)],
)
def test_g13_a_third_of_what_is_said_of_a_country_is_said_elsewhere(
    country: str, elsewhere: int, everything: int, percent: int
) -> None:
    told = oracle.told_in(country)
    table = country_crosstab(demo_snapshot())
    assert sum(told.values()) == table.cell(None, country).codings == everything
    assert everything - told[country] == elsewhere
    share = table.elsewhere[country]
    assert share.value == pytest.approx(elsewhere / everything)
    assert round(100 * elsewhere / everything) == percent
    if country == "JPN":
        assert (told["USA"], told["GBR"]) == (60, 23)


# N1 to N3: what must not be found


def test_n1_gender_has_nothing_to_do_with_moving_on() -> None:
    women = [case for case, row in oracle.persons().items() if row["gender"] == "f"]
    table = oracle.parted(oracle.persons(), SECOND, women)
    assert table == ((7, 6), (6, 5))
    difference = risk_difference(7, 13, 6, 11)
    assert printed(difference.value, 2) == "-0.01"
    assert fisher_exact(table).value == pytest.approx(1)
    assert oracle.fisher_p(table) == 1
    ground = demo_ground()
    found = [ground.cell(person, "gender") for person in ground.persons if group_of(person) == "second"]
    assert Counter(map(str, found)) == {"f": 7, "m": 6}


@pytest.mark.parametrize(
    "name",
    [
        *("edu_isced", "edu_years", "lang_leg1", "lang_en", "job_sat", "seg_firm", "emp_permanent"),
        *("mot_wage", "mot_life", "integ_legal", "integ_edu", "integ_econ", "integ_social"),
    ],
)
def test_n1_gender_has_nothing_to_do_with_what_the_sheet_asks(name: str) -> None:
    by_gender = {
        gender: [case for case, row in oracle.persons().items() if row["gender"] == gender] for gender in "fm"
    }
    x, y = (oracle.column(name, cases) for cases in by_gender.values())
    p = exact_rank_sum(x, y)
    assert p.value == pytest.approx(oracle.complete_p(x, y, ranks=True))
    assert (p.value or 0) > 0.2
    assert abs(cliffs_delta(x, y).value or 0) < 0.3


def test_n2_the_way_of_life_in_japan_is_praised_by_leavers_and_stayers_alike() -> None:
    said = {
        (coding["case"], coding["valence"])
        for coding in oracle.codings()
        if coding["code"] == "OS-LIV-STY" and coding["about_country"] == "JPN"
    }
    assert {valence for _, valence in said} == {"1"}
    leavers = [case for case in JAPAN if oracle.left(case)]
    stayers = [case for case in JAPAN if not oracle.left(case)]
    praised = {case for case, _ in said}
    assert (praised >= set(leavers), praised >= set(stayers)) == (True, True)
    own = {
        case
        for passage in locate(demo_snapshot()).passages
        if passage.coding.code_id == "OS-LIV-STY"
        and facet_texts(passage.coding, "about_country") == ("JPN",)
        and facet_texts(passage.coding, "valence") == ("1",)
        for case in passage.persons()
    }
    assert own == praised
    assert risk_difference(len(leavers), len(leavers), len(stayers), len(stayers)).value == 0


def test_n3_those_who_mean_to_move_on_are_neither_leavers_nor_stayers() -> None:
    onward = {case for case in SINGLE if oracle.persons()[case]["intent3"] == "onward"}
    assert onward == {"UK08", "JP04"}
    settled = line(demo_judged("paradox"), "social-settled")
    counted = {each.case for each in settled.witnesses}
    assert not counted & onward
    assert counted == {*SECOND, *(case for case in SINGLE if oracle.persons()[case]["intent3"] == "stay")}
    # Without their intention they would count as persons who stay and are no more welcome than leavers.
    assert onward <= set(line(demo_judged("paradox"), "social").against)
    assert settled.against == ()


def test_n3_without_the_intention_somebody_who_means_to_leave_would_count_as_staying() -> None:
    with_intention = line(demo_judged("segmentation"), "employer")
    assert "JP04" in with_intention.for_
    forgotten = judge(
        "segmentation",
        with_cases(
            lambda case: replace(
                case, attributes={key: text for key, text in case.attributes.items() if key != "intent3"}
            )
        ),
    )
    assert line(forgotten, "employer").for_ == ("UK04", "US01", "US02", "US05")
    assert "JP04" in line(forgotten, "employer").left_out
    assert line(forgotten, "employer:intentions").effect.undefined
