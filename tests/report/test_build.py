"""What every edition is made of: files, valid pages, links that lead somewhere, the same bytes."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from hashlib import sha256
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element

import html5lib
import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Level
from secondmig.report.build import build_report
from tests.joint.builders import CODEBOOK, coding, document, person, snapshot
from tests.report.editions import built, cut, edition

EDITIONS: tuple[Level, ...] = ("team", "partner", "public")
HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def parsed(page: bytes) -> Element:
    """The page as a tree; any error of HTML syntax fails the test."""
    tree = html5lib.HTMLParser(strict=True).parse(page.decode("utf-8"))
    assert isinstance(tree, Element)
    return tree


@cache
def pages(level: Level) -> tuple[tuple[str, Element], ...]:
    """The pages of an edition, two of the transcripts for all of them: parsing takes its time."""
    names = [name for name in built(level) if name.endswith(".html")]
    transcripts = [name for name in names if name.startswith("transcripts/")]
    return tuple((name, parsed(built(level)[name])) for name in names if name not in transcripts[1:-1])


def ids(tree: Element) -> list[str]:
    return [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]


def hrefs(tree: Element) -> list[str]:
    return [element.attrib["href"] for element in tree.iter() if "href" in element.attrib]


@pytest.mark.parametrize("level", EDITIONS)
def test_build_report_gives_pages_and_the_same_numbers_twice(level: Level) -> None:
    names = set(built(level))
    tables = {name[5:-4] for name in names if name.startswith("data/") and name.endswith(".csv")}
    assert {"compare.html", "data/index.json"} <= names
    assert {"table-1", "table-2", "table-3", "fig-3", "fig-7", "quotations"} <= tables
    for table in tables:
        rows = built(level)[f"data/{table}.csv"].decode("utf-8").split("\n")[1:-1]
        held = json.loads(built(level)[f"data/{table}.json"])
        assert held["meta"]["n"] == len(held["rows"])
        assert len(rows) == len(held["rows"])
        assert {"unit", "selection", "state", "codebooks", "warnings"} <= set(held["meta"])


def test_build_report_gives_transcripts_and_passages_below_the_public_level_alone() -> None:
    # Of 24 persons 2 are at T1, whose words are never quoted, and 4 at T2, whose words partners do not get.
    for level, readable in (("team", 22), ("partner", 18)):
        transcripts = {name for name in built(level) if name.startswith("transcripts/")}
        assert len(transcripts) == readable
        assert "passages.html" in built(level)
    assert all(name == "compare.html" or name.startswith("data/") for name in built("public"))


@pytest.mark.parametrize("level", EDITIONS)
def test_build_report_writes_text_as_utf8_with_line_feeds(level: Level) -> None:
    for name, body in built(level).items():
        assert b"\r" not in body, name
        assert body.endswith(b"\n"), name
        body.decode("utf-8", errors="strict")


@pytest.mark.parametrize("level", EDITIONS)
def test_pages_are_valid_and_every_id_is_there_once(level: Level) -> None:
    for name, tree in pages(level):
        repeated = [found for found, times in Counter(ids(tree)).items() if times > 1]
        assert repeated == [], name


@pytest.mark.parametrize("level", EDITIONS)
def test_pages_ask_for_nothing_from_outside(level: Level) -> None:
    for name, tree in pages(level):
        policies = [e.attrib["content"] for e in tree.iter(f"{HTML}meta") if "http-equiv" in e.attrib]
        assert policies == [POLICY], name
        assert not list(tree.iter(f"{HTML}script")), name
        assert not list(tree.iter(f"{HTML}link")), name
        assert not [e for e in tree.iter() if "src" in e.attrib or "srcset" in e.attrib], name
        assert not [e for e in tree.iter() for key in e.attrib if key.startswith("on")], name
        assert len(list(tree.iter(f"{HTML}style"))) == 1, name
        text = built(level)[name].decode("utf-8")
        assert re.findall(r"(?:https?:)?//[a-z0-9]|@import|url\((?!#)", text, re.IGNORECASE) == [], name


@pytest.mark.parametrize("level", EDITIONS)
def test_links_lead_to_a_place_of_this_report(level: Level) -> None:
    places = {
        name: set(re.findall(r'\bid="([^"]+)"', body.decode("utf-8")))
        for name, body in built(level).items()
        if name.endswith(".html")
    }
    for name, tree in pages(level):
        for href in hrefs(tree):
            path, _, anchor = href.partition("#")
            target = normpath(join(dirname(name), path)) if path else name
            assert target in built(level), f"{name}: {href}"
            assert not anchor or anchor in places[target], f"{name}: {href}"


@pytest.mark.parametrize("level", EDITIONS)
def test_every_figure_can_be_read_without_seeing_it(level: Level) -> None:
    figures = list(dict(pages(level))["compare.html"].iter(f"{HTML}figure"))
    expected = ["fig-3"] if level == "public" else ["fig-1", "fig-3"] + (["fig-7"] if level == "team" else [])
    assert [figure.attrib["id"] for figure in figures] == expected
    for figure in figures:
        (drawing,) = figure.iter(f"{SVG}svg")
        assert drawing.attrib["role"] == "img"
        title, desc = drawing[0], drawing[1]
        assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
        assert drawing.attrib["aria-labelledby"].split() == [title.attrib["id"], desc.attrib["id"]]
        assert title.text
        assert len(desc.text or "") > 80
        assert figure[0].tag == f"{HTML}figcaption"
        (table,) = figure.iter(f"{HTML}table")
        assert len(list(table.iter(f"{HTML}tr"))) > 10


@pytest.mark.parametrize("level", EDITIONS)
def test_scrolling_boxes_can_be_reached_by_keyboard_and_have_names(level: Level) -> None:
    tree = dict(pages(level))["compare.html"]
    boxes = [e for e in tree.iter(f"{HTML}div") if "scroll" in e.attrib.get("class", "").split()]
    assert boxes
    for box in boxes:
        assert box.attrib["tabindex"] == "0"
        assert box.attrib["role"] == "region"
        assert {"aria-label", "aria-labelledby"} & set(box.attrib)


def test_build_report_gives_the_same_bytes_in_another_process() -> None:
    """Another process hashes texts in another order; sets must not show."""
    mine = {name: sha256(body).hexdigest() for name, body in built("public").items()}
    program = (
        "import json, hashlib; from tests.report.editions import built; "
        "print(json.dumps({n: hashlib.sha256(b).hexdigest() for n, b in built('public').items()}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == mine


def test_build_report_twice_gives_the_same_bytes() -> None:
    assert dict(build_report(edition("team"))) == built("team")


def test_build_report_names_its_main_page() -> None:
    assert "other.html" in build_report(edition("public"), name="other")


def test_build_report_refuses_a_public_edition_of_a_part() -> None:
    with pytest.raises(SecondmigError, match="holds the whole corpus"):
        build_report(replace(edition("public"), selection="document D1"))


def test_build_report_refuses_the_working_level() -> None:
    with pytest.raises(SecondmigError, match="release level"):
        build_report(cut(edition("team"), "work"))


@pytest.mark.parametrize("level", EDITIONS)
def test_build_report_says_what_is_missing_instead_of_a_section(level: Level) -> None:
    page = build_report(cut(snapshot([]), level))["compare.html"].decode("utf-8")
    parsed(page.encode("utf-8"))
    assert "no persons are known: secondmig case import FILE." in page
    assert "nothing is coded yet" in page


@pytest.mark.parametrize("level", EDITIONS)
def test_build_report_of_one_person_without_attributes_is_whole(level: Level) -> None:
    said = document("D1", ("INT", "And?"), ("D1", "They paid me well in Japan."))
    one = snapshot(
        [said],
        [coding(said, "They paid me well", "OS-LAB-WAGE", about_country="JPN", valence=1)],
        [person("D1", ("JPN", 2000, None))],
    )
    for name, body in build_report(cut(one, level)).items():
        if name.endswith(".html"):
            parsed(body)


def test_build_report_escapes_words_and_names() -> None:
    said = document("D<1>", ("INT", "And?"), ("A&B", "I said <b>no</b> & 'yes'."))
    one = snapshot(
        [said],
        [coding(said, "<b>no</b>", "OS-LAB-WAGE", about_country="JPN", valence=1)],
        [person("D1", ("JPN", 2000, None), speakers=[("D<1>", "A&B")], interview_country="JPN")],
        codebooks=(CODEBOOK,),
    )
    files = build_report(cut(one, "team"))
    assert "transcripts/D_3c1_3e.html" in files
    for name, body in files.items():
        if name.endswith(".html"):
            parsed(body)
            assert b"<b>no" not in body
