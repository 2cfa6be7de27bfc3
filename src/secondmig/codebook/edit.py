"""Changes of a codebook file, each on its text: only the lines concerned are written anew.

Every function takes the text of a file that reads without a problem and returns the new text. Comments,
quotation marks, the order of keys, blank lines and line ends of everything else stay as they are. What the
change means for the codebook as a whole (whether a parent goes round in a circle, whether a heading may be
merged) is for the caller to judge; whoever calls reads the new text again before it is written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from secondmig.codebook.code_entries import CODE_KEYS
from secondmig.codebook.entry_edits import (
    above_with_remarks,
    between,
    blank_before,
    in_braces_entry,
    instead,
    key_out,
    new_key,
    one_line,
    own_lines,
    part_of,
)
from secondmig.codebook.places import (
    Change,
    Entry,
    Part,
    Source,
    extended,
    in_braces,
    is_mapping,
    replaced,
    scalar,
    style_of,
    uneditable,
    values,
    word,
)
from secondmig.core.errors import SecondmigError

COPIED: Final = ("definition", "include", "exclude")
"""The texts a new code takes over from the one it is split off, as a start."""

_TAKEN_OVER: Final = ("parent", *COPIED)


def rename(text: str, code: str, label: str) -> str:
    """Give a code another label; its id stays.

    Raises:
        SecondmigError: the file has no such code, or the label is empty or more than a line.
    """
    source = Source(text)
    return source.changed([instead(part_of(source.entry(code), "label"), one_line(label, "a label"))])


def relabel(text: str, label: str) -> str:
    """Give the codebook another label of its version.

    Raises:
        SecondmigError: the label is empty or more than a line, or the file has none yet.
    """
    source = Source(text)
    version = source.header().get("version")
    if version is None:
        raise uneditable("codebook has no version")
    return source.changed([instead(version, one_line(label, "a version"))])


def move(text: str, code: str, parent: str | None) -> str:
    """Put a code under another one, or at the top of the tree.

    Raises:
        SecondmigError: the file has no such code.
    """
    source = Source(text)
    if parent is not None:
        source.entry(parent)
    return source.changed(_moved(source, source.entry(code), parent))


def place(text: str, code: str, beside: str, *, after: bool = False) -> str:
    """Let a code stand right before or right after another one in the file.

    The codes below it that follow it at once go with it, and the remarks right above it. What it stands under
    stays.

    Raises:
        SecondmigError: the file lacks one of the codes, or the other one is among those that go with it.
    """
    source = Source(text)
    going, other = _with_those_below(source, code), _with_those_below(source, beside)
    if beside in (entry.id for entry in going):
        raise SecondmigError(
            f"{beside} cannot stand beside {code}: it goes with it", hint="name another code"
        )
    other = [entry for entry in other if entry.id not in {each.id for each in going}]
    start, end = above_with_remarks(source, going[0]), own_lines(source, going[-1])[1]
    gap, block = between(source, other[0]), source.text[start:end]
    if after:
        there = own_lines(source, other[-1])[1]
        put = Change(there, there, gap + block)
    else:
        there = above_with_remarks(source, other[0])
        put = Change(there, there, block + gap)
    is_first = next(iter(source.entries)) == code
    return source.changed([put, _lines_out(source, start, end, blank_too=is_first)])


def retire(text: str, code: str, reason: str) -> str:
    """Say that nothing new is coded with a code, and why.

    Raises:
        SecondmigError: the file has no such code, or the reason is empty or more than a line.
    """
    source = Source(text)
    entry = source.entry(code)
    words = one_line(reason, "a reason")
    if "retired" in entry.parts:
        return source.changed([instead(entry.parts["retired"], words)])
    quoted = scalar(words, style='"')
    return source.changed([new_key(source, entry, f"retired: {quoted}")])


def merge(text: str, froms: Sequence[str], into: str, *, keep_cues: bool = False) -> str:
    """Let codes go over into another one.

    They leave the file, ``into`` says in ``was`` what it came out of, the codes under them move under it (one
    that has ``into`` below it moves to where the merged code stood), and facets that applied to them apply
    to it. Their texts, examples and cues go with them.

    Args:
        text: the file.
        froms: the codes that leave.
        into: the one that stays.
        keep_cues: add their cues to its own.

    Raises:
        SecondmigError: the file lacks one of the codes.
    """
    source = Source(text)
    leaving = [source.entry(code) for code in dict.fromkeys(froms)]
    target = source.entry(into)
    gone = {entry.id for entry in leaving}
    changes = [change for entry in leaving for change in _taken_out(source, entry)]
    changes += _was(source, target, [entry.id for entry in leaving])
    for code, parent in parents_after(source, gone, into).items():
        changes += _moved(source, source.entry(code), parent)
    changes += _applied(source, {code: [into] for code in gone})
    if keep_cues:
        changes += _more_cues(source, target, leaving)
    return source.changed(changes)


def parents_after(source: Source, gone: Collection[str], into: str) -> dict[str, str | None]:
    """The codes whose parent is not what it was once ``gone`` have become ``into``, with the new one."""
    parents = {code: _parent(entry) for code, entry in source.entries.items()}

    def standing(code: str | None) -> str | None:
        while code is not None and code in gone:
            code = parents[code]
        return code

    above: set[str] = set()
    step: str | None = into
    while step is not None and step not in above:
        above.add(step)
        step = parents.get(step)
    return {
        code: standing(parent) if code in above else into
        for code, parent in parents.items()
        if parent in gone and code not in gone
    }


def split(text: str, code: str, into: Mapping[str, str | None], *, keep: bool = False) -> str:
    """Divide a code.

    Args:
        text: the file.
        code: what is divided. It leaves the file unless ``keep``.
        into: id -> label of a new code, or None for a code that is in the file. A new one stands where the
            old one stood and starts with its parent, definition, include, exclude and values of facets.
        keep: the old code stays, as one of those to choose from.

    Raises:
        SecondmigError: the file has no such code, has an id already that is to be new, or lacks one that is
            to be there; or a label is empty or more than a line.
    """
    source = Source(text)
    old = source.entry(code)
    taken = [new for new, label in into.items() if label is not None and new in source.entries]
    if taken:
        raise SecondmigError(f"the id {taken[0]} is taken", hint="ids are never used again: choose another")
    fresh = [_split_off(source, old, new, label) for new, label in into.items() if label is not None]
    changes = [
        change
        for new, label in into.items()
        if label is None
        for change in _was(source, source.entry(new), [code])
    ]
    changes += _applied(source, {code: [*([code] if keep else []), *into]})
    if keep:
        changes += _beside(source, old, fresh)
    else:
        changes += _in_its_place(source, old, fresh) if fresh else _taken_out(source, old)
    return source.changed(changes)


def add_example(text: str, code: str, sentence: str) -> str:
    """Add a sentence to the examples of a code; one that is there already changes nothing.

    Raises:
        SecondmigError: the file has no such code, or the sentence is empty or more than a line.
    """
    source = Source(text)
    entry = source.entry(code)
    sentence = one_line(sentence, "an example")
    quoted = scalar(sentence, style='"')
    part = entry.parts.get("example")
    if part is None:
        texts = (entry.parts.get(key) for key in ("exclude", "include", "definition"))
        after = next((each for each in texts if each is not None), None)
        return source.changed([new_key(source, entry, f"example: {quoted}", after=after)])
    if isinstance(part.node.value, list):
        if sentence in values(part.node):
            return text
        last = part.node.value[-1]
        if in_braces(part.node):
            return source.changed([Change(source.end(last), source.end(last), f", {quoted}")])
        return source.changed(extended(source, part.node, [sentence]))
    if part.node.value == sentence:
        return text
    both = f"[{scalar(str(part.node.value), style=chr(34))}, {quoted}]"
    return source.changed([Change(part.value, part.end, both)])


# the pieces


def _parent(entry: Entry) -> str | None:
    return str(entry.parts["parent"].node.value) if "parent" in entry.parts else None


def _moved(source: Source, entry: Entry, parent: str | None) -> list[Change]:
    part = entry.parts.get("parent")
    if parent is None:
        return [key_out(source, entry, part)] if part is not None else []
    if part is not None:
        return [instead(part, parent)]
    return [new_key(source, entry, f"parent: {scalar(parent)}", after=entry.parts["id"])]


def _was(source: Source, entry: Entry, origins: Iterable[str]) -> list[Change]:
    named = list(origins)
    part = entry.parts.get("was")
    if part is None:
        return [new_key(source, entry, f"was: [{', '.join(map(word, named))}]")]
    return extended(source, part.node, named)


def _applied(source: Source, instead: Mapping[str, Sequence[str]]) -> list[Change]:
    """Facets that apply to a code that leaves apply to what it became."""
    return [
        change
        for facet in source.facets()
        if "applies_to" in facet and isinstance(facet["applies_to"].node.value, list)
        for change in replaced(source, facet["applies_to"].node, instead)
    ]


def _taken_out(source: Source, entry: Entry) -> list[Change]:
    """The lines of a code taken out, with the blank lines that would be left over."""
    return [_lines_out(source, *own_lines(source, entry))]


def _lines_out(source: Source, start: int, end: int, *, blank_too: bool = False) -> Change:
    """Lines taken out, with the blank ones after them where blank ones stand before them or ``blank_too``."""
    if blank_too or blank_before(source, start):
        while source.next_line(end) > source.line_end(end):
            following = source.next_line(end)
            if source.text[following : source.line_end(following)].strip() or following == len(source.text):
                break
            end = source.line_end(following)
    return source.whole_lines(start, end)


def _with_those_below(source: Source, code: str) -> list[Entry]:
    """A code and the codes below it that follow it at once in the file."""
    found = [source.entry(code)]
    following = iter(source.entries.values())
    for entry in following:
        if entry.id == code:
            break
    for entry in following:
        if _parent(entry) not in {each.id for each in found}:
            break
        found.append(entry)
    return found


def _in_its_place(source: Source, old: Entry, fresh: Sequence[str]) -> list[Change]:
    start, end = own_lines(source, old)
    return [Change(start, end, between(source, old).join(fresh))]


def _beside(source: Source, old: Entry, fresh: Sequence[str]) -> list[Change]:
    _start, end = own_lines(source, old)
    gap = between(source, old)
    return [Change(end, end, gap + gap.join(fresh))] if fresh else []


def _split_off(source: Source, old: Entry, code: str, label: str) -> str:
    """The lines of a new code: what it takes over keeps the letters and the order it has in the old one."""
    if in_braces_entry(source, old):
        raise uneditable(f"code {old.id} stands in braces; write each of its keys on a line")
    lead = source.text[source.dash(old.start) : old.start]
    indent = source.indent(old)
    style = style_of(old.parts["label"].node) if "label" in old.parts else None
    words = scalar(one_line(label, "a label"), style=style if style in {'"', "'"} else None)
    lines = [f"id: {scalar(code)}"]
    for key, part in old.parts.items():
        if key == "label":
            lines += (f"label: {words}", f"was: [{word(old.id)}]")
        elif key in _TAKEN_OVER or key not in CODE_KEYS:
            lines.append(source.text[part.start : part.end])
    return lead + f"{source.eol}{indent}".join(lines)


def _more_cues(source: Source, target: Entry, leaving: Sequence[Entry]) -> list[Change]:
    """The cues of codes that leave, each word once, beside those of the one that stays."""
    found: dict[str, list[str]] = {}
    for entry in leaving:
        for language, part in _cues(source, entry):
            found.setdefault(language, []).extend(values(part.node))
    if not found:
        return []
    mine = dict(_cues(source, target))
    changes = [
        change
        for language, words in found.items()
        if language in mine
        for change in extended(source, mine[language].node, words)
    ]
    new = {language: list(dict.fromkeys(words)) for language, words in found.items() if language not in mine}
    lines = [f"{language}: [{', '.join(map(word, words))}]" for language, words in new.items()]
    if not mine:
        deeper = f"{source.eol}{source.indent(target)}  "
        return [
            new_key(source, target, "cues:" + "".join(deeper + line for line in lines), after=_last(target))
        ]
    after = max(mine.values(), key=lambda part: part.end)
    if lines and in_braces(target.parts["cues"].node):
        raise uneditable(f"the cues of {target.id} stand in braces; write each language on a line")
    indent = " " * (after.start - source.line_start(after.start))
    place = source.line_end(after.end)
    if lines:
        changes.append(Change(place, place, "".join(f"{source.eol}{indent}{line}" for line in lines)))
    return changes


def _cues(source: Source, entry: Entry) -> Iterator[tuple[str, Part]]:
    if "cues" in entry.parts and is_mapping(entry.parts["cues"].node):
        yield from source.parts(entry.parts["cues"].node).items()


def _last(entry: Entry) -> Part:
    return max(entry.parts.values(), key=lambda part: part.end)
