"""Errors carry what, where and what helps."""

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError, raise_all


def test_error_line_puts_the_place_first() -> None:
    assert SecondmigError("no id", where="US01.txt:2").line() == "US01.txt:2: no id"
    assert SecondmigError("no id").line() == "no id"


def test_raise_all_is_silent_without_problems() -> None:
    raise_all([])


def test_raise_all_raises_a_single_problem_itself() -> None:
    problem = SecondmigError("no id", where="US01.txt:2", hint="add `id: US01`")
    with pytest.raises(SecondmigError) as caught:
        raise_all([problem])
    assert caught.value is problem


def test_raise_all_raises_several_problems_together() -> None:
    problems = [SecondmigError("a", hint="x"), SecondmigError("b", hint="y"), SecondmigError("c", hint="x")]
    with pytest.raises(ProblemsError) as caught:
        raise_all(iter(problems))
    assert list(caught.value.problems) == problems
    assert caught.value.hints() == ("x", "y")
    assert caught.value.message == "a"
