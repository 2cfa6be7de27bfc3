"""Runs every benchmark and prints its ratios; each is measured in one run on one machine."""

import runpy
from pathlib import Path

ORDER = (
    "startup",
    "bulk_insert",
    "open_interview",
    "import_corpus",
    "search",
    "agreement",
    "survey_files",
    "link",
    "model",
    "matrix",
    "cooccurrence",
    "export_quotations",
    "demo_build",
    "serve_coding",
    "workbench",
)


def main() -> None:
    """Run the benchmarks one after another."""
    here = Path(__file__).parent
    for name in ORDER:
        print(f"== {name}", flush=True)
        runpy.run_path(str(here / f"{name}.py"), run_name="__main__")


if __name__ == "__main__":
    main()
