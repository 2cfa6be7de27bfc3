"""Changes of a codebook file on its text: what was meant, and no other line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondmig.codebook import edit
from secondmig.codebook.places import Source, scalar
from secondmig.codebook.yaml_file import read_codebook
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook
from tests.codebook.conftest import CODEBOOKS, NAMES

HEAD = """# kept
codebook:
  id: small
  version: "1.0.0"   # the label
  title: Small
"""
BOOK = (
    HEAD
    + """facets:
  extra:
    about:
      type: enum
      values: [work, home]
      applies_to: [OS-UP, OS-DOWN]   # these two
    sign:
      type: enum
      values: ["+", "-"]
      default: from_code
codes:
  # --- mobility
  - id: OS-MOB
    label: Mobility
    codable: false

  - id: OS-UP   # up
    label: 'It''s room to rise'
    parent: OS-MOB
    definition: >-
      Says that one
      can rise.
    include: "doors: many"
    exclude: pay   # OS-DOWN
    sign: "+"
    example: "There were doors."
    cues:
      en: [door, "up, up"]
    # a remark on OS-UP

  # what goes down
  - id: OS-DOWN
    label: Deskilling
    parent: OS-MOB
    cues:
      en: [door, down]
      ja: [工場]

  - label: "Rest"
    id: OS-REST
    parent: OS-UP
"""
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Codebook]:
    """Read a codebook from text."""
    path = tmp_path_factory.mktemp("edit") / "small.yaml"

    def read(text: str) -> Codebook:
        path.write_bytes(text.encode("utf-8"))
        return read_codebook(path)

    return read


def difference(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines taken out and lines put in."""
    from difflib import ndiff

    lines = list(ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def test_rename_changes_one_line_and_keeps_its_quotation_marks() -> None:
    out, put = difference(BOOK, edit.rename(BOOK, "OS-UP", "It's up: no. 1"))

    assert out == ["    label: 'It''s room to rise'\n"]
    assert put == ["    label: 'It''s up: no. 1'\n"]


def test_relabel_changes_the_version_and_keeps_the_remark_beside_it() -> None:
    assert difference(BOOK, edit.relabel(BOOK, "1.1.0")) == (
        ['  version: "1.0.0"   # the label\n'],
        ['  version: "1.1.0"   # the label\n'],
    )


def test_move_changes_one_line() -> None:
    assert difference(BOOK, edit.move(BOOK, "OS-REST", "OS-DOWN")) == (
        ["    parent: OS-UP\n"],
        ["    parent: OS-DOWN\n"],
    )


def test_move_to_the_top_takes_the_line_out_and_a_new_parent_follows_the_id() -> None:
    assert difference(BOOK, edit.move(BOOK, "OS-UP", None)) == (["    parent: OS-MOB\n"], [])
    moved = edit.move(BOOK, "OS-MOB", "OS-DOWN")
    assert "  - id: OS-MOB\n    parent: OS-DOWN\n    label: Mobility\n" in moved


def test_move_to_the_top_where_parent_stands_first(desk: Callable[[str], Codebook]) -> None:
    text = HEAD + "codes:\n- parent: B\n  id: A\n  label: a\n- {id: B, label: b}\n"
    moved = edit.move(text, "A", None)

    assert moved == HEAD + "codes:\n- id: A\n  label: a\n- {id: B, label: b}\n"
    assert desk(moved).codes[0].parent is None


def test_place_takes_what_is_below_and_the_remarks_right_above_along() -> None:
    moved = edit.place(BOOK, "OS-DOWN", "OS-UP")
    out, put = difference(BOOK, moved)

    block = BOOK[BOOK.index("  # what goes down\n") : BOOK.index('  - label: "Rest"')]
    assert BOOK.index("    # a remark on OS-UP\n") < BOOK.index(block)
    assert sorted(out) == sorted(put)
    assert f"    codable: false\n\n{block}  - id: OS-UP   # up\n" in moved


def test_place_after_the_last_code_of_a_file_without_a_last_line_end(
    desk: Callable[[str], Codebook],
) -> None:
    text = HEAD + "codes:\n- id: A\n  label: a\n\n- id: A-B\n  label: b\n  parent: A\n\n- id: C\n  label: c"
    moved = edit.place(text, "A", "C", after=True)

    assert moved == HEAD + (
        "codes:\n- id: C\n  label: c\n\n- id: A\n  label: a\n\n- id: A-B\n  label: b\n  parent: A"
    )
    assert edit.place(moved, "C", "A", after=True) == text
    assert [code.id for code in desk(moved).codes] == ["C", "A", "A-B"]


def test_place_beside_what_goes_along_is_refused() -> None:
    for other in ("OS-UP", "OS-REST"):
        with pytest.raises(SecondmigError, match="goes with it"):
            edit.place(edit.place(BOOK, "OS-REST", "OS-UP", after=True), "OS-UP", other)


def test_retire_adds_one_line_after_the_label(desk: Callable[[str], Codebook]) -> None:
    text = edit.retire(BOOK, "OS-REST", 'no "use"')

    assert difference(BOOK, text) == ([], ['    retired: "no \\"use\\""\n'])
    assert desk(text).codes[3].retired == 'no "use"'
    assert difference(text, edit.retire(text, "OS-REST", "another"))[1] == ['    retired: "another"\n']


def test_split_puts_new_codes_where_the_old_one_stood(desk: Callable[[str], Codebook]) -> None:
    text = edit.split(BOOK, "OS-UP", {"OS-A": "It's one", "OS-B": "Two"}, keep=False).replace(
        "    parent: OS-UP\n", "    parent: OS-A\n"
    )

    assert (
        """
  - id: OS-A
    label: 'It''s one'
    was: [OS-UP]
    parent: OS-MOB
    definition: >-
      Says that one
      can rise.
    include: "doors: many"
    exclude: pay
    sign: "+"

  - id: OS-B
    label: 'Two'
    was: [OS-UP]
"""
        in text
    )
    assert "a remark on OS-UP" not in text
    assert "# what goes down" in text
    book = desk(text)
    assert [code.id for code in book.codes] == ["OS-MOB", "OS-A", "OS-B", "OS-DOWN", "OS-REST"]
    assert book.facets[0].applies_to == ("OS-A", "OS-B", "OS-DOWN")
    assert book.codes[1] == replace(book.codes[2], id="OS-A", label="It's one")
    assert (book.codes[1].definition, book.codes[1].defaults) == ("Says that one can rise.", {"sign": "+"})
    assert (book.codes[1].cues, book.codes[1].examples) == ({}, ())


def test_split_that_keeps_the_old_code_only_adds_lines(desk: Callable[[str], Codebook]) -> None:
    text = edit.split(BOOK, "OS-DOWN", {"OS-A": "One", "OS-REST": None}, keep=True)

    out, put = difference(BOOK, text)
    assert out == ["      applies_to: [OS-UP, OS-DOWN]   # these two\n"]
    assert sorted(put) == sorted(
        [
            "      applies_to: [OS-UP, OS-DOWN, OS-A, OS-REST]   # these two\n",
            "\n",
            "  - id: OS-A\n",
            "    label: One\n",
            "    was: [OS-DOWN]\n",
            "    parent: OS-MOB\n",
            "    was: [OS-DOWN]\n",
        ]
    )
    assert "      ja: [工場]\n\n  - id: OS-A\n" in text
    assert {code.id: code.was for code in desk(text).codes}["OS-REST"] == ("OS-DOWN",)


def test_merge_takes_the_code_out_with_its_blank_line(desk: Callable[[str], Codebook]) -> None:
    text = edit.merge(BOOK, ["OS-UP"], "OS-DOWN")
    book = desk(text)

    assert "OS-UP" not in text.replace("was: [OS-UP]", "")
    assert "\n\n\n" not in text
    assert "applies_to: [OS-DOWN]   # these two\n" in text
    assert [(code.id, code.parent) for code in book.codes] == [
        ("OS-MOB", None),
        ("OS-DOWN", "OS-MOB"),
        ("OS-REST", "OS-DOWN"),
    ]
    assert book.codes[1].was == ("OS-UP",)
    assert book.codes[1].cues == {"en": ("door", "down"), "ja": ("工場",)}


def test_merge_adds_cues_only_where_asked(desk: Callable[[str], Codebook]) -> None:
    book = desk(edit.merge(BOOK, ["OS-UP"], "OS-DOWN", keep_cues=True))
    assert book.codes[1].cues == {"en": ("door", "down", "up, up"), "ja": ("工場",)}

    other = desk(edit.merge(BOOK, ["OS-DOWN"], "OS-UP", keep_cues=True))
    assert other.codes[1].cues == {"en": ("door", "up, up", "down"), "ja": ("工場",)}

    none = desk(edit.merge(BOOK, ["OS-DOWN"], "OS-REST", keep_cues=True))
    assert none.codes[2].cues == {"en": ("door", "down"), "ja": ("工場",)}


def test_merge_into_a_code_below_lets_it_rise(desk: Callable[[str], Codebook]) -> None:
    book = desk(edit.merge(BOOK, ["OS-UP", "OS-MOB"], "OS-REST"))

    assert [(code.id, code.parent) for code in book.codes] == [("OS-DOWN", "OS-REST"), ("OS-REST", None)]
    assert book.codes[1].was == ("OS-UP", "OS-MOB")


def test_merge_of_the_last_codes_of_a_file_without_a_last_line_end(desk: Callable[[str], Codebook]) -> None:
    text = HEAD + "codes:\n- id: A\n  label: a\n- id: B\n  label: b\n- id: C\n  label: c"

    assert desk(edit.merge(text, ["C"], "A")).codes[0].was == ("C",)
    assert edit.merge(text, ["C"], "A").endswith("\n- id: B\n  label: b")
    assert [code.id for code in desk(edit.merge(text, ["B", "C"], "A")).codes] == ["A"]


def test_merge_adds_to_was_in_either_layout(desk: Callable[[str], Codebook]) -> None:
    for was in ("  was: [X, Y]\n", "  was:\n    - X\n    - Y\n"):
        text = f"{HEAD}codes:\n- id: A\n  label: a\n{was}- id: B\n  label: b\n"
        assert desk(edit.merge(text, ["B"], "A")).codes[0].was == ("X", "Y", "B")


@pytest.mark.parametrize(
    ("applies", "expected"),
    [
        ("applies_to: [A, B, C]", "applies_to: [A, C]"),
        ("applies_to: [B, A]", "applies_to: [A]"),
        ("applies_to: [B, C]", "applies_to: [A, C]"),
        ('applies_to: ["B"]', "applies_to: [A]"),
        ("applies_to:\n        - B\n        - C", "applies_to:\n        - A\n        - C"),
        ("applies_to:\n        - A\n        - B", "applies_to:\n        - A"),
        ("applies_to: [B,\n        A]", "applies_to: [A]"),
    ],
)
def test_merge_lets_facets_apply_to_the_code_that_stays(applies: str, expected: str) -> None:
    facets = f"facets:\n  extra:\n    f:\n      type: bool\n      {applies}\n"
    codes = "".join(f"- id: {name}\n  label: {name}\n" for name in "ABC")
    text = edit.merge(f"{HEAD}{facets}codes:\n{codes}", ["B"], "A")

    assert f"      {expected}\ncodes:" in text


def test_split_lets_facets_apply_to_the_new_codes_in_a_block_list() -> None:
    facets = "facets:\n  override:\n    f:\n      type: bool\n      applies_to:\n        - A\n        - B\n"
    text = edit.split(f"{HEAD}{facets}codes:\n- id: A\n  label: a\n", "A", {"P": "p", "Q": "q"})

    assert "        - P\n        - Q\n        - B\ncodes:" in text


def test_example_is_added_in_either_layout(desk: Callable[[str], Codebook]) -> None:
    once = edit.add_example(BOOK, "OS-UP", 'A "door", too.')
    twice = edit.add_example(once, "OS-UP", "Third.")

    assert difference(BOOK, once)[1] == ['    example: ["There were doors.", "A \\"door\\", too."]\n']
    assert desk(twice).codes[1].examples == ("There were doors.", 'A "door", too.', "Third.")
    assert edit.add_example(twice, "OS-UP", "Third.") == twice
    assert edit.add_example(twice, "OS-UP", " Third. ") == twice
    assert desk(edit.add_example(BOOK, "OS-REST", "First.")).codes[3].examples == ("First.",)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: edit.split(text, "OS-DOWN", {"X": "x", "Y": "y"}),
        lambda text: edit.merge(text, ["OS-UP"], "OS-DOWN", keep_cues=True),
        lambda text: edit.retire(text, "OS-UP", "r"),
        lambda text: edit.move(text, "OS-MOB", "OS-DOWN"),
        lambda text: edit.add_example(text, "OS-REST", "e"),
    ],
)
def test_line_ends_and_byte_order_mark_stay(change: Callable[[str], str]) -> None:
    assert change("\ufeff" + BOOK.replace("\n", "\r\n")) == "\ufeff" + change(BOOK).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: edit.rename(text, "OS-NO", "x"),
        lambda text: edit.rename(text, "OS-UP", "  "),
        lambda text: edit.rename(text, "OS-UP", "two\nlines"),
        lambda text: edit.retire(text, "OS-UP", ""),
        lambda text: edit.move(text, "OS-UP", "OS-NO"),
        lambda text: edit.merge(text, ["OS-NO"], "OS-UP"),
        lambda text: edit.split(text, "OS-UP", {"OS-DOWN": "taken", "X": "x"}),
        lambda text: edit.split(text, "OS-UP", {"OS-NO": None}),
        lambda text: edit.add_example(text, "OS-UP", ""),
        lambda _text: edit.rename("codes: [", "OS-UP", "x"),
        lambda _text: edit.rename("", "OS-UP", "x"),
        lambda _text: edit.rename("codes: none", "OS-UP", "x"),
    ],
)
def test_what_cannot_be_done_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(SecondmigError) as caught:
        change(BOOK)
    assert caught.value.hint


BRACES = HEAD + "codes:\n  - {id: A, label: a, parent: B}\n  - {id: B, label: b}\n"


def test_code_in_braces_can_be_renamed() -> None:
    assert "{id: A, label: c, parent: B}" in edit.rename(BRACES, "A", "c")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: edit.retire(text, "A", "r"),
        lambda text: edit.move(text, "A", None),
        lambda text: edit.split(text, "A", {"X": "x", "Y": "y"}),
    ],
)
def test_code_in_braces_is_else_left_to_a_person(change: Callable[[str], str]) -> None:
    with pytest.raises(SecondmigError, match="braces"):
        change(BRACES)


# random codebooks in random layouts

LABELS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn")), min_size=1, max_size=12
).map(str.strip).filter(bool) | st.sampled_from(
    [
        "no",
        "Null",
        "1.0",
        "a: b",
        "a #b",
        "- x",
        "'",
        '"',
        "日本",
        "[x]",
        "*a",
        "&a",
        "!t",
        "%d",
        "@",
        "{",
        "?",
    ]
)
TEXTS = st.sampled_from(
    [
        "definition: plain words",
        'definition: "quoted: words"   # remark',
        "definition: |\n__  two\n__  lines",
        "definition: >-\n__  folded\n\n__  text",
        "include: one\n__  two",
        "exclude: 'it''s'",
        "# a remark of its own",
        "cues:\n__  en: [a, b]\n__  ja: [工場]",
        "links: [H1]",
    ]
)


@dataclass(frozen=True, slots=True)
class Written:
    """A codebook file as pieces: what stands before the codes, then each code with its lines."""

    head: str
    codes: Mapping[str, str]

    def text(self) -> str:
        return self.head + "".join(self.codes.values())


@st.composite
def written(draw: st.DrawFn) -> Written:
    count = draw(st.integers(3, 6))
    names = [f"C{number}" for number in range(count)]
    dash = draw(st.sampled_from(["", "  "]))
    blank = draw(st.booleans())
    applies = draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    listed = draw(
        st.sampled_from([f"[{', '.join(applies)}]", "\n" + "\n".join(f"      - {name}" for name in applies)])
    )
    head = f"{HEAD}facets:\n  extra:\n    f:\n      type: bool\n      applies_to: {listed}\ncodes:\n".replace(
        "applies_to: \n", "applies_to:\n"
    )
    codes: dict[str, str] = {}
    for number, name in enumerate(names):
        style = draw(st.sampled_from([None, "'", '"']))
        keys = [f"id: {name}", f"label: {scalar(draw(LABELS), style=style)}"]
        if number and draw(st.booleans()):
            keys.append(f"parent: {draw(st.sampled_from(names[:number]))}")
        keys = draw(st.permutations(keys))
        texts = draw(st.lists(TEXTS, unique_by=lambda text: text.partition(":")[0], max_size=4))
        lines = [*keys, *texts]
        indent = dash + "  "
        body = "".join(f"{indent}{line.replace('__', indent)}\n" for line in lines)
        lead = f"{dash}# before {name}\n" if draw(st.booleans()) else ""
        codes[name] = lead + dash + "- " + body[len(indent) :] + ("\n" if blank else "")
    return Written(head, codes)


def unchanged(before: Written, after: str, touched: set[str]) -> None:
    """Every code that is not touched stands there letter by letter, in the same order."""
    places = [
        after.find(lines.rstrip("\n") + "\n") for name, lines in before.codes.items() if name not in touched
    ]
    assert -1 not in places
    assert all(first < second for first, second in pairwise(places))


def known(codes: tuple[Code, ...]) -> dict[str, Code]:
    return {code.id: code for code in codes}


@settings(max_examples=40)
@given(book=written(), label=LABELS, data=st.data())
def test_rename_and_retire_say_what_was_meant_and_touch_one_code(
    desk: Callable[[str], Codebook], book: Written, label: str, data: st.DataObject
) -> None:
    text = book.text()
    name = data.draw(st.sampled_from(list(book.codes)))
    before = desk(text)
    old = known(before.codes)
    for after, expected in (
        (edit.rename(text, name, label), replace(old[name], label=label)),
        (edit.retire(text, name, label), replace(old[name], retired=label)),
    ):
        unchanged(book, after, {name})
        assert known(desk(after).codes) == {**old, name: expected}
        assert len(after.splitlines()) - len(text.splitlines()) in {0, 1}


@settings(max_examples=40)
@given(book=written(), data=st.data())
def test_move_says_what_was_meant_and_touches_one_code(
    desk: Callable[[str], Codebook], book: Written, data: st.DataObject
) -> None:
    text = book.text()
    before = desk(text)
    name = data.draw(st.sampled_from(list(book.codes)))
    parent = data.draw(st.sampled_from([None, *book.codes]))
    below = {name}
    for _ in before.codes:
        below |= {code.id for code in before.codes if code.parent in below}
    assume(parent not in below)
    after = edit.move(text, name, parent)

    unchanged(book, after, {name})
    assert desk(after).codes == tuple(
        replace(code, parent=parent) if code.id == name else code for code in before.codes
    )


@settings(max_examples=40)
@given(book=written(), after=st.booleans(), data=st.data())
def test_place_changes_the_order_among_sisters_and_nothing_else(
    desk: Callable[[str], Codebook], book: Written, after: bool, data: st.DataObject
) -> None:
    text = book.text()
    before = desk(text)
    beside = {
        (code.id, other.id)
        for code in before.codes
        for other in before.codes
        if code.parent == other.parent and code.id != other.id
    }
    assume(beside)
    name, other = data.draw(st.sampled_from(sorted(beside)))
    changed = edit.place(text, name, other, after=after)

    def lines(all_of: str) -> list[str]:
        return sorted(line for line in all_of.splitlines() if line.strip())

    def sisters(codes: tuple[Code, ...], parent: str | None) -> list[str]:
        return [code.id for code in codes if code.parent == parent]

    now = desk(changed).codes
    parents = known(before.codes)
    assert lines(changed) == lines(text)
    assert known(now) == parents
    for parent in {code.parent for code in before.codes}:
        expected = sisters(before.codes, parent)
        if parent == parents[name].parent:
            expected.remove(name)
            expected.insert(expected.index(other) + after, name)
        assert sisters(now, parent) == expected


@settings(max_examples=40)
@given(book=written(), data=st.data())
def test_merge_says_what_was_meant_and_touches_those_codes(
    desk: Callable[[str], Codebook], book: Written, data: st.DataObject
) -> None:
    text = book.text()
    before = desk(text)
    names = list(book.codes)
    into, *froms = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=2, max_size=3))
    after = edit.merge(text, froms, into)
    children = {code.id for code in before.codes if code.parent in froms}

    unchanged(book, after, {into, *froms, *children})
    codes = known(desk(after).codes)
    assert codes.keys() == set(names) - set(froms)
    assert codes[into].was == tuple(froms)
    for code in before.codes:
        if code.id not in froms and code.id != into:
            assert replace(codes[code.id], parent=code.parent) == code
            assert code.parent in froms or codes[code.id].parent == code.parent
    applies = desk(after).facets[0].applies_to
    old = before.facets[0].applies_to
    assert set(applies) == {into if name in froms else name for name in old}


@settings(max_examples=40)
@given(book=written(), keep=st.booleans(), labels=st.lists(LABELS, min_size=2, max_size=2), data=st.data())
def test_split_says_what_was_meant_and_touches_that_code(
    desk: Callable[[str], Codebook], book: Written, keep: bool, labels: list[str], data: st.DataObject
) -> None:
    text = book.text()
    before = desk(text)
    name = data.draw(st.sampled_from(list(book.codes)))
    assume(keep or all(code.parent != name for code in before.codes))
    after = edit.split(text, name, {"N1": labels[0], "N2": labels[1]}, keep=keep)

    unchanged(book, after, set() if keep else {name})
    codes = known(desk(after).codes)
    old = known(before.codes)
    assert list(codes) == [
        new
        for code in old
        for new in (((code,) if keep or code != name else ()) + (("N1", "N2") if code == name else ()))
    ]
    for new, label in zip(("N1", "N2"), labels, strict=True):
        start = old[name]
        assert codes[new] == Code(
            new,
            label,
            parent=start.parent,
            definition=start.definition,
            include=start.include,
            exclude=start.exclude,
            was=(name,),
        )
    assert {code: codes[code] for code in old if code in codes} == {
        code: old[code] for code in old if code in codes
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_code_of_the_shipped_codebooks_has_its_place(name: str, books: Mapping[str, Codebook]) -> None:
    text = (CODEBOOKS / f"{name}.yaml").read_text(encoding="utf-8")
    source = Source(text)

    assert list(source.entries) == [code.id for code in books[name].codes]
    assert all(text.startswith("id: ", entry.start) for entry in source.entries.values())
