"""What else differs between groups: where, by whom, in which language and when persons were interviewed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.joint.groups import Person, value_of
from secondmig.stats.association import cramers_v
from secondmig.survey.trajectory import interviewed

COINCIDE: Final = 0.8
"""The bias-corrected Cramer's V from which two divisions of the same persons all but coincide."""
Circumstances = Mapping[str, Mapping[str, str]]


def circumstances(snapshot: Snapshot, persons: Sequence[Person]) -> Circumstances:
    """Where, by whom, in which language and in which year each person was interviewed.

    Args:
        snapshot: with the headers of the documents.
        persons: in any order.

    Returns:
        Name of a circumstance -> case id -> value; persons of whom it is not known are not in it.
    """
    documents = {document.id: document for document in snapshot.documents}
    found: dict[str, dict[str, str]] = {
        "interview_country": {},
        "the interviewer": {},
        "interview_language": {},
        "the year of the interview": {},
    }
    for person in persons:
        told = [documents[name] for name in person.documents if name in documents]
        when = interviewed(person.case, snapshot.documents)
        values = (
            value_of(person, "interview_country") or "",
            _one(str(each.header.get("interviewer", "")) for each in told),
            value_of(person, "interview_language") or _one(each.language for each in told),
            str(when)[:4] if when else "",
        )
        for name, value in zip(found, values, strict=True):
            if value:
                found[name][person.case.id] = value
    return found


def _one(values: Iterable[str]) -> str:
    return ", ".join(sorted({each for each in values if each}))


def coinciding(groups: Mapping[str, str], known: Circumstances, variable: str = "") -> tuple[str, ...]:
    """The circumstances that groups all but coincide with.

    Args:
        groups: case id -> group, "" for none.
        known: made by :func:`circumstances`.
        variable: that the groups come from; it does not count against itself.

    Returns:
        Each with its strength: ``interview_country (V 0.91)``.

    >>> coinciding({"a": "1", "b": "1", "c": "2", "d": "2"}, {"place": dict(zip("abcd", "xxyy"))})
    ('place (V 1.00)',)
    """
    found = []
    for name, values in known.items():
        pairs = [(group, values[case]) for case, group in groups.items() if group and case in values]
        strength = None if name == variable else coincidence(pairs)
        if strength is not None:
            found.append(f"{name} (V {strength:.2f})")
    return tuple(found)


def coincidence(pairs: Iterable[tuple[str, str]]) -> float | None:
    """How far two divisions of the same persons coincide; None below .8, or where one of them divides nobody.

    Args:
        pairs: for each person the value in the one and in the other.

    Returns:
        Bias-corrected Cramer's V.
    """
    counted = Counter(pairs)
    rows, columns = (sorted({pair[side] for pair in counted}) for side in (0, 1))
    strength = cramers_v([[counted[row, column] for column in columns] for row in rows]).value
    return strength if strength is not None and strength >= COINCIDE else None
