"""A project that remembers what it was asked and gives back what the test prepared."""

import inspect
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from secondmig.core.selection import Selection
from secondmig.project.agreement_asked import Reported
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.merging import Merged
from secondmig.project.project import Project
from secondmig.project.rebase import Corrected

LISTINGS = frozenset(
    {
        "status",
        "check",
        "verify",
        "corpus_list",
        "corpus_search",
        "corpus_show",
        "corpus_review",
        "corpus_guide",
        "corpus_deidentify_preview",
        "corpus_propose",
        "codebook_check",
        "codebook_review",
        "codebook_show",
        "codebook_versions",
        "codebook_diff",
        "codebook_import_preview",
        "codebook_stats",
        "agree_assignments",
        "agree_disagreements",
        "agree_topics",
        "code_list",
        "code_hits_preview",
        "code_suggest_preview",
        "code_review",
        "code_evaluate",
        "memo_list",
        "memo_search",
        "code_export",
        "case_list",
        "case_list_consent",
        "case_show",
        "case_legs",
        "link_status",
        "link_preview",
        "link_benchmark",
        "survey_measures",
        "survey_measure",
        "survey_compare",
        "survey_describe",
        "survey_flows",
        "survey_indicators",
        "survey_list",
        "survey_show",
        "query_segments",
        "query_matrix",
        "query_coverage",
        "query_trajectory",
        "query_grid",
        "joint_table_rows",
        "report_list",
        "history",
    }
)
NOTES = frozenset({"note_output"})
"""What is written down beside the call that a test asks for."""
ROWS = Listing(
    ("id", "words", "share", "second_migrant", "facets"),
    (
        {
            "id": "US01",
            "words": 1034,
            "share": 1 / 3,
            "second_migrant": True,
            "facets": {"about_country": "JPN", "valence": -1},
        },
        {"id": "JP05", "words": 987, "share": None, "second_migrant": False, "facets": {}},
    ),
    {
        "unit": "persons",
        "selection": "code OS-RAC",
        "n": 2,
        "warnings": [{"id": "W02", "severity": "medium", "message": "counts describe this corpus"}],
    },
    ("offsets count code points",),
)


DESCRIBED = Listing(
    ("variable", "measure", "obs", "mean", "sd", "min", "max", "missing", "label", "counts", "picture"),
    (
        {
            "variable": "sat",
            "measure": None,
            "obs": 1120,
            "mean": 3.2049,
            "sd": 0.7,
            "min": 1,
            "max": 4,
            "missing": {"no answer": 11, "blank": 2},
            "label": "Satisfaction",
            "counts": {"1 low": 20, "4 high": 1100},
            "picture": "▁··█",
        },
    ),
    {"unit": "rows", "n": 1133},
    ("panel: 1,133 rows, a sample",),
)
LEGS = Listing(
    ("case", "leg", "country", "start", "end", "months", "role", "isco", "evidence", "second_migrant"),
    (
        {
            "case": "US01",
            "leg": 1,
            "country": "JPN",
            "start": "1998",
            "end": "2006",
            "months": 96,
            "role": "destination",
            "isco": "8219",
            "evidence": {"start": ["6"], "isco": ["12", "14"]},
            "second_migrant": True,
        },
    ),
    {"unit": "legs", "n": 1},
)
REPORTED = Reported(ROWS, (("Codes", replace(ROWS, meta={}, notes=())),), "made up", ("how it was counted",))


class FakeProject:
    """Stands in for Project; a call that Project would not accept fails the test.

    Attributes:
        root: a folder.
        opened: (folder, coder) of each time it was opened.
        calls: (verb, positional arguments, keywords) in order.
        answers: verb -> what it gives back, or the exception it raises.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.opened: list[tuple[Path | None, str | None]] = []
        self.calls: list[tuple[str, tuple[object, ...], dict[str, object]]] = []
        self.answers: dict[str, object] = {
            "corpus_text": "#1 INT: Hello.\n",
            "memo_text": "As it was.",
            "corpus_import": ImportResult(("US01",), (), (), (("US01", ("40 turns",)),)),
            "corpus_propose_key": 3,
            "corpus_rebase": Corrected(ROWS, ("who speaks is new",), 8),
            "survey_describe": DESCRIBED,
            "case_legs": LEGS,
            "agree_merge": Merged(ROWS, 9, ("older than one that was merged",)),
            **dict.fromkeys(("agree_report", "agree_compat", "agree_drift"), REPORTED),
            "event_number": 7,
            "saved_selection": Selection(),
        }

    def open(self, folder: Path | None, *, coder: str | None) -> Self:
        self.opened.append((folder, coder))
        return self

    def restore(self, folder: Path | None, source: Path, *, coder: str | None) -> Done:
        self.calls.append(("restore", (source,), {}))
        return Done("restored")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def __getattr__(self, verb: str) -> object:
        signature = inspect.signature(getattr(Project, verb))

        def call(*args: object, **kwargs: object) -> object:
            signature.bind(self, *args, **kwargs)
            if verb not in NOTES:
                self.calls.append((verb, args, kwargs))
            default = ROWS if verb in LISTINGS else Done("done")
            answer = self.answers.get(verb, default)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        return call

    def last(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        """The last call."""
        return self.calls[-1]
