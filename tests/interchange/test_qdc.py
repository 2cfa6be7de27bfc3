"""Files of REFI-QDA: ours are valid by the schema, other programs' are read, and what they lose is told."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from secondmig.codebook.canonical import hashed
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook
from secondmig.interchange import qdc, yaml_out
from secondmig.interchange.assemble import Known, assembled
from secondmig.interchange.formats import read_book
from tests.interchange.books import again, books, from_yaml, full_book

SAMPLES = Path(__file__).parents[1] / "data" / "refi"
SCHEMA = etree.XMLSchema(etree.parse(SAMPLES / "Codebook.xsd"))


def code_file(inner: str, *, root: str = 'CodeBook xmlns="urn:QDA-XML:codebook:1.0"') -> bytes:
    name = root.partition(" ")[0]
    return f'<?xml version="1.0"?><{root}><Codes>{inner}</Codes></{name}>'.encode()


def of_sample(name: str) -> Codebook:
    return assembled(read_book((SAMPLES / name).read_bytes(), name=name), name=name, known=Known()).book


def chain(length: int) -> Codebook:
    """A code under a code under a code."""
    held = tuple(Code(f"C-{at}", f"c{at}", parent=f"C-{at - 1}" if at else None) for at in range(length))
    return hashed(Codebook("deep", "1.0.0", "Deep", "", (), held, (), ""))


@settings(max_examples=25)
@given(book=books())
def test_any_file_of_ours_is_valid_by_the_schema(book: Codebook) -> None:
    SCHEMA.assertValid(etree.fromstring(qdc.written(book).body))


def test_description_reads_well_in_other_programs(tmp_path: Path) -> None:
    root = etree.fromstring(qdc.written(full_book(tmp_path)).body)
    wage = root.find(".//{*}Code/{*}Code")
    assert (wage.get("name"), wage.get("color"), wage.get("isCodable")) == ("Wage", "#33CC33", "true")
    assert wage.findtext("{*}Description").split("\n") == [
        "Says what work pays.",
        "",
        "In two paragraphs.",
        "",
        "Include: pay; hours",
        'Exclude: "Exclude: tips\\nExample: none"',
        'Example: "Three quid an hour."',
        "Example: =1+1",
        "Example: two",
        "lines",
        "Measure: wage",
        'Cues en: ["pay", "a; b", "wage"]',
        "Cues ja: 給料",
        'Facet level: "1"',
        "Facet sure: true",
        "Benchmark rieti.out: not_in_model",
        "Benchmark rieti.return: + 5%",
        "Links: H1; H2",
        "Id: FU-LAB-WAGE",
    ]


def test_guids_are_the_same_in_every_export_and_differ_between_codebooks(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    other = hashed(replace(book, id="other"))
    guids = [
        {
            element.get("guid")
            for element in etree.fromstring(qdc.written(each).body).iter("{*}Code", "{*}Set")
        }
        for each in (book, other)
    ]
    assert len(guids[0]) == len(book.codes) + 1 + len(book.facets)
    assert not guids[0] & guids[1]


def test_edits_made_in_another_program_are_kept(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    body = qdc.written(book).body.decode()
    body = body.replace('name="Wage"', 'name="Pay"').replace(
        "Include: pay; hours", "INCLUSION CRITERIA : pay"
    )
    body = body.replace("Says what work pays.", "Says what work brings.").replace("#33CC33", "#00F")
    body = body.replace("Id: FU-LAB-WAGE<", "Id: FU-LAB-WAGE\nAna: see interview 3<")
    found = assembled(read_book(body.encode(), name="x.qdc"), name="x.qdc", known=Known()).book
    wage = found.codes[1]
    assert (wage.id, wage.label, wage.include, wage.color) == ("FU-LAB-WAGE", "Pay", "pay", "#0000FF")
    assert wage.definition == "Says what work brings.\n\nIn two paragraphs.\nAna: see interview 3"
    assert replace(wage, label="Wage", include="pay; hours", color="#33CC33") == replace(
        book.codes[1], definition=wage.definition
    )


def test_code_copied_in_another_program_gets_an_id_of_its_own(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    root = etree.fromstring(qdc.written(book).body)
    wage = root.find(".//{*}Code/{*}Code")
    copy = etree.fromstring(etree.tostring(wage))
    copy.set("guid", "11111111-1111-1111-1111-111111111111")
    copy.set("name", "Wage (copy)")
    wage.addprevious(copy)
    found = assembled(read_book(etree.tostring(root), name="x.qdc"), name="x.qdc", known=Known()).book
    assert [(code.id, code.label) for code in found.codes[:3]] == [
        ("FU-LAB", "Labour"),
        ("FU-WAGE-COPY", "Wage (copy)"),
        ("FU-LAB-WAGE", "Wage"),
    ]


def test_ids_are_found_by_guid_where_a_program_dropped_descriptions_and_sets(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    root = etree.fromstring(qdc.written(book).body)
    for element in list(root.iter("{*}Description", "{*}Sets")):
        element.getparent().remove(element)
    known = Known({book.id: book}, {book.id: frozenset(code.id for code in book.codes)})
    read = read_book(
        etree.tostring(root).replace(b'guid="', b'guid="{').replace(b'" name', b'}" name'), name="x.qdc"
    )
    found = assembled(read, name="x.qdc", known=known, like="full").book
    assert [code.id for code in found.codes] == [code.id for code in book.codes]


def test_taguette_becomes_a_hierarchy() -> None:
    book = of_sample("taguette-1.5.2_codebook.qdc")
    assert [(code.id, code.label, code.parent, code.codable) for code in book.codes] == [
        ("TC-OPPORTUNITY", "opportunity", None, False),
        ("TC-LABOUR-MARKET", "labour market", "TC-OPPORTUNITY", True),
        ("TC-SCHOOLING", "schooling", "TC-OPPORTUNITY", True),
        ("TC-BELONGING-RACE", 'belonging & "race"', None, True),
        ("TC-1", "移民", None, False),
        ("TC-2", "再移住", "TC-1", True),
    ]
    assert book.source == "imported from taguette-1.5.2_codebook.qdc, written by Taguette 1.5.2"


def test_example_of_the_specification_keeps_definitions_and_colours() -> None:
    book = of_sample("spec-annexA1_codebook.qdc")
    assert [(code.label, code.codable, code.color) for code in book.codes] == [
        ("Topics", False, ""),
        ("Economy", True, "#ffff00"),
        ("Health care", True, "#33cc33"),
        ("Values", False, ""),
        ("Conservatives", True, "#ff0000"),
        ("Liberals", True, "#0000ff"),
    ]
    assert book.codes[1].definition == "Anything about jobs or taxes or business"


def test_colour_survives_qdc_to_yaml_to_qdc() -> None:
    book = of_sample("spec-annexA1_codebook.qdc")
    from_file = from_yaml(yaml_out.written(book).body)
    assert [code.color for code in again(from_file, "x.qdc").book.codes] == [
        code.color for code in book.codes
    ]
    assert from_file == book


@pytest.mark.parametrize(
    ("name", "codes", "below", "losses"),
    [
        ("atlasti-win-23.2.3_codes-only.qdpx", 3, 2, ()),
        ("synthetic_offsets_spec.qdpx", 4, 3, ("1 source, which is no part of a codebook",)),
        (
            "spec-annexA2_atlasti-mac-8.4.0_project.qde",
            14,
            0,
            (
                "1 graph, which is no part of a codebook",
                "1 link, which is no part of a codebook",
                "2 notes, which are no part of a codebook",
                "16 sets, which are no part of a codebook",
                "12 sources, which are no part of a codebook",
            ),
        ),
    ],
)
def test_project_gives_its_codebook_and_says_what_else_it_holds(
    name: str, codes: int, below: int, losses: tuple[str, ...]
) -> None:
    found = read_book((SAMPLES / name).read_bytes(), name=name)
    assert len(found.drafts) == codes
    assert sum(draft.parent is not None for draft in found.drafts) == below
    assert found.losses == losses


@pytest.mark.parametrize("root", ['CodeBook xmlns="urn:QDA-XML:codebook:0:4"', "CodeBook"])
def test_other_namespaces_memos_and_doubtful_attributes_are_read(root: str) -> None:
    raw = code_file(
        '<Code guid="a" name=" Work&#10;life "/>'
        '<Code name="" color="red"><NoteRef targetGUID="x"/></Code>'
        '<Code guid="{11111111-1111-1111-1111-111111111111}" name="one" isCodable="0"/>'
        '<Code guid="11111111-1111-1111-1111-111111111111" name="one" isCodable="1"/>',
        root=root,
    )
    found = read_book(b"\xef\xbb\xbf" + raw, name="x.qdc")
    assert [(draft.code.label, draft.code.codable) for draft in found.drafts] == [
        ("Work life", True),
        ("code 2", True),
        ("one", False),
        ("one", True),
    ]
    assert found.losses == (
        "1 GUID that another code has already",
        "1 code without a name, named after its GUID",
        "2 codes without isCodable, taken for one that can be applied",
        "1 colour that is none",
        "1 memo of a code, which is not in its description",
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"<CodeBook/>", "the file holds no code"),
        (b"<html/>", "this XML is no codebook: it begins with <html>"),
        (b"<CodeBook><Codes>", "no well-formed XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "declares a document type"),
        (b"<?xml version='1.0' encoding='utf-7'?><CodeBook/>", "no well-formed XML"),
        (code_file("<Code>" * 400 + "</Code>" * 400), "nested too deeply"),
    ],
)
def test_what_is_no_codebook_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        read_book(raw, name="x.qdc")


def test_archives_without_one_project_are_refused() -> None:
    def archive(*names: str) -> bytes:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as out:
            for name in names:
                out.writestr(name, code_file('<Code name="a"/>'))
        return held.getvalue()

    assert len(read_book(archive("Trial.qde"), name="x.qdpx").drafts) == 1
    assert len(read_book(archive("Trial.qde", "project.qde"), name="x.qdpx").drafts) == 1
    with pytest.raises(SecondmigError, match=r"no project \(\.qde\)"):
        read_book(archive("sources/a.qde"), name="x.qdpx")
    with pytest.raises(SecondmigError, match=r"the projects a\.qde, b\.qde"):
        read_book(archive("a.qde", "b.qde"), name="x.qdpx")


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("project.qde", b"<a>" + b" " * 200 * 2**20)
    with pytest.raises(SecondmigError, match="times its packed size"):
        read_book(held.getvalue(), name="x.qdpx")


def test_codes_deeper_than_readers_go_are_refused_on_the_way_out() -> None:
    assert again(chain(200), "x.qdc").book == chain(200)
    with pytest.raises(SecondmigError, match="code C-200 lies more than 200 levels deep"):
        qdc.written(chain(201))


def test_ten_thousand_codes_are_read_in_seconds() -> None:
    inner = "".join(f'<Code name="code {at}" isCodable="true"/>' for at in range(10_000))
    found = read_book(code_file(inner), name="x.qdc")
    book = assembled(found, name="x.qdc", known=Known()).book
    assert len({code.id for code in book.codes}) == 10_000


def test_codebook_without_codes_cannot_be_written() -> None:
    with pytest.raises(SecondmigError, match="has no code"):
        qdc.written(chain(0))
