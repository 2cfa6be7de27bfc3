"""Broken files for the readers of containers: bytes changed at random in real ones."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.model import Reader
from tests.transcript.reading import request

DATA = Path(__file__).parents[1] / "data"


def sample_file(name: str) -> bytes:
    """A file of tests/data."""
    return (DATA / name).read_bytes()


@st.composite
def broken(draw: st.DrawFn, raw: bytes) -> bytes:
    """The bytes with up to six places changed, cut out, doubled or cut off."""
    data = bytearray(raw)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.sampled_from((1, 2, 17, 400)))
        how = draw(st.sampled_from(("change", "change", "change", "cut", "double", "put", "end")))
        if how == "change":
            data[at : at + 1] = bytes([draw(st.integers(0, 255))])
        elif how == "cut":
            del data[at : at + length]
        elif how == "double":
            data[at:at] = data[at : at + length]
        elif how == "put":
            data[at:at] = draw(st.binary(min_size=1, max_size=20))
        else:
            del data[at:]
    return bytes(data)


@st.composite
def broken_parts(draw: st.DrawFn, raw: bytes) -> bytes:
    """A sound zip archive, one of whose XML parts is broken or missing."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(written, "w") as made:
        names = archive.namelist()
        victim = draw(st.sampled_from([name for name in names if name.endswith((".xml", ".rels"))]))
        gone = draw(st.booleans()) and draw(st.booleans())
        for name in names:
            content = archive.read(name)
            if name == victim and gone:
                continue
            made.writestr(zipfile.ZipInfo(name), draw(broken(content)) if name == victim else content)
    return written.getvalue()


def read_or_refused(reader: Reader, raw: bytes) -> None:
    """Read whatever it is: either an error for the user or a document that holds together."""
    assert reader.sniff(raw) in {0, 1, 2}
    with suppress(SecondmigError):
        transcript = reader.read(raw, request())
        text = transcript.document.text
        assert all(turn.span.of(text).strip() for turn in transcript.document.turns)
        assert all(each.span is None or each.span.end <= len(text) for each in transcript.comments)
