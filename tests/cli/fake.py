"""A project that remembers what it was asked and gives back what the test prepared."""

import inspect
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from secondmig.core.selection import Selection
from secondmig.project import saturation_rows
from secondmig.project.agreement_asked import Reported
from secondmig.project.case_predictions import FIELDS as PREDICTED
from secondmig.project.hypothesis_rows import FIELDS
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.merging import Merged
from secondmig.project.model_table import ModelTable
from secondmig.project.population import FIELDS as ESTIMATES
from secondmig.project.project import Project
from secondmig.project.rebase import Corrected
from secondmig.stats.regtable import Cell, Head, RegTable, Row

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
        "model_fit",
        "model_predict_rows",
        "model_recover",
        "survey_list",
        "survey_show",
        "query_segments",
        "query_matrix",
        "query_cooccur",
        "query_correspondence",
        "query_comparison",
        "query_coverage",
        "query_saturation",
        "query_trajectory",
        "query_grid",
        "joint_table_rows",
        "joint_side_by_side",
        "hypothesis_estimate",
        "joint_quotes",
        "joint_themes",
        "joint_cases",
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


ESTIMATED = Listing(
    ESTIMATES,
    (
        {
            **dict.fromkeys(ESTIMATES),
            "id": "H2",
            "title": "education: net difference",
            "measure": "net_difference",
            "effect": 0.317,
            "undefined": "no cell holds both groups",
        },
    ),
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
MODELLED = Listing(
    ("spec", "variable", "block", "coefficient", "se", "z", "p", "stars", "ame", "ame_low", "ame_high"),
    (
        {
            "spec": "one",
            "variable": "age",
            "block": "Person",
            "coefficient": 0.5,
            "se": 0.1,
            "z": 5.0,
            "p": 0.0000006,
            "stars": "***",
            "ame": 0.2,
            "ame_low": 0.1,
            "ame_high": 0.3,
            "role": "variable",
            "show": "coefficients",
        },
    ),
    {"unit": "rows", "n": 1133},
)
TABLED = ModelTable(
    RegTable(
        "A table",
        (Head("1", "(1)"),),
        (Row("age", "Age", "", (Cell("coefficient", 0.5, 2.34, p=0.019),)),),
    ),
    (),
    (),
    Listing(
        ("column", "variable", "coefficient", "shown"),
        ({"column": "1", "variable": "age", "coefficient": 0.5, "shown": "0.50 [2.34]**"},),
        {"unit": "coefficients", "n": 1},
        ("z in square brackets",),
    ),
)
FORETOLD = Listing(
    PREDICTED,
    (
        dict.fromkeys(PREDICTED)
        | {"spec": "one", "case": "A1", "index": 0.5, "probability": 0.69, "known": 0.5}
        | {
            "predicted": "leaves",
            "moved": "has not left",
            "intends": "to stay",
            "contradicts": "predicted to leave but stays",
        }
        | {"pushes": [{"regressor": "Age", "amount": -0.34}], "missing": [], "held": ["Male"]},
    ),
    {"unit": "persons", "n": 1},
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

POINTS = Listing(
    saturation_rows.POINTS,
    (
        dict.fromkeys(saturation_rows.POINTS)
        | {"group": "", "label": "all", "n": 3, "base": 1, "threshold": 0.05, "run": 1, "base_codes": 2}
        | {"saturation": "1+1", "after": 1, "median": 1, "low": 1, "reached": 0.5}
        | {"unseen": 2, "unseen_sought": 2, "unseen_asked": 1},
    ),
    {"unit": "persons", "n": 3, "curves": [{"group": "", "label": "all", "observed": [2, 2, 3]}]},
)
CARD = Listing(
    FIELDS,
    (
        dict.fromkeys(FIELDS)
        | {"id": "H1", "title": "They move on", "measure": "share", "verdict": "mixed", "effect": 0.5, "n": 2}
        | {"for": ["A1"], "against": [], "ties": ["B2"], "negative_cases": [], "label": "share of turns"}
        | {"role": "primary", "finding": "as expected", "left_out": {}, "persons": []},
    ),
    {
        "claim": "They move on.",
        "source": "a paper",
        "where": [],
        "verdict_rule": ["1. mixed: otherwise"],
        "verdict_step": 1,
        "verdict_because": [],
        "verdict_lowered_from": None,
        "negative_rule": "who speaks against",
        "negative_cases": [],
        "rivals": [],
        "inference": "none",
    },
)


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
            "model_recover_table": "Printed and recovered\n",
            "corpus_import": ImportResult(("US01",), (), (), (("US01", ("40 turns",)),)),
            "corpus_propose_key": 3,
            "corpus_rebase": Corrected(ROWS, ("who speaks is new",), 8),
            "survey_describe": DESCRIBED,
            "model_fit": MODELLED,
            "model_predict_cases": FORETOLD,
            "model_table": TABLED,
            "case_legs": LEGS,
            "query_saturation": POINTS,
            "hypothesis_estimate": ESTIMATED,
            "agree_merge": Merged(ROWS, 9, ("older than one that was merged",)),
            **dict.fromkeys(("hypothesis_list", "hypothesis_test"), CARD),
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
