"""``agree report``: how far coders agree, with what has to be known to read it."""

from collections.abc import Iterable, Mapping, Sequence

from secondmig.agreement.coefficients import COEFFICIENTS
from secondmig.core.selection import Selection
from secondmig.core.types import Coding
from secondmig.core.warnings import Caution
from secondmig.project.agreement import Figures, facet_rule, figures_of, unit_in_words
from secondmig.project.agreement_asked import Compare, Measure, Reported
from secondmig.project.agreement_cautions import Signs, raised
from secondmig.project.agreement_coders import saw_others
from secondmig.project.agreement_figures import FIELDS, Row, used
from secondmig.project.agreement_read import compared
from secondmig.project.agreement_spans import UNITIZING
from secondmig.project.agreement_texts import Compared
from secondmig.project.agreement_view import foot_of, tables_of
from secondmig.project.assignments import assigned, implied
from secondmig.project.listing import Listing, warning_rows
from secondmig.project.session import Session, meta

ROLES_LEFT_OUT = "turns of other roles, headers, translations and passages taken back are left out"
_TOP = 5


def report(session: Session, asked: Compare, measure: Measure) -> Reported:
    """Figures of agreement by code, pooled and by facet, and what there is most to talk about.

    Args:
        session: the open project.
        asked: coders, codes, documents, roles, level, and before or after differences were resolved.
        measure: unit, coefficients, languages, resamples.

    Raises:
        SecondmigError: the coders cannot be compared, something named is not there, an option has no meaning.
    """
    measure.check()
    to_read = assigned(session)
    found = [figures_of(session, compared(session, asked, to_read, when), measure) for when in asked.when]
    rows = [row for figures in found for row in figures.rows]
    cautions = raised(_signs(session, found, measure))
    told = _meta(session, asked, measure, found, rows, cautions)
    listing = Listing(FIELDS, rows, told)
    made = [each for each in cautions if each.id == "C07"]
    return Reported(
        listing,
        tables_of(found, measure),
        made[0].message if made else "",
        foot_of(found, measure, told),
    )


def _signs(session: Session, found: Sequence[Figures], measure: Measure) -> Signs:
    """What the warnings look at, of the state before where it is compared, else of the present."""
    figures = found[0]
    one = figures.compared
    shares = {code: ratings.share(True) for code, ratings in figures.ratings.items() if used(ratings)}
    alphas = {str(row["code"]): row["value"] for row in _single(figures.rows, "code", "alpha")}
    pooled = next(iter(_single(figures.rows, "pooled", "alpha")), None)
    overall = pooled["value"] if pooled else None
    percent = any(row["value"] is not None for row in _single(figures.rows, "pooled", "percent"))
    doubly = one.doubly()
    after = [each.compared for each in found if each.compared.when == "after"]
    return Signs(
        made={coder: how for coder, how in session.config.coders.items() if how and coder in one.coders},
        prevalences={code: share for code, share in shares.items() if share is not None},
        reconciled=after[0].reconciled if after else (),
        saw=saw_others(session, one.coders),
        doubly=doubly,
        corpus=one.corpus,
        singly=tuple(name for name in one.texts if name not in doubly),
        unused=_unused(figures),
        pooled=overall if isinstance(overall, float) else None,
        alphas={code: alpha for code, alpha in alphas.items() if isinstance(alpha, float)},
        touching=_touching(one),
        overlapping=_overlapping(figures.rows),
        percent_alone=percent and not isinstance(overall, float),
        unit=measure.unit,
        versions=_versions(one),
        origins=frozenset(each.origin for each in one.codings),
    )


def _single(rows: Iterable[Row], of: str, coefficient: str) -> list[Row]:
    """The rows of all coders together, over all languages, in the unit asked for."""
    found = [
        row
        for row in rows
        if row["of"] == of and row["coefficient"] == coefficient and row["language"] is None
    ]
    return [row for row in found if (row["coders"], row["unit"]) == (found[0]["coders"], found[0]["unit"])]


def _unused(figures: Figures) -> tuple[str, ...]:
    marked = figures.compared.used()
    return tuple(code.id for code in figures.compared.codes if code.id not in marked)


def _touching(one: Compared) -> tuple[str, ...]:
    """Codes of which one coder has a coding that begins where another ends, white space aside."""
    found = set()
    last: dict[tuple[str, str, str], Coding] = {}
    for each in one.codings:
        key = (each.document_id, each.coder_id, each.code_id)
        before = last.get(key)
        if before is not None and before.span.end <= each.span.start:
            between = one.texts[each.document_id].document.text[before.span.end : each.span.start]
            if not between.strip():
                found.add(each.code_id)
        last[key] = each
    return tuple(sorted(found))


def _overlapping(rows: Iterable[Row]) -> tuple[str, ...]:
    """Headings whose codes lie on the same words of one coder."""
    found = [
        str(row["code"]) for row in rows if row["of"] == "domain" and "overlap" in str(row["undefined"] or "")
    ]
    return tuple(dict.fromkeys(found))


def _versions(one: Compared) -> Mapping[str, frozenset[str]]:
    """Coder -> codebook versions, of documents that two coders were to read."""
    doubly = set(one.doubly())
    return {
        coder: frozenset(each.codebook_version for each in one.of(coder) if each.document_id in doubly)
        for coder in one.coders
    }


def _meta(
    session: Session,
    asked: Compare,
    measure: Measure,
    found: Sequence[Figures],
    rows: Sequence[Row],
    cautions: Sequence[Caution],
) -> dict[str, object]:
    one = found[0].compared
    selection = Selection(documents=asked.documents, codes=asked.codes, coders=asked.coders)
    waits = one.waits.cautions()
    told = meta(session, unit=measure.unit, selection=selection, n=len(rows), cautions=waits)
    general = told["warnings"]
    own = warning_rows(cautions)
    made = [each for each in own if each["id"] == "C07"]
    rest = [each for each in own if each["id"] != "C07"]
    doubly = one.doubly()
    names = dict.fromkeys(str(row["coefficient"]) for row in rows)
    return told | {
        "warnings": [*made, *(general if isinstance(general, list) else []), *rest],
        "unit_rule": unit_in_words(measure),
        "facet_rule": facet_rule(),
        "coders": list(one.coders),
        "coders_implied": sorted(_implied(session, one)),
        "when": list(asked.when),
        "reconciled": list(one.reconciled),
        "documents": list(doubly),
        "characters": sum(one.texts[name].scope.length() for name in doubly),
        "roles": list(asked.roles),
        "scope": f"words of {_and(asked.roles)}; {ROLES_LEFT_OUT}",
        "codings": len([each for each in one.codings if each.document_id in doubly]),
        "codings_outside_scope": one.outside,
        "codings_waiting": one.waits.number,
        "level": asked.level,
        "intervals": _intervals(one, measure),
        "seed": measure.seed if measure.draws else None,
        "draws": measure.draws,
        "thresholds": {"reliable": 0.8, "tentative": 0.667},
        "coefficients": {name: _method(name) for name in names},
        "worklist": worklist(found[0]),
    }


def worklist(figures: Figures, most: int = _TOP) -> list[dict[str, object]]:
    """The first topics to talk about: kind, codes, facet, places and documents."""
    return [
        {
            "kind": topic.kind,
            "code_a": topic.codes[0],
            "code_b": topic.codes[1] if topic.codes[1] != topic.codes[0] else None,
            "facet": topic.facet or None,
            "n": topic.n,
            "documents": len({place.document for place in topic.places}),
        }
        for topic in figures.topics[:most]
    ]


def _implied(session: Session, one: Compared) -> set[str]:
    """Coders who count as assigned to some document only because they coded in it."""
    return {coder for coder, document, _ in implied(session) if coder in one.coders and document in one.texts}


def _intervals(one: Compared, measure: Measure) -> str | None:
    if not measure.draws:
        return None
    clusters = {text.cluster for name, text in one.texts.items() if name in one.doubly()}
    persons = any(one.texts[name].cluster != name for name in one.doubly())
    what = "documents, those of one person together" if persons else "documents"
    return f"95 %, percentiles of {measure.draws:,} resamples of {len(clusters)} {what}, seed {measure.seed}"


def _method(name: str) -> str:
    return COEFFICIENTS[name].method() if name in COEFFICIENTS else UNITIZING[name]


def _and(names: Sequence[str]) -> str:
    plural = {"participant": "participants", "interviewer": "interviewers", "other": "other speakers"}
    return " and ".join(plural[name] for name in names)
