"""Figures below one another: as many decimals in every line, for people only."""

from secondmig.cli.figures import in_columns
from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject

ROWS: tuple[dict[str, object], ...] = (
    {"id": "A", "share": 1.0, "p": 0.00007},
    {"id": "B", "share": -0.00002, "p": 0.9996},
    {"id": "C", "share": None, "p": None},
)


def test_a_column_has_as_many_decimals_in_every_line_and_no_p_of_nought() -> None:
    made = in_columns(Listing(("id", "share", "p"), ROWS, {}), {"share": 3, "se": 3}, ps=("p",))
    assert [(row["share"], row["p"]) for row in made.rows] == [
        ("1.000", "<0.001"),
        ("0.000", ">0.999"),
        ("–", "–"),
    ]
    assert set(made.right) == {"share", "p"}
    assert "se" not in made.rows[0]


def test_programs_get_figures_in_full(run: Run, project: FakeProject) -> None:
    rows = [{"code": "A", "share": 0.5, "low": None, "high": None, "p": None}]
    project.answers["query_matrix"] = Listing(("code", "share", "low", "high", "p"), rows, {})
    assert run("query", "matrix").stdout.split()[-2:] == ["A", "0.500"]
    assert run("query", "matrix", "--format", "csv").stdout.split("\n")[1] == "A,0.5,,,"
