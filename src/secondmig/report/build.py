"""Build the comparative report of a snapshot: pages and files of numbers, as bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.report.context import Context, context
from secondmig.report.figures.svg import Drawing
from secondmig.report.passages import PAGE, passages_page
from secondmig.report.render import page
from secondmig.report.section import Section, SectionData
from secondmig.report.sections import all_sections
from secondmig.report.sections.masthead import Masthead, masthead
from secondmig.report.table import Table, json_bytes, to_csv, to_json
from secondmig.report.transcripts import transcript_pages

EVERYTHING: Final = "everything"


@dataclass(frozen=True, slots=True)
class Written:
    """A section as it stands on the page.

    Attributes:
        number: from 1.
        section: which.
        body: its markup.
        lacking: why there is none; empty where there is.
    """

    number: int
    section: Section
    body: Drawing
    lacking: tuple[str, ...]


def build_report(snapshot: Snapshot, *, name: str = "compare") -> Mapping[str, bytes]:
    """Everything a report consists of; the same snapshot gives the same bytes.

    Args:
        snapshot: already cut to its release level by the project's gate.
        name: of the report.

    Returns:
        Relative file name -> content: ``NAME.html``; ``data/*.csv`` and ``data/*.json`` with the same
        numbers and ``data/index.json`` that lists them; below the public level also ``passages.html`` and
        ``transcripts/*.html``.

    Raises:
        SecondmigError: the level is work; or a public edition is asked of a selection, which, subtracted from
            the whole, would show single persons.
    """
    if snapshot.level == "work":
        raise SecondmigError("a report has a release level", hint="--release team, partner or public")
    if snapshot.level == "public" and snapshot.selection != EVERYTHING:
        raise SecondmigError(
            "a public edition holds the whole corpus: a part taken from the whole would show single persons",
            hint="build the public edition without a selection",
        )
    ctx = context(snapshot, name=name)
    sections = all_sections()
    data = {section.id: section.build(ctx) for section in sections if not ctx.lacks(section.needs)}
    tables = [table for section in sections if section.id in data for table in data[section.id].tables]
    head = masthead(ctx)
    files = {f"{name}.html": _main(ctx, head, sections, data).encode("utf-8")}
    files |= _numbers(head, tables)
    if not ctx.public:
        shared = {"ctx": ctx, "main": f"{name}.html"}
        files[PAGE] = page("passages.html.j2", {**shared, "books": passages_page(ctx)}).encode("utf-8")
        for path, transcript in transcript_pages(ctx).items():
            files[path] = page("transcript.html.j2", {**shared, "page": transcript}).encode("utf-8")
    return dict(sorted(files.items()))


def _main(
    ctx: Context, head: Masthead, sections: tuple[Section, ...], data: Mapping[str, SectionData]
) -> str:
    absent = tuple(dict.fromkeys(said for part in data.values() for said in part.absent))
    shared = {"ctx": ctx, "absent": absent, "suppressed": sum(part.suppressed for part in data.values())}
    written = [
        Written(
            number,
            section,
            Drawing(
                page(section.template, {**shared, "data": data[section.id]}, package=section.package)
                if section.id in data
                else "".join(f'<p class="lacking">{escape(said)}.</p>' for said in ctx.lacks(section.needs))
            ),
            ctx.lacks(section.needs),
        )
        for number, section in enumerate(sections, start=1)
    ]
    return page("compare.html.j2", {**shared, "head": head, "sections": written})


def _numbers(head: Masthead, tables: list[Table]) -> dict[str, bytes]:
    meta: dict[str, object] = {
        **head.provenance.meta(),
        "warnings": [
            {"id": name, "severity": severity, "message": said} for severity, name, said in head.cautions
        ],
    }
    files = {}
    for table in tables:
        files[f"data/{table.id}.csv"] = to_csv(table)
        files[f"data/{table.id}.json"] = to_json(table, meta)
    index: list[dict[str, object]] = [
        {
            "file": f"{table.id}.csv",
            "title": table.title,
            "rows": len(table.rows),
            "columns": [c.key for c in table.columns],
        }
        for table in tables
    ]
    meta |= {"unit": "files", "n": len(index)}
    files["data/index.json"] = json_bytes({"meta": meta, "rows": index})
    return files
