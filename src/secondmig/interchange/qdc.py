"""Writing .qdc: the exchange format for codebooks of REFI-QDA 1.5, which NVivo, ATLAS.ti and MAXQDA read.

The standard gives a code a GUID, a name, a colour, whether it can be applied, one description, and codes
below it. What else is written about a code goes into its description under labels. The header of the
codebook, and each facet it declares, is a set with a description under labels; the set of a facet holds the
codes it applies to. Programs that do not keep sets lose those, and nothing else.

Source: REFI-QDA standard 1.5 (2019), Codebook.xsd, namespace urn:QDA-XML:codebook:1.0.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from secondmig._version import __version__
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook
from secondmig.interchange.about import facet_text, header_text
from secondmig.interchange.code_text import described
from secondmig.interchange.draft import (
    Written,
    in_tree_order,
    label_losses,
    listed,
    on_its_own,
    one_line,
    positions_of_parents,
)
from secondmig.interchange.identity import code_guid, guid_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE: Final = "urn:QDA-XML:codebook:1.0"
HEADER_SET: Final = "About this codebook"
FACET_SET: Final = "Facet "
DEEPEST: Final = 200
"""Levels of codes: readers of XML refuse what is nested deeper than some 250."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(book: Codebook) -> Written:
    """The codebook as a file that is valid by the schema; the same codebook gives the same bytes.

    Raises:
        SecondmigError: it has no code, which the standard does not provide for, or is nested too deeply.
    """
    from lxml import etree

    if not book.codes:
        raise SecondmigError(
            f"codebook {book.id} has no code, and a .qdc file cannot be without",
            hint="export it as .yaml or .csv",
        )
    whole, book = book, on_its_own(book)[0]
    root = etree.Element(
        f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, origin=f"secondmig {__version__}"
    )
    _add_codes(etree.SubElement(root, f"{{{NAMESPACE}}}Codes"), book)
    _add_sets(etree.SubElement(root, f"{{{NAMESPACE}}}Sets"), book)
    etree.indent(root)
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
    return Written(bytes(body), tuple(_losses(whole)))


def _add_codes(codes: "Element", book: Codebook) -> None:
    from lxml import etree

    parents = positions_of_parents(book)
    elements: dict[int | None, Element] = {None: codes}
    levels: dict[int | None, int] = {None: 0}
    for position in in_tree_order(parents):
        code, parent = book.codes[position], parents[position]
        levels[position] = levels[parent] + 1
        if levels[position] > DEEPEST:
            raise SecondmigError(
                f"codebook {book.id}: code {code.id} lies more than {DEEPEST} levels deep",
                hint="export it as .yaml or .csv",
            )
        element = etree.SubElement(elements[parent], f"{{{NAMESPACE}}}Code", _attributes(book, code))
        _describe(element, described(code))
        elements[position] = element


def _attributes(book: Codebook, code: Code) -> dict[str, str]:
    attributes = {
        "guid": code_guid(book.id, code.id),
        "name": _as_xml(one_line(code.label)) or code.id,
        "isCodable": str(code.codable).lower(),
    }
    return {**attributes, "color": code.color} if code.color else attributes


def _add_sets(sets: "Element", book: Codebook) -> None:
    tops = [code.id for code in book.codes if code.parent is None]
    _add_set(sets, book, (HEADER_SET, header_text(book)), tops)
    for spec in book.facets:
        _add_set(sets, book, (f"{FACET_SET}{spec.name}", facet_text(spec)), spec.applies_to)


def _add_set(sets: "Element", book: Codebook, what: tuple[str, str], members: Iterable[str]) -> None:
    from lxml import etree

    name, text = what
    element = etree.SubElement(
        sets, f"{{{NAMESPACE}}}Set", {"guid": guid_of(book.id, "set", name), "name": name}
    )
    _describe(element, text)
    for code_id in members:
        etree.SubElement(element, f"{{{NAMESPACE}}}MemberCode", {"guid": code_guid(book.id, code_id)})


def _describe(element: "Element", text: str) -> None:
    from lxml import etree

    etree.SubElement(element, f"{{{NAMESPACE}}}Description").text = _as_xml(text)


def _as_xml(text: str) -> str:
    """The text without the few characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _losses(book: Codebook) -> Iterable[str]:
    yield from on_its_own(book)[1]
    yield from label_losses(book)
    if in_tree_order(positions_of_parents(book)) != tuple(range(len(book.codes))):
        yield "the order of codes that do not stand under their heading: the file holds the tree"
    impossible = [code.id for code in book.codes if _NO_XML.search(described(code) + code.label)]
    if impossible:
        yield f"characters that XML cannot hold, in {listed(impossible)}"
