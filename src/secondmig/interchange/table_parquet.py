"""The person table as Parquet; needs pyarrow, which comes with the extra ``parquet``."""

import json
from collections.abc import Mapping
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.interchange.table_text import dictionary, rounded
from secondmig.joint.person_columns import Column, Missing
from secondmig.joint.person_table import PersonTable

DICTIONARY: Final = "secondmig.dictionary"
"""Under this key the dictionary stands in the metadata of the file, as JSON."""


def table_parquet(table: PersonTable, told: Mapping[str, object]) -> bytes:
    """The table as Parquet: doubles and strings, null where a value is missing.

    Raises:
        SecondmigError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError as error:
        raise SecondmigError(
            "Parquet needs pyarrow, which is not installed",
            hint="pip install 'secondmig[parquet]', or write .csv, .dta or .sav",
        ) from error
    arrays = {
        column.name: pa.array(_values(column), type=pa.float64() if column.kind == "number" else pa.string())
        for column in table.columns
    }
    held = {"meta": dict(told), "columns": dictionary(table, told)}
    body = json.dumps(held, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    whole, out = pa.table(arrays), pa.BufferOutputStream()
    # The schema as Arrow writes it would hold the dictionary a second time.
    with pq.ParquetWriter(out, whole.schema, store_schema=False) as writer:
        writer.write_table(whole)
        writer.add_key_value_metadata({DICTIONARY: body})
    return bytes(out.getvalue().to_pybytes())


def _values(column: Column) -> list[object]:
    return [
        None if isinstance(cell, Missing) else rounded(cell) if isinstance(cell, float) else cell
        for cell in column.cells
    ]
