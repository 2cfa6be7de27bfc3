"""Verbs of several coders; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.project.blindness import refuse_blind
from secondmig.project.listing import Done, Listing

if TYPE_CHECKING:
    from secondmig.project.adjudicate import Layer
    from secondmig.project.agreement_asked import Compare, Drifting, Measure, Program, Reported
    from secondmig.project.assignments import Assigning
    from secondmig.project.disagreeing import Talk
    from secondmig.project.merging import Merged
    from secondmig.project.packages import Order
    from secondmig.project.project import Project
    from secondmig.project.returning import Handing
    from secondmig.project.ruling import Ruling


def agree_package(
    self: "Project", order: "Order", *, target: Path | None = None, overwrite: bool = False
) -> Done:
    """Write the file that a second coder opens elsewhere."""
    from secondmig.project import packages

    return packages.package(self._session, order, target=target, overwrite=overwrite)


def agree_return(
    self: "Project", handing: "Handing", *, target: Path | None = None, overwrite: bool = False
) -> Done:
    """Write the file that goes back to the project the package came from."""
    from secondmig.project import returning

    return returning.give_back(self._session, handing, target=target, overwrite=overwrite)


def agree_merge(
    self: "Project", path: Path, *, coder: str = "", dry_run: bool = False, replace: bool = False
) -> "Merged":
    """Take in what a coder sent back, beside what is here."""
    from secondmig.project import merging

    return merging.merge(self._session, path, coder=coder, dry_run=dry_run, replace=replace)


def agree_assign(self: "Project", coder: str, wanted: "Assigning") -> Done:
    """Record that a coder read documents, or take that back."""
    from secondmig.project import assignments

    return assignments.assign(self._session, coder, wanted)


def agree_assignments(self: "Project", *, coders: Sequence[str] = (), among: Sequence[str] = ()) -> Listing:
    """Who read which document with which codebook, blind or not."""
    from secondmig.project import assignments

    return assignments.listing(self._session, coders=coders, among=among)


def agree_report(
    self: "Project", asked: "Compare | None" = None, measure: "Measure | None" = None
) -> "Reported":
    """How far coders agree, by code, pooled and by facet."""
    from secondmig.project import agreement_report
    from secondmig.project.agreement_asked import Compare, Measure

    asked = asked or Compare()
    refuse_blind(self._session, asked.documents)
    return agreement_report.report(self._session, asked, measure or Measure())


def agree_compat(
    self: "Project", program: "Program", asked: "Compare | None" = None, measure: "Measure | None" = None
) -> "Reported":
    """The figures that another program would print of the same codings, with its definition."""
    from secondmig.project import agreement_compat
    from secondmig.project.agreement_asked import Compare, Measure

    asked = asked or Compare()
    refuse_blind(self._session, asked.documents)
    return agreement_compat.report(self._session, asked, measure or Measure(), program)


def agree_drift(self: "Project", coder: str, asked: "Drifting | None" = None) -> "Reported":
    """A coder early against late: how often each code, and how far the agreement with others holds."""
    from secondmig.project import drift
    from secondmig.project.agreement_asked import Drifting

    asked = asked or Drifting()
    refuse_blind(self._session, asked.documents)
    return drift.report(self._session, coder, asked)


def agree_disagreements(self: "Project", talk: "Talk | None" = None) -> Listing:
    """One row per place where two coders differ, what to talk about first on top."""
    from secondmig.project import disagreement_rows
    from secondmig.project.disagreeing import Talk

    talk = talk or Talk()
    refuse_blind(self._session, talk.documents)
    return disagreement_rows.places(self._session, talk)


def agree_topics(self: "Project", talk: "Talk | None" = None) -> Listing:
    """One row per pair of codes that two coders take for each other, or code they differ about."""
    from secondmig.project import disagreement_rows
    from secondmig.project.disagreeing import Talk

    talk = talk or Talk()
    refuse_blind(self._session, talk.documents)
    return disagreement_rows.topics(self._session, talk)


def agree_decide(self: "Project", disagreements: Sequence[str], ruling: "Ruling") -> Done:
    """Decide on places where two coders differ; the codings of both stay."""
    from secondmig.project.comparing import refuse_unseen
    from secondmig.project.ruling import decide

    refuse_unseen(self._session, disagreements, ruling.coders)
    return decide(self._session, disagreements, ruling)


def agree_adjudicate(self: "Project", wanted: "Layer | None" = None, *, dry_run: bool = False) -> Done:
    """Make the third layer of what two coders say and what was decided."""
    from secondmig.project import adjudicate

    wanted = wanted or adjudicate.Layer()
    refuse_blind(self._session, wanted.documents)
    return adjudicate.adjudicate(self._session, wanted, dry_run=dry_run)
