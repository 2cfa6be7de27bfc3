"""What lies beside a transcript in the workbench: memos, ties between codings, the persons who speak.

The same gates hold as for the codings: a coder who reads blind sees no memo and no tie of others about this
transcript, and a memo on words that may not be seen has no text.
"""

from typing import TypeAlias

from secondmig.core.consent import PREFIX
from secondmig.core.errors import MissingError
from secondmig.core.legs import Leg
from secondmig.core.types import Case, Coding, Relation
from secondmig.project import memo_acts, relating
from secondmig.project.blindness import blind_books, book_of
from secondmig.project.consent import in_words
from secondmig.project.memo_acts import Remark
from secondmig.project.memos import memo_rows, told_to
from secondmig.project.people import interview_date
from secondmig.project.relating import Tie
from secondmig.project.session import newest_codebooks
from secondmig.project.workbench import Workbench
from secondmig.store import cases, codings, documents, memos, relations

Plain: TypeAlias = dict[str, object]


def beside(bench: Workbench, document_id: str) -> Plain:
    """The memos and ties that a coder sees beside a transcript.

    Raises:
        MissingError: there is no such transcript.
    """
    session = bench.session
    with session.store.consistent() as connection:
        if documents.get_row(connection, document_id, None) is None:
            raise MissingError(f"there is no document {document_id}", hint="secondmig corpus list")
        people = cases.of_document(connection, document_id)
        found = memos.beside(connection, document_id, [case.id for case in people])
        tied = relations.at_document(connection, document_id)
        ends = [end for each in tied for end in (each.source, each.target)]
        held = {each.id: each for each in codings.by_ids(connection, ends)}
        blind = blind_books(session, document_id)
        return {
            "rev": bench.rev(),
            "memos": _rows(bench, told_to(session, found)),
            "relations": [
                _relation_row(each, bench.coder)
                for each in tied
                if all(_coding_shown(bench.coder, held.get(end), blind) for end in (each.source, each.target))
                and (each.coder_id == bench.coder or not blind)
            ],
        }


def every_memo(bench: Workbench) -> Plain:
    """Every memo of the project that the coder may see, the oldest first, with the places they are about."""
    session = bench.session
    with session.store.consistent() as connection:
        return {"rev": bench.rev(), "memos": _rows(bench, told_to(session, memos.every(connection)))}


def subjects(bench: Workbench) -> Plain:
    """What a memo may be written on where no transcript is open: by kind, ids and what they are called."""
    session = bench.session
    with session.store.consistent() as connection:
        codes = [code for version in newest_codebooks(session) for code in version.codebook.codes]
        return {
            "coder": bench.coder,
            "subjects": {
                "project": [["project", bench.title]],
                "document": [[row.id, row.title] for row in documents.summaries(connection)],
                "case": [[case.id, case.pseudonym] for case in cases.all_cases(connection)],
                "code": [[code.id, code.label] for code in codes],
            },
        }


def person(bench: Workbench, case_id: str) -> Plain:
    """The card of a person: consent, stays, and what the table of persons says.

    Raises:
        MissingError: there is no such person.
    """
    with bench.session.store.consistent() as connection:
        case = cases.get(connection, case_id)
        if case is None:
            raise MissingError(f"there is no person {case_id}", hint="secondmig case list")
        until = interview_date(bench.session, case)
        card = _card(case, None if until is None else str(until), bench.session.config.min_stay)
        return {"rev": bench.rev(), "person": card}


def _card(case: Case, until: str | None, min_stay: int) -> Plain:
    from secondmig.survey.trajectory import legs_of

    named = {"id", "pseudonym", "consent"}
    return {
        "id": case.id,
        "pseudonym": case.pseudonym,
        "consent": case.consent,
        "documents": list(dict.fromkeys(ref.document for ref in case.speakers)),
        "until": until,
        "legs": [_leg_row(case, leg) for leg in legs_of(case, min_stay=min_stay)],
        "terms": [[what, said] for what, said in in_words(case) if what != "consent"],
        "attributes": [
            [name, value]
            for name, value in case.attributes.items()
            if name not in named and not name.startswith(PREFIX)
        ],
    }


def _leg_row(case: Case, leg: Leg) -> Plain:
    return {
        "index": leg.index,
        "country": leg.country,
        "start": None if leg.start is None else str(leg.start),
        "end": None if leg.end is None else str(leg.end),
        "role": leg.role,
        "entry": leg.legal_at_entry,
        "exit": leg.legal_at_exit,
        "isco": leg.isco,
        "note": "; ".join(filter(None, (leg.role_reason, leg.note))),
        "turns": _turns(case, leg),
    }


def _turns(case: Case, leg: Leg) -> list[str]:
    """The turns that speak of a leg in order, with the document where the person speaks in several."""
    single = len({ref.document for ref in case.speakers}) < 2
    places = sorted({(each.document, each.turn) for each in leg.evidence})
    return [f"#{turn}" if single else f"{document}#{turn}" for document, turn in places]


# acting


def write_memo(bench: Workbench, remark: Remark, *, act: str) -> Plain:
    """Attach a memo; see :func:`secondmig.project.memo_acts.write`."""
    done = memo_acts.write(bench.session, remark, act=act)
    return {"event": done.rev, "memo": _memo(bench, done.made), "again": done.again}


def rewrite_memo(bench: Workbench, memo_id: str, text: str, *, seen: int, act: str) -> Plain:
    """Let an own memo read otherwise; see :func:`secondmig.project.memo_acts.rewrite`."""
    done = memo_acts.rewrite(bench.session, memo_id, text, seen=seen, act=act)
    return {"event": done.rev, "memo": _memo(bench, done.made), "again": done.again}


def remove_memo(bench: Workbench, memo_id: str, *, seen: int, act: str) -> Plain:
    """Take an own memo back; see :func:`secondmig.project.memo_acts.remove`."""
    done = memo_acts.remove(bench.session, memo_id, seen=seen, act=act)
    return {"event": done.rev, "gone": done.made, "again": done.again}


def tie(bench: Workbench, wanted: Tie, *, act: str) -> Plain:
    """Tie two codings; see :func:`secondmig.project.relating.tie`."""
    done = relating.tie(bench.session, wanted, act=act)
    held = relations.by_id(bench.session.store.read(), done.made)
    row = None if held is None else _relation_row(held, bench.coder)
    return {"event": done.rev, "relation": row, "again": done.again}


def untie(bench: Workbench, relation_id: str, *, act: str) -> Plain:
    """Take an own tie back; see :func:`secondmig.project.relating.untie`."""
    done = relating.untie(bench.session, relation_id, act=act)
    return {"event": done.rev, "gone": done.made, "again": done.again}


def _memo(bench: Workbench, memo_id: str) -> Plain | None:
    memo = memos.by_id(bench.session.store.read(), memo_id)
    return None if memo is None else _rows(bench, (memo,))[0]


def _rows(bench: Workbench, found: tuple[memos.Memo, ...]) -> list[Plain]:
    """Memos with the event that made them; an own one may be changed where nothing of it is masked."""
    return [
        {
            **row,
            "seen": memo.created_event,
            "mine": memo.coder == bench.coder,
            "whole": row["text"] == memo.text,
        }
        for memo, row in zip(found, memo_rows(bench.session, found), strict=True)
    ]


def _relation_row(relation: Relation, coder: str) -> Plain:
    return {
        "id": relation.id,
        "source": relation.source,
        "target": relation.target,
        "sign": relation.sign,
        "coder": relation.coder_id,
        "mine": relation.coder_id == coder,
    }


def _coding_shown(coder: str, coding: Coding | None, blind: frozenset[str]) -> bool:
    return coding is not None and (coding.coder_id == coder or book_of(coding.codebook_version) not in blind)
