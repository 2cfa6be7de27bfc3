"""Workers with a fate: who left, who means to, who stays, who cannot be told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from secondmig.codebook.card import CardMeasure, Expected, Option, Role
from secondmig.core.types import Case, Coding, Document
from secondmig.joint.evidence import Evaluator, Ground, Line
from tests.joint.builders import Stay, person, snapshot
from tests.joint.demo_ground import ground_of

FATES: Final = ("onward", "home", "means to", "goes home", "stays", "unsure", "silent", "nowhere")
_INTENT: Final = {"means to": "onward", "goes home": "return", "stays": "stay", "unsure": "undecided"}


def worker(identifier: str, fate: str, **attributes: str) -> Case:
    """A person whose first destination is JPN, except one who is nowhere."""
    stays: tuple[Stay, ...] = (("JPN", 2000, None),)
    if fate == "nowhere":
        stays = ()
    elif fate in {"onward", "home"}:
        stays = (("JPN", 2000, 2010), ("USA" if fate == "onward" else "PER", 2010, None))
    elif fate in _INTENT:
        attributes = {"intent3": _INTENT[fate], **attributes}
    case = person(identifier, *stays)
    return replace(case, attributes={**case.attributes, **attributes})


def ground(
    cases: Sequence[Case],
    documents: Sequence[Document] = (),
    codings: Sequence[Coding] = (),
    *,
    inference: bool = False,
) -> Ground:
    """A ground over some persons."""
    return ground_of(snapshot(documents, codings, cases), inference=inference)


def measured(
    evaluator: Evaluator,
    over: Ground,
    options: Mapping[str, Option],
    *,
    expected: Expected = "positive",
    role: Role = "primary",
) -> dict[str, Line]:
    """The lines of an evaluator by their names, the measure being called ``m``."""
    measure = CardMeasure("m", "Measure", role, evaluator.id, expected, options)
    return {line.measure: line for line in evaluator.evaluate(over, measure)}
