"""An empty project's database, and one with a transcript and a codebook."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.types import Document
from secondmig.store.connect import Store
from tests.store.making import add_codebook, add_document, document, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def doc(store: Store) -> Document:
    """The transcript US01, imported, beside a codebook."""
    add_codebook(store)
    return add_document(store, document())
