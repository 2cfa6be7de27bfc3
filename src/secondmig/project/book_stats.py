"""How codes are used: by whom, in which languages, by how many persons, and which never are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from secondmig.core.cautions import made_by
from secondmig.core.selection import Selection
from secondmig.core.types import Case, Code, CodebookVersion, Coding, Document, SpeakerRef
from secondmig.core.warnings import Caution
from secondmig.project.book_versions import no_codebook
from secondmig.project.codes import cases_by_speaker, selected
from secondmig.project.corpus import is_in_place
from secondmig.project.listing import Listing
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks, turn_at
from secondmig.project.undecided import undecided
from secondmig.project.waits import Waits
from secondmig.store import cases, documents

_FIELDS = (
    "code",
    "label",
    "codable",
    "codings",
    "segments",
    "documents",
    "persons",
    "coders",
    "languages",
    "remark",
    "codebook",
)


UNUSED = "never used"
UNDEFINED = "used without definition"
HEADING_USED = "a heading used as a code"


@dataclass(slots=True)
class _Use:
    """What the codings of a code add up to; ``coders`` counts everybody's, the rest those that count."""

    codings: int = 0
    segments: set[tuple[str, int, int]] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    coders: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, other: "_Use") -> None:
        self.codings += other.codings
        self.segments |= other.segments
        self.documents |= other.documents
        self.persons |= other.persons
        self.coders += other.coders
        self.languages += other.languages


def stats(
    session: Session, selection: Selection, *, codebook: str | None = None, rolled_up: bool = False
) -> Listing:
    """One row per code of the newest versions, headings included, in the order of the codebooks.

    Codings that wait for a decision, after a correction of their transcript or a split of their code, are
    left out. The warnings count those of the coders that count, a note those of others. Segments are
    different stretches of text; persons those whose turns hold them; languages count codings by the language
    of the turn they begin in.

    Args:
        session: the open project.
        selection: which codings are meant. Where it names no coder, codings, segments, documents, persons and
            languages are those of the coders that count (``count`` in secondmig.toml); ``coders`` has all.
        codebook: only the codes of this one.
        rolled_up: count for each code what is coded with it or with any code below it.

    Raises:
        SecondmigError: there is no such codebook.
    """
    versions = newest_codebooks(session, as_of=selection.as_of)
    wanted = [version for version in versions if codebook in {None, version.codebook.id}]
    if codebook is not None and not wanted:
        raise no_codebook(codebook, {version.codebook.id: version for version in versions})
    used, waits, others = _used(session, selection, codebook)
    chosen = frozenset(expand_codes(versions, selection))
    rows = [row for version in wanted for row in _rows(version, used, rolled_up=rolled_up)]
    if codebook is None:
        known = {code.id for version in versions for code in version.codebook.codes}
        rows += [_row(Code(each, ""), "", used[each]) for each in sorted(used.keys() - known)]
    rows = [row for row in rows if not chosen or row["code"] in chosen]
    counting = session.counting(selection)
    told = meta(
        session, unit="codes", selection=counting, n=len(rows), cautions=_cautions(session, waits, used)
    )
    told["rolled_up"] = rolled_up
    notes = [*_notes(rows, session.config.count, selection), *_others(others)]
    return Listing(_FIELDS, rows, told, tuple(notes))


def _cautions(session: Session, waits: Waits, used: Mapping[str, _Use]) -> list[Caution]:
    coders = [coder for use in used.values() for coder in use.coders]
    return [*made_by(coders, session.config.coders), *waits.cautions()]


def _others(others: Counter[str]) -> Iterator[str]:
    """What waits of coders whose codings are in one column only."""
    if others:
        who = ", ".join(f"{coder}={number}" for coder, number in sorted(others.items()))
        yield f"waiting too, and not in the column coders: {who}"


def _used(
    session: Session, selection: Selection, codebook: str | None
) -> tuple[dict[str, _Use], Waits, Counter[str]]:
    """What each code is used for, and how many codings wait: of coders that count, and of each other one."""
    pending = undecided(session, as_of=selection.as_of)
    counted = frozenset(session.counting(selection).coders)
    people = cases_by_speaker(cases.all_cases(session.store.read()))
    newest = {each.id: each for each in documents.all_documents(session.store.read(), as_of=selection.as_of)}
    used: dict[str, _Use] = {}
    corrected = divided = 0
    others: Counter[str] = Counter()
    for coding in selected(session, selection):
        document = newest[coding.document_id]
        in_place = is_in_place(coding, document)
        if not in_place or coding.id in pending:
            if codebook not in {None, coding.codebook_version.rpartition("@")[0]}:
                continue
            if counted and coding.coder_id not in counted:
                others[coding.coder_id] += 1
            elif in_place:
                divided += 1
            else:
                corrected += 1
        else:
            use = used.setdefault(coding.code_id, _Use())
            use.coders[coding.coder_id] += 1
            if not counted or coding.coder_id in counted:
                _count(use, coding, document, people)
    whose = f"of {' and '.join(sorted(counted))}" if counted else ""
    return used, Waits(corrected, divided, whose), others


def _count(use: _Use, coding: Coding, document: Document, people: Mapping[SpeakerRef, Case]) -> None:
    turn = turn_at(document, coding.span.start)
    use.codings += 1
    use.documents.add(coding.document_id)
    use.segments.add((coding.document_id, coding.span.start, coding.span.end))
    use.languages[turn.language if turn else document.language] += 1
    case = people.get(SpeakerRef(document.id, turn.speaker)) if turn else None
    if case is not None:
        use.persons.add(case.id)


def _rows(
    version: CodebookVersion, used: Mapping[str, _Use], *, rolled_up: bool
) -> Iterator[dict[str, object]]:
    from secondmig.codebook.tree import descendants

    book = version.codebook
    for code in book.codes:
        own = used.get(code.id, _Use())
        whole = _Use()
        for each in (code, *(descendants(book, code.id) if rolled_up else ())):
            whole.add(used.get(each.id, _Use()))
        yield _row(code, f"{book.id}@{version.number}", whole, own)


def _row(code: Code, codebook: str, use: _Use, own: _Use | None = None) -> dict[str, object]:
    return {
        "code": code.id,
        "label": code.label or None,
        "codable": code.codable,
        "codings": use.codings,
        "segments": len(use.segments),
        "documents": len(use.documents),
        "persons": len(use.persons),
        "coders": dict(sorted(use.coders.items())),
        "languages": dict(sorted(use.languages.items())),
        "remark": "; ".join(_remarks(code, use, own or use)) or None,
        "codebook": codebook or None,
    }


def _remarks(code: Code, use: _Use, own: _Use) -> Iterator[str]:
    if not code.label:
        yield "in no codebook"
        return
    if code.retired:
        yield "retired"
    if own.coders and not code.codable:
        yield HEADING_USED
    elif own.coders and not code.definition:
        yield UNDEFINED
    if code.codable and not code.retired and not use.coders:
        yield UNUSED


def _notes(
    rows: Sequence[Mapping[str, object]], counted: Sequence[str], selection: Selection
) -> Iterator[str]:
    for remark in (UNUSED, UNDEFINED, HEADING_USED):
        codes = [str(row["code"]) for row in rows if remark in str(row["remark"])]
        if codes:
            yield f"{remark}: {', '.join(codes)}"
    if counted and not selection.coders:
        yield f"counted: the codings of {', '.join(counted)}; the column coders has everybody's"
