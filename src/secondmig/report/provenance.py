"""Where the numbers of an edition come from; the environment that built it stays out of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from secondmig.core.ids import content_hash
from secondmig.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CodebookUsed:
    """A version of a codebook.

    Attributes:
        id: of the codebook.
        title: what people read.
        number: of the version in the project.
        label: as its file prints it.
        codes: how many can be applied.
        sha: content hash.
    """

    id: str
    title: str
    number: int
    label: str
    codes: int
    sha: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an edition was made from.

    Attributes:
        project: title.
        level: release level.
        state: content hash of the project's rows.
        selection: the filter in words.
        codebooks: versions in use.
        coders: ids; empty in the public edition, which counts them.
        coder_count: how many.
        inputs: (path, content hash); in the public edition, whose paths may name persons, empty.
        input_count: how many files.
        inputs_sha: one hash over all of them.
    """

    project: str
    level: str
    state: str
    selection: str
    codebooks: tuple[CodebookUsed, ...]
    coders: tuple[str, ...]
    coder_count: int
    inputs: tuple[tuple[str, str], ...]
    input_count: int
    inputs_sha: str

    def meta(self) -> Mapping[str, object]:
        """The part that every file of numbers repeats."""
        return {
            "project": self.project,
            "release": self.level,
            "selection": self.selection,
            "state": self.state,
            "codebooks": [
                {"id": used.id, "version": used.number, "label": used.label, "sha": used.sha}
                for used in self.codebooks
            ],
        }


def provenance(snapshot: Snapshot) -> Provenance:
    """Gather it from the snapshot."""
    public = snapshot.level == "public"
    coders = tuple(sorted({coding.coder_id for coding in snapshot.codings}))
    inputs = tuple(sorted(snapshot.sources.items()))
    return Provenance(
        project=snapshot.project,
        level=snapshot.level,
        state=snapshot.state,
        selection=snapshot.selection,
        codebooks=tuple(
            CodebookUsed(
                id=book.id,
                title=book.title,
                number=snapshot.codebook_numbers[book.id],
                label=book.label,
                codes=sum(code.codable for code in book.codes),
                sha=book.sha,
            )
            for book in snapshot.codebooks
        ),
        coders=() if public else coders,
        coder_count=len(coders),
        inputs=() if public else inputs,
        input_count=len(inputs),
        # Hashes alone: the order of paths would say nothing, the paths might.
        inputs_sha=content_hash("\n".join(sorted(sha for _, sha in inputs))),
    )


def short(sha: str) -> str:
    """The first twelve digits of a hash, enough to compare by eye.

    >>> short("sha256:0123456789abcdef")
    '0123456789ab'
    """
    return sha.rpartition(":")[2][:12]
