"""From data to HTML: one jinja2 environment, autoescaping, that refuses an undefined name."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from secondmig.report.provenance import short
from secondmig.report.table import Column, Gap, Link, Value

if TYPE_CHECKING:
    import jinja2

OURS: Final = "secondmig.report"
STYLE: Final = "style.css"


def page(template: str, values: Mapping[str, object], *, package: str = OURS) -> str:
    """One template with its values, line ends LF, one at the end."""
    return (
        _environment()
        .get_template(f"{package}:{template}")
        .render(values, style=_source(OURS, STYLE))
        .rstrip()
        + "\n"
    )


def printed(column: Column, value: Value) -> str:
    """A value as the page prints it.

    >>> printed(Column("share", "Share", "share"), 2 / 3), printed(Column("n", "n", "count"), 22520)
    ('67%', '22,520')
    """
    if isinstance(value, Gap):
        return value.mark
    if isinstance(value, Link):
        return value.text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace(" × ", "\u00a0×\u00a0")
    if column.kind == "share":
        return f"{value:.0%}"
    if column.kind == "count":
        return f"{value:,.0f}"
    return (
        f"{value:.{column.decimals}f}".replace("-", "−")
        if column.decimals or isinstance(value, float)
        else str(value)
    )


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(short=short)
    environment.globals.update(printed=printed, is_gap=_is_gap, is_link=_is_link)
    return environment


def _load(name: str) -> str | None:
    """``package:file``, the package ours where none is named."""
    package, _, file = name.rpartition(":")
    try:
        return _source(package or OURS, file)
    except FileNotFoundError:
        return None


@cache
def _source(package: str, file: str) -> str:
    from importlib.resources import files

    return files(package).joinpath("templates", file).read_text(encoding="utf-8").replace("\r\n", "\n")


def _is_gap(value: object) -> bool:
    return isinstance(value, Gap)


def _is_link(value: object) -> bool:
    return isinstance(value, Link)
