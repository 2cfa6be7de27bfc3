"""The part of the API that is about the codebook: its page, its queue, and every change of a code."""

from secondmig.core.errors import SecondmigError
from secondmig.project import book_acts, book_desk
from secondmig.project.book_acts import Act
from secondmig.project.workbench import Workbench
from secondmig.project.writing_codes import NewCode, Wording
from secondmig.web.api import Asked, Plain, named

_TEXTS = ("definition", "include", "exclude")


def desk(bench: Workbench, asked: Asked) -> Plain:  # noqa: ARG001 - every handler takes both
    """All that the page of the codebook shows."""
    return book_desk.desk(bench)


def news(bench: Workbench, asked: Asked) -> Plain:  # noqa: ARG001 - every handler takes both
    """Whether that page is of today."""
    return book_desk.news(bench)


def counts(bench: Workbench, asked: Asked) -> Plain:  # noqa: ARG001 - every handler takes both
    """How much each code is used."""
    return book_desk.counts(bench)


def changes(bench: Workbench, asked: Asked) -> Plain:
    """What changed since a version."""
    return book_desk.changes(bench, named(asked, "since"))


def queue(bench: Workbench, asked: Asked) -> Plain:
    """The codings that wait for a code."""
    return book_desk.queue(bench, asked.query.get("code", ""))


def preview(bench: Workbench, asked: Asked) -> Plain:
    """What a merge would do."""
    into, cues = named(asked, "into"), asked.query.get("keep_cues", "") == "true"
    return book_desk.merge_preview(bench, named(asked, "code"), into, keep_cues=cues)


def add(bench: Workbench, asked: Asked) -> Plain:
    """Write a new code."""
    body = asked.body
    new = NewCode(
        label=body["label"],
        under=body.get("under"),
        book=body.get("book", ""),
        id=body.get("id", ""),
        codable=body.get("codable", True),
        texts={name: body[name] for name in _TEXTS if body.get(name)},
        examples=tuple(body.get("examples", ())),
    )
    return book_acts.add(bench, new, _act(asked))


def edit(bench: Workbench, asked: Asked) -> Plain:
    """Let a code read otherwise."""
    body = asked.body
    texts = {name: body[name] for name in ("label", *_TEXTS) if name in body}
    examples = tuple(body["examples"]) if "examples" in body else None
    wording = Wording(texts, examples, body.get("color"))
    return book_acts.edit(bench, asked.path["code"], wording, _act(asked))


def move(bench: Workbench, asked: Asked) -> Plain:
    """Put a code elsewhere."""
    return book_acts.move(bench, asked.path["code"], asked.body["under"], _act(asked))


def place(bench: Workbench, asked: Asked) -> Plain:
    """Put a code before or after another one."""
    body = asked.body
    return book_acts.place(bench, asked.path["code"], body["beside"], _act(asked), after=body["after"])


def merge(bench: Workbench, asked: Asked) -> Plain:
    """Let a code become another one."""
    cues = asked.body.get("keep_cues", False)
    return book_acts.merge(bench, asked.path["code"], asked.body["into"], _act(asked), keep_cues=cues)


def split(bench: Workbench, asked: Asked) -> Plain:
    """Divide a code."""
    into: dict[str, str | None] = {}
    for code, label in asked.body["into"]:
        if code in into:
            raise SecondmigError(f"{code} is named twice", hint="name each code once")
        into[code] = label
    keep = asked.body.get("keep", False)
    return book_acts.split(bench, asked.path["code"], into, _act(asked), keep=keep)


def retire(bench: Workbench, asked: Asked) -> Plain:
    """Let nothing new be coded with a code."""
    return book_acts.retire(bench, asked.path["code"], asked.body["reason"], _act(asked))


def revive(bench: Workbench, asked: Asked) -> Plain:
    """Let a retired code be in use again."""
    return book_acts.revive(bench, asked.path["code"], _act(asked))


def settle(bench: Workbench, asked: Asked) -> Plain:
    """Decide on a coding that waits."""
    return book_acts.settle(bench, asked.body["coding"], asked.body["code"], Act(asked.body["act"]))


def undo(bench: Workbench, asked: Asked) -> Plain:
    """Take the last own change of a codebook back."""
    return book_acts.undo(bench, act=asked.body["act"], decided=asked.body.get("decided", False))


def redo(bench: Workbench, asked: Asked) -> Plain:
    """Do again what was taken back."""
    return book_acts.redo(bench, act=asked.body["act"], decided=asked.body.get("decided", False))


def _act(asked: Asked) -> Act:
    return Act(asked.body["act"], asked.body.get("seen", ""))
