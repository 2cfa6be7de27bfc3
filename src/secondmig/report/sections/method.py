"""5 Method and data: the rules behind the numbers, consent, what is missing, and what went in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.consent import ASKED_FIRST, LOWEST_QUOTED, TIERS, rank
from secondmig.core.counting import counted
from secondmig.core.types import CONSENT_TIERS, ConsentTier, Level
from secondmig.joint.groups import value_of
from secondmig.joint.heat import HEAT_RULE
from secondmig.report.context import Context
from secondmig.report.disclosure import FEWEST_SUMMARISED, SMALLEST, merged
from secondmig.report.ledger_tables import ledger_tables
from secondmig.report.provenance import Provenance, provenance
from secondmig.report.sections.masthead import facets_to_fill
from secondmig.report.table import FEW, Column, Table, Value

_ATTRIBUTES: Final = {
    "gender": "Gender",
    "age_band": "Age band",
    "origin": "Origin",
    "interview_country": "Country of interview",
    "edu_isced": "Highest education",
    "edu_years": "Years of schooling",
}

_STATUS: Final = (
    "Legal status of persons; passages about legal status of persons who may have been without one are "
    "neither quoted nor counted."
)
_PLACE: Final = (
    "Place of a coding",
    (
        "DOCUMENT #20 is turn 20 of that transcript, by the number its source prints; a coding over several "
        "turns is cited by the first"
    ),
)
_SMALL_NUMBERS: Final = (
    "Small numbers",
    (
        f"no cell of fewer than {SMALLEST} persons, zero included, nor one that totals would give away; no "
        f"summary of fewer than {FEWEST_SUMMARISED} persons; no lowest or highest value, no spread"
    ),
)


@dataclass(frozen=True, slots=True)
class MethodData:
    """The section.

    Attributes:
        rules: (name, words).
        consent: persons by tier.
        missing: persons without a value, by attribute.
        ledger: how persons and survey rows met, in counts; none without a survey.
        left_out: sentences on codings that are not in the numbers.
        provenance: inputs, versions, hashes.
        tables: for files.
        absent: what is left out.
        suppressed: cells left out.
    """

    rules: tuple[tuple[str, str], ...]
    consent: Table
    missing: Table
    ledger: tuple[Table, ...]
    left_out: tuple[str, ...]
    provenance: Provenance
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    suppressed: int


def build(ctx: Context) -> MethodData:
    """Build the section."""
    consent = _consent(ctx)
    missing, hidden = _missing(ctx)
    ledger = ledger_tables(ctx.snapshot)
    absent: tuple[str, ...] = () if ctx.team else (_STATUS, *_uncounted(ctx))
    if ctx.public:
        absent = (
            *absent,
            "Names of input files and coders, and the lines of the person join: they are persons.",
            "The filter in words, where there is one.",
        )
    tables = (consent, missing, *ledger)
    return MethodData(
        _rules(ctx),
        consent,
        missing,
        ledger,
        _left_out(ctx),
        provenance(ctx.snapshot),
        tables,
        absent,
        hidden,
    )


def _uncounted(ctx: Context) -> tuple[str, ...]:
    """Who is in no number of an edition that leaves the team."""
    if ctx.public:
        return ("Persons whose consent does not reach publication: they are in no number.",)
    if not ctx.snapshot.left_out:
        return ()
    number = counted(ctx.snapshot.left_out, "person")
    return (f"{number} whose consent does not reach this edition: they are in no number.",)


def _rules(ctx: Context) -> tuple[tuple[str, str], ...]:
    who = ctx.who
    rules = [
        ("Second migrant", who.group_rule),
        ("Counting", f"persons first, codings second: {who.rule}"),
        ("Denominators", HEAT_RULE),
        (
            "Valence",
            (
                "what a coding says about its country: negative (−1), neutral (0), positive (1) or mixed; a "
                "code never has it built in; only negative and positive are compared"
            ),
        ),
        (
            "Country spoken about",
            "the facet about_country, not the country of the interview, is the axis of comparison",
        ),
        (
            "Inference",
            (
                "none: differences and effect sizes only; intervals, probabilities and p values come on "
                "request, each with the sentence that they describe re-labelling of these persons"
            ),
        ),
    ]
    return (*rules, _SMALL_NUMBERS if ctx.public else _PLACE)


def _consent(ctx: Context) -> Table:
    """Persons by consent tier; in the public edition only by whether they may be quoted in it."""
    counts = Counter(case.consent for case in ctx.snapshot.cases)
    level = ctx.snapshot.level
    quoted = [tier for tier in CONSENT_TIERS if rank(tier) >= rank(LOWEST_QUOTED[level])]
    columns = (
        Column("tier", "Tier"),
        Column("means", "Allows"),
        Column("persons", "Persons", "count", "persons"),
        Column("quoted", "Quoted here"),
    )
    if ctx.public:
        parts = [
            ("T3 and above", sum(counts[tier] for tier in quoted)),
            ("below T3", sum(count for tier, count in counts.items() if tier not in quoted)),
        ]
        kept = merged(parts, rest="all")
        rows = tuple(
            (
                name,
                "quotation in publications" if "above" in name else "counted, not quoted",
                number,
                "yes" if "above" in name else "no",
            )
            for name, number in kept or ()
        )
        return Table("consent", "Consent", columns, rows)
    rows = tuple(
        (tier, TIERS[tier].allows, counts[tier], _quoted(tier, level, quoted))
        for tier in CONSENT_TIERS
        if counts[tier] and tier != "T0"
    )
    if ctx.snapshot.withdrawn:
        rows = (("T0", TIERS["T0"].allows, ctx.snapshot.withdrawn, "no"), *rows)
    return Table("consent", "Consent", columns, rows)


def _quoted(tier: ConsentTier, level: Level, quoted: Sequence[ConsentTier]) -> str:
    if tier in quoted:
        return "yes"
    return "where cleared" if level == "partner" and tier == ASKED_FIRST else "no"


def _missing(ctx: Context) -> tuple[Table, int]:
    rows: list[tuple[Value, ...]] = []
    hidden = 0
    for name, label in _ATTRIBUTES.items():
        absent = sum(not value_of(person, name) for person in ctx.persons)
        value: Value = absent
        if ctx.public and absent < SMALLEST:
            value, hidden = FEW, hidden + 1
        rows.append((label, value, len(ctx.persons)))
    columns = (
        Column("attribute", "Attribute"),
        Column("missing", "Missing", "count", "persons"),
        Column("persons", "of", "count", "persons"),
    )
    return Table("missing", "Persons without a value", columns, tuple(rows)), hidden


def _left_out(ctx: Context) -> tuple[str, ...]:
    said = []
    asked = ctx.snapshot.undecided
    waits = ctx.snapshot.waiting - asked
    if waits:
        said.append(f"{counted(waits, 'coding')} wait for review after a correction and are in no number.")
    if asked:
        said.append(f"{counted(asked, 'coding')} wait for a code since theirs was divided, in no number.")
    if ctx.left_out:
        said.append(
            f"{counted(ctx.left_out, 'coding')} without a place in the present transcripts are in no number."
        )
    unfilled = facets_to_fill(ctx)
    if unfilled and not ctx.public:
        said.append(
            f"{counted(unfilled, 'coding')} lack a facet that reports require: secondmig status lists them."
        )
    nobody = ctx.who.codings_of_nobody
    if nobody:
        said.append(
            f"{counted(nobody, 'coding')} of turns whose speaker is nobody’s case are in no count of persons."
        )
    return tuple(said)
