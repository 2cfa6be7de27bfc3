"""Whatever is sent to the workbench, it refuses or answers, and never makes a mistake of its own."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from secondmig.web import app, schema
from secondmig.web.guard import HEADERS
from tests.project.correcting import copied
from tests.web.workshop import BASE, entered

LONG: Final = "x" * 70_000
BAD: Final[tuple[object, ...]] = (None, True, -1, 2**70, "\x00", "../../etc/passwd", LONG, [[]], {"a": {}})
NAMES: Final = ("A1", "..%2F..%2Fetc%2Fpasswd", "%00", "%F0%9F%98%80", "c-none", "'", "A1%00", "x" * 3000)
QUERIES: Final = (
    "document",
    "since",
    "text",
    "codes",
    "case",
    "near",
    "limit",
    "turn",
    "from",
    "unit",
    "ids",
)


@pytest.fixture(scope="module")
def quiet(_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One workbench for all, that answers where it would raise: what is sent to it is never right."""
    root = copied(_study, tmp_path_factory.mktemp("fuzz") / "study")
    with entered(root) as client:
        yield TestClient(client.app, base_url=BASE, raise_server_exceptions=False, cookies=client.cookies)


def _right(shape: Mapping[str, Any], defs: Mapping[str, Any]) -> object:
    """Something that a shape lets through."""
    if "$ref" in shape:
        return _right(defs[str(shape["$ref"]).rpartition("/")[2]], defs)
    if "anyOf" in shape:
        return _right(shape["anyOf"][0], defs)
    if "enum" in shape:
        return shape["enum"][0]
    kind = shape.get("type")
    kind = kind[0] if isinstance(kind, list | tuple) else kind
    if kind == "object":
        return {name: _right(each, defs) for name, each in shape.get("properties", {}).items()}
    if kind == "array":
        if "prefixItems" in shape:
            return [_right(each, defs) for each in shape["prefixItems"]]
        return [_right(shape["items"], defs)]
    plain: Mapping[object, object] = {"integer": 1, "number": 1, "boolean": True, "null": None}
    return plain.get(kind, "x" * max(shape.get("minLength", 1), 26))


def _bodies(name: str) -> Iterator[object]:
    """Bodies of a shape with one thing wrong, and with none."""
    shape = schema.DEFS[name]
    right = _right(shape, schema.DEFS)
    assert isinstance(right, dict)
    yield right
    for field in right:
        for wrong in BAD:
            yield {**right, field: wrong}
        yield {other: value for other, value in right.items() if other != field}


def _told(answer: Any) -> None:  # noqa: ANN401 - the client's own type
    assert answer.status_code < 500, answer.text[:300]
    assert "Traceback" not in answer.text
    assert "/study" not in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


WRITING = sorted(
    (path, method, call.body)
    for path, calls in app._API.items()
    for method, call in calls.items()
    if call.body
)
READING = sorted(path for path, calls in app._API.items() if "GET" in calls)


@pytest.mark.parametrize(("path", "method", "body"), WRITING)
def test_wrong_bodies_are_refused(quiet: TestClient, path: str, method: str, body: str) -> None:
    place = path.partition("{")[0] + "A1" + path.rpartition("}")[2] if "{" in path else path
    for each in _bodies(body):
        _told(quiet.request(method, place, json=each))
    for raw in (b"", b"[", b"[]", b"1", b"\xff\xfe", b'{"a":' * 200, b'{"act": NaN}', b'"\\ud800"'):
        answer = quiet.request(method, place, content=raw, headers={"content-type": "application/json"})
        assert answer.status_code >= 400
        _told(answer)


@pytest.mark.parametrize("path", READING)
def test_wrong_questions_are_refused(quiet: TestClient, path: str) -> None:
    for name in NAMES:
        place = path.partition("{")[0] + name + path.rpartition("}")[2] if "{" in path else path
        _told(quiet.get(place))
    place = path.partition("{")[0] + "A1" + path.rpartition("}")[2] if "{" in path else path
    for query in QUERIES:
        for wrong in ("", "99999999999999999999", "\x00", "a,b,,😀"):
            _told(quiet.get(place, params={"document": "A1", query: wrong}))
