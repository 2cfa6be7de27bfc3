import re

import pytest

from secondmig.core.countries import COUNTRIES, REGIONS, is_country, name, region


def test_there_are_249_countries_each_once_with_name_and_region() -> None:
    assert len(COUNTRIES) == len(set(COUNTRIES)) == 249
    assert list(COUNTRIES) == sorted(COUNTRIES)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in COUNTRIES)
    assert len({name(code) for code in COUNTRIES}) == 249
    assert all(name(code) == name(code).strip() and len(name(code)) > 3 for code in COUNTRIES)
    assert {region(code) for code in COUNTRIES} == set(REGIONS)


@pytest.mark.parametrize(
    ("code", "called", "lies_in"),
    [
        ("ARE", "United Arab Emirates", "West Asia"),
        ("AUS", "Australia", "Australia and New Zealand"),
        ("BRA", "Brazil", "Latin America"),
        ("CAN", "Canada", "North America"),
        ("CHN", "China", "East Asia"),
        ("CIV", "Côte d'Ivoire", "Sub-Saharan Africa"),
        ("DEU", "Germany", "Western Europe"),
        ("FJI", "Fiji", "Pacific Islands"),
        ("GBR", "United Kingdom", "Northern Europe"),
        ("IND", "India", "South Asia"),
        ("JAM", "Jamaica", "Caribbean"),
        ("MAR", "Morocco", "North Africa"),
        ("MEX", "Mexico", "Latin America"),
        ("PHL", "Philippines", "Southeast Asia"),
        ("POL", "Poland", "Eastern Europe"),
        ("PRT", "Portugal", "Southern Europe"),
        ("SHN", "Saint Helena, Ascension and Tristan da Cunha", "Sub-Saharan Africa"),
        ("SOM", "Somalia", "Sub-Saharan Africa"),
        ("TWN", "Taiwan", "East Asia"),
        ("UZB", "Uzbekistan", "Central Asia"),
        ("WSM", "Samoa", "Pacific Islands"),
    ],
)
def test_country_has_its_name_and_region(code: str, called: str, lies_in: str) -> None:
    assert is_country(code)
    assert (name(code), region(code)) == (called, lies_in)


@pytest.mark.parametrize("word", ["", "NO", "UK", "per", "Peru", "XKX", "EUR", "ORIGIN", "NEXT", " PER"])
def test_anything_else_is_no_country(word: str) -> None:
    assert not is_country(word)
    with pytest.raises(KeyError):
        name(word)
    with pytest.raises(KeyError):
        region(word)
