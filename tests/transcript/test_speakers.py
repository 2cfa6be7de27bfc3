"""Roles are known from the label, the pseudonym or the user, else they are "other"."""

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.transcript.speakers import checked_roles, role_of, speaker_pattern


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("INT", "interviewer"),
        ("INT-A", "interviewer"),
        ("Int 2", "interviewer"),
        ("Interviewer", "interviewer"),
        ("Entrevistadora", "interviewer"),
        ("聞き手", "interviewer"),
        ("JOSE\u0301", "participant"),
        ("José", "participant"),
        ("Interviewee", "participant"),
        ("INTERPRETER", "other"),
        ("INTA", "other"),
        ("HUSBAND", "other"),
        ("", "other"),
    ],
)
def test_role_of_reads_label_and_pseudonym(label: str, role: str) -> None:
    assert role_of(label, pseudonyms=("Jos\u00e9",), roles={}) == role


def test_role_of_lets_the_user_decide_first() -> None:
    assert role_of("INT", pseudonyms=(), roles={"int": "participant"}) == "participant"
    assert role_of("", pseudonyms=("",), roles={"": "participant"}) == "participant"


def test_checked_roles_refuses_an_unknown_role() -> None:
    with pytest.raises(SecondmigError, match="unknown role 'boss' for 'ROSA'") as caught:
        checked_roles({"ROSA": "boss"})
    assert caught.value.hint == "use interviewer, participant or other"


@pytest.mark.parametrize(
    ("pattern", "reason"), [("(", "no regular expression"), (r"\w+:", "0 groups"), ("(a)(b)", "2 g")]
)
def test_speaker_pattern_wants_one_group(pattern: str, reason: str) -> None:
    with pytest.raises(SecondmigError, match=reason):
        speaker_pattern(pattern)
