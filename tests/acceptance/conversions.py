"""Real turns that come in the formats of their collections, written as CSV of turns."""

import csv
import json
from pathlib import Path

SPANISH = "coser_spoken_spanish/turns_dev.tsv"
JAPANESE = "real_persona_chat_ja/dialogues"


def spanish_turns(data: Path, folder: Path) -> list[Path]:
    """The turns of rural Spanish in one file, in the order they have; the locality stands as speaker."""
    with (data / SPANISH).open(encoding="utf-8", newline="") as file:
        rows = [
            (row["location"], row["turn_time"], "es", row["text"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return [_written(folder / "coser.csv", rows)]


def japanese_dialogues(data: Path, folder: Path) -> list[Path]:
    """One file for each dialogue."""
    made = []
    for path in sorted((data / JAPANESE).glob("*.json")):
        utterances = json.loads(path.read_text(encoding="utf-8"))["utterances"]
        rows = [(each["interlocutor_id"], "", "ja", each["text"]) for each in utterances]
        made.append(_written(folder / f"dialogue-{path.stem}.csv", rows))
    return made


def _written(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("speaker", "time", "language", "text"))
        writer.writerows(rows)
    return path
