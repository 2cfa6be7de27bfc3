"""A copy of the process does its work beside this one, and goes when it is not needed."""

import subprocess
import sys
import threading

import pytest

from secondmig.project.forked import can_be_copied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")

ECHO = """
import sys
from secondmig.project.forked import Copy

print("once")

def work(told, answers):
    print("not between the lines of the other")
    sys.stdout.flush()
    for line in told:
        if line == b"fail\\n":
            raise ValueError(line)
        answers.write(line.upper())
        answers.flush()

copy = Copy(work)
copy.stdin.write(b"so\\n")
copy.stdin.flush()
assert copy.stdout.readline() == b"SO\\n"
"""


def run(rest: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", ECHO + rest], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "end",
    ["copy.stdin.close()", "copy.kill()", "copy.stdin.write(b'fail\\n'); copy.stdin.flush()"],
    ids=["pipe closed", "killed", "failed"],
)
def test_copy_ends_and_says_nothing_twice(end: str) -> None:
    done = run(f"{end}\nassert copy.stdout.read() == b''\ncopy.wait()\ncopy.wait()\ncopy.kill()")
    assert (done.returncode, done.stdout) == (0, "once\n")
    assert done.stderr == "not between the lines of the other\n"


def test_copy_ends_with_the_process_it_is_a_copy_of() -> None:
    done = run("import os; os._exit(7)")
    assert done.returncode == 7, "and its output came to an end, which the copy would hold open"


def test_process_with_threads_is_not_copied() -> None:
    going = threading.Event()
    thread = threading.Thread(target=going.wait)
    thread.start()
    try:
        assert not can_be_copied()
    finally:
        going.set()
        thread.join()
