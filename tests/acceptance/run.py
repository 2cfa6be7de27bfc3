"""Read real transcripts that stay outside the repository, and compare counts and hashes.

``make acceptance DATA=FOLDER``; it prints one line a file and ends with 1 where anything differs. No word of
a transcript and no name of a person is printed or kept.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.transcript.model import Transcript
from secondmig.transcript.read import read_transcript
from tests.acceptance import journey

HERE = Path(__file__).parent
FOLDERS = (
    "transcript_formats",
    "western_sydney_women/txt",
    "western_sydney_women/pdf",
    "pdpilot_coded_maxqda/transcripts",
)
Expected = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: a line for people, and everything that is not as expected."""

    line: str
    differences: tuple[str, ...]


def expectations() -> dict[str, Expected]:
    """By path, or by the hash of the file where its name is a person's."""
    entries = tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))["file"]
    return {entry.get("path") or entry["source"]: entry for entry in entries}


def files(data: Path) -> Iterator[tuple[str, Path]]:
    """Every transcript with the key of its expectation."""
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and path.suffix != ".md":
                named = path.relative_to(data).as_posix()
                yield (named if folder == "transcript_formats" else content_hash(path.read_bytes())), path


def looked_at(path: Path, key: str, expected: Expected | None) -> Outcome:
    """Read one file and compare."""
    name = key if "/" in key else f"{path.parent.parent.name} {key[7:15]}"
    encoding = expected.get("encoding") if expected else None
    differences = _proposal_differs(path, str(encoding)) if expected and expected.get("proposed") else []
    try:
        read = read_transcript(path, encoding=None if encoding is None else str(encoding))
    except SecondmigError as error:
        meant = bool(expected and expected.get("refused"))
        return Outcome(f"{name}: refused, {error.hint}", () if meant else (f"{name}: refused", *differences))
    found = figures(read)
    if expected is None:
        return Outcome(f"{name}: {found['turns']} turns", (f"{name}: nothing is expected of this file",))
    differences += [
        f"{key}: {found[key]!r}, expected {wanted!r}"
        for key, wanted in expected.items()
        if key in found and not _fits(found[key], wanted)
    ]
    if found["garbled"]:
        differences.append(f"{found['garbled']} garbled characters")
    text = read.document.text
    for words, there in (("contains", True), ("lacks", False)):
        wanted = expected.get(words, ())
        assert isinstance(wanted, list | tuple)
        differences += [f"{words} fails" for each in wanted if (each in text) is not there]
    line = f"{name}: {read.format}, {read.sure}, {found['turns']} turns, {len(read.notes)} notes"
    return Outcome(line, tuple(f"{name}: {each}" for each in differences))


def figures(read: Transcript) -> dict[str, object]:
    """Counts, times and hashes of a transcript; no words."""
    document = read.document
    starts = [turn.time_start for turn in document.turns if turn.time_start is not None]
    ends = [turn.time_end for turn in document.turns if turn.time_end is not None]
    return {
        "turns": len(document.turns),
        "speakers": dict(Counter(turn.speaker for turn in document.turns)),
        "order": [turn.speaker for turn in document.turns],
        "first": min(starts, default=None),
        "last": max([*starts, *ends], default=None),
        "comments": len(read.comments),
        "tiers": len(document.tiers),
        "languages": sorted({turn.language for turn in document.turns}),
        "garbled": garbled(document.text),
        "text": document.text_sha,
        "sure": read.sure,
    }


def garbled(text: str) -> int:
    """Replacement characters and controls between U+0080 and U+009F: what a wrong decoding leaves."""
    return text.count("\ufffd") + sum(text.count(chr(code)) for code in range(0x80, 0xA0))


def _fits(found: object, wanted: object) -> bool:
    if isinstance(wanted, dict) and isinstance(found, dict):
        return found.keys() == wanted.keys() and all(
            number in {-1, found[name]} for name, number in wanted.items()
        )
    return found == wanted


def _proposal_differs(path: Path, encoding: str) -> list[str]:
    """The file must be refused first, with the encoding to pass."""
    try:
        read_transcript(path)
    except SecondmigError as error:
        right = error.hint == f"pass --encoding {encoding}"
        return [] if right else [f"proposes {error.hint!r}"]
    return ["read without being asked for its encoding"]


def main() -> int:
    """Print what was read; 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the real transcripts")
    data: Path = parser.parse_args().data
    expected = expectations()
    seen: set[str] = set()
    differences: list[str] = []
    for key, path in files(data):
        seen.add(key)
        outcome = looked_at(path, key, expected.get(key))
        print(outcome.line)
        differences += outcome.differences
    differences += [f"{key}: not there" for key in expected if key not in seen]
    differences += journey.differences(data)
    for difference in differences:
        print(f"DIFFERS {difference}")
    print(f"{len(seen)} files, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
