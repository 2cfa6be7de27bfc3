import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook.facets import (
    complete,
    described,
    missing,
    parse_facet,
    permits,
    specs_for,
    stored_facet,
    stored_facets,
    validate_facets,
)
from secondmig.core.countries import COUNTRIES
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook, FacetSpec, FacetValue

VALENCE = FacetSpec("valence", "ordinal", values=(-1, 0, 1, "mixed"))
ABOUT = FacetSpec("about", "country", values=("ORIGIN", "NONE"))
ALSO = FacetSpec("also", "countries", values=("ORIGIN",), multiple=True)
ROUTE = FacetSpec("route", "corridor")
KIND = FacetSpec("kind", "enum", values=("a", "b"))
SEVERAL = FacetSpec("several", "enum", values=("a", "b", "c"), multiple=True)
LEG = FacetSpec("leg", "int")
OWN = FacetSpec("own", "bool")
OS, MS, HC = "opportunity-structure", "migration-system-feedback", "human-capital-employment"


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (VALENCE, "-1", -1),
        (VALENCE, " 0 ", 0),
        (VALENCE, "mixed", "mixed"),
        (ABOUT, "PER", "PER"),
        (ABOUT, "ORIGIN", "ORIGIN"),
        (ALSO, "SAU", ("SAU",)),
        (ALSO, "SAU, ORIGIN", ("SAU", "ORIGIN")),
        (ROUTE, "PER>JPN", "PER>JPN"),
        (KIND, "b", "b"),
        (SEVERAL, "c,a", ("c", "a")),
        (LEG, "12", 12),
        (LEG, "-3", -3),
        (OWN, "true", True),
        (OWN, "False", False),
    ],
)
def test_text_becomes_the_stored_form(spec: FacetSpec, text: str, value: FacetValue) -> None:
    parsed = parse_facet(spec, text)
    assert parsed == value
    assert type(parsed) is type(value)
    assert permits(spec, parsed)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (VALENCE, "2"),
        (VALENCE, "good"),
        (VALENCE, ""),
        (VALENCE, "１"),
        (ABOUT, "per"),
        (ABOUT, "UK"),
        (ABOUT, "NEXT"),
        (ABOUT, "PER,JPN"),
        (ALSO, "SAU,"),
        (ALSO, "SAU,SAU"),
        (ALSO, "NONE"),
        (ROUTE, "PER"),
        (ROUTE, "PER>PER"),
        (ROUTE, "PER>ORIGIN"),
        (ROUTE, "PER>JPN>USA"),
        (KIND, "A"),
        (SEVERAL, "a;b"),
        (LEG, "1.0"),
        (LEG, "1_0"),
        (LEG, "²"),
        (LEG, "9" * 5000),
        (OWN, "1"),
        (OWN, "yes"),
    ],
)
def test_text_that_is_not_permitted_is_refused_with_what_is(spec: FacetSpec, text: str) -> None:
    with pytest.raises(SecondmigError, match=f"facet {spec.name}: ") as caught:
        parse_facet(spec, text, where="US01 #2")
    assert caught.value.where == "US01 #2"
    assert caught.value.hint == f"{spec.name} takes {described(spec)}"


@pytest.mark.parametrize(
    ("spec", "given_value", "value"),
    [
        (VALENCE, 1, 1),
        (VALENCE, "1", 1),
        (ALSO, ["SAU", "SGP"], ("SAU", "SGP")),
        (ALSO, "SAU,SGP", ("SAU", "SGP")),
        (OWN, True, True),
        (OWN, "true", True),
        (LEG, 0, 0),
    ],
)
def test_json_becomes_the_stored_form(spec: FacetSpec, given_value: object, value: FacetValue) -> None:
    assert stored_facet(spec, given_value) == value


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (VALENCE, True),
        (VALENCE, 1.0),
        (VALENCE, None),
        (VALENCE, [1]),
        (ABOUT, ["PER"]),
        (ALSO, []),
        (ALSO, ["SAU", 1]),
        (LEG, True),
        (LEG, 1.5),
        (OWN, 1),
        (KIND, {"a": 1}),
    ],
)
def test_json_of_another_type_is_refused(spec: FacetSpec, value: object) -> None:
    with pytest.raises(SecondmigError):
        stored_facet(spec, value)


def test_description_names_the_permitted_values() -> None:
    assert described(VALENCE) == "-1, 0, 1 or mixed"
    assert described(KIND) == "a or b"
    assert described(OWN) == "true or false"
    assert described(LEG) == "a whole number"
    assert described(ROUTE) == "two different countries such as PER>JPN"
    assert described(SEVERAL) == "one or more of a, b or c"
    assert described(ABOUT) == "a country as three capitals (ISO 3166-1 alpha-3), ORIGIN or NONE"


@given(draw=st.data())
def test_every_permitted_value_survives_its_text(books: Mapping[str, Codebook], draw: st.DataObject) -> None:
    book = draw.draw(st.sampled_from([books[name] for name in (OS, MS, HC)]))
    spec = draw.draw(st.sampled_from(book.facets))
    one = st.sampled_from(spec.values) if spec.values else st.nothing()
    if spec.type in {"country", "countries"}:
        one |= st.sampled_from(COUNTRIES)
    elif spec.type == "corridor":
        one = st.permutations(COUNTRIES).map(lambda order: f"{order[0]}>{order[1]}")
    elif spec.type == "int":
        one = st.integers(-(10**17), 10**17)
    elif spec.type == "bool":
        one = st.booleans()
    value: FacetValue = draw.draw(st.lists(one, min_size=1, unique=True).map(tuple) if spec.multiple else one)
    text = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    assert parse_facet(spec, text) == value
    assert stored_facet(spec, json.loads(json.dumps(value))) == value


def test_facets_of_a_code_are_those_that_apply_to_it_required_first(books: Mapping[str, Codebook]) -> None:
    names = [spec.name for spec in specs_for(books[OS], "OS-RAC-DISC")]
    assert names == [
        "about_country",
        "basis",
        "referent",
        "valence",
        "certainty",
        "compared_with",
        "domain",
        "leg",
        "time",
        "weight_in_decision",
    ]
    assert [name for name in names if name != "domain"] == [s.name for s in specs_for(books[OS], "OS-MOB-UP")]
    with pytest.raises(SecondmigError, match="no code 'OS-NO'"):
        specs_for(books[OS], "OS-NO")


def test_validation_tells_every_wrong_value_and_never_what_is_absent(books: Mapping[str, Codebook]) -> None:
    given_facets = {
        "valence": "1",
        "basis": "told",
        "domain": "work",
        "about": "PER",
        "compared_with": ["PER"],
    }
    found = validate_facets(books[OS], "OS-MOB-UP", given_facets, where="US01 #2")
    assert [(problem.message, problem.hint) for problem in found] == [
        ("no facet 'about' in codebook opportunity-structure", "did you mean 'about_country'?"),
        (
            "facet basis: 'told' is not permitted",
            "basis takes experienced, witnessed, hearsay or imagined",
        ),
        (
            "facet domain does not apply to OS-MOB-UP",
            "it belongs to OS-RAC-DISC, OS-RAC-INT, OS-RAC-ID",
        ),
        ("facet valence: '1' is not permitted", "valence takes -1, 0, 1 or mixed"),
    ]
    assert {problem.where for problem in found} == {"US01 #2"}
    assert validate_facets(books[OS], "OS-MOB-UP", {}, where="") == []


def test_import_takes_text_and_json_and_reports_the_rest(books: Mapping[str, Codebook]) -> None:
    given_facets = {"valence": "1", "compared_with": ["SAU", "SGP"], "leg": 1, "time": "soon", "x": 1}
    stored, found = stored_facets(books[OS], "OS-MOB-UP", given_facets, where="gold.jsonl:3")
    assert stored == {"compared_with": ("SAU", "SGP"), "leg": 1, "valence": 1}
    assert list(stored) == sorted(stored)
    assert [problem.line() for problem in found] == [
        "gold.jsonl:3: facet time: 'soon' is not permitted",
        "gold.jsonl:3: no facet 'x' in codebook opportunity-structure",
    ]


def test_defaults_are_filled_from_the_schema_and_where_it_says_so_from_the_code(
    books: Mapping[str, Codebook],
) -> None:
    assert complete(books[OS], "OS-MOB-UP", {"valence": 1}) == {"referent": "self", "valence": 1}
    assert complete(books[OS], "OS-MOB-UP", {"referent": "kin"}) == {"referent": "kin"}
    filled = complete(books[MS], "MS-ORG-REM", {"polarity": "ambivalent"})
    # The code also carries site and stage, but nobody said them of this coding.
    assert filled == {
        "endogenous_to_system": True,
        "level": "micro",
        "order": "second",
        "polarity": "ambivalent",
        "referent": "self",
    }
    assert list(filled) == sorted(filled)


def test_default_of_a_facet_with_several_values_is_one_of_them() -> None:
    spec = FacetSpec("several", "enum", values=("a", "b"), multiple=True, default="a")
    book = Codebook("b", "1", "t", "", (), (Code("A", "l"),), (spec,), sha="")
    assert complete(book, "A", {}) == {"several": ("a",)}


def test_missing_names_required_facets_after_defaults(books: Mapping[str, Codebook]) -> None:
    assert missing(books[OS], "OS-MOB-UP", {}) == ("about_country", "basis", "valence")
    assert missing(books[OS], "OS-MOB-UP", {"time": "deciding"}) == ("about_country", "basis", "valence")
    assert missing(books[OS], "OS-MOB-UP", {"time": "future"}) == ("about_country", "valence")
    assert missing(books[MS], "MS-END-COST", {"about_country": "JPN"}) == ("corridor", "site")
    assert missing(books[HC], "HC-EDU-LVL", {"about_country": "JPN", "valence": 0, "basis": "hearsay"}) == ()


def test_code_without_its_from_code_value_leaves_the_facet_missing() -> None:
    spec = FacetSpec("order", "enum", values=("first", "second"), required=True, default="from_code")
    codes = (Code("A", "l", defaults={"order": "second"}), Code("B", "l"))
    book = Codebook("b", "1", "t", "", (), codes, (spec,), sha="")
    assert (complete(book, "A", {}), missing(book, "A", {})) == ({"order": "second"}, ())
    assert (complete(book, "B", {}), missing(book, "B", {})) == ({}, ("order",))


def test_codebooks_that_share_a_hash_are_not_confused() -> None:
    plain, strict = (
        Codebook(
            "b", "1", "t", "", (), (Code("A", "l"),), (FacetSpec("leg", "int", required=required),), sha=""
        )
        for required in (False, True)
    )
    assert [missing(book, "A", {}) for book in (plain, strict, plain)] == [(), ("leg",), ()]


def test_many_codebooks_in_turn_keep_their_own_facets() -> None:
    for n in range(50):
        spec = FacetSpec(f"f{n}", "int", default=n)
        book = Codebook("b", "1", "t", "", (), (Code("A", "l"),), (spec,), sha="")
        assert complete(book, "A", {}) == {f"f{n}": n}
