"""Saturation as a listing: the points, the curve, the codes, or the estimates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.warnings import NOT_RELIABILITY, PURPOSIVE
from secondmig.project.group_names import with_values
from secondmig.project.listing import Listing
from secondmig.project.person_rows import guide_then, read_documents
from secondmig.project.saturation_notes import cautions, notes
from secondmig.project.saturation_rows import Show, rows_of
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks
from secondmig.project.shot import take
from secondmig.store import cases

if TYPE_CHECKING:
    from secondmig.joint.saturation import Saturation
    from secondmig.joint.saturation import Wanted as How

MOST_DRAWS: Final = 10_000
MOST: Final = 1_000
"""The largest base or run that may be asked for."""


@dataclass(frozen=True, slots=True)
class SaturationWanted:
    """What is asked.

    Attributes:
        selection: of persons, interviews, codes and codings.
        show: points, curve, codes or estimates.
        unit: what is sampled.
        by: a variable of persons that makes cells, "" for none.
        order: by the date of the interview, or by when it was coded.
        bases: sizes of the base; 4, 5 and 6 where empty.
        runs: lengths of the run; 2 and 3 where empty.
        thresholds: new codes in the run / codes in the base, 0-1; 0.05 and 0 where empty.
        draws: random orders.
        seed: of these.
    """

    selection: Selection = field(default_factory=Selection)
    show: Show = "points"
    unit: Literal["persons", "interviews"] = "persons"
    by: str = ""
    order: Literal["date", "coding"] = "date"
    bases: tuple[int, ...] = ()
    runs: tuple[int, ...] = ()
    thresholds: tuple[float, ...] = ()
    draws: int = 1000
    seed: int = 0


def listing(session: Session, wanted: SaturationWanted) -> Listing:
    """Look for saturation in the codings of a selection.

    Raises:
        SecondmigError: a rule that makes no sense, an unknown code or variable; all of a kind at once.
    """
    from secondmig.joint.sampled import SampleAsked
    from secondmig.joint.saturation import curves, saturation

    how = _how(wanted)
    with session.store.consistent():
        snapshot = take(session, wanted.selection, "team")
        read = read_documents(session, wanted.selection)
        snapshot = with_values(session, wanted.selection, snapshot, filter(None, (wanted.by,)))
        codes = _codes(session, wanted.selection, snapshot, read)
        asked = SampleAsked(codes, wanted.unit, wanted.by, read, _linked(session, wanted.selection.as_of))
        found = saturation(snapshot, asked, how, guide=guide_then(session, wanted.selection.as_of))
        newest, config = newest_codebooks(session, as_of=wanted.selection.as_of), session.config
        made = made_by(wanted.selection.coders or config.coders, config.coders)
        beside = (
            *([NOT_RELIABILITY] if made else []),
            *cautions(found, newest, by=wanted.by),
            PURPOSIVE,
            *waiting(snapshot.waiting, snapshot.undecided),
            *made,
        )
        size = len(found.sample.sampled)
        told = meta(session, unit=wanted.unit, selection=wanted.selection, n=size, cautions=beside)
    fields, rows = rows_of(found, wanted.show)
    said = {**told, **_said(found, wanted), "curves": curves(found)}
    return Listing(fields, rows, said, tuple(notes(found, wanted.by)))


def _how(wanted: SaturationWanted) -> "How":
    """The rules, once they make sense."""
    from secondmig.joint.saturation import Wanted as How

    plain = How()
    how = How(
        order=wanted.order,
        bases=tuple(dict.fromkeys(wanted.bases)) or plain.bases,
        runs=tuple(dict.fromkeys(wanted.runs)) or plain.runs,
        thresholds=tuple(dict.fromkeys(wanted.thresholds)) or plain.thresholds,
        draws=wanted.draws,
        seed=wanted.seed,
    )
    problems = [
        (f"a base of {each} is none", f"1 to {MOST} interviews, e.g. --base 4,5,6")
        for each in how.bases
        if not 1 <= each <= MOST
    ]
    problems += [
        (f"a run of {each} is none", f"1 to {MOST} interviews, e.g. --run 2,3")
        for each in how.runs
        if not 1 <= each <= MOST
    ]
    problems += [
        (f"{each:g} is no share", "0 to 1, or percent: --threshold 5%,0")
        for each in how.thresholds
        if not 0 <= each <= 1
    ]
    if not 1 <= how.draws <= MOST_DRAWS:
        problems.append((f"{how.draws} orders cannot be drawn", f"--draws 1 to {MOST_DRAWS}"))
    if how.seed < 0:
        problems.append((f"{how.seed} is no seed", "a whole number from 0 on"))
    raise_all(SecondmigError(message, hint=hint) for message, hint in problems)
    return how


def _codes(
    session: Session, selection: Selection, snapshot: Snapshot, read: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """Code -> its codebook, for the codes that could come up: of codebooks that somebody read with.

    Left out are headings, and codes that were retired before anything was coded with them.
    """
    versions = newest_codebooks(session, as_of=selection.as_of)
    meant = set(expand_codes(versions, selection))
    used = {coding.code_id for coding in snapshot.codings}
    return {
        code.id: version.codebook.id
        for version in versions
        if read.get(version.codebook.id)
        for code in version.codebook.codes
        if (not selection.codes or code.id in meant)
        and (code.id in used or (code.codable and not code.retired))
    }


def _linked(session: Session, as_of: int | None) -> frozenset[str]:
    """The documents that somebody of the project speaks in."""
    everybody = cases.all_cases(session.store.read(), as_of)
    return frozenset(speaker.document for case in everybody for speaker in case.speakers)


def _said(found: "Saturation", wanted: SaturationWanted) -> dict[str, object]:
    from secondmig.joint.code_told import TOLD_RULE
    from secondmig.stats.richness import CHAO2, COVERAGE, RAREFACTION
    from secondmig.stats.saturation import METHOD

    return {
        "rule": METHOD,
        "asked_rule": TOLD_RULE,
        "estimators": [RAREFACTION, CHAO2, COVERAGE],
        "order": wanted.order,
        "by": wanted.by or None,
        "bases": list(found.wanted.bases),
        "runs": list(found.wanted.runs),
        "thresholds": list(found.wanted.thresholds),
        "draws": found.wanted.draws,
        "seed": found.wanted.seed,
        "left_out": dict(found.sample.left_out),
        "codings_by_version": dict(found.sample.versions),
        "unused": {cell.label: [each.code for each in cell.told if not each.on] for cell in found.cells},
    }
