"""The list of transcripts."""

from pathlib import Path

from secondmig.project.project import open_project
from tests.project.small import small_project

JAPANESE = """---
id: J1
fictional: true
language: ja
interview_country: JPN
interview_date: 2025-03
---
#1 INT: 日本に来たのはいつですか。
#2 KEN: 二十歳のときです。 給料は 安かった。
"""


def test_words_are_counted_only_where_spaces_part_them(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "study")
    (tmp_path / "J1.txt").write_text(JAPANESE, encoding="utf-8")
    with open_project(folder) as project:
        project.build()
        project.corpus_import([tmp_path / "J1.txt"])
        listing = project.corpus_list()
    words = {row["id"]: row["words"] for row in listing.rows}
    assert words.pop("J1") is None
    assert words
    assert all(isinstance(each, int) for each in words.values())
    assert listing.notes == ("1 document written without spaces: no words to count",)
