"""The part of the API that is about suggestions: what waits, what is said to it, the finished pass."""

from secondmig.project import review_desk
from secondmig.project.verdicts import Judgement
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain, place_given


def suggestions(bench: Workbench, asked: Asked) -> Plain:
    """The suggestions that wait at a transcript."""
    return review_desk.suggestions_at(bench, asked.path["document"])


def verdict(bench: Workbench, asked: Asked) -> Plain:
    """Accept or reject a suggestion."""
    body, name = asked.body, asked.path["suggestion"]
    given = place_given(body)
    place = review_desk.place_of(bench, name, *given) if given else None
    judged = Judgement((name,), body["verdict"], place, body.get("facets"))
    return review_desk.judge_one(bench, judged, act=body["act"])


def verdicts(bench: Workbench, asked: Asked) -> Plain:
    """Accept or reject several suggestions of a transcript."""
    body = asked.body
    judged = Judgement(tuple(body["suggestions"]), body["verdict"])
    return review_desk.judge_several(bench, asked.path["document"], judged, act=body["act"])


def own_pass(bench: Workbench, asked: Asked) -> Plain:
    """Finish the own pass through a transcript, or open it again."""
    body = asked.body
    return review_desk.turn_pass(bench, asked.path["document"], finished=body["finished"], act=body["act"])
