"""Use cases on the presented structure: indicators by country and year, beside what people say."""

from pathlib import Path
from typing import Final

from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.project.corpus import regular
from secondmig.project.layout import relative
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, meta
from secondmig.project.shot import take
from secondmig.store import files, indicators

_FIELDS: Final = (
    "indicator",
    "country",
    "year",
    "value",
    "unit",
    "source",
    "codes",
    "persons_total",
    "persons",
    "negative",
    "positive",
)


def take_in(session: Session, path: Path) -> Done:
    """Let a file be the table of indicators from now on.

    Raises:
        SecondmigError: every problem of the file at once.
    """
    from secondmig.survey.indicators import read_indicators

    regular(path)
    read = read_indicators(path)
    name = relative(session.root, path)
    sha = content_hash(path.read_bytes())
    with session.store.write(actor=session.coder(), verb="survey indicators", subject=name) as change:
        new = indicators.put(change, read, sha=sha)
        taken = files.take(change, name, sha, "indicators")
        if new or taken:
            change.payload["indicators"] = len(read)
        else:
            change.nothing()
    told = f"{len({each.indicator for each in read})} indicators, {len(read)} figures"
    return Done(told, event=change.rev if new or taken else None, count=len(read))


def listing(session: Session, selection: Selection) -> Listing:
    """One row per indicator, country and year; perceptions stand beside the newest year."""
    from secondmig.joint.structure import STRUCTURE_RULE, structure

    snapshot = take(session, selection, "work")
    rows: list[dict[str, object]] = []
    for row in structure(snapshot, snapshot.indicators):
        said = row.perception
        for figure in row.figures:
            newest = figure is row.figures[-1] and said is not None
            rows.append(
                {
                    "indicator": row.indicator,
                    "country": row.country,
                    "year": figure.year,
                    "value": figure.value,
                    "unit": row.unit or None,
                    "source": figure.source,
                    "codes": ", ".join(row.codes) or None,
                    "persons_total": said.persons_total if newest and said else None,
                    "persons": said.persons if newest and said else None,
                    "negative": said.negative if newest and said else None,
                    "positive": said.positive if newest and said else None,
                }
            )
    told = meta(session, unit="figures and persons", selection=selection, n=len(rows))
    if not rows:
        return Listing(_FIELDS, rows, told, ("no indicators yet: secondmig survey indicators FILE",))
    sources = dict.fromkeys(each.source for each in snapshot.indicators)
    notes = (STRUCTURE_RULE, *(f"source: {each}" for each in sources))
    return Listing(_FIELDS, rows, {**told, "rule": STRUCTURE_RULE}, notes)
