"""Every warning on agreement is raised where its trigger holds, and only there."""

from dataclasses import replace

import pytest

from secondmig.core.warnings import REGISTRY
from secondmig.project.agreement_cautions import TRIGGERS, Signs, raised

QUIET = Signs(
    prevalences={"A": 0.05, "B": 0.95},
    doubly=tuple("abcdefgh"),
    corpus=80,
    pooled=0.9,
    alphas={"A": 0.667, "B": 0.9},
    versions={"ana": frozenset({"os@2", "hc@1"}), "ben": frozenset({"os@2"})},
    origins=frozenset({"manual", "import:file"}),
)
FIRES: list[tuple[str, Signs, str]] = [
    ("C07", replace(QUIET, made={"ben": "simulated"}), "(ben: simulated)"),
    ("W01", replace(QUIET, prevalences={"A": 0.0499, "B": 0.5}), "(1 of 2 codes)"),
    ("W01", replace(QUIET, prevalences={"A": 0.951}), "(1 of 1 codes)"),
    ("W02", replace(QUIET, reconciled=("D1",)), "(decided on: D1)"),
    ("W02", replace(QUIET, saw=("ben",)), "(not blind: ben)"),
    ("W03", replace(QUIET, doubly=tuple("abcdefg"), corpus=7), "(7 of 7)"),
    ("W03", replace(QUIET, corpus=81), "(8 of 81)"),
    ("W04", replace(QUIET, singly=("D9",)), "(1 document)"),
    ("W05", replace(QUIET, unused=("C", "D")), "(2 codes)"),
    ("W06", replace(QUIET, pooled=0.667, alphas={"A": 0.5, "B": 0.1, "C": 0.7}), "(B, A)"),
    ("W07", replace(QUIET, touching=("A",)), "(A)"),
    ("W08", replace(QUIET, overlapping=("OS-MOB",)), "(OS-MOB)"),
    ("W09", replace(QUIET, percent_alone=True), ""),
    ("W10", replace(QUIET, unit="turn"), "(here: turn)"),
    (
        "W11",
        replace(QUIET, versions={"ana": frozenset({"os@1", "os@2"}), "ben": frozenset({"os@2"})}),
        "(os)",
    ),
    ("W12", replace(QUIET, origins=frozenset({"manual", "learned@3"})), "(learned@3)"),
    ("W12", replace(QUIET, origins=frozenset({"cue"})), "(cue)"),
]
STAYS: list[tuple[str, Signs]] = [
    ("W06", replace(QUIET, pooled=0.6, alphas={"A": 0.5})),
    ("W06", replace(QUIET, pooled=None, alphas={"A": 0.5})),
    ("W07", replace(QUIET, touching=("A",), unit="turn")),
    ("W11", replace(QUIET, versions={"ana": frozenset({"os@1"}), "ben": frozenset({"hc@2"})})),
    ("W12", replace(QUIET, origins=frozenset({"import:cue-cards"}))),
]


def test_nothing_is_raised_at_the_edge_of_every_trigger() -> None:
    assert raised(QUIET) == ()


@pytest.mark.parametrize(("name", "signs", "more"), FIRES, ids=[f"{name} {more}" for name, _, more in FIRES])
def test_a_warning_is_raised_alone_and_says_what_it_saw(name: str, signs: Signs, more: str) -> None:
    found = raised(signs)
    assert [each.id for each in found] == [name]
    assert found[0].message.endswith(more)
    assert found[0].message.startswith(next(each.message for each in REGISTRY if each.id == name))


@pytest.mark.parametrize(("name", "signs"), STAYS)
def test_a_warning_stays_away_where_its_ground_is_another(name: str, signs: Signs) -> None:
    assert name not in {each.id for each in raised(signs)}


def test_every_warning_on_agreement_has_a_trigger_and_a_test() -> None:
    wanted = {"C07", *(f"W{number:02d}" for number in range(1, 13))}
    assert {caution.id for caution, _ in TRIGGERS} == wanted
    assert {name for name, _, _ in FIRES} == wanted


def test_every_caution_says_when_it_is_raised_and_how_grave_it_is() -> None:
    for caution, trigger in TRIGGERS:
        assert caution.trigger
        assert caution.severity in {"low", "medium", "high"}
        assert trigger.__doc__


def test_long_lists_are_cut() -> None:
    found = raised(replace(QUIET, touching=tuple("ABCDEFGH")))
    assert found[0].message.endswith("(A, B, C, D, E, F and 2 more)")
