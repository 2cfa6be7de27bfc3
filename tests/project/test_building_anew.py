"""A project whose codebook was changed by commands is built again from its files on another machine."""

import json
import shutil
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Done
from secondmig.project.project import Project
from secondmig.store import codings
from tests.project.talking import two_coders

Key = tuple[object, ...]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("anew") / "study")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "study"))


def held(project: Project) -> list[Key]:
    """What codings say, whatever their ids."""
    return sorted(
        (
            each.document_id,
            each.span,
            each.code_id,
            each.coder_id,
            repr(sorted(each.facets.items())),
        )
        for each in codings.find(project._session.store.read())
    )


def waiting(project: Project) -> list[Key]:
    """Which codings wait for a code, and the codes to choose from."""
    rows = project.codebook_review().rows
    return sorted(
        (row["document"], row["turn"], row["quote"], row["coder"], str(row["options"])) for row in rows
    )


def anew(root: Path) -> Done:
    """As on another machine: the files alone."""
    shutil.rmtree(root / ".secondmig")
    with secondmig.open(root) as project:
        return project.build()


def declare_earlier(root: Path, raw: bytes) -> None:
    (root / "codebooks" / "earlier").mkdir()
    (root / "codebooks" / "earlier" / "small-before.yaml").write_bytes(raw)
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8")
    assert "[codebooks]\n" in text
    earlier = '[codebooks]\nearlier = ["codebooks/earlier/small-before.yaml"]\n'
    toml.write_text(text.replace("[codebooks]\n", earlier), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("earlier", [True, False])
def test_codings_of_a_merged_code_carry_its_heir(root: Path, *, earlier: bool) -> None:
    raw = (root / "codebooks" / "small.yaml").read_bytes()
    with secondmig.open(root) as project:
        project.codebook_merge(["OS-PAY"], "OS-LEG")
        before = held(project)
    if earlier:
        declare_earlier(root, raw)

    told = anew(root)

    assert "1 with OS-PAY are OS-LEG now" in told.details
    with secondmig.open(root) as project:
        assert held(project) == before
        assert "OS-PAY" not in {key[2] for key in before}
        assert project.check().meta["n"] == 0


def test_codings_of_a_retired_code_stay(root: Path) -> None:
    with secondmig.open(root) as project:
        project.codebook_retire("OS-PAY", reason="nobody could tell it apart")
        before = held(project)

    told = anew(root)

    assert "1 with OS-PAY, which was retired: taken in as of before" in told.details
    with secondmig.open(root) as project:
        assert held(project) == before


def test_codings_of_a_divided_code_wait_where_the_version_of_before_is_declared(root: Path) -> None:
    raw = (root / "codebooks" / "small.yaml").read_bytes()
    with secondmig.open(root) as project:
        project.codebook_split("OS-MOB-UP", {"OS-MOB-JOB": "Job", "OS-MOB-OWN": "Own firm"})
        before, asked = held(project), waiting(project)
    declare_earlier(root, raw)

    told = anew(root)

    assert f"{len(asked)} wait for a code since theirs was divided: secondmig codebook review" in told.details
    with secondmig.open(root) as project:
        assert (held(project), waiting(project)) == (before, asked)
        assert len(asked) > 3
        first = str(project.codebook_review().rows[0]["id"])
        project.codebook_settle([first], code="OS-MOB-JOB")
        assert len(waiting(project)) == len(asked) - 1


def test_what_cannot_be_known_is_one_line_and_its_remedy_works(root: Path) -> None:
    with secondmig.open(root) as project:
        project.codebook_split("OS-MOB-UP", {"OS-MOB-JOB": "Job", "OS-MOB-OWN": "Own firm"})
        before, asked = held(project), waiting(project)
        project.codebook_export(root.parent / "small-before.yaml", codebook="small", version=1)

    with pytest.raises(SecondmigError) as refused:
        anew(root)
    first = refused.value
    assert first.where.startswith("A1.jsonl:") and first.where.endswith(" more")  # noqa: PT018
    assert "OS-MOB-UP was divided into OS-MOB-JOB and OS-MOB-OWN, and no version of small" in first.line()
    assert "[codebooks] earlier" in first.hint
    assert "secondmig codebook export small-before.yaml --codebook small --version N" in first.hint

    declare_earlier(root, (root.parent / "small-before.yaml").read_bytes())
    anew(root)
    with secondmig.open(root) as project:
        assert (held(project), waiting(project)) == (before, asked)


def test_code_that_went_without_an_heir_is_told(root: Path) -> None:
    book = root / "codebooks" / "small.yaml"
    raw = book.read_bytes()
    text = raw.decode().partition("  - id: OS-PAY\n")[0]
    book.write_text(text, encoding="utf-8", newline="\n")
    declare_earlier(root, raw)

    with pytest.raises(SecondmigError, match="OS-PAY went from the codebook after small@1") as refused:
        anew(root)
    assert refused.value.hint == "write `was: [OS-PAY]` at the code that its codings carry now"
    assert refused.value.where == "B2.jsonl:2"


def test_code_that_came_to_be_divided_and_stays_is_taken_for_what_it_is_now(root: Path) -> None:
    with secondmig.open(root) as project:
        project.codebook_split("OS-LEG", {"OS-LEG-VISA": "Visas"}, keep=True)

    told = anew(root)

    assert "1 with OS-LEG, of which OS-LEG-VISA came out: taken for what OS-LEG means now" in told.details


def put(root: Path, code: str) -> Path:
    path = root / "old.jsonl"
    row = {"document": "A1", "turn": 2, "quote": "By my grandfather.", "code": code}
    path.write_text(json.dumps(row | {"about_country": "JPN", "valence": 1}) + "\n", encoding="utf-8")
    return path


def test_file_of_before_that_comes_late_follows_as_what_was_there(root: Path) -> None:
    with secondmig.open(root, coder="aiko") as project:
        project.codebook_merge(["OS-PAY"], "OS-LEG")
        project.codebook_split("OS-MOB-UP", {"OS-MOB-JOB": "Job", "OS-MOB-OWN": "Own firm"})
        asked = len(waiting(project))

        merged = project.code_import(put(root, "OS-PAY"), coder="aiko")
        assert merged.details == ("1 with OS-PAY are OS-LEG now",)
        assert project.code_import(put(root, "OS-PAY"), coder="aiko").count == 0
        divided = project.code_import(put(root, "OS-MOB-UP"), coder="aiko")
        assert divided.details == ("1 wait for a code since theirs was divided: secondmig codebook review",)
        assert len(waiting(project)) == asked + 1
        assert project.code_import(put(root, "OS-MOB-UP"), coder="aiko").count == 0
        assert {key[2] for key in held(project) if key[3] == "aiko"} == {"OS-LEG", "OS-MOB-UP"}


def test_nothing_new_is_coded_with_a_retired_code_by_a_file_that_is_declared_later(root: Path) -> None:
    with secondmig.open(root) as project:
        project.codebook_retire("OS-PAY", reason="unclear")
        path = put(root, "OS-PAY")
        path.rename(root / "corpus" / "ben" / "A1-more.jsonl")
        with pytest.raises(SecondmigError, match="OS-PAY is retired and nothing new is coded with it"):
            project.build()


def test_unknown_code_is_unknown_in_any_version(root: Path) -> None:
    with secondmig.open(root) as project, pytest.raises(SecondmigError, match="no code 'OS-LEGS'"):
        project.code_import(put(root, "OS-LEGS"))
