"""Small projects for the tests of the store: documents, codebooks, codings and persons in two lines."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from secondmig.codebook.canonical import hashed
from secondmig.core.ids import content_hash
from secondmig.core.legs import Leg, PartialDate
from secondmig.core.resolution import Resolution
from secondmig.core.span import Span
from secondmig.core.suggestion import Suggestion
from secondmig.core.types import (
    Assignment,
    Case,
    Code,
    Codebook,
    CodebookVersion,
    Coding,
    Document,
    FacetValue,
    SpeakerRef,
    SpeakerRole,
    Turn,
)
from secondmig.store import cases, codebooks, codings, documents, suggestions
from secondmig.store.connect import Store, create_store, open_store

BOOK = "book@1"
ACTOR = "ana"
HEADER = "---\nid: {id}\ntitle: {title}\n---\n"


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.db"
        create_store(path).close()
        return path.read_bytes()


def new_store(folder: Path) -> Store:
    """An empty project's database; a copy of one that was made once, for making one takes its time."""
    path = folder / ".secondmig" / "project.db"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True)
        path.write_bytes(_empty())
        path.chmod(0o600)
    return open_store(path)


def document(
    document_id: str = "US01",
    said: Sequence[tuple[str, str]] = (("INT", "What did you do?"), ("ROSA", "I counted screws in Gunma.")),
    *,
    version: int = 1,
    title: str = "Rosa on screws",
) -> Document:
    """A transcript in the corpus format: one turn per (speaker, words)."""
    text = HEADER.format(id=document_id, title=title)
    turns: list[Turn] = []
    for index, (speaker, words) in enumerate(said):
        text += f"#{index + 1} [00:00:0{index}] {speaker}: "
        role: SpeakerRole = "interviewer" if speaker == "INT" else "participant"
        span = Span(len(text), len(text) + len(words))
        turns.append(Turn(index, index + 1, speaker, role, "en", span, index * 1000))
        text += words + "\n"
    return Document(
        id=document_id,
        version=version,
        title=title,
        kind="interview",
        language="en",
        text=text,
        text_sha=content_hash(text),
        source_sha=content_hash(source(text)),
        decoding="utf-8",
        turns=tuple(turns),
        header={"fictional": "true", "languages": ("en", "ja"), "pseudonym": "Rosa of the screws"},
        supersedes=version - 1 or None,
    )


def source(text: str) -> bytes:
    """The bytes of a file that reads as ``text`` and yet differs from it, as a file with CRLF does."""
    return text.replace("\n", "\r\n").encode("utf-8")


def codebook(*codes: str, codebook_id: str = "book") -> Codebook:
    """A codebook of codes without anything else."""
    made = tuple(Code(code, f"label of {code}") for code in codes or ("OS-UP", "OS-DOWN"))
    return hashed(Codebook(codebook_id, "1.0.0", "A book", "nowhere", ("one rule",), made, (), ""))


def coding(  # noqa: PLR0913 - the fields of a coding
    doc: Document,
    words: str,
    code: str = "OS-UP",
    *,
    number: int = 0,
    facets: Mapping[str, FacetValue] | None = None,
    memo: str = "",
    coder: str = ACTOR,
) -> Coding:
    """A coding of the first place where ``words`` stand."""
    start = doc.text.index(words)
    span = Span(start, start + len(words))
    made = Coding(
        "", doc.id, doc.version, span, content_hash(words), code, BOOK, coder, facets or {}, memo=memo
    )
    return with_id(made, number)


def assignment(doc: Document, *, coder: str = "ana", book: str = "book") -> Assignment:
    """That a coder reads a document with a codebook, without seeing the work of others."""
    return Assignment(coder, doc.id, book, blind=True, source="package")


def resolution(doc: Document, words: str, *, identity: str = "d-1", reason: str = "both fit") -> Resolution:
    """What bob decided on a confusion of ana and ben."""
    start = doc.text.index(words)
    return Resolution(
        id=identity,
        document_id=doc.id,
        version=doc.version,
        span=Span(start, start + len(words)),
        kind="confusion",
        coder_a="ana",
        coder_b="ben",
        code_a="OS-UP",
        code_b="OS-DOWN",
        facet="",
        first=("c-1",),
        second=("c-2", "c-3"),
        take="a",
        outcome="redefine",
        reason=reason,
        coder_id="bob",
    )


def suggestion(doc: Document, word: str, code: str = "OS-UP") -> Suggestion:
    start = doc.text.rindex(word)
    made = Suggestion(
        id="",
        document_id=doc.id,
        version=doc.version,
        span=Span(start, start + len(word)),
        quote_sha=content_hash(word),
        code_id=code,
        codebook_version=BOOK,
        engine="cues",
        engine_version="1",
        score=0.5,
        evidence=("counting",),
    )
    return replace(made, id=suggestions.suggestion_id(made))


def with_id(made: Coding, number: int = 0) -> Coding:
    """The coding under the id that it gets as the ``number``-th of its kind."""
    return replace(made, id=codings.nth_id(made, number))


def case(case_id: str = "US01", *, document_id: str = "", speaker: str = "ROSA") -> Case:
    """A person who moved twice."""
    return Case(
        case_id,
        "Rosa",
        (SpeakerRef(document_id or case_id, speaker),),
        {"origin": "PER", "occupation": "machine fitter"},
        (
            Leg(0, "PER", None, PartialDate(1998), "origin"),
            Leg(1, "JPN", PartialDate(1998, 4), PartialDate(2006), "destination", isco="8121"),
            Leg(2, "USA", PartialDate(2006), None, "current"),
        ),
        "T3",
    )


def add_document(store: Store, doc: Document, *, actor: str = ACTOR) -> Document:
    """Import a transcript."""
    with store.write(actor=actor, verb="corpus import", subject=doc.id) as change:
        documents.add(change, doc, source(doc.text))
    return doc


def add_codebook(store: Store, *codes: str) -> None:
    """Register version 1 of a codebook."""
    with store.write(actor=ACTOR, verb="codebook commit") as change:
        codebooks.add(change, CodebookVersion(codebook(*codes), 1, "first", ACTOR))


def add_codings(store: Store, *made: Coding, actor: str = ACTOR) -> int:
    """Save codings in one event; its rev."""
    with store.write(actor=actor, verb="code add", subject=made[0].document_id) as change:
        codings.insert(change, made)
    return change.rev


def add_case(store: Store, *people: Case) -> int:
    """Save persons in one event; its rev."""
    with store.write(actor=ACTOR, verb="case import") as change:
        for person in people:
            cases.put(change, person)
    return change.rev


def started(folder: Path) -> tuple[Store, Document]:
    """A project with one transcript and one codebook."""
    store = new_store(folder)
    doc = add_document(store, document())
    add_codebook(store)
    return store, doc
