"""Human capital of two groups of a survey: intervals of the design, verdicts, and what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.stats.dominance import net_difference
from secondmig.stats.frame import Cells, Frame
from secondmig.stats.group_estimates import GroupResult, compare_groups
from secondmig.stats.group_spec import GroupSpec, read_group_spec
from secondmig.stats.model_spec import Filter, ModelSpec

MODEL = ModelSpec(source="s", outcome="", family="linear", columns=(), weights="w", file="h2.yaml")
SPEC = GroupSpec(MODEL, (Filter("second", "g", "=", ("2",)), Filter("single", "g", "=", ("1",))), "edu")
SPECTOR = Path(__file__).parents[1] / "data" / "models"


def sample(seed: int = 1, rows: int = 400, shift: float = 0.8) -> dict[str, Cells]:
    """Rows of four strata and forty units with effects of their own; the second group has more."""
    rng = np.random.default_rng(seed)
    unit = rng.integers(40, size=rows)
    second = rng.random(rows) < 0.4
    edu = np.clip(np.round(3 + rng.normal(size=40)[unit] / 2 + shift * second + rng.normal(size=rows)), 1, 7)
    return {
        "g": [str(1 + int(each)) for each in second],
        "edu": edu,
        "w": rng.uniform(1, 3, rows),
        "unit": unit.astype(float),
        "stratum": (unit // 10).astype(float),
        "origin": [str(each) for each in rng.integers(3, size=rows)],
    }


def designed(columns: dict[str, Cells], *, kind: str = "sample") -> GroupResult:
    model = replace(MODEL, strata="stratum", psu="unit")
    spec = replace(SPEC, model=model, years="edu", standardise=("origin",), within=("origin",))
    return compare_groups(spec, Frame("s", columns, kind=kind))


def test_the_standard_error_of_a_difference_of_means_is_the_one_of_other_programs() -> None:
    """Spector and Mazzeo with weights 1, 2, 1, 2, ...: difference of GPA by PSI .058095, se .178076.

    Source: methods.md, W6: svy 0.35 (t-test on the design) and weighted least squares on the dummy, HC0 with
    the factor n / (n - 1).
    """
    table = [
        line.split(",")
        for line in (SPECTOR / "statsmodels_spector.csv").read_text(encoding="utf-8").split("\n")
        if line
    ]
    head = [each.strip().strip('"') for each in table[0]]
    columns = {name: [row[at].strip() for row in table[1:]] for at, name in enumerate(head)}
    psi = [str(int(float(each))) for each in columns["PSI"]]
    weights = np.array([1.0 + at % 2 for at in range(len(psi))])
    frame = Frame("spector", {"g": psi, "edu": columns["GPA"], "w": weights})
    groups = (Filter("with", "g", "=", ("1",)), Filter("without", "g", "=", ("0",)))
    rows = compare_groups(replace(SPEC, groups=groups, years="edu"), frame).rows
    assert rows[1].effect.value == pytest.approx(0.058095, abs=5e-7)
    assert rows[1].se == pytest.approx(0.178076, abs=5e-7)


def test_linearised_standard_errors_are_near_those_of_the_jackknife() -> None:
    columns = sample()
    found = {row.measure: row for row in designed(columns).rows}
    units = np.asarray(columns["unit"])
    for measure, row in found.items():
        variance = 0.0
        for stratum in range(4):
            mine = [unit for unit in np.unique(units) if unit // 10 == stratum]
            left = [_without(columns, unit, len(mine), measure) for unit in mine]
            spread = sum((each - sum(left) / len(left)) ** 2 for each in left)
            variance += (len(mine) - 1) / len(mine) * spread
        assert row.se == pytest.approx(np.sqrt(variance), rel=0.08), measure


def _without(columns: dict[str, Cells], unit: float, units: int, measure: str) -> float:
    """The figure without one unit, whose stratum's other units stand for it."""
    gone = np.asarray(columns["unit"]) == unit
    mates = (np.asarray(columns["stratum"]) == unit // 10) & ~gone
    weights = np.asarray(columns["w"]) * np.where(mates, units / (units - 1), 1.0)
    kept = {
        name: [each for each, out in zip(cells, gone, strict=True) if not out]
        if isinstance(cells, list)
        else np.asarray(cells)[~gone]
        for name, cells in {**columns, "w": weights}.items()
    }
    (row,) = [each for each in designed(kept).rows if each.measure == measure]
    assert row.effect.value is not None
    return row.effect.value


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """No difference is put in; of 120 samples about 6 find one at 95 %."""
    found = 0
    for seed in range(120):
        effect = designed(sample(seed, 160, shift=0.0)).rows[0].effect
        assert effect.low is not None
        assert effect.high is not None
        found += not effect.low <= 0 <= effect.high
    assert 1 <= found <= 14


def test_degrees_of_freedom_are_units_less_strata() -> None:
    assert "t with 36 df" in designed(sample()).rows[0].effect.method


def test_a_subgroup_keeps_the_units_that_hold_none_of_it() -> None:
    columns = sample()
    model = replace(MODEL, strata="stratum", psu="unit", restrict=(Filter("young", "origin", "=", ("1",)),))
    row = compare_groups(replace(SPEC, model=model), Frame("s", columns)).rows[0]
    assert "t with 36 df" in row.effect.method
    assert row.persons[0] + row.persons[1] < 400


def test_registers_and_censuses_get_no_interval() -> None:
    for kind in ("register", "census"):
        found = designed(sample(), kind=kind)
        assert kind in found.silent
        assert {(row.effect.low, row.se, row.p) for row in found.rows} == {(None, None, None)}
        assert found.verdict == "supported"


def test_persons_chosen_on_purpose_test_nothing() -> None:
    with pytest.raises(SecondmigError, match="chosen on purpose"):
        designed(sample(), kind="purposive")


def test_the_verdict_follows_the_printed_rule() -> None:
    assert designed(sample(shift=0.8)).verdict == "supported"
    assert designed(sample(shift=-0.8)).verdict == "not supported"
    assert designed(sample(3, 60, shift=0.1)).verdict in {"cannot tell", "mixed"}
    columns = sample()
    opposite = {**columns, "before": -np.asarray(columns["edu"])}
    spec = replace(SPEC, before="before")
    assert compare_groups(spec, Frame("s", opposite)).verdict == "mixed"


def test_an_undefined_primary_cannot_tell() -> None:
    columns = {**sample(), "edu": np.full(400, np.nan)}
    found = compare_groups(SPEC, Frame("s", columns))
    assert found.verdict == "cannot tell"
    assert found.rows[0].effect.undefined == "nobody of the first group has a value"


def test_what_was_gained_after_the_first_move_is_counted_in_the_first_group() -> None:
    columns = {**sample(), "before": np.asarray(sample()["edu"]) - 1}
    second = sum(each == "2" for each in columns["g"])
    assert compare_groups(replace(SPEC, before="before"), Frame("s", columns)).gained == (second, second)
    assert compare_groups(SPEC, Frame("s", columns)).gained is None


def test_a_declared_direction_halves_p_and_leaves_the_interval() -> None:
    columns = sample(shift=0.2)
    two = compare_groups(SPEC, Frame("s", columns)).rows[0]
    one = compare_groups(replace(SPEC, one_sided=True), Frame("s", columns)).rows[0]
    assert (two.effect, two.p) != (one.effect, one.p)
    assert one.p == pytest.approx((two.p or 0) / 2)
    assert one.effect == two.effect


def test_rows_in_both_groups_are_refused() -> None:
    spec = replace(SPEC, groups=(Filter("a", "edu", ">", ("2",)), Filter("b", "edu", ">", ("3",))))
    with pytest.raises(SecondmigError, match="in both groups"):
        compare_groups(spec, Frame("s", sample()))


def test_missing_columns_and_lonely_units_are_named() -> None:
    with pytest.raises(ProblemsError) as refused:
        compare_groups(replace(SPEC, years="ears", education="edd"), Frame("s", sample()))
    assert [str(each) for each in refused.value.problems] == [
        "there is no column 'edd'",
        "there is no column 'ears'",
    ]
    columns = sample()
    alone = np.asarray(columns["stratum"]).copy()
    alone[np.asarray(columns["unit"]) == 7] = 9
    with pytest.raises(SecondmigError, match="has one unit"):
        designed({**columns, "stratum": alone})


def test_weights_may_leave_rows_out_but_not_be_negative() -> None:
    columns = sample()
    weights = np.asarray(columns["w"]).copy()
    weights[:50] = 0
    found = compare_groups(SPEC, Frame("s", {**columns, "w": weights})).rows[0]
    values, groups = np.asarray(columns["edu"]), np.array(columns["g"])
    kept = np.arange(400) >= 50
    plain = net_difference(values, np.asarray(columns["w"]), (groups == "2") & kept, (groups == "1") & kept)
    assert found.effect.value == pytest.approx(plain.value)
    with pytest.raises(SecondmigError, match="negative"):
        compare_groups(SPEC, Frame("s", {**columns, "w": -weights}))


def test_rows_without_weight_are_a_step_of_the_flow() -> None:
    columns = sample()
    weights = np.asarray(columns["w"]).copy()
    weights[:50] = 0
    flow = compare_groups(SPEC, Frame("s", {**columns, "w": weights})).flow
    assert [(step.name, step.n) for step in flow[:2]] == [("all rows", 400), ("weight above 0", 350)]
    assert sum(step.n for step in flow[2:]) == 350
    assert len(compare_groups(SPEC, Frame("s", columns)).flow) == 3


def test_where_nobody_is_left_out_the_share_is_one() -> None:
    """Sums in another order differ in the last place; that must not read as somebody left out."""
    shares = {row.measure: row.share for row in designed(sample()).rows}
    assert shares == dict.fromkeys(shares, 1.0)


def test_a_sample_without_an_interval_cannot_tell() -> None:
    """Complete separation: every row adds the same, so the design gives the difference no variance."""
    edu = np.array([1.0, 2.0, 5.0, 6.0])
    columns: dict[str, Cells] = {"g": ["1", "1", "2", "2"], "edu": edu, "w": np.ones(4)}
    found = compare_groups(SPEC, Frame("s", columns))
    effect = found.rows[0].effect
    assert (effect.value, effect.low, found.verdict) == (1.0, None, "cannot tell")
    assert "no interval: the figure does not vary over the units of the design" in effect.method
    assert compare_groups(SPEC, Frame("s", columns, kind="register")).verdict == "supported"


def test_a_file_names_every_problem_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "h2.yaml"
    path.write_text(
        'source: s\nkind: guess\ngroups:\n  a: "g ~ 2"\n  b: "edu > x"\nyeers: y\n', encoding="utf-8"
    )
    with pytest.raises(ProblemsError) as refused:
        read_group_spec(path)
    assert [(each.where, each.message) for each in refused.value.problems] == [
        ("h2.yaml:1", "the comparison has no education"),
        ("h2.yaml:2", "kind 'guess' is unknown"),
        ("h2.yaml:4", "the filter 'g ~ 2' compares nothing"),
        ("h2.yaml:5", "'x' is no number"),
        ("h2.yaml:6", "a comparison has no 'yeers'"),
    ]
    path.write_text('source: s\neducation: e\ngroups: {a: "g = 1"}\n', encoding="utf-8")
    with pytest.raises(SecondmigError, match="groups are two, not 1"):
        read_group_spec(path)


def test_the_example_of_the_demo_reads_and_finds_what_was_put_in() -> None:
    spec = read_group_spec(Path(__file__).parents[2] / "corpus" / "new_residents.yaml")
    assert spec.columns() == (
        "moves",
        "edu_level",
        "edu_at_departure",
        "origin",
        "cohort",
        "sex",
        "yrs_origin",
        "yrs_first",
        "yrs_current",
    )
