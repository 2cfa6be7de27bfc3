"""A report on agreement to be read: tables that fit a screen, and how the figures came about."""

from collections.abc import Iterable, Mapping, Sequence

from secondmig.agreement.coefficients import COEFFICIENTS
from secondmig.core.counting import counted
from secondmig.estimate.agreement import TENTATIVE
from secondmig.project.agreement import Figures
from secondmig.project.agreement_asked import Measure
from secondmig.project.agreement_figures import NOBODY, Row
from secondmig.project.agreement_spans import UNITIZING
from secondmig.project.listing import Listing

RELIABLE = 0.8
DASH = "–"
BLANK = " "
KIND = {
    "confusion": "one code against another",
    "facet": "same code, another value",
    "boundary": "same code, other ends",
    "one_coder": "one coder only",
}
THRESHOLDS = (
    "alpha is read at the low end of its interval, after Krippendorff: reliable from 0.800, tentative from "
    "0.667; unsure where only the interval reaches below that, else too low to conclude from"
)
_TOPICS = 5
_OF_ALPHA = ("alpha", "interval", "read as")


def tables_of(found: Sequence[Figures], measure: Measure) -> tuple[tuple[str, Listing], ...]:
    """Headings and tables: codes, pairs of coders, facets, what there is to talk about."""
    made: list[tuple[str, Listing]] = []
    heading = _heading(found)
    if measure.everything:
        made.append((heading, _long(found)))
    else:
        made.append((heading, _codes(found)))
        made.append(("Pairs of coders, all codes pooled", _pairs(found)))
        made.append(("Facets, where two coders gave the same code to the same words", _facets(found)))
    made.append(("Most to talk about (all of it: secondmig agree disagreements)", _worklist(found[0])))
    return tuple((title, table) for title, table in made if table.rows)


def foot_of(found: Sequence[Figures], measure: Measure, meta: Mapping[str, object]) -> tuple[str, ...]:
    """How it was measured, in sentences."""
    one = found[0].compared
    doubly = one.doubly()
    on = f"{counted(len(doubly), 'document')} ({_some(doubly)})"
    lines = [
        f"Coders {', '.join(one.coders)} on {on}; {_state(found)}",
        f"Text: {meta['scope']}; {meta['characters']:,} characters{_left_out(meta)}",
        f"Unit {measure.unit}: {meta['unit_rule']}",
        f"Intervals: {meta['intervals'] or 'none asked for'}",
        f"No alpha: {_no_alpha(found)}" if _no_alpha(found) else THRESHOLDS,
    ]
    if any(row["of"] == "facet" for figures in found for row in figures.rows):
        lines.append(f"Facets: {meta['facet_rule']}; defaults of the codebook filled in")
    if any(row["value"] is not None and row["no_interval"] and row["of"] == "code" for row in found[0].rows):
        lines.append("No interval stands where a code lies in so few documents that many resamples hold none")
    unused = len(one.codes) - len(found[0].used())
    if unused:
        codes = "code that nobody used stands" if unused == 1 else "codes that nobody used stand"
        lines.append(f"{unused} {codes} in CSV and JSON only, with the reason")
    return tuple(lines)


def number(value: object) -> str:
    """A figure with three decimals, so that columns line up; a dash for none."""
    return f"{round(value, 3) + 0.0:6.3f}" if isinstance(value, float | int) else f"{DASH:>6}"


def interval(row: Row) -> str:
    """Both ends of an interval; a dash for none."""
    return span_of(row["low"], row["high"])


def span_of(low: object, high: object) -> str:
    """Two ends; a dash for none."""
    return DASH if low is None else f"{number(low)}{DASH}{number(high).strip()}"


def reading(row: Row) -> str:
    """What an alpha is good for by its low end, or why there is none.

    "unsure" where the alpha itself would do and its interval reaches below the threshold.
    """
    if row["value"] is None:
        return str(row["undefined"])
    low = row["value"] if row["low"] is None else row["low"]
    assert isinstance(low, float)  # noqa: S101 - a value is a float, and so are the ends of its interval
    if low >= TENTATIVE:
        word = "reliable" if low >= RELIABLE else "tentative"
    else:
        word = "unsure" if float(str(row["value"])) >= TENTATIVE else "too low"
    return word if row["low"] is not None else f"{word} (no interval)"


def _heading(found: Sequence[Figures]) -> str:
    states = [each.compared.when for each in found]
    if states == ["before"]:
        return "Agreement by code"
    resolved = found[-1].compared.reconciled
    if states == ["after"]:
        return "Agreement by code as it is now" + (", after talking: not reliability" if resolved else "")
    return "Agreement by code, before the coders talked and now; only the first is reliability"


def _state(found: Sequence[Figures]) -> str:
    states = [each.compared.when for each in found]
    decided = found[0].compared.reconciled
    if not decided:
        return "no difference has been decided on"
    some = f"differences were decided on in {len(decided)} ({_some(decided)})"
    if states == ["before"]:
        return f"{some}, and what stands here was before that"
    return f"{some}, and what stands here is {'both, before and now' if len(states) > 1 else 'the present'}"


def _left_out(meta: Mapping[str, object]) -> str:
    said = (
        ("codings_outside_scope", "coding lies outside", "codings lie outside"),
        ("codings_waiting", "coding waits for a person", "codings wait for a person"),
    )
    lines = [f"{meta[key]} {one if meta[key] == 1 else many}" for key, one, many in said if meta[key]]
    return "; " + " and ".join(lines) if lines else ""


def _codes(found: Sequence[Figures]) -> Listing:
    """One line per code that was used, then pooled and mean."""
    used = {code.id for code in found[0].used()}
    wide = [
        line
        for line in _lines(found, coders=", ".join(found[0].compared.coders))
        if line.of in {"pooled", "mean"} or line.code in used
    ]
    languages = any(line.language for line in wide)
    rows = [line.shown(found[0].compared.coders, languages=languages) for line in wide]
    order = sorted(range(len(rows)), key=lambda place: (wide[place].of != "code", place))
    ordered = [rows[place] for place in order]
    if _no_alpha(found):
        ordered = [{name: row[name] for name in row if name not in _OF_ALPHA} for row in ordered]
    return listed(ordered)


def _no_alpha(found: Sequence[Figures]) -> str:
    """The one reason why no code has an alpha, "" where some code has one or the reasons differ."""
    rows = [row for figures in found for row in figures.rows if row["of"] in {"code", "pooled"}]
    reasons = {row["undefined"] for row in rows if row["coefficient"] == "alpha"} - {NOBODY}
    return str(reasons.pop()) if len(reasons) == 1 and None not in reasons else ""


def listed(rows: Sequence[Row]) -> Listing:
    """Rows whose columns may differ, with blanks where one has none."""
    longest = max(rows, key=len, default={})
    fields = tuple(dict.fromkeys([*longest, *(name for row in rows for name in row)]))
    return Listing(fields, [{name: row.get(name, BLANK) for name in fields} for row in rows])


def _pairs(found: Sequence[Figures]) -> Listing:
    if len(found[0].compared.coders) < 3:
        return Listing(("coders",), [])
    rows = [
        {"coders": line.coders} | line.figures()
        for line in _lines(found)
        if line.of == "pooled" and line.language is None and line.coders.count(",") == 1
    ]
    return listed(rows)


def _facets(found: Sequence[Figures]) -> Listing:
    many = len(found[0].compared.coders) > 2
    rows = []
    for line in _lines(found):
        if line.of == "facet":
            first: Row = {"facet": line.label}
            if many:
                first["coders"] = line.coders
            if line.language:
                first["facet"] = f"{line.label} ({line.language})"
            rows.append(first | line.figures() | {"pairs": line.n})
    return listed(rows)


class _Line:
    """The figures of one subject side by side: percent and alpha, before and now."""

    def __init__(self, row: Row) -> None:
        self.of = str(row["of"])
        self.code = row["code"]
        self.label = str(row["label"])
        self.language = row["language"]
        self.coders = str(row["coders"])
        self.n = row["n_units"]
        self._rows: dict[tuple[str, str], Row] = {}

    def add(self, row: Row) -> None:
        """A further figure about the same."""
        self._rows[str(row["when"]), str(row["coefficient"])] = row

    def figures(self) -> Row:
        """The columns with figures."""
        states = list(dict.fromkeys(when for when, _ in self._rows))
        shown: Row = {}
        for when in states:
            mark = "" if len(states) == 1 else f" {'before' if when == 'before' else 'now'}"
            percent = self._rows.get((when, "percent"), {})
            shown[f"percent{mark}"] = number(percent.get("value"))
            alpha = self._rows.get((when, "alpha")) or self._rows.get((when, "alpha_masi"))
            if alpha is not None:
                shown[f"alpha{mark}"] = number(alpha["value"])
                shown[f"interval{mark}"] = interval(alpha)
                if alpha["left_out_low"] is not None:
                    shown[f"one left out{mark}"] = span_of(alpha["left_out_low"], alpha["left_out_high"])
                if when == states[0]:
                    shown["read as"] = BLANK if self.of == "mean" else reading(alpha)
        return shown

    def shown(self, coders: Sequence[str], *, languages: bool) -> Row:
        """The columns of a table of codes."""
        row: Row = {"code": self.code or BLANK, "label": self.label}
        if languages:
            row["language"] = self.language or "all"
        row |= self.figures()
        first = next(iter(self._rows.values()))
        if len(coders) == 2:
            row |= {name: first[cell] for name, cell in _raw_counts(coders).items() if name != "neither"}
        else:
            row["prevalence"] = number(first["prevalence"])
        return row


def _lines(found: Sequence[Figures], *, coders: str | None = None) -> list[_Line]:
    """One line per subject, in the order of the rows; the mean is over other codes before and now."""
    lines: dict[tuple[object, ...], _Line] = {}
    unit = next((row["unit"] for row in found[0].rows), None)
    for row in (row for figures in found for row in figures.rows):
        if coders is not None and row["coders"] != coders:
            continue
        if row["of"] == "pooled" and row["unit"] != unit:
            continue
        label = None if row["of"] == "mean" else row["label"]
        key = (row["of"], row["code"], label, row["language"], row["coders"])
        lines.setdefault(key, _Line(row)).add(row)
    return list(lines.values())


def _long(found: Sequence[Figures]) -> Listing:
    """One line per figure, the code and label on the first of each subject."""
    used = {code.id for code in found[0].used()}
    counts = _raw_counts(found[0].compared.coders)
    rows: list[Row] = []
    last: tuple[object, ...] = ()
    for row in (row for figures in found for row in figures.rows):
        if row["of"] == "code" and row["code"] not in used:
            continue
        subject = (
            row["of"],
            row["code"],
            row["label"],
            row["language"],
            row["coders"],
            row["when"],
            row["unit"],
        )
        again = subject == last
        last = subject
        rows.append(
            {
                "code": BLANK if again else row["code"] or row["of"],
                "label": BLANK if again else _told(row),
                "coefficient": title(str(row["coefficient"])),
                "value": number(row["value"]),
                "interval": interval(row),
                "n": _shown(row["n_units"]),
                "prevalence": BLANK if again or row["prevalence"] is None else number(row["prevalence"]),
                **{name: BLANK if again else _shown(row[cell]) for name, cell in counts.items()},
                "why": row["undefined"] or BLANK,
            }
        )
    fields = ("code", "label", "coefficient", "value", "interval", "n", "prevalence", *counts, "why")
    return Listing(fields, rows)


def _raw_counts(coders: Sequence[str]) -> dict[str, str]:
    """Headings of the four counts of two coders, and their fields in a row; first and second of many."""
    first, second = coders if len(coders) == 2 else ("first", "second")
    return {"both": "n11", f"only {first}": "n10", f"only {second}": "n01", "neither": "n00"}


def _shown(count: object) -> object:
    return BLANK if count is None else count


def title(coefficient: str) -> str:
    """A coefficient as people read it."""
    if coefficient in COEFFICIENTS:
        return COEFFICIENTS[coefficient].title
    return UNITIZING[coefficient].partition(":")[0].partition(";")[0]


def _told(row: Row) -> str:
    """Label, language, coders, unit and state of a subject, as far as they say something."""
    more = [str(row["unit"]), *([str(row["language"])] if row["language"] else [])]
    if row["when"] == "after":
        more.append("now")
    return f"{row['label']} ({', '.join(more)}; {row['coders']})"


def _worklist(figures: Figures) -> Listing:
    labels = {code.id: code.label for code in figures.compared.codes}
    rows: list[Row] = [
        {
            "what": KIND[topic.kind] + (f": {topic.facet}" if topic.facet else ""),
            "codes": " / ".join(dict.fromkeys(topic.codes)),
            "labels": " / ".join(labels[code] for code in dict.fromkeys(topic.codes)),
            "places": topic.n,
            "documents": len({place.document for place in topic.places}),
        }
        for topic in figures.topics[:_TOPICS]
    ]
    return Listing(("what", "codes", "labels", "places", "documents"), rows)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:10]) + (f" and {len(listed) - 10} more" if len(listed) > 10 else "")
