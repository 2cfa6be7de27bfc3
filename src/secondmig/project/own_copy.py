"""All that is held about a person, for the person: one file for programs and one to read.

Stretches that were taken back are masked, and words of others are left out, also where a passage or a
decision reaches over them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from secondmig.core.consent import GIVEN, NOTE, PREFIX, SWITCHES, TIERS, answer, is_recorded
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Document, SpeakerRef, Turn
from secondmig.joint.passages import printed_number
from secondmig.project.blindness import refuse_blind
from secondmig.project.codes import list_codings
from secondmig.project.consent import clearances, in_words
from secondmig.project.evidence import words_of
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Done
from secondmig.project.memos import memo_rows
from secondmig.project.output import write_atomically
from secondmig.project.outputs import holding, note
from secondmig.project.packages import holders
from secondmig.project.people import find_case
from secondmig.project.session import Session, cases_of, find_document, newest_codebooks
from secondmig.project.trajectories import leg_rows
from secondmig.store import codings, documents, events, links, memos, resolutions, summaries

PAGE: Final = ".html"
Row = dict[str, object]


def export(session: Session, case_id: str, target: Path) -> Done:
    """Write all that is held about a person into a JSON file, and a page with the same beside it.

    Raises:
        SecondmigError: there is no such person, one of the files is there already, or who asks reads the
            person blind and so cannot write down all.
    """
    case = find_case(session, case_id)
    refuse_blind(session, [ref.document for ref in case.speakers])
    page = target.with_suffix(PAGE)
    if page == target:
        raise SecondmigError(
            "the page is written beside the JSON file", where=str(target), hint=f"name {case_id}.json"
        )
    for path in (target, page):
        if path.exists():
            raise SecondmigError("the file is there already", where=str(path), hint="name another file")
    with session.store.consistent():
        held = _held(session, case)
    body = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=False) + "\n"
    readable = _page(session, case, held, target.name)
    write_atomically(target, body.encode("utf-8"), private=True)
    write_atomically(page, readable, private=True)
    for path in (target, page):
        note(session, "case export", path, level="work", people=(case_id,))
    return Done(f"{case_id} exported", details=(str(target), str(page)))


def _held(session: Session, case: Case) -> Mapping[str, object]:
    own = _Own.of(session, case)
    return {
        "case": case.id,
        "pseudonym": case.pseudonym,
        "consent": case.consent,
        "agreed": _agreed(case),
        "attributes": {
            name: value for name, value in sorted(case.attributes.items()) if not name.startswith(PREFIX)
        },
        "meanings": _meanings(session, case),
        "legs": leg_rows(session, case, min_stay=session.config.min_stay),
        "evidence": [own.evidence(row) for row in words_of(session, case)],
        "documents": [own.words(document) for document in own.documents.values()],
        "codings": _codings(session, own),
        **_written_about(session, own),
        "surveys": list(_answers(session, case)),
        "decisions": list(_decisions(session, own)),
        "outputs": [*_outputs(session, case)],
        "history": list(_history(session, case)),
    }


def _meanings(session: Session, case: Case) -> Row:
    """What the attributes are called and what their values mean, where a measure says so."""
    from secondmig.project.surveys import measures_of
    from secondmig.survey.measures import label, measure_of

    known = measures_of(session)
    found: Row = {}
    for name, value in sorted(case.attributes.items()):
        bound = measure_of(name, known)
        if bound is not None:
            measure, part = bound
            means = label(measure, value)
            found[name] = {
                "label": f"{measure.name} ({part})" if part else measure.name,
                "means": means if means != value else None,
            }
    return found


def _agreed(case: Case) -> Row:
    """What the person agreed to, in words and by switch; a switch without an answer is None."""
    return {
        "means": TIERS[case.consent].allows,
        "given": case.attributes.get(GIVEN),
        "on_record": is_recorded(case),
        "switches": {switch: answer(case, switch) or None for switch in SWITCHES},
        "note": case.attributes.get(NOTE),
        "cleared": sorted(clearances(case)),
    }


@dataclass(frozen=True, slots=True)
class _Own:
    """The person's own words.

    Attributes:
        case: the person.
        documents: those in which the person speaks, by id, newest versions.
        texts: with all masked that is not the person's own or was taken back.
    """

    case: Case
    documents: Mapping[str, Document]
    texts: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, case: Case) -> "_Own":
        names = dict.fromkeys(ref.document for ref in case.speakers)
        known = {name: find_document(session, name) for name in names if _is_there(session, name)}
        texts = {}
        for name, document in known.items():
            hidden = hidden_at(document, cases_of(session, name), "work")
            mine = SpanSet.of(span for turn in _turns(case, document) for span in _lines(document, turn))
            others = SpanSet.of([Span(0, len(document.text))]) if document.text else SpanSet()
            texts[name] = hidden.union(others.difference(mine)).masked(document.text)
        return cls(case, known, texts)

    def words(self, document: Document) -> Row:
        """The turns of the person in a document, with their translations and notes."""
        text = self.texts[document.id]
        rows: list[Row] = []
        for turn in _turns(self.case, document):
            row: Row = {"turn": printed_number(turn), "text": turn.span.of(text)}
            under = {
                tier.name: tier.span.of(text) for tier in document.tiers if tier.turn_index == turn.index
            }
            rows.append({**row, **({"lines": under} if under else {})})
        return {"document": document.id, "title": document.title, "turns": rows}

    def evidence(self, row: Row) -> Row:
        """A row of evidence, without words that somebody else said."""
        document = self.documents.get(str(row["document"]))
        mine = {printed_number(turn) for turn in _turns(self.case, document)} if document else set()
        return row if row["turn"] in mine else {**row, "words": None}

    def holds(self, name: str, span: Span) -> bool:
        """Whether a stretch of a document touches the person's words."""
        document = self.documents.get(name)
        return document is not None and any(turn.span.overlaps(span) for turn in _turns(self.case, document))


def _is_there(session: Session, name: str) -> bool:
    return documents.get_row(session.store.read(), name, None) is not None


def _turns(case: Case, document: Document) -> list[Turn]:
    return [turn for turn in document.turns if SpeakerRef(document.id, turn.speaker) in case.speakers]


def _lines(document: Document, turn: Turn) -> Iterator[Span]:
    yield turn.span
    yield from (tier.span for tier in document.tiers if tier.turn_index == turn.index)


def _codings(session: Session, own: _Own) -> list[Row]:
    """Every coding of the person's words with the label of its code; words of others in it are masked."""
    labels = {code.id: code.label for version in newest_codebooks(session) for code in version.codebook.codes}
    rows: list[Row] = []
    for row in list_codings(session, Selection(documents=tuple(own.documents))).rows if own.documents else ():
        name = str(row["document"])
        span = Span(int(str(row["start"])), int(str(row["end"])))
        is_current = row["version"] == own.documents[name].version
        # Of an earlier version nobody can say whose words these were where several persons speak.
        if not (own.holds(name, span) if is_current else len(cases_of(session, name)) == 1):
            continue
        words = span.of(own.texts[name]) if is_current and row["quote"] is not None else None
        rows.append({**row, "label": labels.get(str(row["code"]), ""), "quote": words})
    return rows


def _written_about(session: Session, own: _Own) -> Mapping[str, object]:
    """What analysts wrote about a person, words taken back masked: memos, and cells of the summary grid."""
    connection = session.store.read()
    case = own.case
    cells = [each for each in summaries.all_summaries(connection) if each.case_id == case.id]
    # A cell speaks of the person as a memo does, so the same words of it are masked.
    as_memos = [
        memos.Memo(f"{at}", "case", case.id, each.text, each.coder_id, each.created_event)
        for at, each in enumerate(cells)
    ]
    shown = [row["text"] for row in memo_rows(session, as_memos)]
    found = [each for each in memos.every(connection) if _about(session, own, each)]
    return {
        "memos": [
            {"coder": row["coder"], "text": row["text"], **({"on": on} if on else {})}
            for row, on in zip(memo_rows(session, found), map(_on, found), strict=True)
        ],
        "summaries": [
            {"theme": each.code_id, "coder": each.coder_id, "text": text}
            for each, text in zip(cells, shown, strict=True)
        ],
    }


def _on(memo: memos.Memo) -> str:
    return "" if memo.subject_kind == "case" else f"{memo.subject_kind} {memo.subject_id}"


def _about(session: Session, own: _Own, memo: memos.Memo) -> bool:
    """Whether a memo is about the person, a coding of their words, or a document that is theirs alone."""
    if memo.subject_kind == "case":
        return memo.subject_id == own.case.id
    if memo.subject_kind == "document":
        return memo.subject_id in own.documents and len(cases_of(session, memo.subject_id)) == 1
    if memo.subject_kind != "coding":
        return False
    coding = codings.by_id(session.store.read(), memo.subject_id)
    return coding is not None and own.holds(coding.document_id, coding.span)


def _answers(session: Session, case: Case) -> Iterator[Row]:
    """The survey rows that are joined to the person, with what columns and values mean."""
    from secondmig.project.surveys import measures_of, table_of
    from secondmig.survey.measures import label

    measures = measures_of(session)
    for line in links.all_links(session.store.read()):
        if line.case != case.id or line.status != "matched":
            continue
        table = table_of(session, line.survey)
        place = next((at for at, name in enumerate(table.ids) if name == line.row), None)
        if place is None:
            continue
        for column, value in table.row(place).items():
            known = table.form.variable(column)
            measure = measures.get(known.measure)
            means = known.labels.get(value) or known.missing.get(value)
            if measure is not None and means is None and value and not known.map:
                means = label(measure, value)
            yield {
                "survey": line.survey,
                "row": line.row,
                "variable": column,
                "label": known.label or (measure.name if measure else None),
                "value": value or None,
                "means": means if means != value else None,
            }


def _decisions(session: Session, own: _Own) -> Iterator[Row]:
    """What coders decided about passages of the person."""
    names = tuple(own.documents)
    for each in resolutions.all_resolutions(session.store.read(), documents=names) if names else ():
        if own.holds(each.document_id, each.span):
            yield {
                "document": each.document_id,
                "start": each.span.start,
                "end": each.span.end,
                "codes": [code for code in (each.code_a, each.code_b) if code],
                "take": each.take,
                "outcome": each.outcome,
                "reason": each.reason or None,
                "coder": each.coder_id,
            }


def _outputs(session: Session, case: Case) -> Iterator[Row]:
    for each in holding(session, case.id):
        # Where on a disk of the team a file lies is nothing for outside; its name is.
        path = Path(each.path).name if Path(each.path).is_absolute() else each.path
        yield {"path": path, "what": each.what, "level": each.level, "at": each.at or None}
    for line in holders(session.store.read(), {ref.document for ref in case.speakers}):
        yield {"path": line, "what": "agree package", "level": "work", "at": None}


def _history(session: Session, case: Case) -> Iterator[Row]:
    """What was done about the person and their documents: when, by whom, what."""
    about = {case.id, *(ref.document for ref in case.speakers)}
    for event in events.all_events(session.store.read()):
        held = event.payload.get("cases")
        named = isinstance(held, list) and case.id in held
        if event.subject in about or named:
            yield {"event": event.rev, "at": event.at, "by": event.actor, "verb": event.verb}


# to read

_LEGS: Final = {
    "leg": "stay",
    "country": "country",
    "start": "from",
    "end": "to",
    "role": "counts as",
    "legal_at_entry": "status at entry",
    "legal_at_exit": "status at the end",
    "isco": "occupation (ISCO-08)",
    "edu_at_end": "education at the end",
    "income": "standard of living",
    "household": "household",
    "motives": "reasons",
    "helped_by": "helped by",
    "occupations": "occupations",
    "statuses": "statuses",
    "note": "note",
}
_CODINGS: Final = {
    "document": "document",
    "turn": "turn",
    "label": "read as",
    "quote": "words",
    "coder": "by",
    "facets": "details",
    "memo": "remark",
}
_EVIDENCE: Final = {"leg": "stay", "fact": "about", "value": "value", "turn": "turn", "words": "words"}
_SURVEYS: Final = {
    "survey": "survey",
    "variable": "column",
    "label": "question",
    "value": "answer",
    "means": "which means",
}


def _page(session: Session, case: Case, held: Mapping[str, object], beside: str) -> bytes:
    from secondmig.report.own_copy import own_page, pairs, table

    def rows(name: str) -> Sequence[Mapping[str, object]]:
        found = held[name]
        return found if isinstance(found, list) else []

    parts = [
        pairs("What was agreed", dict(in_words(case))),
        table("What is on record", _on_record(held), _RECORD),
        table("Where you lived", rows("legs"), _LEGS),
        table("How that is known", rows("evidence"), _EVIDENCE),
        *(
            table(f"What you said: {each['title'] or each['document']}", _said(each), _TURNS)
            for each in rows("documents")
        ),
        table("How your words were read", rows("codings"), _CODINGS),
        table("What was written about you", [*rows("memos"), *rows("summaries")], _WRITTEN),
        table("Survey answers", rows("surveys"), _SURVEYS),
        table("What was decided about passages", rows("decisions"), _DECISIONS),
        table("Reports and files that hold you", rows("outputs"), _OUTPUTS, _PUBLIC),
        table("What was done, and when", rows("history"), _HISTORY),
    ]
    return own_page(case.pseudonym, parts, project=session.config.title, beside=beside)


_RECORD: Final = {"name": "name", "label": "which is", "value": "value", "means": "which means"}
_TURNS: Final = {"turn": "turn", "text": "words", "lines": "translation and notes"}
_WRITTEN: Final = {"coder": "by", "on": "about", "theme": "theme", "text": "words"}
_DECISIONS: Final = {"document": "document", "codes": "codes", "outcome": "outcome", "reason": "reason"}
_OUTPUTS: Final = {"path": "file", "what": "made by", "level": "for", "at": "when"}
_HISTORY: Final = {"at": "when", "by": "by", "verb": "what"}
_PUBLIC: Final = "Public editions count everybody and name nobody, so they are not listed."


def _on_record(held: Mapping[str, object]) -> list[Row]:
    """The attributes with their names and meanings as people read them."""
    values, meanings = held["attributes"], held["meanings"]
    if not isinstance(values, Mapping) or not isinstance(meanings, Mapping):
        return []
    rows: list[Row] = []
    for name, value in values.items():
        told = meanings.get(name, {})
        rows.append({"name": name, "value": value, **told})
    return rows


def _said(document: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    found = document["turns"]
    return found if isinstance(found, list) else []
