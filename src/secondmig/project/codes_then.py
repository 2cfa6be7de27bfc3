"""What a code of earlier means today: in files coded under a version of a codebook that is not the newest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondmig.codebook.tree import unknown_code
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, CodebookVersion
from secondmig.project.codes import codable


@dataclass(frozen=True, slots=True)
class Meant:
    """A code as a file names it, and what its codings are.

    Attributes:
        version: the version that has the code as it was when it was applied.
        code: its id there.
        newest: the newest version of that codebook.
        becomes: the code its codings carry today; "" where somebody has to choose between several.
    """

    version: CodebookVersion
    code: str
    newest: CodebookVersion
    becomes: str


class CodesThen:
    """The codes of all versions of all codebooks.

    Args:
        known: versions by codebook id, oldest first.
    """

    def __init__(self, known: Mapping[str, Sequence[CodebookVersion]]) -> None:
        self._known = known
        self._newest = [versions[-1] for versions in known.values()]
        self._meant: dict[str, Meant] = {}

    def meant(self, code_id: str) -> Meant:
        """What a code in a file means: that of today, else what became of the one of earlier.

        Raises:
            SecondmigError: no version has it, it is a heading, or what became of it cannot be known.
        """
        if code_id not in self._meant:
            self._meant[code_id] = self._today(code_id) or self._then(code_id) or self._by_name(code_id)
        return self._meant[code_id]

    def divided_since(self, code_id: str) -> tuple[str, ...]:
        """The codes that came out of one which is still there; its codings of before would have to choose."""
        found = self._found(self._newest, code_id)
        return self._heirs(code_id) if found and not found[1].retired else ()

    def _today(self, code_id: str) -> Meant | None:
        found = self._found(self._newest, code_id)
        if found is None or (not found[1].codable and self._heirs(code_id)):
            return None
        version = codable(self._newest, code_id, retired_too=True)
        return Meant(version, code_id, version, code_id)

    def _then(self, code_id: str) -> Meant | None:
        """By the last version in which it could be applied."""
        from secondmig.codebook.succession import fates_over

        for versions in self._known.values():
            for place in range(len(versions) - 2, -1, -1):
                found = self._found(versions[place : place + 1], code_id)
                if found is None or not found[1].codable:
                    continue
                options = fates_over([each.codebook for each in versions[place:]])[code_id]
                if not options:
                    raise SecondmigError(
                        f"{code_id} went from the codebook after {_name(versions[place])},"
                        " and no code took its place",
                        hint=f"write `was: [{code_id}]` at the code that its codings carry now",
                    )
                return Meant(versions[place], code_id, versions[-1], options[0] if len(options) == 1 else "")
        return None

    def _by_name(self, code_id: str) -> Meant:
        """By what the newest versions say of codes that no version here has."""
        heirs = self._heirs(code_id)
        if not heirs:
            raise unknown_code([version.codebook for version in self._newest], code_id)
        version = codable(self._newest, heirs[0], retired_too=True)
        if len(heirs) == 1:
            return Meant(version, heirs[0], version, heirs[0])
        book = version.codebook.id
        raise SecondmigError(
            f"{code_id} was divided into {' and '.join(heirs)}, and no version of {book} from before is here",
            hint=f"name the codebook's file as it was under [codebooks] earlier; where the project still is:"
            f" secondmig codebook export {book}-before.yaml --codebook {book} --version N",
        )

    def _heirs(self, code_id: str) -> tuple[str, ...]:
        codes = (code for version in self._newest for code in version.codebook.codes)
        return tuple(code.id for code in codes if code_id in code.was and code.id != code_id and code.codable)

    def _found(
        self, versions: Sequence[CodebookVersion], code_id: str
    ) -> tuple[CodebookVersion, Code] | None:
        for version in versions:
            for code in version.codebook.codes:
                if code.id == code_id:
                    return version, code
        return None


def _name(version: CodebookVersion) -> str:
    return f"{version.codebook.id}@{version.number}"
