"""Small snapshots made by hand: a few turns, two headings, codings given by their words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from secondmig.core.ids import content_hash, short_id
from secondmig.core.legs import Leg, PartialDate
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import (
    Case,
    Code,
    Codebook,
    Coding,
    ConsentTier,
    Document,
    FacetSpec,
    FacetValue,
    SpeakerRef,
    SpeakerRole,
    Tier,
    Turn,
)

# A turn is (speaker, words), or (speaker, words, its translation).
Said = tuple[str, str] | tuple[str, str, str]
Stay = tuple[str, int, int | None]

CODEBOOK = Codebook(
    id="opportunity-structure",
    label="1.0.0",
    title="Small",
    source="made up",
    rules=(),
    codes=(
        Code("OS-RAC", "Race", codable=False),
        Code("OS-RAC-DISC", "Discrimination", parent="OS-RAC"),
        Code("OS-RAC-INT", "Integration", parent="OS-RAC"),
        Code("OS-LAB", "Labour", codable=False),
        Code("OS-LAB-WAGE", "Wage", parent="OS-LAB"),
    ),
    facets=(
        FacetSpec("about_country", "country", values=("ORIGIN", "NEXT", "ELSEWHERE", "NONE")),
        FacetSpec(
            "valence", "ordinal", values=(-1, 0, 1, "mixed"), labels={"-1": "negative", "1": "positive"}
        ),
    ),
    sha="sha256:0",
)


def role_of(speaker: str) -> SpeakerRole:
    if speaker == "INT":
        return "interviewer"
    return "other" if speaker == "HUSBAND" else "participant"


def document(
    identifier: str, *said: Said, language: str = "en", date: str = "2025-06", version: int = 1
) -> Document:
    text, turns, tiers = "", [], []
    for index, (speaker, words, *translation) in enumerate(said):
        text += f"#{index + 1} {speaker}: "
        span = Span(len(text), len(text) + len(words))
        turns.append(Turn(index, index + 1, speaker, role_of(speaker), language, span))
        text += words + "\n"
        for line in translation:
            text += "%en: "
            tiers.append(Tier("en", index, Span(len(text), len(text) + len(line))))
            text += line + "\n"
    return Document(
        id=identifier,
        version=version,
        title="",
        kind="interview",
        language=language,
        text=text,
        text_sha=content_hash(text),
        source_sha=content_hash(text),
        decoding="utf-8",
        turns=tuple(turns),
        tiers=tuple(tiers),
        header={"interview_date": date},
    )


def person(
    identifier: str,
    *stays: Stay,
    origin: str = "PER",
    speakers: Sequence[tuple[str, str]] | None = None,
    consent: ConsentTier = "T3",
    **attributes: str,
) -> Case:
    """A case that speaks in the document of its own id as its own id, unless told otherwise."""
    first = stays[0][1] if stays else None
    legs = [Leg(0, origin, None, PartialDate(first) if first else None, "origin")]
    legs += [
        Leg(
            index,
            country,
            PartialDate(start),
            PartialDate(end) if end else None,
            "current" if end is None else "destination",
        )
        for index, (country, start, end) in enumerate(stays, start=1)
    ]
    refs = [(identifier, identifier)] if speakers is None else speakers
    return Case(
        id=identifier,
        pseudonym=identifier.title(),
        speakers=tuple(SpeakerRef(*ref) for ref in refs),
        attributes={"origin": origin, **attributes},
        legs=tuple(legs),
        consent=consent,
    )


def coding_at(where: Document, span: Span, code: str, *, coder: str = "ana", **facets: FacetValue) -> Coding:
    return Coding(
        id=short_id("c", where.id, span.start, span.end, code, coder, sorted(facets.items())),
        document_id=where.id,
        version=where.version,
        span=span,
        quote_sha=content_hash(span.of(where.text)),
        code_id=code,
        codebook_version="opportunity-structure@1",
        coder_id=coder,
        facets=dict(sorted(facets.items())),
    )


def coding(where: Document, quote: str, code: str, *, coder: str = "ana", **facets: FacetValue) -> Coding:
    """A coding of words that stand once in the document."""
    assert where.text.count(quote) == 1, f"{quote!r} stands {where.text.count(quote)} times in {where.id}"
    start = where.text.index(quote)
    return coding_at(where, Span(start, start + len(quote)), code, coder=coder, **facets)


def snapshot(
    documents: Iterable[Document],
    codings: Iterable[Coding] = (),
    cases: Iterable[Case] = (),
    *,
    hidden: Mapping[str, SpanSet] | None = None,
    codebooks: Sequence[Codebook] = (CODEBOOK,),
) -> Snapshot:
    """A snapshot at level team, masked as the gate masks it."""
    masks = dict(hidden or {})
    return Snapshot(
        project="small",
        level="team",
        state="sha256:0",
        fictional=True,
        selection="everything",
        documents=tuple(
            replace(one, text=masks.get(one.id, SpanSet()).masked(one.text))
            for one in sorted(documents, key=lambda one: one.id)
        ),
        hidden=masks,
        codebooks=tuple(codebooks),
        codebook_numbers={codebook.id: 1 for codebook in codebooks},
        codings=tuple(
            sorted(codings, key=lambda one: (one.document_id, one.span, one.code_id, one.coder_id))
        ),
        cases=tuple(sorted(cases, key=lambda case: case.id)),
    )
