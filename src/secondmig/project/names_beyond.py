"""Names of a key where no text can be edited, each with what is to be done about it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from secondmig.core.types import Code
from secondmig.project.session import Session
from secondmig.store import cases, codebooks, documents, files
from secondmig.transcript.names import names_alone
from secondmig.transcript.replace_names import Replacer

_NAMED = 5


def beyond(session: Session, wanted: Sequence[str], replacer: Replacer) -> Iterator[str]:
    """Names where no text can be edited: ids, names of files, files themselves, codebooks."""
    connection = session.store.read()
    ids = [row.id for row in documents.summaries(connection) if not wanted or row.id in wanted]
    named = [document_id for document_id in ids if replacer.finder.holds(document_id, names_alone)]
    if named:
        example = named[0]
        yield (
            f"{counted(len(named), 'id')} of documents hold a name ({', '.join(named)}): ids are kept for"
            f" good; secondmig corpus text {example} -o NEW-NAME.txt, and import that into a new project"
        )
    people = [case.id for case in cases.all_cases(connection) if replacer.finder.holds(case.id, names_alone)]
    if people:
        yield f"{counted(len(people), 'id')} of persons hold a name: {', '.join(people)}"
    taken = [each.path for each in files.all_files(connection)]
    if any(replacer.finder.holds(path, names_alone) for path in taken):
        yield "names of files that were taken in hold a name: they stay in the database's list of files"
    there = [path for path in taken if _holds(session.root / path, replacer)]
    if there:
        yield (
            f"{counted(len(there), 'file')} in the project's folder still hold names of the key:"
            f" {', '.join(there[:_NAMED])}{' ...' if len(there) > _NAMED else ''};"
            " move them to where the key lies"
        )
    books = [
        version.codebook.id
        for version in codebooks.newest(connection)
        if any(replacer.finder.holds(text) for code in version.codebook.codes for text in _words(code))
    ]
    if books:
        yield f"names in the codebooks {', '.join(books)}: edit the files"


def _words(code: Code) -> Iterator[str]:
    """All that a person wrote about a code."""
    yield from (code.label, code.definition, code.include, code.exclude, *code.examples)
    for cues in code.cues.values():
        yield from cues


def _holds(path: Path, replacer: Replacer) -> bool:
    """Whether a file of the project holds a name in words that can be read as they stand."""
    from secondmig.project.leaks import file_holds

    return path.is_file() and file_holds(path, replacer.finder)


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    plural = {"person": "persons", "memo": "memos"}.get(noun, f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"
