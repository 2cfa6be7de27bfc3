"""The coefficients of agreement and their registry.

Each function takes a :class:`Tally` with B sets of weights and returns observed and expected agreement, B
each; the coefficient is (observed - expected) / (1 - expected). Inside, NaN means "not defined here"; what
leaves the package through :func:`measured` has a value or a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from secondmig.agreement.tables import Ratings
from secondmig.agreement.tally import Parts, Tally
from secondmig.agreement.weights import (
    Distance,
    Similarity,
    identity,
    interval,
    jaccard,
    linear,
    masi,
    nominal,
    ordinal,
    quadratic,
    ratio,
)
from secondmig.estimate.agreement import Agreement


def percent_agreement(tally: Tally) -> Parts:
    """Share of pairs of answers that are the same, 0-1; not corrected for chance.

    A_o = 1/N sum_u sum_{g != h} [v_ug = v_uh] / (r_u (r_u - 1)), over units with r_u >= 2 answers. Text that
    nobody coded inflates it: never report it alone.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> measured(ratings_of_table([[20, 20], [10, 50]]), "percent").value  # Artstein and Poesio 2008, 558
    0.7
    """
    observed = tally.agreed()
    return Parts(observed, np.where(np.isnan(observed), np.nan, 0.0))


def brennan_prediger(tally: Tally) -> Parts:
    """Chance is one in q: A_e = 1/q, q the number of possible answers; also Bennett's S, Randolph's kappa.

    Source: R. L. Brennan and D. J. Prediger (1981), Educational and Psychological Measurement 41, 687-699.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> round(measured(ratings_of_table([[20, 20], [10, 50]]), "brennan_prediger").value, 3)
    0.4
    """
    observed = tally.agreed()
    return Parts(observed, np.full_like(observed, 1.0 / max(tally.q, 1)))


def scott_pi(tally: Tally) -> Parts:
    """Two coders, one distribution of answers for both: A_e = sum_k ((r_k + c_k) / 2)^2.

    Over units both judged. Source: W. A. Scott (1955), Public Opinion Quarterly 19, 321-325.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> round(measured(ratings_of_table([[20, 20], [10, 50]]), "scott_pi").value, 4)
    0.3407
    """
    margins = tally.margins(together=True).mean(axis=1)
    return Parts(tally.agreed(), (margins**2).sum(axis=1))


def cohen_kappa(tally: Tally, *, similarity: Similarity = identity) -> Parts:
    """Two coders, each with an own distribution: A_e = sum_kl w_kl r_k c_l, over units both judged.

    Falls with prevalence (Feinstein and Cicchetti 1990): read it beside the raw 2x2 table. Sources: J. Cohen
    (1960), Educational and Psychological Measurement 20, 37-46; weighted (1968), Psychological Bulletin 70.

    Args:
        tally: of two coders.
        similarity: w, identity for the unweighted coefficient.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> table = ratings_of_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])  # Cohen 1960, 45
    >>> round(measured(table, "cohen_kappa").value, 5)
    0.49153
    """
    alike = similarity(tally.categories)
    margins = tally.margins(together=True)
    expected = np.einsum("bk,kl,bl->b", margins[:, 0], alike, margins[:, 1])
    return Parts(tally.observed(alike), expected)


def fleiss_kappa(tally: Tally, *, least: int = 1) -> Parts:
    """Any number of coders, one distribution for all: A_e = sum_k pi_k^2; for two coders it is Scott's pi.

    pi_k is the mean share of answer k over units; units with unequal numbers of coders as in Gwet (2014),
    those with fewer than ``least`` answers left out. Source: J. L. Fleiss (1971), Psychological Bulletin 76.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> round(measured(ratings_of_table([[80, 7], [8, 5]]), "fleiss_kappa").value, 5)
    0.31429
    """
    return Parts(tally.agreed(), (tally.shares(least=least) ** 2).sum(axis=1))


def conger_kappa(tally: Tally, *, shared: bool = False) -> Parts:
    """Any number of the same coders, each with an own distribution; for two coders it is Cohen's kappa.

    A_e = 1/(m (m - 1)) sum_{g != h} sum_k p_gk p_hk, p_gk from all units that coder g judged; m counts the
    coders who judged any. Every pair of coders weighs the same here, but in observed agreement as much as the
    units it shares: the two fit where answers are missing at random. Sources: A. J. Conger (1980),
    Psychological Bulletin 88, 322-328; missing answers: Gwet (2014), Handbook of Inter-Rater Reliability.

    Args:
        tally: of two or more coders.
        shared: chance of each pair from the units that both judged, weighing as in observed agreement.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> round(measured(ratings_of_table([[80, 7], [8, 5]]), "conger_kappa").value, 5)
    0.31444
    """
    if shared:
        return Parts(tally.agreed(), tally.met_by_chance())
    margins = tally.margins()
    m = (~np.isnan(margins[:, :, 0])).sum(axis=1)
    margins = np.nan_to_num(margins)
    together = margins.sum(axis=1)
    expected = ((together**2).sum(axis=1) - (margins**2).sum(axis=(1, 2))) / np.maximum(m * (m - 1), 1)
    return Parts(tally.agreed(), expected)


def gwet_ac(tally: Tally, *, similarity: Similarity = identity, least: int = 1) -> Parts:
    """Chance only where an answer is hard to give: A_e = T_w / (q (q - 1)) sum_k pi_k (1 - pi_k).

    T_w = sum of w, so AC1 (w identity) has A_e = sum_k pi_k (1 - pi_k) / (q - 1); AC2 takes graded weights.
    Stable where nearly all units get the same answer; ``least``: answers a unit needs to count in pi_k.
    Source: K. L. Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> round(measured(ratings_of_table([[80, 7], [8, 5]]), "gwet_ac1").value, 5)
    0.808
    """
    alike = similarity(tally.categories)
    q = tally.q
    shares = tally.shares(least=least)
    spread = (shares * (1.0 - shares)).sum(axis=1)
    expected = alike.sum() / max(q * (q - 1), 1) * spread
    return Parts(tally.observed(alike), expected)


def krippendorff_alpha(tally: Tally, *, distance: Distance = nominal) -> Parts:
    """Any number of coders, missing answers allowed, corrected for small samples: alpha = 1 - D_o / D_e.

    D_o = 1/n sum_ck o_ck d_ck and D_e = 1/(n (n - 1)) sum_ck n_c n_k d_ck, from the coincidences o of the n
    pairable answers and their row sums n_c; units with one answer do not count. Source: K. Krippendorff
    (2019), Content Analysis, 4th ed., chapter 12.

    Args:
        tally: of two or more coders.
        distance: d, squared: nominal, ordinal, interval, ratio, jaccard or masi.

    >>> from secondmig.agreement.tables import ratings_of
    >>> first, second = "1100000000", "0110010100"  # the example of the ATLAS.ti manual
    >>> round(measured(ratings_of(list(zip(first, second))), "alpha").value, 4)
    0.0952
    """
    totals = tally.pairable()
    n = totals.sum(axis=1)
    apart = distance(tally.categories, totals)
    if len(apart) == 1:
        apart = apart[0]
        chance = ((totals @ apart) * totals).sum(axis=1)
    else:  # distances that follow from how often each answer was given
        chance = np.einsum("bc,bck,bk->b", totals, apart, totals)
    below = np.where(n > 1, n, np.nan)
    return Parts(1.0 - tally.apart(apart) / below, 1.0 - chance / (below * (below - 1.0)))


def positive_agreement(tally: Tally) -> Parts:
    """Two coders, a code applied or not: 2 n_11 / (n_1. + n_.1), Dice; F1 where units are characters.

    Not corrected for chance, and blind to what both left uncoded. Source: L. R. Dice (1945), Ecology 26.

    >>> from secondmig.agreement.tables import ratings_of_table
    >>> round(measured(ratings_of_table([[21, 5], [6, 16]], (False, True)), "positive").value, 4)
    0.7442
    """
    pair = tally.patterns[:, :2]
    both = (pair >= 0).all(axis=1)
    applied = (pair == tally.categories.index(True)).sum(axis=1) * both
    together = tally.weights @ (2.0 * (applied == 2))
    either = tally.weights @ applied.astype(np.float64)
    observed = np.where(either > 0, together / np.where(either > 0, either, 1.0), np.nan)
    return Parts(observed, np.where(np.isnan(observed), np.nan, 0.0))


def holsti(tally: Tally) -> Parts:
    """Two coders: 2 M / (N1 + N2), M decisions agreed on of the N1 and N2 that each made; not corrected.

    A unit only one coder judged counts as his decision, so it lowers the figure, unlike in percent agreement.
    Source: O. R. Holsti (1969), Content Analysis for the Social Sciences and Humanities, 140.

    >>> from secondmig.agreement.tables import ratings_of
    >>> measured(ratings_of([("a", "a"), ("a", "b"), ("b", None), ("b", "b")]), "holsti").value == 4 / 7
    True
    """
    pair = tally.patterns[:, :2]
    agreed = (pair[:, 0] == pair[:, 1]) & (pair[:, 0] >= 0)
    made = tally.weights @ (pair >= 0).sum(axis=1).astype(np.float64)
    observed = np.where(made > 0, 2.0 * (tally.weights @ agreed) / np.where(made > 0, made, 1.0), np.nan)
    return Parts(observed, np.where(np.isnan(observed), np.nan, 0.0))


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One entry of the registry.

    Attributes:
        id: as asked for on the command line and in tables.
        title: as people read it.
        function: sums of ratings -> observed and expected agreement.
        citation: where it is defined.
        corrected: for chance; then it needs at least two different answers and units nobody coded.
        two_coders: defined for two coders only.
        binary: defined for the answers False and True only.
        met: the same with chance from those units alone that are compared. Where the two lie further apart
            than APART, the coefficient has no value: which coder judged which unit had to do with the answer,
            and it is made for answers that are missing at random. None where chance is from them anyway.
    """

    id: str
    title: str
    function: Callable[[Tally], Parts]
    citation: str
    corrected: bool = True
    two_coders: bool = False
    binary: bool = False
    met: Callable[[Tally], Parts] | None = None

    def method(self) -> str:
        """Title and source, as it stands in a result."""
        return f"{self.title} ({self.citation})"


def measured(ratings: Ratings, coefficient: str, tally: Tally | None = None) -> Agreement:
    """A coefficient of ratings, without an interval.

    Args:
        ratings: what the coders said.
        coefficient: id of an entry of COEFFICIENTS.
        tally: the sums of these ratings, where several coefficients share them.

    Returns:
        Its value, or the reason why it has none: no coder to compare with, no unit judged twice, a single
        answer throughout, answers of the wrong kind, more than two coders, units only where somebody coded,
        answers missing where they would have been others.

    Raises:
        KeyError: no such coefficient.
    """
    entry = COEFFICIENTS[coefficient]
    made = partial(
        Agreement,
        n_units=ratings.n_units(),
        n_clusters=ratings.n_clusters(),
        method=entry.method(),
        unit=ratings.unit,
    )
    tally = tally or Tally.of(ratings)
    reason = why_undefined(ratings, entry, tally)
    if reason:
        return made(None, reason)
    try:
        value = float(entry.function(tally).values()[0])
    except ValueError as error:  # answers this coefficient cannot grade
        return made(None, str(error))
    if np.isnan(value):
        return made(None, NO_APPLICATION if entry.binary else ONLY_CHANCE)
    reason = _missing_unlike(entry, tally, value)
    return made(None, reason) if reason else made(value + 0.0)


def _missing_unlike(entry: Coefficient, tally: Tally, value: float) -> str:
    """Why a value that stands is no measure of these ratings, "" where it is one."""
    if entry.met is None or (tally.judged() == tally.coders).all():
        return ""
    met = float(entry.met(tally).values()[0])
    if abs(met - value) <= APART + 1e-9:
        return ""
    there = "undefined" if np.isnan(met) else f"{met + 0.0:.3f}"
    return f"{UNLIKE}: {value + 0.0:.3f}, and {there} by the units that coders share"


ONE_CODER = "there is one coder, so nothing to compare"
NOT_PAIRABLE = "no unit was judged by two coders"
NO_VARIATION = "only one answer was ever given, so nothing varies"
NO_ABSENCE = "units exist only where somebody coded, so chance agreement cannot be told"
NO_APPLICATION = "nobody applied the code"
ONLY_CHANCE = "chance alone would give full agreement"
UNLIKE = "coders judged different units, and chance is not the same there"
APART = 0.05
"""How far a coefficient may move when chance is taken from the units alone that coders share."""


def why_undefined(ratings: Ratings, entry: Coefficient, tally: Tally) -> str:
    """Why a coefficient has no value for these ratings, whatever it computes; "" where it may have one."""
    if ratings.coders < 2:
        return ONE_CODER
    if entry.two_coders and ratings.coders > 2:
        return f"it is defined for two coders, not {ratings.coders}"
    if entry.binary and ratings.categories != (False, True):
        return "it is defined for a code that is applied or not"
    if tally.units()[0] == 0:
        return NOT_PAIRABLE
    if entry.corrected and ratings.only_coded:
        return NO_ABSENCE
    return NO_VARIATION if entry.corrected and tally.varies()[0] < 2 else ""


_ALPHA = "Krippendorff 2019"
_ENTRIES = (
    Coefficient("percent", "percent agreement", percent_agreement, "share of equal answers", corrected=False),
    Coefficient("alpha", "Krippendorff's alpha, nominal", krippendorff_alpha, _ALPHA),
    Coefficient("cohen_kappa", "Cohen's kappa", cohen_kappa, "Cohen 1960", two_coders=True),
    Coefficient(
        "cohen_kappa_linear",
        "Cohen's kappa, linear weights",
        partial(cohen_kappa, similarity=linear),
        "Cohen 1968; Cicchetti and Allison 1971",
        two_coders=True,
    ),
    Coefficient(
        "cohen_kappa_quadratic",
        "Cohen's kappa, quadratic weights",
        partial(cohen_kappa, similarity=quadratic),
        "Cohen 1968; Fleiss and Cohen 1973",
        two_coders=True,
    ),
    Coefficient("scott_pi", "Scott's pi", scott_pi, "Scott 1955", two_coders=True),
    Coefficient(
        "fleiss_kappa",
        "Fleiss' kappa",
        fleiss_kappa,
        "Fleiss 1971; Gwet 2014",
        met=partial(fleiss_kappa, least=2),
    ),
    Coefficient(
        "conger_kappa",
        "Conger's kappa",
        conger_kappa,
        "Conger 1980; Gwet 2014",
        met=partial(conger_kappa, shared=True),
    ),
    Coefficient("brennan_prediger", "Brennan-Prediger", brennan_prediger, "Brennan and Prediger 1981"),
    Coefficient("gwet_ac1", "Gwet's AC1", gwet_ac, "Gwet 2008", met=partial(gwet_ac, least=2)),
    Coefficient(
        "gwet_ac2",
        "Gwet's AC2, quadratic weights",
        partial(gwet_ac, similarity=quadratic),
        "Gwet 2014",
        met=partial(gwet_ac, similarity=quadratic, least=2),
    ),
    *(
        Coefficient(
            f"alpha_{measure.__name__}",
            f"Krippendorff's alpha, {measure.__name__}",
            partial(krippendorff_alpha, distance=measure),
            source,
        )
        for measure, source in (
            (ordinal, _ALPHA),
            (interval, _ALPHA),
            (ratio, _ALPHA),
            (masi, "Krippendorff 2019; Passonneau 2006"),
            (jaccard, "Krippendorff 2019; Jaccard 1912"),
        )
    ),
    Coefficient(
        "positive",
        "positive agreement (Dice, F1)",
        positive_agreement,
        "Dice 1945",
        corrected=False,
        two_coders=True,
        binary=True,
    ),
    Coefficient("holsti", "Holsti's CR", holsti, "Holsti 1969", corrected=False, two_coders=True),
)
COEFFICIENTS: dict[str, Coefficient] = {entry.id: entry for entry in _ENTRIES}
"""Every coefficient by id, in the order of a full report."""
