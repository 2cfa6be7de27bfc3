"""Suggestions at the workbench: those that wait at a transcript, verdicts, the pass; as JSON has them."""

from secondmig.core.errors import SecondmigError, StaleError
from secondmig.core.suggestion import Suggestion
from secondmig.project import verdicts
from secondmig.project.acts import Place
from secondmig.project.pending import is_finished, own_verdicts, standing
from secondmig.project.seen_text import seen_text
from secondmig.project.verdicts import Judgement
from secondmig.project.workbench import Workbench
from secondmig.project.workbench_rows import Plain, plain_facets, row_of
from secondmig.store import codings, suggestions


def suggestions_at(bench: Workbench, document_id: str) -> Plain:
    """The suggestions that wait for the coder at a transcript.

    Raises:
        MissingError: there is no such transcript.
    """
    session = bench.session
    with session.store.consistent():
        seen = seen_text(session, document_id)
        here = standing(session, (document_id,))
        waiting = [each.suggestion for each in here.rows if each.is_pending]
        decided = sum(each.verdict is not None for each in here.rows)
        return {
            "rev": bench.rev(),
            "version": seen.document.version,
            "finished": is_finished(session, document_id),
            "blind": document_id in here.blind,
            "decided": decided,
            "suggestions": [_row(each) for each in waiting],
        }


def judge_one(bench: Workbench, judged: Judgement, *, act: str) -> Plain:
    """Accept or reject a suggestion, where it was proposed or at own ends.

    Raises:
        SecondmigError: as for :func:`secondmig.project.verdicts.decide`.
    """
    return _judged(bench, judged, act)


def judge_several(bench: Workbench, document_id: str, judged: Judgement, *, act: str) -> Plain:
    """Accept or reject suggestions of one transcript in one event.

    Raises:
        SecondmigError: as for :func:`secondmig.project.verdicts.decide`, or one is of another transcript.
    """
    held = suggestions.by_ids(bench.session.store.read(), judged.suggestions)
    others = [each.id for each in held if each.document_id != document_id]
    if others:
        raise SecondmigError(f"not in {document_id}: {', '.join(others)}", hint="one transcript at a time")
    return _judged(bench, judged, act)


def place_of(bench: Workbench, suggestion_id: str, version: int, start: int, end: int, quote: str) -> Place:
    """A place in the transcript of a suggestion.

    Raises:
        StaleError: there is no such suggestion any more.
    """
    held = suggestions.by_ids(bench.session.store.read(), (suggestion_id,))
    if not held:
        raise StaleError(f"there is no suggestion {suggestion_id} any more", hint="read it again")
    return Place(held[0].document_id, version, start, end, quote)


def turn_pass(bench: Workbench, document_id: str, *, finished: bool, act: str) -> Plain:
    """Finish the own pass through a transcript, or open it again.

    Raises:
        MissingError: there is no such transcript.
        TakenError: the id of the act was used for something else.
    """
    done, again = verdicts.finish(bench.session, document_id, reopen=not finished, act=act)
    return {"event": done.event, "again": again, "finished": is_finished(bench.session, document_id)}


def _judged(bench: Workbench, judged: Judgement, act: str) -> Plain:
    session = bench.session
    event, again = verdicts.decide(session, judged, act=act)
    with session.store.consistent() as connection:
        said = own_verdicts(session)
        made = [said[each].coding_id for each in judged.suggestions if each in said and said[each].coding_id]
        found = {each.id: each for each in codings.by_ids(connection, made)}
        rows = [
            row_of(found[each], seen_text(session, found[each].document_id), bench.coder)
            for each in made
            if each in found
        ]
    one = rows[0] if len(judged.suggestions) == 1 and rows else None
    return {
        "event": event,
        "again": again,
        "coding": one,
        "codings": [] if one else rows,
        "suggestions": list(judged.suggestions),
    }


def _row(each: Suggestion) -> Plain:
    return {
        "id": each.id,
        "start": each.span.start,
        "end": each.span.end,
        "code": each.code_id,
        "engine": each.engine,
        "engine_version": each.engine_version,
        "score": each.score,
        "evidence": list(each.evidence),
        "facets": plain_facets(each.facets),
    }
