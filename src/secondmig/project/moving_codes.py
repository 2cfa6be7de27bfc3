"""Use cases that put a code elsewhere in its codebook: under another code, or before or after one."""

from secondmig.codebook.tree import children, code_named, descendants
from secondmig.core.errors import SecondmigError
from secondmig.core.types import CodebookVersion
from secondmig.project.listing import Done
from secondmig.project.revise import called, same_book
from secondmig.project.revising import How, Revision, carry_out
from secondmig.project.session import Session, codebook_of, newest_codebooks

_PLAINLY = How()


def move(session: Session, code_id: str, under: str | None, *, how: How = _PLAINLY) -> Done:
    """Put a code under another one, with all that is below it; None puts it at the top.

    Raises:
        SecondmigError: a code is unknown or of another codebook, it stands there already, or the codes would
            go round in a circle.
    """
    from secondmig.codebook import edit

    version = codebook_of(newest_codebooks(session), code_id)
    if under is not None:
        same_book(session, version, [under])
        _refuse_circle(version, code_id, under)
    if code_named(version.codebook, code_id).parent == under:
        raise SecondmigError(f"{code_id} stands there already", hint="secondmig codebook show")
    told = Revision(
        "move",
        f"{code_id} stands {f'under {under}' if under else 'at the top'} now",
        lambda text: edit.move(text, code_id, under),
        {code_id},
        told=_namesakes(version, code_id, under),
    )
    return carry_out(session, version, told, how)


def place(session: Session, code_id: str, beside: str, *, after: bool = False, how: How = _PLAINLY) -> Done:
    """Put a code, with all that is below it, right before or after another one, under what that stands under.

    Raises:
        SecondmigError: a code is unknown or of another codebook, it stands there already, or the codes would
            go round in a circle.
    """
    from secondmig.codebook import edit

    version = codebook_of(newest_codebooks(session), code_id)
    same_book(session, version, [beside])
    _refuse_circle(version, code_id, beside)
    parent = code_named(version.codebook, beside).parent
    beyond = parent != code_named(version.codebook, code_id).parent
    sisters = [each.id for each in children(version.codebook, parent)]
    if not beyond and sisters.index(code_id) == sisters.index(beside) + (1 if after else -1):
        raise SecondmigError(f"{code_id} stands there already", hint="secondmig codebook show")
    told = Revision(
        "move",
        f"{code_id} stands {'after' if after else 'before'} {beside} now",
        lambda text: edit.place(
            edit.move(text, code_id, parent) if beyond else text, code_id, beside, after=after
        ),
        {code_id},
        told=_namesakes(version, code_id, parent) if beyond else (),
    )
    return carry_out(session, version, told, how)


def _refuse_circle(version: CodebookVersion, code_id: str, target: str) -> None:
    if target == code_id:
        raise SecondmigError(
            f"{target} is the code itself: the codes would go round in a circle", hint="name another"
        )
    if target in (each.id for each in descendants(version.codebook, code_id)):
        raise SecondmigError(
            f"{target} is below {code_id}: the codes would go round in a circle",
            hint=f"secondmig codebook move {target} --top first",
        )


def _namesakes(version: CodebookVersion, code_id: str, under: str | None) -> tuple[str, ...]:
    """What to tell where a code comes to stand beside one with its label."""
    label = code_named(version.codebook, code_id).label
    there = [each.id for each in called(version, label) if each.parent == under]
    return tuple(f"{each}, which stands there, is called “{label}” too" for each in there)
