"""Roles are known from the label, the pseudonym or the user, else they are "other"."""

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import SpeakerRole
from secondmig.transcript.speakers import (
    Speech,
    checked_roles,
    guessed_roles,
    role_of,
    says_its_role,
    seems_to_ask,
    speaker_pattern,
)
from tests.transcript.reading import plain_document, request


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("INT", "interviewer"),
        ("INT-A", "interviewer"),
        ("Int 2", "interviewer"),
        ("Interviewer", "interviewer"),
        ("Entrevistadora", "interviewer"),
        ("聞き手", "interviewer"),
        ("Interviewer (male)", "interviewer"),
        ("Participant 1 (female, 34)", "participant"),
        ("José (laughs)", "participant"),
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


ASKS, TELLS = Speech(turns=10, characters=300, questions=7), Speech(turns=10, characters=3000, questions=1)


@pytest.mark.parametrize(
    ("known", "guess"),
    [
        ({"INT": "interviewer", "ROSA": "other"}, {"ROSA": "participant"}),
        ({"INT": "interviewer", "ROSA": "other", "HUSBAND": "other"}, {"ROSA": "participant"}),
        ({"INT": "interviewer", "ROSA": "other", "ANA": "other"}, {}),
        ({"INT": "interviewer", "INTERPRETER": "other"}, {}),
        ({"INT": "interviewer", "": "other"}, {}),
        ({"INT": "interviewer", "ROSA": "participant", "ANA": "other"}, {}),
        ({"Participant": "participant", "Dan": "other"}, {"Dan": "interviewer"}),
        ({"Q": "other", "A": "other"}, {"Q": "interviewer", "A": "participant"}),
        (
            {"I": "other", "R1": "other", "R2": "other"},
            {"I": "interviewer", "R1": "participant", "R2": "participant"},
        ),
        ({"Q": "other", "ROSA": "other"}, {}),
        ({"A": "other", "B": "other"}, {}),
        ({"ROSA": "other", "ANA": "other"}, {}),
    ],
)
def test_guessed_roles_are_only_those_that_are_almost_certain(
    known: dict[str, SpeakerRole], guess: dict[str, SpeakerRole]
) -> None:
    speech = {name: ASKS if name == "Dan" else TELLS for name in known}
    assert guessed_roles(known, lambda: speech) == guess


def test_guessed_interviewer_has_to_ask() -> None:
    known: dict[str, SpeakerRole] = {"Participant": "participant", "Ana": "other"}
    assert guessed_roles(known, lambda: {"Participant": TELLS, "Ana": TELLS}) == {}


def test_guesses_never_overrule_the_user() -> None:
    text = "INT: So?\nROSA: Yes.\nINT: And?\n"
    assert [turn.role for turn in plain_document(text).turns] == ["interviewer", "participant", "interviewer"]
    asked = request(roles={"rosa": "other"})
    assert [turn.role for turn in plain_document(text, asked).turns] == [
        "interviewer",
        "other",
        "interviewer",
    ]


def test_guesses_are_made_in_interviews_only() -> None:
    text = "INT: So?\nROSA: Yes.\nINT: And?\n"
    asked = request(kind="fieldnote", speakers=r"(\w+):")
    assert [turn.role for turn in plain_document(text, asked).turns] == [
        "interviewer",
        "other",
        "interviewer",
    ]


def test_seems_to_ask_names_who_asks_more_and_says_less() -> None:
    assert seems_to_ask({"ANA": TELLS, "DAN": ASKS}) == "DAN"
    assert seems_to_ask({"ANA": TELLS, "ROSA": TELLS}) is None
    assert seems_to_ask({"DAN": ASKS}) is None
    assert seems_to_ask({"DAN": Speech(2, 20, 2), "ANA": TELLS}) is None


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("Interviewer", True),
        ("Speaker 1", True),
        ("SPEAKER_00", True),
        ("P2", False),
        ("Rosa", False),
        ("Yes", False),
    ],
)
def test_says_its_role_tells_names_from_roles(label: str, *, says: bool) -> None:
    assert says_its_role(label) is says


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("問", "答"), ("问", "答"), ("Pregunta", "Respuesta"), ("Question", "Answer"), ("I", "B")],
)
def test_known_pairs_are_who_asks_and_who_answers(asks: str, answers: str) -> None:
    known: dict[str, SpeakerRole] = {asks: "other", answers: "other"}
    assert guessed_roles(known, dict) == {asks: "interviewer", answers: "participant"}
