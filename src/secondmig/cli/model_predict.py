"""``secondmig model predict``: predictions for the rows of a model, or for the interviewed persons."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from secondmig.cli.caller import Caller
from secondmig.cli.figures import in_columns
from secondmig.cli.options import Chosen, Noun, Verb, gathered, release, selects_persons
from secondmig.cli.output import Output, prints
from secondmig.core.types import Level

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

_PUSHES = 2
_AGAINST = {
    "predicted to leave but stays": "stays",
    "predicted to stay but left": "left",
    "predicted to stay but intends to leave": "intends to leave",
}


def add_to(group: Noun) -> None:
    """Hang the command into the group ``model``."""
    group.add_command(predict)


class Threshold(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """A probability between 0 and 1, or ``base`` for the base rate."""

    name = "base|NUMBER"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | str:
        """The number, or "base"."""
        if value == "base":
            return value
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 < number < 1:
            self.fail(f"{value!r} is neither 'base' nor a number between 0 and 1", param, ctx)
        return number


_how = gathered(
    "how",
    dict,
    {
        "persons": click.option("--cases", "persons", is_flag=True, help="Interviewed persons, not rows."),
        "mapping": click.option(
            "--mapping",
            metavar="FILE.yaml",
            type=click.Path(dir_okay=False, path_type=Path),
            help="How persons get the regressors; else cases.yaml beside SPEC.",
        ),
        "threshold": click.option(
            "--threshold",
            type=Threshold(),
            help="Leaving is expected from here on. Default: 0.5 for rows, base for persons.",
        ),
        "common_sample": click.option(
            "--common-sample", is_flag=True, help="Only the rows that all columns can use."
        ),
        "release": release("team"),
    },
)


@click.command(
    "predict", cls=Verb, example="secondmig model predict codebooks/liu-2018/out-migration-2.yaml --cases"
)
@click.argument("spec", metavar="SPEC.yaml", type=click.Path(dir_okay=False, path_type=Path))
@_how
@selects_persons
@prints
@click.pass_obj
def predict(caller: Caller, spec: Path, how: dict[str, Any], chosen: Chosen, output: Output) -> None:
    """Predict the rows of a model, or who of the interviewed persons leaves, and who contradicts it."""
    if not how["persons"]:
        _rows(caller, spec, how, chosen, output)
        return
    from secondmig.project.case_predictions import Predicting

    if how["common_sample"]:
        raise click.UsageError("--common-sample is for rows, not for --cases.")
    level: Level = how["release"]
    asked = None if how["threshold"] in {None, "base"} else float(how["threshold"])
    with caller.open() as project:
        wanted = Predicting(spec, how["mapping"], chosen.selection(project), level, asked)
        listing = project.model_predict_cases(wanted)
        people = output.form_name() in {"table", "md"}
        output.write(for_people(listing) if people else listing)
        if output.file():
            project.note_output("model predict", output.file(), listing, level=level)


def _rows(caller: Caller, spec: Path, how: dict[str, Any], chosen: Chosen, output: Output) -> None:
    from secondmig.project.models import Modelling

    if how["mapping"] is not None or chosen.values:
        raise click.UsageError("--mapping and the choice of persons are for --cases.")
    if how["threshold"] == "base":
        raise click.UsageError("--threshold base is for --cases; for rows give a number.")
    with caller.open() as project:
        listing = project.model_predict_rows(
            Modelling(spec, common_sample=how["common_sample"]), threshold=how["threshold"]
        )
    output.write(in_columns(listing, {"predicted": 3, "observed": 3}) if output.for_people() else listing)


def for_people(listing: "Listing") -> "Listing":
    """The persons with the terms that push most, in words; without what everybody shares."""
    fields = ["case", "probability", "known", "predicted", "moved", "intends", "contradicts", "pushes"]
    if len({row["spec"] for row in listing.rows}) > 1:
        fields.insert(0, "spec")
    if any(row["index"] is not None and row["probability"] is None for row in listing.rows):
        fields[fields.index("probability")] = "index"
    rows = [{name: _cell(name, row) for name in fields} for row in listing.rows]
    return replace(listing, fields=tuple(fields), rows=rows, right=("probability", "index", "known"))


def _cell(name: str, row: Mapping[str, object]) -> object:
    value = row[name]
    if name == "pushes":
        missing = cast("list[str]", row["missing"])
        if missing:
            return f"missing: {', '.join(missing)}"
        if row["index"] is None:
            return row["undefined"]
        return ", ".join(_pushes(cast("list[dict[str, Any]]", value))) or None
    if name == "contradicts":
        return _AGAINST.get(str(value))
    if name in {"probability", "index"} and isinstance(value, float):
        return f"{value:.2f}"
    if name == "known" and isinstance(value, float):
        return f"{100 * value:.0f} %"
    return value


def _pushes(pushes: list[dict[str, Any]]) -> Iterator[str]:
    for each in pushes[:_PUSHES]:
        text = f"{each['amount']:+.2f}"
        if float(text):
            yield f"{each['regressor']} {text}"
