"""The part of the API that sets two coders side by side."""

from secondmig.project import comparing
from secondmig.project.ruling import Ruling
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain


def compare(bench: Workbench, asked: Asked) -> Plain:
    """What two coders made of a transcript, and where they differ."""
    named = asked.every("coders")
    # A name may hold a comma; where each has a parameter of its own, nothing is cut.
    coders = [each for each in named[0].split(",") if each] if len(named) == 1 else named
    return comparing.comparison(bench, asked.path["document"], coders)


def rule(bench: Workbench, asked: Asked) -> Plain:
    """Decide on differences."""
    body = asked.body
    ruling = Ruling(body["take"], body["outcome"], body.get("reason", ""), coders=tuple(body["coders"]))
    return comparing.rule(bench, body["differences"], ruling, act=body["act"])


def settle(bench: Workbench, asked: Asked) -> Plain:
    """Make the consensus layer of a transcript."""
    body = asked.body
    return comparing.settle(bench, asked.path["document"], body["coders"], act=body["act"])
