"""Whatever a coder codes comes back exactly: place, code, facets, memo and relations."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.open_package import open_package
from secondmig.project.packages import Order
from secondmig.project.project import Project
from secondmig.project.returning import Handing
from secondmig.store import documents
from tests.project.exchange import built_small, held, keys, ties

PLACES = (("A1", 2), ("A1", 4), ("B2", 4))
MEMOS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


class Mark(NamedTuple):
    """A coding that somebody makes: where, how and with what remark; the place as shares of the turn."""

    place: int
    start: float
    length: float
    facets: dict[str, object]
    memo: str


MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(0, len(PLACES) - 1),
        st.floats(0, 0.95),
        st.floats(0.01, 1),
        st.fixed_dictionaries(
            {},
            optional={
                "about_country": st.sampled_from(["JPN", "USA", "NONE"]),
                "valence": st.sampled_from([-1, 0, 1, "mixed"]),
            },
        ),
        MEMOS,
    ),
    max_size=6,
)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A project and the one that was opened from its package, each made once; the tests undo what they do."""
    folder = tmp_path_factory.mktemp("sent")
    root = built_small(folder / "here")
    with secondmig.open(root) as project:
        project.agree_package(Order("kenji", ("all",)), target=folder / "kenji.secondmig")
    open_package(folder / "kenji.secondmig", folder / "there")
    return root, folder / "there"


def rows_of(project: Project, marks: Sequence[Mark]) -> list[dict[str, object]]:
    rows = []
    for mark in marks:
        name, number = PLACES[mark.place]
        document = documents.get(project._session.store.read(), name)
        assert document is not None
        turn = next(turn for turn in document.turns if turn.number == number)
        start = turn.span.start + int(mark.start * len(turn.span))
        end = min(turn.span.end, start + max(1, int(mark.length * len(turn.span))))
        rows.append(
            {
                "document": name,
                "start": start,
                "end": end,
                "code": "OS-MOB-UP",
                "facets": mark.facets,
                "memo": mark.memo,
            }
        )
    return rows


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=MARKS, signs=st.lists(st.sampled_from("+-?"), max_size=3))
def test_codings_come_back_as_they_were_made(
    sent: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory, marks: list[Mark], signs: list[str]
) -> None:
    here, there = sent
    folder = tmp_path_factory.mktemp("one")
    path, back = folder / "codings.jsonl", folder / "back.secondmig"
    done = 0
    with secondmig.open(there) as project:
        rows = rows_of(project, marks)
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        done += project.code_import(path).event is not None
        ids = [each.id for each in held(there)]
        for sign, (one, two) in zip(signs, pairwise(ids), strict=False):
            done += project.code_relate(one, two, sign=sign).event is not None
        project.agree_return(Handing(all_done=True), target=back)
    try:
        with secondmig.open(here) as project:
            merged = project.agree_merge(back)
        assert keys(here) == keys(there)
        places = [{each.id: each for each in held(root)} for root in (here, there)]
        found, meant = (
            sorted((at[tie.source].span, at[tie.target].span, tie.sign, tie.coder_id) for tie in ties(root))
            for at, root in zip(places, (here, there), strict=True)
        )
        assert found == meant
        with secondmig.open(here) as project:
            again = project.agree_merge(back)
            assert again.event is None
            assert project.verify().rows == []
            project.undo(str(merged.event))
        assert keys(here) == []
    finally:
        undo_all(there, done)


def undo_all(root: Path, times: int) -> None:
    with secondmig.open(root) as project:
        for _ in range(times):
            try:
                project.undo()
            except SecondmigError:
                return
