"""The part of the API that is about what lies beside the text: memos, ties between codings, persons."""

from secondmig.project import beside
from secondmig.project.memo_acts import Remark
from secondmig.project.relating import Tie
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain


def besides(bench: Workbench, asked: Asked) -> Plain:
    """The memos and ties beside a transcript."""
    return beside.beside(bench, asked.path["document"])


def memos(bench: Workbench, asked: Asked) -> Plain:  # noqa: ARG001 - every handler takes both
    """Every memo."""
    return beside.every_memo(bench)


def person(bench: Workbench, asked: Asked) -> Plain:
    """The card of a person."""
    return beside.person(bench, asked.path["person"])


def write(bench: Workbench, asked: Asked) -> Plain:
    """Attach a memo."""
    body = asked.body
    return beside.write_memo(bench, Remark(body["about"], body["subject"], body["text"]), act=body["act"])


def rewrite(bench: Workbench, asked: Asked) -> Plain:
    """Let an own memo read otherwise."""
    body = asked.body
    return beside.rewrite_memo(bench, asked.path["memo"], body["text"], seen=body["seen"], act=body["act"])


def remove(bench: Workbench, asked: Asked) -> Plain:
    """Take an own memo back."""
    return beside.remove_memo(bench, asked.path["memo"], seen=asked.body["seen"], act=asked.body["act"])


def tie(bench: Workbench, asked: Asked) -> Plain:
    """Tie two codings."""
    body = asked.body
    return beside.tie(bench, Tie(body["source"], body["target"], body["sign"]), act=body["act"])


def untie(bench: Workbench, asked: Asked) -> Plain:
    """Take an own tie back."""
    return beside.untie(bench, asked.path["relation"], act=asked.body["act"])
