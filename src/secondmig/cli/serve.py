"""``serve``: the workbench in the browser."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Verb


@click.command("serve", cls=Verb, example="secondmig serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="An address of this computer."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Where to listen (else where it did last, or any port that is free).",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.pass_obj
def serve(caller: Caller, host: str, port: int, no_browser: bool) -> None:
    """Open the workbench: read and code in the browser, on this computer alone."""
    from secondmig.web.serving import Serving
    from secondmig.web.serving import serve as run

    def announce(address: str) -> None:
        click.echo(address)
        caller.remark("good once, for ten minutes; Ctrl-C stops")

    folder = None if caller.project is None else Path(caller.project)
    run(folder, Serving(host, port, not no_browser), coder=caller.coder, announce=announce)
