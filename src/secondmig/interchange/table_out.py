"""The person table as a file, in the format its name ends with, and the data dictionary beside it."""

from collections.abc import Mapping
from typing import Final

from secondmig.interchange.table_parquet import table_parquet
from secondmig.interchange.table_stat import table_dta, table_sav
from secondmig.interchange.table_text import dictionary_csv, dictionary_json, table_csv
from secondmig.joint.person_table import PersonTable

ENDINGS: Final = (".csv", ".parquet", ".dta", ".sav")


def table_bytes(
    table: PersonTable, ending: str, told: Mapping[str, object], *, missing_codes: bool = False
) -> bytes:
    """The table in a format; the same table gives the same bytes.

    Args:
        table: to write.
        ending: one of ENDINGS.
        told: what holds for the whole table, for the dictionary; ``title`` becomes the label of the file.
        missing_codes: in CSV, write the number of the reason into a cell without a value.

    Raises:
        SecondmigError: pyarrow is needed and not installed.
        KeyError: the ending is no format.
    """
    title = str(told.get("title", ""))
    if ending == ".csv":
        return table_csv(table, missing_codes=missing_codes)
    if ending == ".parquet":
        return table_parquet(table, told)
    return {".dta": table_dta, ".sav": table_sav}[ending](table, title)


def dictionary_files(table: PersonTable, told: Mapping[str, object]) -> dict[str, bytes]:
    """What stands beside the table: ending -> content."""
    return {
        ".dictionary.csv": dictionary_csv(table, told),
        ".dictionary.json": dictionary_json(table, told),
    }
