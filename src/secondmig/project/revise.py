"""Use cases that change a codebook: its file, its version and the codings, all in one event.

A verb is judged on the codes as they are, edited into the text of the declared file, read again, saved as a
new version, followed by the codings, and only then written; ``undo`` takes all of it back, the file too.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import Code, CodebookVersion
from secondmig.project.following import follow
from secondmig.project.listing import Done
from secondmig.project.revising import REVIEW, How, Revision, carry_out
from secondmig.project.session import Session, codebook_of, newest_codebooks
from secondmig.project.undecided import undecided
from secondmig.store import codebooks

__all__ = ["How", "follow", "ids_ever", "merge", "rename", "retire", "split"]

_PLAINLY = How()


def rename(session: Session, code_id: str, label: str, *, how: How = _PLAINLY) -> Done:
    """Give a code another label. Its id stays, and its codings are not touched.

    Raises:
        SecondmigError: the code is unknown, has this label already, or its file was edited and not committed.
    """
    from secondmig.codebook import edit

    version = codebook_of(newest_codebooks(session), code_id)
    before = _code(version, code_id).label
    if before == label.strip():
        raise SecondmigError(f"{code_id} is called that already", hint="give it another label")
    parent = _code(version, code_id).parent
    _refuse_labels(version, parent, {code_id: label})
    namesakes = [each for each in called(version, label) if each.id != code_id]
    told = Revision(
        "rename",
        f"{code_id} is called “{label.strip()}” now, and was “{before}”",
        lambda text: edit.rename(text, code_id, label),
        {code_id},
        told=tuple(f"{each.id} is called that too" for each in namesakes),
    )
    return carry_out(session, version, told, how)


def merge(
    session: Session,
    froms: Sequence[str],
    into: str,
    *,
    keep_cues: bool = False,
    reason: str = "",
    how: How = _PLAINLY,
) -> Done:
    """Let codes become another one, and all their codings with them.

    Args:
        session: the open project.
        froms: the codes that leave the codebook.
        into: the code that stays.
        keep_cues: add their cues to its own.
        reason: why, for the note on the version.
        how: whether to do it, and the label of the version.

    Raises:
        SecondmigError: a code is unknown, of another codebook, retired, or merged into itself; or codings
            would come under a heading.
    """
    from secondmig.codebook import edit

    leaving = list(dict.fromkeys(froms))
    version = codebook_of(newest_codebooks(session), into)
    same_book(session, version, leaving)
    _refuse_merge(version, leaving, into)
    below = {code.id for code in version.codebook.codes if code.parent in leaving} - set(leaving)
    cues = () if keep_cues else tuple(code for code in leaving if _code(version, code).cues)
    told = Revision(
        "merge",
        f"{' and '.join(leaving)} {'is' if len(leaving) == 1 else 'are'} {into} now"
        + (f": {reason}" if reason else ""),
        lambda text: edit.merge(text, leaving, into, keep_cues=keep_cues),
        {into, *below},
        leaving=leaving,
        told=(
            *_moving(version, leaving, into, sorted(below)),
            f"definition, include, exclude and examples of {', '.join(leaving)} leave the file with it",
            *((f"the cues of {', '.join(cues)} leave too; --keep-cues adds them",) if cues else ()),
        ),
    )
    return carry_out(session, version, told, how)


def _moving(
    version: CodebookVersion, leaving: Sequence[str], into: str, below: Sequence[str]
) -> Iterator[str]:
    """Where the codes go that stand under those that leave."""
    parents = {code.id: code.parent for code in version.codebook.codes}

    def standing(code: str) -> str | None:
        parent = parents[code]
        return standing(parent) if parent is not None and parent in leaving else parent

    above: set[str] = set()
    step: str | None = into
    while step is not None:
        above.add(step)
        step = parents[step]
    for code in below:
        place = standing(code) if code in above else into
        yield f"{code} moves {f'under {place}' if place else 'to the top'}"


def _refuse_merge(version: CodebookVersion, leaving: Sequence[str], into: str) -> None:
    from secondmig.codebook.tree import descendants

    target = _code(version, into)
    if into in leaving:
        raise SecondmigError(
            f"{into} cannot be merged into itself", hint="name other codes before the last one"
        )
    _refuse_retired(target)
    for heading in (code for code in leaving if not _code(version, code).codable):
        if into in {code.id for code in descendants(version.codebook, heading)}:
            above = _code(version, heading).parent
            place = f"--under {above}" if above else "--top"
            raise SecondmigError(
                f"{heading} is the heading that {into} stands under, and has no codings to become {into}",
                hint=f"to do without the heading: secondmig codebook move {into} {place} (and what else is"
                f" under it), then secondmig codebook retire {heading} --reason TEXT",
            )
    if not target.codable and any(_code(version, code).codable for code in leaving):
        raise SecondmigError(
            f"{into} is a heading and is never applied", hint="merge into one of the codes under it"
        )


def split(
    session: Session,
    code_id: str,
    into: Mapping[str, str | None],
    *,
    keep: bool = False,
    how: How = _PLAINLY,
) -> Done:
    """Divide a code; its codings wait until a person says which of the codes each of them carries.

    Args:
        session: the open project.
        code_id: what is divided.
        into: id -> label of a new code, or None for one that is there.
        keep: the code itself stays, as one of those to choose from.
        how: whether to do it, and the label of the version.

    Raises:
        SecondmigError: the code is unknown, a heading, retired or has codes under it; there is nothing to
            choose between; a new id is taken, was used before or is none; or a code that is to be there is
            unknown, a heading, retired or of another codebook.
    """
    from secondmig.codebook import edit

    version = codebook_of(newest_codebooks(session), code_id)
    _refuse_split(session, version, code_id, into, keep=keep)
    fresh = [code for code, label in into.items() if label is not None]
    options = [*([code_id] if keep else []), *into]
    copied = f"definition, include and exclude of {code_id} stand in {' and '.join(fresh)} as a start:"
    told = Revision(
        "split",
        f"{code_id} is {' or '.join(options)} now",
        lambda text: edit.split(text, code_id, into, keep=keep),
        {*options, code_id},
        leaving=() if keep else (code_id,),
        coming=fresh,
        told=((f"{copied} edit them, then secondmig codebook commit",) if fresh else ()),
    )
    return carry_out(session, version, told, how)


def _refuse_split(
    session: Session, version: CodebookVersion, code_id: str, into: Mapping[str, str | None], *, keep: bool
) -> None:
    from secondmig.codebook.code_entries import ID_HINT, valid_id

    code = _code(version, code_id)
    _refuse_retired(code)
    if not code.codable:
        raise SecondmigError(f"{code_id} is a heading and has no codings", hint="split a code under it")
    under = [each.id for each in version.codebook.codes if each.parent == code_id]
    if under and not keep:
        raise SecondmigError(
            f"{code_id} has codes under it: {', '.join(under)}",
            hint=f"--keep lets it stay; or secondmig codebook move {under[0]} --under OTHER first",
        )
    if code_id in into:
        raise SecondmigError(f"{code_id} is what is split", hint="--keep lets it be one of the choices")
    named = {new: label for new, label in into.items() if label is not None}
    _refuse_labels(version, code.parent, named, leaving=() if keep else (code_id,))
    if len(into) + keep < 2:
        raise SecondmigError(
            "there is nothing to choose between", hint="name two codes or more, or let the old one --keep"
        )
    used = ids_ever(session)
    raise_all(
        SecondmigError(f"'{new:.60}' cannot be the id of a code", hint=ID_HINT)
        if not valid_id(new)
        else SecondmigError(f"the id {new} {used[new]}", hint="ids are never used again: choose another")
        for new, label in into.items()
        if label is not None and (not valid_id(new) or new in used)
    )
    same_book(session, version, [new for new, label in into.items() if label is None])
    for new, label in into.items():
        if label is None:
            option = _code(version, new)
            _refuse_retired(option)
            if not option.codable:
                raise SecondmigError(f"{new} is a heading and is never applied", hint="name a code under it")


def ids_ever(session: Session) -> dict[str, str]:
    """Every id that a code has or had, with how it is in use."""
    found: dict[str, str] = {}
    for book_id, versions in sorted(codebooks.every(session.store.read()).items()):
        for version in versions:
            found.update((code.id, f"was used before, in {book_id}") for code in version.codebook.codes)
        found.update((code.id, f"is taken, in {book_id}") for code in versions[-1].codebook.codes)
    return found


def retire(
    session: Session, code_id: str, reason: str, *, into: str | None = None, how: How = _PLAINLY
) -> Done:
    """Let nothing new be coded with a code; its codings stay and are counted. With ``into`` it is merged.

    Raises:
        SecondmigError: the code is unknown, retired already, a heading with codes under it, or one that
            codings wait for.
    """
    from secondmig.codebook import edit

    if into is not None:
        return merge(session, [code_id], into, reason=reason, how=how)
    version = codebook_of(newest_codebooks(session), code_id)
    code = _code(version, code_id)
    if code.retired:
        raise SecondmigError(f"{code_id} is retired already: {code.retired}", hint="secondmig codebook show")
    under = [each.id for each in version.codebook.codes if each.parent == code_id and not each.retired]
    if not code.codable and under:
        raise SecondmigError(
            f"{code_id} is a heading with codes in use: {', '.join(under)}", hint="retire or move those first"
        )
    if any(code_id in options for options in undecided(session).values()):
        raise SecondmigError(
            f"codings wait that may become {code_id}", hint=f"decide on them first: {REVIEW}"
        )
    told = Revision(
        "retire",
        f"{code_id} is retired: {reason.strip()}",
        lambda text: edit.retire(text, code_id, reason),
        {code_id},
        told=("its codings stay and are counted; nothing new is coded with it",),
    )
    return carry_out(session, version, told, how)


# what all of them share


def _code(version: CodebookVersion, code_id: str) -> Code:
    from secondmig.codebook.tree import code_named

    return code_named(version.codebook, code_id)


def called(version: CodebookVersion, label: str) -> list[Code]:
    """The codes in use with this label, whatever its case and blanks."""
    return [
        code for code in version.codebook.codes if not code.retired and _folded(code.label) == _folded(label)
    ]


def _folded(label: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def _refuse_labels(
    version: CodebookVersion, parent: str | None, labels: Mapping[str, str], *, leaving: Sequence[str] = ()
) -> None:
    """Refuse labels that are too long, or that a code beside has: on a screen the two would be one.

    Args:
        version: of the codebook.
        parent: what the codes stand under.
        labels: code -> its new label.
        leaving: codes that go at the same time.
    """
    from secondmig.codebook.code_entries import LONGEST_LABEL

    taken = {
        _folded(code.label): code.id
        for code in version.codebook.codes
        if code.parent == parent and code.id not in {*labels, *leaving} and not code.retired
    }
    for code_id, label in labels.items():
        if len(label.strip()) > LONGEST_LABEL:
            raise SecondmigError(
                f"the label of {code_id} would have {len(label.strip()):,} characters, and {LONGEST_LABEL}"
                " are the most",
                hint="give it a few words; what the code means goes into its definition",
            )
        other = taken.setdefault(_folded(label), code_id)
        if other != code_id:
            known = any(code.id == code_id for code in version.codebook.codes)
            merging = f", or make the two one: secondmig codebook merge {code_id} {other}" if known else ""
            raise SecondmigError(
                f"{other}, which stands beside {code_id}, is called “{label.strip()}”",
                hint=f"choose another label{merging}",
            )


def same_book(session: Session, version: CodebookVersion, codes: Sequence[str]) -> None:
    """Refuse codes that no codebook has, and those of another one."""
    for code_id in codes:
        other = codebook_of(newest_codebooks(session), code_id)
        if other.codebook.id != version.codebook.id:
            raise SecondmigError(
                f"{code_id} is a code of {other.codebook.id}, not of {version.codebook.id}",
                hint=f"secondmig codebook show {version.codebook.id}",
            )


def _refuse_retired(code: Code) -> None:
    if code.retired:
        raise SecondmigError(
            f"{code.id} is retired: {code.retired}", hint=f"secondmig codebook revive {code.id}"
        )
