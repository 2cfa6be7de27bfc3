"""Headers keep their values as text and tell every problem with its line."""

import pytest

from secondmig.transcript.header import header_end, id_problem, read_header
from tests.transcript.reading import FILE, problems

GOOD = """---
id: 0012
fictional: true
title: "Rosa: the doors"
interview_date: 2025-03
born: 1979-04-05
quoted: "2025-05"
languages: [en, no]
time: 12:30:00
empty:
size: 1_000
long: >
  two
  lines
---
#1 INT: So?
"""


def wrong(*lines: str) -> list[str]:
    """Problems of a header with these lines, which begin at line 2."""
    text = "\n".join(["---", *lines, "---", "#1 INT: So?", ""])

    def act() -> None:
        header = read_header(text, where=FILE)
        if header.problems:
            raise header.problems[0] if len(header.problems) == 1 else _all(header.problems)

    return problems(act)


def _all(found: tuple[Exception, ...]) -> Exception:
    from secondmig.core.errors import ProblemsError, SecondmigError

    return ProblemsError(problem for problem in found if isinstance(problem, SecondmigError))


def test_header_values_stay_the_text_they_are() -> None:
    header = read_header(GOOD, where=FILE)
    assert header.problems == ()
    assert {key: entry.value for key, entry in header.entries.items()} == {
        "id": "0012",
        "fictional": "true",
        "title": "Rosa: the doors",
        "interview_date": "2025-03",
        "born": "1979-04-05",
        "quoted": "2025-05",
        "languages": ("en", "no"),
        "time": "12:30:00",
        "empty": "",
        "size": "1_000",
        "long": "two lines",
    }
    assert header.entries["languages"].line == 8
    assert GOOD[header.end :] == "#1 INT: So?\n"


def test_header_reads_one_value_as_a_list_of_one() -> None:
    header = read_header("---\nid: A\nlanguages: en\n---\n", where=FILE)
    assert header.texts("languages") == ("en",)
    assert header.texts("absent") == ()
    assert header.text("languages") == "en"


@pytest.mark.parametrize("text", ["", "#1 INT: So?", "words\n---\nid: A\n---\n", "--- \n".strip()])
def test_header_is_absent_where_the_text_does_not_begin_with_it(text: str) -> None:
    assert read_header(text, where=FILE).end == header_end(text) == 0


def test_header_may_stand_below_blank_lines() -> None:
    header = read_header("\n \n---\nid: A\n---  \nwords", where=FILE)
    assert header.text("id") == "A"
    assert header.entries["id"].line == 4
    assert header.end == len("\n \n---\nid: A\n---  \n")


def test_header_must_close() -> None:
    assert problems(lambda: read_header("---\nid: US01\n\n#1 INT: So?\n", where=FILE)) == [
        "US01.txt:1: the header does not close"
    ]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["id: a: b"], 2),
        (["id: US01", "title: [x", "kind: interview"], 4),
        (["id: US01", "\tkind: interview"], 3),
        (["id: US01", "title: a\x07b"], 3),
        (["id: " + "[" * 600], 2),
        (["- a", "- b"], 2),
    ],
)
def test_header_that_is_no_yaml_mapping_is_refused_at_its_line(lines: list[str], line: int) -> None:
    (problem,) = wrong(*lines)
    assert problem.startswith(f"US01.txt:{line}: the header is no ")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["title: x"], ["US01.txt:1: the header has no id"]),
        ([], ["US01.txt:1: the header has no id"]),
        (["id:"], ["US01.txt:2: the id cannot name a document: it is empty"]),
        (["id: ../US01"], ["US01.txt:2: the id cannot name a document: it begins with a full stop"]),
        (["id: a/b"], ["US01.txt:2: the id cannot name a document: it holds '/'"]),
        (
            ["id: [a, b]"],
            ["US01.txt:2: 'id' is a list; it takes one text", "US01.txt:1: the header has no id"],
        ),
        (["id: a", "x: 1", "id: b"], ["US01.txt:4: the key 'id' stands in line 2 already"]),
        (["id: a", "kind: talk"], ["US01.txt:3: unknown kind 'talk'"]),
        (["id: a", "consent: T9"], ["US01.txt:3: unknown consent 'T9'"]),
        (["id: a", "consent:"], ["US01.txt:3: unknown consent ''"]),
        (["id: a", "language: English!"], ["US01.txt:3: 'English!' in 'language' is no language tag"]),
        (["id: a", "languages: [en, '']"], ["US01.txt:3: '' in 'languages' is no language tag"]),
        (["id: a", "x: {y: z}"], ["US01.txt:3: 'x' is neither a text nor a list of texts"]),
        (["id: a", "x: [[y]]"], ["US01.txt:3: 'x' is neither a text nor a list of texts"]),
        (["id: a", "? [b]", ": c"], ["US01.txt:3: a key of the header is no text"]),
        (["id: a", "withdrawn: yes"], ["US01.txt:3: an item of 'withdrawn' is not understood"]),
        (["id: a", "withdrawn: [{turn: ten}]"], ["US01.txt:3: an item of 'withdrawn' is not understood"]),
        (
            ["id: a", "withdrawn:", "  - {turn: 1, form: x}"],
            ["US01.txt:4: an item of 'withdrawn' is not understood"],
        ),
        (
            ["id: a", "withdrawn: [{turn: 1, from: [x]}]"],
            ["US01.txt:3: an item of 'withdrawn' is not understood"],
        ),
    ],
)
def test_header_problems_name_their_line(lines: list[str], expected: list[str]) -> None:
    assert wrong(*lines) == expected


def test_header_problems_come_all_at_once() -> None:
    assert wrong("kind: talk", "consent: T9", "kind: interview") == [
        "US01.txt:4: the key 'kind' stands in line 2 already",
        "US01.txt:1: the header has no id",
        "US01.txt:2: unknown kind 'talk'",
        "US01.txt:3: unknown consent 'T9'",
    ]


def test_header_withdrawn_reads_items_and_stays_out_of_the_entries() -> None:
    text = '---\nid: A\nwithdrawn:\n  - {turn: 10, from: "Between us?", to: end}\n  - turn: 3\n---\n'
    header = read_header(text, where=FILE)
    assert [(item.turn, item.start, item.end, item.line) for item in header.withdrawn] == [
        (10, "Between us?", "", 4),
        (3, "", "", 5),
    ]
    assert set(header.entries) == {"id"}


@pytest.mark.parametrize("name", ["US01", "0012", "面接 3", "COLLESS _12SEPT91_corrected", "a.b-c"])
def test_id_problem_accepts_ordinary_names(name: str) -> None:
    assert id_problem(name) == ""


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "a\\b", "a:b", "a\nb", 'a"b', "x" * 101])
def test_id_problem_refuses_what_is_no_file_name(name: str) -> None:
    assert id_problem(name)
