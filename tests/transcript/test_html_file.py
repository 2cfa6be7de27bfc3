"""Web pages: files that pandoc, LibreOffice and a podcast host wrote, then one trap after the other."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.html_file import HtmlFile
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Transcript
from tests.transcript.fuzzing import broken, read_or_refused, sample_file
from tests.transcript.reading import problems, request

READER = HtmlFile()
PODCAST = ["Travis", "Sarah", "Travis", "Gilon", "Travis", "Gilon", "Travis", "Sarah", "Gilon", "Travis"]
NAMES = ("podcastindex_example.html", "us02_full_pandoc.html", "us02_comments_tracked_libreoffice.html")


def read(source: str | bytes) -> Transcript:
    return READER.read(source.encode() if isinstance(source, str) else source, request())


def text(source: str) -> str:
    return read(source).document.text


def refused(raw: bytes) -> str:
    (line,) = problems(lambda: read(raw))
    return line


def test_transcript_of_a_podcast_says_who_speaks_and_when() -> None:
    found = read(sample_file("html/podcastindex_example.html"))
    turns = found.document.turns
    assert [turn.speaker for turn in turns] == PODCAST
    assert [turn.time_start for turn in turns][:2] == [0, 53_000]
    assert turns[-1].time_start == 691_000
    assert found.sure == "certain"
    assert found.document.text.startswith("Travis [00:00:00]: When you first get started in podcasting, it's")
    assert "&#39;" not in found.document.text


def test_interview_of_44_turns_with_times_and_a_title() -> None:
    found = read(sample_file("html/us02_full_pandoc.html"))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 22, "EDSON": 22}
    assert (turns[0].time_start, turns[-1].time_start) == (6_000, 693_000)
    assert found.document.title == "Edson"
    assert "非常停止" in turns[7].span.of(found.document.text)
    assert "font-family" not in found.document.text


def test_page_that_lost_its_tracked_changes_says_nothing_about_them() -> None:
    found = read(sample_file("html/us02_comments_tracked_libreoffice.html"))
    assert Counter(turn.speaker for turn in found.document.turns) == {"INT": 6, "EDSON": 6}
    assert "unhappydissatisfied" in found.document.text
    assert found.comments == ()
    assert not any("tracked" in note for note in found.notes)
    assert "Check against audio" not in found.document.text
    assert "Thanks for doing this on a Saturday." in found.document.text, "lines of the source are no lines"


def test_table_of_time_speaker_and_text() -> None:
    found = read(sample_file("html/us02_table_libreoffice.html"))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 6, "EDSON": 6}
    assert (turns[0].time_start, turns[-1].time_start, found.sure) == (6_000, 189_000, "certain")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<p>a  b\n c</p>", "a b c"),
        ("<p>a <b> b</b><i>c </i> d</p>", "a bc d"),
        ("<p>a<br>b<br/>\n c</p>", "a\nb\nc"),
        ("<p>a<br><br>b</p>", "a\n\nb"),
        ("<p>a<br></p><br><p>b</p>", "a\n\nb"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>a&nbsp;b &amp; &lt;c&gt; &hellip; &#133;&#x92;&#8217;</p>", "a\u00a0b & <c> … …’’"),
        ("<p>a</p><script>b</script><style>c</style><template>d</template><!-- e -->", "a"),
        ("<p>a<span hidden>b</span><span style='display: none'>c</span>d</p>", "ad"),
        ("<p><ruby>刊行<rp>(</rp><rt>かんこう</rt><rp>)</rp></ruby></p>", "刊行"),
        ("<h1>a</h1>b<p>c", "a\n\nb\n\nc"),
        ("<dl><dt>INT</dt><dd>So?</dd></dl>", "INT\n\nSo?"),
        ("<table><tr><td>a<td>b<tr><td>c<td><p>d</p><p>e</p></table>", "a\tb\n\nc\td\ne"),
        ("<table><tbody><tr><td><table><tr><td>x<td>y</table></td><td>z</table>", "x\ty\tz"),
        ("<p>He read <cite>The Book</cite> twice.</p>", "He read The Book twice."),
        (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><p>a</p></html>',
            "a",
        ),
    ],
)
def test_page_is_read_as_a_browser_shows_it(source: str, shown: str) -> None:
    assert text(source) == shown


@pytest.mark.parametrize(("charset", "codec"), [("shift_jis", "cp932"), ("EUC-JP", "euc-jp")])
def test_page_in_another_encoding_is_read_as_it_says_itself(charset: str, codec: str) -> None:
    found = read(f'<meta charset="{charset}"><p>三年です。'.encode(codec))
    assert found.document.text == "三年です。"
    assert found.document.decoding == f"html, {codec} (as the page says)"


def test_latin_1_of_a_page_is_cp1252_as_in_browsers() -> None:
    source = '<meta http-equiv="content-type" content="text/html; charset=iso-8859-1"><p>It’s… café'
    found = read(source.encode("cp1252"))
    assert found.document.text == "It’s… café"
    assert found.document.decoding == "html, cp1252 (as the page says)"


def test_utf_8_is_read_as_such_whatever_the_page_says() -> None:
    assert text('<meta charset="iso-8859-1"><p>né') == "né"


@pytest.mark.parametrize("head", ["", '<meta charset="no-such">', '<meta charset="euc-jp">'])
def test_page_that_names_no_fitting_encoding_is_asked_about(head: str) -> None:
    with pytest.raises(SecondmigError, match="not UTF-8") as caught:
        read(f"{head}<p>三年です、ｺﾝﾆｬｸの工場で。".encode("cp932"))
    assert caught.value.hint == "pass --encoding cp932"


def test_encoding_that_the_user_names_beats_the_page() -> None:
    raw = '<meta charset="euc-jp"><p>三年です。'.encode("cp932")
    found = READER.read(raw, request(encoding="cp932"))
    assert found.document.text == "三年です。"
    assert found.document.decoding == "html, cp932 (as asked)"


def test_formatting_pictures_and_lists_are_counted() -> None:
    found = read("<p><b>INT:</b> so <em>very</em> <mark>much</mark><img><ol><li>one")
    assert found.notes == (
        "1 picture is not read",
        "1 paragraph is numbered or bulleted automatically; its number is not in the text",
        "formatting is not kept: stretches 1 italic, 1 highlighted",
    )


def test_entities_that_a_page_defines_are_not_replaced() -> None:
    page = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&a;&a;&a;">]><p>said &b;'
    assert text(page).endswith("said &b;")


@pytest.mark.parametrize("depth", [300, 100_000])
def test_nesting_beyond_measure_is_refused_and_no_words_are_lost(depth: int) -> None:
    assert "nested too deeply" in refused(b"<div>" * depth + b"said")


@pytest.mark.parametrize(
    "raw", [b"<html>", b"<p> </p>", b"<!-- INT: So? -->", b"<html><head><title>x</title>"]
)
def test_page_without_words_is_refused(raw: bytes) -> None:
    assert "the file holds no words" in refused(raw)


def test_content_tells_a_page() -> None:
    assert READER.sniff(b"\xef\xbb\xbf <!-- saved --> <!DOCTYPE HTML><p>x") == CERTAIN
    assert READER.sniff(b"<cite>INT:</cite>") == POSSIBLE
    assert READER.sniff(b"INT: <html>") == NO
    assert READER.sniff(b"<?xml version='1.0'?><TEI>") == NO


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "source", ["<table><tr><td>" * 20_000, "<!--" * 100_000, "<p>" * 300_000, "<b>" * 100_000]
)
def test_hostile_page_does_not_hang(source: str) -> None:
    READER.sniff(source.encode())
    read_or_refused(READER, f"<p>x{source}y".encode())


@settings(max_examples=80)
@given(st.sampled_from(NAMES).flatmap(lambda name: broken(sample_file(f"html/{name}"))))
def test_broken_page_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(
    ("<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<cite>", "</cite>", "<time>", "</time>", "<br>",
     "INT:", "0:01", "<pre>", "</pre>", "<b>", "</b>", "&#128;", "&#x", "<!--", "-->", "<li>", "<ul>", "\x00",
     "é", " ", "<"),
), max_size=40).map("".join))  # fmt: skip
def test_any_markup_is_read_or_refused(source: str) -> None:
    read_or_refused(READER, f"<p>x{source}".encode())


def test_controls_in_a_page_are_no_letters() -> None:
    assert text("<p>ROSA: It\x01 froze.&#1;</p><p>INT: So?</p>") == "ROSA: It froze.\n\nINT: So?"
