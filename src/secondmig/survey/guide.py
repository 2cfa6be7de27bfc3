"""The interview guide: what was meant to be asked, and in each interview which turns asked it.

A guide is an instrument like a questionnaire. With it a report can tell "not asked" from "asked, not
mentioned". The file is YAML, read strictly: ``guide`` (id, title), ``items`` and ``interviews``.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from secondmig.core.types import SpeakerRole
from secondmig.survey.yaml_file import Reader, Value, read_yaml

_TOP: Final = ("guide", "items", "interviews")
_HEAD: Final = ("id", "title")
_ITEM: Final = ("id", "topic", "question", "codes", "asked_of")
_INTERVIEW: Final = ("asked", "probes", "aside", "leading")
_SLUG: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

Turns = Mapping[str, Mapping[int, SpeakerRole]]
"""Document id -> printed number of a turn -> who speaks it."""


@dataclass(frozen=True, slots=True)
class GuideItem:
    """Something that is to be asked.

    Attributes:
        id: names it, e.g. "papers".
        topic: under which heading of the guide it stands, "" if under none.
        question: language (BCP 47) -> as the guide words it, the main language first.
        codes: ids of the codes an answer may elicit; a heading stands for the codes below it. Empty where
            the item looks for no code, like a closing question.
        asked_of: to whom it is put where not to everybody, in words; "" for everybody.
    """

    id: str
    topic: str
    question: Mapping[str, str]
    codes: tuple[str, ...] = ()
    asked_of: str = ""

    @property
    def wording(self) -> str:
        """The question in the guide's main language."""
        return next(iter(self.question.values()), "")


@dataclass(frozen=True, slots=True)
class Interview:
    """What was asked in one interview; all numbers are those of turns as printed.

    Attributes:
        asked: item id -> the turns that ask it; one turn may ask several items.
        probes: turns that go on with what is being talked about.
        aside: turns that serve no item: greetings, the recorder, the telephone.
        leading: those of ``asked`` and ``probes`` that put the answer into the person's mouth.
    """

    asked: Mapping[str, tuple[int, ...]]
    probes: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()
    leading: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """An interview guide with its record of what was asked.

    Attributes:
        id: names the guide.
        title: what people read.
        items: in the order of the guide.
        interviews: document id -> what was asked there.
    """

    id: str
    title: str
    items: tuple[GuideItem, ...]
    interviews: Mapping[str, Interview] = field(default_factory=dict)

    @property
    def asked(self) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
        """Document id -> item id -> the turns that ask it."""
        return {name: interview.asked for name, interview in self.interviews.items()}

    def item(self, item_id: str) -> GuideItem | None:
        """The item of that id, or None."""
        return next((item for item in self.items if item.id == item_id), None)


def read_guide(path: Path, *, turns: Turns | None = None, codes: Collection[str] | None = None) -> Guide:
    """Read a guide, strictly.

    Args:
        path: the YAML file.
        turns: of the transcripts that are known; a document that is not among them is not checked.
        codes: ids of all codes; None leaves the items' codes unchecked.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    root = read_yaml(path)
    reader = Reader(path.name)
    top = _known(reader, root, "the file", _TOP)
    head = _known(reader, top["guide"], "guide", _HEAD) if "guide" in top else {}
    guide_id = _identifier(reader, head, root, what="guide")
    title = reader.text(head["title"], "title") if "title" in head else guide_id
    items = _items(reader, root, top.get("items"), codes)
    interviews: dict[str, Interview] = {}
    if "interviews" in top:
        for name, value in reader.entries(top["interviews"], "interviews").items():
            roles = None if turns is None else turns.get(name)
            interviews[name] = _Asking(reader, name, {item.id for item in items}, roles).read(value)
    reader.finish()
    return Guide(guide_id, title, items, interviews)


def _known(reader: Reader, value: Value, what: str, keys: tuple[str, ...]) -> dict[str, Value]:
    entries = reader.entries(value, what)
    for key, inner in entries.items():
        if key not in keys:
            reader.wrong(inner, f"unknown key {key!r} in {what}", f"keys are {', '.join(keys)}")
    return {key: inner for key, inner in entries.items() if key in keys}


def _identifier(reader: Reader, entries: Mapping[str, Value], place: Value, *, what: str) -> str:
    if "id" not in entries:
        reader.wrong(place, f"{what} lacks id", f"add id: to {what}")
        return ""
    name = reader.text(entries["id"], "id")
    if name and not _SLUG.fullmatch(name):
        reader.wrong(entries["id"], f"{name!r} cannot be an id", "letters, digits, - and _, a letter first")
    return name


def _items(
    reader: Reader, root: Value, value: Value | None, codes: Collection[str] | None
) -> tuple[GuideItem, ...]:
    if value is None:
        reader.wrong(root, "there are no items", "add items: with a list")
        return ()
    found: dict[str, tuple[GuideItem, int]] = {}
    for place in reader.items(value, "items"):
        item = _item(reader, place, codes)
        if item.id in found:
            message = f"item {item.id} is already on line {found[item.id][1]}"
            reader.wrong(place, message, "rename one of them")
        elif item.id:
            found[item.id] = (item, place.line)
    return tuple(item for item, _ in found.values())


def _item(reader: Reader, place: Value, codes: Collection[str] | None) -> GuideItem:
    entries = _known(reader, place, "an item", _ITEM)
    if place.kind != "mapping":
        return GuideItem("", "", {})
    item_id = _identifier(reader, entries, place, what="an item")
    question: dict[str, str] = {}
    if "question" not in entries:
        reader.wrong(place, "an item lacks question", "add question: with a line per language, en: ...")
    else:
        question = reader.labels(entries["question"], "question")
    named: list[str] = []
    for one in reader.items(entries["codes"], "codes") if "codes" in entries else ():
        code = reader.text(one, "a code")
        if code in named:
            reader.wrong(one, f"code {code} is named twice", "keep one of them")
        elif code and codes is not None and code not in codes:
            reader.wrong(one, f"there is no code {code}", "secondmig codebook show")
        elif code:
            named.append(code)
    topic, asked_of = (
        reader.text(entries[key], key) if key in entries else "" for key in ("topic", "asked_of")
    )
    return GuideItem(item_id, topic, question, tuple(named), asked_of)


class _Asking:
    """Reads one interview; every turn number is held against the transcript, where that is known."""

    def __init__(
        self, reader: Reader, name: str, items: Collection[str], roles: Mapping[int, SpeakerRole] | None
    ) -> None:
        self._reader = reader
        self._name = name
        self._items = items
        self._roles = roles
        self._used: dict[int, str] = {}

    def read(self, value: Value) -> Interview:
        entries = _known(self._reader, value, self._name, _INTERVIEW)
        asked: dict[str, tuple[int, ...]] = {}
        if "asked" in entries:
            for item, numbers in self._reader.entries(entries["asked"], f"{self._name} asked").items():
                if item not in self._items:
                    self._reader.wrong(numbers, f"there is no item {item}", "correct it, or add it to items")
                asked[item] = self._turns(numbers, "asked")
        probes, aside = (
            self._turns(entries[key], key) if key in entries else () for key in ("probes", "aside")
        )
        leading = self._leading(entries["leading"]) if "leading" in entries else ()
        return Interview(asked, probes, aside, leading)

    def _turns(self, value: Value, purpose: str) -> tuple[int, ...]:
        numbers: list[int] = []
        for place, number in self._numbers(value, purpose):
            before = self._used.setdefault(number, purpose)
            if number in numbers:
                self._reader.wrong(place, f"{self._name} #{number} is named twice", "keep one of them")
            elif before != purpose:
                message = f"{self._name} #{number} stands under {before} and under {purpose}"
                self._reader.wrong(place, message, "keep one of them")
            else:
                numbers.append(number)
        return tuple(sorted(numbers))

    def _leading(self, value: Value) -> tuple[int, ...]:
        numbers = []
        for place, number in self._numbers(value, "leading"):
            if self._used.get(number) not in {"asked", "probes"}:
                message = f"{self._name} #{number} leads, but asks nothing"
                self._reader.wrong(place, message, "name it under asked or probes too")
            numbers.append(number)
        return tuple(sorted(set(numbers)))

    def _numbers(self, value: Value, purpose: str) -> Iterable[tuple[Value, int]]:
        what = f"{self._name} {purpose}"
        for one in self._reader.items(value, what):
            if one.kind != "number" or not re.fullmatch(r"[0-9]{1,9}", one.text):
                self._reader.wrong(one, f"{what} {one.text!r} is no turn", "the number as printed: [3, 5]")
                continue
            number = int(one.text)
            self._check(one, number)
            yield one, number

    def _check(self, place: Value, number: int) -> None:
        if self._roles is None:
            return
        if number not in self._roles:
            last = max(self._roles, default=0)
            message = f"{self._name} has no turn {number}"
            self._reader.wrong(place, message, f"its turns go up to {last}")
        elif self._roles[number] == "participant":
            message = f"{self._name} #{number} is a participant's turn"
            self._reader.wrong(place, message, f"secondmig corpus show {self._name} --turns {number}")


def to_body(guide: Guide) -> str:
    """The guide as one text that :func:`from_body` reads again; the same guide gives the same text."""
    held = {
        "id": guide.id,
        "title": guide.title,
        "items": [
            {
                "id": item.id,
                "topic": item.topic,
                "question": dict(item.question),
                "codes": list(item.codes),
                "asked_of": item.asked_of,
            }
            for item in guide.items
        ],
        "interviews": {
            name: {
                "asked": {item: list(turns) for item, turns in sorted(interview.asked.items())},
                "probes": list(interview.probes),
                "aside": list(interview.aside),
                "leading": list(interview.leading),
            }
            for name, interview in sorted(guide.interviews.items())
        },
    }
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def from_body(body: str) -> Guide:
    """The guide that :func:`to_body` wrote."""
    held: dict[str, Any] = json.loads(body)
    items = tuple(
        GuideItem(row["id"], row["topic"], row["question"], tuple(row["codes"]), row["asked_of"])
        for row in held["items"]
    )
    interviews = {
        name: Interview(
            {item: tuple(turns) for item, turns in row["asked"].items()},
            tuple(row["probes"]),
            tuple(row["aside"]),
            tuple(row["leading"]),
        )
        for name, row in held["interviews"].items()
    }
    return Guide(held["id"], held["title"], items, interviews)
