"""The pages: HTML from templates, the words of a transcript exactly as they are, the rest as JSON."""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.project import beside, book_desk, grid_page, retrieval_desk, search_desk
from secondmig.project.workbench import PageTurn, Workbench
from secondmig.web import api_grid
from secondmig.web.api import Asked
from secondmig.web.assets import folder, imported, languages, strings

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context
    from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parent / "templates"
_BREAK: Final = "\0"
"""Where a page that goes out in pieces is broken; no page holds it."""


def documents(bench: Workbench, asked: Asked) -> str:
    """The list of transcripts."""
    return _written("documents.html", bench.documents(), asked.language)


def document(bench: Workbench, asked: Asked) -> Iterator[str]:
    """One transcript to read and to code, piece by piece as it is made.

    A browser reads the head, with all that the page loads, and the words of the transcript while the codings
    are still being looked up.

    Raises:
        MissingError: there is no such transcript; then nothing has been given.
    """
    with bench.page(asked.path["document"]) as page:
        yield from _in_pieces(
            "document.html",
            {
                "document": page.document,
                "coder": bench.coder,
                "project": bench.title,
                "mode": asked.query.get("mode", "code"),
                "turns": _turns(page.turns, str(page.document["language"])),
                "island": lambda: as_island(page.island()),
                "broken": _BREAK,
            },
            asked.language,
        )


@lru_cache(maxsize=4)
def _turns(turns: tuple[PageTurn, ...], language: str) -> "Markup":
    """The turns as HTML, kept for as long as their words are the same; they are most of the page."""
    from markupsafe import Markup

    written = _environment().get_template("turns.html").render(turns=turns, language=language)
    return Markup(written)  # noqa: S704 - the template escapes


def memos(bench: Workbench, asked: Asked) -> str:
    """Every memo of the project."""
    held = {**beside.every_memo(bench), **beside.subjects(bench)}
    return _written("memos.html", _framed(bench, held), asked.language)


def codebook(bench: Workbench, asked: Asked) -> str:
    """The codebook, to look after."""
    held = book_desk.desk(bench)
    return _written("codebook.html", _framed(bench, held), asked.language)


def codebook_queue(bench: Workbench, asked: Asked) -> str:
    """The codings whose code was divided, to decide on."""
    held = book_desk.queue(bench, asked.query.get("code", ""))
    return _written("queue.html", _framed(bench, held), asked.language)


def grid(bench: Workbench, asked: Asked) -> str:
    """The summary grid."""
    held = grid_page.page(bench, api_grid.wanted(asked))
    return _written("grid.html", _framed(bench, held), asked.language)


def segments(bench: Workbench, asked: Asked) -> str:
    """Retrieval: the passages of codes."""
    return _written("segments.html", _framed(bench, retrieval_desk.island(bench)), asked.language)


def search(bench: Workbench, asked: Asked) -> str:
    """Search in all transcripts."""
    return _written("search.html", _framed(bench, search_desk.island(bench)), asked.language)


def entry(language: str = "en") -> str:
    """The page for who is not let in yet."""
    return _written("entry.html", {}, language)


def trouble(error: SecondmigError, language: str = "en") -> str:
    """A page that says what went wrong."""
    return _written("trouble.html", {"message": error.message, "hint": error.hint}, language)


def _framed(bench: Workbench, held: object) -> dict[str, object]:
    """What every page of the project shows, and what its script begins with."""
    return {"project": bench.title, "coder": bench.coder, "island": as_island(held)}


def prepare() -> None:
    """Read the templates before the first page is asked for."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def as_island(value: object) -> "Markup":
    r"""JSON that may stand inside a script element of a page.

    >>> str(as_island({"a": "</script>\u2028"}))
    '{"a":"\\u003c/script>\\u2028"}'
    """
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter in "<\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704 - "<" is escaped, and nothing else ends a script element


def exactly(words: str) -> "Markup":
    r"""Words as HTML whose text, once parsed, is the same, code point by code point.

    >>> str(exactly("a<b & c\r\n"))
    'a&lt;b &amp; c&#13;\n'
    """
    from markupsafe import Markup

    for letter, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        words = words.replace(letter, written)
    return Markup(words)  # noqa: S704 - all that HTML would read is escaped


def clock(milliseconds: int) -> str:
    """Time in a recording.

    >>> clock(3_725_900)
    '1:02:05'
    """
    seconds = milliseconds // 1000
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def _text(context: "Context", key: str, **filled: object) -> str:
    """A sentence of the interface in the language of the page, its gaps filled."""
    said = strings(str(context.get("language", "en"))).get(key, key)
    for name, value in filled.items():
        said = said.replace("{" + name + "}", str(value))
    return said


def _written(name: str, values: dict[str, object], language: str) -> str:
    return _environment().get_template(name).render(values, **_named(language))


def _in_pieces(name: str, values: dict[str, object], language: str) -> Iterator[str]:
    """The same, broken wherever the template says so."""
    held: list[str] = []
    for piece in _environment().get_template(name).generate({**_named(language), **values}):
        if piece == _BREAK:
            yield "".join(held)
            held = []
        else:
            held.append(piece)
    yield "".join(held)


def _named(language: str) -> dict[str, object]:
    called = {each: strings(each)["language.name"] for each in languages()}
    return {"static": folder(language), "language": language, "languages": called, "broken": ""}


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(exactly=exactly, clock=clock)
    made.globals.update(imported=imported, t=pass_context(_text))
    return made
