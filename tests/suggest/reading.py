"""A transcript and a codebook made in memory, for tests of engines."""

from collections.abc import Mapping, Sequence

from secondmig.core.ids import content_hash
from secondmig.core.span import Span, SpanSet
from secondmig.core.suggestion import Suggestion
from secondmig.core.types import Code, Codebook, CodebookVersion, Document, SpeakerRole, Turn
from secondmig.suggest.cues import Cues
from secondmig.suggest.engine import Read
from secondmig.transcript.units import Sentence, sentence_spans


def turns_of(*turns: tuple[str, str, SpeakerRole]) -> tuple[str, tuple[Turn, ...]]:
    """Text and turns of (words, language, role), a label before each."""
    text, made = "---\nid: X\n---\n", []
    for index, (words, language, role) in enumerate(turns):
        text += f"#{index + 1} S: "
        made.append(Turn(index, index + 1, "S", role, language, Span(len(text), len(text) + len(words))))
        text += words + "\n"
    return text, tuple(made)


def read(
    *turns: tuple[str, str, SpeakerRole], hidden: SpanSet | None = None, whole_turns: bool = False
) -> Read:
    """A transcript of these turns, read; with ``whole_turns`` each turn is one sentence."""
    text, made = turns_of(*turns)
    document = Document("X", 1, "", "interview", "en", text, content_hash(text), "", "utf-8", made)
    sentences = [
        Sentence(turn.index, span.shifted(turn.span.start))
        for turn in made
        for span in (
            (Span(0, len(turn.span)),) if whole_turns else sentence_spans(turn.span.of(text), turn.language)
        )
    ]
    return Read(document, hidden or SpanSet(), tuple(sentences))


def book(cues: Mapping[str, Mapping[str, Sequence[str]]], **flags: bool) -> CodebookVersion:
    """A codebook of codes with cues by language."""
    codes = tuple(
        Code(code, code, cues={tag: tuple(words) for tag, words in by_tag.items()})
        for code, by_tag in cues.items()
    )
    sha = content_hash(repr(cues) + repr(flags))
    return CodebookVersion(Codebook("b", "1", "B", "", (), codes, (), sha), 1, "", "ana")


def found(read_: Read, version: CodebookVersion) -> list[tuple[str, str]]:
    """The words and codes that cues propose."""
    made: list[Suggestion] = Cues().suggest(read_, version)
    return [(each.span.of(read_.document.text), each.code_id) for each in made]


def hits(words: str, *cues: str, language: str = "en", cue_language: str = "") -> bool:
    """Whether one of the cues is found in words."""
    version = book({"A": {cue_language or language: cues}})
    return bool(found(read((words, language, "participant"), whole_turns=True), version))
