"""A coder who marks the same words twice agrees with nobody the more for it.

QualCoder adds up codings per character and takes 2 for "both coded this", whoever they were; its chance
agreement multiplies where Cohen adds, and text that nobody coded is left out. Two coders who never agree, one
of whom overlaps himself, get a kappa of 0.60 from it. Here they get -0.04.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

import secondmig
from secondmig.project.agreement_asked import Measure
from tests.project.twice import twice_project


def said(letters: int) -> str:
    """Words of that many letters."""
    return "".join(f"{number:03d}-" for number in range(letters))[:letters]


def of_qualcoder(first: Sequence[int], second: Sequence[int], length: int) -> float:
    """The kappa QualCoder prints, by its own formula; each coder gives the count of codings per character."""
    counts = [first[place] + second[place] for place in range(length)]
    coded = sum(each > 0 for each in counts)
    both = sum(each > 1 for each in counts)
    yes = sum(first) / coded * (sum(second) / coded)
    no = (coded - sum(first)) / coded * ((coded - sum(second)) / coded)
    return (both / coded - yes * no) / (1 - yes * no)


def test_two_coders_who_never_agree_do_not_agree_because_one_repeats_himself(tmp_path: Path) -> None:
    text = said(500)
    folder = twice_project(tmp_path / "study")
    with secondmig.open(folder) as project:
        source = folder / "corpus" / "D1.txt"
        header = source.read_text(encoding="utf-8").split("#1 ")[0].replace("D1", "D9")
        (folder / "D9.txt").write_text(f"{header}#1 ROSA: {text}\n", encoding="utf-8")
        assert project.corpus_import([folder / "D9.txt"]).imported == ("D9",)
        for coder, quote in (("ana", text[100:124]), ("ana", text[100:124]), ("ben", text[300:317])):
            with secondmig.open(folder, coder=coder) as own:
                own.code_add("D9", turn=1, quote=quote, code="PAPER")
        assert [row["coder"] for row in project.code_list().rows] == ["ana", "ana", "ben"]
        found = project.agree_report(measure=Measure(everything=True, draws=0))

    kappa = next(
        row for row in found.listing.rows if (row["code"], row["coefficient"]) == ("PAPER", "cohen_kappa")
    )
    assert (kappa["n11"], kappa["n10"], kappa["n01"], kappa["n00"]) == (0, 24, 17, 459)
    assert kappa["value"] == pytest.approx(-0.04145, abs=5e-6)
    twice = [2 * (100 <= place < 124) for place in range(500)]
    once = [int(300 <= place < 317) for place in range(500)]
    assert of_qualcoder(twice, once, 500) == pytest.approx(0.60, abs=0.005)
