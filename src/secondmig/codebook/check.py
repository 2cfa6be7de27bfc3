"""What is wrong with codebook files, and what is worth a look."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from secondmig.codebook.facets import FROM_CODE, specs_for
from secondmig.codebook.yaml_file import PlacedCodebook, read_placed
from secondmig.core.types import Code, Codebook

_CODE_ID = re.compile(r"[A-Z]{2,}(?:-[A-Z0-9]+)+")


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
) -> tuple[Finding, ...]:
    """Check codebook files together.

    Args:
        paths: the files.
        others: codebooks by id that they may inherit from.
        measures: ids of the project's measures; None leaves the measures of codes unchecked.

    Returns:
        All problems first, in the order of files and lines, then the notes on the files without a problem.
    """
    placed, found = read_placed(paths, others=others or {})
    problems = [Finding("problem", one.where, one.message, one.hint) for one in found]
    books = [*(others or {}).values(), *(one.codebook for one in placed)]
    # Where a file could not be read, its codes are unknown, and a mention of one is no mistake.
    ids = None if found else {code.id for book in books for code in book.codes}
    notes = [note for one in placed for note in _notes(one, ids, measures)]
    return (*problems, *notes)


def _notes(
    placed: PlacedCodebook, ids: Collection[str] | None, measures: Collection[str] | None
) -> Iterator[Finding]:
    book = placed.codebook
    parents = {code.parent for code in book.codes}
    labels = Counter(code.label for code in book.codes)
    for code in book.codes:
        messages = [
            *(_unsaid(code) if code.codable else _heading(code, parents)),
            *_without_default(book, code),
            *_repeated(code),
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
    absent = [name for name, value in said.items() if not value]
    if absent:
        yield f"no {', '.join(absent)}"


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
        folded = Counter(cue.casefold() for cue in cues)
        for cue, count in folded.items():
            if count > 1:
                yield f"the {language} cue '{cue}' stands there {count} times"


def _mentions(code: Code, ids: Collection[str]) -> Iterable[str]:
    """Words written like the ids of these codebooks that are none of them."""
    families = {known.partition("-")[0] for known in ids if "-" in known}
    text = f"{code.definition} {code.include} {code.exclude}"
    found = dict.fromkeys(_CODE_ID.findall(text))
    return [word for word in found if word not in ids and word.partition("-")[0] in families]
