"""Agreement on where coded stretches lie: the unitizing alphas, and F1."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from secondmig.agreement.bootstrap import Resampling
from secondmig.agreement.characters import BITS
from secondmig.agreement.continuum import continua, continua_by_code
from secondmig.agreement.f1 import SpanF1, f1_by_code
from secondmig.agreement.unitizing import binary_u_alpha, cu_alpha, ku_alphas, u_alpha
from secondmig.core.types import Code, Codebook
from secondmig.estimate.agreement import Agreement
from secondmig.estimate.values import Estimate
from secondmig.project.agreement_figures import NOBODY, Row, Subject
from secondmig.project.agreement_texts import Field

UNITIZING: Mapping[str, str] = {
    "u_alpha": "u-alpha: boundaries and codes (Krippendorff et al. 2016)",
    "binary_u_alpha": "|u-alpha: boundaries alone (Krippendorff et al. 2016)",
    "cu_alpha": "cu-alpha: codes alone, where both coded (Krippendorff et al. 2016)",
    "ku_alpha": "(k)u-alpha: one code, where others coded at all (Krippendorff et al. 2016)",
    "ku_coverage": "share of the text with the code that another coder coded too",
    "f1_exact": "F1 of segments with the same ends; not corrected for chance",
    "f1_half": "F1 of segments that share half their union; not corrected for chance",
    "f1_character": "F1 of characters; not corrected for chance",
}
"""Coefficients of this module, with what they are."""


def f1_rows(subject: Subject, fields: Sequence[Field], codes: Sequence[Code]) -> Iterator[Row]:
    """F1 of the second coder against the first, by code and over all of them; two coders only."""
    together: list[Mapping[str, SpanF1]] = []
    for field in fields:
        found = f1_by_code(field.documents, field.codes)
        together += found.values()
        for code in (each for each in codes if each.id in field.codes):
            about = replace(subject, of="code", code=code.id, label=code.label)
            for name, made in found[code.id].items():
                yield _f1_row(about, f"f1_{name}", made)
    about = replace(subject, of="pooled", code=None, label="all codes, pooled")
    for name in together[0] if together else ():
        every = [each[name] for each in together]
        first, second = sum(each.first for each in every), sum(each.second for each in every)
        both = sum(each.shared for each in every)
        yield _f1_row(about, f"f1_{name}", replace(every[0], first=first, second=second, shared=both))


def unitizing_rows(
    subject: Subject, fields: Sequence[Field], codes: Sequence[Code], resampling: Resampling | None
) -> Iterator[Row]:
    """u-alpha of every code by itself, where it equals |u-alpha."""
    for field in fields:
        texts = continua_by_code(field.documents, field.codes)
        for code in (each for each in codes if each.id in field.codes):
            about = replace(subject, of="code", code=code.id, label=code.label)
            yield about.row("u_alpha", u_alpha(texts[code.id], resampling))


def domain_rows(
    subject: Subject,
    fields: Sequence[Field],
    books: Mapping[str, Codebook],
    resampling: Resampling | None,
) -> Iterator[Row]:
    """The unitizing family of the codes under one heading, taken as a set that excludes each other.

    Where a coder gave two of them to the same words they exclude each other no longer, and the reason stands
    in the place of the figures.

    Args:
        subject: coders, language and state.
        fields: what is compared.
        books: code id -> its codebook.
        resampling: for intervals; None for none.
    """
    for field in fields:
        for heading, members in _domains(field, books).items():
            label = next(code.label for code in books[members[0]].codes if code.id == heading)
            about = replace(subject, of="domain", code=heading, label=label)
            if len(members) > BITS:
                reason = f"at most {BITS} codes under one heading make a set, not {len(members)}"
                yield from (about.row(name, Agreement(None, reason, unit="character")) for name in _FAMILY)
                continue
            texts = continua(field.documents, members)
            for name, compute in _FAMILY.items():
                yield about.row(name, compute(texts, resampling))
            for each in ku_alphas(texts, resampling):
                one = replace(about, of="code", code=each.code, label=_label(books, each.code))
                yield one.row("ku_alpha", each.agreement)
                yield one.row("ku_coverage", _coverage(each.coverage, each.agreement))


_FAMILY = {"u_alpha": u_alpha, "binary_u_alpha": binary_u_alpha, "cu_alpha": cu_alpha}


def _domains(field: Field, books: Mapping[str, Codebook]) -> dict[str, list[str]]:
    """Heading -> the codes directly under it that were used, where there are several."""
    used = {code for document in field.documents for layer in document.layers for code in layer or ()}
    parents = {code.id: code.parent for book in books.values() for code in book.codes}
    found: dict[str, list[str]] = {}
    for code in field.codes:
        heading = parents.get(code)
        if heading is not None and code in used:
            found.setdefault(heading, []).append(code)
    return {heading: members for heading, members in found.items() if len(members) > 1}


def _f1_row(about: Subject, name: str, found: SpanF1) -> Row:
    estimate: Estimate = found.f1()
    reason = NOBODY if estimate.value is None else ""
    figure = Agreement(
        estimate.value,
        reason,
        n_units=found.first + found.second - found.shared,
        unit=found.unit,
        no_interval="" if reason else "not resampled",
    )
    counts = {"n11": found.shared, "n10": found.first - found.shared, "n01": found.second - found.shared}
    return about.row(name, figure) | counts


def _coverage(share: float | None, beside: Agreement) -> Agreement:
    n = beside.n_units
    if share is None:
        return Agreement(None, NOBODY, n_units=n, unit="character")
    return Agreement(share, n_units=n, n_clusters=beside.n_clusters, unit="character")


def _label(books: Mapping[str, Codebook], code_id: str) -> str:
    return next(code.label for code in books[code_id].codes if code.id == code_id)
