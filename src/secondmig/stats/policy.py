"""The inference policy of fitted models: what a source allows to be printed.

Samples: everything. Persons chosen on purpose: coefficients and effects; standard errors, z, p and intervals
only where they are asked for. Censuses and registers: the same without exception, as nothing was drawn.
"""

from dataclasses import replace
from typing import Final

from secondmig.core.warnings import P_PURPOSIVE
from secondmig.estimate.values import Estimate, undefined
from secondmig.stats.fit import Fit, Term

PURPOSIVE: Final = "these rows were chosen on purpose and infer to nobody else: --inference prints it"
WHOLE: Final = {
    "census": "a census has no sampling error: nobody was drawn",
    "register": "a register has no sampling error: nobody was drawn",
}


def silence(kind: str, *, inference: bool) -> str:
    """Why standard errors, p and intervals are withheld; "" where they may be printed.

    Args:
        kind: of the source: census, register, sample or purposive.
        inference: whether they were asked for.

    >>> silence("sample", inference=False), silence("register", inference=True)
    ('', 'a register has no sampling error: nobody was drawn')
    """
    if kind in WHOLE:
        return WHOLE[kind]
    return PURPOSIVE if kind == "purposive" and not inference else ""


def under_policy(fit: Fit, kind: str, *, inference: bool) -> Fit:
    """A fit as it may be printed.

    Args:
        fit: with everything in it.
        kind: of the source.
        inference: whether standard errors, p and intervals were asked for.
    """
    reason = silence(kind, inference=inference)
    if reason:
        terms = tuple(_bare(each, reason) for each in fit.terms)
        return replace(fit, terms=terms, covariance=(), covariance_kind=f"none: {reason}", df=None)
    if kind == "purposive":
        return replace(fit, cautions=(P_PURPOSIVE, *fit.cautions))
    return fit


def _bare(term: Term, reason: str) -> Term:
    return replace(
        term,
        coefficient=_without(term.coefficient),
        se=_withheld(term.se, reason),
        z=_withheld(term.z, reason),
        p=_withheld(term.p, reason),
        ame=_without(term.ame),
        ame_se=_withheld(term.ame_se, reason),
    )


def _without(estimate: Estimate) -> Estimate:
    return replace(estimate, low=None, high=None)


def _withheld(estimate: Estimate, reason: str) -> Estimate:
    if estimate.value is None:
        return estimate
    return undefined(reason, n=estimate.n, n_clusters=estimate.n_clusters, method=estimate.method)
