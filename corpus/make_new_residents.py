"""Makes new_residents.csv: an invented sample of new residents, for the example of ``hypothesis estimate``.

Nobody in it exists. What is put in: second migrants are better schooled, part of it because more of them come
from the better schooled origins, and part of it because some go back to school after their first move.
"""

from pathlib import Path

import numpy as np

PERSONS, STRATA, UNITS = 640, 4, 8
ORIGINS = {"BRA": 0.2, "CHN": 0.9, "IND": 1.2, "JAM": 0.0, "PER": -0.2}
COHORTS = {"1960-69": -0.3, "1970-79": 0.0, "1980-89": 0.4}
YEARS = (0, 6, 9, 12, 14, 16, 18, 21)
HEAD = (
    "id,stratum,unit,weight,origin,cohort,sex,moves,edu_level,edu_at_departure,yrs_origin,yrs_first,yrs_current"
)


def rows(seed: int = 2026) -> list[str]:
    """The lines of the table."""
    rng = np.random.default_rng(seed)
    lines = []
    for person in range(PERSONS):
        stratum = person % STRATA
        unit = stratum * UNITS + int(rng.integers(UNITS))
        origin = str(rng.choice(list(ORIGINS)))
        cohort = str(rng.choice(list(COHORTS)))
        capital = ORIGINS[origin] + COHORTS[cohort] + 0.15 * (unit % 3 - 1) + rng.normal()
        second = rng.random() < 1 / (1 + np.exp(1.6 - 0.5 * capital))
        before = int(np.clip(round(4.4 + 1.1 * capital), 1, 7))
        after = min(before + int(second and rng.random() < 0.25), 7)
        first = (YEARS[after] - YEARS[before]) if second else 0
        current = int(rng.random() < 0.1) * 2
        weight = round(float((60 + 40 * stratum) * rng.uniform(0.7, 1.4)), 1)
        answered = "" if rng.random() < 0.03 else str(after)
        lines.append(
            f"{person + 1:04d},{stratum + 1},{unit + 1},{weight},{origin},{cohort},{'fm'[person % 7 % 2]},"
            f"{1 + int(second)},{answered},{before},{YEARS[before]},{first},{current}"
        )
    return lines


if __name__ == "__main__":
    target = Path(__file__).with_name("new_residents.csv")
    target.write_text("\n".join((HEAD, *rows(), "")), encoding="utf-8", newline="\n")
