"""Published figures of agreement, as data with their sources.

"DKPro" is DKPro Statistics (github.com/dkpro/dkpro-statistics), whose tests hold the tables of the papers;
the figures of R irrCAC 1.4 come from its fixtures or from the Python port irrCAC 0.4.4, those of nltk from
``test_disagreement``.
"""

from dataclasses import dataclass

from secondmig.agreement.tables import Ratings, ratings_of, ratings_of_table


@dataclass(frozen=True, slots=True)
class Published:
    """One example: its ratings and what is known of them, each with half a unit of the last digit printed."""

    id: str
    source: str
    ratings: Ratings
    expected: dict[str, tuple[float, float]]


def _rows(*lines: str) -> list[list[int | None]]:
    """Coder by line, unit by column, "." missing -> one row per unit."""
    coders = [[None if answer == "." else int(answer) for answer in line.split()] for line in lines]
    return [list(unit) for unit in zip(*coders, strict=True)]


FLEISS_1971 = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 "
    "144444 124444 222333 144444 224445 333335 111455 111112 224444 133555 "
    "555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
)
HAYES_2007 = (
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. "
    ".100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. 000.0 "
    "0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 "
    "110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1"
)
SETS = "-:- A:- A:A A:B AB:A AB:AC ABC:ABC C:AC C:AC"
HALF_4, HALF_5, HALF_6 = 5e-5, 5e-6, 5e-7


def _compact(text: str) -> list[list[int | None]]:
    return [[None if letter == "." else int(letter) for letter in word] for word in text.split()]


def _sets(text: str) -> list[tuple[frozenset[str], ...]]:
    return [tuple(frozenset(each.replace("-", "")) for each in pair.split(":")) for pair in text.split()]


def _each(tolerance: float, **expected: float) -> dict[str, tuple[float, float]]:
    return {name: (value, tolerance) for name, value in expected.items()}


PUBLISHED: tuple[Published, ...] = (
    Published(
        "A1",
        "R. Artstein and M. Poesio (2008), Computational Linguistics 34, p. 558; DKPro",
        ratings_of_table([[20, 20], [10, 50]]),
        _each(
            HALF_4,
            percent=0.7,
            brennan_prediger=0.4,
            scott_pi=0.3407,
            fleiss_kappa=0.3407,
            cohen_kappa=0.3478,
            gwet_ac1=0.4495,
            alpha=0.3440,
        ),
    ),
    Published(
        "A2",
        "Artstein and Poesio (2008), p. 568; DKPro",
        ratings_of_table([[46, 6, 0], [0, 32, 0], [0, 6, 10]]),
        _each(HALF_4, percent=0.88, brennan_prediger=0.82, scott_pi=0.7995, cohen_kappa=0.8013, alpha=0.8005),
    ),
    Published(
        "A3",
        "J. Cohen (1960), p. 45; DKPro, irrCAC, statsmodels",
        ratings_of_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]]),
        _each(
            HALF_5,
            percent=0.7,
            cohen_kappa=0.49153,
            conger_kappa=0.49153,
            scott_pi=0.48718,
            gwet_ac1=0.57597,
            alpha=0.48846,
            brennan_prediger=0.55,
        ),
    ),
    Published(
        "A4",
        "the paradox of prevalence; DKPro gwet/fixture_01, made with R irrCAC 1.4",
        ratings_of_table([[80, 7], [8, 5]]),
        _each(
            HALF_5,
            percent=0.85,
            cohen_kappa=0.31444,
            scott_pi=0.31429,
            gwet_ac1=0.80800,
            alpha=0.31771,
            brennan_prediger=0.70,
        ),
    ),
    Published(
        "A5",
        "yes/yes 8, yes/no 1, no/no 1; DKPro Gwet2008Test",
        ratings_of_table([[1, 0], [1, 8]]),
        _each(HALF_4, gwet_ac1=0.8658, scott_pi=0.6078, cohen_kappa=0.6154, alpha=0.6275),
    ),
    Published(
        "A6",
        "four grades; DKPro gwet/fixture_04, made with R irrCAC 1.4",
        ratings_of_table([[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]]),
        _each(HALF_5, gwet_ac1=0.58046, gwet_ac2=0.84028),
    ),
    Published(
        "A6b",
        "five grades; DKPro gwet/fixture_05, made with R irrCAC 1.4",
        ratings_of_table(
            [[15, 4, 1, 0, 0], [3, 12, 4, 1, 0], [1, 3, 14, 3, 1], [0, 1, 3, 10, 2], [0, 0, 1, 2, 8]]
        ),
        _each(HALF_5, gwet_ac1=0.57997, gwet_ac2=0.87005),
    ),
    Published(
        "A7",
        "J. L. Fleiss (1971), p. 379, 30 subjects, 6 raters, 5 diagnoses; DKPro",
        ratings_of(_compact(FLEISS_1971)),
        _each(
            HALF_5,
            percent=0.55556,
            fleiss_kappa=0.43024,
            gwet_ac1=0.44788,
            alpha=0.43341,
            brennan_prediger=0.44444,
        ),
    ),
    Published(
        "A8",
        "four coders, twelve units (Krippendorff); nltk, R icr, kripp.boot; irrCAC for the kappas",
        ratings_of(
            _rows(
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            )
        ),
        {
            **_each(
                HALF_6, alpha=0.743421, alpha_ordinal=0.815388, alpha_interval=0.849107, alpha_ratio=0.797403
            ),
            **_each(
                HALF_5, fleiss_kappa=0.76117, conger_kappa=0.76207, gwet_ac1=0.77544, brennan_prediger=0.77273
            ),
        },
    ),
    Published(
        "A9",
        "A. F. Hayes and K. Krippendorff (2007), p. 84, 40 units, 5 coders, missing answers; DKPro",
        ratings_of(_compact(HAYES_2007)),
        _each(HALF_6, alpha_ordinal=0.759829),
    ),
    Published(
        "A10",
        "manual of ATLAS.ti, ten segments, a code applied or not",
        ratings_of([list(pair) for pair in zip("1100000000", "0110010100", strict=True)]),
        _each(HALF_4, percent=0.6, alpha=0.0952),
    ),
    Published(
        "A11",
        "manual of NVivo: 1,000 characters, 50 both, 150 one coder alone, 800 neither; all 150 of one coder",
        ratings_of_table([[800, 0], [150, 50]], (False, True)),
        _each(HALF_4, percent=0.85, cohen_kappa=0.3478),
    ),
    Published(
        "A11b",
        "the same, 75 of each coder",
        ratings_of_table([[800, 75], [75, 50]], (False, True)),
        _each(HALF_4, percent=0.85, cohen_kappa=0.3143),
    ),
    Published(
        "A12",
        "nltk test_easy: dress1 Y N N, dress2 Y N, dress3 - - N",
        ratings_of([("Y", "N", "N"), ("Y", "N", None), (None, None, "N")]),
        _each(HALF_5, alpha=-0.33333),
    ),
    Published(
        "M1",
        "DKPro SetAnnotationsTest, nine pairs of sets; MASI of Passonneau 2006, worked out by hand",
        ratings_of(_sets(SETS)),
        _each(HALF_4, percent=0.3333, alpha_masi=0.2731, alpha_jaccard=0.3156),
    ),
)


def example(wanted: str) -> Ratings:
    """The ratings of a published example."""
    return next(each.ratings for each in PUBLISHED if each.id == wanted)
