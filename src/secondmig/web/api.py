"""The JSON API: each handler takes what was asked, calls one use case and gives plain values."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from starlette.datastructures import QueryParams

from secondmig.core.errors import (
    FaultError,
    MissingError,
    ProblemsError,
    SecondmigError,
    StaleError,
    TakenError,
    WordsError,
)
from secondmig.project.acts import Marking, Place, Revision
from secondmig.project.workbench import Workbench
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS

Plain: TypeAlias = dict[str, object]
_MANY: Final = 20
_PLACE: Final = ("version", "start", "end", "quote")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read.

    Attributes:
        path: what the address names.
        query: what follows the "?".
        body: the JSON of the body, {} where there is none.
        raw: the bytes of the body, where it is a file.
        language: of the page that is to be written.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    raw: bytes = b""
    language: str = "en"

    def every(self, name: str) -> tuple[str, ...]:
        """All values that the query has under a name, empty ones left out."""
        query = self.query
        found = query.getlist(name) if isinstance(query, QueryParams) else [query.get(name, "")]
        return tuple(each for each in found if each)


Handler: TypeAlias = Callable[[Workbench, Asked], Plain]


def codebook(bench: Workbench, asked: Asked) -> Plain:  # noqa: ARG001 - every handler takes both
    """The codes, the facets, the rules."""
    return bench.codebook()


def document(bench: Workbench, asked: Asked) -> Plain:
    """What the page of a transcript holds beside the words."""
    return bench.island(asked.path["document"])


def changes(bench: Workbench, asked: Asked) -> Plain:
    """What happened since an event."""
    return bench.changes(named(asked, "document"), _number(asked, "since"))


def history(bench: Workbench, asked: Asked) -> Plain:
    """The last events at a transcript."""
    return bench.history(named(asked, "document"))


def mark(bench: Workbench, asked: Asked) -> Plain:
    """Code a stretch."""
    body = asked.body
    place = Place(body["document"], *(body[name] for name in _PLACE))
    return bench.mark(Marking(place, body["code"], body.get("facets", {})), act=body["act"])


def revise(bench: Workbench, asked: Asked) -> Plain:
    """Change an own coding."""
    body = asked.body
    coding = asked.path["coding"]
    given = place_given(body)
    place = Place(bench.document_of(coding), *given) if given else None
    wanted = Revision(coding, body["seen"], place, body.get("code"), body.get("facets"))
    return bench.revise(wanted, act=body["act"])


def place_given(body: Mapping[str, Any]) -> tuple[int, int, int, str] | None:
    """Version, start, end and quotation of a place, None where a body names none.

    Raises:
        SecondmigError: it names a part of them.
    """
    missing = [name for name in _PLACE if name not in body]
    if len(missing) == len(_PLACE):
        return None
    if missing:
        raise SecondmigError(f"a place lacks {', '.join(missing)}", hint=f"{', '.join(_PLACE)} go together")
    return body["version"], body["start"], body["end"], body["quote"]


def unmark(bench: Workbench, asked: Asked) -> Plain:
    """Take an own coding back."""
    return bench.unmark(asked.path["coding"], seen=asked.body["seen"], act=asked.body["act"])


def undo(bench: Workbench, asked: Asked) -> Plain:
    """Take an own act back."""
    return bench.undo(asked.body["document"], act=asked.body["act"], event=asked.body.get("event"))


def redo(bench: Workbench, asked: Asked) -> Plain:
    """Do again what was taken back."""
    return bench.redo(asked.body["document"], act=asked.body["act"], event=asked.body.get("event"))


def body_of(raw: bytes, kind: str, shape: str) -> dict[str, Any]:
    """The JSON of a body, held against the shape the schema names.

    Raises:
        SecondmigError: it is no JSON, or not of that shape; all problems at once.
    """
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise SecondmigError("the body is not JSON", hint="Content-Type: application/json")
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise SecondmigError(
            "a text holds half of a character (a lone surrogate)", hint="type the character again"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SecondmigError("the body is not JSON", hint="UTF-8, no NaN, no trailing comma") from error
    found = [line for line, _ in zip(problems(DEFS[shape], value, DEFS), range(_MANY), strict=False)]
    if found:
        raise SecondmigError("; ".join(found), hint=f"GET /api/schema, $defs.{shape}")
    held: dict[str, Any] = value
    return held


def _no_number(name: str) -> float:
    raise ValueError(name)


def status_of(error: SecondmigError) -> int:
    """The HTTP status of an error; 503 means that the same request may succeed later."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return 400


_STATUS: Final[tuple[tuple[type[SecondmigError], int], ...]] = (
    (FaultError, 503),
    (MissingError, 404),
    (StaleError, 412),
    (WordsError, 422),
    (TakenError, 409),
)


def told(error: SecondmigError) -> Plain:
    """An error as the API says it; paths of this computer are left to the terminal."""
    each = error.problems if isinstance(error, ProblemsError) else (error,)
    held: Plain = {
        "message": "; ".join(problem.message for problem in each),
        "where": "" if isinstance(error, FaultError) else error.where,
        "hint": "" if isinstance(error, FaultError) and "/" in error.hint else error.hint,
    }
    if isinstance(error, WordsError):
        held["found"] = error.found
    return {"error": held}


def error(message: str, hint: str = "") -> Plain:
    """An error without a place."""
    return {"error": {"message": message, "where": "", "hint": hint}}


def named(asked: Asked, name: str) -> str:
    """What the query has to name.

    Raises:
        SecondmigError: it does not.
    """
    if not asked.query.get(name):
        raise SecondmigError(f"{name} is not named", hint=f"?{name}=...")
    return asked.query[name]


def _number(asked: Asked, name: str) -> int:
    text = asked.query.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise SecondmigError(f"{name} is no number of an event", hint=f"?{name}=0 or the rev seen last")
    return int(text)
