"""Words of transcripts that stand in a codebook, and may not leave with it.

An example may be a quotation (``agree decide --example-quote``), or somebody wrote one into the file. It was
allowed when it was written; consent is lowered, passages are taken back and persons withdraw later. So every
time a codebook leaves, its examples are held against what may not be shown now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from secondmig.codebook.canonical import hashed
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import SpanSet
from secondmig.core.types import Code, Codebook, Document, Level
from secondmig.project.gate import hidden_at
from secondmig.project.session import Session, cases_of, find_document
from secondmig.store import cases, documents, events

OWN_WORDS = 40
"""Letters from which a stretch in a sentence counts as quoted from the transcript."""
_CHANCE = 3
"""Letters that two texts have in common by chance."""
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


def speakers_in(session: Session, book: Codebook) -> frozenset[str]:
    """Ids of the persons who speak in the documents that examples of a codebook are quoted from."""
    quoted = {plain(each) for code in book.codes for each in code.examples if len(plain(each)) > _CHANCE}
    every = documents.all_documents(session.store.read()) if quoted else ()
    found = {each.id for each in every for said in [plain(each.text)] if any(one in said for one in quoted)}
    people = cases.all_cases(session.store.read())
    return frozenset(case.id for case in people if any(ref.document in found for ref in case.speakers))


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
        self._texts = [_Spoken.of(find_document(session, name), session, level) for name in sorted(here)]
        self._lost = frozenset(
            str(told.get("sha"))
            for event in events.all_events(connection)
            if isinstance(told := event.payload.get(EXAMPLE), dict)
            and any(name in gone or name not in here for name in told.get("documents", ()))
        )

    def copied(self, text: str, *, whole: bool) -> bool:
        """Whether a text copies such words: 40 letters with some of them, or is a quotation that holds some.

        Args:
            text: of a codebook.
            whole: a shorter text that stands there word by word, or that holds a passage which was taken
                back, is a copy too.
        """
        said = plain(text)
        if content_hash(said) in self._lost:
            return True
        parts = {said[at : at + OWN_WORDS] for at in range(len(said) - OWN_WORDS + 1)}
        if whole and len(said) > _CHANCE:
            parts.add(said)
            if any(words in said for each in self._texts for words in each.taken_back):
                return True
        return any(part in each.said and part not in each.shown for each in self._texts for part in parts)

    def cleared(self, book: Codebook) -> Cleared:
        """The codebook without the examples that copy such words.

        Raises:
            SecondmigError: another text of the codebook copies them.
        """
        for name, text in (("title", book.title), ("source", book.source), ("unit", book.unit)):
            self._refuse_copied(book, name, text)
        for rule in book.rules:
            self._refuse_copied(book, "a rule", rule)
        codes: list[Code] = []
        left_out: list[str] = []
        for code in book.codes:
            for name in ("label", "definition", "include", "exclude", "retired"):
                self._refuse_copied(book, f"{name} of {code.id}", getattr(code, name))
            kept = tuple(each for each in code.examples if not self.copied(each, whole=True))
            many = len(code.examples) - len(kept)
            if many:
                what = "an example" if many == 1 else f"{many} examples"
                left_out.append(f"{what} of {code.id}, in words of a transcript that may not leave")
            codes.append(replace(code, examples=kept) if many else code)
        if not left_out:
            return Cleared(book, ())
        return Cleared(hashed(replace(book, codes=tuple(codes))), tuple(left_out))

    def _refuse_copied(self, book: Codebook, what: str, text: str) -> None:
        if self.copied(text, whole=False):
            raise SecondmigError(
                f"{what} copies words of a transcript that may not leave",
                where=book.id,
                hint="say it in your own words in the file, then: secondmig codebook commit -m WHY",
            )


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What is said in a document, plain, for comparing words.

    Attributes:
        said: all of it.
        shown: the same with a mask in the place of what may not be shown.
        taken_back: the passages that somebody took back, those that are more than a word or two.
    """

    said: str
    shown: str
    taken_back: tuple[str, ...]

    @classmethod
    def of(cls, document: Document, session: Session, level: Level) -> "_Spoken":
        turns = (each.span for each in document.turns)
        spoken = SpanSet.of([*turns, *(each.span for each in document.tiers)])
        masked = hidden_at(document, cases_of(session, document.id), level).masked(document.text)
        said, shown = (" ".join(span.of(text) for span in spoken) for text in (document.text, masked))
        withheld = SpanSet.of(each.span for each in document.withheld).intersection(spoken)
        taken_back = sorted({plain(span.of(document.text)) for span in withheld})
        return cls(plain(said), plain(shown), tuple(each for each in taken_back if len(each) > _CHANCE))


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
