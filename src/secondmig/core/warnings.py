"""The registry of warnings: what is said beside a number, with the condition that raises it.

``C..`` says something about the corpus, whatever the number; ``W..`` about one kind of number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that stands beside a result.

    Attributes:
        id: a letter and two digits, never reused.
        severity: how much it changes the reading.
        message: one sentence.
        trigger: when it is raised.
    """

    id: str
    severity: Literal["low", "medium", "high"]
    message: str
    trigger: str = ""


FICTIONAL = Caution(
    "C01",
    "medium",
    "everybody in this corpus is invented; no figure describes real people",
    "every document is marked as fictional",
)
PURPOSIVE = Caution(
    "C02",
    "medium",
    "cases were chosen on purpose: counts describe this corpus and estimate no population",
    "persons of interviews are counted",
)
DEFAULT_CONSENT = Caution(
    "C03",
    "high",
    "some cases have no consent tier on record and are held at T1: their words are not quoted",
    "a person has no consent tier",
)
FACETS_TO_FILL = Caution(
    "C04", "medium", "some codings lack a facet that reports require", "a required facet is empty"
)
AUTHOR_MADE = Caution(
    "C05",
    "medium",
    "some codings were not made by a person who codes",
    "codings are counted of a coder that secondmig.toml says was made",
)
WAITING = Caution(
    "C06",
    "high",
    "some codings wait for a person to look and are in no number",
    "a coding waits for a person",
)
NOT_RELIABILITY = Caution(
    "C07",
    "high",
    "author-made, not reliability: no second person has coded independently",
    "a coder that secondmig.toml says was made is in a figure on agreement, saturation or suggestions",
)
NO_SWITCHES = Caution(
    "C08",
    "medium",
    "some persons have no answers on record on audio, translation, recontact, linking, teaching and machines:"
    " nothing is held back for them",
    "a person has none of the consent switches",
)
READ_BLIND = Caution(
    "C09",
    "high",
    "you read transcripts blind: what others made of them is in no row and no number",
    "the coder who asks is assigned to read a transcript blind",
)
PREVALENCE = Caution(
    "W01",
    "medium",
    "some codes are on fewer than 5 % or more than 95 % of the units: kappa and alpha are unstable there;"
    " read AC1 and the 2x2 counts beside them",
    "a code's prevalence is below 0.05 or above 0.95",
)
RECONCILED = Caution(
    "W02",
    "high",
    "the coders had talked, or one saw the other's work: this is not reliability",
    "agreement after the first resolution on a document, or a coder who was not blind",
)
FEW_DOCUMENTS = Caution(
    "W03",
    "medium",
    "fewer than 8 documents, or less than a tenth of the corpus, are coded twice: intervals are unreliable",
    "doubly coded documents < 8 or < 10 % of the documents",
)
NOT_ASSIGNED = Caution(
    "W04",
    "low",
    "documents that were not assigned to both coders are missing, not uncoded",
    "a document was coded by only one of the coders",
)
UNUSED_CODE = Caution(
    "W05",
    "low",
    "codes that nobody used have no coefficient and are in no mean",
    "a code was used by none of the coders",
)
MEAN_HIDES = Caution(
    "W06",
    "medium",
    "the pooled figure hides codes below .667",
    "the pooled alpha is at least .667 and that of a code is not",
)
BOUNDARY_BLIND = Caution(
    "W07",
    "medium",
    "touching pieces of one code count as one for the character alpha: read the unitizing alpha beside it",
    "codings of one code by one coder touch each other",
)
OVERLAPS = Caution(
    "W08",
    "medium",
    "codes that overlap cannot be compared as exclusive units; the unitizing alpha is given per code",
    "codings of different codes by one coder overlap where exclusive units are needed",
)
PERCENT_ALONE = Caution(
    "W09",
    "medium",
    "percent agreement counts text that nobody coded: it is high for every rare code",
    "percent agreement is shown without a coefficient that takes chance out",
)
UNIT_CHOSEN = Caution(
    "W10",
    "low",
    "say which unit was chosen before the result was seen; --all shows the others",
    "a unit other than the default was asked for",
)
BOOK_CHANGED = Caution(
    "W11",
    "high",
    "the coders worked with different versions of a codebook",
    "codings of two coders carry different codebook versions",
)
SUGGESTED = Caution(
    "W12",
    "high",
    "some codings began as a suggestion of the program: the coders were not independent",
    "a coding compared has an origin other than by hand",
)
SEGMENTS_AS_N = Caution(
    "W13",
    "high",
    "segments of one person are not independent: read the persons, and test nothing on segments",
    "segments are counted where groups are compared",
)
P_PURPOSIVE = Caution(
    "W14",
    "medium",
    "cases were chosen on purpose: p and the intervals describe re-labelling of these persons and infer "
    "to nobody else",
    "a p value, an interval or a probability is printed of persons who were chosen on purpose",
)
SMALL_DENOMINATOR = Caution(
    "W15",
    "low",
    "fewer than 20 persons are behind some shares: read n/N before the percentage",
    "the denominator of a share is below 20",
)
SMALL_GROUP = Caution(
    "W16",
    "medium",
    "a group has fewer than 5 persons: one person more or less turns the difference",
    "a group that is compared has fewer than 5 persons",
)
NO_FAMILY = Caution(
    "W17",
    "medium",
    "many comparisons were made and none was named beforehand: some are large by chance alone",
    "more than 5 comparisons without a declared family, or with the family of all cells",
)
ZERO_CELL = Caution(
    "W18",
    "medium",
    "a cell is empty: the odds ratio of the sample is 0 or infinite; read the difference and the "
    "conditional odds ratio",
    "a 2 by 2 table has a zero",
)
TOPIC_NOT_ASKED = Caution(
    "W19",
    "medium",
    "where a topic was not raised, a code that is absent says nothing: read the columns asked beside it",
    "a person is counted without a code whose items of the guide were not raised",
)
LANGUAGES = Caution(
    "W20",
    "medium",
    "languages differ in characters for the same speech: compare shares of a person's own speech",
    "coverage in characters where participants speak more than one language",
)
LENGTHS = Caution(
    "W21",
    "medium",
    "persons of one group say more than twice as much as those of another, so counts of segments mislead",
    "mean characters of speech per person differ more than twofold between groups, and segments are counted",
)
CONFOUNDED = Caution(
    "W22",
    "high",
    "groups also differ in where, by whom, in which language or when they were interviewed: the figures "
    "cannot tell these apart",
    "two attributes of the persons compared all but coincide (bias-corrected Cramer's V of at least .8)",
)
DOUBLE_DIPPING = Caution(
    "W23",
    "medium",
    "the code came out of these texts and is compared in them: it cannot be tested on what it was made from",
    "a code that entered the codebook after the first coding, or whose examples are from these "
    "documents, is compared",
)
MONTE_CARLO = Caution(
    "W24",
    "low",
    "some p values are simulated: the seed and the simulation's own interval are printed",
    "a p value comes of random permutations",
)
SIMPSON = Caution(
    "W25",
    "high",
    "taken apart by country the difference has the other sign: read the strata, not the whole",
    "the sign of a pooled difference is the opposite of that in the strata that have both groups",
)
ECOLOGICAL = Caution(
    "W26",
    "high",
    "the survey is of other people: a percentile says where a person would stand among them, not what makes"
    " the person so, and nothing of its cells may be read as an attribute of the person",
    "figures of a survey are put beside persons who did not answer it",
)
UNEQUAL_N = Caution(
    "W27",
    "medium",
    "the columns rest on different observations: their log likelihoods and pseudo R2 are not "
    "comparable; --common-sample fits them on the same",
    "columns of a table of models differ in n",
)
FEW_CLUSTERS = Caution(
    "W28",
    "high",
    "fewer than 30 clusters: clustered or robust standard errors are too small",
    "standard errors are clustered, or robust, over fewer than 30 units",
)
WEIGHTS_MEANT = Caution(
    "W29",
    "medium",
    "weights are taken as sampling weights: they say how many people a row stands for, not how often it "
    "was seen",
    "a model or a figure is weighted",
)
SEPARATION = Caution(
    "W30",
    "high",
    "a variable predicts the outcome perfectly: its coefficient does not exist",
    "an outcome is separated by a variable or a combination of them",
)
ACROSS_SAMPLES = Caution(
    "W31",
    "medium",
    "coefficients of probit and logit carry the scale of their own sample: compare average marginal "
    "effects between columns",
    "coefficients of models on different samples or outcomes stand side by side",
)
INTENTION = Caution(
    "W32",
    "medium",
    "an intention to move is not a move: moves made and intentions are kept in separate rows",
    "an outcome is an intention",
)
POST_TREATMENT = Caution(
    "W33",
    "high",
    "some of it was acquired after the first move: it may be an outcome of moving and no cause of it",
    "a measure or a control may have been acquired after the first move",
)
CONFIGURATIONS = Caution(
    "W34",
    "high",
    "the cases were chosen by their outcome, are too few for so many conditions, or a loop is cut off "
    "or pieced together from several accounts",
    "a configuration is drawn from cases that all have the outcome, or a loop is truncated or stitched",
)
RETROSPECTIVE = Caution(
    "W35",
    "high",
    "movers look back: what they say of the country they left was said after leaving, and nobody who "
    "stayed is in the comparison",
    "what movers say of a former country is compared with what they say of the present one",
)
REGISTRY: tuple[Caution, ...] = (
    FICTIONAL,
    PURPOSIVE,
    DEFAULT_CONSENT,
    FACETS_TO_FILL,
    AUTHOR_MADE,
    WAITING,
    NOT_RELIABILITY,
    NO_SWITCHES,
    READ_BLIND,
    PREVALENCE,
    RECONCILED,
    FEW_DOCUMENTS,
    NOT_ASSIGNED,
    UNUSED_CODE,
    MEAN_HIDES,
    BOUNDARY_BLIND,
    OVERLAPS,
    PERCENT_ALONE,
    UNIT_CHOSEN,
    BOOK_CHANGED,
    SUGGESTED,
    SEGMENTS_AS_N,
    P_PURPOSIVE,
    SMALL_DENOMINATOR,
    SMALL_GROUP,
    NO_FAMILY,
    ZERO_CELL,
    TOPIC_NOT_ASKED,
    LANGUAGES,
    LENGTHS,
    CONFOUNDED,
    DOUBLE_DIPPING,
    MONTE_CARLO,
    SIMPSON,
    ECOLOGICAL,
    UNEQUAL_N,
    FEW_CLUSTERS,
    WEIGHTS_MEANT,
    SEPARATION,
    ACROSS_SAMPLES,
    INTENTION,
    POST_TREATMENT,
    CONFIGURATIONS,
    RETROSPECTIVE,
)
_SEVERITIES = ("high", "medium", "low")


def most(cautions: Iterable[Caution], number: int = 3) -> tuple[Caution, ...]:
    """The gravest of some warnings, for beside a table; those of one severity in their own order."""
    found = list(dict.fromkeys(cautions))
    return tuple(sorted(found, key=lambda each: _SEVERITIES.index(each.severity))[:number])
