"""Errors a user can put right: what happened, where, and the command that helps."""

from collections.abc import Iterable


class SecondmigError(Exception):
    """A mistake in the input or the state of the project, told to the user in one line.

    Args:
        message: what is wrong, one sentence without a full stop.
        where: the place, as ``file:line`` or document and span; empty if there is none.
        hint: the command or edit that puts it right; empty if there is none.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def line(self) -> str:
        """The one line that says where and what."""
        return f"{self.where}: {self.message}" if self.where else self.message


class StaleError(SecondmigError):
    """Somebody changed what the caller had seen: it must be read again before it is changed."""


class WordsError(SecondmigError):
    """A quotation that is not what stands at its place.

    Args:
        message: what is wrong.
        found: the words that stand there, masked as the caller may see them.
        where: the place.
        hint: what puts it right.
    """

    def __init__(self, message: str, *, found: str, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.found = found


class TakenError(SecondmigError):
    """An id made by the caller that was used for something else already."""


class MissingError(SecondmigError):
    """What is asked for by its id is not in the project, or not any more."""


class FaultError(SecondmigError):
    """The machine cannot do it now, e.g. the disk is full; the same request may succeed later."""


class ProblemsError(SecondmigError):
    """All the problems of one file at once.

    Args:
        problems: at least one; their order is the order of printing.
    """

    def __init__(self, problems: Iterable[SecondmigError]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, where=first.where, hint=first.hint)

    def hints(self) -> tuple[str, ...]:
        """Each distinct hint once, in the order of first appearance."""
        return tuple(dict.fromkeys(problem.hint for problem in self.problems if problem.hint))


def raise_all(problems: Iterable[SecondmigError]) -> None:
    """Raise nothing for no problem, the problem itself for one, ProblemsError for several."""
    found = tuple(problems)
    if len(found) == 1:
        raise found[0]
    if found:
        raise ProblemsError(found)
