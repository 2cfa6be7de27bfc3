"""What a coder says to suggestions: accept and reject as events, and the finished pass.

A suggestion is for everybody, a verdict is one coder's. Accepting makes a coding of the coder, with the
origin "cue" or the engine's name; the suggestion stays beside it with its score and evidence, so that what
began as a suggestion can be told for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from secondmig.core.errors import SecondmigError, StaleError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.suggestion import Suggestion, Verdict
from secondmig.core.types import Coding, Document
from secondmig.project.acts import Place, facets_of, seen_place
from secondmig.project.blindness import book_of
from secondmig.project.codes import codable
from secondmig.project.listing import Done
from secondmig.project.once import Deed, once
from secondmig.project.pending import Standing, hidden_books, own_verdicts, standing, visible
from secondmig.project.seen_text import seen_text
from secondmig.project.session import Session, find_document, newest_codebooks, place, turn_at
from secondmig.project.workbench_rows import plain_facets
from secondmig.store import codings, passes, suggestions
from secondmig.store.connect import Change

Word = Literal["accepted", "rejected"]
_VERBS: Mapping[Word, str] = {"accepted": "code accept", "rejected": "code reject"}
_ORIGINS = {"cues": "cue"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a coder says to suggestions.

    Attributes:
        suggestions: their ids.
        verdict: "accepted" or "rejected".
        place: where the coding shall stand, None for where it was proposed; for one suggestion only.
        facets: of the codings, besides those proposed.
    """

    suggestions: tuple[str, ...]
    verdict: Word
    place: Place | None = None
    facets: Mapping[str, object] | None = None


def decide(session: Session, judged: Judgement, *, act: str | None = None) -> tuple[int | None, bool]:
    """Accept or reject suggestions in one event.

    Args:
        session: the open project.
        judged: what is said to which.
        act: id of the act that its sender made, "" or None where it is told once.

    Returns:
        The event, None where nothing changed, and whether the act had been told before.

    Raises:
        StaleError: a suggestion is gone, or its transcript was corrected.
        SecondmigError: it is hidden from who reads blind, was accepted before, the own coding is there
            already, the code is not applied any more, or a facet does not fit.
        WordsError: the words at the place are others.
        TakenError: the id of the act was used for something else.
    """
    verb = _VERBS[judged.verdict]
    changed: list[bool] = []

    def make(change: Change) -> str:
        first = _decide(session, change, judged)
        changed.append(not change.dropped)
        return first

    if not act:
        with session.store.write(actor=session.coder(), verb=verb) as change:
            make(change)
        return (change.rev if changed[0] else None), False
    asked = {
        "suggestions": list(judged.suggestions),
        "place": None if judged.place is None else _plain(judged.place),
        "facets": None if judged.facets is None else dict(judged.facets),
    }
    done = once(session, Deed(verb, act, asked, "suggestion"), make)
    if changed and not changed[0]:
        return None, True
    return done.rev, done.again


def judge(session: Session, judged: Judgement) -> Done:
    """The same for the command line, with a sentence about it."""
    event, _again = decide(session, judged)
    number = len(dict.fromkeys(judged.suggestions))
    what = "1 suggestion" if number == 1 else f"{number} suggestions"
    if event is None:
        return Done(f"{what} {'was' if number == 1 else 'were'} {judged.verdict} before")
    said = own_verdicts(session)
    made = [said[each].coding_id for each in dict.fromkeys(judged.suggestions) if said[each].coding_id]
    details = tuple(f"{coding}: {_coded(session, coding)}" for coding in made)
    return Done(f"{what} {judged.verdict}", details, event=event, count=number)


def finish(
    session: Session, document_id: str, *, reopen: bool = False, act: str | None = None
) -> tuple[Done, bool]:
    """Say that the coder is through with a document, or not any more.

    Returns:
        What was done, and whether the act had been told before.

    Raises:
        MissingError: there is no such document.
        TakenError: the id of the act was used for something else.
    """
    verb = "code reopen" if reopen else "code finish"
    changed: list[bool] = []

    def make(change: Change) -> str:
        find_document(session, document_id)
        change.subject = document_id
        turn = passes.reopen if reopen else passes.finish
        changed.append(turn(change, change.actor, document_id))
        if not changed[0]:
            change.nothing()
        return document_id

    again = False
    if act:
        told = once(session, Deed(verb, act, {"document": document_id}, "pass"), make)
        rev, again = told.rev, told.again
    else:
        with session.store.write(actor=session.coder(), verb=verb) as change:
            make(change)
        rev = change.rev
    if changed and not changed[0]:
        return Done(f"your pass through {document_id} was {'open' if reopen else 'finished'} before"), True
    return Done(_finished(session, document_id, reopen=reopen), event=rev), again


def _finished(session: Session, document_id: str, *, reopen: bool) -> str:
    if reopen:
        return f"your pass through {document_id} is open again"
    waiting = sum(each.is_pending for each in standing(session, (document_id,)).rows)
    return f"your pass through {document_id} is finished; suggestions waiting for you there: {waiting}"


def _decide(session: Session, change: Change, judged: Judgement) -> str:
    """Write the verdicts and the codings that come of them; gives the id of the first suggestion."""
    ids = tuple(dict.fromkeys(judged.suggestions))
    if not ids:
        raise SecondmigError("no suggestion is named", hint="secondmig code review lists them")
    if judged.place is not None and len(ids) > 1:
        raise SecondmigError("one place is no place for several suggestions", hint="accept them one by one")
    held = {each.id: each for each in suggestions.by_ids(change.connection, ids)}
    names = sorted({each.document_id for each in held.values()})
    here = {each.suggestion.id: each for each in visible(session, list(held.values()), names).rows}
    raise_all(_refusal(session, name, held.get(name), here) for name in ids if name not in here)
    open_ones = [here[name] for name in ids if _is_open(session, here[name], judged.verdict)]
    made: list[Coding] = []
    said: list[Verdict] = []
    for each in open_ones:
        coding = _coding(session, change, each, judged) if judged.verdict == "accepted" else None
        if coding is not None:
            codings.insert(change, [coding])
            made.append(coding)
        told = "" if coding is None else coding.id
        said.append(Verdict(each.suggestion.id, change.actor, judged.verdict, told))
    if not suggestions.decide(change, said) and not made:
        change.nothing()
    _log(change, [each.suggestion for each in open_ones] or [here[ids[0]].suggestion], made)
    return ids[0]


def _refusal(
    session: Session, name: str, held: Suggestion | None, here: Mapping[str, Standing]
) -> SecondmigError:
    """Why a suggestion cannot be decided on."""
    if held is None or name in here:
        return StaleError(f"there is no suggestion {name} any more", hint="secondmig code review")
    if book_of(held.codebook_version) in hidden_books(session, held.document_id):
        return SecondmigError(
            f"suggestions in {held.document_id} are hidden until your own pass is finished",
            hint=f"secondmig code finish {held.document_id}",
        )
    return StaleError(
        f"the words or the code of {name} are not what they were",
        hint=f"secondmig code suggest {held.document_id}",
    )


def _is_open(session: Session, each: Standing, verdict: Word) -> bool:
    """Whether something is still to be said to a suggestion.

    Raises:
        SecondmigError: it was accepted.
    """
    said = each.verdict
    coding = said and said.coding_id and codings.by_id(session.store.read(), said.coding_id)
    if said is not None and said.verdict == verdict and (verdict == "rejected" or coding):
        return False
    name = each.suggestion.id
    if coding:
        raise SecondmigError(
            f"{name} was accepted and is {coding.id} now", hint=f"secondmig code remove {coding.id}"
        )
    return True


def _coding(session: Session, change: Change, each: Standing, judged: Judgement) -> Coding:
    """The coding that comes of a suggestion, where it was proposed or where the coder wants it.

    Raises:
        SecondmigError: the coder gave the code to words there already, or the place is not what was seen.
    """
    suggestion = each.suggestion
    version = codable(newest_codebooks(session), suggestion.code_id)
    seen = seen_text(session, suggestion.document_id)
    document, span = seen.document, suggestion.span
    if judged.place is not None:
        document, span = seen_place(session, replace(judged.place, document=suggestion.document_id))
    quote = span.of(document.text)
    given = {**plain_facets(suggestion.facets), **(judged.facets or {})}
    if judged.place is None and content_hash(quote) != suggestion.quote_sha:
        raise StaleError(f"other words stand at {suggestion.id} now", hint="secondmig code suggest")
    _refuse_twice(change, suggestion, document, span)
    coding = Coding(
        id="",
        document_id=document.id,
        version=document.version,
        span=span,
        quote_sha=content_hash(quote),
        code_id=suggestion.code_id,
        codebook_version=f"{version.codebook.id}@{version.number}",
        coder_id=change.actor,
        facets=facets_of(version, suggestion.code_id, given),
        origin=origin_of(suggestion),
    )
    return replace(coding, id=codings.free_id(change.connection, coding))


def _refuse_twice(change: Change, suggestion: Suggestion, document: Document, span: Span) -> None:
    """Refuse to give a code where the coder, perhaps in this change, gave it already."""
    mine = codings.find(
        change.connection, documents=(document.id,), codes=(suggestion.code_id,), coders=(change.actor,)
    )
    for each in mine:
        if each.status == "current" and each.version == document.version and each.span.overlaps(span):
            raise SecondmigError(
                f"you coded {suggestion.code_id} there already: {each.id}",
                where=suggestion.id,
                hint="leave it",
            )


def origin_of(suggestion: Suggestion) -> str:
    """How a coding began that came of a suggestion: "cue", else the engine with its version."""
    named = _ORIGINS.get(suggestion.engine)
    return named or f"{suggestion.engine}@{suggestion.engine_version}"


def _log(change: Change, decided: Sequence[Suggestion], made: Sequence[Coding]) -> None:
    """What the log keeps: ids alone."""
    names = {each.document_id for each in decided}
    codes = {each.code_id for each in decided}
    change.subject = next(iter(names)) if len(names) == 1 else ""
    change.payload["suggestions"] = [each.id for each in decided]
    if len(codes) == 1:
        change.payload["code"] = next(iter(codes))
    if len(made) == 1:
        change.payload["coding"] = made[0].id
    elif made:
        change.payload["codings"] = [each.id for each in made]


def _plain(at: Place) -> dict[str, object]:
    return {"version": at.version, "start": at.start, "end": at.end, "quote": content_hash(at.quote)}


def _coded(session: Session, coding_id: str) -> str:
    coding = codings.by_id(session.store.read(), coding_id)
    if coding is None:
        return ""
    document = seen_text(session, coding.document_id).document
    return f"{place(document, turn_at(document, coding.span.start))} coded {coding.code_id}"
