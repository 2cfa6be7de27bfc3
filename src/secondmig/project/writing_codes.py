"""Use cases that write codes: a new one, other words for one that is there, a retired one in use again.

Like the verbs of :mod:`secondmig.project.revise` each changes the file, the version and nothing else, as one
event that ``undo`` takes back.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import Code, Codebook, CodebookVersion
from secondmig.project.book_versions import no_codebook
from secondmig.project.listing import Done
from secondmig.project.revise import ids_ever
from secondmig.project.revising import How, Revision, carry_out
from secondmig.project.session import Session, codebook_of, newest_codebooks

_PLAINLY: Final = How()
_PIECE: Final = (3, 8)
"""Letters of the label that an id is made of: at least, at most."""
LONGEST_TEXT: Final = 5_000
"""Code points of a definition, of what it includes or excludes, or of an example."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that somebody wants to be there.

    Attributes:
        label: what people read.
        under: the code it comes under, None for the top.
        book: the codebook; "" for that of ``under``, or the only one.
        id: "" for one made of the id above and the label.
        codable: False for a heading.
        texts: definition, include and exclude, as far as there are any.
        examples: sentences that would be coded so.
    """

    label: str
    under: str | None = None
    book: str = ""
    id: str = ""
    codable: bool = True
    texts: Mapping[str, str] = field(default_factory=dict)
    examples: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """How a code shall read; what is left out, or None, stays.

    Attributes:
        texts: of label, definition, include and exclude those that change; "" takes one out.
        examples: all it shall have.
        color: "#RRGGBB", "" for none.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    examples: Sequence[str] | None = None
    color: str | None = None


def add(session: Session, new: NewCode, *, how: How = _PLAINLY) -> Done:
    """Write a new code into its codebook.

    Raises:
        SecondmigError: the codebook or the parent is unknown, the id is none or was used before, the label is
            empty or that of a code beside it, or the file was edited and is not committed.
    """
    version, code_id = named(session, new)
    return add_named(session, version, code_id, new, how=how)


def named(session: Session, new: NewCode) -> tuple[CodebookVersion, str]:
    """The codebook that a new code comes into, and its id.

    Raises:
        SecondmigError: as for :func:`add`.
    """
    version = _book(session, new)
    _refuse_new(session, version, new)
    return version, new.id or _free_id(session, version.codebook, new)


def add_named(session: Session, version: CodebookVersion, code_id: str, new: NewCode, *, how: How) -> Done:
    """The same, once both are known."""
    from secondmig.codebook import authoring

    draft = authoring.Draft(code_id, new.label, new.under, new.codable, new.texts, new.examples)
    what = "code" if new.codable else "heading"
    where = f"under {new.under}" if new.under else "at the top"
    told = Revision(
        "add",
        f"{code_id} is a new {what} {where}: “{new.label.strip()}”",
        lambda text: authoring.add(text, draft),
        (),
        coming=(code_id,),
        told=() if new.texts.get("definition") or not new.codable else (_UNDEFINED.format(code_id),),
    )
    return carry_out(session, version, told, how)


_UNDEFINED: Final = "it has no definition yet: secondmig codebook edit {} --definition TEXT"


def _book(session: Session, new: NewCode) -> CodebookVersion:
    versions = newest_codebooks(session)
    if new.under is not None:
        found = codebook_of(versions, new.under)
        if new.book not in {"", found.codebook.id}:
            raise SecondmigError(
                f"{new.under} is a code of {found.codebook.id}, not of {new.book}",
                hint=f"secondmig codebook show {new.book}",
            )
        return found
    if not new.book and len(versions) == 1:
        return versions[0]
    by_id = {version.codebook.id: version for version in versions}
    if not by_id:
        raise SecondmigError("there is no codebook yet", hint="secondmig codebook import FILE")
    if not new.book:
        raise SecondmigError(
            "there are several codebooks", hint=f"--under a code, or --codebook {' | '.join(by_id)}"
        )
    if new.book not in by_id:
        raise no_codebook(new.book, by_id)
    return by_id[new.book]


def _refuse_new(session: Session, version: CodebookVersion, new: NewCode) -> None:
    from secondmig.codebook.code_entries import ID_HINT, valid_id

    problems: list[SecondmigError] = []
    used = ids_ever(session) if new.id else {}
    if new.id and not valid_id(new.id):
        problems.append(SecondmigError(f"'{new.id:.60}' cannot be the id of a code", hint=ID_HINT))
    elif new.id in used:
        problems.append(
            SecondmigError(f"the id {new.id} {used[new.id]}", hint="ids are never used again: choose another")
        )
    above = next((code for code in version.codebook.codes if code.id == new.under), None)
    if above is not None and above.retired:
        problems.append(SecondmigError(f"{above.id} is retired: {above.retired}", hint="name another code"))
    problems += _wrong_texts({"label": new.label, **new.texts}, new.examples)
    problems += _taken_label(version.codebook, new.label, new.under)
    raise_all(problems)


def _wrong_texts(texts: Mapping[str, str], examples: Sequence[str]) -> Iterator[SecondmigError]:
    from secondmig.codebook.code_entries import LONGEST_LABEL

    for name, text in (*texts.items(), *(("an example", each) for each in examples)):
        most = LONGEST_LABEL if name == "label" else LONGEST_TEXT
        if len(text) > most:
            yield SecondmigError(f"{name} has {len(text):,} characters", hint=f"at most {most:,}")


def _taken_label(book: Codebook, label: str, under: str | None, itself: str = "") -> Iterator[SecondmigError]:
    """Two codes side by side with one label cannot be told apart by who codes."""
    words = label.strip().casefold()
    for code in book.codes:
        if code.parent == under and code.id != itself and code.label.casefold() == words and not code.retired:
            yield SecondmigError(
                f"{code.id} beside it is called “{code.label}” already", hint="choose another label"
            )


def _free_id(session: Session, book: Codebook, new: NewCode) -> str:
    """An id made as people make them: that above, and the first letters of the label."""
    used = ids_ever(session)
    lead = f"{new.under}-" if new.under else _common(book)
    return next(each for each in _proposals(lead, new.label) if each not in used)


def _common(book: Codebook) -> str:
    """What the ids at the top have before their first "-", with it; "" where they have nothing in common."""
    leads = {code.id.partition("-")[0] for code in book.codes if code.parent is None and "-" in code.id}
    return f"{leads.pop()}-" if len(leads) == 1 else ""


def _proposals(lead: str, label: str) -> Iterator[str]:
    least, most = _PIECE
    spoken = unicodedata.normalize("NFKD", label).upper()
    letters = "".join(letter for letter in spoken if letter.isascii() and letter.isalnum())
    for length in range(least, most + 1):
        if length <= max(least, len(letters)) and letters:
            yield lead + letters[:length]
    stem = letters[:least] or "N"
    number = 2 if letters else 1
    while True:
        yield f"{lead}{stem}{number}"
        number += 1


def edit(session: Session, code_id: str, wording: Wording, *, how: How = _PLAINLY) -> Done:
    """Let the words of a code read otherwise, or give it a colour; its id and its codings stay.

    Raises:
        SecondmigError: the code is unknown, nothing would change, the label is empty or that of a code beside
            it, the colour is none, or the file was edited and is not committed.
    """
    version = codebook_of(newest_codebooks(session), code_id)
    code = next(each for each in version.codebook.codes if each.id == code_id)
    changed = _changed(code, wording)
    _refuse_wording(version.codebook, code, wording)
    if not changed:
        raise SecondmigError(f"{code_id} reads so already", hint=f"secondmig codebook show {code_id}")
    told = Revision(
        "edit",
        f"{', '.join(changed)} of {code_id} changed",
        lambda text: _edited(text, code_id, wording),
        {code_id},
    )
    return carry_out(session, version, told, how)


def _edited(text: str, code_id: str, wording: Wording) -> str:
    from secondmig.codebook import authoring

    text = authoring.reword(text, code_id, wording.texts) if wording.texts else text
    if wording.examples is not None:
        text = authoring.set_examples(text, code_id, wording.examples)
    return text if wording.color is None else authoring.colour(text, code_id, wording.color)


def _changed(code: Code, wording: Wording) -> list[str]:
    """What would be otherwise, as the file names it."""
    from secondmig.codebook.authoring import worded

    now = {name: str(getattr(code, name)).strip() for name in wording.texts}
    changed = [name for name, text in wording.texts.items() if worded(text) != now[name]]
    if wording.examples is not None and tuple(each.strip() for each in wording.examples) != code.examples:
        changed.append("example")
    if wording.color is not None and wording.color.casefold() != code.color.casefold():
        changed.append("color")
    return changed


def _refuse_wording(book: Codebook, code: Code, wording: Wording) -> None:
    from secondmig.codebook.authoring import TEXTS
    from secondmig.codebook.code_entries import COLOR

    unknown = [name for name in wording.texts if name not in TEXTS]
    problems = [
        SecondmigError(f"a code has no {name}", hint=f"one of {', '.join(TEXTS)}") for name in unknown
    ]
    if wording.color and not COLOR.fullmatch(wording.color):
        problems.append(SecondmigError(f"'{wording.color}' is not a colour", hint='as "#33CC33"'))
    problems += _wrong_texts(wording.texts, wording.examples or ())
    label = wording.texts.get("label")
    if label is not None and not label.strip():
        problems.append(SecondmigError("a code needs a label", hint="give it a few words"))
    elif label is not None:
        problems += _taken_label(book, label, code.parent, code.id)
    raise_all(problems)


def revive(session: Session, code_id: str, *, how: How = _PLAINLY) -> Done:
    """Let a retired code be in use again.

    Raises:
        SecondmigError: the code is unknown or in use, or the file was edited and is not committed.
    """
    from secondmig.codebook import authoring

    version = codebook_of(newest_codebooks(session), code_id)
    code = next(each for each in version.codebook.codes if each.id == code_id)
    if not code.retired:
        raise SecondmigError(f"{code_id} is not retired", hint=f"secondmig codebook show {code_id}")
    told = Revision(
        "revive",
        f"{code_id} is in use again; it was retired: {code.retired}",
        lambda text: authoring.revive(text, code_id),
        {code_id},
    )
    return carry_out(session, version, told, how)
