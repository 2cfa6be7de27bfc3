"""The summary grid as its page gets it: plain values for JSON, and what an analyst does there."""

from collections.abc import Mapping, Sequence
from typing import Final

from secondmig.project import grid_acts
from secondmig.project.acts import Turned
from secondmig.project.grid import Desk, grid
from secondmig.project.grid_acts import Writing
from secondmig.project.grid_model import Cell, Paraphrase, Person, Wanted
from secondmig.project.people import find_case
from secondmig.project.workbench import Workbench
from secondmig.project.workbench_rows import Plain

_MOST_VALUES: Final = 12
"""Different values that an attribute may have for persons to be grouped by it."""
_FIRST: Final = ("group", "interview_country", "origin")


def page(bench: Workbench, wanted: Wanted) -> Plain:
    """Everything the page shows: persons, themes, cells, and what else could be a column.

    Raises:
        SecondmigError: a theme or an attribute is unknown.
    """
    with bench.session.store.consistent():
        made = grid(bench.session, wanted)
        return {
            "rev": bench.rev(),
            "coder": bench.coder,
            "by": made.by,
            "attributes": _attributes(made.persons),
            "persons": [_person_row(each) for each in made.persons],
            "themes": [
                {"id": each.id, "label": each.label, "path": list(each.path), "hue": each.hue}
                for each in made.themes
            ],
            "cells": [
                [case, theme, _cell_row(cell, bench.coder)]
                for (case, theme), cell in made.cells.items()
                if cell != Cell()
            ],
            "choices": _choices(Desk(bench.session, wanted.level)),
        }


def changes(bench: Workbench, wanted: Wanted, since: int) -> Plain:
    """The page again where anything happened after an event, else that nothing did."""
    rev = bench.rev()
    return {"rev": rev, "same": True} if rev == since else page(bench, wanted)


def passages(bench: Workbench, case_id: str, theme_id: str) -> Plain:
    """What a person said under a theme: every coded stretch once, in the order of the transcripts.

    Raises:
        SecondmigError: there is no such person or theme.
    """
    session = bench.session
    with session.store.consistent():
        case = find_case(session, case_id)
        desk = Desk(session, "work")
        theme = desk.theme(theme_id, desk.written())
        found = desk.passages((theme,)).get((case_id, theme_id), [])
        stretches: dict[tuple[str, int, int], Plain] = {}
        codings: dict[tuple[str, int, int], list[Plain]] = {}
        for passage in found:
            coding = passage.coding
            place = (coding.document_id, coding.span.start, coding.span.end)
            if place not in stretches:
                document = desk.documents[coding.document_id]
                turn = desk.turn_of(passage)
                stretches[place] = {
                    "document": coding.document_id,
                    "title": document.title,
                    "turn": turn,
                    "quote": desk.snapshot.quote(coding),
                }
            codings.setdefault(place, []).append(
                {"code": coding.code_id, "label": desk.label(coding.code_id), "coder": coding.coder_id}
            )
        said = desk.paraphrases({case_id}, (theme,)).get((case_id, theme_id), ())
        return {
            "rev": bench.rev(),
            "case": case_id,
            "pseudonym": case.pseudonym,
            "theme": theme_id,
            "label": theme.label,
            "documents": list(dict.fromkeys(ref.document for ref in case.speakers)),
            "passages": [{**row, "codings": codings[place]} for place, row in stretches.items()],
            "paraphrases": [_paraphrase_row(each, bench.coder) for each in said],
        }


def write(bench: Workbench, writing: Writing, *, seen: int, act: str) -> Plain:
    """Let an own cell read as given; see :func:`secondmig.project.grid_acts.write`."""
    done = grid_acts.write(bench.session, writing, seen=seen, act=act)
    held = grid_acts.own_cell(bench.session, writing.case, writing.theme)
    said = {"text": held.text, "seen": held.created_event} if held else {"text": "", "seen": 0}
    return {
        "event": done.rev,
        "cell": {"case": writing.case, "theme": writing.theme, **said},
        "again": done.again,
    }


def undo(bench: Workbench, *, act: str) -> Plain:
    """Take the last own act in the grid back."""
    return _turned(grid_acts.undo(bench.session, act=act))


def redo(bench: Workbench, *, act: str) -> Plain:
    """Do again what was taken back last."""
    return _turned(grid_acts.redo(bench.session, act=act))


def _turned(done: Turned) -> Plain:
    return {"event": done.rev, "verb": done.verb, "act": done.act, "done": done.done, "again": done.again}


def _attributes(people: Sequence[Person]) -> list[Plain]:
    """What persons can be grouped and filtered by: attributes with a few different values."""
    found: dict[str, dict[str, int]] = {}
    for person in people:
        for name, value in person.attributes.items():
            values = found.setdefault(name, {})
            values[value] = values.get(value, 0) + 1
    names = [*(each for each in _FIRST if each in found), *sorted(set(found) - set(_FIRST))]
    return [
        {"name": name, "values": sorted(found[name])}
        for name in names
        if 1 < len(found[name]) <= _MOST_VALUES
    ]


def _person_row(person: Person) -> Plain:
    return {
        "id": person.id,
        "pseudonym": person.pseudonym,
        "attributes": dict(person.attributes),
        "documents": list(person.documents),
    }


def _cell_row(cell: Cell, coder: str) -> Plain:
    held: Mapping[str, object] = {
        "paraphrases": [_paraphrase_row(each, coder) for each in cell.paraphrases],
        "passages": cell.passages,
        "asked": cell.asked,
    }
    return {name: value for name, value in held.items() if value}


def _paraphrase_row(each: Paraphrase, coder: str) -> Plain:
    return {
        "coder": each.coder,
        "text": each.text,
        "seen": each.seen,
        "mine": each.coder == coder,
        "whole": each.whole,
    }


def _choices(desk: Desk) -> list[list[object]]:
    """Every heading and code that could be a column: id, label, how deep it stands."""
    return [
        [code.id, code.label, len(desk.path(code.id))]
        for version in desk.versions
        for code in version.codebook.codes
    ]
