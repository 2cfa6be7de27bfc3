"""No command lets words out that somebody did not give.

Every command of the click tree is run, in every format it knows, on copies of a small project that holds one
more interview. Its marked sentence is, in turn,

- quoted at tier T1: seen at the screen of those who code, never in a report or an export for others;
- taken back by ``corpus restrict``: seen nowhere;
- gone with the person by ``case withdraw``: seen nowhere, and in no file of the project.

Standard output, standard error and every file below the working folder are searched for its rare words.
"""

import json
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
import pytest
from click.testing import CliRunner, Result

from secondmig.cli.formats import FORMATS
from secondmig.cli.main import root
from tests.project.small import small_project

RARE = ("quillwort", "thimblerig", "marchpane")
SENTENCE = "We kept the quillwort beside the thimblerig until the marchpane was gone."
TRANSCRIPT = f"""---
id: ZZ01
fictional: true
title: Kept and gone
pseudonym: Zenobia
interview_country: USA
interview_date: 2025-03
language: en
consent: {{consent}}
---
#1 [00:00:01] INT: What did you keep?
#2 [00:00:04] ZENOBIA: {SENTENCE} Then we left.
%en: {SENTENCE}
#3 [00:00:09] INT: And then?
#4 [00:00:12] ZENOBIA: Then nothing.
"""
MORE_CODES = """  - id: OS-LEG
    label: Papers
    definition: Says what the papers allow.
    include: visas
    exclude: pay
    example: "I had no visa."
    cues:
      en: [visa]
      und: [kept]
"""
SURVEY = """
[[surveys]]
name = "interview sheet"
file = "corpus/persons.csv"
id = "id"
kind = "purposive"
"""
GUIDE = """guide:
  id: kept
items:
  - id: keep
    question:
      en: What did you keep?
    codes: [OS-MOB]
interviews:
  ZZ01:
    asked:
      keep: [1]
"""
CARD = """id: H1
title: "There was one door"
claim: "They leave where there is one door."
source: "made up"
codes: [OS-MOB]
measures:
  - id: counts
    title: "negative codings, first against current country"
    role: primary
    evaluator: within_person
    options: {codes: OS-MOB, count: codings}
verdict:
  rule:
    - {say: cannot tell, of: [{measure: primary, finds: undefined}]}
    - say: supported
negative_cases: {against: [primary]}
"""
CARDS = """
[hypotheses]
files = ["codebooks/hypotheses/*.yaml"]
"""
LIU = Path(__file__).parents[2] / "codebooks" / "liu-2018"
MODELS = LIU.parent / "models"
SMALL = Path(__file__).parents[1] / "data" / "models" / "small"
State = Literal["T1", "restricted", "withdrawn"]
STATES: tuple[State, ...] = ("T1", "restricted", "withdrawn")


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments to run a command with.

    Attributes:
        args: after the words of the command; ``{here}`` is the working folder, ``{coding}`` a coding of the
            sentence, ``{memo}`` a memo that quotes it, ``{talk}`` a disagreement about it, ``{suggestion}`` a
            suggestion of it, ``{outside}`` a folder with corrected transcripts.
        work: the team's own screen, or the person's own copy: at T1 the words are seen.
        states: one where the command knows nothing of the project.
    """

    args: str = ""
    work: bool = False
    states: tuple[State, ...] = STATES


EXAMPLES: Mapping[tuple[str, ...], tuple[Example, ...]] = {
    ("demo",): (Example("{here}/other", states=("T1",)),),
    ("init",): (Example("{here}/new", states=("T1",)),),
    ("build",): (Example(),),
    ("status",): (Example(),),
    ("check",): (Example(),),
    ("completion",): (Example("bash"), Example("zsh"), Example("fish")),
    ("serve",): (Example("--no-browser --host 192.0.2.1"),),
    ("corpus", "import"): (Example("{here}/plain.txt"), Example("{here}/plain.txt --dry-run")),
    ("corpus", "list"): (Example(), Example("--case ZZ01")),
    ("corpus", "show"): (Example("ZZ01", work=True), Example("ZZ01 --turns 2 --codes", work=True)),
    ("corpus", "search"): (
        Example("quillwort", work=True),
        Example("thimbler* --document ZZ01", work=True),
        Example("until --context 200 --case ZZ01", work=True),
        Example("marchp* --speaker ZENOBIA -o {here}/hits.csv", work=True),
        Example("what --as-of 1"),
    ),
    ("corpus", "text"): (Example("ZZ01", work=True), Example("ZZ01 -o {here}/out.txt", work=True)),
    ("corpus", "restrict"): (Example("ZZ01 --turn 2 --reason again"),),
    ("corpus", "rebase"): (
        Example("ZZ01 {outside}/edited.txt --dry-run", work=True),
        Example("ZZ01 {outside}/reworded.txt --dry-run", work=True),
        Example("ZZ01 {outside}/reworded.txt", work=True),
    ),
    ("corpus", "review"): (Example(), Example("ZZ01")),
    ("corpus", "settle"): (Example("{coding} --here"), Example("{coding} --turn 2 --quote kept")),
    ("corpus", "deidentify"): (
        Example("--key {here}/key.yaml"),
        Example("ZZ01 --key {here}/key.yaml --dry-run"),
        Example("--propose"),
        Example("--propose -o {here}/new.yaml"),
    ),
    ("corpus", "leaks"): (
        Example("{here}/study --key {here}/key.yaml"),
        Example("{here}/study --key {here}/key.yaml --show"),
    ),
    ("corpus", "guide"): (Example(), Example("{here}/guide.yaml")),
    ("codebook", "check"): (Example(),),
    ("codebook", "show"): (Example(), Example("OS-MOB-UP"), Example("small@1")),
    ("codebook", "versions"): (Example(),),
    ("codebook", "diff"): (Example(), Example("small@1")),
    ("codebook", "stats"): (Example(), Example("--rolled-up --document ZZ01")),
    ("codebook", "commit"): (Example("-m again"),),
    ("codebook", "import"): (
        Example("{here}/tags.csv --dry-run"),
        Example("{here}/tags.csv --to {here}/tags.yaml"),
        Example("{here}/tags.csv"),
    ),
    ("codebook", "export"): (Example("{here}/book.qdc"), Example("{here}/book.xlsx --version 1")),
    ("codebook", "add"): (Example("Ceiling --under OS-MOB"), Example("Theme --heading --dry-run")),
    ("codebook", "edit"): (Example("OS-MOB-UP --definition otherwise --example one --example two"),),
    ("codebook", "revive"): (Example("OS-MOB-UP"),),
    ("codebook", "rename"): (Example("OS-MOB-UP Rising"), Example("OS-MOB-UP Rising --dry-run")),
    ("codebook", "move"): (Example("OS-MOB-UP --top"), Example("OS-LEG --before OS-MOB")),
    ("codebook", "merge"): (Example("OS-MOB-UP OS-LEG --dry-run"),),
    ("codebook", "split"): (Example("OS-MOB-UP OS-A=One OS-B=Two"),),
    ("codebook", "retire"): (Example("OS-MOB-UP --reason why"),),
    ("codebook", "review"): (Example(), Example("OS-MOB-UP")),
    ("codebook", "settle"): (Example("{coding} --drop"),),
    ("code", "add"): (
        Example("ZZ01 --turn 4 --quote nothing --code OS-MOB-UP"),
        Example("ZZ01 --turn 2 --quote kept --code OS-MOB-UP"),
    ),
    ("code", "hits"): (
        Example("kept --code OS-LEG --document ZZ01 --dry-run", work=True),
        Example("quillwort --code OS-LEG --unit hit"),
        Example("--speaker ZENOBIA --code OS-LEG"),
        Example("--speaker NOBODY --code OS-LEG"),
    ),
    ("code", "suggest"): (Example("ZZ01 --dry-run", work=True), Example("ZZ01 --code OS-LEG"), Example()),
    ("code", "review"): (Example("--document ZZ01", work=True), Example("--document ZZ01 --decided")),
    ("code", "accept"): (Example("{suggestion}"), Example("{suggestion} --facet valence=1")),
    ("code", "reject"): (Example("{suggestion}"),),
    ("code", "finish"): (Example("ZZ01"), Example("ZZ01 --reopen")),
    ("code", "evaluate"): (Example(), Example("--document ZZ01 --coder ben --code OS-LEG")),
    ("code", "remove"): (Example("{coding}"),),
    ("code", "relate"): (Example("{coding} {coding} --sign +"),),
    ("code", "list"): (Example("--document ZZ01", work=True),),
    ("code", "import"): (Example("{here}/codings.jsonl"),),
    ("code", "export"): (
        Example("--document ZZ01", work=True),
        Example("--code OS-MOB-UP --document ZZ01 -o {here}/all.csv", work=True),
        Example("--document ZZ01 --release team"),
        Example("--document ZZ01 --release public"),
    ),
    ("memo", "add"): (
        Example("why --document ZZ01"),
        Example("why --coding {coding}"),
        Example("why --case ZZ01"),
        Example("why --whole-project"),
    ),
    ("memo", "edit"): (Example("{memo} because"), Example("m-nowhere because")),
    ("memo", "remove"): (Example("{memo}"),),
    ("memo", "search"): (Example("nowhere"), Example("quillwort", work=True)),
    ("memo", "list"): (Example(work=True), Example("--document ZZ01", work=True)),
    ("grid", "write"): (Example("ZZ01 OS-MOB-UP why"), Example("ZZ01 OS-NOWHERE why")),
    ("grid", "clear"): (Example("ZZ01 OS-MOB"), Example("A1 OS-MOB")),
    ("query", "grid"): (
        Example("--release work", work=True),
        Example("--release work --theme OS-MOB --case ZZ01 --filled", work=True),
        Example("--by origin"),
    ),
    ("joint", "table"): (
        Example(),
        Example("--all-codes --format json"),
        Example("--release partner"),
        Example("--release public", states=("T1",)),
        # What the other endings hold is read in tests/project/test_joint_table.py.
        Example("--all-codes -o {here}/persons.csv"),
    ),
    ("hypothesis", "list"): (Example(), Example("--inference --release public")),
    ("hypothesis", "test"): (
        Example("H1 --passages --release work", work=True),
        Example("H1 --passages"),
        Example("H1 --inference --measure counts"),
        Example("H1 --release partner"),
    ),
    # Its figures come from a file of no person of the project: tests/project/test_population.py.
    ("hypothesis", "estimate"): (Example("H1 {here}/h2.yaml"), Example("H9 {here}/h2.yaml")),
    ("joint", "themes"): (
        Example("--by group"),
        Example("--inference --measure n_destinations --format csv"),
    ),
    ("joint", "cases"): (
        Example("--code OS-MOB --measure origin --value coverage"),
        Example("--format json -o {here}/cases.json"),
        Example("--release public"),
    ),
    ("joint", "side-by-side"): (
        Example(),
        Example("rising --quotations 5 --format json"),
        Example("nothing"),
    ),
    ("joint", "quotes"): (Example(), Example("--by valence --limit 5"), Example("--release work", work=True)),
    ("joint", "infer"): (Example("rising --fit expand why"), Example("nothing --fit expand why")),
    ("joint", "clear"): (Example("rising"),),
    ("case", "import"): (Example("{here}/study/corpus/persons.csv"),),
    ("case", "list"): (Example(), Example("--min-stay 6,24"), Example("--consent")),
    ("case", "consent"): (Example("{here}/consent.csv"),),
    ("case", "clear"): (Example("ZZ01 {coding} --note asked"), Example("ZZ01 {coding} --take-back")),
    ("case", "show"): (Example("ZZ01"),),
    ("case", "legs"): (Example("ZZ01"), Example("ZZ01 --evidence", work=True)),
    ("case", "withdraw"): (
        Example("A1 --reason letter --date 2025-12-01 --yes"),
        Example("ZZ01 --reason letter --yes"),
    ),
    # A person's own words, for that person.
    ("case", "export"): (Example("ZZ01 {here}/ZZ01.json", work=True), Example("A1 {here}/A1.json")),
    # The words that a package holds are read in tests/project/test_packages.py; here it is packed.
    ("agree", "package"): (
        Example("--coder kenji --documents ZZ01 -o {here}/kenji.secondmig"),
        Example("--coder kenji --documents all --open -o {here}/kenji.secondmig"),
    ),
    ("agree", "open"): (Example("{here}/before.db {here}/opened"),),
    ("agree", "return"): (Example("-o {here}/return.secondmig"),),
    ("agree", "merge"): (Example("{here}/before.db"), Example("{here}/before.db --dry-run")),
    ("agree", "assign"): (
        Example("kenji --document A1,ZZ01 --blind"),
        Example("gold --document A1 --remove"),
    ),
    ("agree", "assignments"): (Example(), Example("--document ZZ01")),
    ("agree", "report"): (
        Example("--document ZZ01"),
        Example("--all --unit turn --draws 9 -o {here}/agreement.json"),
        Example("--compat nvivo"),
    ),
    ("agree", "disagreements"): (
        Example("--coders ana,ben", work=True),
        Example("--coders ana,ben --decided --kind confusion -o {here}/talk.csv", work=True),
        Example("--coders ana,ben --topics"),
    ),
    ("agree", "decide"): (
        Example("{talk} --take a --as recode --reason slip"),
        Example("{talk} --take a --as recode --example-quote OS-LEG"),
    ),
    ("agree", "adjudicate"): (
        Example("--coders ana,ben"),
        Example("--coders ana,ben --unresolved keep-both"),
    ),
    ("agree", "drift"): (Example("ana"), Example("ana --draws 0 -o {here}/drift.csv")),
    ("survey", "measures"): (Example(), Example("job_sat")),
    ("survey", "compare"): (Example(), Example("'interview sheet' --measure edu_isced --by group")),
    ("survey", "add"): (
        Example("{here}/study/corpus/persons.csv --name again --id id"),
        Example("{here}/panel.csv --name panel --id id --kind sample --dry-run"),
    ),
    ("survey", "list"): (Example(),),
    ("survey", "describe"): (
        Example("'interview sheet'"),
        Example("'interview sheet' --by consent"),
        Example("'interview sheet' --shares origin"),
    ),
    ("survey", "show"): (Example("'interview sheet'"), Example("'interview sheet' --id ZZ01")),
    ("survey", "flows"): (Example("{here}/flows.csv --claim 12"),),
    ("survey", "indicators"): (Example("{here}/indicators.csv"), Example()),
    ("model", "fit"): (
        Example(f"{MODELS}/spector.yaml", states=("T1",)),
        Example(f"{MODELS}/spector.yaml --common-sample --inference", states=("T1",)),
    ),
    ("model", "table"): (
        Example(f"{SMALL}.yaml {SMALL}.yaml --common-sample", states=("T1",)),
        # What .html and .tex hold is read in tests/report/test_regtable.py.
        Example(f"--published {LIU}/table_2.csv", states=("T1",)),
    ),
    ("model", "check"): (Example(f"{LIU}/table_2.csv", states=("T1",)),),
    ("model", "predict"): (
        Example(f"{SMALL}.yaml", states=("T1",)),
        Example(f"{SMALL}.yaml --cases --mapping {SMALL}_cases.yaml"),
        Example(f"{SMALL}.yaml --cases --mapping {SMALL}_cases.yaml -o {{here}}/predicted.csv"),
        Example(f"{SMALL}.yaml --cases --mapping {SMALL}_cases.yaml --release public"),
    ),
    ("model", "synthesize"): (
        Example(f"{LIU}/out-migration-2.yaml --n 200 -o {{here}}/invented.csv", states=("T1",)),
    ),
    ("model", "recover"): (
        Example(f"{LIU}/out-migration-2.yaml --n 800", states=("T1",)),
        Example(f"{LIU}/out-migration-2.yaml --n 800 --beside", states=("T1",)),
    ),
    ("model", "wage"): (Example("--no-skill", states=("T1",)),),
    ("link", "build"): (
        Example(),
        Example("--dry-run"),
        Example("--dry-run -o {here}/dry.csv"),
        Example("--allow-unexplained"),
        Example("--reason ZZ01=moved"),
    ),
    ("link", "status"): (
        Example(),
        Example("--status unexplained --limit 0"),
        Example("--units"),
        Example('"interview sheet" -o {here}/ledger.csv'),
    ),
    ("link", "benchmark"): (
        Example('"interview sheet" --measure edu_years --column leg1_from --origin origin'),
    ),
    ("query", "segments"): (
        Example("--document ZZ01", work=True),
        Example("--document ZZ01 --near OS-LEG:3 --not OS-MOB"),
        Example("--document ZZ01 --uncoded"),
        Example("--document ZZ01 --release team"),
        Example("--document ZZ01 --release partner"),
    ),
    ("query", "matrix"): (
        Example(),
        Example("--document ZZ01"),
        Example("--test --cols interview_country"),
        Example("--test --cols interview_country --inference --family all -o {here}/compared.json"),
    ),
    ("query", "cooccur"): (
        Example("--rule turn"),
        Example("--code OS-RAC --with OS-LAB --within 2 --inference --rolled-up"),
        Example("--document ZZ01 --rule document"),
    ),
    ("query", "correspondence"): (Example(), Example("--document ZZ01 --cols group")),
    ("query", "coverage"): (Example("--document ZZ01"),),
    ("query", "saturation"): (
        Example("--base 1,2 --run 1"),
        Example("--show curve --unit interviews -o {here}/curve.csv"),
        Example("--show codes --by origin --format json"),
    ),
    ("query", "trajectory"): (
        Example("--case ZZ01"),
        Example("--persons --min-stay 6,12,24"),
        Example("--person-years -o {here}/years.csv"),
    ),
    ("report", "build"): (Example(), Example("--release partner"), Example("--release public")),
    ("report", "list"): (Example(),),
    ("history",): (Example(), Example("ZZ01")),
    ("undo",): (Example(),),
    ("redo",): (Example(),),
    ("backup",): (Example("{here}/copy.db"), Example()),
    ("restore",): (Example("{here}/before.db --yes"),),
    ("verify",): (Example(),),
}


def _leaves(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _leaves(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(_leaves(root))


def test_every_command_has_an_example_to_be_run_with() -> None:
    assert set(EXAMPLES) == set(COMMANDS)


LEGS = (
    "case,index,country,start,end,evidence\n"
    "ZZ01,0,PER,,1998,\n"
    'ZZ01,1,JPN,1998,2006,"start 2 ""{evidence}"""\n'
    "ZZ01,2,USA,2006,,4\n"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A working folder with a project in it, beside what was prepared.

    Attributes:
        here: the working folder; the project is ``here / "study"``.
        coding: id of the coding of the sentence.
        memo: id of a memo that quotes it.
        talk: id of the disagreement about its code.
        suggestion: id of a suggestion to code it.
        state: what became of the sentence.
        outside: a folder that is not searched, with corrected transcripts.
    """

    here: Path
    coding: str
    memo: str
    talk: str
    suggestion: str
    state: State
    outside: Path


def _call(here: Path, *args: str) -> Result:
    result = CliRunner().invoke(root, ["--project", str(here / "study"), *args], prog_name="secondmig")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _must(here: Path, *args: str) -> Result:
    result = _call(here, *args)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Mapping[State, Place]:
    """For each state a working folder, made once; tests work on copies."""
    built = _built(tmp_path_factory.mktemp("built"))
    places: dict[State, Place] = {}
    for state in STATES:
        here = tmp_path_factory.mktemp(state)
        shutil.copytree(built, here / "study")
        source = tmp_path_factory.mktemp("source") / "ZZ01.txt"  # outside of what is searched
        consent = "T1" if state == "T1" else "T3"
        source.write_text(TRANSCRIPT.format(consent=consent), encoding="utf-8")
        _write_corrected(source)
        (source.parent / "persons.csv").write_text(_person(here, consent), encoding="utf-8")
        _must(here, "corpus", "import", str(source))
        stays = source.parent / "legs.csv"
        stays.write_text(LEGS.format(evidence=SENTENCE), encoding="utf-8")
        _must(here, "case", "import", str(source.parent / "persons.csv"), "--legs", str(stays))
        whole = ("ZZ01", "--turn", "2", "--quote", SENTENCE)
        facets = ("--facet", "about_country=JPN", "--facet", "valence=-1")
        added = _must(here, "code", "add", *whole, "--code", "OS-MOB-UP", *facets)
        coding = added.stdout.partition(":")[0]
        other = ("--turn", "2", "--quote", SENTENCE, "--code", "OS-LEG")
        _must(here, "--as", "ben", "code", "add", "ZZ01", *other)
        memo = _must(here, "memo", "add", SENTENCE, "--document", "ZZ01").stdout.partition(":")[0]
        _must(here, "grid", "write", "ZZ01", "OS-MOB", SENTENCE)
        talk = _must(here, "agree", "disagreements", "--coders", "ana,ben", "--format", "jsonl")
        _must(here, "code", "suggest")
        waits = _must(here, "code", "review", "--document", "ZZ01", "--format", "jsonl").stdout
        _must(here, "backup", str(here / "before.db"))
        if state == "restricted":
            _must(here, "corpus", "restrict", "ZZ01", "--turn", "2", "--reason", "asked for it")
        if state == "withdrawn":
            _must(here, "case", "withdraw", "ZZ01", "--reason", "letter", "--yes")
        (here / "plain.txt").write_text("INT: How was it?\nMEI: Fine.\n", encoding="utf-8")
        (here / "consent.csv").write_text("id,given,audio\nA1,2025-03,yes\n", encoding="utf-8")
        (here / "panel.csv").write_text("id,sat\n007,4\n8,\n", encoding="utf-8")
        (here / "flows.csv").write_text(
            "birth,last_residence,persons\nPeru,Japan,3\nPeru,Peru,9\n", encoding="utf-8"
        )
        (here / "indicators.csv").write_text(
            "country,year,indicator,value,source,codes\nUSA,2019,Stock,12,UN,OS-MOB\n", encoding="utf-8"
        )
        (here / "codings.jsonl").write_text(
            '{"document": "ZZ01", "turn": 4, "quote": "nothing", "code": "OS-MOB-UP"}\n', encoding="utf-8"
        )
        (here / "guide.yaml").write_text(GUIDE, encoding="utf-8")
        (here / "tags.csv").write_text("tag,description\nlabour.wage,pay\n", encoding="utf-8")
        (here / "key.yaml").write_text("- {name: Zenobia, pseudonym: Ottilie}\n", encoding="utf-8")
        ids = (json.loads(talk.stdout)["id"], json.loads(waits)["id"])
        places[state] = Place(here, coding, memo, *ids, state, source.parent)
    return places


def _write_corrected(source: Path) -> None:
    """The transcript corrected beside the sentence, and in it."""
    words = source.read_text(encoding="utf-8")
    edited, reworded = words.replace("Then nothing", "Nothing then"), words.replace("We kept the", "We hid a")
    (source.parent / "edited.txt").write_text(edited, encoding="utf-8")
    (source.parent / "reworded.txt").write_text(reworded, encoding="utf-8")


def _built(here: Path) -> Path:
    """A small project with its reports: two interviews, a survey, and the codes that the examples name."""
    study = small_project(here / "study")
    declared = (study / "secondmig.toml", SURVEY + CARDS)
    for path, more in ((study / "codebooks" / "small.yaml", MORE_CODES), declared):
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8", newline="\n")
    (study / "codebooks" / "hypotheses").mkdir()
    (study / "codebooks" / "hypotheses" / "H1.yaml").write_text(CARD, encoding="utf-8")
    _must(here, "build")
    return study


def _person(here: Path, consent: str) -> str:
    """One row like that of A1, with the consent that is wanted."""
    header, row = (here / "study" / "corpus" / "persons.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    values = dict(zip(header.split(","), row.split(","), strict=True))
    values.update({"id": "ZZ01", "pseudonym": "Zenobia", "consent": consent})
    return f"{header}\n{','.join(values.values())}\n"


@pytest.fixture
def place(prepared: Mapping[State, Place], state: State, tmp_path: Path) -> Place:
    """A copy of a working folder that the test may change."""
    made = prepared[state]
    here = Path(shutil.copytree(made.here, tmp_path / "here"))
    return Place(here, made.coding, made.memo, made.talk, made.suggestion, state, made.outside)


def _found(text: str | bytes) -> set[str]:
    plain = text.casefold() if isinstance(text, str) else text.decode("utf-8", "ignore").casefold()
    wide = "" if isinstance(text, str) else text.decode("utf-16-le", "ignore").casefold()
    return {word for word in RARE if word in plain or word in wide}


def _database(path: Path) -> bool:
    return path.suffix == ".db" or ".db-" in path.name


def _in_files(place: Place, *, databases: bool) -> dict[str, set[str]]:
    hits: dict[str, set[str]] = {}
    for path in sorted(place.here.rglob("*")):
        if not path.is_file() or (_database(path) and not databases) or path == place.here / "before.db":
            continue
        if found := _found(path.read_bytes()):
            hits[str(path.relative_to(place.here))] = found
    return hits


def _lines(path: tuple[str, ...], example: Example, place: Place) -> Iterator[list[str]]:
    names = {
        "here": place.here,
        "coding": place.coding,
        "memo": place.memo,
        "talk": place.talk,
        "suggestion": place.suggestion,
        "outside": place.outside,
    }
    args = [each.format(**names) for each in shlex.split(example.args)]
    if not any("--format" in parameter.opts for parameter in COMMANDS[path].params):
        yield [*path, *args]
        return
    for name in FORMATS:
        yield [*path, *args, "--format", name]
    if "-o" not in args:
        yield [*path, *args, "-o", str(place.here / "rows.json")]


RUNS = [
    pytest.param(path, example, state, id=f"{' '.join((*path, example.args))}-{state}")
    for path, examples in EXAMPLES.items()
    for example in examples
    for state in example.states
]


@pytest.mark.parametrize(("path", "example", "state"), RUNS)
def test_command_keeps_the_sentence(place: Place, path: tuple[str, ...], example: Example) -> None:
    screens: list[str] = []
    for line in _lines(path, example, place):
        result = _call(place.here, *line)
        assert result.exit_code in {0, 1, 3}, result.stderr
        assert "Traceback" not in result.output
        screens += [result.stdout, result.stderr]
    seen = set().union(*map(_found, screens))
    written = _in_files(place, databases=place.state == "withdrawn")
    if place.state == "T1" and example.work:
        assert seen | set().union(*written.values()) == set(RARE), "the marked sentence is not in play"
        reports = {name for name in written if "reports" in Path(name).parts}
        assert reports == set()
    else:
        assert seen == set()
        assert written == {}
