"""The engines there are."""

from importlib.metadata import EntryPoint, EntryPoints

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.suggest import engine
from secondmig.suggest.cues import Cues


class Spotter:
    """An engine of another package, that never proposes anything."""

    id = "spotter"
    version = "7"

    def suggest(self, read: engine.Read, book: object) -> list[object]:
        return []


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    engine._third_party.cache_clear()


def installed(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = EntryPoint("spotter", value, "secondmig.engines")
    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda *, group: EntryPoints([point]).select(group=group)
    )


def test_ours_is_there() -> None:
    found = engine.find_engine("cues")

    assert isinstance(found, Cues)
    assert (found.id, found.version) == ("cues", "1")


def test_an_engine_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(SecondmigError, match="no engine oracle") as refused:
        engine.find_engine("oracle")
    assert "cues" in refused.value.hint


def test_a_package_brings_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, "tests.suggest.test_engine:Spotter")

    assert engine.find_engine("spotter").version == "7"
    assert list(engine.engines()) == ["cues", "spotter"]


def test_one_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, "tests.suggest.nowhere:Spotter")

    with pytest.raises(SecondmigError, match="cannot be loaded"):
        engine.engines()
    engine._third_party.cache_clear()
