"""A weighted probit of 200,000 rows and 22 regressors, beside one fit of the same by statsmodels.

statsmodels gives coefficients and its own standard errors. Ours takes the same fit, proves that nothing is
separated, and adds the linearised covariance of the sampling design, average marginal effects with their
errors (ten of the regressors are 0/1), the flow of the sample, and what follows from what. Median CPU seconds
of interleaved runs, data in memory.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from statsmodels.discrete.discrete_model import Probit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.families.links import Probit as ProbitLink
from statsmodels.genmod.generalized_linear_model import GLM

from secondmig.stats.fit import Fit, fit
from secondmig.stats.frame import Frame
from secondmig.stats.model_spec import Block, ColumnSpec, ModelSpec

ROWS, REGRESSORS, BINARY, RUNS = 200_000, 22, 10, 3


def medians(*calls: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each call, the calls taking turns."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(RUNS):
        for place, call in enumerate(calls):
            begun = time.process_time()
            call()
            taken[place].append(time.process_time() - begun)
    return [statistics.median(each) for each in taken]


def main() -> None:
    """Run the comparison."""
    random = np.random.default_rng(0)
    x = random.normal(size=(ROWS, REGRESSORS))
    x[:, -BINARY:] = x[:, -BINARY:] > 0.3
    names = tuple(f"x{place}" for place in range(REGRESSORS))
    y = (x @ random.normal(0, 0.2, REGRESSORS) - 0.4 + random.normal(size=ROWS) > 0).astype(float)
    w = random.uniform(0.5, 2, ROWS)
    columns = {"y": y, "w": w, **{name: x[:, place] for place, name in enumerate(names)}}
    frame = Frame("made", columns)
    column = ColumnSpec("one", "y", (Block("", names),))
    spec = ModelSpec("made", "y", "probit", (column,), weights="w", information="expected", p_from="t")
    full = np.column_stack([x, np.ones(ROWS)])

    def ours() -> Fit:
        return fit(spec, column, frame)

    def weighted() -> object:
        return GLM(y, full, family=Binomial(ProbitLink()), freq_weights=w).fit()

    def plain() -> object:
        return Probit(y, full).fit(disp=0)

    made = ours()
    theirs = GLM(y, full, family=Binomial(ProbitLink()), freq_weights=w).fit(tol=1e-12)
    assert np.allclose(made.coefficients, theirs.params, atol=1e-7)
    mine, glm, probit = medians(ours, weighted, plain)
    print(f"weighted probit, {ROWS:,} rows x {REGRESSORS} regressors, everything: {mine:.2f} s")
    print(f"  statsmodels, weighted (GLM): {glm:.2f} s (we take {mine / glm:.2f} times as long; at most 3)")
    print(f"  statsmodels, unweighted (Probit): {probit:.2f} s (we take {mine / probit:.1f} times as long)")


if __name__ == "__main__":
    main()
