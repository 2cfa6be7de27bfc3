import pytest

from secondmig.agreement.compat import DEFINITIONS, CompatRow, maxqda, nvivo, qdaminer
from secondmig.agreement.layers import CodedDocument
from secondmig.agreement.segments import SegmentRule
from secondmig.core.span import SpanSet
from tests.agreement.coded import layer


def figures(rows: tuple[CompatRow, ...], level: str, measure: str) -> list[float | None]:
    return [row.agreement.value for row in rows if (row.level, row.measure) == (level, measure)]


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        (layer((0, 200, "n")), layer((0, 50, "n")), 0.3478),
        (layer((0, 125, "n")), layer((75, 200, "n")), 0.3143),
    ],
)
def test_nvivo_gives_the_figures_of_its_manual(
    first: dict[str, list[object]], second: dict[str, list[object]], kappa: float
) -> None:
    # A11: 1,000 characters, 50 coded by both, 150 by one coder only, 800 by none.
    document = CodedDocument("d", 1000, (first, second), SpanSet())  # type: ignore[arg-type]
    rows = nvivo([document], ["n"])

    assert figures(rows, "characters", "percent") == [0.85]
    assert figures(rows, "characters", "kappa") == [pytest.approx(kappa, abs=5e-5)]
    assert sum(rows[0].counts.values()) == 1000
    assert rows[0].counts["both"] == 50


def test_nvivo_prints_1_where_nobody_coded_anything() -> None:
    rows = nvivo([CodedDocument("d", 10, ({}, {}))], ["n"])

    assert figures(rows, "characters", "kappa") == [1.0]


def test_nvivo_takes_every_document_by_itself() -> None:
    every = [
        CodedDocument("d1", 100, (layer((0, 10, "n")), layer((0, 10, "n")))),
        CodedDocument("d2", 100, (layer((0, 10, "n")), {})),
        CodedDocument("d3", 100, (layer((0, 10, "n")), None)),
    ]
    rows = nvivo(every, ["n", "m"])

    assert [(row.code, row.document) for row in rows[::2]] == [
        ("n", "d1"),
        ("n", "d2"),
        ("m", "d1"),
        ("m", "d2"),
    ]
    assert figures(rows, "characters", "kappa") == [1.0, 0.0, 1.0, 1.0]


TWO = [
    CodedDocument(
        "d1",
        300,
        (
            layer((0, 100, "A"), (120, 140, "A"), (200, 210, "B")),
            layer((5, 105, "A"), (200, 250, "B"), (260, 270, "C")),
        ),
    ),
    CodedDocument("d2", 100, (layer((0, 10, "A")), layer((0, 10, "A")))),
]


def test_maxqda_counts_the_segments_of_both_coders() -> None:
    rows = maxqda(TWO, ["A", "B", "C", "D"])
    over_all = next(row for row in rows if row.code == "" and row.level == "segments")

    # Two pairs of A are the same; A alone, B twice (10 of 50), C alone: 4 of 8 segments have a partner.
    assert over_all.counts == {"agreements": 4, "disagreements": 4}
    assert over_all.agreement.value == 0.5
    assert rows[-1].measure == "kappa"
    assert rows[-1].agreement.value == pytest.approx((0.5 - 0.25) / 0.75)
    assert "1/4" in rows[-1].agreement.method


def test_maxqda_compares_existence_and_frequency_by_document() -> None:
    rows = maxqda(TWO, ["A", "B", "C", "D"])

    assert figures(rows, "code existence", "percent") == [0.75, 1.0]  # C is the second coder's alone
    assert figures(rows, "code frequency", "percent") == [0.5, 1.0]  # and A stands twice against once


def test_maxqda_has_no_kappa_for_one_code() -> None:
    kappa = maxqda(TWO, ["A"])[-1].agreement

    assert (kappa.value, kappa.undefined) == (None, "one code: chance alone would give full agreement")


def test_qda_miner_compares_at_four_levels() -> None:
    rows = qdaminer(TWO, ["A", "C"])
    of_a = tuple(row for row in rows if row.code == "A")
    of_c = tuple(row for row in rows if row.code == "C")

    assert figures(of_a, "presence", "percent") == [1.0]
    assert figures(of_c, "presence", "percent") == [0.5]
    assert figures(of_c, "presence", "free_marginal") == [0.0]
    assert figures(of_c, "presence", "scott_pi") == [pytest.approx((0.5 - 0.625) / 0.375)]
    assert figures(of_a, "frequency", "percent") == [0.5]
    # 120 and 100 of 300 characters in one document, the same in the other.
    assert figures(of_a, "importance", "similarity") == [pytest.approx(1 - (20 / 300) / 2)]
    assert figures(of_a, "overlap", "percent") == [pytest.approx(2 / 3)]
    # Two pairs of A agree and one stands alone: what is counted beside a share gives that share.
    assert next(row.counts for row in of_a if row.level == "overlap") == {"agreements": 2, "disagreements": 1}


def test_qda_miner_asks_for_an_overlap_of_the_longer() -> None:
    document = CodedDocument("d", 100, (layer((0, 20, "A")), layer((0, 17, "A"))))

    assert figures(qdaminer([document], ["A"]), "overlap", "percent") == [0.0]
    assert figures(qdaminer([document], ["A"], SegmentRule(0.85, "longer")), "overlap", "percent") == [1.0]


def test_these_programs_compare_two_coders() -> None:
    three = [CodedDocument("d", 5, ({}, {}, {}))]
    for program in (nvivo, maxqda, qdaminer):
        with pytest.raises(ValueError, match="two coders, not 3"):
            program(three, ["A"])


def test_every_program_has_a_definition_to_print() -> None:
    assert set(DEFINITIONS) == {"nvivo", "maxqda", "qdaminer"}
    assert all(len(text) > 200 for text in DEFINITIONS.values())


def test_nothing_to_compare_gives_reasons_and_no_figures() -> None:
    alone = [CodedDocument("d", 5, ({}, None))]

    assert nvivo(alone, ["A"]) == ()
    assert [row.agreement.value for row in maxqda(alone, ["A", "B"])] == [None, None, None, None]
    assert {row.agreement.value for row in qdaminer(alone, ["A"])} == {None}
