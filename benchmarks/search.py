"""Japanese two-character words: the search, hits with their places included, beside a scan by ``instr``.

Interviews of invented words (18,000 of two to four characters, as unevenly used as real ones), about 40,000
turns in all. Both are asked for the same words in turn, in one run; the turns found must be the same.
Target: at least ten times faster than the scan, recall 1.0. Also printed: what the index adds to the import
of an English interview of 45 kB, each in a transaction of its own.

Usage: python benchmarks/search.py [INTERVIEWS]
"""

import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Document, Turn
from secondmig.store import documents, search, search_index
from secondmig.store.connect import create_store

TARGET = 10.0
TURNS, LENGTH, WORDS, ASKED = 137, 156, 18_000, 60
ENGLISH, BYTES = 300, 45_000
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Words of kana and kanji, and how often each is used."""
    letters = [chr(code) for code in (*range(0x3041, 0x3094), *range(0x30A1, 0x30F5), *range(0x4E00, 0x5300))]
    words = ["".join(chance.choices(letters, k=chance.randint(2, 4))) for _ in range(WORDS)]
    return words, [1 / (rank + 2) for rank in range(WORDS)]


def interview(number: int, chance: random.Random, known: tuple[list[str], list[float]]) -> Document:
    """An interview of invented turns."""
    said = ["".join(chance.choices(known[0], known[1], k=LENGTH // 3)) + "。" for _ in range(TURNS)]
    text, turns = "", []
    for index, words in enumerate(said):
        turns.append(Turn(index, None, "A", "participant", "ja", Span(len(text), len(text) + len(words))))
        text += words + "\n"
    sha = content_hash(text)
    return Document(f"J{number:05d}", 1, "", "interview", "ja", text, sha, sha, "utf-8", tuple(turns))


def english(chance: random.Random) -> tuple[str, list[search_index.Place]]:
    """The words of an interview made of turns of the demo, and where each turn stands."""
    turn = re.compile(r"^#\d+ \[[^\]]*\] [A-Z]+: (.+)$", re.MULTILINE)
    said = [
        words for path in sorted(CORPUS.glob("U*.txt")) for words in turn.findall(path.read_text("utf-8"))
    ]
    text = ""
    places: list[search_index.Place] = []
    while len(text) < BYTES:
        words = chance.choice(said)
        places.append((len(places), len(text), len(text) + len(words)))
        text += words + "\n"
    return text, places


def indexing(folder: Path) -> float:
    """CPU milliseconds of indexing an English interview, the mean of many."""
    chance = random.Random(1)
    made = [english(chance) for _ in range(ENGLISH)]
    with create_store(folder / "english.db") as store:
        begin = time.process_time()
        for number, (text, places) in enumerate(made, start=1):
            with store.together():
                search_index.put(store.read(), number, text, places, ())
        return (time.process_time() - begin) / ENGLISH * 1000


def main() -> None:
    interviews = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chance = random.Random(20261122)
    known = vocabulary(chance)
    with tempfile.TemporaryDirectory() as name, create_store(Path(name) / "project.db") as store:
        table = sqlite3.connect(Path(name) / "table.db")
        table.execute("CREATE TABLE said (document TEXT, turn INTEGER, words TEXT)")
        for number in range(interviews):
            made = interview(number, chance, known)
            with store.write(actor="bench", verb="corpus import") as change:
                documents.add(change, made, made.text.encode("utf-8"))
            rows = [(made.id, turn.index, turn.span.of(made.text)) for turn in made.turns]
            table.executemany("INSERT INTO said VALUES (?, ?, ?)", rows)
        table.commit()
        ours: list[float] = []
        scan: list[float] = []
        hits = lacking = 0
        for words in chance.sample(known[0][200:], ASKED):
            begin = time.process_time()
            found = search.find(store.read(), words[:2])
            ours.append(time.process_time() - begin)
            begin = time.process_time()
            query = "SELECT document, turn FROM said WHERE instr(words, ?)"
            expected = set(table.execute(query, (words[:2],)).fetchall())
            scan.append(time.process_time() - begin)
            lacking += len(expected ^ {(hit.document_id, hit.turn_index) for hit in found})
            hits += len(found)
        table.close()
        added = indexing(Path(name))
    one, other = statistics.median(ours), statistics.median(scan)
    print(
        f"{ASKED} two-character words in {interviews * TURNS:,} turns, CPU milliseconds, median, interleaved"
    )
    print(f"  search, {hits / ASKED:.0f} hits with places {one * 1000:8.2f}")
    print(f"  instr scan, no places  {other * 1000:8.2f}")
    print(f"  ratio {other / one:25.1f}   target {TARGET}")
    print(f"  turns that one finds and the other does not: {lacking}")
    print(f"  index of an English interview of {BYTES // 1000} kB: {added:.2f} ms")


if __name__ == "__main__":
    main()
