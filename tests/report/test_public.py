"""The public edition, searched as somebody would who knows the persons and wants to find one."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from secondmig.joint.display import CountryHeat, country_heat
from secondmig.joint.groups import destinations, group_of, people, value_of
from secondmig.report.context import context
from secondmig.report.disclosure import SMALLEST, Cell
from secondmig.report.katakana import WORD, may_be
from tests.joint.demo import demo_snapshot
from tests.report.editions import built, edition
from tests.report.test_disclosure import determined_sums, lines

Row = dict[str, str]


def text(name: str) -> str:
    return built("public")[name].decode("utf-8")


def heat() -> CountryHeat:
    return country_heat(edition("team"))


def rows(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text(f"data/{name}.csv"))))


def test_public_files_name_no_person_and_no_document() -> None:
    cases = demo_snapshot().cases
    names = {case.id for case in cases} | {case.pseudonym for case in cases}
    names |= {ref.speaker for case in cases for ref in case.speakers}
    pattern = re.compile(
        rf"\b(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\b", re.IGNORECASE
    )
    for name in built("public"):
        assert pattern.findall(name) == []
        assert pattern.findall(text(name)) == [], name


def test_public_files_hold_no_name_in_katakana() -> None:
    names = [case.pseudonym for case in demo_snapshot().cases]
    for file in built("public"):
        words = {word for word in WORD.findall(text(file)) if any(may_be(word, name) for name in names)}
        assert words == set(), file


def test_public_files_hold_no_title_of_a_transcript_and_no_path() -> None:
    for name in built("public"):
        for document in demo_snapshot().documents:
            assert document.title not in text(name)
        assert "corpus/" not in text(name)
        assert ".jsonl" not in text(name)


def test_public_files_quote_nobody_below_publication() -> None:
    """No run of eight words, or twelve characters of Japanese, of anybody held at T1 or T2."""
    everything = "\n".join(text(name) for name in built("public"))
    allowed = {
        ref.document for case in demo_snapshot().cases if case.consent == "T3" for ref in case.speakers
    }
    for document in demo_snapshot().documents:
        if document.id in allowed:
            continue
        for turn in document.turns:
            if turn.role == "interviewer":
                continue
            words = turn.span.of(document.text)
            runs = words.split()
            parts = [" ".join(runs[i : i + 8]) for i in range(len(runs) - 7)]
            parts += [words[i : i + 12] for i in range(0, len(words) - 11, 6) if not words.isascii()]
            assert not [part for part in parts if part in everything], f"{document.id} #{turn.number}"


def test_public_files_hold_nothing_that_was_taken_back() -> None:
    for document in demo_snapshot().documents:
        for stretch in document.withheld:
            words = stretch.span.of(document.text)
            for name in built("public") | built("team"):
                for level in ("public", "team", "partner"):
                    body = built(level).get(name, b"").decode("utf-8")
                    assert words[:24] not in body, (document.id, level, name)


def test_public_quotations_tell_no_year_and_no_origin() -> None:
    page = rows("quotations")
    assert len(page) > 20
    for row in page:
        words = row["quotation"] + row["translation"]
        assert not re.search(r"(?:19|20)\d\d|(?:１９|２０)[０-９]{2}", words)
        assert "█" not in words
        for bracket in re.findall(r"\[[^\]]*\]", words):
            assert bracket in {"[…]", "[name]"} or re.match(
                r"\[(?:laughs|pause|overlap|ríe|pausa|cries)", bracket
            )


def test_public_labels_are_shared_by_two_persons_who_lived_there() -> None:
    everybody = people(edition("public"))
    for row in rows("quotations"):
        label, _, about = row["who"].rpartition(", about ")
        country = {"Japan": "JPN", "the United Kingdom": "GBR", "the United States": "USA"}[about]
        there = [person for person in everybody if country in destinations(person)]
        if label.startswith("a second migrant"):
            there = [person for person in there if group_of(person) == "second"]
        elif label.startswith("a person who moved once"):
            there = [person for person in there if group_of(person) == "single"]
        region = label.partition(" from ")[2].removeprefix("the ")
        if region in {
            "Latin America",
            "Caribbean",
            "South Asia",
            "East Asia",
            "Southeast Asia",
            "Sub-Saharan Africa",
        }:
            there = [person for person in there if value_of(person, "origin_region") == region]
        assert len(there) >= 2, row["who"]


def test_public_quotations_stand_for_at_least_three_persons() -> None:
    true = {
        f"{row.label}|{cell.country}|{cell.valence}": cell.persons
        for row in heat().rows
        for cell in row.cells
    }
    names = {"Japan": "JPN", "United Kingdom": "GBR", "United States": "USA"}
    for row in rows("quotations"):
        key = f"{row['code']}|{names[row['about_country']]}|{row['valence'].split()[-1]}"
        assert true[key] >= SMALLEST


def test_public_heat_map_gives_no_number_of_fewer_than_three_persons_or_all_but_three() -> None:
    cells = [(row.code, cell) for row in heat().rows for cell in row.cells]
    true = {f"{code}|{cell.country}|{cell.valence}": cell for code, cell in cells}
    given = rows("fig-3")
    assert given
    for row in given:
        cell = true[f"{row['code']}|{row['about_country']}|{row['valence']}"]
        if row["persons"]:
            assert int(row["persons"]) == cell.persons
            assert SMALLEST <= cell.persons <= cell.persons_total - SMALLEST
        elif "fewer than 3 persons" in row["remarks"]:
            assert cell.persons < SMALLEST
        else:
            assert cell.persons > cell.persons_total - SMALLEST
            assert row["remarks"].startswith("persons: at least")


def test_public_heat_map_stands_in_the_order_of_the_codebook() -> None:
    """The order by difference is made of the numbers that are left out."""
    order = list(context(edition("public")).labels)
    given = list(dict.fromkeys(row["code"] for row in rows("fig-3")))
    assert given == sorted(given, key=order.index)


def test_public_table_one_cannot_be_solved() -> None:
    cells = {}
    hidden = set()
    table = [row for row in rows("table-1") if row["interview_country"] != "all"]
    codes = {"Japan": "JPN", "United Kingdom": "GBR", "United States": "USA"}
    persons: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for person in people(edition("team")):
        persons[value_of(person, "interview_country") or "", group_of(person) or ""].add(person.case.id)
    for i, row in enumerate(table):
        for j, group in enumerate(("second", "single")):
            here = frozenset(persons[codes[row["interview_country"]], group])
            cells[i, j] = Cell(len(here), here)
            if row[group]:
                assert int(row[group]) == len(here) >= SMALLEST
            else:
                hidden.add((i, j))
    assert len(hidden) == 4
    assert determined_sums(cells, frozenset(hidden)) == []
    for line in lines(list(cells)):
        left_out = [place for place in line if place in hidden]
        together = frozenset().union(*(cells[place].persons for place in left_out))
        assert not left_out or len(together) >= SMALLEST


def test_public_traits_and_consent_hold_no_small_part() -> None:
    assert all(int(row["persons"]) >= SMALLEST for row in rows("table-1b"))
    assert [int(row["persons"]) for row in rows("consent")] == [18, 6]
    assert sum(int(row["persons"]) for row in rows("table-1b") if row["trait"] == "gender") == 24


def test_public_summaries_show_no_single_value_and_no_spread() -> None:
    for row in rows("table-3"):
        assert not {"minimum", "maximum", "sd"} & set(row)
        assert all(len(row[key].partition(".")[2]) <= 1 for key in ("mean", "median", "delta"))
    assert all(int(row[group]) >= SMALLEST for row in rows("fig-7") for group in ("second", "single"))


def compositions(n: int, levels: int) -> Iterator[tuple[int, ...]]:
    """Every way to put n persons on levels."""
    for bars in combinations(range(n + levels - 1), levels - 1):
        edges = (-1, *bars, n + levels - 1)
        yield tuple(right - left - 1 for left, right in pairwise(edges))


def test_public_summaries_do_not_pin_down_how_many_have_a_value() -> None:
    """All distributions of ISCED levels that agree with the printed mean, median and tertiary share."""
    printed = [row for row in rows("table-3") if "ISCED" in row["measure"]]
    assert "at least 11 of 13 second migrants and 6 of 11 persons who moved once" in text("compare.html")
    tertiary = {"second migrants": range(11, 14), "moved once": range(6, 7)}
    for row in printed:
        n = int(row["n"])
        possible = [
            counts
            for counts in compositions(n, 9)
            if sum(counts[6:]) in tertiary[row["group"]]
            and round(sum(level * count for level, count in enumerate(counts)) / n, 1) == float(row["mean"])
            and [level for level, count in enumerate(counts) for _ in range(count)][n // 2]
            == float(row["median"])
        ]
        for level in range(9):
            counts = {each[level] for each in possible}
            assert len(counts) > 1, (row["group"], level, counts)
        assert len(possible) > 40


def test_public_page_leaves_out_figures_of_persons_and_says_so() -> None:
    page = text("compare.html")
    assert 'id="fig-1"' not in page
    assert 'id="fig-7"' not in page
    assert "Figure 1, the trajectories, is not in this edition" in page
    assert "Figure 7, a point for every person" in page
    assert "Names of input files and coders" in page


def test_public_meta_names_no_input_file() -> None:
    held = json.loads(text("data/index.json"))
    assert "coders" not in held["meta"]
    assert "inputs" not in held["meta"]
