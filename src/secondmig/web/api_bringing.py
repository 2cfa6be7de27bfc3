"""The part of the API through which transcripts and a first codebook come in."""

from secondmig.project import bringing
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain


def bring(bench: Workbench, asked: Asked) -> Plain:
    """Take a transcript in, or say how it would be read."""
    query = asked.query
    brought = bringing.Brought(
        query.get("name", ""), asked.raw, query.get("encoding", ""), query.get("speakers", "")
    )
    return bringing.bring(bench, brought, dry_run=query.get("dry", "") == "1")


def begin_codebook(bench: Workbench, asked: Asked) -> Plain:  # noqa: ARG001 - every handler takes both
    """Take in the codebooks of the template."""
    return bringing.begin_codebook(bench)
