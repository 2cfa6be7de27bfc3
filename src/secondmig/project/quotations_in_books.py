"""Words of transcripts that stand in a codebook, and may not leave with it.

An example may be a quotation (``agree decide --example-quote``), or somebody wrote one into the file. It was
allowed when it was written; consent is lowered, passages are taken back and persons withdraw later. So every
time a codebook leaves, its examples are held against what may not be shown now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from secondmig.codebook.canonical import hashed
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import SpanSet
from secondmig.core.types import Code, Codebook, Level
from secondmig.project.gate import hidden_at
from secondmig.project.session import Session, cases_of, find_document
from secondmig.store import cases, documents, events

OWN_WORDS = 40
"""Letters from which a stretch in a sentence counts as quoted from the transcript."""
EXAMPLE = "example"
"""Where an event says which documents an example was quoted from."""


def plain(text: str) -> str:
    """A text without capitals and line ends, as words are compared."""
    return " ".join(text.casefold().split())


def sources(session: Session, sentence: str) -> list[str]:
    """The documents that hold a sentence word by word, by id."""
    said = plain(sentence)
    every = documents.all_documents(session.store.read())
    return sorted(each.id for each in every if said in plain(each.text))


@dataclass(frozen=True, slots=True)
class Cleared:
    """A codebook without what may not leave.

    Attributes:
        book: the codebook; itself where nothing was taken out.
        left_out: what was, in words that tell nothing of it.
    """

    book: Codebook
    left_out: tuple[str, ...]


class Withheld:
    """The words that may not be shown at a level.

    Args:
        session: the open project.
        level: who reads.
    """

    def __init__(self, session: Session, level: Level) -> None:
        connection = session.store.read()
        gone = {name for row in cases.withdrawn(connection) for name in (row.case_id, *row.documents)}
        here = {row.id for row in documents.summaries(connection)}
        self._words = [words for name in sorted(here) for words in _hidden_words(session, name, level)]
        self._lost = frozenset(
            str(told.get("sha"))
            for event in events.all_events(connection)
            if isinstance(told := event.payload.get(EXAMPLE), dict)
            and any(name in gone or name not in here for name in told.get("documents", ()))
        )

    def copied(self, text: str, *, whole: bool) -> bool:
        """Whether a text copies such words: 40 letters of them, or consists of them.

        Args:
            text: of a codebook.
            whole: a shorter text that stands there word by word is a copy too.
        """
        said = plain(text)
        if content_hash(said) in self._lost:
            return True
        if whole and len(said) > 3 and any(said in words for words in self._words):
            return True
        parts = {said[at : at + OWN_WORDS] for at in range(len(said) - OWN_WORDS + 1)}
        return any(part in words for words in self._words for part in parts)

    def cleared(self, book: Codebook) -> Cleared:
        """The codebook without the examples that copy such words.

        Raises:
            SecondmigError: another text of the codebook copies them.
        """
        codes: list[Code] = []
        left_out: list[str] = []
        for code in book.codes:
            for name in ("definition", "include", "exclude", "retired"):
                if self.copied(getattr(code, name), whole=False):
                    raise SecondmigError(
                        f"{name} of {code.id} copies words of a transcript that may not leave",
                        where=book.id,
                        hint="say it in your own words in the file, then: secondmig codebook commit -m WHY",
                    )
            kept = tuple(each for each in code.examples if not self.copied(each, whole=True))
            many = len(code.examples) - len(kept)
            if many:
                what = "an example" if many == 1 else f"{many} examples"
                left_out.append(f"{what} of {code.id}, in words of a transcript that may not leave")
            codes.append(replace(code, examples=kept) if many else code)
        if not left_out:
            return Cleared(book, ())
        return Cleared(hashed(replace(book, codes=tuple(codes))), tuple(left_out))


def refuse_hidden(session: Session, books: Sequence[Codebook]) -> None:
    """Refuse to pass on codebooks with words that not even the team may see any more.

    Raises:
        SecondmigError: there are some; which code, and not what.
    """
    withheld = Withheld(session, "work")
    for book in books:
        found = withheld.cleared(book)
        if found.left_out:
            raise SecondmigError(
                f"the codebook holds {found.left_out[0]}",
                where=book.id,
                hint="take it out of the codebook's file, then: secondmig codebook commit -m WHY",
            )


def _hidden_words(session: Session, name: str, level: Level) -> Iterator[str]:
    document = find_document(session, name)
    spoken = SpanSet.of([*(turn.span for turn in document.turns), *(tier.span for tier in document.tiers)])
    for span in hidden_at(document, cases_of(session, name), level).intersection(spoken):
        yield plain(span.of(document.text))
