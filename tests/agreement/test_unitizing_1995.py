import pytest

from secondmig.agreement.unitizing_1995 import alpha_u_1995, disagreement_1995, distance_1995
from secondmig.core.span import Span

Marks = list[tuple[int, int]]


def spans(marks: Marks, stretch: int = 1) -> list[Span]:
    return [Span(a * stretch, b * stretch) for a, b in marks]


def test_alpha_u_reproduces_the_example_of_2004() -> None:
    # U1: Krippendorff (2004), p. 254; the continuum begins at 150.
    first, second = spans([(75, 145), (220, 250)]), spans([(70, 150), (205, 225), (250, 270)])
    parts = disagreement_1995([first, second], 300)

    assert parts.observed == pytest.approx(0.0144, abs=5e-5)
    assert parts.expected == pytest.approx(0.0532, abs=5e-5)
    assert alpha_u_1995([first, second], 300).value == pytest.approx(0.7286, abs=5e-5)

    same = spans([(30, 90), (150, 200)])
    assert disagreement_1995([same, same], 300).expected == pytest.approx(0.0490, abs=5e-5)
    assert alpha_u_1995([same, same], 300).value == 1.0


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # U2: (start, length) pairs of Krippendorff (2004), from DKPro.
        ((5, 6), (4, 2), 26),
        ((5, 6), (5, 2), 16),
        ((5, 6), (6, 2), 10),
        ((5, 6), (7, 2), 8),
        ((5, 6), (6, 4), 2),
        ((225, 70), (220, 80), 50),
        ((370, 30), (355, 20), 850),
        ((5, 6), (11, 6), 0),
    ],
)
def test_the_distance_of_two_units_reproduces_the_book(
    first: tuple[int, int], second: tuple[int, int], expected: int
) -> None:
    a, b = (Span(start, start + length) for start, length in (first, second))

    assert distance_1995(a, b) == distance_1995(b, a) == expected


PANELS: dict[str, tuple[Marks, Marks, float, float]] = {
    "A": ([(2, 10), (14, 20)], [(4, 8), (15, 17)], 0.03125, 0.553),
    "B": ([(0, 18)], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)], 2.26736, -0.926),
    "C": (
        [(2, 8), (10, 12), (14, 18), (20, 22)],
        [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)],
        0.02777,
        0.679,
    ),
    "D": (
        [(0, 2), (2, 10), (10, 14), (14, 20), (20, 24)],
        [(0, 4), (4, 8), (8, 15), (15, 17), (17, 24)],
        0.38715,
        0.066,
    ),
}


@pytest.mark.parametrize("panel", PANELS)
def test_alpha_u_comes_near_the_continuous_limit_of_1995(panel: str) -> None:
    # U3: Krippendorff (1995), p. 57; the same units on an ever finer continuum. The tolerance is that of
    # DKPro, which notes an error in the D_e of 1995; the formula is that of 2004.
    first, second, observed, expected = PANELS[panel]
    fine = 10_000

    assert disagreement_1995([spans(first), spans(second)], 24).observed == pytest.approx(observed, abs=1e-5)
    found = alpha_u_1995([spans(first, fine), spans(second, fine)], 24 * fine)
    assert found.value == pytest.approx(expected, abs=0.02)


def test_the_expected_disagreement_of_panel_c_follows_2004_and_not_1995() -> None:
    # By hand, lengths 6 2 4 2 and 2 4 4 2 2, no gap longer than a unit: laid out (9 - 1) / 3 * 2 * 448,
    # over 12, over 48^2 - 104 = 2200. Over 48^2 alone it is .08642, which is what 1995 prints (so .679).
    first, second, _, _ = PANELS["C"]
    fine = 10_000
    parts = disagreement_1995([spans(first, fine), spans(second, fine)], 24 * fine)

    laid_out = (9 - 1) / 3 * 2 * 448 / 12
    assert parts.expected == pytest.approx(laid_out / 2200, abs=1e-5)
    assert laid_out / 48**2 == pytest.approx(0.08642, abs=5e-6)
    assert 1 - parts.observed / parts.expected == pytest.approx(0.6931, abs=5e-5)


def test_units_that_cannot_be_compared_are_refused_or_undefined() -> None:
    assert alpha_u_1995([[Span(0, 2)]], 10).undefined == "there is one coder, so nothing to compare"
    assert alpha_u_1995([[], []], 10).value is None
    with pytest.raises(ValueError, match="must not overlap"):
        alpha_u_1995([[Span(0, 3), Span(2, 5)], []], 10)
    with pytest.raises(ValueError, match="ends at 12, the text at 10"):
        alpha_u_1995([[Span(0, 12)], []], 10)
