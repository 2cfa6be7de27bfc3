"""How codes are used, held against a count of the files themselves."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from tests.project.small import small_project

ROOT = Path(__file__).parents[2]
_TURN = re.compile(r"^#(\d+)(?: \[[^\]]*\])? ([^:]+):", re.MULTILINE)
_PSEUDONYM = re.compile(r"""^pseudonym: "?([^\s"]+)""", re.MULTILINE)

Row = Mapping[str, object]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    root = small_project(tmp_path / "study")
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text[: text.index("[[reports]]")], encoding="utf-8", newline="\n")
    with secondmig.open(root) as opened:
        opened.build()
        yield opened


@pytest.fixture(scope="module")
def demo(built_demo: Path) -> Iterator[Project]:
    with secondmig.open(built_demo) as opened:
        yield opened


def by_code(project: Project, selection: Selection | None = None, **options: bool) -> dict[str, Row]:
    listing = project.codebook_stats(selection or Selection(), **options)  # type: ignore[arg-type]
    return {str(row["code"]): row for row in listing.rows}


def gold() -> Iterator[tuple[str, dict[str, object], bool]]:
    """Every author-made coding with its document, and whether the interviewed person says it."""
    for path in sorted((ROOT / "corpus" / "gold").glob("*.jsonl")):
        text = (ROOT / "corpus" / f"{path.stem}.txt").read_text(encoding="utf-8")
        name = _PSEUDONYM.search(text)
        assert name is not None
        speakers = {int(number): label for number, label in _TURN.findall(text)}
        for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
            row = json.loads(line)
            yield path.stem, row, speakers[row["turn"]] == name[1].upper()


def waiting_said(project: Project, selection: Selection, codebook: str | None = None) -> list[str]:
    listing = project.codebook_stats(selection, codebook=codebook)
    warnings = cast("list[dict[str, str]]", listing.meta["warnings"])
    told = [each["message"].partition(" wait for")[0] for each in warnings if each["id"] == "C06"]
    return [*told, *(note for note in listing.notes if note.startswith("waiting too"))]


def test_what_waits_is_counted_as_the_column_beside_it(project: Project) -> None:
    toml = project.root / "secondmig.toml"
    toml.write_text(f'count = ["gold"]\n{toml.read_text(encoding="utf-8")}', encoding="utf-8", newline="\n")
    with secondmig.open(project.root, coder="ben") as bens:
        bens.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
    before = by_code(project)["OS-MOB-UP"]
    coders = before["coders"]
    assert isinstance(coders, dict)
    gold, ben = coders["gold"], coders["ben"]
    with secondmig.open(project.root) as opened:
        opened.codebook_split("OS-MOB-UP", {"OS-MOB-UP1": "One", "OS-MOB-UP2": "Two"})
        mine, both = f"{gold} codings of gold", f"{int(gold) + int(ben)} codings of ben and gold"
        others = f"waiting too, and not in the column coders: ben={ben}"

        assert waiting_said(opened, Selection()) == [mine, others]
        assert waiting_said(opened, Selection(codes=("OS-MOB-UP1",))) == [mine, others]
        assert waiting_said(opened, Selection(), "small") == [mine, others]
        assert waiting_said(opened, Selection(coders=("gold", "ben"))) == [both]
        assert waiting_said(opened, Selection(coders=("nobody",))) == []


def test_demo_agrees_with_a_count_of_its_files(demo: Project) -> None:
    codings: Counter[str] = Counter()
    documents: defaultdict[str, set[str]] = defaultdict(set)
    persons: defaultdict[str, set[str]] = defaultdict(set)
    segments: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
    for document, given, own in gold():
        code = str(given["code"])
        codings[code] += 1
        documents[code].add(document)
        segments[code].add((document, given["turn"], given["quote"]))
        if own:
            persons[code].add(document)
    assert (codings.total(), len(codings)) == (841, 88)
    for code, row in by_code(demo).items():
        found = (row["codings"], row["segments"], row["documents"], row["persons"])
        expected = (codings[code], len(segments[code]), len(documents[code]), len(persons[code]))
        assert found == expected, code
        assert sum(row["languages"].values()) == codings[code]  # type: ignore[attr-defined]


def test_demo_names_the_codes_that_are_never_used(demo: Project) -> None:
    coded = {str(row["code"]) for _document, row, _own in gold()}
    rows = by_code(demo)
    unused = [code for code, row in rows.items() if row["codable"] and code not in coded]
    assert [code for code, row in rows.items() if row["remark"] == "never used"] == unused
    assert len(unused) == 9
    assert f"never used: {', '.join(unused)}" in demo.codebook_stats().notes


def test_languages_are_those_of_the_turns_not_of_the_interviews(project: Project) -> None:
    # The turn with a translation into English is taken for the other language of the interview, Spanish.
    row = by_code(project)["OS-MOB-UP"]
    assert row["languages"] == {"en": 2, "es": 1}
    assert (row["codings"], row["segments"], row["documents"], row["persons"]) == (3, 3, 2, 2)


def test_everybody_is_named_and_those_that_count_are_counted(project: Project) -> None:
    project.code_add("B2", turn=4, quote="my own taxi", code="OS-MOB-UP")
    assert by_code(project)["OS-MOB-UP"]["codings"] == 4
    toml = project.root / "secondmig.toml"
    toml.write_text(f'count = ["gold"]\n{toml.read_text(encoding="utf-8")}', encoding="utf-8", newline="\n")
    with secondmig.open(project.root) as again:
        listing = again.codebook_stats()
        row = by_code(again)["OS-MOB-UP"]
        assert (row["codings"], row["coders"]) == (3, {"ana": 1, "gold": 3})
        assert "counted: the codings of gold; the column coders has everybody's" in listing.notes
        mine = by_code(again, Selection(coders=("ana",)))["OS-MOB-UP"]
        assert (mine["codings"], mine["coders"]) == (1, {"ana": 1})


def test_one_stretch_coded_twice_is_one_segment(project: Project) -> None:
    project.code_add("B2", turn=4, quote="my own taxi", code="OS-MOB-UP")
    row = by_code(project)["OS-MOB-UP"]
    assert (row["codings"], row["segments"], row["persons"]) == (4, 3, 2)


def test_heading_has_what_is_below_it_only_when_rolled_up(project: Project) -> None:
    assert by_code(project)["OS-MOB"]["codings"] == 0
    above, below = by_code(project, rolled_up=True).values()
    assert {**above, "code": "", "label": "", "codable": ""} == {
        **below,
        "code": "",
        "label": "",
        "codable": "",
    }
    assert above["remark"] is None


def test_selection_and_codebook_leave_other_codes_out(demo: Project) -> None:
    assert list(by_code(demo, Selection(codes=("OS-SKL",)))) == [
        "OS-SKL",
        "OS-SKL-CRED",
        "OS-SKL-RET",
        "OS-SKL-HLANG",
        "OS-SKL-GLANG",
        "OS-SKL-EDU",
    ]
    about_japan = by_code(demo, Selection(where=(("about_country", "JPN"),)))
    expected = Counter(str(row["code"]) for _d, row, _own in gold() if row["about_country"] == "JPN")
    assert {code: row["codings"] for code, row in about_japan.items() if row["codings"]} == expected
    rows = demo.codebook_stats(codebook="migration-system-feedback").rows
    assert {row["codebook"] for row in rows} == {"migration-system-feedback@1"}
    with pytest.raises(SecondmigError, match="there is no codebook nothing"):
        demo.codebook_stats(codebook="nothing")


def test_use_without_definition_and_of_headings_is_remarked(project: Project) -> None:
    book = project.root / "codebooks" / "small.yaml"
    text = book.read_text(encoding="utf-8")
    book.write_text(
        text.replace("    definition: Says that one can rise.\n", ""), encoding="utf-8", newline="\n"
    )
    project.codebook_commit(note="undefined")
    assert by_code(project)["OS-MOB-UP"]["remark"] == "used without definition"
    assert "used without definition: OS-MOB-UP" in project.codebook_stats().notes
    book.write_text(
        text.replace("    label: Room to rise\n", "    label: Room to rise\n    codable: false\n"),
        encoding="utf-8",
        newline="\n",
    )
    project.codebook_commit(note="a heading")
    assert by_code(project)["OS-MOB-UP"]["remark"] == "a heading used as a code"


def test_earlier_state_is_counted_by_the_codes_of_then(project: Project) -> None:
    then = project.history().rows[-1]["event"]
    project.code_add("B2", turn=4, quote="my own taxi", code="OS-MOB-UP")
    assert isinstance(then, int)
    assert by_code(project, Selection(as_of=then))["OS-MOB-UP"]["codings"] == 3
