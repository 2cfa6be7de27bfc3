"""``secondmig model``: regression models, fitted and set side by side."""

from pathlib import Path

import click

from secondmig.cli import model_predict, model_synthesize, model_table, model_wage
from secondmig.cli.caller import Caller
from secondmig.cli.options import Noun
from secondmig.cli.output import Output, prints


@click.group(cls=Noun)
def model() -> None:
    """Regression models: fit them, set them side by side."""


@model.command("fit", example="secondmig model fit models/out-migration.yaml")
@click.argument("spec", metavar="SPEC.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--common-sample", is_flag=True, help="Fit all specs on the rows that all of them can use.")
@click.option("--inference", is_flag=True, help="Standard errors and p also of persons chosen on purpose.")
@prints
@click.pass_obj
def fit(caller: Caller, spec: Path, common_sample: bool, inference: bool, output: Output) -> None:
    """Fit the models of a spec: coefficients, marginal effects, and how many rows each step left."""
    from secondmig.cli.model_rows import for_people
    from secondmig.project.models import Modelling

    asked = Modelling(spec, common_sample=common_sample, inference=inference)
    with caller.open() as project:
        listing = project.model_fit(asked)
    output.write(for_people(listing) if output.for_people() else listing)


model_table.add_to(model)
model_predict.add_to(model)
model_synthesize.add_to(model)
model_wage.add_to(model)
