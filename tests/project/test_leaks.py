"""Names looked for in anything, however they are written; what cannot be searched is a problem too."""

import base64
import gzip
import html
import io
import json
import lzma
import os
import quopri
import sqlite3
import struct
import tarfile
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from email.header import Header
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.project import containers
from secondmig.project.found_names import OVERLAP, STRETCH, Leak, Search, Unread
from secondmig.project.leaks import search
from secondmig.transcript.key_file import KeyEntry
from secondmig.transcript.names import NameFinder

KEY = (
    "- {name: José Camilleri, pseudonym: Ana, variants: [Camilleri, ローサ]}\n- {name: Ito, pseudonym: Oda}\n"
)
LATIN, KANA = "José Camilleri", "ローサ"
FINDER = NameFinder((KeyEntry(1, LATIN, "A", variants=("Camilleri", KANA)), KeyEntry(2, "Ito", "B")))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "safe").mkdir()
    path = tmp_path / "safe" / "key.yaml"
    path.write_text(KEY, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "given away"
    made.mkdir()
    return made


def searched(raw: bytes, name: str = "file") -> list[Leak | Unread]:
    return list(Search(FINDER).stream(io.BytesIO(raw), name, 0))


def leaks(raw: bytes, name: str = "file") -> list[Leak]:
    return [each for each in searched(raw, name) if isinstance(each, Leak)]


def zipped(members: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return body.getvalue()


def escaped(text: str) -> str:
    return json.dumps(text)


def references(text: str) -> str:
    return "".join(f"&#x{ord(letter):x};" for letter in text)


def tarred(text: str) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(text.encode("utf-8"))
        archive.addfile(entry, io.BytesIO(text.encode("utf-8")))
    return body.getvalue()


def png(text: str) -> bytes:
    chunk = b"Author\0\1\0\0\0" + zlib.compress(text.encode("utf-8"))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", len(chunk), b"iTXt") + chunk + b"\0\0\0\0"


def docx_runs(text: str) -> bytes:
    runs = "".join(f"<w:r><w:t xml:space='preserve'>{letter}</w:t></w:r>" for letter in text)
    return zipped({"word/document.xml": f"<w:p>{runs}</w:p><w:p><w:r><w:t>next</w:t></w:r></w:p>".encode()})


def database(text: str) -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE words (body TEXT)")
        # So long that SQLite cuts it in pieces, with the name across the border of two pages.
        connection.execute("INSERT INTO words VALUES (?)", (". " * 2040 + text + " ." * 4000,))
        connection.commit()
        raw = connection.serialize()
    connection.close()
    return raw


def rich_text(text: str) -> bytes:
    """RTF as a word processor writes it: letters by number, words split by formatting and by line ends."""
    letters = "".join(f"{{\\b \\u{ord(letter)}?}}\r\n" if ord(letter) > 126 else letter for letter in text)
    return b"{\\rtf1\\ansi\\ansicpg1252 " + letters.encode() + b"\\par next}"


def rich_bytes(text: str) -> bytes:
    """The same with the bytes of a code page."""
    page = "cp932" if KANA in text else "cp1252"
    letters = "".join(f"\\'{byte:02x}" for byte in text.encode(page))
    return f"{{\\rtf1\\ansi\\ansic{'pg932' if page == 'cp932' else 'pg1252'} {letters}\\par}}".encode()


def encoded_words(text: str, page: str) -> bytes:
    """The subject of a mail."""
    return b"Subject: " + Header(text, page).encode().encode() + b"\n\nnothing\n"


def packed_sav(text: str, *, compress: bool = False, row_compress: bool = False) -> bytes:
    """An SPSS file in which the name stands at every distance from what packs the rows."""
    import pandas as pd
    import pyreadstat

    rows = pd.DataFrame({"n": range(70), "said": [f"{'. ' * n}{text} {'. ' * 70}" for n in range(70)]})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sav"
        pyreadstat.write_sav(rows, path, compress=compress, row_compress=row_compress)
        return path.read_bytes()


WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-be with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16-le in bytes": lambda text: b"\x00\x01\xff\xfb\x00" + text.encode("utf-16-le") + b"\x00\x00\x01",
    "utf-16-be in bytes": lambda text: b"\x01\x00\xff\xfb\x00" + text.encode("utf-16-be") + b"\x00\x00\x01",
    "utf-8 in bytes": lambda text: b"\x00\x01\xff" + text.encode() + b"\x00\xff",
    "html references": lambda text: html.escape(references(text)).replace("&amp;", "&").encode(),
    "json escapes": lambda text: escaped(text).encode(),
    "json in html": lambda text: html.escape(escaped(text)).encode(),
    "json in json": lambda text: escaped(escaped(text)).encode(),
    "rtf": rich_text,
    "rtf in a code page": rich_bytes,
    "subject of a mail": lambda text: encoded_words(text, "utf-8"),
    "lzma": lambda text: lzma.compress(text.encode(), format=lzma.FORMAT_ALONE),
    "zlib": lambda text: zlib.compress(text.encode()),
    "zsav": lambda text: packed_sav(text, compress=True),
    "a link": lambda text: b"https://example.org/?q=" + quote(text).encode(),
    "mail": lambda text: quopri.encodestring(("x " * 33 + text).encode()),
    "a data link": lambda text: (
        b'<img src="data:text/plain;base64,' + base64.b64encode(f"to {text} x".encode()) + b'">'
    ),
    "a zip in a data link": lambda text: (
        b"data:application/zip;base64," + base64.b64encode(zipped({"a": text.encode()}))
    ),
    "soft hyphens": lambda text: "\u00ad".join(text).encode(),
    "zero-width spaces": lambda text: "\u200b".join(text).encode(),
    "wide and decomposed": lambda text: text.replace("José", "Ｊｏｓｅ\u0301").replace(KANA, "ﾛｰｻ").encode(),
    "marks of formatting": lambda text: "</b><b>".join(text).join(("<b>", "</b>")).encode(),
    "runs of a docx": docx_runs,
    "a zip": lambda text: zipped({"a.txt": text.encode()}),
    "a zip in a zip": lambda text: zipped({"b.zip": zipped({"a.txt": text.encode()})}),
    "gzip": lambda text: gzip.compress(text.encode()),
    "tar": tarred,
    "tar.gz": lambda text: gzip.compress(tarred(text)),
    "a picture's text": png,
    "a database in a zip": lambda text: zipped({"a.db": database(text)}),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [LATIN, KANA])
def test_a_name_is_found_however_it_is_written(way: str, name: str) -> None:
    found = leaks(WAYS[way](f"before {name} behind"))
    assert {leak.entry for leak in found} == {1}
    assert all("".join(leak.words.split()) for leak in found)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_found_where_no_name_stands(way: str) -> None:
    assert searched(WAYS[way]("before Margarita behind")) == []


@pytest.mark.parametrize(
    "encoding", ["cp1252", "mac_roman", "cp850", "cp932", "euc-jp", "iso-2022-jp", "iso-2022-jp-3"]
)
def test_a_name_is_found_in_old_encodings(encoding: str) -> None:
    name = LATIN if encoding in {"cp1252", "mac_roman", "cp850"} else KANA
    assert [leak.entry for leak in leaks(f"before {name} behind\n".encode(encoding))] == [1]


PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs", "L", "M", "N", "P"]), max_size=40)


@given(PLAIN, PLAIN, st.sampled_from(sorted(WAYS)))
def test_a_name_is_found_wherever_it_stands(before: str, behind: str, way: str) -> None:
    if way in {"utf-8 in bytes", "utf-16-le in bytes", "utf-16-be in bytes", "mail"}:
        before = behind = ""
    raw = WAYS[way](f"{before} Camilleri {behind}")
    assert {leak.entry for leak in leaks(raw)} == {1}


@given(st.binary(max_size=300))
def test_any_bytes_are_searched_without_an_accident(raw: bytes) -> None:
    searched(raw)
    searched(b"PK\x03\x04" + raw)
    searched(b"%PDF-1.7\n" + raw)
    searched(b"\x1f\x8b\x08" + raw)
    searched(b"\x89PNG\r\n\x1a\n" + raw)


def test_a_name_across_the_border_of_two_stretches_is_found() -> None:
    raw = b"x " * ((STRETCH - 6) // 2) + LATIN.encode() + b" x\n" + b"y " * 50_000
    assert [leak.entry for leak in leaks(raw)] == [1]


def test_in_a_line_longer_than_a_stretch_the_character_is_counted_from_its_beginning() -> None:
    for before in (STRETCH + 10_000, STRETCH - 32 * 2**10):
        (leak,) = leaks("é".encode() * 5 + b" " + b"." * before + b" Camilleri " + b"." * OVERLAP)
        assert leak.place == f"line 1, character {before + 8}"


def test_the_place_is_the_line_and_in_a_long_line_the_character() -> None:
    (short,) = leaks(b"one\ntwo\nthen Camilleri came\n")
    assert short.place == "line 3"
    (long,) = leaks(b"one\n" + b"x " * 300 + b"Camilleri\n")
    assert long.place == "line 2, character 601"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", [b"\\", b"\\\\u", b"=?utf-8?b?", b"&#", b"%C3", b"=C3", b"<a", b"\\'"])
def test_a_long_row_of_what_means_nothing_is_searched_in_time(piece: bytes) -> None:
    assert [leak.entry for leak in leaks(piece * 100_000 + b" Camilleri ")] == [1]


def test_a_short_name_stands_alone_and_not_by_chance_in_a_picture() -> None:
    assert [leak.entry for leak in leaks(b"asked Ito, then")] == [2]
    assert leaks(b"Itoo, Keito, Ritornello") == []
    assert leaks(b"\x00\x01\xffIto\x00\x01\xff") == []
    assert [leak.entry for leak in leaks(b"\x00\x01\xffphotograph by Ito\x00")] == [2]


def test_a_name_in_packed_rows_of_spss_is_found_in_each_of_them() -> None:
    found = leaks(packed_sav(LATIN, row_compress=True))
    assert sum(leak.place == "the rows" for leak in found) == 70


@pytest.mark.parametrize("cut", [100, 300, 1000, 4003])
def test_an_spss_file_that_ends_early_is_told(cut: int) -> None:
    for raw in (packed_sav("nobody", row_compress=True), packed_sav("nobody", compress=True)):
        assert any(isinstance(each, Unread) for each in searched(raw[: min(cut, len(raw) - 60)]))


def test_pages_that_are_pictures_are_told(folder: Path) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = PdfWriter()
    for _ in range(2):
        page = writer.add_blank_page(100, 100)
        picture = StreamObject()
        picture[NameObject("/Subtype")] = NameObject("/Image")
        shown = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
    writer.add_blank_page(100, 100)
    writer.write(folder / "scan.pdf")
    found = searched((folder / "scan.pdf").read_bytes())
    assert found == [Unread("file", "pages without text but with a picture: 2")]


@pytest.mark.parametrize("page", ["cp932", "cp1252", "utf-8"])
def test_names_of_files_in_old_encodings_are_found_and_can_be_printed(
    folder: Path, key: Path, page: str
) -> None:
    name = ("José Camilleri" if page == "cp1252" else KANA).encode(page)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"nothing")
    (row,) = search([folder], key=key).rows
    assert (row["path"], row["entry"]) == ("[entry 1]", 1)
    (folder / "a.zip").write_bytes(zipped({"#" * len(name): b"nothing"}).replace(b"#" * len(name), name))
    assert {row["entry"] for row in search([folder / "a.zip"], key=key).rows} == {1}


def test_a_name_that_is_a_word_needs_no_capital_in_the_name_of_a_file(tmp_path: Path, folder: Path) -> None:
    key = tmp_path / "may.yaml"
    key.write_text("- {name: May, pseudonym: Joan}\n", encoding="utf-8")
    (folder / "interview_may_2.txt").write_text("It may be.", encoding="utf-8")
    rows = search([folder], key=key).rows
    assert [(row["path"], row["place"]) for row in rows] == [("interview_[entry 1]_2.txt", "its name")]


def test_the_remark_on_a_file_in_an_archive_is_searched() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        member = zipfile.ZipInfo("a.txt")
        member.comment = b"from Camilleri"
        archive.writestr(member, b"nothing")
    assert [leak.place for leak in leaks(body.getvalue())] == ["what the archive says of a file"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 40, "7z archive"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "damaged"),
        (b"%PDF-1.7\nbroken", "PDF"),
        (b"Salted__" + bytes(range(200)), "encrypted"),
        (b"age-encryption.org/v1\n-> X25519 a\n", "encrypted"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", "encrypted"),
        (zipped({"bomb.txt": b"a" * 30_000_000}), "times its size"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
    ids=[
        "7z",
        "rar",
        "broken zip",
        "broken gzip",
        "broken pdf",
        "openssl",
        "age",
        "pgp",
        "bomb",
        "encrypted office",
    ],
)
def test_what_cannot_be_searched_is_told(raw: bytes, reason: str) -> None:
    assert any(isinstance(each, Unread) and reason in each.reason for each in searched(raw))


def test_archives_are_opened_only_so_deep() -> None:
    raw = b"Camilleri"
    for _ in range(9):
        raw = zipped({"a.zip": raw})
    assert any(isinstance(each, Unread) and "deep" in each.reason for each in searched(raw))


def held_in_a_database(raw: bytes) -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE words (body BLOB, rest TEXT)")
        # Behind the archive so much that the file itself does not end like one.
        connection.execute("INSERT INTO words VALUES (?, ?)", (raw, " ." * 40_000))
        connection.commit()
        held = connection.serialize()
    connection.close()
    return held


def test_archives_in_cells_of_databases_are_opened_only_so_deep() -> None:
    raw = zipped({"a.txt": b"Camilleri"})
    for _ in range(4):
        raw = zipped({"a.db": held_in_a_database(raw)})
    found = searched(raw)
    assert any(isinstance(each, Unread) and "deep" in each.reason for each in found)
    assert not [each for each in found if isinstance(each, Leak)]


def test_an_archive_in_a_cell_of_a_database_in_an_archive_is_still_opened() -> None:
    raw = zipped({"a.db": held_in_a_database(zipped({"a.txt": b"Camilleri"}))})
    assert {leak.entry for leak in leaks(raw)} == {1}


def test_packed_files_in_a_tape_archive_are_opened() -> None:
    packed = gzip.compress(b"Camilleri")
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt.gz")
        entry.size = len(packed)
        archive.addfile(entry, io.BytesIO(packed))
    for raw in (body.getvalue(), gzip.compress(body.getvalue())):
        assert {leak.entry for leak in leaks(raw)} == {1}


def test_of_a_tape_archive_no_more_files_are_given_than_of_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MEMBERS", 2)
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as archive:
        for name in ("a", "b", "c"):
            archive.addfile(tarfile.TarInfo(name))
    body.seek(0)
    given_parts = containers.parts(body, body.getvalue()[: containers.HEAD], "a.tar")
    assert [next(given_parts).name, next(given_parts).name] == ["a", "b"]
    with pytest.raises(SecondmigError, match="more files"):
        next(given_parts)


def test_text_that_begins_like_a_zip_is_read_as_text() -> None:
    assert [leak.entry for leak in leaks(b"PKCamilleri\nPK Camilleri")] == [1]


def test_a_program_with_a_zip_behind_it_is_opened() -> None:
    assert [leak.path for leak in leaks(b"MZ\x00\x01" + zipped({"a.txt": LATIN.encode()}))] == ["file!a.txt"]


def test_pages_properties_and_attachments_of_a_pdf_are_read(folder: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": LATIN})
    writer.add_attachment("a.txt", KANA.encode())
    with (folder / "a.pdf").open("wb") as file:
        writer.write(file)
    found = list(Search(FINDER).file(folder / "a.pdf", "a.pdf"))
    assert {(each.path, each.place) for each in found if isinstance(each, Leak)} >= {
        ("a.pdf", "the properties"),
        ("a.pdf!a.txt", "line 1"),
    }


def test_warnings_are_not_silenced_while_a_pdf_is_half_read() -> None:
    from pypdf import PdfWriter

    body = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("a.txt", b"nobody")
    writer.write(body)
    body.seek(0)
    before = list(warnings.filters)
    read = [part.place or part.name for part in containers.parts(body, b"%PDF", "a.pdf") if unchanged(before)]
    assert read == ["the properties", "page 1", "the outline", "a.txt"]


def unchanged(before: Sequence[object]) -> bool:
    return list(warnings.filters) == list(before)


def test_a_long_text_in_a_database_is_read_as_one(folder: Path) -> None:
    (folder / "a.db").write_bytes(database(LATIN))
    found = list(Search(FINDER).file(folder / "a.db", "a.db"))
    assert "words, row 1, body" in {each.place for each in found if isinstance(each, Leak)}


def test_a_folder_is_searched_with_the_names_of_its_files(folder: Path, key: Path) -> None:
    (folder / "camilleri").mkdir()
    (folder / "camilleri" / "notes.txt").write_text("Ito said\n", encoding="utf-8")
    (folder / "clean.txt").write_text("nobody\n", encoding="utf-8")
    listing = search([folder], key=key)
    assert [(row["path"], row["place"], row["entry"], row["kind"]) for row in listing.rows] == [
        ("[entry 1]/", "its name", 1, "person"),
        ("[entry 1]/notes.txt", "line 1", 2, "person"),
    ]
    assert listing.meta["files"] == 2


def test_names_are_shown_only_when_asked_for(folder: Path, key: Path) -> None:
    (folder / "camilleri.txt").write_text("Jose Camilleri\n", encoding="utf-8")
    assert "camilleri" not in str(search([folder], key=key)).lower()
    shown = search([folder], key=key, show=True)
    assert [row["found"] for row in shown.rows] == ["camilleri", "Jose Camilleri"]
    assert shown.rows[0]["path"] == "camilleri.txt"


def test_names_of_tables_and_columns_are_shown_only_when_asked_for(folder: Path, key: Path) -> None:
    connection = sqlite3.connect(folder / "a.db")
    connection.execute('CREATE TABLE "José Camilleri" ("Camilleri said" TEXT)')
    connection.execute("INSERT INTO \"José Camilleri\" VALUES ('asked Ito, then')")
    connection.commit()
    connection.close()
    (folder / "b.zip").write_bytes(zipped({"c.db": (folder / "a.db").read_bytes()}))
    rows = search([folder], key=key).rows
    places = {(row["path"], row["place"]) for row in rows}
    assert places >= {(path, "[entry 1], row 1, [entry 1] said") for path in ("a.db", "b.zip!c.db")}
    assert "camilleri" not in str(rows).lower()
    shown = {row["place"] for row in search([folder], key=key, show=True).rows}
    assert "José Camilleri, row 1, Camilleri said" in shown


def test_why_a_file_is_not_searched_is_told_without_names(
    folder: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(head: bytes, name: str) -> str:
        return f"{name} of Camilleri is locked" if head else ""

    monkeypatch.setattr(containers, "refusal", refused)
    (folder / "a.txt").write_text("nobody\n", encoding="utf-8")
    (row,) = search([folder], key=key).rows
    assert row["how"] == "not searched: a.txt of [entry 1] is locked"
    (row,) = search([folder], key=key, show=True).rows
    assert row["how"] == "not searched: a.txt of Camilleri is locked"


def test_nothing_found_is_said_with_the_number_of_files(folder: Path, key: Path) -> None:
    (folder / "a.txt").write_text("nobody\n", encoding="utf-8")
    listing = search([folder], key=key)
    assert (listing.rows, listing.notes) == ([], ("no name of the key in 1 file",))


def test_links_history_of_git_and_things_that_are_no_files_are_told(folder: Path, key: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "away").symlink_to(key.parent)
    (folder / "gone").symlink_to(folder / "nothing")
    rows = search([folder], key=key).rows
    assert {str(row["path"]): row["entry"] for row in rows} == {".git": None, "away": None, "gone": None}


def test_a_key_inside_what_is_searched_is_found_like_anything_else(key: Path) -> None:
    assert {row["path"] for row in search([key.parent], key=key).rows} == {"key.yaml"}


def test_a_path_that_is_not_there_is_refused(tmp_path: Path, key: Path) -> None:
    with pytest.raises(SecondmigError, match="not there"):
        search([tmp_path / "nothing"], key=key)


def test_pictures_are_counted_as_seen_by_nobody(folder: Path, key: Path) -> None:
    (folder / "a.png").write_bytes(png("nobody"))
    assert any("1 pictures" in note for note in search([folder], key=key).notes)
