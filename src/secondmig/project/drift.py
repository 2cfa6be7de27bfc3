"""``agree drift``: one coder early against late, with others and with themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from secondmig.agreement.bootstrap import Resampling
from secondmig.agreement.tables import pooled
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.span import SpanSet
from secondmig.core.types import Code
from secondmig.core.warnings import NOT_RELIABILITY
from secondmig.estimate.agreement import Agreement
from secondmig.project.agreement_asked import Compare, Drifting, Measure, Reported
from secondmig.project.agreement_coders import Assigned, repetitions, shared
from secondmig.project.agreement_figures import Row, Units, code_ratings, figures, used
from secondmig.project.agreement_read import codings_of, within
from secondmig.project.agreement_texts import Compared, Field
from secondmig.project.agreement_view import BLANK, DASH, interval, number
from secondmig.project.assignments import assigned
from secondmig.project.listing import Listing
from secondmig.project.moments import Halves, Sitting, halves, sittings
from secondmig.project.past import event_number
from secondmig.project.session import Session, meta, turn_at

FIELDS = (
    "code",
    "label",
    "measure",
    "when",
    "coders",
    "value",
    "undefined",
    "low",
    "high",
    "no_interval",
    "n_units",
    "n_documents",
)
ONE_COUNTS = "a turn counts as coded if the words of a coding begin in it, questions left aside"


@dataclass(frozen=True, slots=True)
class _Drift:
    """What is known of a coder over time.

    Attributes:
        coder: whose work it is.
        mine: their codings.
        cut: early and late documents.
        other: whom they are compared with, "" for nobody.
        again: names under which they coded again.
    """

    coder: str
    mine: Compared
    cut: Halves
    other: str
    again: tuple[str, ...]


def report(session: Session, coder: str, asked: Drifting) -> Reported:
    """Shares of turns by code and alpha with another coder, early and late; alpha with themselves.

    Args:
        session: the open project.
        coder: whose work it is.
        asked: the other coder, where to cut, which codes and documents.

    Raises:
        SecondmigError: a coder, code, document or event is unknown, or the cut leaves nothing on one side.
    """
    Measure(draws=asked.draws, seed=asked.seed).check()
    compare = Compare(codes=asked.codes, documents=asked.documents)
    to_read = within(session, compare, assigned(session))
    _known(to_read, coder)
    other = _other(to_read, coder, asked.against)
    mine = codings_of(session, compare, to_read, (coder,), "before")
    order = sittings(session, coder, tuple(mine.texts))
    cut = halves(order, event_number(session, asked.at) if asked.at else None)
    known = sorted({who for who, _ in to_read})
    again = tuple(each for each in repetitions(known, coder) if shared(to_read, coder, each))
    drift = _Drift(coder, mine, cut, other, again)
    rows = [*_share_rows(drift)]
    resampling = Resampling(asked.seed, asked.draws) if asked.draws else None
    if other:
        both = codings_of(session, compare, to_read, (coder, other), "before")
        for when, names in (("early", cut.early), ("late", cut.late)):
            rows += _alpha_rows(both, names, when, cut.unknown, resampling)
    for name in again:
        twice = codings_of(session, compare, to_read, (coder, name), "before")
        rows += _alpha_rows(twice, tuple(twice.texts), "again", "", resampling)
    return _reported(session, drift, order, rows, asked)


def _known(to_read: Assigned, coder: str) -> None:
    known = sorted({who for who, _ in to_read})
    if coder not in known:
        raise SecondmigError(
            f"there is no coder {coder} in these documents", hint=f"coders: {', '.join(known) or 'none'}"
        )


def _other(to_read: Assigned, coder: str, against: str) -> str:
    """Whom to compare with: the one asked for, else the coder who shares most documents."""
    if against:
        _known(to_read, against)
        if against == coder or not shared(to_read, coder, against):
            raise SecondmigError(
                f"{coder} and {against} share no documents to compare", hint="secondmig agree assignments"
            )
        return against
    mine = {coder, *repetitions({who for who, _ in to_read}, coder)}
    others = sorted(
        {who for who, _ in to_read} - mine, key=lambda who: (-len(shared(to_read, coder, who)), who)
    )
    return others[0] if others and shared(to_read, coder, others[0]) else ""


def _share_rows(drift: _Drift) -> Iterator[Row]:
    """Share of the turns with each code, early and late."""
    one = drift.mine
    begun: dict[str, set[tuple[str, int]]] = {}
    for each in one.codings:
        text = one.texts[each.document_id]
        # What stands before the first words that count, such as the question, is in no turn that is read.
        counting = text.scope.intersection(SpanSet.of([each.span])).spans
        turn = turn_at(text.document, counting[0].start)
        if turn is not None:
            begun.setdefault(each.code_id, set()).add((each.document_id, turn.index))
    for code in one.codes:
        if code.id not in begun:
            continue
        for when, names in (("early", drift.cut.early), ("late", drift.cut.late)):
            read = [name for name in names if one.has(drift.coder, one.books[code.id].id, name)]
            turns = sum(_turns(one, name) for name in read)
            coded = sum(name in read for name, _ in begun[code.id])
            reason = drift.cut.unknown or ("" if turns else "no turn was read")
            figure = Agreement(None if reason else coded / turns, reason, n_units=turns, n_clusters=len(read))
            yield _row(code.id, code.label, "share_of_turns", when, (drift.coder,), figure)


def _turns(one: Compared, name: str) -> int:
    """Turns that have text in the scope."""
    text = one.texts[name]
    return sum(text.scope.overlaps(turn.span) for turn in text.document.turns)


def _alpha_rows(
    both: Compared, names: Sequence[str], when: str, unknown: str, resampling: Resampling | None
) -> list[Row]:
    """Alpha by character of each code that was used, and pooled, over some documents."""
    wanted = set(names)
    fields = [
        Field(field.codes, tuple(each for each in field.documents if each.id in wanted))
        for field in both.fields()
    ]
    ratings = code_ratings([field for field in fields if field.documents], Units("character", {}, 0.9))
    labels: Mapping[str, Code] = {code.id: code for code in both.codes}
    rows = []
    seen = {code: each for code, each in ratings.items() if used(each)}
    for code in (each.id for each in both.codes if each.id in both.used()):
        if unknown or code not in seen:
            reason = unknown or "nobody applied the code there"
            figure = Agreement(None, reason, unit="character")
        else:
            figure = figures(seen[code], ["alpha"], resampling)["alpha"]
        rows.append(_row(code, labels[code].label, "alpha", when, both.coders, figure))
    if seen and not unknown:
        together = figures(pooled(list(seen.values())), ["alpha"], resampling)["alpha"]
    else:
        together = Agreement(None, unknown or "nobody coded anything there", unit="character")
    return [*rows, _row(None, "all codes, pooled", "alpha", when, both.coders, together)]


def _row(
    code: str | None, label: str, measure: str, when: str, coders: Sequence[str], figure: Agreement
) -> Row:
    return {
        "code": code,
        "label": label,
        "measure": measure,
        "when": when,
        "coders": ", ".join(coders),
        "value": figure.value,
        "undefined": figure.undefined or None,
        "low": figure.low,
        "high": figure.high,
        "no_interval": figure.no_interval or None,
        "n_units": figure.n_units,
        "n_documents": figure.n_clusters,
    }


def _reported(
    session: Session, drift: _Drift, order: Sequence[Sitting], rows: list[Row], asked: Drifting
) -> Reported:
    coders = [drift.coder, *([drift.other] if drift.other else []), *drift.again]
    made = any(session.config.coders.get(coder) for coder in coders)
    selection = Selection(documents=asked.documents, codes=asked.codes, coders=tuple(coders))
    cautions = [*([NOT_RELIABILITY] if made else []), *drift.mine.waits.cautions()]
    told = meta(session, unit="turns and characters", selection=selection, n=len(rows), cautions=cautions)
    told |= {
        "coder": drift.coder,
        "against": drift.other or None,
        "again": list(drift.again),
        "early": list(drift.cut.early),
        "late": list(drift.cut.late),
        "undefined": drift.cut.unknown or None,
        "order": [dict(each.documents) for each in order],
        "seed": asked.seed if asked.draws else None,
        "draws": asked.draws,
    }
    listing = Listing(FIELDS, rows, told)
    title = f"{drift.coder} early and late"
    tables = [(title, _table(rows, drift))]
    banner = NOT_RELIABILITY.message if made else ""
    return Reported(listing, tuple(each for each in tables if each[1].rows), banner, _foot(drift, asked))


def _foot(drift: _Drift, asked: Drifting) -> tuple[str, ...]:
    cut = drift.cut
    if cut.unknown:
        lines = [f"No halves: {cut.unknown}; --at EVENT cuts where you know better"]
    else:
        lines = [
            f"Early: {', '.join(cut.early)}. Late: {', '.join(cut.late)}",
            f"Share: coded turns of the turns read; {ONE_COUNTS}",
            f"Alpha: by character, with {drift.other}"
            if drift.other
            else "Alpha: nobody else was to read these documents",
        ]
    if drift.again:
        lines.append(f"Again: alpha of {drift.coder} with {', '.join(drift.again)}, the same documents anew")
    if asked.draws and (drift.again or not cut.unknown):
        lines.append(f"Intervals: 95 %, {asked.draws:,} resamples of documents, seed {asked.seed}")
    return tuple(lines)


def _table(rows: Sequence[Row], drift: _Drift) -> Listing:
    """One line per code: shares and alphas side by side, as far as there are any."""
    lines: dict[object, dict[str, Row]] = {}
    for row in rows:
        lines.setdefault(row["code"], {}).setdefault(f"{row['measure']} {row['when']}", row)
    states = () if drift.cut.unknown else ("early", "late")
    shown: list[Row] = []
    for code, held in lines.items():
        line: Row = {"code": code or BLANK, "label": next(iter(held.values()))["label"]}
        if states:
            line |= _shares(held)
        for when in (*(states if drift.other else ()), *(("again",) if drift.again else ())):
            alpha = held.get(f"alpha {when}")
            line[f"alpha {when}"] = number(alpha["value"] if alpha else None)
            line[f"interval {when}"] = interval(alpha) if alpha else DASH
        shown.append(line)
    shown.sort(key=lambda line: line["code"] == BLANK)
    several = bool(shown) and len(shown[0]) > 2
    return Listing(tuple(shown[0]), shown) if several else Listing(("code",), [])


def _shares(held: Mapping[str, Row]) -> Row:
    early, late = (held.get(f"share_of_turns {when}", {}).get("value") for when in ("early", "late"))
    change = late - early if isinstance(early, float) and isinstance(late, float) else None
    return {"share early": number(early), "share late": number(late), "change": number(change)}
