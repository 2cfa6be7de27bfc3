"""The texts in a PDF, with what it says of its pages and what is attached to it."""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from secondmig.core.errors import SecondmigError
from secondmig.project.parts import Part, Stream, text_part

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_Answer = TypeVar("_Answer")


def parts(file: BinaryIO) -> Iterator[Part]:
    """The texts of a PDF: its properties, pages, outline and attached files.

    Raises:
        SecondmigError: it cannot be read to its end.
    """
    reader = _asked(partial(_pdf_reader, file))
    yield text_part(_asked(partial(_properties, reader)), "the properties")
    scanned = 0
    for index in range(_asked(partial(_page_count, reader))):
        text = _asked(partial(_page_text, reader, index))
        scanned += not text.strip() and _asked(partial(_shows_picture, reader, index))
        yield text_part(text, f"page {index + 1}")
    if scanned:
        yield Part("", partial(_refused, f"pages without text but with a picture: {scanned}"))
    yield text_part(_asked(partial(_outline, reader)), "the outline")
    attached = _asked(partial(_attached, reader))
    for label in attached:
        for body in _asked(partial(attached.__getitem__, label)):
            yield Part(label, partial(io.BytesIO, body))


def _asked(ask: Callable[[], _Answer]) -> _Answer:
    """An answer of pypdf without its warnings; they are silenced no longer than this one call takes.

    Raises:
        SecondmigError: it cannot read the file so far.
    """
    import warnings

    from pypdf.errors import DependencyError, PyPdfError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ask()
    except DependencyError as error:
        raise SecondmigError("is protected by a password") from error
    except (PyPdfError, RecursionError, AttributeError, TypeError) as error:
        raise SecondmigError("is no PDF that can be read to its end") from error


def _pdf_reader(file: BinaryIO) -> "PdfReader":
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise SecondmigError("is protected by a password")
    return reader


def _properties(reader: "PdfReader") -> str:
    return "\n".join(f"{key}: {value}" for key, value in (reader.metadata or {}).items())


def _page_count(reader: "PdfReader") -> int:
    return len(reader.pages)


def _page_text(reader: "PdfReader", index: int) -> str:
    page = reader.pages[index]
    return "\n".join((page.extract_text(), *_notes(page)))


def _shows_picture(reader: "PdfReader", index: int) -> bool:
    resources = reader.pages[index].get("/Resources")
    return resources is not None and bool(resources.get_object().get("/XObject"))


def _refused(reason: str) -> Stream:
    raise SecondmigError(reason)


def _outline(reader: "PdfReader") -> str:
    return "\n".join(_titles(reader.outline))


def _attached(reader: "PdfReader") -> Mapping[str, list[bytes]]:
    return reader.attachments


def _notes(page: "PageObject") -> Iterator[str]:
    """What stands in remarks and form fields on a page."""
    for annotation in page.get("/Annots") or ():
        held = annotation.get_object()
        for key in ("/Contents", "/T", "/V", "/TU"):
            if isinstance(held.get(key), str):
                yield str(held[key])
        if "/A" in held:
            yield str(held["/A"].get_object())


def _titles(outline: object) -> Iterator[str]:
    if isinstance(outline, list):
        for item in outline:
            yield from _titles(item)
    else:
        yield str(getattr(outline, "title", "") or "")
