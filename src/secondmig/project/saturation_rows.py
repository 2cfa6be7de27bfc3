"""What saturation is printed as: a row for each point, interview, code or cell."""

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from secondmig.joint.saturation import Cell, Reached, Saturation

Show = Literal["points", "curve", "codes", "estimates"]
Row = dict[str, object]
POINTS: Final = (
    "group",
    "label",
    "n",
    "base",
    "threshold",
    "run",
    "base_codes",
    "saturation",
    "after",
    "tied_low",
    "tied_high",
    "median",
    "low",
    "high",
    "reached",
    "unseen",
    "unseen_sought",
    "unseen_asked",
    "undefined",
)
CURVE: Final = ("group", "label", "place", "id", "case", "date", "on", "new", "codes", "expected", "asked")
CODES: Final = (
    "group",
    "code",
    "label",
    "n",
    "on",
    "first",
    "mentioned",
    "not_mentioned",
    "unasked",
    "not_asked",
    "untold",
    "reason",
)
ESTIMATES: Final = (
    "group",
    "label",
    "n",
    "codes",
    "unused",
    "once",
    "twice",
    "chao2",
    "coverage",
    "mentioned",
    "not_mentioned",
    "unasked",
    "not_asked",
    "untold",
    "sought",
    "undefined",
)


def rows_of(found: "Saturation", show: Show) -> tuple[tuple[str, ...], list[Row]]:
    """The columns and the rows of a form."""
    if show == "curve":
        return CURVE, _curve(found)
    if show == "codes":
        return CODES, _by_code(found)
    if show == "estimates":
        return ESTIMATES, [_estimate_row(cell) for cell in found.cells]
    return POINTS, [_point_row(cell, each) for cell in found.cells for each in cell.reached]


def _point_row(cell: "Cell", each: "Reached") -> Row:
    point, tied, anyhow = each.point, each.tied, each.anyhow
    return {
        "group": cell.group,
        "label": cell.label,
        "n": len(cell.ordered),
        "base": point.rule.base,
        "threshold": point.rule.threshold,
        "run": point.rule.run,
        "base_codes": point.base_codes if len(cell.ordered) >= point.rule.base else None,
        "saturation": point.written or None,
        "after": _whole(point.after.value),
        "tied_low": _whole(tied.low.value) if tied else None,
        "tied_high": _whole(tied.high.value) if tied else None,
        "median": _whole(anyhow.median.value),
        "low": _whole(anyhow.low.value),
        "high": _whole(anyhow.high.value),
        "reached": anyhow.reached.value,
        "unseen": each.unseen,
        "unseen_sought": each.unseen_sought,
        "unseen_asked": each.unseen_asked,
        "undefined": point.after.undefined or None,
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _curve(found: "Saturation") -> list[Row]:
    from secondmig.joint.sampled import day_written
    from secondmig.joint.saturation import steps

    rows: list[Row] = []
    for cell in found.cells:
        sought = cell.total.sought > 0
        for place, (each, new) in enumerate(zip(cell.ordered, steps(cell), strict=True), start=1):
            rows.append(
                {
                    "group": cell.group,
                    "label": cell.label,
                    "place": place,
                    "id": each.id,
                    "case": ", ".join(each.cases),
                    "date": day_written(each.day),
                    "on": len(each.codes),
                    "new": new,
                    "codes": cell.observed[place - 1],
                    "expected": cell.expected[place - 1],
                    "asked": sum(each.id in code.asked for code in cell.told) if sought else None,
                }
            )
    return rows


def _by_code(found: "Saturation") -> list[Row]:
    return [
        {
            "group": cell.group,
            "code": each.code,
            "label": each.label,
            "n": len(cell.ordered),
            "on": each.on,
            "first": each.first,
            "mentioned": each.mentioned,
            "not_mentioned": each.not_mentioned,
            "unasked": each.unasked,
            "not_asked": each.not_asked,
            "untold": each.untold,
            "reason": each.reason or None,
        }
        for cell in found.cells
        for each in cell.told
    ]


def _estimate_row(cell: "Cell") -> Row:
    total, sought = cell.total, cell.total.sought > 0
    return {
        "group": cell.group,
        "label": cell.label,
        "n": len(cell.ordered),
        "codes": cell.used,
        "unused": len(cell.told) - cell.used,
        "once": cell.once,
        "twice": cell.twice,
        "chao2": cell.chao2.value,
        "coverage": cell.coverage.value,
        "mentioned": total.mentioned if sought else None,
        "not_mentioned": total.not_mentioned if sought else None,
        "unasked": total.unasked if sought else None,
        "not_asked": total.not_asked if sought else None,
        "untold": total.untold if sought else None,
        "sought": total.sought if sought else None,
        "undefined": cell.chao2.undefined or None,
    }
