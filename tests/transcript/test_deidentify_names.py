"""Names found in every spelling, and nothing else found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.transcript.dates import full_dates
from secondmig.transcript.key_file import KeyEntry
from secondmig.transcript.names import NameFinder, names_alone
from secondmig.transcript.romanise import romanisations

ENTRIES = (
    KeyEntry(1, "Rita Camilleri", "A", variants=("Rita", "Camilleri", "リタ")),
    KeyEntry(2, "ローサ", "B"),
    KeyEntry(3, "田中", "C"),
    KeyEntry(4, "May", "D", excepted=("in May",)),
    KeyEntry(5, "José O’Brien", "E", variants=("José",)),
    KeyEntry(6, "17 Targo Road", "F", kind="place"),
    KeyEntry(7, "林", "G", short=True),
    KeyEntry(8, "あい", "H"),
    KeyEntry(9, "28 August 1991", "I", kind="date"),
    KeyEntry(10, "02 9555 1234", "J", kind="other"),
    KeyEntry(11, "Robert", "K"),
    KeyEntry(12, "Müller", "L"),
    KeyEntry(13, "Jo", "M"),
    KeyEntry(14, "محمد", "N"),
)
FINDER = NameFinder(ENTRIES)


def found(text: str) -> list[tuple[str, int]]:
    return [(text[name.start : name.end], name.entry) for name in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MRS. RITA CAMILLERI", [("RITA CAMILLERI", 1)]),
        ("Rita's house", [("Rita", 1)]),
        ("Camilleri, Rita", [("Camilleri, Rita", 1)]),
        ("Rita M. Camilleri", [("Rita M. Camilleri", 1)]),
        ("R. Camilleri", [("R. Camilleri", 1)]),
        ("ritacamilleri@example.org", [("ritacamilleri", 1)]),
        ("CAMILLERI_18OCT91.txt", [("CAMILLERI", 1)]),
        ("the Camilleris came", [("Camilleri", 1)]),
        ("Cami-\nlleri", [("Cami-\nlleri", 1)]),
        ("Rita\n   Camilleri", [("Rita\n   Camilleri", 1)]),
        ("Ri\u00adta Ri\u200bta Ｒｉｔａ", [("Ri\u00adta", 1), ("Ri\u200bta", 1), ("Ｒｉｔａ", 1)]),
        ("Jose\u0301 or Jose", [("Jose\u0301", 5), ("Jose", 5)]),
        ("Jose O'Brien, José OBrien", [("Jose O'Brien", 5), ("José OBrien", 5)]),
        ("ローサさん, ﾛｰｻ, ろーさ", [("ローサ", 2), ("ﾛｰｻ", 2), ("ろーさ", 2)]),
        ("Rōsa and Rohsa-san", [("Rōsa", 2), ("Rohsa", 2)]),
        ("リタちゃん", [("リタ", 1)]),
        ("ローサチャン", [("ローサ", 2)]),
        ("田\n中さん", [("田\n中", 3)]),
        ("田中は", [("田中", 3)]),
        ("林さんは", [("林", 7)]),
        ("あいちゃんが", [("あい", 8)]),
        ("May said", [("May", 4)]),
        ("17 Targo Rd, 17 targo  road", [("17 Targo Rd", 6), ("17 targo  road", 6)]),
        ("28/08/1991, August 28th, 1991", [("28/08/1991", 9), ("August 28th, 1991", 9)]),
        ("call 0295551234 or (02) 9555-1234", [("0295551234", 10), ("02) 9555-1234", 10)]),
        ("Mueller and MULLER", [("Mueller", 12), ("MULLER", 12)]),
        ("Jo said", [("Jo", 13)]),
    ],
)
def test_a_name_is_found(text: str, names: list[tuple[str, int]]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Margarita and Ritalin",
        "ローサンゼルス",
        "森林、林業",
        "あいだに、であい",
        "it may be",
        "in May",
        "Roberts Road",
        "jo jo, Joan",
        "rosa",
        "102 9555 12345",
    ],
)
def test_what_only_looks_like_a_name_is_not(text: str) -> None:
    assert found(text) == []


def test_the_longest_name_wins_and_its_rest_is_looked_at_again() -> None:
    finder = NameFinder(
        (KeyEntry(1, "Ana Maria", "A"), KeyEntry(2, "Maria Josefa", "B"), KeyEntry(3, "Ana", "C"))
    )
    text = "Ana Maria Josefa"
    assert [(text[each.start : each.end], each.entry) for each in finder.find(text)] == [
        ("Ana", 3),
        ("Maria Josefa", 2),
    ]


def test_kana_are_spelled_in_every_usual_way() -> None:
    assert set(romanisations("ゆうこ")) == {"yuko", "yuuko", "yuhko"}
    assert set(romanisations("シンジロウ")) >= {"shinjiro", "sinziro", "shinjirou", "shinjiroh"}
    assert romanisations("田中") == ()


@given(st.text(alphabet="ab \n-あ山ー", max_size=30), st.text(alphabet="ab \n-あ山ー", max_size=30))
def test_a_name_between_blanks_is_found_whatever_stands_around(before: str, after: str) -> None:
    text = f"{before} . Camilleri . {after}"
    assert [name for name in found(text) if name[1] == 1] == [("Camilleri", 1)]


@given(st.text(max_size=80))
def test_finds_are_ordered_disjoint_and_inside_the_text(text: str) -> None:
    at = 0
    for name in FINDER.find(text + "Rita" + text):
        assert at <= name.start < name.end <= 2 * len(text) + 4
        at = name.end


@pytest.mark.parametrize("text", ["ロ－サ", "ロ―サ", "ロ-サ", "ロ〜サ", "ﾛ-ｻさん"])
def test_a_dash_typed_for_a_long_vowel_is_taken_for_it(text: str) -> None:
    assert found(f"昨日{text}と") == [(text.removesuffix("さん"), 2)]


def test_vowel_signs_of_arabic_are_written_or_not() -> None:
    assert found("he said محمد and محمّد") == [("محمد", 14), ("محمّد", 14)]


def test_where_names_stand_alone_a_word_needs_no_capital() -> None:
    assert FINDER.find("may_2.txt") == []
    assert [name.entry for name in FINDER.find("may_2.txt", names_alone)] == [4]


@pytest.mark.parametrize(
    ("text", "year", "month", "shown"),
    [
        ("28th August 1991", "1991", 8, "[August 1991]"),
        ("August 28, 1991", "1991", 8, "[August 1991]"),
        ("3 de marzo de 1998", "1998", 3, "[March 1998]"),
        ("18/10/1991", "1991", 10, "[October 1991]"),
        ("3/4/1991", "1991", 0, "[1991]"),
        ("18OCT91", "91", 10, "[October '91]"),
        ("1991-10-18", "1991", 10, "[October 1991]"),
        ("平成10年3月12日", "1998", 3, "[1998年3月]"),
        ("1998年3月12日", "1998", 3, "[1998年3月]"),
    ],
)
def test_a_full_date_is_read_and_generalised(text: str, year: str, month: int, shown: str) -> None:
    (date,) = full_dates(text)
    assert (date.year, date.month, len(date.span)) == (year, month, len(text))
    assert f"[{date.generalised('month')}]" == shown


@pytest.mark.parametrize("text", ["in March 1998", "1998", "99/99/1998", "12:30:15", "3.08", "section 1.2.3"])
def test_what_is_no_full_date_is_left(text: str) -> None:
    assert full_dates(text) == ()
