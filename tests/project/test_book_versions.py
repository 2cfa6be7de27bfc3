"""Versions of codebooks: registered, compared, shown; and codes that are retired."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.book_versions import numbered
from secondmig.project.project import Project
from tests.project.small import BOOK, small_project, write_codings

DOWN = """  - id: OS-MOB-DOWN
    parent: OS-MOB
    label: Fall
    definition: Says that one fell.
    include: steps
    exclude: pay
    example: "Down I went."
"""
FIRST = BOOK.replace("1.0.0", "0.9.0").replace("Room to rise", "Room")
SPLIT = BOOK.replace(
    "  - id: OS-MOB-UP\n    parent: OS-MOB\n",
    "  - id: OS-MOB-JOB\n    parent: OS-MOB\n    was: [OS-MOB-UP]\n",
) + DOWN.replace("    label", "    was: [OS-MOB-UP]\n    label")


def without_reports(folder: Path) -> Path:
    root = small_project(folder)
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text[: text.index("[[reports]]")], encoding="utf-8", newline="\n")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files of a project, nothing built yet."""
    return without_reports(tmp_path / "study")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = without_reports(tmp_path_factory.mktemp("built") / "study")
    with secondmig.open(folder) as opened:
        opened.build()
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Iterator[Project]:
    with secondmig.open(shutil.copytree(built, tmp_path / "copy")) as opened:
        yield opened


def line_of(text: str, code: str) -> int:
    return text.split("\n").index(f"  - id: {code}") + 1


def book_file(root: Path) -> Path:
    return root / "codebooks" / "small.yaml"


def write(root: Path, text: str, name: str = "codebooks/small.yaml") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def declare_earlier(root: Path, *names: str) -> None:
    toml = root / "secondmig.toml"
    listed = ", ".join(f'"{name}"' for name in names)
    text = toml.read_text(encoding="utf-8").replace("[codebooks]\n", f"[codebooks]\nearlier = [{listed}]\n")
    toml.write_text(text, encoding="utf-8", newline="\n")


def versions(project: Project) -> list[tuple[object, object, object]]:
    return [(row["version"], row["label"], row["codings"]) for row in project.codebook_versions().rows]


def kinds(project: Project, *names: str) -> list[tuple[object, object]]:
    return [(row["kind"], row["code"]) for row in project.codebook_diff(*names).rows]


def refusal(project: Project, *names: str) -> SecondmigError:
    with pytest.raises(SecondmigError) as caught:
        project.codebook_diff(*names)
    return caught.value


# commit


def test_commit_registers_what_the_file_means_with_author_and_note(project: Project) -> None:
    write(project.root, BOOK.replace("Says that one can rise.", "Says that one can rise at work."))
    done = project.codebook_commit(note="narrower")
    assert done.details == ("small@2: 1 redefined",)
    first, second = project.codebook_versions("small").rows
    assert (second["version"], second["author"], second["note"]) == (2, "ana", "narrower")
    assert first["sha"] != second["sha"]


def test_commit_of_another_layout_registers_nothing(project: Project) -> None:
    write(project.root, f"# a remark\n{BOOK}")
    done = project.codebook_commit(note="layout")
    assert done.details == ()
    assert [version for version, *_ in versions(project)] == [1]


def test_commit_of_a_merge_by_hand_carries_the_codings_and_undo_brings_them_back(project: Project) -> None:
    other = BOOK.replace("  - id: OS-MOB-UP\n", "  - id: OS-MOB-RISE\n    was: [OS-MOB-UP]\n")
    write(project.root, other)
    done = project.codebook_commit(note="another id")
    assert done.details[0] == "small@2: 1 renamed"
    assert {row["code"] for row in project.code_list().rows} == {"OS-MOB-RISE"}
    assert versions(project) == [(1, "1.0.0", 0), (2, "1.0.0", 3)]
    project.undo()
    assert {row["code"] for row in project.code_list().rows} == {"OS-MOB-UP"}
    assert versions(project) == [(1, "1.0.0", 3)]


def test_commit_of_a_split_by_hand_lets_the_codings_wait(project: Project) -> None:
    write(project.root, SPLIT)
    done = project.codebook_commit(note="two codes")
    assert done.details == (
        "small@2: 1 split",
        "3 codings wait for a decision: secondmig codebook review",
    )
    rows = {row["code"]: row for row in project.codebook_stats().rows}
    assert (rows["OS-MOB-JOB"]["codings"], rows["OS-MOB-DOWN"]["codings"]) == (0, 0)
    assert "OS-MOB-UP" not in rows
    found = project.codebook_stats().meta["warnings"]
    assert isinstance(found, list)
    assert "3 codings wait for a code since theirs was divided" in found[-1]["message"]


# earlier versions


def test_build_registers_earlier_versions_before_the_declared_one(root: Path) -> None:
    write(root, FIRST, "codebooks/earlier/one.yaml")
    write(root, BOOK.replace("1.0.0", "0.9.5"), "codebooks/earlier/two.yaml")
    declare_earlier(root, "codebooks/earlier/one.yaml", "codebooks/earlier/two.yaml")
    with secondmig.open(root) as project:
        done = project.build()
        assert [line for line in done.details if line.startswith("codebook")] == [
            "codebook small@1",
            "codebook small@2: 1 renamed",
            "codebook small@3: another label of the version",
        ]
        assert versions(project) == [(1, "0.9.0", 0), (2, "0.9.5", 0), (3, "1.0.0", 3)]
        before = len(project.history().rows)
        assert project.build().warnings == ()
        assert len(project.history().rows) == before


def test_earlier_version_that_comes_too_late_stays_out_and_is_named(root: Path) -> None:
    with secondmig.open(root) as project:
        project.build()
    write(root, FIRST, "codebooks/earlier/one.yaml")
    declare_earlier(root, "codebooks/earlier/one.yaml")
    with secondmig.open(root) as project:
        (warning,) = project.build().warnings
        assert "codebooks/earlier/one.yaml is declared as earlier than small@1" in warning
        assert versions(project) == [(1, "1.0.0", 3)]


def test_earlier_version_that_is_registered_already_is_no_matter(project: Project) -> None:
    write(project.root, BOOK, "codebooks/earlier/one.yaml")
    declare_earlier(project.root, "codebooks/earlier/one.yaml")
    with secondmig.open(project.root) as again:
        assert again.build().warnings == ()


def test_mistake_in_an_earlier_version_leaves_the_project_empty(root: Path) -> None:
    write(root, FIRST.replace("label: Room", "lable: Room"), "codebooks/earlier/one.yaml")
    declare_earlier(root, "codebooks/earlier/one.yaml")
    with secondmig.open(root) as project:
        with pytest.raises(SecondmigError, match="no label"):
            project.build()
        assert project.codebook_versions().rows == []


def test_earlier_version_may_inherit_from_a_declared_codebook(root: Path) -> None:
    heir = """codebook:
  id: heir
  version: "{label}"
  title: Heir
facets:
  inherit: small
codes:
  - id: XX-ONE
    label: One
"""
    write(root, heir.format(label="0.9"), "codebooks/earlier/heir.yaml")
    write(root, heir.format(label="1.0"), "codebooks/heir.yaml")
    declare_earlier(root, "codebooks/earlier/heir.yaml")
    with secondmig.open(root) as project:
        project.build()
        rows = project.codebook_versions("heir").rows
        assert [(row["version"], row["label"]) for row in rows] == [(1, "0.9"), (2, "1.0")]


# diff


@pytest.fixture
def twice(project: Project) -> Project:
    """Version 2 redefines the code; the file says yet another label."""
    narrower = BOOK.replace("Says that one can rise.", "Says that one can rise at work.")
    write(project.root, narrower)
    project.codebook_commit(note="narrower")
    write(project.root, narrower.replace("Room to rise", "Rising"))
    return project


def test_two_versions_are_compared_word_by_word(twice: Project) -> None:
    listing = twice.codebook_diff("small@1", "small@2")
    (row,) = listing.rows
    assert row == {
        "codebook": "small",
        "kind": "redefined",
        "code": "OS-MOB-UP",
        "into": None,
        "facet": None,
        "field": "definition",
        "before": "Says that one can rise.",
        "after": "Says that one can rise at work.",
        "change": "Says that one can rise{+ at work+}.",
        "codings": 3,
    }
    assert listing.notes == ("small@1 (1.0.0) -> small@2 (1.0.0): 1 redefined",)
    assert listing.meta["compared"] == [{"older": "small@1", "newer": "small@2"}]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("small",), ["renamed"]),
        ((), ["renamed"]),
        (("small@1",), ["redefined"]),
        (("small@2",), []),
        (("small@1", "small"), ["redefined"]),
        (("small@2", "FILE"), ["renamed"]),
        (("FILE",), ["renamed"]),
        (("FILE", "FILE"), []),
        (("small@1", "FILE"), ["renamed", "redefined"]),
    ],
)
def test_names_mean_versions_the_newest_one_or_files(
    twice: Project, names: tuple[str, ...], expected: list[str]
) -> None:
    file = str(book_file(twice.root))
    meant = [file if name == "FILE" else name for name in names]
    assert [kind for kind, _code in kinds(twice, *meant)] == expected


def test_no_difference_is_said(twice: Project) -> None:
    assert twice.codebook_diff("small@2").notes == ("small@2 (1.0.0) -> small@2 (1.0.0): no difference",)


def test_split_is_one_row_and_merge_a_row_for_each_code(project: Project) -> None:
    write(project.root, SPLIT)
    (split,) = project.codebook_diff().rows
    assert (split["kind"], split["code"], split["into"]) == ("split", "OS-MOB-UP", "OS-MOB-JOB, OS-MOB-DOWN")
    assert (split["change"], split["codings"]) == ("Room to rise -> Room to rise, Fall", 3)
    one = BOOK + DOWN
    both = BOOK.replace("  - id: OS-MOB-UP\n", "  - id: OS-MOB-ANY\n    was: [OS-MOB-UP, OS-MOB-DOWN]\n")
    first, second = write(project.root, one, "one.yaml"), write(project.root, both, "both.yaml")
    rows = project.codebook_diff(str(first), str(second)).rows
    assert [(row["kind"], row["code"], row["into"], row["codings"]) for row in rows] == [
        ("merged", "OS-MOB-UP", "OS-MOB-ANY", 3),
        ("merged", "OS-MOB-DOWN", "OS-MOB-ANY", 0),
    ]


def test_codebook_that_is_declared_and_not_registered_is_said(project: Project) -> None:
    write(
        project.root, BOOK.replace("id: small", "id: other").replace("OS-MOB", "XX-MOB"), "codebooks/x.yaml"
    )
    listing = project.codebook_diff()
    assert listing.rows == []
    assert "codebooks/x.yaml: other is not registered yet: secondmig build" in listing.notes


def test_what_cannot_be_compared_is_refused_with_a_hint(project: Project) -> None:
    error = refusal(project, "small@7")
    assert (error.message, error.hint) == ("small has no version 7", "its versions: 1")
    assert refusal(project, "smal").hint == "codebooks here: small"
    assert refusal(project, "small@1", "smal.yaml").message == "there is no file smal.yaml"
    assert refusal(project, "smal@1").hint == "codebooks here: small"
    other = BOOK.replace("id: small", "id: other").replace("OS-MOB", "XX-MOB")
    path = write(project.root, other, "elsewhere.yaml")
    assert "no versions of one codebook" in refusal(project, "small@1", str(path)).message
    assert refusal(project, str(path)).message == "there is no codebook other"


def test_diff_of_a_codebook_without_file_names_the_way_out(project: Project) -> None:
    book_file(project.root).rename(project.root / "away.yaml")
    error = refusal(project, "small")
    assert error.message == "no declared file holds codebook small"
    assert "secondmig codebook diff small@1 FILE" in error.hint


def test_mistake_in_the_file_is_told_with_its_line(project: Project) -> None:
    write(project.root, BOOK.replace("label: Room", "lable: Room"))
    with pytest.raises(SecondmigError) as caught:
        project.codebook_diff("small")
    assert f"small.yaml:{line_of(BOOK, 'OS-MOB-UP')}: code OS-MOB-UP has no label" in caught.value.line()


# show


def test_version_and_code_are_shown_as_they_were(twice: Project) -> None:
    for listing in (
        twice.codebook_show(None, "OS-MOB-UP", version=1),
        twice.codebook_show(None, "OS-MOB-UP@1"),
    ):
        fields = {str(row["field"]): row["value"] for row in listing.rows}
        assert fields["definition"] == "Says that one can rise."
        assert fields["codebook"] == "small@1"
        assert fields["history"] == "version 2: redefined: definition"
    (_, one) = twice.codebook_show("small@1").rows
    assert (one["definition"], one["codebook"]) == ("Says that one can rise.", "small@1")
    assert twice.codebook_show("small", version=1).rows == twice.codebook_show("small@1").rows


def test_code_that_is_gone_names_what_it_became_and_where_it_is(project: Project) -> None:
    write(project.root, SPLIT)
    project.codebook_commit(note="two codes")
    with pytest.raises(SecondmigError) as caught:
        project.codebook_show(None, "OS-MOB-UP")
    assert caught.value.message.endswith("it became OS-MOB-JOB or OS-MOB-DOWN")
    assert caught.value.hint == "secondmig codebook show OS-MOB-UP --version 1"
    (history,) = [
        row["value"] for row in project.codebook_show(None, "OS-MOB-UP@1").rows if row["field"] == "history"
    ]
    assert history == "version 2: OS-MOB-UP split into OS-MOB-JOB, OS-MOB-DOWN"
    with pytest.raises(SecondmigError) as caught:
        project.code_add("A1", turn=2, quote="one door", code="OS-MOB-UP")
    assert caught.value.hint == "it became OS-MOB-JOB or OS-MOB-DOWN"


@pytest.mark.parametrize(
    ("codebook", "code", "version", "said"),
    [
        ("small", None, 2, "small has no version 2"),
        ("smal", None, None, "there is no codebook smal"),
        (None, "OS-MOB-UP", 2, "no version 2 has the code OS-MOB-UP"),
        (None, "OS-MOB-UQ", None, "no code 'OS-MOB-UQ'"),
        (None, None, 1, "version 1 of what?"),
    ],
)
def test_what_is_not_there_cannot_be_shown(
    project: Project, codebook: str | None, code: str | None, version: int | None, said: str
) -> None:
    with pytest.raises(SecondmigError, match=said.replace("?", r"\?")):
        project.codebook_show(codebook, code, version=version)


def test_number_belongs_to_the_name_only_after_an_at() -> None:
    assert numbered("a@b@12") == ("a@b", 12)
    assert numbered("a@1b") == ("a@1b", None)


# check


def messages(project: Project) -> list[object]:
    return [row["message"] for row in project.codebook_check().rows]


def test_heading_that_codings_carry_is_noted(project: Project) -> None:
    assert messages(project) == []
    write(
        project.root,
        BOOK.replace("    label: Room to rise\n", "    label: Room to rise\n    codable: false\n"),
    )
    project.codebook_commit(note="a heading")
    assert "code OS-MOB-UP: a heading, but 3 codings carry it" in messages(project)


def test_former_codes_are_held_against_the_registered_versions(project: Project) -> None:
    text = BOOK + DOWN.replace("    label", "    was: [OS-MOB-PU]\n    label")
    write(project.root, text)
    assert messages(project) == ["code OS-MOB-DOWN: was names OS-MOB-PU, which no version has"]
    assert project.codebook_check().rows[0]["where"] == f"codebooks/small.yaml:{line_of(text, 'OS-MOB-DOWN')}"


# retired codes

RETIRED = (
    BOOK.replace("    label: Room to rise\n", "    label: Room to rise\n    retired: too broad\n") + DOWN
)


@pytest.fixture
def retired(project: Project) -> Project:
    write(project.root, RETIRED)
    project.codebook_commit(note="too broad")
    return project


def test_retired_code_keeps_its_codings_and_takes_no_new_one(retired: Project) -> None:
    assert kinds(retired, "small@1", "small@2") == [("retired", "OS-MOB-UP"), ("added", "OS-MOB-DOWN")]
    rows = {row["code"]: row for row in retired.codebook_stats().rows}
    assert (rows["OS-MOB-UP"]["codings"], rows["OS-MOB-UP"]["remark"]) == (3, "retired")
    with pytest.raises(SecondmigError) as caught:
        retired.code_add("A1", turn=2, quote="one door", code="OS-MOB-UP")
    assert caught.value.message == "OS-MOB-UP is retired and nothing new is coded with it: too broad"
    assert caught.value.hint == "secondmig codebook show small"


def test_refusal_of_a_retired_code_names_its_heirs(project: Project) -> None:
    write(project.root, RETIRED.replace("    label: Fall", "    was: [OS-MOB-UP]\n    label: Fall"))
    project.codebook_commit(note="a new one")
    with pytest.raises(SecondmigError) as caught:
        project.code_add("A1", turn=2, quote="one door", code="OS-MOB-UP")
    assert caught.value.hint == "use OS-MOB-DOWN"


def test_file_with_codings_of_a_retired_code_comes_in_only_where_they_are_there(retired: Project) -> None:
    export = retired.root / "all.jsonl"
    rows = [dict(row) for row in retired.code_export().rows]
    export.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert retired.code_import(export).details == ("3 were already there",)
    fresh = retired.root / "fresh.jsonl"
    new = {"document": "A1", "turn": 2, "quote": "In Japan", "code": "OS-MOB-UP"}
    write_codings(fresh, [new, {**new, "code": "OS-MOB-DOWN"}])
    with pytest.raises(SecondmigError) as caught:
        retired.code_import(fresh)
    assert "fresh.jsonl:1" in caught.value.line()
    assert "is retired" in caught.value.line()
    assert len(retired.code_list().rows) == 3
