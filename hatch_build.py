"""Build hook: the wheel carries this repository's own project as `secondmig/_project/`.

The repository is itself a secondmig project, and `secondmig demo` unpacks it. A plain `force-include` table
would also copy the files into every editable install, where they would go stale; there the code reads the
checkout instead.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROJECT_FILES = ("codebooks", "corpus", "reports", "secondmig.toml")


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
        for name in PROJECT_FILES:
            build_data["force_include"][name] = f"secondmig/_project/{name}"
