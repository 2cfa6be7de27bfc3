"""The pages: HTML from templates, the words of a transcript exactly as they are, the rest as JSON."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.project import beside
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked
from secondmig.web.assets import strings

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parent / "templates"


def documents(bench: Workbench, asked: Asked) -> str:  # noqa: ARG001 - every handler takes both
    """The list of transcripts."""
    return _written("documents.html", bench.documents())


def document(bench: Workbench, asked: Asked) -> str:
    """One transcript to read and to code."""
    island, turns = bench.page(asked.path["document"])
    held = {**island, "strings": dict(strings())}
    return _written(
        "document.html",
        {
            "document": island["document"],
            "coder": bench.coder,
            "project": bench.title,
            "turns": turns,
            "island": as_island(held),
        },
    )


def memos(bench: Workbench, asked: Asked) -> str:  # noqa: ARG001 - every handler takes both
    """Every memo of the project."""
    held = {**beside.every_memo(bench), **beside.subjects(bench), "strings": dict(strings())}
    return _written("memos.html", {"project": bench.title, "coder": bench.coder, "island": as_island(held)})


def entry() -> str:
    """The page for who is not let in yet."""
    return _written("entry.html", {})


def trouble(error: SecondmigError) -> str:
    """A page that says what went wrong."""
    return _written("trouble.html", {"message": error.message, "hint": error.hint})


def prepare() -> None:
    """Read the templates before the first page is asked for."""
    for name in ("documents.html", "document.html", "memos.html", "entry.html"):
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


def _written(name: str, values: dict[str, object]) -> str:
    return _environment().get_template(name).render(values)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(exactly=exactly, clock=clock)
    return made
