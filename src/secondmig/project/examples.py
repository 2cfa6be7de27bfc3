"""A sentence that becomes an example in a codebook, in the same event as the decision it comes from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Case, CodebookVersion, Document, SpeakerRef
from secondmig.project.book_text import BookFile, Staged, file_of, read_staged, staged
from secondmig.project.following import follow
from secondmig.project.gate import hidden_at, tier_of
from secondmig.project.quotations_in_books import EXAMPLE, OWN_WORDS, plain, sources
from secondmig.project.session import Session, cases_of, codebook_of, newest_codebooks, place, turn_at
from secondmig.store import codebooks
from secondmig.store.connect import Change


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example on its way into a codebook file.

    Attributes:
        code: whose example it is.
        sentence: the example.
        version: the codebook as it is.
        file: its file.
        new: the file as it will be, None where the sentence is an example already.
    """

    code: str
    sentence: str
    version: CodebookVersion
    file: BookFile
    new: Staged | None


@contextmanager
def prepared(session: Session, code: str, sentence: str) -> Iterator[Prepared | None]:
    """The codebook file with one more example, beside the file that it will replace; None without a code.

    Raises:
        SecondmigError: the code is unknown, or the file was edited and not committed.
    """
    if not code:
        yield None
        return
    from secondmig.codebook import edit

    version = codebook_of(newest_codebooks(session), code)
    file = file_of(session, version)
    text = edit.add_example(file.text, code, sentence)
    if text == file.text:
        yield Prepared(code, sentence, version, file, None)
        return
    with staged(file, text) as new:
        yield Prepared(code, sentence, version, file, new)


def put(session: Session, change: Change, example: Prepared) -> str:
    """Save the codebook with the example as a new version; the last thing of a change.

    Returns:
        What was done, in a line.
    """
    version = example.version
    if example.new is None:
        return f"the sentence is an example of {example.code} already"
    others = {each.codebook.id: each.codebook for each in newest_codebooks(session)}
    book = read_staged(example.new, example.file.name, others=others)
    newer = CodebookVersion(book, version.number + 1, f"an example of {example.code}", session.coder())
    codebooks.add(change, newer)
    follow(change, session, version, newer)
    change.payload["version"] = f"{book.id}@{newer.number}"
    told = {"code": example.code, "sha": content_hash(plain(example.sentence))}
    change.payload[EXAMPLE] = {**told, "documents": sources(session, example.sentence)}
    example.new.put(change)
    return f"{example.file.name}: an example of {example.code}, version {newer.number}"


def quoted(session: Session, document: Document, span: Span) -> str:
    """The words of a passage, to be copied into a codebook that others read.

    Raises:
        SecondmigError: a person who speaks there did not agree to be quoted (T3 or more), or words were taken
            back.
    """
    people = cases_of(session, document.id)
    if hidden_at(document, people, "public").overlaps(span):
        heard = {turn.speaker for turn in document.turns if turn.span.overlaps(span)}
        speak = [case for case in people if any(ref.speaker in heard for ref in _in(document, case))]
        tiers = sorted({tier_of(case, document) for case in speak or people or (None,)})
        raise SecondmigError(
            f"these words may not be copied into a codebook (consent {', '.join(tiers)}, T3 is needed)",
            where=place(document, turn_at(document, span.start)),
            hint="--example CODE with a sentence of your own",
        )
    return " ".join(span.of(document.text).split())


def _in(document: Document, case: Case) -> tuple[SpeakerRef, ...]:
    return tuple(ref for ref in case.speakers if ref.document == document.id)


def refuse_quotation(sentence: str, document: Document, spans: Sequence[Span]) -> None:
    """Refuse a sentence that copies words of the passage instead of being the writer's own.

    Raises:
        SecondmigError: it does.
    """
    said = plain(sentence)
    for span in spans:
        words = plain(span.of(document.text))
        parts = (words[at : at + OWN_WORDS] for at in range(max(1, len(words) - OWN_WORDS + 1)))
        if len(words) > 3 and ((len(said) > 3 and said in words) or any(part in said for part in parts)):
            raise SecondmigError(
                "this is the quotation itself, and an example is a sentence of your own",
                where=place(document, turn_at(document, span.start)),
                hint="--example-quote CODE copies it, where the person agreed to be quoted",
            )
