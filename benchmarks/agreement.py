"""Agreement by interval sweep, beside expanding the texts to characters and beside a plain loop.

Expanding is done as well as numpy allows: one byte per character and coder, then the value counts of every
unit, which is how alpha is usually computed. The plain sweep is a Python loop over the ends of the codings of
one code. Medians of interleaved runs, CPU time.
"""

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from secondmig.agreement.bootstrap import Resampling, with_intervals
from secondmig.agreement.characters import character_ratings
from secondmig.agreement.coefficients import COEFFICIENTS, measured
from secondmig.agreement.continuum import continua
from secondmig.agreement.layers import CodedDocument
from secondmig.agreement.tables import Ratings, ratings_of_matrix
from secondmig.agreement.unitizing import u_alpha
from secondmig.core.span import Span

RUNS = 5
RANDOM = np.random.Generator(np.random.PCG64(7))
SETS = {"alpha_masi", "alpha_jaccard"}


def medians(*calls: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each call, the calls taking turns."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(RUNS):
        for place, call in enumerate(calls):
            begun = time.process_time()
            call()
            taken[place].append(time.process_time() - begun)
    return [statistics.median(each) for each in taken]


def counted_alpha(matrix: NDArray[np.integer], q: int) -> float:
    """Nominal alpha of a coder x unit array through the value counts of every unit."""
    counts = np.stack([(matrix == k).sum(axis=0) for k in range(q)], axis=1).astype(np.float64)
    pairable = counts.sum(axis=1)
    counts, pairable = counts[pairable > 1], pairable[pairable > 1]
    coincident = counts.T @ (counts / (pairable - 1)[:, None]) - np.diag(
        (counts / (pairable - 1)[:, None]).sum(0)
    )
    totals = coincident.sum(axis=0)
    n = totals.sum()
    seen = n - np.trace(coincident)
    return float(1 - (n - 1) * seen / (n * n - (totals**2).sum()))


def nominal() -> None:
    matrix = RANDOM.integers(0, 10, (3, 1_000_000))
    same = RANDOM.random((3, 1_000_000)) < 0.8
    matrix = np.where(same, matrix[0], matrix)
    matrix[RANDOM.random(matrix.shape) < 0.05] = -1
    ours, plain = medians(lambda: alpha_of(matrix), lambda: counted_alpha(matrix, 10))
    gap = abs(alpha_of(matrix) - counted_alpha(matrix, 10))
    print(f"nominal alpha, 3 x 1M units, 10 values: {ours:.3f} s; by value counts {plain:.3f} s")
    print(f"  ratio {plain / ours:.1f}, difference {gap:.1e}")


def alpha_of(matrix: NDArray[np.integer]) -> float:
    return measured(ratings_of_matrix(matrix, tuple(range(10))), "alpha").value or 0.0


def interviews(
    number: int, length: int, codes: list[str], spans: int, coders: int = 2
) -> list[CodedDocument]:
    """Interviews in which every coder has the spans of the first, shifted a little, and misses some."""
    made = []
    for place in range(number):
        layers: list[dict[str, list[Span]]] = [{} for _ in range(coders)]
        for code in codes:
            starts = np.sort(RANDOM.integers(0, length - 700, spans))
            sizes = RANDOM.integers(40, 600, spans)
            for layer in layers:
                kept = RANDOM.random(spans) < 0.85
                shift = RANDOM.integers(0, 40, spans)
                layer[code] = [
                    Span(int(a), int(a + n)) for a, n in zip((starts + shift)[kept], sizes[kept], strict=True)
                ]
        made.append(CodedDocument(f"I{place:05d}", length, tuple(layers)))
    return made


def expanded(documents: list[CodedDocument], code: str) -> float:
    """The same alpha over one byte per character and coder."""
    flags = np.zeros((len(documents[0].layers), sum(each.length for each in documents)), dtype=np.int8)
    base = 0
    for document in documents:
        for coder, layer in enumerate(document.layers):
            for span in (layer or {}).get(code, ()):
                flags[coder, base + span.start : base + span.end] = 1
        base += document.length
    return counted_alpha(flags, 2)


def swept(documents: list[CodedDocument], code: str) -> float:
    return measured(character_ratings(documents, [code])[code], "alpha").value or 0.0


def spans() -> None:
    for number, per in ((30, 60), (300, 60)):
        every = interviews(number, 55_000, ["A"], per, coders=3)
        ours, plain = medians(lambda d=every: swept(d, "A"), lambda d=every: expanded(d, "A"))
        gap = abs(swept(every, "A") - expanded(every, "A"))
        print(
            f"span alpha, {number} interviews of 55,000 characters: {ours * 1e3:.1f} ms; "
            f"expanded {plain:.2f} s"
        )
        print(f"  ratio {plain / ours:.0f}, difference {gap:.1e}")


def intervals() -> None:
    codes = [f"C{number:02d}" for number in range(60)]
    every = interviews(30, 55_000, codes, 4)
    made = character_ratings(every, codes)
    (taken,) = medians(lambda: [with_intervals(each, ["alpha"], Resampling(1)) for each in made.values()])
    print(f"alpha with 1,000 resamples of 30 documents, 60 codes: {taken:.2f} s (target below 5)")


def everything() -> None:
    codes = [f"C{number:02d}" for number in range(40)]
    every = interviews(20, 50_000, codes, 100)
    names = [name for name in COEFFICIENTS if name not in SETS]

    def ours(draws: int) -> None:
        for ratings in character_ratings(every, codes).values():
            with_intervals(ratings, names, Resampling(1, draws))

    def unitized() -> None:
        for code in codes:
            u_alpha(continua(every, [code]), Resampling(1))

    thousand, two_thousand, unitizing, tables, loop = medians(
        lambda: ours(1000),
        lambda: ours(2000),
        unitized,
        lambda: character_ratings(every, codes),
        lambda: [plain_sweep(every, code) for code in codes],
    )
    made = character_ratings(every, codes)
    assert all(plain_sweep(every, code) == flat(made[code]) for code in codes)
    print(f"2 coders x 1M characters x 40 codes, 80,000 codings a coder, {len(names)} coefficients:")
    print(
        f"  with 1,000 resamples {thousand:.2f} s, with 2,000 {two_thousand:.2f} s, u-alpha {unitizing:.2f} s"
    )
    print(f"  tables {tables:.2f} s; a plain sweep {loop:.2f} s, ratio {loop / tables:.1f}")


def plain_sweep(documents: list[CodedDocument], code: str) -> list[float]:
    """The 2x2 table of one code by a loop over sorted ends."""
    table = [0.0, 0.0, 0.0, 0.0]
    for document in documents:
        events = sorted(
            (place, coder, step)
            for coder, layer in enumerate(document.layers)
            for span in (layer or {}).get(code, ())
            for place, step in ((span.start, 1), (span.end, -1))
        )
        depth = [0, 0]
        at = 0
        for place, coder, step in events:
            table[2 * (depth[0] > 0) + (depth[1] > 0)] += place - at
            depth[coder] += step
            at = place
        table[0] += document.length - at
    return table


def flat(ratings: Ratings) -> list[float]:
    return [float(each) for each in ratings.square().ravel()]


def million() -> None:
    every = interviews(3000, 550_000, ["A"], 333, coders=3)
    begun = time.process_time()
    value = swept(every, "A")
    taken = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"span alpha, 3 x 1M codings in 1.65 Gchar: {taken:.2f} s, alpha {value:.3f}, peak {peak:.0f} MiB")


if __name__ == "__main__":
    nominal()
    spans()
    intervals()
    everything()
    million()
