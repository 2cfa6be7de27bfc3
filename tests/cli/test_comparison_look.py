"""A comparison as people read it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def lines(run: Run, root: Path, *args: str) -> list[str]:
    result = run("--project", root, "query", "matrix", *args)
    assert result.exit_code == 0, result.stderr
    return [" ".join(line.split()) for line in result.stdout.split("\n")]


def test_two_groups_stand_side_by_side(run: Run, built_demo: Path) -> None:
    found = lines(run, built_demo, "--test", "--code", "OS-PER-OPT")

    assert found[0] == "code label second single difference V"
    assert "OS-PER-OPT Perceived options 4/13 0/11 +0.31 0.363" in found


def test_inference_adds_columns_and_a_sentence_for_each(run: Run, built_demo: Path) -> None:
    found = lines(run, built_demo, "--test", "--code", "OS-PER-OPT", "--inference", "--family", "OS-PER")

    assert found[0] == "code label second single difference interval V p p Holm P odds ratio"
    assert any(line.startswith("OS-PER-OPT Perceived options 4/13 0/11 +0.31 [-0.01,0.58]") for line in found)
    for start in ("interval", "P (probability)", "odds ratio", "p: ", "p_holm"):
        assert any(line.startswith(start) for line in found), start


def test_an_infinite_odds_ratio_is_told_by_the_end_that_exists(run: Run, built_demo: Path) -> None:
    found = lines(run, built_demo, "--test", "--code", "OS-PER-DEC", "--inference", "--format", "md")

    assert any(line.endswith("| &gt;0.999 | at least 6.09 |") for line in found)


def test_of_several_groups_the_one_that_stands_out_is_named(run: Run, built_demo: Path) -> None:
    found = lines(run, built_demo, "--test", "--cols", "interview_country", "--code", "OS-RAC-HIER")

    assert found[0] == "code label JPN GBR USA stands out from others V"
    assert any(line.startswith("OS-RAC-HIER Standing of one's group 3/8 1/8 6/8 USA +0.50") for line in found)


def test_sentences_on_figures_that_are_not_shown_are_not_printed(run: Run, built_demo: Path) -> None:
    found = lines(run, built_demo, "--test", "--cols", "interview_country", "--inference", "--code", "OS-PER")

    assert not any(line.startswith(("odds ratio:", "P (prob")) for line in found)
    assert any(line.startswith("interval") for line in found)


def test_groups_against_one_have_a_line_each(run: Run, built_demo: Path) -> None:
    found = lines(
        run,
        built_demo,
        "--test",
        "--cols",
        "interview_country",
        "--against",
        "JPN",
        "--code",
        "OS-RAC-HIER",
    )

    assert found[0] == "code label group n/N JPN difference V"
    assert [line.split(" ")[5] for line in found if line.startswith("OS-RAC-HIER")] == ["GBR", "USA"]


def test_numbers_are_printed_as_means_with_their_persons(run: Run, built_demo: Path) -> None:
    found = lines(run, built_demo, "--test", "--count", "rate", "--code", "OS-RAC-DISC")

    assert found[0] == "code label second single difference delta"
    assert any("3.14 (12) 1.83 (7) +1.30 +0.50" in line for line in found)


def test_within_persons_more_fewer_and_tied_are_counted(run: Run, built_demo: Path) -> None:
    found = lines(
        run,
        built_demo,
        *("--paired", "first_destination,current", "--code", "OS-RAC", "--where", "valence=-1"),
        *("--without", "OS-RAC-COE"),
    )

    assert any(
        line.startswith("OS-RAC Race, ethnicity, belonging 0.29 0.16 +0.13 11:2:0 +0.69") for line in found
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--inference",), "--inference belongs to a comparison"),
        (("--seed", "3"), "--seed belongs to a comparison"),
        (("--against", "JPN"), "--against belongs to a comparison"),
        (("--persons", "--test"), "--persons lists differences within persons"),
        (("--count", "rate"), "--count rate gives a number for each person"),
        (("--count", "intensity"), "--count intensity gives a number"),
        (("--test", "--count", "intensity"), "Say which rating"),
        (("--test", "--count", "rate", "--intensity", "valence"), "a way of counting itself"),
        (("--test", "--family", "all"), "--family corrects p"),
        (("--test", "--rows", "stage"), "the rows are codes"),
        (("--paired", "origin,current", "--cols", "group"), "leave one out"),
        (("--paired", "origin,current", "--against", "JPN"), "has two countries already"),
    ],
)
def test_options_that_exclude_each_other_are_a_usage_error(
    run: Run, built_demo: Path, args: tuple[str, ...], message: str
) -> None:
    result = run("--project", built_demo, "query", "matrix", *args)

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_markdown_is_for_people_and_json_for_programs(run: Run, built_demo: Path) -> None:
    md = run("--project", built_demo, "query", "matrix", "--test", "--code", "OS-PER-OPT", "--format", "md")
    csv = run("--project", built_demo, "query", "matrix", "--test", "--code", "OS-PER-OPT", "--format", "csv")

    assert "4/13" in md.stdout
    assert csv.stdout.startswith("code,label,group,persons,persons_total,turns,segments,share,low,high,p,")
    assert csv.stdout.count("\n") == 3
