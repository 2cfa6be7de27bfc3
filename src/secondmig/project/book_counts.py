"""How many codings and persons each code has, for those who look after the codebook.

As everywhere, codings that wait for a decision count nowhere; and who reads a transcript blind gets no number
of what others did in it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from secondmig.core.types import SpeakerRef
from secondmig.project.blindness import Veil, seen
from secondmig.project.codes import cases_by_speaker
from secondmig.project.corpus import is_in_place
from secondmig.project.session import Session, newest_codebooks, turn_at
from secondmig.project.undecided import undecided
from secondmig.store import cases, codings, documents


@dataclass(slots=True)
class Use:
    """The codings of a code.

    Attributes:
        codings: how many.
        persons: ids of those in whose turns they begin.
    """

    codings: int = 0
    persons: set[str] = field(default_factory=set)

    def add(self, other: "Use") -> None:
        """Take in those of another code or coder."""
        self.codings += other.codings
        self.persons |= other.persons


def use_of_codes(session: Session) -> Mapping[tuple[str, str], int]:
    """How many codings carry each code, by (``codebook-id@number``, code), as far as the coder may know.

    Those that wait are among them: what a version or a change of a codebook is about.
    """
    connection = session.store.read()
    if Veil(session).lifted:
        return codings.use_of_codes(connection)
    found = seen(session, codings.find(connection))
    return Counter((coding.codebook_version, coding.code_id) for coding in found)


def use_by_coder(session: Session) -> dict[str, dict[str, Use]]:
    """Code -> coder -> what that coder coded with it, everybody's as far as it may be known."""
    connection = session.store.read()
    waiting = undecided(session)
    newest = {each.id: each for each in documents.all_documents(connection)}
    people = cases_by_speaker(cases.all_cases(connection))
    found: dict[str, dict[str, Use]] = {}
    for coding in seen(session, codings.find(connection)):
        document = newest.get(coding.document_id)
        if document is None or not is_in_place(coding, document) or coding.id in waiting:
            continue
        use = found.setdefault(coding.code_id, {}).setdefault(coding.coder_id, Use())
        use.codings += 1
        turn = turn_at(document, coding.span.start)
        case = people.get(SpeakerRef(document.id, turn.speaker)) if turn else None
        if case is not None:
            use.persons.add(case.id)
    return found


def count_rows(session: Session) -> Mapping[str, object]:
    """Each code that is used, or has codes in use below it: its numbers, with those below, and by coder.

    A row is ``{"own": [codings, persons], "below": [codings, persons], "coders": {coder: [...]}}``; ``below``
    counts the code itself too.
    """
    from secondmig.codebook.tree import descendants

    used = use_by_coder(session)
    rows: dict[str, object] = {}
    for version in newest_codebooks(session):
        for code in version.codebook.codes:
            own = _together(used.get(code.id, {}))
            below = _together({"own": own})
            for each in descendants(version.codebook, code.id):
                below.add(_together(used.get(each.id, {})))
            if below.codings:
                coders = {name: _pair(use) for name, use in sorted(used.get(code.id, {}).items())}
                rows[code.id] = {"own": _pair(own), "below": _pair(below), "coders": coders}
    return rows


def _together(uses: Mapping[str, Use]) -> Use:
    whole = Use()
    for use in uses.values():
        whole.add(use)
    return whole


def _pair(use: Use) -> list[int]:
    return [use.codings, len(use.persons)]
