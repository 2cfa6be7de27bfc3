"""The table of indicators: one figure a country, year and indicator, each with its source."""

from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.survey.indicators import read_indicators

HEAD = "country,year,indicator,value,unit,source,codes,note\n"


def written(tmp_path: Path, rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "indicators.csv"
    path.write_text(head + rows, encoding="utf-8", newline="")
    return path


def test_a_figure_is_read_with_its_codes(tmp_path: Path) -> None:
    (figure,) = read_indicators(written(tmp_path, "JPN,2019,Wage gap,-2.53,log points,Liu,OS-A; OS-B,\n"))
    assert (figure.country, figure.year, figure.value, figure.unit) == ("JPN", 2019, -2.53, "log points")
    assert (figure.source, figure.codes, figure.note) == ("Liu", ("OS-A", "OS-B"), "")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("JP,2019,Stock,1,,UN,,\n", "country 'JP' is no ISO 3166-1 alpha-3 code"),
        ("JPN,19,Stock,1,,UN,,\n", "year '19' is no year"),
        ("JPN,2019,Stock,many,,UN,,\n", "value 'many' is no number"),
        ('JPN,2019,Stock,"1,000",,UN,,\n', "value '1,000' is no number"),
        ("JPN,2019,Stock,nan,,UN,,\n", "value 'nan' is no number"),
        ("JPN,2019,Stock,1,,,,\n", "source is empty"),
        (
            "JPN,2019,Stock,1,,UN,,\nJPN,2019,Stock,2,,UN,,\n",
            "country 'JPN', year '2019', indicator 'Stock' is already on line 2",
        ),
        (
            "JPN,2019,Stock,1,persons,UN,,\nUSA,2019,Stock,2,,UN,,\n",
            "Stock is in '' here and in 'persons' on line 2",
        ),
    ],
)
def test_what_cannot_be_a_figure_is_refused_with_its_line(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        read_indicators(written(tmp_path, rows))
    told = getattr(caught.value, "problems", (caught.value,))
    assert message in [each.message for each in told]


def test_a_column_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="unknown column 'colour'"):
        read_indicators(
            written(tmp_path, "JPN,2019,S,1,UN,red\n", "country,year,indicator,value,source,colour\n")
        )


def test_the_demo_table_is_right() -> None:
    figures = read_indicators(Path(__file__).parents[2] / "corpus" / "indicators.csv")
    found = {(each.indicator, each.country, each.year): each.value for each in figures}
    # Peru 50,065 and Brazil 189,735 of the table of stocks.
    assert found["Residents from Peru and Brazil", "JPN", 2019] == 50_065 + 189_735
    assert found["Residents from Peru and Brazil", "USA", 2019] == 525_527 + 459_876
