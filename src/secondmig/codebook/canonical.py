"""The canonical form of a codebook: one text for one meaning, and its hash.

The form is JSON with sorted keys and no spaces. Facets and mappings are sorted, values left at their default
are left out, lists keep their order, text is untouched (no Unicode normalisation), and there are no floats.
Comments, quoting, layout and the order of keys in the file do not reach it; any change of meaning does.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from secondmig.codebook.facets import in_order
from secondmig.core.ids import content_hash
from secondmig.core.types import Code, Codebook, FacetSpec

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def canonical_json(codebook: Codebook) -> str:
    """The canonical form of everything but the hash itself."""
    content = _fields(dataclasses.replace(codebook, facets=in_order(codebook.facets)))
    del content["sha"]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def hashed(codebook: Codebook) -> Codebook:
    """The codebook with facets in listing order and the hash of its canonical form as ``sha``."""
    return dataclasses.replace(
        codebook, facets=in_order(codebook.facets), sha=content_hash(canonical_json(codebook))
    )


def from_canonical(text: str) -> Codebook:
    """The codebook of a canonical form, its hash computed anew.

    Args:
        text: what :func:`canonical_json` wrote.

    Raises:
        ValueError: the text is not JSON.
        TypeError: the text holds something else.
    """
    content = json.loads(text)
    if not isinstance(content, dict):
        raise TypeError("not the canonical form of a codebook")
    content["rules"] = tuple(content.get("rules", ()))
    content["codes"] = tuple(_code(code) for code in content.get("codes", ()))
    content["facets"] = tuple(_facet(spec) for spec in content.get("facets", ()))
    return hashed(Codebook(**content, sha=""))


def _code(content: dict[str, Any]) -> Code:
    for name in ("examples", "links", "was"):
        content[name] = tuple(content.get(name, ()))
    content["cues"] = {language: tuple(cues) for language, cues in content.get("cues", {}).items()}
    content["benchmarks"] = {key: (pair[0], pair[1]) for key, pair in content.get("benchmarks", {}).items()}
    return Code(**content)


def _facet(content: dict[str, Any]) -> FacetSpec:
    for name in ("values", "applies_to"):
        content[name] = tuple(content.get(name, ()))
    return FacetSpec(**content)


def _fields(value: "DataclassInstance") -> dict[str, Any]:
    """The fields by name, without those left at their default."""
    content: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if held != default:
            content[field.name] = _plain(held)
    return content


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(held) for held in value]
    return value
