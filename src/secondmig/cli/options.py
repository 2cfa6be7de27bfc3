"""Options that several commands share, gathered into one value each, and commands that show an example."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import LEVELS

if TYPE_CHECKING:
    from secondmig.project.project import Project

Function = Callable[..., None]
Decorator = Callable[[Function], Function]


class Verb(click.Command):
    """A command whose help is one sentence and an example line."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:  # noqa: ANN401 - click's own signature
        super().__init__(*args, **kwargs)
        self.example = example

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sentence, then the example as it stands."""
        super().format_help_text(ctx, formatter)
        formatter.write_paragraph()
        formatter.write(f"  Example: {self.example}\n")


class Noun(click.Group):
    """A group of verbs."""

    command_class = Verb

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Names in the order of the work, not of the alphabet."""
        return list(self.commands)


def gathered(name: str, make: Callable[..., object], options: Mapping[str, Decorator]) -> Decorator:
    """Add options to a command and hand their values over as one keyword.

    Args:
        name: the keyword.
        make: called with the values by parameter name.
        options: parameter name -> ``click.option(...)``.
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def collected(*args: object, **kwargs: object) -> None:
            mine = {option: kwargs.pop(option) for option in options}
            function(*args, **{name: make(**mine)}, **kwargs)

        decorated: Function = collected
        for option in reversed(list(options.values())):
            decorated = option(decorated)
        return decorated

    return decorate


class Pair(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``name=value`` on the command line, as two texts.

    Args:
        values: what may stand to the right; empty for anything.
    """

    name = "name=value"

    def __init__(self, values: tuple[str, ...] = ()) -> None:
        self._values = values

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the first "="."""
        if isinstance(value, tuple):
            return value
        left, equals, right = value.partition("=")
        if not equals or not left.strip():
            self.fail(f"{value!r} is not of the form name=value", param, ctx)
        if self._values and right.strip() not in self._values:
            self.fail(f"{right.strip()!r} is not one of {', '.join(self._values)}", param, ctx)
        return left.strip(), right.strip()


class Names(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``A,B``: names with commas between them."""

    name = "A,B"

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,  # noqa: ARG002 - click's own signature
        ctx: click.Context | None,  # noqa: ARG002 - click's own signature
    ) -> tuple[str, ...]:
        """The names, blanks around them aside."""
        if isinstance(value, tuple):
            return value
        return tuple(name for each in value.split(",") if (name := each.strip()))


class TurnRange(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``A-B`` or a single number: turns as printed, both ends included."""

    name = "A-B"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """The first and the last turn."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", value)
        if not found:
            self.fail(f"{value!r} is neither a turn nor a stretch of turns like 3-7", param, ctx)
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return first, last


class Nearness(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``CODE:K``: a code, and how many turns away it may lie."""

    name = "CODE:K"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The code and the number of turns."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\S+):([0-9]{1,6})", value)
        if not found:
            self.fail(f"{value!r} does not name a code and a number of turns, e.g. OS-RAC:2", param, ctx)
        return found[1], int(found[2])


class Known(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """An id of the project; the Tab key proposes those that are there.

    Args:
        name: what it is, as the help prints it.
        ids: reads the ids from an open project.
    """

    def __init__(self, name: str, ids: Callable[["Project"], list[str]]) -> None:
        self.name = name
        self._ids = ids

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's own signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """The ids that begin so; nothing where no project can be opened."""
        from secondmig.cli.caller import Caller

        here = ctx.find_root().params
        try:
            with Caller(project=here.get("project"), coder=here.get("coder")).open() as project:
                ids = self._ids(project)
        except (SecondmigError, OSError):
            return []
        return [CompletionItem(each) for each in ids if each.startswith(incomplete)]


def _column(rows: Sequence[Mapping[str, object]], name: str) -> list[str]:
    return sorted({str(row[name]) for row in rows})


DOCUMENT = Known("document", lambda project: _column(project.corpus_list().rows, "id"))
CODE = Known("code", lambda project: _column(project.codebook_show().rows, "code"))
CASE = Known("case", lambda project: _column(project.case_list().rows, "id"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the selection options say, before a project is open.

    Attributes:
        values: field of Selection -> what was given; fields not given are absent.
        saved: name of a selection in secondmig.toml, or None.
        moment: number or id of an event, or a day, as text; None for now.
    """

    values: Mapping[str, Any]
    saved: str | None = None
    moment: str | None = None

    def selection(self, project: "Project") -> Selection:
        """The one filter.

        A saved selection is the ground; an option replaces its field, ``--where`` and ``--group`` add to it.

        Raises:
            SecondmigError: no selection of that name is saved, or no event fits ``--as-of``.
        """
        ground = Selection() if self.saved is None else project.saved_selection(self.saved)
        given = dict(self.values)
        for added in ("where", "groups"):
            if added in given:
                given[added] = (*getattr(ground, added), *given[added])
        if self.moment is not None:
            given["as_of"] = project.event_number(self.moment)
        return replace(ground, **given)


def _choose(**values: Any) -> Chosen:  # noqa: ANN401 - values of options, by parameter name
    saved, moment = values.pop("saved", None), values.pop("moment", None)
    return Chosen({name: value for name, value in values.items() if value}, saved, moment)


_SELECTING: dict[str, Decorator] = {
    "codes": click.option(
        "--code", "codes", type=CODE, multiple=True, help="Only this code and those below."
    ),
    "exact": click.option("--exact", is_flag=True, help="Leave out the codes below."),
    "coders": click.option("--coder", "coders", metavar="NAME", multiple=True, help="Only this coder."),
    "cases": click.option("--case", "cases", type=CASE, multiple=True, help="Only this person."),
    "documents": click.option("--document", "documents", type=DOCUMENT, multiple=True, help="Only this one."),
    "where": click.option(
        "--where", type=Pair(), metavar="FACET=VALUE", multiple=True, help='E.g. "about_country=JPN".'
    ),
    "groups": click.option(
        "--group",
        "groups",
        type=Pair(),
        metavar="ATTRIBUTE=VALUE",
        multiple=True,
        help='Persons only with e.g. "origin=PER".',
    ),
    "saved": click.option(
        "--selection", "saved", metavar="NAME", help="One that is saved in secondmig.toml."
    ),
    "moment": click.option("--as-of", "moment", metavar="EVENT|DATE", help="As the project was then."),
}
_OF_PERSONS = ("cases", "documents", "groups")
_OF_TEXTS = (*_OF_PERSONS, "moment")

selects = gathered("chosen", _choose, _SELECTING)
"""All selection options, as the keyword ``chosen``."""

selects_persons = gathered("chosen", _choose, {name: _SELECTING[name] for name in _OF_PERSONS})
"""The options that choose persons and documents, as the keyword ``chosen``."""

selects_texts = gathered("chosen", _choose, {name: _SELECTING[name] for name in _OF_TEXTS})
"""The options that choose documents, as they are or were, as the keyword ``chosen``."""


def release(default: str, *, levels: tuple[str, ...] = LEVELS) -> Decorator:
    """``--release LEVEL``: for whom the output is, and so whose words it may hold."""
    return click.option(
        "--release",
        type=click.Choice(levels),
        default=default,
        show_default=True,
        help="For whom it is; decides whose words are shown.",
    )


yes = click.option("--yes", is_flag=True, help="Do not ask.")
