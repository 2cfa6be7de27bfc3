"""Transcript pages: every turn has an anchor, and nothing that is withheld is on them."""

from dataclasses import replace

from secondmig.core.span import Span, SpanSet
from secondmig.report.build import build_report
from secondmig.report.context import context, file_name, turn_ids
from secondmig.report.transcripts import transcript_pages
from tests.joint.builders import coding, document, person, snapshot
from tests.report.editions import built, edition


def test_every_transcript_that_may_be_read_has_a_page_with_its_turns() -> None:
    pages = transcript_pages(context(edition("team")))
    assert len(pages) == 22
    assert not {"transcripts/UK07.html", "transcripts/US07.html"} & set(pages)
    page = pages["transcripts/US01.html"]
    assert [turn.anchor for turn in page.turns][:2] == ["t1", "t2"]
    assert 'id="t20"' in built("team")["transcripts/US01.html"].decode("utf-8")


def test_turn_marks_the_codings_that_touch_it_once() -> None:
    page = transcript_pages(context(edition("team")))["transcripts/US01.html"]
    second = page.turns[1]
    assert ("Privileged entry by colonial or ethnic tie", "Japan", "+") in {
        (mark.label, mark.about, mark.sign) for mark in second.marks
    }
    assert len(set(second.marks)) == len(second.marks)
    words = "".join(words for _, words in second.pieces)
    assert words.startswith("Ay, Japan.")
    assert any(look == "coded" for look, _ in second.pieces)


def test_withheld_words_are_on_no_page_and_leave_a_mark() -> None:
    said = document("D1", ("INT", "And?"), ("D1", "Keep this. Secret words. And this.", "Keep. Geheim. And."))
    start = said.text.index("Secret words.")
    hidden = SpanSet.of([Span(start, start + 13), said.tiers[0].span])
    one = snapshot(
        [said],
        [coding(said, "Keep this.", "OS-LAB-WAGE", about_country="JPN", valence=1)],
        [person("D1", ("JPN", 2000, None), interview_country="JPN")],
        hidden={"D1": hidden},
    )
    page = transcript_pages(context(one))["transcripts/D1.html"]
    assert page.turns[1].pieces == (
        ("coded", "Keep this."),
        ("plain", " "),
        ("withheld", ""),
        ("plain", " And this."),
    )
    assert page.turns[1].tiers == ()
    for body in build_report(one).values():
        assert "█" not in body.decode("utf-8")
        assert b"Secret" not in body
        assert b"Geheim" not in body


def test_header_lines_of_a_page_are_only_the_known_ones() -> None:
    said = document("D1", ("INT", "And?"), ("D1", "Yes."))
    said = replace(said, header={**said.header, "withdrawn": "from: Between us?", "note": "a secret"})
    one = snapshot([said], [], [person("D1", ("JPN", 2000, None))])
    body = build_report(one)["transcripts/D1.html"].decode("utf-8")
    assert "Between us" not in body
    assert "a secret" not in body
    assert "2025-06" in body


def test_turn_ids_are_unique_where_numbers_repeat() -> None:
    said = document("D1", ("INT", "And?"), ("D1", "Yes."), ("D1", "No."))
    turns = (said.turns[0], replace(said.turns[1], number=7), replace(said.turns[2], number=7))
    assert turn_ids(replace(said, turns=turns)) == ("t1", "t7-1", "t7-2")
    unnumbered = tuple(replace(turn, number=None) for turn in said.turns)
    assert turn_ids(replace(said, turns=unnumbered)) == ("t1", "t2", "t3")


def test_file_names_stay_inside_their_folder() -> None:
    assert file_name("../x") == ".._2fx"
    assert file_name("..") == "_2e_2e"
    assert file_name("JP04") == "JP04"
    assert len({file_name(name) for name in ("a b", "a_20b", "a_b", "ab")}) == 4
