"""A figure about a country that statistics present."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the presented opportunity structure.

    Attributes:
        country: ISO 3166-1 alpha-3.
        year: of the figure.
        indicator: its name, the same in every country and year.
        value: the figure.
        unit: of the value, "" where it has none.
        source: who says so, as it is to be cited.
        codes: ids of codes whose codings tell how people perceive the same thing.
        note: a remark, "" for none.
    """

    country: str
    year: int
    indicator: str
    value: float
    unit: str
    source: str
    codes: tuple[str, ...] = ()
    note: str = ""
