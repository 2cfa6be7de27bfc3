"""``secondmig agree``: several coders, how far they agree, and where they do not."""

import click

from secondmig.cli.agreement import drift, report
from secondmig.cli.options import Noun
from secondmig.cli.packages import COMMANDS as PACKAGES
from secondmig.cli.talk import COMMANDS as TALK


@click.group(cls=Noun)
def agree() -> None:
    """Coders together: how far they agree, and where they do not."""


agree.add_command(report)
agree.add_command(drift)
for _command in (*TALK, *PACKAGES):
    agree.add_command(_command)
