"""secondmig.toml is changed by a line, or left alone with the line to add."""

import tomllib

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.declaring import with_codebook

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
