"""Lines of captions: marks of style go, words stay, labels are believed only where they return."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.transcript.caption_lines import _repeated, believed_names, read_line, rolled, unstyled


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<i>So</i> <b>what</b>?", "So what?"),
        ("<c.colorCCCCCC>what</c> this<00:05:04.199><c> will</c>", "what this will"),
        ('{\\an8}<font color="#fff">So</font>', "So"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>", "漢字"),
        ("Q&amp;A &lt;3 &#39;no&#39; caf&eacute;", "Q&A <3 'no' café"),
        (
            "<laughs> I <3 it, 3 < 4 > 2 {so} <inaudible 0:10>",
            "<laughs> I <3 it, 3 < 4 > 2 {so} <inaudible 0:10>",
        ),
        ("AT&T &unknown; &copy", "AT&T &unknown; &copy"),
        ("&#0; &#xD800;", "&#0; &#xD800;"),
        ("one<br/>two", "one two"),
    ],
)
def test_unstyled_takes_marks_of_style_away_and_nothing_else(line: str, words: str) -> None:
    assert unstyled(line) == words


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("Priya Raman: Can you?", "Priya Raman", "Can you?"),
        ("Dr. Chen: Good.", "Dr. Chen", "Good."),
        ("[SPEAKER_00]: So", "SPEAKER_00", "So"),
        ("田中：はい", "田中", "はい"),
        ("田中:はい", "田中", "はい"),
        ("Great. So here's the thing: we're", "", "Great. So here's the thing: we're"),
        ("at 10:30 we", "", "at 10:30 we"),
        ("see http://x", "", "see http://x"),
        ("What, me? Yes: me", "", "What, me? Yes: me"),
        ("[MUSIC] la la", "", "[MUSIC] la la"),
        ("one two three four five six seven: x", "", "one two three four five six seven: x"),
    ],
)
def test_read_line_finds_what_may_be_a_label(line: str, name: str, words: str) -> None:
    found = read_line(line)
    assert (found.name, found.words, found.whole) == (name, words, line)


@pytest.mark.parametrize(
    ("line", "words"),
    [("- Ta en kopp", "Ta en kopp"), ("-¿Qué?", "¿Qué?"), (">> Yes", "Yes"), ("– Nej", "Nej")],
)
def test_read_line_sees_a_change_of_speaker(line: str, words: str) -> None:
    found = read_line(line)
    assert (found.changes, found.whole) == (True, words)


@pytest.mark.parametrize("line", ["-5 degrees", "—and then", "-- so", "e-mail - yes", "> 3"])
def test_read_line_sees_no_change_in_words(line: str) -> None:
    assert not read_line(line).changes


def believed(*captions: str) -> tuple[set[str], bool]:
    names, go_on = believed_names([[read_line(line) for line in caption.split("\n")] for caption in captions])
    return set(names), go_on


def test_labels_on_every_caption_are_speakers_once_is_enough() -> None:
    assert believed("Priya Raman: Hm", "Tom: Yes", "Priya Raman: No") == ({"Priya Raman", "Tom"}, False)


def test_small_letters_are_a_speaker_only_if_they_return() -> None:
    assert believed("yuki: a", "Ana: b", "yuki: c", "so it is: d") == ({"yuki", "Ana"}, False)


def test_rare_labels_stand_at_a_change_of_speaker() -> None:
    cues = ["Ana: a", *["b"] * 9, "Luz: c", *["d"] * 9, "Ana: e", *["f"] * 9, "Luz: g"]
    assert believed(*cues) == ({"Ana", "Luz"}, True)


@pytest.mark.parametrize(
    "captions",
    [
        ["Number One: a", *["b"] * 30, "Number Two: c"],
        ["the thing is: a", *["b"] * 10, "the thing is: c", "d"],
        ["Note: a", *["b"] * 30, "Note: c"],
        ["a", "b"],
    ],
)
def test_words_before_a_colon_are_no_speakers(captions: list[str]) -> None:
    assert believed(*captions) == (set(), False)


def test_brackets_with_a_colon_are_speakers_and_captions_without_are_nobodys() -> None:
    assert believed("[SPEAKER_00]: a", "b", "c", "d") == ({"SPEAKER_00"}, False)


def test_rolled_leaves_out_what_the_caption_before_said() -> None:
    captions = [["yeah"], ["yeah", "what"], ["what"], ["what", "this is"], ["so"]]
    assert rolled(captions) == ([["yeah"], ["what"], [], ["this is"], ["so"]], 3)


@pytest.mark.parametrize(
    "captions",
    [
        [["Thank you."]] * 9,
        [["Yes."], ["Yes."], ["No."], ["So, what"], ["is it?"], ["Well."], ["Yes."], ["Hm."]],
        [["yeah"], ["yeah", "what"]],
        [],
    ],
)
def test_what_is_said_twice_stays_where_captions_do_not_roll(captions: list[list[str]]) -> None:
    assert rolled(captions) == (captions, 0)


@given(before=st.lists(st.sampled_from("ab"), min_size=1), after=st.lists(st.sampled_from("ab"), min_size=1))
def test_rolled_lines_are_the_most_that_end_the_caption_before(before: list[str], after: list[str]) -> None:
    fitting = [n for n in range(1, len(after) + 1) if before[-n:] == after[:n]]
    assert _repeated(before, after) == max(fitting, default=0)


def test_captions_of_very_many_equal_lines_do_not_hang() -> None:
    many = ["la"] * 300_000
    kept, repeated = rolled([many, [*many, "end"], many, [*many, "end"]])
    assert ([len(lines) for lines in kept], repeated) == ([300_000, 1, 300_000, 1], 600_000)


@pytest.mark.parametrize("captions", [[["So?"], []], [[], ["So?"]], [["So?"], [], ["So?"]], [[], []]])
def test_captions_without_words_repeat_nothing(captions: list[list[str]]) -> None:
    assert rolled(captions) == (captions, 0)


def test_words_that_name_no_speaker_are_none_though_every_caption_has_a_label() -> None:
    assert believed("Kenji: So?", "Rosa: Well.", "Problem: no visa.", "Kenji: Ok.", "Rosa: Yes.") == (
        {"Kenji", "Rosa"},
        False,
    )
