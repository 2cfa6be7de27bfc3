"""Every format of a table of regressions holds the same cells: each is read back and compared."""

import csv
import io
import re
from collections.abc import Iterator

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.warnings import UNEQUAL_N
from secondmig.report.regtable import Flow, regtable_page
from secondmig.report.regtable_text import escaped, for_terminal, latex, markdown
from secondmig.stats.fit import Step
from secondmig.stats.regtable import (
    ABSENT,
    NOT_APPLICABLE,
    REFERENCE,
    YES,
    Cell,
    Head,
    RegTable,
    Row,
    shown,
    tidy,
)

NUMBERS = st.floats(-999, 999, allow_nan=False)
COEFFICIENTS = st.builds(
    lambda b, z, p: Cell("coefficient", b, z, p=p), NUMBERS, NUMBERS, st.floats(min_value=0, max_value=1)
)
PRINTED = st.builds(
    lambda b, z, s: Cell("coefficient", float(b), float(z), printed_stars=s, digits=(b, z)),
    st.sampled_from(["0.33", "-1.20", "0.00"]),
    st.sampled_from(["2.05", "-7.1", "-0.03"]),
    st.sampled_from(["", "*", "**", "***"]),
)
FIGURES = st.one_of(
    st.integers(0, 10**6).map(lambda n: Cell("figure", float(n), whole=True)),
    NUMBERS.map(lambda value: Cell("figure", value)),
)
OTHERS = st.sampled_from(
    [ABSENT, NOT_APPLICABLE, REFERENCE, YES, Cell("not_estimated", reason="it predicts the outcome")]
)
CELLS = st.one_of(COEFFICIENTS, PRINTED, OTHERS, st.builds(Cell, st.just("coefficient"), NUMBERS))
LABELS = st.one_of(
    st.sampled_from(
        ["Age", "R&D <50%", "log_income$", "[z] note", "*p", "国籍", "a|b", "x\\y", "{é}~^#", "GPA"]
    ),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12),
)


@st.composite
def tables(draw: st.DrawFn) -> RegTable:
    columns = draw(st.integers(1, 7))
    blocks = draw(st.lists(st.sampled_from(["Work", "Home & <life>", ""]), unique=True, min_size=1))
    rows = [
        Row(f"v{place}{number}", draw(LABELS), block, tuple(draw(CELLS) for _ in range(columns)))
        for place, block in enumerate(blocks)
        for number in range(draw(st.integers(1, 4)))
    ]
    under = [Row("n", "N", "", tuple(draw(FIGURES) for _ in range(columns)))]
    heads = [
        Head(f"c{place}", f"({place + 1})", draw(st.sampled_from(["", "Model 1", "Model_2"])))
        for place in range(columns)
    ]
    return RegTable(draw(LABELS), tuple(heads), tuple(rows), tuple(under), ("a note",))


def lines(table: RegTable) -> list[list[str]]:
    return [
        [row.label, *(shown(cell, table.decimals).line() for cell in row.cells)] for row in table.all_rows()
    ]


@given(tables())
def test_html_read_back_holds_the_cells(table: RegTable) -> None:
    page = html5lib.parse(regtable_page(table).decode("utf-8"), namespaceHTMLElements=False)
    found = [
        ["".join(each.itertext()).replace("−", "-").strip() for each in row]
        for row in page.findall(".//tbody/tr")
        if row.get("class") != "block"
    ]
    # White space at the end of a label is nothing to a browser; a minus stands for a hyphen in labels too.
    expected = [[text.replace("−", "-").strip() for text in row] for row in lines(table)]
    assert found == expected
    over = [each for each in page.findall(".//thead//th") if each.get("scope") == "colgroup"]
    groups = [name for name, _ in table.groups() if name]
    assert ["".join(each.itertext()) for each in over] == groups


LATEX_LETTERS = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"\char34{}": '"',
}


def unescaped(text: str) -> str:
    text = re.sub(r"^\{([\[*])\}", r"\1", text.replace(r"\quad ", ""))
    parts = re.split(
        "(" + "|".join(re.escape(each) for each in LATEX_LETTERS) + r"|\\[&%$#_{}]|\$-\$|--?-?)", text
    )
    same = {"$-$": "-", "---": "—", "--": "–"}
    return "".join(
        LATEX_LETTERS.get(each) or same.get(each) or (each[1:] if re.fullmatch(r"\\.", each) else each)
        for each in parts
    )


def test_unescaping_undoes_escaping() -> None:
    text = 'R&D 50% $x$ #1 a_b {c} ~ ^ < > | " \\'
    assert unescaped(escaped(text)) == text


@given(tables())
def test_latex_read_back_holds_the_cells(table: RegTable) -> None:
    source = latex(table)
    body = re.search(r"\\midrule\n(.*)\\bottomrule", source, re.DOTALL)
    assert body
    found: list[list[str]] = []
    for line in body[1].splitlines():
        if line == "\\midrule" or line.startswith("\\multicolumn"):
            continue
        assert line.endswith(" \\\\")
        cells = [unescaped(each.strip()) for each in re.split(r"(?<!\\)&", line[:-3])]
        if line.startswith(" &"):
            above = found[-1]
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(above, cells, strict=True)]
        else:
            found.append(cells)
    expected = [[latex_text(text) for text in row] for row in lines(table)]
    assert found == expected


def latex_text(text: str) -> str:
    """What LaTeX can print of a label: a run of hyphens stands for one dash, and blanks at the ends go."""
    return unescaped("".join(letter for letter in text if letter.isprintable()).strip())


TOKEN = re.compile(r"%[^\n]*\n|\\(?:[A-Za-z]+|.|\n)|[^\\]", re.DOTALL)
COMMANDS = {
    *("\\" + name for name in ("begin", "end", "caption", "centering", "multicolumn", "emph", "quad", "par")),
    *("\\" + name for name in ("toprule", "midrule", "bottomrule", "cmidrule")),  # of booktabs
    *("\\" + name for name in ("smallskip", "parbox", "textwidth", "footnotesize")),
    *("\\" + name for name in ("textbackslash", "textasciitilde", "textasciicircum", "textbar", "char")),
    *("\\textless", "\\textgreater", "\\\\", *("\\" + letter for letter in "&%$#_{}")),
}


def columns_of_rows(source: str) -> list[int]:
    """Read LaTeX as strictly as TeX does, and count the columns that each row of the tabular takes.

    Refused are commands that neither LaTeX nor booktabs has, letters that would be commands, groups and
    environments that do not close in their order, and a line break that would take what follows for its own.
    """
    tokens = [token for token in TOKEN.findall(source) if not token.startswith("%")]
    assert {token for token in tokens if token.startswith("\\")} <= COMMANDS
    assert not {"#", "^", "_", "~"} & set(tokens)
    assert tokens.count("$") % 2 == 0
    rows: list[int] = []
    columns = 1
    for at, inside in nested(tokens):
        rest = "".join(tokens[at + 1 :])
        columns += tokens[at] == "&"
        assert tokens[at] != "&" or inside == "tabular"
        if tokens[at] == "\\multicolumn" and (number := re.match(r"\{([0-9]+)\}", rest)):
            columns += int(number[1]) - 1
        if tokens[at] == "\\\\":
            assert not re.match(r"\s*[\[*]", rest)
            rows += [columns] if inside == "tabular" else []
            columns = 1
    return rows


def nested(tokens: list[str]) -> Iterator[tuple[int, str]]:
    """Each place among the tokens, and the innermost group or environment it is in."""
    opened = [""]
    for at, token in enumerate(tokens):
        yield at, opened[-1]
        name = re.match(r"\{([a-z]+)\}", "".join(tokens[at + 1 :]))
        if token == "{":
            opened.append(token)
        elif token == "}":
            assert opened.pop() == "{"
        elif token == "\\begin":
            opened.append(name[1] if name else "?")
        elif token == "\\end":
            assert name
            assert opened.pop() == name[1]
    assert opened == [""]


@given(tables())
def test_latex_is_valid_whatever_the_labels(table: RegTable) -> None:
    source = latex(table)
    columns = len(table.heads) + 1
    assert set(columns_of_rows(source)) == {columns}
    assert f"{{@{{}}l{'c' * (columns - 1)}@{{}}}}" in source
    assert "% needs \\usepackage{booktabs}\n\\begin{table}" in source
    assert source.isascii() != ("xelatex" in source.partition("\\begin")[0])


@pytest.mark.parametrize(
    "label",
    ["a & b", "50% more", "$x$", "#1", "a_b^c~d", "{open", "shut}", "\\\\[2em]", " [z]", " *p", "back\\"],
)
def test_latex_is_valid_with_letters_that_are_commands(label: str) -> None:
    notes = (label, f"{label} again")
    head = Head("1", label, label)
    rows = (Row("a", label, label, (YES,)), Row("b", label, "", (Cell("coefficient", -1.5, -2.0, p=0.04),)))
    assert set(columns_of_rows(latex(RegTable(label, (head,), rows, (), notes)))) == {2}


@given(tables())
def test_latex_rows_never_begin_with_what_the_line_break_would_take(table: RegTable) -> None:
    source = latex(table)
    assert not re.search(r"\\\\\n[\[*]", source)


@given(tables())
def test_tidy_rows_written_as_csv_and_read_back_hold_the_cells(table: RegTable) -> None:
    rows = list(tidy(table))
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    read = list(csv.DictReader(io.StringIO(buffer.getvalue(), newline="")))
    height = len(table.all_rows())
    across = [
        [
            read[number]["regressor"],
            *(read[number + height * place]["shown"] for place in range(len(table.heads))),
        ]
        for number in range(height)
    ]
    assert across == lines(table)
    for each in read:
        if each["p"]:
            p = float(each["p"])
            assert each["stars"] == ("***" if p < 0.01 else "**" if p < 0.05 else "*" if p < 0.1 else "")


@given(tables(), st.one_of(st.none(), st.integers(30, 200)))
def test_the_terminal_shows_every_cell_whole_at_any_width(table: RegTable, fit: int | None) -> None:
    text = for_terminal(table, fit)
    found = re.sub(r"\s+", " ", text)
    for row in table.all_rows():
        for cell in row.cells:
            for part in shown(cell, table.decimals).line().split():
                assert part in found
    for head in table.heads:
        assert head.label in found
    if fit is None:
        assert "\n\n" not in text


@given(tables())
def test_markdown_has_a_line_for_each_row_and_as_many_cells(table: RegTable) -> None:
    made = markdown(table).splitlines()
    body = [each for each in made[2:] if not each.startswith("| **")]
    assert len(body) >= len(table.all_rows())
    assert all(len(re.split(r"(?<!\\)\|", each)) == len(table.heads) + 3 for each in made)


def wide() -> RegTable:
    cell = Cell("coefficient", -1.21, -6.92, p=0.0001)
    heads = tuple(
        Head(
            f"c{place}", f"({place})", "Model 1: Return migration" if place < 4 else "Model 2: Out-migration"
        )
        for place in range(1, 7)
    )
    rows = (
        Row("x", "Initial motivation of living condition", "Initial motivation", (cell,) * 6),
        Row("job", "Job dummy", "", (YES,) * 6),
    )
    under = (Row("n", "N", "", (Cell("figure", 606.0, whole=True),) * 6),)
    return RegTable("Table 2", heads, rows, under)


def test_a_table_wider_than_the_terminal_goes_on_below_and_nothing_is_cut() -> None:
    text = for_terminal(wide(), 80)
    assert max(map(len, text.splitlines())) <= 80
    first, second = text.split("\n\n")
    assert "Model 1: Return migration" in first
    assert "Model 2" not in first
    assert "(4)" in second
    assert first.count("-1.21 [-6.92]***") == second.count("-1.21 [-6.92]***") == 3
    assert "Job dummy" in first
    assert "Job dummy" in second


def test_numbers_brackets_and_stars_stand_under_each_other() -> None:
    cells = (
        Cell("coefficient", 0.33, 2.05, p=0.04),
        Cell("coefficient", -1.21, -6.92, p=0.0001),
        NOT_APPLICABLE,
    )
    rows = tuple(Row(f"v{place}", f"v{place}", "", (cell,)) for place, cell in enumerate(cells))
    assert for_terminal(RegTable("t", (Head("1", "(1)"),), rows)) == (
        "                 (1)\n--------------------\nv0   0.33  [2.05]**\nv1  -1.21 [-6.92]***\nv2      —\n"
    )


def test_wide_letters_count_as_two_columns() -> None:
    rows = (Row("a", "国籍", "", (YES,)), Row("b", "Age", "", (YES,)))
    body = for_terminal(RegTable("t", (Head("1", "(1)"),), rows)).splitlines()[2:]
    assert body == ["国籍  Yes", "Age   Yes"]


def test_the_page_is_self_contained_and_says_what_stands_where() -> None:
    made = regtable_page(
        wide(), [UNEQUAL_N], [Flow("(1)", (Step("all rows", 902), Step("complete", 606, 296)))]
    ).decode("utf-8")
    assert "http:" not in made
    assert "https:" not in made
    assert "<script" not in made
    page = html5lib.HTMLParser(strict=True).parse(made)
    assert page is not None
    assert made.count('scope="colgroup"') == 2
    assert made.count('scope="rowgroup"') == 1
    assert "<caption>Table 2</caption>" in made
    assert "W27, medium" in made
    assert "296" in made


def test_the_same_table_gives_the_same_bytes() -> None:
    assert regtable_page(wide()) == regtable_page(wide())
    assert latex(wide()) == latex(wide())


@pytest.mark.parametrize(
    ("label", "made"), [("[z]", "{[}z]"), ("*p", "{*}p"), ("50% & more", r"50\% \& more")]
)
def test_labels_are_written_so_that_latex_prints_them(label: str, made: str) -> None:
    table = RegTable("t", (Head("1", "(1)"),), (Row("a", label, "", (YES,)),))
    assert f"\n{made} & Yes \\\\\n" in latex(table)
