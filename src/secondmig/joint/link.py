"""The person join: which interviewee is which row of a survey, with a ledger that accounts for everybody.

A survey may have a million rows: those that nobody interviewed belongs to are counted and have no line of
their own, unless there is something to say about them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

from secondmig.core.consent import refuses
from secondmig.core.types import Case, LinkRow
from secondmig.joint.alike import alike_within, forms_of
from secondmig.joint.ledger import GONE, NO_CONSENT, known_by, said, unexplained, with_documents
from secondmig.survey.key_file import Claim, Key
from secondmig.survey.table import SurveyTable


@dataclass(frozen=True, slots=True)
class Ledger:
    """How persons and the rows of one survey met.

    Attributes:
        lines: of the persons by id, then of the rows about which there is something to say, in file order.
        nobody: rows without a person and without a line.
        met: whether the id of any row is one that a person waits for, or looks like one. Where it is not and
            there is no key, the survey is of other people.
        remarks: sentences on lines of the key that lead nowhere.
    """

    lines: tuple[LinkRow, ...]
    nobody: int
    met: bool
    remarks: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[LinkRow, ...]:
        """A line for each person without a row of whom nobody has said why."""
        return unexplained(self.lines)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a join is to observe beside the ids.

    Attributes:
        reasons: case id -> why the person has no row, for persons of whom the key says nothing.
        gone: ids of rows that were erased with somebody who withdrew.
        consent: whether a person who did not agree to be linked is left out; no where the table is the
            project's own.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    gone: Collection[str] = ()
    consent: bool = True


def link_persons(
    cases: Iterable[Case], survey: SurveyTable, *, key: Key | None = None, asked: Asked | None = None
) -> Ledger:
    """Join persons to the rows of a survey by equal ids, and by nothing else.

    Every person has a line:

    - ``matched``: a person and the one row with the person's id, one line for each wave of the key;
    - ``unmatched_case``: a person without a row; the reason ends with what the team said about it;
    - ``duplicate``: rows that share an id. Where they are the same in every cell the first is joined and
      each further one is a duplicate. Where they differ none is joined and each is a duplicate, so that the
      person stands in the ledger once for each of them.

    A row of nobody is ``not_interviewed``. It has a line where its id is there twice, where it is written
    almost like one that a person waits for or another row has (a leading zero lost, full-width digits,
    capitals, spaces), and where the key gives it to somebody unknown. Such a row is never joined.

    Args:
        cases: the persons.
        survey: the table.
        key: who is which respondent; None where the survey uses the case ids.
        asked: reasons and consent.
    """
    people = sorted(cases, key=lambda case: case.id)
    terms = asked or Asked()
    known = {case.id for case in people}
    refused = {case.id for case in people if terms.consent and refuses(case, "linking")}
    claims = _claims(people, key)
    wanted = {claim.respondent for claim in claims if claim.case not in refused and claim.respondent}
    rows = _Rows(
        survey,
        _places(survey.ids, {claim.respondent for claim in _all_claims(claims, key)}),
        forms_of(survey.ids),
    )
    expected = _by_form(wanted)
    join = _Join(rows, terms, expected, _free(rows, wanted, expected))
    by_case: dict[str, list[Claim]] = {}
    for claim in claims:
        by_case.setdefault(claim.case, []).append(claim)
    lines = [
        line
        for case in people
        for line in (
            [LinkRow(case.id, survey.name, "", "unmatched_case", NO_CONSENT)]
            if case.id in refused
            else _of_person(join, case, by_case.get(case.id, []))
        )
    ]
    theirs = {claim.respondent for claim in claims if claim.case in refused}
    unknown = {claim.respondent for claim in _all_claims((), key) if claim.case not in known}
    lines += _of_nobody(join, wanted, refused=theirs - wanted, unknown=unknown - wanted - {""})
    named = {line.row for line in lines if line.row}
    nobody = len(survey) - sum(len(rows.places.get(respondent, ())) for respondent in named)
    met = bool(join.free) or not (wanted | theirs).isdisjoint(rows.places)
    return Ledger(tuple(lines), nobody, met, tuple(_remarks(key, known)))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the survey that somebody may be.

    Attributes:
        survey: the table.
        places: id -> positions of its rows; of ids that are in the key, are there twice or look like another.
        forms: of the id of every row, what is left of it when its writing is looked through.
    """

    survey: SurveyTable
    places: dict[str, list[int]]
    forms: Sequence[str]

    def place(self, position: int) -> str:
        """The words for where a row stands."""
        survey = self.survey
        if survey.lines:
            return f"line {survey.lines[position]} of {survey.file}"
        return f"row {position + 1}"

    def cell(self, position: int) -> str:
        """The words for where the id of a row stands."""
        return f"{self.place(position)}, column {self.survey.id_column}"


@dataclass(frozen=True, slots=True)
class _Join:
    """What is to be joined.

    Attributes:
        rows: of the survey.
        asked: reasons, consent, what is gone.
        expected: plain form -> the ids that persons wait for.
        free: plain form -> the ids of rows that nobody waits for, of the forms in ``expected``.
    """

    rows: _Rows
    asked: Asked
    expected: Mapping[str, Sequence[str]]
    free: Mapping[str, Sequence[str]]


def _claims(people: Sequence[Case], key: Key | None) -> list[Claim]:
    """The claims of persons who are there; the persons' own ids where there is no key."""
    if key is None:
        return [Claim(case.id, case.id) for case in people]
    known = {case.id for case in people}
    return [claim for claim in key.claims if claim.case in known]


def _all_claims(claims: Sequence[Claim], key: Key | None) -> tuple[Claim, ...]:
    return tuple(claims) if key is None else key.claims


def _places(ids: Sequence[str], wanted: Collection[str]) -> dict[str, list[int]]:
    """Positions of the rows with these ids, and of the rows with ids that are there twice."""
    several: Collection[str] = ()
    if len(set(ids)) < len(ids):
        several = {respondent for respondent, number in Counter(ids).items() if number > 1}
    meant = {*wanted, *several}
    places: dict[str, list[int]] = {}
    # Through a million rows in C: a loop in Python takes several times as long.
    for position in compress(range(len(ids)), map(meant.__contains__, ids)):
        places.setdefault(ids[position], []).append(position)
    return places


def _by_form(ids: Iterable[str]) -> dict[str, list[str]]:
    ordered = sorted(ids)
    forms: dict[str, list[str]] = {}
    for identifier, form in zip(ordered, forms_of(ordered), strict=True):
        forms.setdefault(form, []).append(identifier)
    return forms


def _free(rows: _Rows, wanted: Collection[str], expected: Collection[str]) -> dict[str, list[str]]:
    """Ids that nobody waits for and that have the form of one that somebody waits for, in file order."""
    found: dict[str, dict[str, None]] = {}
    for position in compress(range(len(rows.forms)), map(expected.__contains__, rows.forms)):
        respondent = rows.survey.ids[position]
        if respondent not in wanted:
            found.setdefault(rows.forms[position], {})[respondent] = None
    return {form: list(respondents) for form, respondents in found.items()}


def _of_person(join: _Join, case: Case, claims: Sequence[Claim]) -> Iterator[LinkRow]:
    name = join.rows.survey.name
    if not claims:
        reason = said(_NO_RESPONDENT, written="", given=join.asked.reasons.get(case.id, ""))
        yield LinkRow(case.id, name, "", "unmatched_case", reason)
    documents = [ref.document for ref in case.speakers]
    for claim in claims:
        found = join.rows.places.get(claim.respondent, []) if claim.respondent else []
        if found:
            how = known_by(claim.respondent, case.id, wave=claim.wave, household=claim.household)
            line = LinkRow(case.id, name, claim.respondent, "matched", with_documents(how, documents))
            for each in _spread(join.rows, line, found):
                yield each if _repeats(each) else replace(each, reason=_explained(join, claim, each.reason))
        else:
            reason = _explained(join, claim, _why_not(join, claim))
            yield LinkRow(case.id, name, "", "unmatched_case", reason)


_NO_RESPONDENT = "the key gives this person no respondent"


def _repeats(line: LinkRow) -> bool:
    """Whether the line needs no reason: a match, or the same row once more."""
    return line.status == "matched" or line.reason.endswith(_LEFT_OUT)


def _explained(join: _Join, claim: Claim, found: str) -> str:
    if found == GONE:
        return found
    return said(found, written=claim.reason, given=join.asked.reasons.get(claim.case, ""))


def _why_not(join: _Join, claim: Claim) -> str:
    wave = f", wave {claim.wave}" if claim.wave else ""
    if not claim.respondent:
        return f"{_NO_RESPONDENT}{wave}"
    if claim.respondent in join.asked.gone:
        return GONE
    alike = join.free.get(forms_of([claim.respondent])[0], [])
    perhaps = f"; row {' or '.join(alike)} may be it" if alike else ""
    return f"no row {claim.respondent}{wave}{perhaps}"


def _of_nobody(
    join: _Join, wanted: Collection[str], *, refused: Collection[str], unknown: Collection[str]
) -> Iterator[LinkRow]:
    """A line for every row without a person about which there is something to say, in file order."""
    reasons: dict[str, str] = {}
    rows = join.rows
    for group in alike_within(rows.survey.ids, rows.forms):
        for respondent in group:
            others = " or ".join(each for each in group if each != respondent)
            reasons[respondent] = f"looks like row {others} written otherwise: one person or two? not joined"
    for respondents in join.free.values():
        reasons.update((respondent, _suspicion(join, respondent)) for respondent in respondents)
    reasons.update(dict.fromkeys(unknown, "the key gives this row to somebody who is not among the persons"))
    reasons.update(dict.fromkeys(refused, "left out: consent to linking is no"))
    lacking = {respondent for respondent in reasons if respondent not in rows.places}
    rows.places.update(_places(rows.survey.ids, lacking) if lacking else {})
    ordered = sorted((positions[0], respondent) for respondent, positions in rows.places.items())
    for first, respondent in ordered:
        positions = rows.places[respondent]
        if respondent in wanted or (respondent not in reasons and len(positions) == 1):
            continue
        reason = reasons.get(respondent, "nobody interviewed has this id")
        if reason.startswith("looks like"):
            reason = f"row {respondent} ({rows.cell(first)}) {reason}"
        line = LinkRow("", rows.survey.name, respondent, "not_interviewed", reason)
        yield from _spread(rows, line, positions)


def _suspicion(join: _Join, respondent: str) -> str:
    """Whose row it may be with its id written otherwise."""
    alike = join.expected[forms_of([respondent])[0]]
    meant = " or ".join(alike)
    lost = len(alike) == 1 and meant != respondent and meant.lstrip("0") == respondent.lstrip("0")
    how = "with its leading zero lost" if lost and len(respondent) < len(meant) else "written otherwise"
    taken = any(other in join.rows.places for other in alike)
    then = f"{meant} has a row already" if taken else f"write {meant} in the file to join it"
    return f"looks like respondent {meant} {how}: not joined; {then}"


def _spread(rows: _Rows, joined: LinkRow, positions: Sequence[int]) -> Iterator[LinkRow]:
    """The ledger's lines for the rows that share one id."""
    first, *others = positions
    if all(rows.survey.row(position) == rows.survey.row(first) for position in others):
        yield joined
        for position in others:
            reason = f"{rows.place(position)} repeats {rows.place(first)}{_LEFT_OUT}"
            yield LinkRow(joined.case, joined.survey, joined.row, "duplicate", reason)
        return
    for position in positions:
        rest = ", ".join(rows.place(other) for other in positions if other != position)
        reason = f"{rows.place(position)} differs from {rest} with the same id: {_KEEP_ONE}"
        yield LinkRow(joined.case, joined.survey, joined.row, "duplicate", reason)


_LEFT_OUT = ": left out"
_KEEP_ONE = "none joined; keep one to join it"


def _remarks(key: Key | None, known: Collection[str]) -> Iterator[str]:
    """Lines of the key that name nobody."""
    if key is None:
        return
    alike = _by_form(known)
    for claim in key.claims:
        if claim.case in known:
            continue
        like = alike.get(forms_of([claim.case])[0], [])
        meant = f"; {' or '.join(like)} is written almost so" if like else ""
        yield f"{key.file}:{claim.line}, column case: {claim.case} is not among the persons{meant}"
