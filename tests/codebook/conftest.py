from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from secondmig.codebook.yaml_file import read_codebook, read_codebooks
from secondmig.core.types import Codebook

CODEBOOKS = Path(__file__).parents[2] / "codebooks"
NAMES = ("opportunity-structure", "migration-system-feedback", "human-capital-employment")

Write = Callable[..., Path]
Read = Callable[[str], Codebook]


@pytest.fixture(scope="session")
def books() -> Mapping[str, Codebook]:
    """The codebooks of the repository by id; read last to first, as their order must not matter."""
    paths = [CODEBOOKS / f"{name}.yaml" for name in reversed(NAMES)]
    return {book.id: book for book in read_codebooks(paths)}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str | bytes, name: str = "book.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write_file


@pytest.fixture
def read(write: Write) -> Read:
    return lambda text: read_codebook(write(text))
