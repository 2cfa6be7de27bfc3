"""The person join of 1,000,000 survey rows with 10,000 persons, beside a plain merge by pandas.

The merge only puts equal ids side by side. The join also looks for ids that are there twice or written almost
like another, on both sides, and says of every person what was found. A left merge keeps the persons; an outer
merge with its indicator is the least that tells rows without a person. Medians of interleaved runs, CPU time,
both on data in memory; memory by tracemalloc in runs of their own.
"""

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable

import pandas as pd

from secondmig.core.types import Case
from secondmig.joint.benchmark import Reference, Subject, benchmark
from secondmig.joint.cells import Frame, Place
from secondmig.joint.link import link_persons
from secondmig.joint.units import join_units
from secondmig.survey.form import SurveyForm
from secondmig.survey.key_file import key_of
from secondmig.survey.table import SurveyTable

ROWS, PERSONS, RUNS = 1_000_000, 10_000, 5
RANDOM = random.Random(7)


def medians(*calls: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each call, the calls taking turns."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(RUNS):
        for place, call in enumerate(calls):
            begun = time.process_time()
            call()
            taken[place].append(time.process_time() - begun)
    return [statistics.median(each) for each in taken]


def peak(call: Callable[[], object]) -> float:
    """Megabytes that a call needs beside what was there before."""
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def join() -> None:
    ids = [f"{number:07d}" for number in RANDOM.sample(range(10_000_000), ROWS)]
    answers = [str(number % 5) for number in range(ROWS)]
    survey = SurveyTable("survey", {"id": ids, "answer": answers}, "id")
    persons = [Case(f"P{number:05d}", "") for number in range(PERSONS)]
    pairs = dict(zip((case.id for case in persons), RANDOM.sample(ids, PERSONS), strict=True))
    key = key_of(pairs)
    left = pd.DataFrame({"case": list(pairs), "id": list(pairs.values())})
    right = pd.DataFrame(survey.cells)

    def ours() -> object:
        return link_persons(persons, survey, key=key)

    def merged() -> object:
        return left.merge(right, on="id", how="left")

    def outer() -> object:
        return left.merge(right, on="id", how="outer", indicator=True)

    ledger = link_persons(persons, survey, key=key)
    matched = sum(line.status == "matched" for line in ledger.lines)
    assert matched == len(left.merge(right, on="id")) == PERSONS
    assert ledger.nobody == ROWS - PERSONS
    mine, theirs, both = medians(ours, merged, outer)
    print(f"person join, {ROWS:,} rows x {PERSONS:,} persons, whole ledger: {mine:.2f} s")
    print(f"  pandas: left merge {theirs:.2f} s (we take {mine / theirs:.1f} times as long)")
    print(f"  pandas: outer merge with indicator {both:.2f} s (we take {mine / both:.2f} times as long)")
    print(f"  lines kept {len(ledger.lines):,}; rows of nobody are counted: {ledger.nobody:,}")
    print(f"  peak memory: ours {peak(ours):.0f} MB, outer merge {peak(outer):.0f} MB")


def units() -> None:
    firms = SurveyTable(
        "firms",
        {"firm": [f"F{number}" for number in range(PERSONS)], "size": ["1"] * PERSONS},
        "firm",
    )
    workers = SurveyTable(
        "workers",
        {
            "id": [str(number) for number in range(ROWS)],
            "at": [f"F{RANDOM.randrange(PERSONS + 100)}" for _ in range(ROWS)],
        },
        "id",
        form=SurveyForm(within="firms", within_id="at"),
    )
    left, right = pd.DataFrame(workers.cells), pd.DataFrame(firms.cells)
    mine, theirs = medians(
        lambda: join_units(workers, firms),
        lambda: left.merge(right, left_on="at", right_on="firm", how="left", validate="m:1"),
    )
    print(f"m:1 join, {ROWS:,} workers x {PERSONS:,} firms: {mine:.2f} s")
    print(f"  pandas m:1 merge {theirs:.2f} s (we take {mine / theirs:.1f} times as long)")


def percentiles() -> None:
    years = [float(RANDOM.randrange(22)) for _ in range(ROWS)]
    frame = Frame(
        origin=RANDOM.choices(("PER", "BRA", "CHN", "IND", "PHL"), k=ROWS),
        sex=RANDOM.choices("fm", k=ROWS),
        born=[(year, year) for year in RANDOM.choices(range(1940, 2000), k=ROWS)],
    )
    survey = Reference(years, years, [""] * ROWS, [1.0] * ROWS, frame)
    people = [
        Subject(
            f"P{number}",
            Place(
                RANDOM.choice(("PER", "CHN")), RANDOM.choice("fm"), (1950 + number % 40, 1955 + number % 40)
            ),
            12.0,
            12.0,
        )
        for number in range(PERSONS)
    ]
    begun = time.process_time()
    ranks = benchmark(people, survey)
    taken = time.process_time() - begun
    assert all(rank.low is not None for rank in ranks)
    print(f"percentiles of {PERSONS:,} persons in cells of {ROWS:,} rows: {taken:.2f} s")


def main() -> None:
    """Run the comparisons."""
    join()
    units()
    percentiles()


if __name__ == "__main__":
    main()
