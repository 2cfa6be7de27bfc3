"""The demo project as a snapshot, read straight from its files; nothing is masked."""

import json
from functools import cache
from pathlib import Path

from secondmig.codebook.facets import complete
from secondmig.codebook.yaml_file import read_codebooks
from secondmig.core.ids import content_hash, short_id
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Codebook, Coding, Document, FacetValue
from secondmig.joint.speech import spoken_words
from secondmig.survey.legs_file import read_tables
from secondmig.survey.legs_join import with_legs
from secondmig.survey.persons import read_persons
from secondmig.transcript.read import read_document

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
CODEBOOKS = ("opportunity-structure", "human-capital-employment", "migration-system-feedback")


@cache
def demo_snapshot() -> Snapshot:
    """All 24 interviews with every gold coding, at level work without consent applied."""
    documents = tuple(
        sorted(
            (read_document(path) for path in sorted(CORPUS.glob("*.txt"))), key=lambda document: document.id
        )
    )
    codebooks = tuple(
        sorted(
            read_codebooks([ROOT / "codebooks" / f"{name}.yaml" for name in CODEBOOKS]),
            key=lambda book: book.id,
        )
    )
    holder = {code.id: codebook for codebook in codebooks for code in codebook.codes}
    codings = [
        _coding(document, json.loads(line), holder)
        for document in documents
        for line in (CORPUS / "gold" / f"{document.id}.jsonl").read_text("utf-8").split("\n")
        if line
    ]
    cases = with_legs(
        read_persons(CORPUS / "persons.csv"),
        read_tables(
            legs=CORPUS / "legs.csv",
            occupations=CORPUS / "occupations.csv",
            statuses=CORPUS / "statuses.csv",
        ),
    )
    return Snapshot(
        project="demo",
        made={"gold": "author-made"},
        level="work",
        state="sha256:0",
        fictional=True,
        selection="everything",
        documents=documents,
        hidden={},
        codebooks=codebooks,
        codebook_numbers={codebook.id: 1 for codebook in codebooks},
        codings=tuple(
            sorted(codings, key=lambda one: (one.document_id, one.span, one.code_id, one.coder_id))
        ),
        cases=tuple(sorted(cases, key=lambda case: case.id)),
        words=spoken_words(documents),
    )


def _coding(document: Document, row: dict[str, object], holder: dict[str, Codebook]) -> Coding:
    turn = next(turn for turn in document.turns if turn.number == row["turn"])
    quote, code = str(row["quote"]), str(row["code"])
    words = turn.span.of(document.text)
    assert words.count(quote) == 1, f"{document.id} #{turn.number}: {quote!r}"
    start = turn.span.start + words.index(quote)
    span = Span(start, start + len(quote))
    stated = {
        name: _facet(value) for name, value in row.items() if name not in {"turn", "quote", "code", "note"}
    }
    return Coding(
        id=short_id("c", document.id, span.start, span.end, code, "gold", 0),
        document_id=document.id,
        version=document.version,
        span=span,
        quote_sha=content_hash(quote),
        code_id=code,
        codebook_version=f"{holder[code].id}@1",
        coder_id="gold",
        facets=complete(holder[code], code, stated),
        memo=str(row.get("note", "")),
    )


def _facet(value: object) -> FacetValue:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    assert isinstance(value, str | int)
    return value
