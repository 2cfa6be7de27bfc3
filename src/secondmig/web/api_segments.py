"""The part of the API that is about retrieval: passages, what is done to them, and files of them."""

import re
from typing import Final, get_args

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.span import Span
from secondmig.project import retrieval_desk
from secondmig.project.outputs import note
from secondmig.project.retrieval import Uncoded, Wanted
from secondmig.project.retrieval_acts import Seen
from secondmig.project.retrieval_desk import Part
from secondmig.project.retrieval_files import Form, How, Made, Release, made
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain

_REACH: Final = re.compile(r"(\S+):([0-9]{1,6})")
_PAGE: Final = 50


def segments(bench: Workbench, asked: Asked) -> Plain:
    """One page of the passages that the address asks for."""
    part = Part(asked.query.get("by", ""), number_of(asked, "offset", 0), number_of(asked, "limit", _PAGE))
    return retrieval_desk.page(bench, wanted(asked), part)


def wanted(asked: Asked) -> Wanted:
    """What an address asks for; the names are those of the options of ``query segments``."""
    from secondmig.joint.compound import Beside

    uncoded: dict[str, Uncoded] = {"": "", "turns": "turns", "parts": "parts"}
    kind = asked.query.get("uncoded", "")
    if kind not in uncoded:
        raise SecondmigError(f"uncoded is turns or parts, not {kind}")
    selection = Selection(
        documents=asked.every("document"),
        codes=asked.every("code"),
        exact=asked.query.get("exact") == "1",
        coders=asked.every("coder"),
        cases=asked.every("case"),
        where=tuple(_pair(asked, "where")),
        groups=tuple(_pair(asked, "group")),
    )
    beside = Beside(
        asked.query.get("overlaps", ""),
        asked.query.get("not", ""),
        _reach(asked, "followed"),
        _reach(asked, "near"),
    )
    return Wanted(selection, asked.every("language"), beside, uncoded[kind])


def _pair(asked: Asked, name: str) -> list[tuple[str, str]]:
    found = []
    for each in asked.every(name):
        left, equals, right = each.partition("=")
        if not (equals and left.strip()):
            raise SecondmigError(f"{each} is not of the form name=value", hint=f"{name}=name=value")
        found.append((left.strip(), right.strip()))
    return found


def _reach(asked: Asked, name: str) -> tuple[str, int] | None:
    text = asked.query.get(name, "")
    if not text:
        return None
    found = _REACH.fullmatch(text)
    if not (found and text.isascii()):
        raise SecondmigError(f"{name} names a code and a number of turns", where=text, hint=f"{name}=CODE:2")
    return found[1], int(found[2])


def number_of(asked: Asked, name: str, default: int) -> int:
    """A whole number of the query.

    Raises:
        SecondmigError: it is none.
    """
    text = asked.query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise SecondmigError(f"{name} is a whole number", where=text)
    return int(text)


def around(bench: Workbench, asked: Asked) -> Plain:
    """The turns before and after a passage."""
    start, end = number_of(asked, "start", 0), number_of(asked, "end", 0)
    if end <= start:
        raise SecondmigError("no stretch of a transcript", hint="start=0&end=10")
    place = number_of(asked, "version", 0), Span(start, end)
    return retrieval_desk.around(bench, asked.query.get("document", ""), place, number_of(asked, "turns", 1))


def recode(bench: Workbench, asked: Asked) -> Plain:
    """Let own codings carry another code."""
    body = asked.body
    return retrieval_desk.recode(bench, _chosen(asked), body["code"], act=body["act"])


def discard(bench: Workbench, asked: Asked) -> Plain:
    """Take own codings back."""
    return retrieval_desk.discard(bench, _chosen(asked), act=asked.body["act"])


def _chosen(asked: Asked) -> list[Seen]:
    return [Seen(each["id"], each["seen"]) for each in asked.body["codings"]]


def turn(bench: Workbench, asked: Asked) -> Plain:
    """Take an own act back by the number of its event, or bring it again."""
    return retrieval_desk.turn(bench, asked.body["event"], act=asked.body["act"])


def export(bench: Workbench, asked: Asked) -> Made:
    """The passages that the address asks for as a file."""
    forms: dict[str, Form] = {each: each for each in get_args(Form)}
    releases: dict[str, Release] = {each: each for each in get_args(Release)}
    form, release = asked.query.get("format", "csv"), asked.query.get("release", "team")
    if form not in forms:
        raise SecondmigError(f"there is no file {form}", hint=f"format={'|'.join(forms)}")
    if release not in releases:
        raise SecondmigError(f"there is no level {release}", hint=f"release={'|'.join(releases)}")
    file = made(bench, wanted(asked), How(forms[form], releases[release], asked.query.get("by", "")))
    note(bench.session, "segments", file.name, level=releases[release], people=file.people)
    return file
