"""The part of the API that is about searching all transcripts."""

from typing import Final, get_args

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import SPEAKER_ROLES, SpeakerRole
from secondmig.project import places, search_desk
from secondmig.project.places import Unit
from secondmig.project.search import Wanted
from secondmig.project.search_desk import Part
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain
from secondmig.web.api_segments import number_of

_AROUND: Final = 160
_PAGE: Final = 50


def search(bench: Workbench, asked: Asked) -> Plain:
    """One page of what is found."""
    wanted = Wanted(
        asked.query.get("text", ""),
        Selection(documents=asked.every("document"), cases=asked.every("case")),
        asked.query.get("speaker", ""),
        _roles(asked.every("role")),
        number_of(asked, "around", _AROUND),
        asked.every("language"),
    )
    part = Part(number_of(asked, "offset", 0), number_of(asked, "limit", _PAGE))
    return search_desk.page(bench, wanted, part)


def preview(bench: Workbench, asked: Asked) -> Plain:
    """What coding all of it would do."""
    query = asked.query
    meant = places.Asked(
        text=query.get("text", ""),
        speaker=query.get("speaker", ""),
        roles=_roles(asked.every("role")),
        unit=_unit(query.get("unit", "")),
        selection=Selection(documents=asked.every("document")),
        languages=asked.every("language"),
    )
    return search_desk.preview(bench, meant, query.get("code", ""))


def code_all(bench: Workbench, asked: Asked) -> Plain:
    """Code all of it."""
    body = asked.body
    meant = places.Asked(
        text=body["text"],
        speaker=body.get("speaker", ""),
        roles=_roles(tuple(body.get("roles", ()))),
        unit=_unit(body.get("unit", "")),
        selection=Selection(documents=tuple(body.get("documents", ()))),
        languages=tuple(body.get("languages", ())),
    )
    return search_desk.code_all(bench, meant, body["code"], act=body["act"])


def _roles(named: tuple[str, ...]) -> tuple[SpeakerRole, ...]:
    known: dict[str, SpeakerRole] = {each: each for each in SPEAKER_ROLES}
    for each in named:
        if each not in known:
            raise SecondmigError(f"there is no role {each}", hint=", ".join(SPEAKER_ROLES))
    return tuple(known[each] for each in named)


def _unit(named: str) -> Unit | None:
    known: dict[str, Unit] = {each: each for each in get_args(Unit)}
    if named and named not in known:
        raise SecondmigError(f"there is no unit {named}", hint=", ".join(known))
    return known.get(named)
