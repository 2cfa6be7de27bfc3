"""What a variable measures: the type that measure files are read into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Scale = Literal["nominal", "ordinal", "interval", "ratio", "binary", "composite"]
SCALES: tuple[Scale, ...] = ("nominal", "ordinal", "interval", "ratio", "binary", "composite")
DIRECTIONS = ("higher_is_more", "higher_is_less")


@dataclass(frozen=True, slots=True)
class Measure:
    """A harmonised concept with its scale.

    Attributes:
        id: never reused.
        name: what people read.
        scale: of the values.
        unit: e.g. "years"; "" where there is none.
        direction: "higher_is_more", "higher_is_less", or "" where it is not stated or makes no sense.
        codes: value as text -> label, in file order; those of another measure where the file says
            ``codes_as``.
        code_list: "iso3" or "isco08" where a published list decides instead of ``codes``, else "".
        range: lowest and highest value, or None.
        standard: e.g. "ISCED 2011".
        derived_from: what it is computed from: measure ids, "legs", or one rule in words.
        per_leg: () where it belongs to the person; ("leg",), or moments of a leg like ("at_entry",
            "at_exit").
        split_by_country: whether it is also told apart by country.
        multiple_response: name of the question of which it is one answer, or "".
        release_as: the coarser form in which it leaves the project, or "".
        order: codes from least to most where a nominal measure has a proposed order.
        parts: part -> lowest and highest value of a composite.
        rubric: part -> value -> the codes that lead to it, or one sentence.
        sources: source -> how it is asked there.
        maps: source -> its value -> ours.
        maps_to: published variable -> how to get it.
        remarks: note, why, rule, derive and the like, by key.
        missing: value -> reason, for the reserved codes; empty where the measure itself can be negative.
        sets: names of the harmonised sets it belongs to, e.g. "core" or "japan_only".
        version: of the measures file, printed wherever a value was mapped; "" where it has none.
    """

    id: str
    name: str
    scale: Scale
    unit: str = ""
    direction: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    code_list: str = ""
    range: tuple[float, float] | None = None
    standard: str = ""
    derived_from: tuple[str, ...] = ()
    per_leg: tuple[str, ...] = ()
    split_by_country: bool = False
    multiple_response: str = ""
    release_as: str = ""
    order: tuple[str, ...] = ()
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    rubric: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    maps_to: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[str, ...] = ()
    version: str = ""
