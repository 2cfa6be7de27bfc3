"""Each command asks one thing of the project, with what was written on the line."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from secondmig.cli.main import root
from secondmig.cli.options import Verb
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.adjudicate import Layer
from secondmig.project.agreement_asked import Compare, Drifting, Measure
from secondmig.project.assignments import Assigning
from secondmig.project.benchmarking import Compared
from secondmig.project.book_files import BookReading
from secondmig.project.case_predictions import Predicting
from secondmig.project.comparison_wanted import ComparisonWanted
from secondmig.project.cooccurring import Pairs
from secondmig.project.corresponding import Map
from secondmig.project.disagreeing import Talk
from secondmig.project.evaluating import Evaluation
from secondmig.project.grid_acts import Writing
from secondmig.project.grid_model import Wanted as GridWanted
from secondmig.project.hypotheses import Trial
from secondmig.project.intake import Reading
from secondmig.project.joint_displays import CasesWanted, ThemesWanted
from secondmig.project.joint_table import TableWanted
from secondmig.project.link_status import Which
from secondmig.project.links import Linking
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.memo_acts import Remark
from secondmig.project.model_table import TableAsked
from secondmig.project.models import Modelling
from secondmig.project.packages import Order
from secondmig.project.pending import Filter
from secondmig.project.places import Asked
from secondmig.project.returning import Handing
from secondmig.project.review import Decision
from secondmig.project.revising import How
from secondmig.project.ruling import Ruling
from secondmig.project.saturating import SaturationWanted
from secondmig.project.search import Wanted
from secondmig.project.suggesting import Suggesting
from secondmig.project.survey_sources import SurveySource
from secondmig.project.survey_views import Describing
from secondmig.project.surveys import Adding
from secondmig.project.writing_codes import NewCode, Wording
from tests.cli.conftest import Run
from tests.cli.fake import ROWS, FakeProject

ALL = Selection()
ASKED: list[tuple[str, str, tuple[object, ...], dict[str, object]]] = [
    ("status", "status", (), {}),
    ("check", "check", (), {}),
    ("verify", "verify", (), {"rebuild_index": False}),
    ("verify --rebuild-index", "verify", (), {"rebuild_index": True}),
    ("corpus list --group origin=PER", "corpus_list", (Selection(groups=(("origin", "PER"),)),), {}),
    ("corpus show US01", "corpus_show", ("US01",), {"turns": None, "codes": False}),
    ("corpus show US01 --turns 3-7 --codes", "corpus_show", ("US01",), {"turns": (3, 7), "codes": True}),
    ("corpus show US01 --turns 5", "corpus_show", ("US01",), {"turns": (5, 5), "codes": False}),
    ("corpus search 'night shift'", "corpus_search", (Wanted("night shift"),), {}),
    (
        "corpus search 差別 --case JP01 --as-of 7 --speaker YUKI --role participant --role other --context 9",
        "corpus_search",
        (Wanted("差別", Selection(cases=("JP01",), as_of=7), "YUKI", ("participant", "other"), 9),),
        {},
    ),
    ("corpus text US01", "corpus_text", ("US01",), {}),
    (
        "corpus restrict UK07 --turn 12 --reason phone",
        "corpus_restrict",
        ("UK07",),
        {"turn": 12, "quote": None, "reason": "phone"},
    ),
    (
        "corpus deidentify US01 UK02 --key k.yaml --log l.csv",
        "corpus_deidentify",
        (("US01", "UK02"),),
        {"key": Path("k.yaml"), "log": Path("l.csv")},
    ),
    (
        "corpus deidentify --key k.yaml --dry-run --context",
        "corpus_deidentify_preview",
        ((),),
        {"key": Path("k.yaml"), "context": True},
    ),
    ("corpus deidentify --propose", "corpus_propose", ((),), {"key": None, "context": False}),
    (
        "corpus deidentify US01 --propose --key k.yaml -o new.yaml",
        "corpus_propose_key",
        (("US01",), Path("new.yaml")),
        {"key": Path("k.yaml")},
    ),
    ("corpus guide", "corpus_guide", (None, ALL), {}),
    (
        "corpus guide --item papers --coder anna",
        "corpus_guide",
        ("papers", Selection(coders=("anna",))),
        {},
    ),
    ("corpus guide g.yaml", "corpus_guide_import", (Path("g.yaml"),), {}),
    ("codebook check", "codebook_check", (None,), {}),
    ("codebook check a.yaml b.yaml", "codebook_check", ((Path("a.yaml"), Path("b.yaml")),), {}),
    ("codebook show", "codebook_show", (None,), {"version": None}),
    ("codebook show OS-RAC", "codebook_show", (None, "OS-RAC"), {"version": None}),
    ("codebook show OS-RAC --version 2", "codebook_show", (None, "OS-RAC"), {"version": 2}),
    ("codebook versions os", "codebook_versions", ("os",), {}),
    ("codebook diff", "codebook_diff", (None, None), {}),
    ("codebook diff os@1 os@2", "codebook_diff", ("os@1", "os@2"), {}),
    (
        "codebook stats --codebook os --rolled-up --coder gold",
        "codebook_stats",
        (Selection(coders=("gold",)),),
        {"codebook": "os", "rolled_up": True},
    ),
    ("codebook commit -m why", "codebook_commit", (), {"note": "why"}),
    ("codebook import a.qdc", "codebook_import", (Path("a.qdc"), BookReading()), {}),
    (
        "codebook import a.csv --id ab --title 'Two words' --encoding cp932 --flat",
        "codebook_import",
        (Path("a.csv"), BookReading("ab", "Two words", "cp932", flat=True)),
        {},
    ),
    ("codebook import a.qdc --dry-run", "codebook_import_preview", (Path("a.qdc"), BookReading()), {}),
    (
        "codebook import a.qdc --to b.yaml",
        "codebook_convert",
        (Path("a.qdc"), Path("b.yaml"), BookReading()),
        {},
    ),
    (
        "codebook export a.qdc",
        "codebook_export",
        (Path("a.qdc"),),
        {"codebook": None, "version": None, "release": "public"},
    ),
    (
        "codebook export a.csv --codebook os --version 2 --release team",
        "codebook_export",
        (Path("a.csv"),),
        {"codebook": "os", "version": 2, "release": "team"},
    ),
    (
        "codebook add 'Two words' --under OS-A --id OS-A-B --definition what --example one --example two",
        "codebook_add",
        (NewCode("Two words", "OS-A", "", "OS-A-B", True, {"definition": "what"}, ("one", "two")),),
        {"how": How()},
    ),
    (
        "codebook add Theme --codebook os --heading --dry-run",
        "codebook_add",
        (NewCode("Theme", None, "os", codable=False),),
        {"how": How(dry_run=True)},
    ),
    (
        "codebook edit OS-A --label Two --include '' --no-example --color #0077bb",
        "codebook_edit",
        ("OS-A", Wording({"label": "Two", "include": ""}, (), "#0077bb")),
        {"how": How()},
    ),
    ("codebook revive OS-A", "codebook_revive", ("OS-A",), {"how": How()}),
    ("codebook rename OS-A 'Two words'", "codebook_rename", ("OS-A", "Two words"), {"how": How()}),
    ("codebook move OS-A --under OS-B", "codebook_move", ("OS-A",), {"under": "OS-B", "how": How()}),
    ("codebook move OS-A --top", "codebook_move", ("OS-A",), {"under": None, "how": How()}),
    ("codebook move OS-A --before OS-B", "codebook_place", ("OS-A", "OS-B"), {"after": False, "how": How()}),
    (
        "codebook move OS-A --after OS-B --dry-run",
        "codebook_place",
        ("OS-A", "OS-B"),
        {"after": True, "how": How(dry_run=True)},
    ),
    (
        "codebook merge OS-A OS-B OS-C --dry-run",
        "codebook_merge",
        (("OS-A", "OS-B"), "OS-C"),
        {"keep_cues": False, "how": How(dry_run=True)},
    ),
    (
        "codebook split OS-A OS-B='Two = words' OS-C --keep --version-label 1.1.0",
        "codebook_split",
        ("OS-A", {"OS-B": "Two = words", "OS-C": None}),
        {"keep": True, "how": How(version="1.1.0")},
    ),
    (
        "codebook retire OS-A --reason why --into OS-B",
        "codebook_retire",
        ("OS-A",),
        {"reason": "why", "into": "OS-B", "how": How()},
    ),
    ("codebook review", "codebook_review", (None,), {}),
    ("codebook review OS-A", "codebook_review", ("OS-A",), {}),
    (
        "codebook settle c-1 c-2 --code OS-A",
        "codebook_settle",
        (("c-1", "c-2"),),
        {"code": "OS-A", "drop": False},
    ),
    ("codebook settle c-1 --drop", "codebook_settle", (("c-1",),), {"code": None, "drop": True}),
    (
        "code add US01 --turn 20 --quote 'more doors' --code OS-PER-OPT --facet valence=1 --facet leg=2",
        "code_add",
        ("US01",),
        {"turn": 20, "quote": "more doors", "code": "OS-PER-OPT", "facets": {"valence": "1", "leg": "2"}},
    ),
    (
        "code hits visa --code OS-LEG-STA --facet valence=1 --case US01",
        "code_hits",
        (Asked("visa", selection=Selection(cases=("US01",))),),
        {"code": "OS-LEG-STA", "facets": {"valence": "1"}},
    ),
    (
        "code hits --speaker ROSA --guide papers --role other --unit sentence --code X --dry-run",
        "code_hits_preview",
        (Asked(speaker="ROSA", item="papers", roles=("other",), unit="sentence"),),
        {"code": "X"},
    ),
    ("memo list", "memo_list", (ALL,), {}),
    ("memo add Why? --document US01", "memo_add", (Remark("document", "US01", "Why?"),), {}),
    ("memo add -m Why? --coding c-1", "memo_add", (Remark("coding", "c-1", "Why?"),), {}),
    ("memo add Why? --code OS-RAC", "memo_add", (Remark("code", "OS-RAC", "Why?"),), {}),
    ("memo add Why? --case US01", "memo_add", (Remark("case", "US01", "Why?"),), {}),
    ("memo add Why? --whole-project", "memo_add", (Remark("project", "project", "Why?"),), {}),
    ("memo edit m-1 'Why not?'", "memo_edit", ("m-1", "Why not?"), {}),
    ("memo remove m-1", "memo_remove", ("m-1",), {}),
    ("memo search lima --coder anna", "memo_search", ("lima", Selection(coders=("anna",))), {}),
    (
        "memo list --document US01 --code OS-RAC --case US01 --coder anna",
        "memo_list",
        (Selection(documents=("US01",), codes=("OS-RAC",), cases=("US01",), coders=("anna",)),),
        {},
    ),
    ("code remove c-1", "code_remove", ("c-1",), {}),
    ("code suggest", "code_suggest", (Suggesting(),), {}),
    (
        "code suggest A1 --code OS-A --codebook os --engine spotter",
        "code_suggest",
        (Suggesting(("A1",), "spotter", ("OS-A",), ("os",)),),
        {},
    ),
    ("code suggest A1 A2 --dry-run", "code_suggest_preview", (Suggesting(("A1", "A2")),), {}),
    ("code review", "code_review", (Filter(),), {}),
    (
        "code review --document A1 --code OS-A --engine cues --least 0.3 --decided",
        "code_review",
        (Filter(("A1",), ("OS-A",), ("cues",), 0.3, decided=True),),
        {},
    ),
    ("code accept s-1 s-2 --facet valence=1", "code_accept", (("s-1", "s-2"),), {"facets": {"valence": "1"}}),
    ("code reject s-1", "code_reject", (("s-1",),), {}),
    ("code finish A1", "code_finish", ("A1",), {"reopen": False}),
    ("code finish A1 --reopen", "code_finish", ("A1",), {"reopen": True}),
    ("code evaluate", "code_evaluate", (Evaluation(),), {}),
    (
        "code evaluate --engine spotter --code OS-A --document A1 --coder gold --seed 7",
        "code_evaluate",
        (Evaluation("spotter", Selection(codes=("OS-A",), documents=("A1",), coders=("gold",)), 7),),
        {},
    ),
    ("code relate c-1 c-2 --sign -", "code_relate", ("c-1", "c-2"), {"sign": "-"}),
    ("code list", "code_list", (ALL,), {}),
    ("code import a.csv", "code_import", (Path("a.csv"),), {"coder": ""}),
    ("code import a.csv --coder anna", "code_import", (Path("a.csv"),), {"coder": "anna"}),
    ("code export", "code_export", (ALL,), {"release": "work"}),
    ("code export --release team", "code_export", (ALL,), {"release": "team"}),
    (
        "case import p.csv --legs l.csv",
        "case_import",
        (Path("p.csv"),),
        {"legs": Path("l.csv"), "occupations": None, "statuses": None},
    ),
    (
        "case import p.csv --occupations o.csv --statuses s.csv",
        "case_import",
        (Path("p.csv"),),
        {"legs": None, "occupations": Path("o.csv"), "statuses": Path("s.csv")},
    ),
    ("case list --case US01", "case_list", (Selection(cases=("US01",)),), {"min_stay": ()}),
    ("case list --min-stay 6,12 --min-stay 24", "case_list", (ALL,), {"min_stay": (6, 12, 24)}),
    ("case show US01", "case_show", ("US01",), {}),
    ("case legs US01 --format json", "case_legs", ("US01",), {"evidence": False}),
    ("case legs US01 --evidence", "case_legs", ("US01",), {"evidence": True}),
    (
        "case withdraw US01 --reason letter --yes",
        "case_withdraw",
        ("US01",),
        {"reason": "letter", "date": ""},
    ),
    (
        "case withdraw US01 --reason letter --date 2026-05-02 --yes",
        "case_withdraw",
        ("US01",),
        {"reason": "letter", "date": "2026-05-02"},
    ),
    ("case list --consent --case US01", "case_list_consent", (Selection(cases=("US01",)),), {}),
    ("case consent sheet.csv", "case_consent", (Path("sheet.csv"),), {}),
    (
        "case clear US05 c-1 c-2 --note 'by phone'",
        "case_clear",
        ("US05", ("c-1", "c-2")),
        {"note": "by phone", "take_back": False},
    ),
    ("case clear US05 c-1 --take-back", "case_clear", ("US05", ("c-1",)), {"note": "", "take_back": True}),
    ("case export US01", "case_export", ("US01", Path("US01.json")), {}),
    ("case export US01 rosa.json", "case_export", ("US01", Path("rosa.json")), {}),
    ("corpus review", "corpus_review", (None,), {}),
    ("corpus review US01", "corpus_review", ("US01",), {}),
    ("corpus settle c-1 c-2 --here", "corpus_settle", (("c-1", "c-2"), Decision(here=True)), {}),
    ("corpus settle c-1 --drop", "corpus_settle", (("c-1",), Decision(drop=True)), {}),
    (
        "corpus settle c-1 --turn 3 --quote 'more doors'",
        "corpus_settle",
        (("c-1",), Decision(turn=3, quote="more doors")),
        {},
    ),
    (
        "agree package --coder kenji --documents US01,US02 --document UK01",
        "agree_package",
        (Order("kenji", ("US01", "US02", "UK01")),),
        {"target": None, "overwrite": False},
    ),
    (
        "agree package --coder kenji --again --open --codebook os -o k.secondmig",
        "agree_package",
        (Order("kenji", (), ("os",), blind=False, again=True),),
        {"target": Path("k.secondmig"), "overwrite": True},
    ),
    ("agree return", "agree_return", (Handing(),), {"target": None, "overwrite": False}),
    (
        "agree return --done US05 --unfinished US02 --coder me --yes",
        "agree_return",
        (Handing(("US05",), unfinished=("US02",), coder="me"),),
        {"target": None, "overwrite": True},
    ),
    (
        "agree return --all-done",
        "agree_return",
        (Handing(all_done=True),),
        {"target": None, "overwrite": False},
    ),
    (
        "agree merge k.secondmig",
        "agree_merge",
        (Path("k.secondmig"),),
        {"coder": "", "dry_run": False, "replace": False},
    ),
    (
        "agree merge k.secondmig --coder kenji.2 --replace --dry-run",
        "agree_merge",
        (Path("k.secondmig"),),
        {"coder": "kenji.2", "dry_run": True, "replace": True},
    ),
    (
        "agree assign kenji --document US01,US02 --codebook os --blind",
        "agree_assign",
        ("kenji", Assigning(("US01", "US02"), ("os",), blind=True)),
        {},
    ),
    (
        "agree assign kenji --document US01 --remove",
        "agree_assign",
        ("kenji", Assigning(("US01",), remove=True)),
        {},
    ),
    (
        "agree disagreements --coders ana,ben --kind facet --kind boundary --code X --document D",
        "agree_disagreements",
        (Talk(("ana", "ben"), ("facet", "boundary"), ("X",), ("D",)),),
        {},
    ),
    ("agree disagreements --topics --decided", "agree_topics", (Talk(decided=True),), {}),
    (
        "agree decide d-1 d-2 --take both --as ambiguity --reason why --coders ana,ben",
        "agree_decide",
        (("d-1", "d-2"), Ruling("both", "ambiguity", "why", coders=("ana", "ben"))),
        {},
    ),
    (
        "agree decide d-1 --take a --as redefine --example X 'A sentence.'",
        "agree_decide",
        (("d-1",), Ruling("a", "redefine", example=("X", "A sentence."))),
        {},
    ),
    (
        "agree decide d-1 --take neither --as recode --example-quote X",
        "agree_decide",
        (("d-1",), Ruling("neither", "recode", example_quote="X")),
        {},
    ),
    ("agree adjudicate", "agree_adjudicate", (Layer(),), {"dry_run": False}),
    (
        "agree adjudicate --coders a,b --as third --document D --unresolved keep-both --rest a --dry-run",
        "agree_adjudicate",
        (Layer(("a", "b"), "third", ("D",), "keep-both", "a"),),
        {"dry_run": True},
    ),
    ("agree assignments", "agree_assignments", (), {"coders": (), "among": ()}),
    (
        "agree assignments --coder kenji --document US01",
        "agree_assignments",
        (),
        {"coders": ("kenji",), "among": ("US01",)},
    ),
    ("link build", "link_build", (Linking(),), {}),
    (
        "link build --reason A=x --reason 'B=moved away' --allow-unexplained",
        "link_build",
        (Linking({"A": "x", "B": "moved away"}, allow_unexplained=True),),
        {},
    ),
    ("link build --dry-run --reason A=x", "link_preview", (Linking({"A": "x"}),), {}),
    ("link status", "link_status", (Which(),), {"units": False}),
    (
        "link status mail --status duplicate --status unexplained --limit 0",
        "link_status",
        (Which("mail", ("duplicate", "unexplained"), 0),),
        {"units": False},
    ),
    (
        "link status --units --status no_unit",
        "link_status",
        (Which(statuses=("no_unit",)),),
        {"units": True},
    ),
    (
        "link benchmark nis --measure edu_isced",
        "link_benchmark",
        (Compared("nis", "edu_isced", cell=("origin", "sex", "cohort", "host")), ALL),
        {},
    ),
    (
        "link benchmark nis --measure edu --column d --map M --cell host,sex --min-n 9 --host =JPN --case A",
        "link_benchmark",
        (
            Compared("nis", "edu", "d", "M", ("sex", "host"), 9, {"host": "=JPN"}),
            Selection(cases=("A",)),
        ),
        {},
    ),
    ("survey measures", "survey_measures", (), {}),
    ("survey measures job_sat", "survey_measure", ("job_sat",), {}),
    (
        "survey compare",
        "survey_compare",
        ((),),
        {"measures": (), "by": "interview_country", "wide": True},
    ),
    (
        "survey compare 'a b' c --measure job_sat --measure age --by group --format json",
        "survey_compare",
        (("a b", "c"),),
        {"measures": ("job_sat", "age"), "by": "group", "wide": False},
    ),
    ("survey list", "survey_list", (), {}),
    ("survey describe panel", "survey_describe", ("panel", Describing()), {}),
    (
        "survey describe panel --columns a,b --by sex --weighted",
        "survey_describe",
        ("panel", Describing(("a", "b"), "sex", True)),
        {},
    ),
    (
        "survey describe panel --shares origin --weighted --format json",
        "survey_describe",
        ("panel", Describing(weighted=True, shares="origin")),
        {},
    ),
    ("survey show panel", "survey_show", ("panel",), {"row_id": "", "head": 10, "columns": ()}),
    (
        "survey show panel --id 007 --head 3 --columns a,b",
        "survey_show",
        ("panel",),
        {"row_id": "007", "head": 3, "columns": ("a", "b")},
    ),
    ("survey flows f.csv", "survey_flows", (Path("f.csv"),), {"claim": None, "top": None}),
    (
        "survey flows f.csv --claim 12 --top 3",
        "survey_flows",
        (Path("f.csv"),),
        {"claim": 0.12, "top": 3},
    ),
    ("survey indicators", "survey_indicators", (ALL,), {}),
    ("model fit s.yaml", "model_fit", (Modelling(Path("s.yaml")),), {}),
    (
        "model fit s.yaml --common-sample --inference --format json",
        "model_fit",
        (Modelling(Path("s.yaml"), common_sample=True, inference=True),),
        {},
    ),
    ("model table s.yaml t.yaml", "model_table", (TableAsked((Path("s.yaml"), Path("t.yaml"))),), {}),
    (
        "model table s.yaml --published p.csv --common-sample --inference --pseudo-r2 --decimals 3 --title A",
        "model_table",
        (TableAsked((Path("s.yaml"),), Path("p.csv"), True, True, True, 3, "A"),),
        {},
    ),
    ("model table --published p.csv", "model_table", (TableAsked((), Path("p.csv")),), {}),
    ("model predict s.yaml", "model_predict_rows", (Modelling(Path("s.yaml")),), {"threshold": None}),
    (
        "model predict s.yaml --common-sample --threshold 0.4",
        "model_predict_rows",
        (Modelling(Path("s.yaml"), common_sample=True),),
        {"threshold": 0.4},
    ),
    ("model predict s.yaml --cases", "model_predict_cases", (Predicting(Path("s.yaml")),), {}),
    (
        "model predict s.yaml --cases --mapping m.yaml --threshold 0.5 --case US01 --release work",
        "model_predict_cases",
        (Predicting(Path("s.yaml"), Path("m.yaml"), Selection(cases=("US01",)), "work", 0.5),),
        {},
    ),
    (
        "model synthesize s.yaml",
        "model_synthesize",
        (Path("s.yaml"),),
        {"target": None, "n": 50_000, "seed": 0},
    ),
    (
        "model synthesize s.yaml -o f.csv --n 900 --seed 7",
        "model_synthesize",
        (Path("s.yaml"),),
        {"target": Path("f.csv"), "n": 900, "seed": 7},
    ),
    (
        "model recover s.yaml t.yaml --n 900",
        "model_recover",
        ((Path("s.yaml"), Path("t.yaml")),),
        {"n": 900, "seed": 0, "beside": False},
    ),
    (
        "model recover s.yaml --beside --seed 3",
        "model_recover_table",
        ((Path("s.yaml"),),),
        {"n": 50_000, "seed": 3, "form": "table", "columns": None},
    ),
    (
        "model recover s.yaml --beside --format json",
        "model_recover",
        ((Path("s.yaml"),),),
        {"n": 50_000, "seed": 0, "beside": True},
    ),
    ("survey indicators i.csv", "survey_indicators_import", (Path("i.csv"),), {}),
    (
        "query segments",
        "query_segments",
        (ALL,),
        {
            "overlaps": "",
            "not_code": "",
            "followed": None,
            "near": None,
            "languages": (),
            "uncoded": False,
            "uncoded_parts": False,
            "release": "work",
        },
    ),
    (
        (
            "query segments --near OS-RAC:2 --not OS-LEG --uncoded --release team --overlaps OS-LAB"
            " --followed OS-KIN:3 --language ja --uncoded-parts"
        ),
        "query_segments",
        (ALL,),
        {
            "overlaps": "OS-LAB",
            "not_code": "OS-LEG",
            "followed": ("OS-KIN", 3),
            "near": ("OS-RAC", 2),
            "languages": ("ja",),
            "uncoded": True,
            "uncoded_parts": True,
            "release": "team",
        },
    ),
    ("query matrix", "query_matrix", (ALL,), {"rows": "code", "cols": "about_country", "count": "persons"}),
    (
        "query matrix --rows stage --cols group --count turns",
        "query_matrix",
        (ALL,),
        {"rows": "stage", "cols": "group", "count": "turns"},
    ),
    (
        "query matrix --count presence",
        "query_matrix",
        (ALL,),
        {"rows": "code", "cols": "about_country", "count": "persons"},
    ),
    ("query matrix --test", "query_comparison", (ALL, ComparisonWanted()), {}),
    (
        (
            "query matrix --test --cols origin --count segments --against PER --inference --family OS-RAC"
            " --seed 3 --without OS-RAC-COE"
        ),
        "query_comparison",
        (
            ALL,
            ComparisonWanted(
                cols="origin",
                count="count",
                against="PER",
                without=("OS-RAC-COE",),
                inference=True,
                family="OS-RAC",
                seed=3,
            ),
        ),
        {},
    ),
    (
        "query matrix --paired first_destination,current --intensity valence --intensity-by mean --persons",
        "query_comparison",
        (
            ALL,
            ComparisonWanted(
                paired=("first_destination", "current"),
                intensity="valence",
                intensity_by="mean",
                persons=True,
            ),
        ),
        {},
    ),
    ("query cooccur", "query_cooccur", (Pairs(),), {}),
    (
        (
            "query cooccur --code OS-RAC --with OS-LAB --with OS-SKL --within 2 --rolled-up --min-persons 3"
            " --inference --seed 7"
        ),
        "query_cooccur",
        (
            Pairs(
                Selection(codes=("OS-RAC",)),
                within=2,
                beside=("OS-LAB", "OS-SKL"),
                rolled_up=True,
                min_persons=3,
                inference=True,
                seed=7,
            ),
        ),
        {},
    ),
    ("query cooccur --rule document", "query_cooccur", (Pairs(rule="document"),), {}),
    ("query correspondence", "query_correspondence", (Map(),), {}),
    (
        "query correspondence --code OS-RAC --cols group --count turns --axes 1",
        "query_correspondence",
        (Map(Selection(codes=("OS-RAC",)), "group", "turns", 1),),
        {},
    ),
    ("query coverage", "query_coverage", (ALL,), {}),
    (
        "query saturation",
        "query_saturation",
        (SaturationWanted(bases=(4, 5, 6), runs=(2, 3), thresholds=(0.05, 0.0)),),
        {},
    ),
    (
        "query saturation --show curve --by group --unit interviews --order coding --code OS-RAC",
        "query_saturation",
        (
            SaturationWanted(
                Selection(codes=("OS-RAC",)),
                *("curve", "interviews", "group", "coding"),
                *((4, 5, 6), (2, 3), (0.05, 0.0)),
            ),
        ),
        {},
    ),
    (
        "query saturation --base 4 --run 2 --threshold 0.1 --draws 9 --seed 3",
        "query_saturation",
        (SaturationWanted(bases=(4,), runs=(2,), thresholds=(0.1,), draws=9, seed=3),),
        {},
    ),
    ("query trajectory", "query_trajectory", (ALL,), {"unit": "legs", "min_stay": ()}),
    (
        "query trajectory --persons --min-stay 6",
        "query_trajectory",
        (ALL,),
        {"unit": "persons", "min_stay": (6,)},
    ),
    (
        "query trajectory --person-years",
        "query_trajectory",
        (ALL,),
        {"unit": "person-years", "min_stay": ()},
    ),
    ("query grid", "query_grid", (GridWanted(level="team"),), {"filled": False}),
    (
        "query grid --theme OS-RAC --group origin=PER --case US01 --coder ana --by origin --filled",
        "query_grid",
        (
            GridWanted(
                ("OS-RAC",),
                Selection(groups=(("origin", "PER"),), cases=("US01",), coders=("ana",)),
                "origin",
                "team",
            ),
        ),
        {"filled": True},
    ),
    ("hypothesis list", "hypothesis_list", (Trial(),), {}),
    ("hypothesis estimate H2 h2.yaml", "hypothesis_estimate", ("H2", Path("h2.yaml")), {}),
    ("hypothesis test H1", "hypothesis_test", ("H1", Trial()), {}),
    (
        "hypothesis test H1 --inference --seed 3 --passages --release work --measure share --format csv",
        "hypothesis_test",
        ("H1", Trial(inference=True, seed=3, level="work", passages=True)),
        {},
    ),
    ("joint table", "joint_table_rows", (TableWanted(),), {"compact": True}),
    ("joint themes", "joint_themes", (ThemesWanted(),), {"wide": True}),
    (
        "joint themes --code OS-RAC --by group --measure pay --asked-only --inference --seed 2 --format csv",
        "joint_themes",
        (ThemesWanted(Selection(codes=("OS-RAC",)), "group", "pay", True, True, 2),),
        {"wide": False},
    ),
    ("joint cases", "joint_cases", (CasesWanted(),), {"wide": True}),
    (
        "joint cases --measure 'a, b' --by origin --value coverage --sort a --release work --format json",
        "joint_cases",
        (CasesWanted(Selection(), ("a", "b"), "origin", "coverage", "a", "work"),),
        {"wide": False},
    ),
    ("joint side-by-side", "joint_side_by_side", ((),), {"quotations": 1}),
    ("joint side-by-side a b --quotations 0", "joint_side_by_side", (("a", "b"),), {"quotations": 0}),
    (
        "joint quotes --code OS-RAC --by valence --limit 3 --release work",
        "joint_quotes",
        (Selection(codes=("OS-RAC",)),),
        {"by": "valence", "limit": 3, "release": "work"},
    ),
    ("joint infer legal --fit silent 'no word'", "joint_infer", ("legal", "silent", "no word"), {}),
    ("joint clear legal", "joint_clear", ("legal",), {}),
    (
        "joint table --code OS-RAC --case US01 --release partner --columns 'a, b' --format json",
        "joint_table_rows",
        (TableWanted(Selection(codes=("OS-RAC",), cases=("US01",)), "partner", ("a", "b")),),
        {"compact": False},
    ),
    (
        "joint table --no-codes -o t.dta",
        "joint_table_export",
        (TableWanted(codes=False), Path("t.dta")),
        {"missing_codes": False},
    ),
    (
        "joint table --all-codes --intensity weight --intensity-by mean --missing-codes -o t.csv",
        "joint_table_export",
        (TableWanted(all_codes=True, intensity="weight", intensity_by="mean"), Path("t.csv")),
        {"missing_codes": True},
    ),
    ("query grid --release work", "query_grid", (GridWanted(level="work"),), {"filled": False}),
    ("query grid -o grid.xlsx", "grid_export", (GridWanted(level="team"), Path("grid.xlsx")), {}),
    (
        "query grid -o grid.docx --by none",
        "grid_export",
        (GridWanted(by="none", level="team"), Path("grid.docx")),
        {},
    ),
    (
        "grid write US01 OS-RAC 'Taken for a foreigner.'",
        "grid_write",
        (Writing("US01", "OS-RAC", "Taken for a foreigner."),),
        {},
    ),
    ("grid clear US01 OS-RAC", "grid_clear", ("US01", "OS-RAC"), {}),
    ("agree report", "agree_report", (Compare(), Measure()), {}),
    (
        "agree report --coders a,b --unit segment --overlap 0.5 --all --by none --code X --document D",
        "agree_report",
        (
            Compare(("a", "b"), ("X",), ("D",)),
            Measure("segment", 0.5, everything=True, languages=False),
        ),
        {},
    ),
    (
        "agree report --level 2 --role participant --role other --after --draws 9 --seed 3",
        "agree_report",
        (
            Compare(roles=("participant", "other"), level=2, when=("after",)),
            Measure(draws=9, seed=3),
        ),
        {},
    ),
    (
        "agree report --both --by language",
        "agree_report",
        (Compare(when=("before", "after")), Measure(languages=True)),
        {},
    ),
    ("agree report --compat nvivo", "agree_compat", ("nvivo", Compare(), Measure()), {}),
    ("agree drift kenji", "agree_drift", ("kenji", Drifting()), {}),
    (
        "agree drift kenji --against ana --at 12 --code X --document D --draws 0 --seed 2",
        "agree_drift",
        ("kenji", Drifting("ana", "12", ("X",), ("D",), 0, 2)),
        {},
    ),
    ("report build", "report_build", ("compare",), {"release": "team"}),
    ("report build mine --release public", "report_build", ("mine",), {"release": "public"}),
    ("report list", "report_list", (), {}),
    ("history", "history", (None,), {}),
    ("history US01", "history", ("US01",), {}),
    ("undo", "undo", (None,), {}),
    ("undo 12", "undo", ("12",), {}),
    ("redo", "redo", (), {}),
    ("backup", "backup", (None,), {}),
    ("backup b.db", "backup", (Path("b.db"),), {}),
    ("restore b.db --yes", "restore", (Path("b.db"),), {}),
]


@pytest.mark.parametrize(("line", "verb", "args", "keywords"), ASKED, ids=[each[0] for each in ASKED])
def test_command_asks_the_project(
    run: Run,
    project: FakeProject,
    line: str,
    verb: str,
    args: tuple[object, ...],
    keywords: dict[str, object],
) -> None:
    result = run(*shlex.split(line))
    assert result.exit_code in {0, 3}, result.stderr
    assert project.last() == (verb, args, keywords)


def verbs(group: click.Group = root, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Verb]]:
    """Every command that does something, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))
        else:
            assert isinstance(command, Verb)
            yield (*path, name), command


VERBS = dict(verbs())
ON_THEIR_OWN = {
    ("agree", "open"),
    ("demo",),
    ("init",),
    ("build",),
    ("completion",),
    ("serve",),
    ("corpus", "import"),
    ("corpus", "leaks"),
    ("corpus", "rebase"),
    ("survey", "add"),
    ("model", "check"),
    ("model", "wage"),
}


def test_every_command_is_in_the_table_above_or_has_its_own_test() -> None:
    words = {tuple(shlex.split(line)) for line, *_ in ASKED}
    covered = {path for path in VERBS if any(line[: len(path)] == path for line in words)}
    assert set(VERBS) - covered == ON_THEIR_OWN


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_example_of_the_help_is_a_line_that_works(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    monkeypatch.setattr("secondmig.project.start.unpack_demo", lambda folder: project.root)
    monkeypatch.setattr("secondmig.project.start.init_project", lambda folder, *, template: folder)
    monkeypatch.setattr("secondmig.project.open_package.open_package", lambda file, folder: Done("opened"))
    monkeypatch.setattr("secondmig.project.leaks.search", lambda paths, *, key, show: ROWS)
    monkeypatch.setattr("secondmig.project.star_check.check_stars", lambda path: ROWS)
    monkeypatch.setattr("secondmig.web.serving.serve", lambda *args, **kwargs: None)
    line = VERBS[path].example.partition(" >> ")[0]
    program, *args = shlex.split(line)
    if "-o" in args:
        args[-1] = str(project.root / args[-1])
    if path == ("code", "export"):
        args[2] = str(project.root / args[2])
    if any("--yes" in parameter.opts for parameter in VERBS[path].params):
        args.append("--yes")
    assert program == "secondmig"
    assert tuple(args[: len(path)]) == path
    result = run(*args)
    assert result.exit_code in {0, 3}, result.stderr


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_help_is_one_sentence_an_example_and_the_options(run: Run, path: tuple[str, ...]) -> None:
    shown = run(*path, "--help").stdout
    paragraphs = shown.split("\n\n")
    assert paragraphs[0].startswith(f"Usage: secondmig {' '.join(path)}")
    assert paragraphs[1].endswith(".")
    assert ". " not in paragraphs[1]
    assert paragraphs[2] == f"  Example: {VERBS[path].example}"
    assert paragraphs[3].startswith("Options:")


def test_import_tells_what_was_understood_and_hands_over_how_to_read(run: Run, project: FakeProject) -> None:
    result = run(
        *("corpus", "import", "US01.txt", "--encoding", "cp1252", "--speakers", "^(\\w+):"),
        *("--role", "MY=interviewer", "--case", "US01=ROSA", "--case", "US02", "--kind", "interview"),
        *("--language", "es", "--dry-run"),
    )
    verb, args, keywords = project.last()
    progress = keywords.pop("progress")
    assert callable(progress)
    assert (verb, args) == ("corpus_import", ((Path("US01.txt"),),))
    assert keywords == {
        "reading": Reading(
            "cp1252", "^(\\w+):", {"MY": "interviewer"}, (("US01", "ROSA"), ("US02", None)), "interview", "es"
        ),
        "dry_run": True,
        "save": False,
    }
    assert result.stdout == "US01\n  40 turns\n1 would be taken in, 0 skipped, 0 refused\n"


def test_import_without_options_asks_for_nothing(run: Run, project: FakeProject) -> None:
    run("corpus", "import", "US01.txt")
    assert project.last()[2]["reading"] == Reading()


def test_a_survey_is_added_with_what_is_said_of_it(run: Run, project: FakeProject) -> None:
    result = run(
        *("survey", "add", "w.sav", "--name", "workers", "--id", "worker_id", "--kind", "sample"),
        *("--measures", "w.yaml", "--weight", "pw", "--strata", "stype", "--psu", "firm"),
        *(
            "--within",
            "firms",
            "--within-id",
            "firm_id",
            "--encoding",
            "cp932",
            "--sheet",
            "Data",
            "--as-of",
            "2026-03-31",
        ),
        *("--source", "JILPT 2008", "--dry-run"),
    )
    assert result.exit_code == 0, result.stderr
    verb, args, keywords = project.last()
    assert callable(keywords.pop("progress"))
    assert (verb, keywords) == ("survey_add", {"dry_run": True})
    source = SurveySource(
        name="workers",
        file="w.sav",
        id_column="worker_id",
        kind="sample",
        measures="w.yaml",
        weight="pw",
        strata="stype",
        psu="firm",
        within="firms",
        within_id="firm_id",
        encoding="cp932",
        sheet="Data",
        as_of="2026-03-31",
        source="JILPT 2008",
    )
    assert args == (Adding(Path("w.sav"), source),)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--within", "firms"), "panel: a [[surveys]] table lacks within_id"),
        (("--as-of", "31.3.2026"), "panel: surveys.as_of '31.3.2026' is no day"),
        (("--name", " "), "surveys.name ' ' cannot name a survey"),
        (("--name", "a\nb"), "a b: surveys.name 'a\\nb' cannot name a survey"),
    ],
)
def test_a_survey_whose_options_do_not_fit_is_refused(
    run: Run, project: FakeProject, options: tuple[str, ...], told: str
) -> None:
    result = run("survey", "add", "w.sav", "--name", "panel", *options)
    assert (result.exit_code, result.stderr.partition("\n")[0]) == (1, f"secondmig: {told}")
    assert project.calls == []


def test_a_description_has_the_decimals_of_a_paper(run: Run, project: FakeProject) -> None:
    lines = run("survey", "describe", "panel").stdout.split("\n")
    assert lines[0].split() == ["variable", "obs", "mean", "sd", "min", "max", "missing", "picture"]
    assert lines[2].split() == [
        *("sat", "1,120", "3.20", "0.70", "1", "4", "11", "no", "answer,", "2", "blank", "▁··█")
    ]


def test_a_description_for_programs_has_every_digit(run: Run, project: FakeProject) -> None:
    plain = run("survey", "describe", "panel", "--format", "csv").stdout.split("\n")
    assert plain[:2] == [
        "variable,measure,obs,mean,sd,min,max,missing",
        'sat,,1120,3.2049,0.7,1,4,"{""no answer"": 11, ""blank"": 2}"',
    ]
    printed = run("survey", "describe", "panel", "--format", "csv", "--printed").stdout.split("\n")
    assert printed[:2] == ["variable,obs,mean,sd,min,max", "Satisfaction,1120,3.20,0.70,1,4"]


def test_shares_stand_alone(run: Run) -> None:
    assert run("survey", "describe", "panel", "--shares", "a", "--by", "b").exit_code == 2


def test_import_refuses_files_line_by_line_with_shared_hints(run: Run, project: FakeProject) -> None:
    project.answers["corpus_import"] = ImportResult(
        imported=("US01",),
        skipped=("US02.txt: skipped, already there as US02",),
        refused=(
            SecondmigError("not UTF-8", where="a.txt", hint="--encoding cp1252"),
            SecondmigError("not UTF-8", where="b.txt", hint="--encoding cp1252"),
        ),
        reports=(("US01", ("40 turns",)),),
    )
    result = run("corpus", "import", "US01.txt", "US02.txt", "a.txt", "b.txt")
    assert result.exit_code == 1
    assert result.stdout == (
        "US01\n  40 turns\nUS02.txt: skipped, already there as US02\n1 taken in, 1 skipped, 2 refused\n"
    )
    assert result.stderr == (
        "secondmig: a.txt: not UTF-8\nsecondmig: b.txt: not UTF-8\n  try: --encoding cp1252\n"
    )


def test_codebook_is_known_by_its_id(run: Run, project: FakeProject) -> None:
    project.answers["codebook_show"] = Listing(("code", "codebook"), [{"code": "OS-RAC", "codebook": "os@2"}])
    run("codebook", "show", "os")
    assert project.last() == ("codebook_show", ("os",), {"version": None})
    run("codebook", "show", "os@1")
    assert project.last() == ("codebook_show", ("os@1",), {"version": None})


def test_build_passes_the_edition_and_a_progress(run: Run, project: FakeProject) -> None:
    run("build", "--release", "public")
    verb, args, keywords = project.last()
    assert (verb, args, keywords["release"]) == ("build", (), "public")
    assert callable(keywords["progress"])


def test_action_prints_its_sentence_its_event_and_on_stderr_its_warnings(
    run: Run, project: FakeProject
) -> None:
    project.answers["code_add"] = Done("c-1: US01 #20 coded X", ("facets to fill: leg",), ("look here",), 12)
    result = run("code", "add", "US01", "--turn", "20", "--quote", "a", "--code", "X")
    assert result.stdout == "c-1: US01 #20 coded X (event 12)\n  facets to fill: leg\n"
    assert result.stderr == "secondmig: note: look here\n"


def test_a_join_gives_its_ledger_to_programs(run: Run, project: FakeProject) -> None:
    result = run("link", "build", "--format", "json")
    assert [verb for verb, _, _ in project.calls][-2:] == ["link_build", "link_status"]
    assert len(json.loads(result.stdout)["rows"]) == 2


def test_demo_unpacks_builds_and_says_what_to_try(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unpacked: list[Path] = []

    def unpack(folder: Path) -> Path:
        unpacked.append(folder)
        return tmp_path

    monkeypatch.setattr("secondmig.project.start.unpack_demo", unpack)
    result = run("--as", "anna", "demo")
    assert unpacked == [Path("secondmig-demo")]
    assert project.opened == [(tmp_path, "anna")]
    assert project.last()[0] == "build"
    lines = result.stdout.split("\n")
    assert f"Report: {Path('secondmig-demo/reports/team/compare.html')}" in lines
    assert sum(line.startswith("  secondmig ") for line in lines) == 3


def test_demo_in_a_folder_with_something_in_it_is_a_mistake(
    run: Run, project: FakeProject, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = run("demo", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"secondmig: {tmp_path}: the folder is not empty\n")
    assert project.opened == []


def test_init_passes_the_template(run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Path, str]] = []
    monkeypatch.setattr(
        "secondmig.project.start.init_project", lambda folder, *, template: made.append((folder, template))
    )
    run("init", "mine")
    run("init", "bare", "--template", "blank")
    assert made == [(Path("mine"), "opportunity-structure"), (Path("bare"), "blank")]


def test_report_opens_in_the_browser_only_when_asked(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    run("report", "build")
    assert opened == []
    run("report", "build", "--release", "public", "--open")
    assert opened == [(project.root / "reports" / "public" / "compare.html").resolve().as_uri()]


def test_serve_is_told_where_and_for_whom(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from secondmig.web.serving import Serving

    asked: list[tuple[object, ...]] = []

    def serve(folder: Path | None, serving: Serving, *, coder: str | None, announce: object) -> None:
        asked.append((folder, serving, coder))

    monkeypatch.setattr("secondmig.web.serving.serve", serve)
    run("serve")
    run("--project", str(tmp_path), "--as", "ben", "serve", "--host", "::1", "--port", "8000", "--no-browser")
    assert asked == [
        (None, Serving("127.0.0.1", 0, True), None),
        (tmp_path, Serving("::1", 8000, False), "ben"),
    ]
