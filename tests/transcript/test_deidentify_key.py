"""The key: read strictly, with every problem at its line and no name in any message."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.transcript.key_file import NameKey, outside_projects, read_key


def key_of(folder: Path, text: str) -> NameKey:
    path = folder / "key.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return read_key(path)


def problems_of(folder: Path, text: str) -> dict[int, str]:
    """Line -> message, for a key that is refused."""
    with pytest.raises(SecondmigError) as caught:
        key_of(folder, text)
    error = caught.value
    every = error.problems if isinstance(error, ProblemsError) else (error,)
    return {int(each.where.rpartition(":")[2]): each.message for each in every}


def test_an_entry_says_name_replacement_kind_and_variants(tmp_path: Path) -> None:
    key = key_of(
        tmp_path,
        "- name: Rosa Quispe\n  pseudonym: Ana\n  variants: [Rosita, ローサ]\n  languages: {ja: アナ}\n"
        '- {name: Lima, generalise: "[a city]", kind: place, except: ["Lima beans"]}\n'
        "- {kind: date, rule: year}\n",
    )
    rosa, lima, dates = key.entries
    assert (rosa.spellings, rosa.replacement, rosa.kind) == (
        ("Rosa Quispe", "Rosita", "ローサ"),
        "Ana",
        "person",
    )
    assert rosa.languages == {"ja": "アナ"}
    assert (lima.replacement, lima.pseudonym, lima.excepted) == ("a city", False, ("Lima beans",))
    assert dates.rule == "year"
    assert key.warnings == ()


def test_a_name_that_yaml_takes_for_a_number_or_a_flag_is_a_name(tmp_path: Path) -> None:
    key = key_of(
        tmp_path, "- {name: No, pseudonym: Yu}\n- {name: 0295551234, generalise: telephone, kind: other}\n"
    )
    assert [entry.name for entry in key.entries] == ["No", "0295551234"]


def test_every_problem_is_told_at_once_at_its_line_and_without_the_names(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        "- name: Quispe\n  pseudonym: ''\n"
        "- name: Huaman\n  alias: X\n  pseudonym: Ana\n"
        "- name: Mamani\n"
        "- {name: Condori, pseudonym: A, generalise: b}\n"
        "- {name: Flores, pseudonym: B, kind: animal}\n"
        "- 7\n"
        "- {name: Ccopa, pseudonym: C, variants: [Copa, Copa]}\n",
    )
    assert set(found) == {2, 4, 6, 7, 8, 9, 10}
    text = " ".join(found.values())
    assert not any(name in text for name in ("Quispe", "Huaman", "Mamani", "Condori", "Flores", "Copa"))


def test_entries_must_not_contradict_each_other(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        "- {name: Rosa Quispe, pseudonym: Ana, variants: [Rosa]}\n"
        "- {name: ROSA, pseudonym: Luz}\n"
        "- {name: Imran, pseudonym: ana}\n"
        "- {name: Carlos, generalise: a friend of Rosa}\n",
    )
    assert found == {
        2: "entry 2: the same name is in entry 1 (line 1)",
        3: "entry 3: the same pseudonym is in entry 1 (line 1)",
        4: "entry 4: the replacement holds the name of entry 1",
    }


def test_several_may_share_a_description_but_no_pseudonym(tmp_path: Path) -> None:
    key = key_of(tmp_path, "- {name: Rosa, generalise: a friend}\n- {name: Luz, generalise: a friend}\n")
    assert [entry.replacement for entry in key.entries] == ["a friend", "a friend"]


def test_a_replacement_that_is_the_name_itself_is_refused(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "- {name: Rosa, pseudonym: rosa}\n") == {
        1: "entry 1: the replacement holds the name of this entry"
    }


def test_a_name_of_one_letter_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    assert list(problems_of(tmp_path, "- {name: 林, pseudonym: 森本}\n")) == [1]
    assert key_of(tmp_path, "- {name: 林, pseudonym: 森本, short: true}\n").entries[0].short


@pytest.mark.parametrize("text", ["", "name: Rosa\n", "- [\n", "a: &b c\n", "[]\n"])
def test_what_is_no_list_of_names_is_refused(tmp_path: Path, text: str) -> None:
    assert len(problems_of(tmp_path, text)) == 1


def test_a_key_others_can_read_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "key.yaml"
    path.write_text("- {name: Rosa, pseudonym: Ana}\n", encoding="utf-8")
    path.chmod(0o644)
    (warning,) = read_key(path).warnings
    assert "chmod 600" in warning


def test_a_key_inside_a_project_is_refused_also_by_a_link(tmp_path: Path) -> None:
    project = tmp_path / "study"
    (project / "notes").mkdir(parents=True)
    (project / "secondmig.toml").write_text("", encoding="utf-8")
    inside = project / "notes" / "key.yaml"
    inside.write_text("- {name: Rosa, pseudonym: Ana}\n", encoding="utf-8")
    link = tmp_path / "key.yaml"
    link.symlink_to(inside)
    for path in (inside, link):
        with pytest.raises(SecondmigError, match="inside a project"):
            outside_projects(path)
    outside_projects(tmp_path / "other.yaml")
