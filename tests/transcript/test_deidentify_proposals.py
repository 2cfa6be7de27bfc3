"""What rules take for names, and the beginning of a key made of it."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError
from secondmig.core.types import Document
from secondmig.transcript.key_file import KeyEntry, read_key
from secondmig.transcript.names import NameFinder
from secondmig.transcript.proposals import Gathering, Proposal, Stretch, key_skeleton

ENGLISH = """My name is Rita Camilleri and I live at 17 Targo Road, Pendle Hill NSW 2145.
Mrs Camilleri was my mother. I worked for Acme Textiles Ltd. in Parramatta until 28 August 1991.
We moved to Parramatta, in Australia. Write to rita@example.org or call 02 9555 1234.
Then the market came to Parramatta. May I go on?"""
SPANISH = "Me llamo Rosa Quispe. Don Eusebio trabajaba en Huaraz, cerca de Huaraz, con la señora Luz."
JAPANESE = "田中と申します。ローサさんと山田社長は株式会社東西製作に来ました。お母さんと皆さんも。"


def gathered(text: str, language: str, known: NameFinder | None = None) -> dict[str, Proposal]:
    gathering = Gathering(known)
    gathering.take("D1", Stretch(text, language))
    return {each.name: each for each in gathering.proposals()}


def test_english_names_are_proposed_with_kind_and_rule() -> None:
    found = gathered(ENGLISH, "en")
    assert found["Rita Camilleri"].kind == "person"
    assert found["Rita Camilleri"].variants == ("Camilleri",)
    assert found["Parramatta"].kind == "place"
    assert found["Acme Textiles Ltd."].kind == "firm"
    assert found["17 Targo Road"].ready == "address"
    assert found["rita@example.org"].ready == "e-mail address"
    assert found["02 9555 1234"].ready == "telephone number"
    assert found["28 August 1991"].kind == "date"


def test_countries_months_and_words_at_the_beginning_of_a_sentence_are_not() -> None:
    assert not {"Australia", "August", "May", "Write", "Then", "We"} & set(gathered(ENGLISH, "en"))


def test_spanish_titles_and_introductions_are_known() -> None:
    found = gathered(SPANISH, "es")
    assert {"Rosa Quispe", "Eusebio", "Luz"} <= {
        name for name, each in found.items() if each.kind == "person"
    }
    assert found["Huaraz"].kind == "place"


def test_japanese_forms_of_address_are_known_and_relatives_are_nobody() -> None:
    found = gathered(JAPANESE, "ja")
    assert {"田中", "ローサ", "山田"} <= {name for name, each in found.items() if each.kind == "person"}
    assert any("東西製作" in name and each.kind == "firm" for name, each in found.items())
    assert not any("母" in name or "皆" in name for name in found)


def test_what_a_key_has_already_is_not_proposed_again() -> None:
    known = NameFinder((KeyEntry(1, "Rita Camilleri", "A", variants=("Camilleri",)),))
    assert "Rita Camilleri" not in gathered(ENGLISH, "en", known)


def test_labels_of_speakers_are_proposed_and_counted_by_document() -> None:
    gathering = Gathering()
    gathering.labels("D1", ["ROSA"])
    gathering.labels("D2", ["Rosa"])
    (rosa,) = gathering.proposals()
    assert (rosa.kind, rosa.times, sorted(rosa.documents)) == ("person", 2, ["D1", "D2"])


def test_words_that_were_taken_back_are_not_proposed() -> None:
    assert gathered("Mrs ████ came to ████.", "en") == {}


def test_the_beginning_of_a_key_is_refused_until_it_is_filled_in(tmp_path: Path) -> None:
    gathering = Gathering()
    gathering.take("D1", Stretch(ENGLISH, "en"))
    skeleton = key_skeleton(gathering.proposals())
    path = tmp_path / "key.yaml"
    path.write_text(skeleton, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_key(path)
    assert {each.message for each in caught.value.problems} == {"pseudonym is empty"}
    number = iter(range(100))
    filled = "".join(
        f'pseudonym: "P{next(number)}q"{part}' if at else part
        for at, part in enumerate(skeleton.split('pseudonym: ""'))
    )
    path.write_text(filled, encoding="utf-8")
    assert any(entry.rule == "month" for entry in read_key(path).entries)


def test_an_empty_document_proposes_nothing() -> None:
    document = Document("T", 1, "", "interview", "en", "", "", "", "utf-8", ())
    assert document.turns == ()
    assert gathered("", "en") == {}
