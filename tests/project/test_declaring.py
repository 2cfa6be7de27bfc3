"""secondmig.toml is changed by a line, or left alone with the line to add."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.project.declaring import with_codebook, with_survey

NEW = "codebooks/new.yaml"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[codebooks]\nfiles = ["a.yaml"]\n', '[codebooks]\nfiles = ["a.yaml", "codebooks/new.yaml"]\n'),
        ('[codebooks]\nfiles = ["a.yaml",]\n', '[codebooks]\nfiles = ["a.yaml", "codebooks/new.yaml"]\n'),
        ("[codebooks]\nfiles = []\n", '[codebooks]\nfiles = ["codebooks/new.yaml"]\n'),
        (
            '[codebooks]\nfiles = [\n  "a.yaml", # [\n  "b.yaml"\n]\nunit = 1\n',
            '[codebooks]\nfiles = [\n  "a.yaml", # [\n  "b.yaml",\n  "codebooks/new.yaml",\n]\nunit = 1\n',
        ),
        (
            '[codebooks]\r\nfiles = [\r\n    "a.yaml",\r\n]\r\n',
            '[codebooks]\r\nfiles = [\r\n    "a.yaml",\r\n    "codebooks/new.yaml",\r\n]\r\n',
        ),
        (
            "[codebooks] # ours\n\n[cases]\n",
            '[codebooks] # ours\nfiles = ["codebooks/new.yaml"]\n\n[cases]\n',
        ),
        (
            '[codebooks]\nearlier = [\n  "[x]",\n]\nfiles = []\n',
            '[codebooks]\nearlier = [\n  "[x]",\n]\nfiles = ["codebooks/new.yaml"]\n',
        ),
        ('title = "x"', 'title = "x"\n\n[codebooks]\nfiles = ["codebooks/new.yaml"]\n'),
        ("", '[codebooks]\nfiles = ["codebooks/new.yaml"]\n'),
        ("[codebooks]", '[codebooks]\nfiles = ["codebooks/new.yaml"]\n'),
    ],
)
def test_file_is_added_in_the_style_of_the_list(before: str, after: str) -> None:
    changed = with_codebook(before, NEW)
    assert changed == after
    assert tomllib.loads(changed)["codebooks"]["files"][-1] == NEW


@pytest.mark.parametrize(
    "source",
    [
        'codebooks = {files = ["a.yaml"]}\n',
        'codebooks.files = ["a.yaml"]\n',
        'title = """\n[codebooks]\nfiles = ["a"]\n"""\n',
        '["codebooks"]\nfiles = ["a.yaml"]\n',
    ],
)
def test_unusual_writing_is_left_alone_with_the_line_to_add(source: str) -> None:
    with pytest.raises(SecondmigError) as error:
        with_codebook(source, NEW)
    assert error.value.hint == 'add "codebooks/new.yaml" to files under [codebooks], then: secondmig build'


SURVEY = {"name": "workers", "file": "corpus/w.sav", "id": "nr", "kind": "sample"}


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        ("", ""),
        ('title = "T"\n', "\n"),
        ('title = "T"', "\n\n"),
        ('[[surveys]]\nname = "a"\nfile = "a.csv"\n\n[cases] # end\n', "\n"),
    ],
)
def test_a_survey_is_declared_at_the_end(before: str, gap: str) -> None:
    block = '[[surveys]]\nname = "workers"\nfile = "corpus/w.sav"\nid = "nr"\nkind = "sample"\n'
    assert with_survey(before, SURVEY) == f"{before}{gap}{block}"


def test_a_survey_is_declared_with_the_line_ends_of_the_file() -> None:
    assert with_survey('title = "T"\r\n', {"name": "a"}) == 'title = "T"\r\n\r\n[[surveys]]\r\nname = "a"\r\n'


@given(
    st.dictionaries(
        st.sampled_from(["name", "source", "file"]), st.text(st.characters(codec="utf-8"), max_size=9)
    )
)
def test_any_words_of_a_declaration_come_back(entries: dict[str, str]) -> None:
    read = tomllib.loads(with_survey('[[surveys]]\nname = "first"\n', entries))
    assert read == {"surveys": [{"name": "first"}, entries]}


@pytest.mark.parametrize("before", ["surveys = []\n", "[surveys]\n", "title = \n"])
def test_a_text_to_which_no_survey_can_be_added_is_left_alone(before: str) -> None:
    with pytest.raises(SecondmigError, match="cannot be declared here") as caught:
        with_survey(before, SURVEY)
    assert '[[surveys]], name = "workers"' in caught.value.hint
