"""Build hook: the wheel carries this repository's own project as `secondmig/_project/`.

The repository is itself a secondmig project, and `secondmig demo` unpacks it. A plain `force-include` table
would also copy the files into every editable install, where they would go stale; there the code reads the
checkout instead.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROJECT_FILES = ("codebooks", "corpus", "reports", "secondmig.toml")
WRITTEN_HERE = frozenset({"invented", "__pycache__"})
"""Folders that programs write into a checkout, which the demo does not come with."""


def project_files(root: Path) -> list[str]:
    """The files of the repository's own project, relative to its root, in order."""
    found = []
    for name in PROJECT_FILES:
        top = root / name
        files = (path for path in top.rglob("*") if path.is_file()) if top.is_dir() else (top,)
        found += [path.relative_to(root) for path in files]
    return sorted(
        path.as_posix()
        for path in found
        if WRITTEN_HERE.isdisjoint(path.parts) and not path.name.startswith(".")
    )


class ProjectFilesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Force-includes the project files, except in an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the project files to the build.

        Args:
            version: The kind of wheel, `standard` or `editable`.
            build_data: What hatchling builds from; changed in place.
        """
        if version == "editable":
            return
        for name in project_files(Path(self.root)):
            build_data["force_include"][name] = f"secondmig/_project/{name}"
