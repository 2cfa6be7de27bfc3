"""Times in a recording: clocks of many shapes, and nothing that is none."""

import pytest

from secondmig.transcript.recording_time import clock_ms


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("00:00:01.000", 1000),
        ("00:00:01,5", 1500),
        ("1:02:03", 3_723_000),
        (" 04:46.070 ", 286_070),
        ("01:26:07.470000", 5_167_470),
        ("90:00", 5_400_000),
        ("0:00", 0),
        ("999:59:59", 3_599_999_000),
    ],
)
def test_clock_ms_reads_clocks(text: str, time: int) -> None:
    assert clock_ms(text) == time


@pytest.mark.parametrize(
    "text",
    ["", "12", "1:60", "1:60:00", "-1:00", "1:2:3:4", "9999:00:00", "١:٠٠", "1:00 pm", "2022-08-06T14:51:18"],
)
def test_clock_ms_leaves_everything_else(text: str) -> None:
    assert clock_ms(text) is None
