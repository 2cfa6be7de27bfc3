"""What is wrong with codebook files, and what is worth a look."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from secondmig.codebook.facets import FROM_CODE, specs_for
from secondmig.codebook.yaml_file import PlacedCodebook, read_placed
from secondmig.core.types import Code, Codebook

_CODE_ID = re.compile(r"[A-Z]{2,}(?:-[A-Z0-9]+)+")
_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]|[^\W_\u3041-\u30ff\u3400-\u9fff]{3,}")
_HARDLY: Final = 0.1
"""Share of words that two meanings of one id may have in common by chance."""
_WHY: Final = {
    "include": ": what belongs here is left to each coder",
    "exclude": ": where the code ends is left to each coder",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check.

    Attributes:
        severity: "problem": the codebook cannot be used; "note": it can, but somebody should look.
        where: ``file:line``.
        message: one sentence.
        hint: what puts it right, or "".
    """

    severity: Literal["problem", "note"]
    where: str
    message: str
    hint: str = ""


def check_codebooks(
    paths: Sequence[Path],
    *,
    others: Mapping[str, Codebook] | None = None,
    measures: Collection[str] | None = None,
    earlier: Mapping[str, Sequence[Codebook]] | None = None,
) -> tuple[Finding, ...]:
    """Check codebook files together.

    Args:
        paths: the files.
        others: codebooks by id that they may inherit from.
        measures: ids of the project's measures; None leaves the measures of codes unchecked.
        earlier: codebook id -> its earlier versions, oldest first; what the files say of former codes is held
            against them where there are any.

    Returns:
        All problems first, in the order of files and lines, then the notes on the files without a problem.
    """
    placed, found = read_placed(paths, others=others or {})
    problems = [Finding("problem", one.where, one.message, one.hint) for one in found]
    books = [*(others or {}).values(), *(one.codebook for one in placed)]
    # Where a file could not be read, its codes are unknown, and a mention of one is no mistake.
    ids = None if found else {code.id for book in books for code in book.codes}
    notes = [
        note
        for one in placed
        for note in _in_order(
            (*_notes(one, ids, measures), *_over_time(one, (earlier or {}).get(one.codebook.id, ())))
        )
    ]
    return (*problems, *notes)


def _in_order(notes: Iterable[Finding]) -> list[Finding]:
    """By line, those of one line in the order found."""
    return sorted(notes, key=lambda note: int(note.where.rpartition(":")[2]))


def _notes(
    placed: PlacedCodebook, ids: Collection[str] | None, measures: Collection[str] | None
) -> Iterator[Finding]:
    book = placed.codebook
    parents = {code.parent for code in book.codes}
    labels = Counter(code.label for code in book.codes)
    shared = _shared_cues(book)
    for code in book.codes:
        messages = [
            *(_unsaid(code) if code.codable else _heading(code, parents)),
            *_without_default(book, code),
            *_repeated(code),
            *shared[code.id],
        ]
        if labels[code.label] > 1:
            messages.append(f"the label '{code.label}' is used {labels[code.label]} times")
        if measures is not None and code.measure:
            named = re.split(r"\s*,\s*", code.measure)
            messages += [f"no measure '{measure}'" for measure in named if measure not in measures]
        if ids is not None:
            messages += [f"mentions {mention}, which is no code" for mention in _mentions(code, ids)]
        for message in messages:
            yield Finding("note", placed.codes[code.id], f"code {code.id}: {message}")


def _unsaid(code: Code) -> Iterator[str]:
    said = {
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "example": code.examples,
    }
    for name, value in said.items():
        if not value:
            yield f"no {name}{_WHY.get(name, '')}"


def _heading(code: Code, parents: Collection[str | None]) -> Iterator[str]:
    if code.id not in parents:
        yield "a heading with nothing under it"


def _without_default(book: Codebook, code: Code) -> Iterator[str]:
    if not code.codable:
        return
    for spec in specs_for(book, code.id):
        if spec.default == FROM_CODE and spec.name not in code.defaults:
            yield f"no {spec.name}, which facet {spec.name} takes from the code"


def _repeated(code: Code) -> Iterator[str]:
    for language, cues in code.cues.items():
        folded = Counter(_folded(cue) for cue in cues)
        for cue, count in folded.items():
            if count > 1:
                yield f"the {language} cue '{cue}' stands there {count} times"


def _shared_cues(book: Codebook) -> Mapping[str, Sequence[str]]:
    """Code id -> what is to be said of cues that an earlier code of the codebook has in the same language."""
    first: dict[tuple[str, str], str] = {}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in book.codes:
        for language, cues in code.cues.items():
            for cue in dict.fromkeys(map(_folded, cues)):
                holder = first.setdefault((language, cue), code.id)
                if holder != code.id:
                    found[code.id].append(f"the {language} cue '{cue}' is one of {holder} too")
    return found


def _folded(cue: str) -> str:
    """As cues are held against the text: width, composition and case do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cue).casefold())


def _over_time(placed: PlacedCodebook, earlier: Sequence[Codebook]) -> Iterator[Finding]:
    """What codes say of former ones that are none, and ids that mean something else than they did."""
    if not earlier:
        return
    ever = {code.id for book in earlier for code in book.codes}
    # What the first version says of codes before it is not for us to judge.
    first = {code.id: code.was for code in earlier[0].codes}
    for code in placed.codebook.codes:
        for origin in code.was:
            if origin not in ever and origin not in first.get(code.id, ()):
                yield _note(placed, code, f"was names {origin}, which no version has")
        for message in _reused(code.id, (*earlier, placed.codebook)):
            yield _note(placed, code, message)


def _note(placed: PlacedCodebook, code: Code, message: str) -> Finding:
    return Finding("note", placed.codes[code.id], f"code {code.id}: {message}")


def _reused(code_id: str, books: Sequence[Codebook]) -> Iterator[str]:
    """What is to be said of an id that means something else than it did.

    An id that was gone and is there again under another label or definition is used anew. So is one whose
    label and definition were both written anew at once with hardly a word in common.
    """
    last: Code | None = None
    gone = False
    for book in books:
        code = next((each for each in book.codes if each.id == code_id), None)
        if code is None:
            gone = last is not None
            continue
        if last is not None and (last.label, last.definition) != (code.label, code.definition):
            if gone:
                yield f"the id was '{last.label}' before it was taken out; ids are never used again"
            elif _is_another(last, code):
                yield f"label and definition have nothing of '{last.label}'; a new meaning needs a new id"
        last, gone = code, False


def _is_another(old: Code, new: Code) -> bool:
    rewritten = old.label != new.label and old.definition != new.definition
    return rewritten and bool(old.definition) and _likeness(old, new) < _HARDLY


def _likeness(old: Code, new: Code) -> float:
    """Share of the words of label and definition that both have, 0 to 1; in Japanese of the characters."""
    one, other = (set(_WORD.findall(_folded(f"{code.label} {code.definition}"))) for code in (old, new))
    return len(one & other) / (len(one | other) or 1)


def _mentions(code: Code, ids: Collection[str]) -> Iterable[str]:
    """Words written like the ids of these codebooks that are none of them."""
    families = {known.partition("-")[0] for known in ids if "-" in known}
    text = f"{code.definition} {code.include} {code.exclude}"
    found = dict.fromkeys(_CODE_ID.findall(text))
    return [word for word in found if word not in ids and word.partition("-")[0] in families]
