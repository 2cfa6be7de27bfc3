"""Two machines for tests: the project that makes a package, and the one that is made of it."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import secondmig
from secondmig.core.selection import Selection
from secondmig.core.types import Coding, Relation
from secondmig.project.merging import Merged
from secondmig.project.open_package import open_package
from secondmig.project.packages import Order
from secondmig.project.project import Project
from secondmig.project.returning import Handing
from secondmig.store import codings, relations
from tests.project.small import small_project

Key = tuple[str, int, int, str, tuple[tuple[str, str], ...], str]


@dataclass(frozen=True, slots=True)
class Machines:
    """A folder on each of two machines.

    Attributes:
        here: the project that makes the package.
        there: the folder in which the coder works.
        package: the file.
        back: what the coder returns.
    """

    here: Path
    there: Path
    package: Path
    back: Path

    @classmethod
    def of(cls, built: Path, folder: Path) -> Self:
        """A copy of a built project on the one, nothing yet on the other."""
        here = Path(shutil.copytree(built, folder / "here"))
        (folder / "other").mkdir()
        return cls(here, folder / "other" / "work", folder / "kenji.secondmig", folder / "back.secondmig")

    def copied(self, folder: Path) -> Self:
        """The same two machines with all that was done on them, in another folder."""
        shutil.copytree(self.here.parent, folder, dirs_exist_ok=True)
        places = (self.here, self.there, self.package, self.back)
        return type(self)(*(folder / place.relative_to(self.here.parent) for place in places))

    def send(self, *documents: str, blind: bool = True, again: bool = False, coder: str = "kenji") -> None:
        """Package and open."""
        with secondmig.open(self.here) as project:
            order = Order(coder, documents or ("all",), blind=blind, again=again)
            project.agree_package(order, target=self.package, overwrite=True)
        open_package(self.package, self.there)

    @contextmanager
    def coding(self) -> Iterator[Project]:
        """The coder's project, open."""
        with secondmig.open(self.there) as project:
            yield project

    def code(self, document: str, turn: int, quote: str, **facets: str) -> str:
        """Code a quotation as the coder; gives the id."""
        with self.coding() as project:
            done = project.code_add(document, turn=turn, quote=quote, code="OS-MOB-UP", facets=facets)
            return done.message.partition(":")[0]

    def hand_in(self, *, all_done: bool = False, unfinished: Sequence[str] = ()) -> None:
        """Write the return."""
        with self.coding() as project:
            handing = Handing(all_done=all_done, unfinished=tuple(unfinished))
            project.agree_return(handing, target=self.back, overwrite=True)

    def merge(self, *, coder: str = "", dry_run: bool = False, replace: bool = False) -> Merged:
        """Take the return in."""
        with secondmig.open(self.here) as project:
            return project.agree_merge(self.back, coder=coder, dry_run=dry_run, replace=replace)


def built_small(folder: Path) -> Path:
    """The small project, built without reports."""
    root = small_project(folder)
    toml = (root / "secondmig.toml").read_text(encoding="utf-8")
    (root / "secondmig.toml").write_text(toml.partition("[[reports]]")[0], encoding="utf-8", newline="\n")
    with secondmig.open(root) as project:
        project.build()
    return root


def handed_in(built: Path, folder: Path) -> Machines:
    """Kenji coded three passages in two documents, tied two of them and handed them in."""
    two = Machines.of(built, folder)
    two.send()
    first = two.code("A1", 2, "one door for people like me", about_country="JPN", valence="-1")
    second = two.code("A1", 4, "more doors 👩\u200d👩\u200d👧", about_country="USA", valence="mixed")
    two.code("B2", 4, "my own taxi")
    with two.coding() as project:
        project.code_relate(first, second, sign="+")
    two.hand_in()
    return two


def held(root: Path, coder: str = "kenji") -> list[Coding]:
    """The codings of one coder in a project."""
    with secondmig.open(root) as project:
        return codings.find(project._session.store.read(), coders=(coder,))


def keys(root: Path, coder: str = "kenji") -> list[Key]:
    """Place, code, facets and memo of every coding of a coder."""
    return sorted(
        (
            each.document_id,
            each.span.start,
            each.span.end,
            each.code_id,
            tuple((name, repr(value)) for name, value in sorted(each.facets.items())),
            each.memo,
        )
        for each in held(root, coder)
    )


def ties(root: Path, coder: str = "kenji") -> list[Relation]:
    """The relations a coder said."""
    with secondmig.open(root) as project:
        every = relations.all_relations(project._session.store.read())
        return [each for each in every if each.coder_id == coder]


def counts(merged: Merged) -> dict[str, int]:
    """How many codings of a merge are what; what does not occur is left out."""
    names = [name for name in merged.listing.fields if name not in {"document", "reason"}]
    total = {name: sum(int(str(row[name])) for row in merged.listing.rows) for name in names}
    return {name: number for name, number in total.items() if number}


def rows(root: Path, coder: str = "") -> list[tuple[object, ...]]:
    """Coder, document, blind and source of every assignment."""
    with secondmig.open(root) as project:
        listing = project.agree_assignments(coders=(coder,) if coder else ())
        return [(row["coder"], row["document"], row["blind"], row["source"]) for row in listing.rows]


def everything(root: Path) -> object:
    """What a project says of all its codings, for comparing before and after."""
    with secondmig.open(root) as project:
        return [dict(row) for row in project.code_list(Selection()).rows], rows(root)
