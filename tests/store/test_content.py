import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.store import content
from secondmig.store.connect import Store
from tests.strategies import nasty_text


@pytest.mark.parametrize(
    "body", ["", "plain", "日本 👩‍👩‍👧 \u2028 ñ n\u0303", "with\0nul", "\ufeffbom", "x" * 100_000]
)
def test_text_comes_back_as_it_was(store: Store, body: str) -> None:
    with store.write(actor="ana", verb="x") as change:
        name = content.put(change, body)
    assert name == content_hash(body)
    assert content.text(store.read(), name) == body
    assert content.raw(store.read(), name) == body.encode("utf-8")


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"caf\xe9", "日本".encode("cp932"), b"\xef\xbb\xbfbom\r\n"]
)
def test_bytes_come_back_as_they_were(store: Store, raw: bytes) -> None:
    with store.write(actor="ana", verb="x") as change:
        name = content.put(change, raw)
    assert content.raw(store.read(), name) == raw


def test_a_text_and_its_file_are_kept_once(store: Store) -> None:
    with store.write(actor="ana", verb="x") as change:
        names = {content.put(change, "same"), content.put(change, b"same"), content.put(change, "same")}
    assert len(names) == 1
    assert store.read().number("SELECT count(*) FROM content") == 1


def test_missing_words_are_one_line(store: Store) -> None:
    with pytest.raises(SecondmigError, match="are not there"):
        content.text(store.read(), content_hash("never stored"))
    assert not content.holds(store.read(), content_hash("never stored"))


def test_half_a_character_is_refused(store: Store) -> None:
    with store.write(actor="ana", verb="x") as change:
        with pytest.raises(SecondmigError, match="lone surrogate"):
            content.put(change, "a\udc80b")
        change.nothing()


@given(body=nasty_text() | st.binary(max_size=200))
def test_any_words_survive_storing(body: str | bytes) -> None:
    stored = content.as_stored(body if isinstance(body, bytes) else body.encode("utf-8"))
    raw = stored if isinstance(stored, bytes) else stored.encode("utf-8")
    assert raw == (body if isinstance(body, bytes) else body.encode("utf-8"))
    assert isinstance(stored, bytes) or "\0" not in stored
