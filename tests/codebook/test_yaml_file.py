import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.codebook.yaml_file import laid_out, read_codebook, read_codebooks
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.types import Code, Codebook, FacetSpec
from tests.strategies import nasty_text

Write = Callable[..., Path]
Read = Callable[[str], Codebook]

HEAD = "codebook:\n  id: book\n  version: 1.0.0\n  title: A book\n"  # 4 lines
FACETS = HEAD + "facets:\n  extra:\n"  # 6 lines
TAIL = "codes:\n  - id: A\n    label: First\n"
FULL = """\
# a comment
codebook:
  id: book
  version: "1.10"
  title: A book
  source: ours
  unit: a turn
  rules:
    - "One: first."
    - Two
facets:  # attributes
  extra:
    about:
      type: iso3166-1-alpha3
      extra: [ORIGIN]
      required: true
      help: "where"
    also:
      type: iso3166-1-alpha3
      multiple: true
    acquired_in:
      type: ISO3|ORIGIN|NONE
    route:
      type: pair
      values: ISO3>ISO3
    feeling:
      type: ordinal
      values:
        1: good
        -1: bad
        0: neither
      extra: [mixed]
    kind:
      type: enum
      values: [b, a]
      default: from_code
      applies_to: [A-1]
    several:
      type: enum
      values: [x, y]
      multiple: true
      default: x
    own:
      type: bool
      required: true
      required_unless:
        feeling: mixed
      default: true
    leg:
      type: int
codes:
  - id: A
    label: Heading
    codable: false
  - id: A-1
    parent: A
    label: First
    definition: What it says
    include: this
    exclude: that
    example: "She said: no."
    links: [H1, "H2 (part)"]
    cues:
      ja: [資格, 免許]
      en: [degree]
    measure: edu
    rieti:
      return: ["+", "5%"]
      out: not_in_model
    kind: a
    feeling: -1
  - id: A-2
    parent: A-1
    label: Second
    example:
      - one
      - two
"""


def problems_in(path: Path) -> list[tuple[int, str]]:
    """(line, message) of every problem; the file is named in all of them."""
    with pytest.raises(SecondmigError) as caught:
        read_codebook(path)
    error = caught.value
    found = error.problems if isinstance(error, ProblemsError) else (error,)
    places = [re.fullmatch(r"(.+):(\d+)", problem.where) for problem in found]
    assert all(place and place[1] == path.as_posix() for place in places), [p.where for p in found]
    return [(int(place[2]), problem.message) for place, problem in zip(places, found, strict=True) if place]


def test_code_says_what_it_was_and_why_it_is_retired(read: Read) -> None:
    book = read(
        FULL.replace("    label: Second\n", "    label: Second\n    was: [Z, Y]\n    retired: no use\n")
    )
    assert [(code.was, code.retired) for code in book.codes] == [((), ""), ((), ""), (("Z", "Y"), "no use")]


def test_file_becomes_typed_values(read: Read) -> None:
    book = read(FULL)
    assert (book.id, book.label, book.title, book.source, book.unit) == (
        "book",
        "1.10",
        "A book",
        "ours",
        "a turn",
    )
    assert book.rules == ("One: first.", "Two")
    assert book.codes == (
        Code("A", "Heading", codable=False),
        Code(
            "A-1",
            "First",
            parent="A",
            definition="What it says",
            include="this",
            exclude="that",
            examples=("She said: no.",),
            cues={"en": ("degree",), "ja": ("資格", "免許")},
            links=("H1", "H2 (part)"),
            measure="edu",
            defaults={"kind": "a", "feeling": -1},
            benchmarks={"rieti.return": ("+", "5%"), "rieti.out": ("", "not_in_model")},
        ),
        Code("A-2", "Second", parent="A-1", examples=("one", "two")),
    )
    assert book.facets == (
        FacetSpec("about", "country", values=("ORIGIN",), required=True, help="where"),
        FacetSpec("own", "bool", required=True, required_unless={"feeling": "mixed"}, default=True),
        FacetSpec("acquired_in", "country", values=("ORIGIN", "NONE")),
        FacetSpec("also", "countries", multiple=True),
        FacetSpec(
            "feeling",
            "ordinal",
            values=(-1, 0, 1, "mixed"),
            labels={"-1": "bad", "0": "neither", "1": "good"},
        ),
        FacetSpec("kind", "enum", values=("b", "a"), default="from_code", applies_to=("A-1",)),
        FacetSpec("leg", "int"),
        FacetSpec("route", "corridor"),
        FacetSpec("several", "enum", values=("x", "y"), multiple=True, default="x"),
    )
    assert book.sha.startswith("sha256:")


# Each mistake: what is written, the line it stands in, and what is said about it.
FILE_MISTAKES = [
    ("codebook: 1\n" + TAIL, 1, "codebook needs keys with values under it, not a number"),
    ("- a\n", 1, "no keys with values in this file"),
    ("# nothing\n", 1, "no keys with values in this file"),
    (TAIL, 1, "no section 'codebook'"),
    (HEAD, 1, "no section 'codes'"),
    (HEAD + TAIL + "extras: 1\n", 8, "a codebook file: unknown key 'extras'"),
    (HEAD + "  titel: x\n" + TAIL, 5, "codebook: unknown key 'titel'"),
    (HEAD.replace("  title: A book\n", "") + TAIL, 1, "codebook has no title"),
    (HEAD.replace("id: book", "id: my book") + TAIL, 2, "'my book' cannot be the id of a codebook"),
    (HEAD.replace("1.0.0", "1.10") + TAIL, 3, "version is text, but 1.10 is read as a number"),
    (HEAD.replace("1.0.0", "2010-01-01") + TAIL, 3, "version is text, but 2010-01-01 is read as a date"),
    (HEAD + "  rules: [a, b, a]\n" + TAIL, 5, "rules: 'a' is there twice"),
    (HEAD + "  rules: one\n" + TAIL, 5, "rules is a list, not 'one'"),
    (HEAD + "codes: A\n", 5, "codes is a list, not 'A'"),
    (HEAD + "facets:\n  own: {}\n" + TAIL, 6, "facets: unknown key 'own'"),
    (HEAD + "facets:\n  override:\n    kind: {help: x}\n" + TAIL, 7, "override without inherit"),
    (HEAD + "facets:\n  inherit: other\n" + TAIL, 6, "inherit: no codebook 'other' among those read"),
    (HEAD + "facets:\n  inherit: book\n" + TAIL, 6, "'book' cannot be resolved: codebooks inherit in a"),
]
# Written under code A, from line 8.
CODE_MISTAKES = [
    ("definition: 0012", 8, "definition is text, but 0012 is read as a number"),
    ("definition: 1_000", 8, "definition is text, but 1_000 is read as a number"),
    ("definition: true", 8, "definition is text, but true is read as true or false"),
    ("definition: NO", 8, "other programs read NO as true or false"),
    ("definition: [a, b]", 8, "definition is one text, not a list"),
    ("definition: {a: b}", 8, "definition is one text, not keys with values"),
    ('definition: " "', 8, "definition is empty"),
    ('definition: "\\a"', 8, "holds a control character or half a character"),
    ('definition: "\\uD83D"', 8, "holds a control character or half a character"),
    ("definition: !odd x", 8, "x is read as !odd (the mark before it)"),
    ("definition:", 8, "code A: 'definition' has no value"),
    ("definition: ~", 8, "code A: 'definition' has no value"),
    ("definition:\n    # a remark\n    codable: true", 8, "code A: 'definition' has no value"),
    ("definition: &here x", 8, "an anchor or alias ('here')"),
    (": x", 8, "code A: an empty key"),
    ("[a]: x", 8, "code A: a key must be text, not a list"),
    ("links: [a, ~]", 8, "code A: links: an item has no value"),
    ("links:\n      - a\n      -\n      - b", 10, "code A: links: an item has no value"),
    ("definiton: x", 8, "code A: unknown key 'definiton'"),
    ("label: Again", 8, "code A: 'label' is there twice (first at line 7)"),
    ("codable: no", 8, "code A: codable is true or false, not 'no'"),
    ("parent: B", 8, "code A: no code 'B' to be its parent"),
    ("parent: A", 8, "code A: its parents go round in a circle: A > A"),
    ("cues:\n      English: [x]", 9, "code A: cues: 'English' is not a language"),
    ("cues:\n      no: [x]", 9, "other programs read no as true or false"),
    ("cues:\n      en: [x, 1.5]", 9, "cues: en: an item is text, but 1.5 is read as a number"),
    ('rieti:\n      return: ["+", 5]', 9, "rieti: return is text, but 5 is read as a number"),
    ('rieti:\n      return: ["+", 7%]', 9, "rieti: return: not a published finding"),
    ("rieti:\n      return: [not_in_model]", 9, "rieti: return: not a published finding"),
    ("rieti:\n      out: absent", 9, "rieti: out: not a published finding"),
    ("rieti:\n      onward: not_in_model", 9, "code A: rieti: unknown key 'onward'"),
    ("was: B", 8, "code A: was is a list, not 'B'"),
    ("was: [B, B]", 8, "code A: was: 'B' is there twice"),
    ("was: [B C]", 8, "code A: was: 'B C' cannot be the id of a code"),
    ("was: [A]", 8, "code A: was names the code itself"),
    ("retired: true", 8, "retired is text, but true is read as true or false"),
    ('retired: ""', 8, "retired is empty"),
]
# Written after code A, from line 8.
MORE_CODES = [
    ("- id: A\n    label: Other", 8, "code A: this id is taken (line 6)"),
    ("- label: Other", 8, "a code has no id"),
    (f"- id: B\n    label: {'x' * 300}", 9, "code B: its label has 300 characters, and 256 are the most"),
    (f"- id: {'B' * 201}\n    label: x", 8, f"'{'B' * 60}' cannot be the id of a code"),
    ("- id: B", 8, "code B has no label"),
    ("- id: B C\n    label: x", 8, "'B C' cannot be the id of a code"),
    ("- B", 8, "a code needs keys with values under it"),
]
# Written as the first facet, in line 7.
FACET_MISTAKES = [
    ("Kind: {type: int}", 7, "'Kind' cannot name a facet"),
    ("label: {type: int}", 7, "'label' cannot name a facet"),
    ("kind: {help: x}", 7, "facet kind has no type"),
    ("kind: {type: enm, values: [a]}", 7, "facet kind: unknown type 'enm'"),
    ("kind: {type: enum}", 7, "facet kind has no values"),
    ("kind: {type: enum, values: []}", 7, "facet kind has no values"),
    ("kind: {type: ordinal, values: {}, extra: [x]}", 7, "facet kind has no values"),
    (
        "kind: {type: enum, values: [yes], default: x}\n    b: {type: int, required_unless: {kind: y}}",
        7,
        "yes",
    ),
    ("kind: {type: enum, values: [a, a]}", 7, "facet kind: values: 'a' is there twice"),
    ("kind: {type: enum, values: [yes, a]}", 7, "other programs read yes as true or false"),
    ("kind: {type: int, values: [a]}", 7, "facet kind: 'values' is not for the type int"),
    ("kind: {type: int, multiple: true}", 7, "multiple is for countries and enums only"),
    ("kind: {type: pair, values: A>B}", 7, "facet kind: a pair is always ISO3>ISO3"),
    ("kind: {type: ISO3|PER}", 7, "facet kind: the country PER is permitted already"),
    (
        "kind:\n      type: ordinal\n      values: {0: no one, 1: had, not reached}",
        9,
        "'not reached' has no val",
    ),
    ("kind: {type: ordinal, values: {01: a}}", 7, "facet kind: 01 is not a whole number"),
    ("kind: {type: ordinal, values: {a: a}}", 7, "facet kind: a is not a whole number"),
    ("kind: {type: ordinal, values: {1: 2}}", 7, "the label of 1 is text, but 2 is read as a number"),
    ("kind: {type: int, required: 1}", 7, "facet kind: required is true or false, not a number"),
    ("kind: {type: int, default: 1_0}", 7, "write the number 1_0 with its digits alone"),
    ("kind: {type: int, default: x}", 7, "facet kind: the default x is not permitted"),
    ("kind: {type: bool, default: 1}", 7, "facet kind: the default 1 is not permitted"),
    ("kind: {type: int, applies_to: [B]}", 7, "applies_to names no code of this file: B"),
    ("kind: {type: int, applies_to: []}", 7, "facet kind: applies_to is empty"),
    ("kind: {type: int, required_unless: {b: 1}}", 7, "facet kind: required_unless: no facet 'b'"),
    ("kind: {type: int, required_unless: {kind: x}}", 7, "required_unless: kind is never x"),
]
MISTAKES = [
    *FILE_MISTAKES,
    *((f"{HEAD}{TAIL}    {text}\n", line, message) for text, line, message in CODE_MISTAKES),
    *((f"{HEAD}{TAIL}  {text}\n", line, message) for text, line, message in MORE_CODES),
    *((f"{FACETS}    {text}\n{TAIL}", line, message) for text, line, message in FACET_MISTAKES),
    (f"{FACETS}    kind: {{type: int}}\n{TAIL}    kind: x\n", 11, "code A: kind: 'x' is not permitted"),
]


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES)
def test_mistake_is_told_with_its_line(write: Write, text: str, line: int, message: str) -> None:
    found = problems_in(write(text))
    assert [place for place, _ in found] == [line], found
    assert message in found[0][1]


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(write: Write) -> None:
    text = (
        "codebook:\n  id: b\n  version: 1.10\n  title: yes\n"
        "facets:\n  extra:\n    step: {type: ordnal, values: {0: a}}\n    way: {type: int, default: x}\n"
        "codes:\n"
        "  - id: A\n    label: 12\n    parent: B\n"
        "  - id: B\n    label: two\n    parent: A\n    way: far\n"
        "  - id: C\n    parent: Z\n    definiton: q\n    definition:\n"
        "    cues:\n      en: [x, ~, x]\n"
        "  - id: A\n    label: again\n    label: and again\n"
    )
    assert [(line, message.partition(":")[0]) for line, message in problems_in(write(text))] == [
        (3, "codebook"),
        (4, "codebook"),
        (7, "facet step"),
        (8, "facet way"),
        (11, "code A"),
        (12, "code A"),
        (16, "code B"),
        (17, "code C has no label"),
        (18, "code C"),
        (19, "code C"),
        (20, "code C"),
        (22, "code C"),
        (22, "code C"),
        (23, "code A"),
        (25, "code A"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + TAIL + "    definition: a: b\n    label: 2\n", 8, "mapping values are not allowed here"),
        (HEAD + TAIL + '    example: "So" he said\n', 8, "expected <block end>"),
        (HEAD + TAIL + '    example: "never closed\n', 8, "while scanning a quoted scalar"),
        (HEAD + TAIL + "    links: [a, b\n", 8, "expected ',' or ']'"),
        (HEAD + "\tcodes:\n", 5, "'\\t' that cannot start any token"),
        (HEAD + TAIL + "    label: *gone\n", 8, "found undefined alias 'gone'"),
        (HEAD + TAIL + "---\na: 1\n", 8, "but found another document"),
        (HEAD + TAIL + "    definition: \x07\n", 8, "a character that YAML does not permit"),
        (HEAD + 'codes: "\\U00110000"\n', 1, "not YAML"),
        ("[" * 500, 1, "nested too deeply"),
    ],
)
def test_syntax_error_is_told_alone_where_it_begins(write: Write, text: str, line: int, message: str) -> None:
    found = problems_in(write(text))
    assert [place for place, _ in found] == [line]
    assert message in found[0][1]


def test_hint_for_a_tab_speaks_of_the_tab_key(write: Write) -> None:
    with pytest.raises(SecondmigError) as caught:
        read_codebook(write(HEAD + TAIL + "\texample: x\n"))
    assert caught.value.hint == "lines begin with spaces, not with the Tab key"


def test_hint_names_the_nearest_key(write: Write) -> None:
    with pytest.raises(SecondmigError) as caught:
        read_codebook(write(HEAD + TAIL + "    exampel: x\n"))
    assert caught.value.hint == "did you mean 'example'?"


def test_circle_of_codes_is_told_once(write: Write) -> None:
    codes = "".join(
        f"  - id: {code}\n    label: l\n    parent: {parent}\n"
        for code, parent in [("A", "B"), ("B", "C"), ("C", "A"), ("D", "A")]
    )
    message = "code A: its parents go round in a circle: A > B > C > A"
    assert problems_in(write(HEAD + "codes:\n" + codes)) == [(8, message)]


def test_parent_may_come_after_its_child(read: Read) -> None:
    book = read(HEAD + TAIL + "    parent: B\n  - id: B\n    label: Second\n")
    assert [code.parent for code in book.codes] == ["B", None]


def test_quoted_text_may_look_like_anything(read: Read) -> None:
    book = read(HEAD + TAIL + "    definition: \"1.10\"\n    include: 'NO'\n    exclude: '2010-01-01'\n")
    assert (book.codes[0].definition, book.codes[0].include, book.codes[0].exclude) == (
        "1.10",
        "NO",
        "2010-01-01",
    )


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + FULL.encode(), FULL.replace("\n", "\r\n").encode()])
def test_byte_order_mark_and_windows_line_ends_mean_nothing(write: Write, read: Read, raw: bytes) -> None:
    assert read_codebook(write(raw, "other.yaml")) == read(FULL)


def test_unreadable_file_is_named(tmp_path: Path, write: Write) -> None:
    absent = tmp_path / "absent.yaml"
    with pytest.raises(SecondmigError, match="no such file") as caught:
        read_codebook(absent)
    assert caught.value.where == absent.as_posix()
    with pytest.raises(SecondmigError, match="is a directory"):
        read_codebook(tmp_path)
    cp1252 = write((HEAD + TAIL + "    definition: caf\xe9\n").encode("cp1252"))
    assert problems_in(cp1252) == [(8, "not UTF-8 text")]


PARENT = (
    FACETS + "    kind: {type: enum, values: [a, b], required: true, help: h}\n    leg: {type: int}\n" + TAIL
)
CHILD = """\
codebook: {id: child, version: v1, title: t}
facets:
  inherit: book
  override:
    kind: {required: false, default: b}
  extra:
    more: {type: bool}
codes:
  - {id: C, label: l, kind: a}
"""


def test_inherited_facets_are_overridden_and_extended_in_any_order_of_files(write: Write) -> None:
    parent, child = write(PARENT), write(CHILD, "child.yaml")
    expected = (
        FacetSpec("kind", "enum", values=("a", "b"), required=False, default="b", help="h"),
        FacetSpec("leg", "int"),
        FacetSpec("more", "bool"),
    )
    first, second = read_codebooks([child, parent])
    assert (first.id, first.facets, first.codes[0].defaults) == ("child", expected, {"kind": "a"})
    assert second.facets[0].required
    assert read_codebook(child, others={"book": second}) == first


def test_facet_requirement_added_to_the_parent_changes_the_child(write: Write) -> None:
    child = write(CHILD, "child.yaml")
    before, _ = read_codebooks([child, write(PARENT)])
    after, _ = read_codebooks([child, write(PARENT.replace("help: h", "help: other"))])
    assert before.sha != after.sha


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        (
            "more: {type: bool}",
            "leg: {type: bool}",
            "child.yaml:7",
            "extra: facet 'leg' is inherited already",
        ),
        ("kind: {required", "knd: {required", "child.yaml:5", "override: no facet 'knd' is inherited"),
        ("required: false", "type: int", "child.yaml:5", "facet kind in override: unknown key 'type'"),
        ("default: b", "default: c", "child.yaml:5", "facet kind: the default c is not permitted"),
        ("id: C", "id: A", "child.yaml:9", "code A: this id is taken by {folder}/book.yaml:10"),
        ("id: child", "id: book", "child.yaml:1", "codebook id 'book' is taken by {folder}/book.yaml"),
    ],
)
def test_conflict_between_files_is_told_in_the_later_one(
    tmp_path: Path, write: Write, old: str, new: str, where: str, message: str
) -> None:
    paths = [write(PARENT), write(CHILD.replace(old, new), "child.yaml")]
    with pytest.raises(SecondmigError) as caught:
        read_codebooks(paths)
    assert not isinstance(caught.value, ProblemsError)
    assert caught.value.where == f"{tmp_path.as_posix()}/{where}"
    assert caught.value.message == message.format(folder=tmp_path.as_posix())


def test_code_id_of_another_known_codebook_is_refused_but_not_its_own_older_version(write: Write) -> None:
    known = {"book": read_codebook(write(PARENT))}
    assert read_codebook(write(PARENT), others=known) == known["book"]
    clash = write(PARENT.replace("id: book", "id: new"), "new.yaml")
    with pytest.raises(SecondmigError, match="code A: this id is taken by codebook book"):
        read_codebook(clash, others=known)


def test_codebooks_that_inherit_from_each_other_are_refused(write: Write) -> None:
    loop = PARENT.replace("facets:\n", "facets:\n  inherit: child\n")
    with pytest.raises(ProblemsError) as caught:
        read_codebooks([write(loop), write(CHILD, "child.yaml")])
    assert [problem.where[-12:] for problem in caught.value.problems] == ["/book.yaml:6", "child.yaml:3"]
    assert all("inherit in a circle" in problem.message for problem in caught.value.problems)


def test_problems_of_all_files_come_together_and_an_unreadable_parent_adds_none(write: Write) -> None:
    broken = write("codebook: [", "broken.yaml")
    child = write(CHILD.replace("label: l", "label: 1"), "child.yaml")
    with pytest.raises(ProblemsError) as caught:
        read_codebooks([child, broken])
    assert [problem.where.rpartition("/")[2] for problem in caught.value.problems] == [
        "child.yaml:9",
        "broken.yaml:1",
    ]


YAML_SIGNS = "\n \t:-#\"'[]{},&*!|>?%@`\\=~01.9aA"


@settings(deadline=None, max_examples=80)
@given(
    cut=st.tuples(st.integers(0, len(FULL)), st.integers(0, 40)),
    junk=nasty_text(max_pieces=3) | st.text(YAML_SIGNS, max_size=6),
)
def test_damaged_file_never_gives_anything_but_a_codebook_or_named_problems(
    tmp_path_factory: pytest.TempPathFactory, cut: tuple[int, int], junk: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_bytes((FULL[: cut[0]] + junk + FULL[sum(cut) :]).encode("utf-8"))
    try:
        book = read_codebook(path)
    except SecondmigError as error:
        found = error.problems if isinstance(error, ProblemsError) else (error,)
        assert all(re.fullmatch(r".*damaged\.yaml(:\d+)?", problem.where) for problem in found)
    else:
        assert book.sha.startswith("sha256:")


def test_layout_comes_back_byte_for_byte_and_keeps_comments() -> None:
    assert laid_out(FULL) == FULL
    assert laid_out("a:\n- b # why\n- 'c'\n") == "a:\n  - b # why\n  - 'c'\n"


def test_reading_modules_load_ruamel_only_when_they_read() -> None:
    program = (
        "import sys, secondmig.codebook.facets, secondmig.codebook.tree, secondmig.codebook.canonical, "
        "secondmig.codebook.check; print([m for m in sys.modules if m.startswith(('ruamel', 'difflib'))])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
