"""A package holds what a second coder needs, and nothing of what others coded or took back."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.project.open_package import open_package
from secondmig.project.packages import ALL, Order, slug
from secondmig.project.sealed_file import MANIFEST, id_of, read
from tests.project.exchange import Machines, built_small, counts, held, keys, rows
from tests.project.small import GB

GUIDE = """guide:
  id: kept
items:
  - id: way
    question:
      en: How did it come?
    codes: [OS-MOB]
interviews:
  A1:
    asked:
      way: [1]
  B2:
    asked:
      way: [1]
"""
WITHHELD = ("Between us", "Three quid", "quid")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = built_small(tmp_path_factory.mktemp("built") / "study")
    (root / "corpus" / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    with secondmig.open(root) as project:
        project.corpus_guide_import(root / "corpus" / "guide.yaml")
    return root


@pytest.fixture
def two(built: Path, tmp_path: Path) -> Machines:
    return Machines.of(built, tmp_path)


def unpacked(path: Path) -> str:
    """Every byte of a file that can be read in it, packed and unpacked."""
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        raw += b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
    return raw.decode("utf-8", "replace")


def test_package_holds_the_words_and_no_coding(two: Machines) -> None:
    two.send()
    text = unpacked(two.package)
    assert "Here there are more doors" in text
    for coding in held(two.here, "gold"):
        assert coding.id not in text
        assert coding.quote_sha not in text
    assert "gold" not in text


def test_package_holds_nothing_that_was_taken_back(two: Machines) -> None:
    assert "Three quid" in GB
    with secondmig.open(two.here) as project:
        project.corpus_restrict("A1", turn=2, quote="By my grandfather.", reason="her brother asked")
    two.send()
    text = unpacked(two.package)
    for words in (*WITHHELD, "grandfather", "her brother asked"):
        assert words not in text


def test_package_holds_no_hash_of_words_that_were_taken_back(two: Machines) -> None:
    """Whoever knows all but a short stretch could try words until a hash fits."""
    with secondmig.open(two.here) as project:
        found = [project.corpus_text(name) for name in ("A1", "B2")]
    two.send()
    text = unpacked(two.package)
    assert content_hash(GB) not in text
    assert found[1].count("\u2588") > 0
    assert content_hash((two.here / "corpus" / "B2.txt").read_bytes()) not in text


def test_package_holds_no_person_no_consent_and_no_path(two: Machines) -> None:
    two.send()
    text = unpacked(two.package)
    for words in ("consent", "T3", "PER", "persons.csv", "corpus/", str(two.here), "interview_date"):
        assert words not in text


def test_package_offsets_are_those_of_the_project(two: Machines) -> None:
    two.send()
    with secondmig.open(two.here) as project, two.coding() as theirs:
        for name in ("A1", "B2"):
            mine, its = project.corpus_text(name), theirs.corpus_text(name)
            assert len(mine) == len(its)
            body = mine.index("#1 ")
            assert mine[body:] == its[body:]


def test_package_cuts_the_guide_to_its_documents(two: Machines) -> None:
    two.send("A1")
    guide = json.loads(json.loads(read(two.package, "package").text("guide.json").strip())["body"])
    assert list(guide["interviews"]) == ["A1"]


def test_package_has_the_same_bytes_each_time(two: Machines) -> None:
    two.send("A1")
    first = two.package.read_bytes()
    with secondmig.open(two.here) as project:
        project.agree_package(Order("kenji", ("A1",)), target=two.package, overwrite=True)
    assert two.package.read_bytes() == first


def test_package_is_readable_by_its_owner_alone(two: Machines) -> None:
    two.send()
    assert two.package.stat().st_mode & 0o777 == 0o600


def test_package_is_in_the_history_and_no_step_of_undo(two: Machines) -> None:
    before = keys(two.here, "gold")
    with secondmig.open(two.here) as project:
        removed = held(two.here, "gold")[0].id
        project.code_remove(removed)
        project.agree_package(Order("kenji", ("A1",)), target=two.package)
        last = project.history().rows[-1]
        assert (last["verb"], last["subject"]) == ("agree package", "kenji")
        assert last["payload"] == {
            "package": read(two.package, "package").id,
            "blind": True,
            "documents": {"A1": 1},
            "codebooks": ["small@1"],
        }
        project.undo()
    assert keys(two.here, "gold") == before


def test_package_never_overwrites_unasked(two: Machines) -> None:
    two.package.write_text("mine", encoding="utf-8")
    with (
        secondmig.open(two.here) as project,
        pytest.raises(SecondmigError, match="the file is there already"),
    ):
        project.agree_package(Order("kenji", ("A1",)), target=two.package)
    assert two.package.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (Order("kenji"), "no document is named"),
        (Order("kenji", ("A1", "X9")), "there is no document X9"),
        (Order("kenji", ("A1",), ("nope",)), "there is no codebook nope"),
        (Order(" ", ("A1",)), "a coder needs a name"),
        (Order("gold", ("A1",)), "gold has 2 codings in these documents already"),
        (Order("kenji", again=True), "kenji has no documents to read again"),
    ],
)
def test_package_refuses_what_cannot_be_meant(two: Machines, order: Order, message: str) -> None:
    with secondmig.open(two.here) as project, pytest.raises(SecondmigError, match=message) as error:
        project.agree_package(order, target=two.package)
    assert error.value.hint
    assert not two.package.exists()


def test_package_refuses_a_person_nobody_may_read(two: Machines) -> None:
    persons = two.here / "corpus" / "persons.csv"
    persons.write_text(persons.read_text(encoding="utf-8").replace(",T1", ",T0"), encoding="utf-8")
    with secondmig.open(two.here) as project:
        project.case_import(persons)
        with pytest.raises(SecondmigError, match="nothing that was said may be seen") as error:
            project.agree_package(Order("kenji", (ALL,)), target=two.package)
    assert error.value.where == "B2"


def test_package_again_takes_the_same_documents_under_a_name_of_its_own(two: Machines) -> None:
    two.send(coder="gold", again=True)
    with two.coding() as project:
        assert project.coder == "gold.2"
        assert [row["id"] for row in project.corpus_list().rows] == ["A1", "B2"]
    with secondmig.open(two.here) as project:
        done = project.agree_package(Order("gold", again=True), target=two.package, overwrite=True)
    assert "gold.3" in done.message


def test_open_package_makes_a_project_in_which_everything_holds(two: Machines) -> None:
    two.send()
    with two.coding() as project:
        assert project.coder == "kenji"
        assert project.config.title == "Small (kenji)"
        assert project.verify().rows == []
        assert not [row for row in project.check().rows if row["severity"] == "problem"]
        assert project.build().event is None
        assert [row["id"] for row in project.corpus_guide().rows] == ["way"]
        assert project.corpus_search("doors").rows


def test_open_package_shows_no_coding_of_others(two: Machines) -> None:
    two.send()
    with two.coding() as project:
        assert project.code_list().rows == []


def test_open_package_keeps_withheld_words_from_being_coded(two: Machines) -> None:
    two.send()
    with two.coding() as project, pytest.raises(SecondmigError, match="not in the turn, or were taken back"):
        project.code_add("B2", turn=2, quote="\u2588\u2588", code="OS-MOB-UP")


def test_open_package_not_blind_holds_the_codings_of_others_under_their_ids(two: Machines) -> None:
    two.send(blind=False)
    assert keys(two.there, "gold") == keys(two.here, "gold")
    assert {each.id for each in held(two.there, "gold")} == {each.id for each in held(two.here, "gold")}
    two.code("A1", 2, "One door")
    two.hand_in()
    assert counts(two.merge()) == {"added": 1}
    assert ("kenji", "A1", False, "package") in rows(two.here)


def test_open_package_not_blind_leaves_out_codings_on_withheld_words(two: Machines) -> None:
    with secondmig.open(two.here) as project:
        project.corpus_restrict("A1", turn=2, reason="asked")
    two.send(blind=False)
    assert len(held(two.there, "gold")) == 2
    assert len(held(two.here, "gold")) == 3


def test_open_package_never_touches_a_folder_in_use(two: Machines) -> None:
    two.send()
    with pytest.raises(SecondmigError, match="the folder is not empty"):
        open_package(two.package, two.there)


def test_open_package_survives_any_title(two: Machines) -> None:
    toml = two.here / "secondmig.toml"
    text = toml.read_text(encoding="utf-8").replace('"Small"', '"a \\"b\\" \\\\ 日本 \\u0007"')
    toml.write_text(text, encoding="utf-8")
    two.send()
    with two.coding() as project:
        assert project.config.title == 'a "b" \\ 日本 \x07 (kenji)'


def repacked(path: Path, **changed: bytes | None) -> None:
    """Pack a file again with other parts; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    given = {name.replace("_", "."): body for name, body in changed.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**parts, **given}.items():
            if body is not None:
                archive.writestr(name, body)


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def flipped(path: Path) -> None:
    raw = path.read_bytes()
    at = raw.index(b"documents.jsonl") + 400
    path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "one byte": flipped,
    "words changed": lambda path: repacked(
        path, documents_jsonl=part(path, "documents.jsonl").replace(b"doors", b"gates")
    ),
    "part added": lambda path: repacked(path, more_txt=b"more"),
    "part gone": lambda path: repacked(path, codebooks_jsonl=None),
    "newer": lambda path: repacked(
        path, manifest_json=part(path, MANIFEST).replace(b'"version":1}', b'"version":2}')
    ),
    "bomb": lambda path: repacked(path, documents_jsonl=b"0" * (64 * 2**20)),
    "deep": lambda path: repacked(path, manifest_json=b"[" * 100_000),
}


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("cut short", "damaged or was not copied completely"),
        ("one byte", "cannot be unpacked|hashes do not fit"),
        ("words changed", "was changed after it was made"),
        ("part added", "was changed after it was made"),
        ("part gone", "was changed after it was made"),
        ("newer", "written by a newer secondmig"),
        ("bomb", "times its packed size"),
        ("deep", "neither a package nor a return"),
    ],
)
def test_open_package_refuses_a_file_that_is_not_as_it_was_made(
    two: Machines, how: str, message: str
) -> None:
    with secondmig.open(two.here) as project:
        project.agree_package(Order("kenji", ("A1",)), target=two.package)
    DAMAGES[how](two.package)
    with pytest.raises(SecondmigError, match=message) as error:
        open_package(two.package, two.there)
    assert error.value.where == two.package.name
    assert error.value.hint
    assert not two.there.exists()
    assert not list(two.there.parent.iterdir())


def test_manifest_that_was_changed_gives_the_package_another_name(two: Machines) -> None:
    two.send("A1")
    manifest = dict(read(two.package, "package").manifest)
    assert id_of(manifest) != id_of({**manifest, "blind": False})


def test_open_package_refuses_other_files_by_name(two: Machines, tmp_path: Path) -> None:
    two.send("A1")
    two.code("A1", 2, "One door")
    two.hand_in()
    with pytest.raises(SecondmigError, match="this is a coder's return"):
        open_package(two.back, tmp_path / "new")
    with pytest.raises(SecondmigError, match="neither a package nor a return"):
        open_package(two.here / "secondmig.toml", tmp_path / "new")
    with pytest.raises(SecondmigError, match="cannot be read"):
        open_package(tmp_path / "nowhere.secondmig", tmp_path / "new")
    with pytest.raises(SecondmigError, match="is not a file"):
        open_package(tmp_path, tmp_path / "new")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Second migrants in the US, the UK and Japan: a fictional demo",
            "second-migrants-in-the-us-the-uk-and",
        ),
        ("二次移民", "二次移民"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "project"),
        ("x" * 99, "x" * 40),
        ("kenji.2", "kenji.2"),
    ],
)
def test_slug_makes_part_of_a_file_name(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_withdrawal_and_restriction_name_who_was_given_the_words(two: Machines) -> None:
    two.send("B2")
    with secondmig.open(two.here) as project:
        restricted = project.corpus_restrict("B2", turn=4, reason="asked")
        assert any("kenji was given B2" in line for line in restricted.warnings)
        gone = project.case_withdraw("B2", reason="letter")
        assert any("kenji was given B2" in line for line in gone.warnings)
        other = project.case_withdraw("A1", reason="letter")
        assert not any("kenji" in line for line in other.warnings)
