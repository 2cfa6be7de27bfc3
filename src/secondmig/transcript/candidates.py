"""Words that may be names, by rules: what a person looks through before a key is written.

The rules know forms, not people: titles and forms of address, introductions, capital letters inside a
sentence, addresses, dates, numbers. English and Spanish go through blank spaCy pipelines with matchers;
Japanese through the morphological dictionary where it is installed, and through forms of address always.
"""

import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from secondmig.transcript.dates import full_dates
from secondmig.transcript.key_file import Kind
from secondmig.transcript.language import primary
from secondmig.transcript.not_names import JAPANESE_NOT_NAMES, NOT_NAMES, SHORT_TITLES, STREET, TITLES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc, Token

_LONGEST_JAPANESE: Final = 8_000
_DIGITS: Final = 7
_ADDRESSED = re.compile(
    r"(?P<name>[\u3400-\u9fff\u3005]{1,4}|[\u30a1-\u30fa\u30fc]{2,10}(?:[・＝][\u30a1-\u30fa\u30fc]{2,10})*|(?<![\u3041-\u3096])[\u3041-\u3096]{2,4})"
    r"(?:さん|さま|様|くん|君|ちゃん|氏|先生|部長|課長|社長|店長|先輩)"
)
_INTRODUCED = re.compile(
    r"(?P<name>[\u3400-\u9fff\u3005]{2,6}|[\u30a1-\u30fa\u30fc・＝]{2,20})と(?:申します|いいます|言います|呼ばれ)"
)
_FIRM_JA = re.compile(
    r"(?:株式会社|有限会社|合同会社)[\u3400-\u9fff\u30a1-\u30fa\u30fcA-Za-z]{2,12}"
    r"|[\u3400-\u9fff\u30a1-\u30fa\u30fcA-Za-z]{2,12}(?:株式会社|有限会社)"
)
_JAPANESE_NAME = re.compile(
    r"(?![一二三四五六七八九十百千]+$)[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff・＝ ]{2,}"
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-Ž]"
_LETTERS = r"[^\W\d_]"
_NAME_WORD = rf"{_CAPITAL}{_LETTERS}*(?:['’-]{_LETTERS}+)*"


class Candidate(NamedTuple):
    """Words that may be a name.

    Attributes:
        start: first code point in the text.
        end: first code point behind them.
        kind: of name they may be.
        rule: that found them, as people say it.
    """

    start: int
    end: int
    kind: Kind
    rule: str


_FORMS: Final[tuple[tuple[re.Pattern[str], Kind, str], ...]] = (
    (re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "other", "e-mail address"),
    (re.compile(r"(?:https?://|www\.)[^\s<>\"'）」]+[^\s<>\"'）」.,;:!?]"), "other", "web address"),
    (re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,30}\b"), "other", "account"),
    (
        re.compile(
            r"(?<![\w/.-])(?:\+[0-9]{1,3}[ -]?)?(?:\([0-9]{1,5}\)[ -]?)?"
            r"[0-9]{2,5}(?:[ -][0-9]{2,5}){1,4}(?![\w/-])"
        ),
        "other",
        "telephone number",
    ),
    (re.compile(r"〒\s?[0-9０-９]{3}[-－ー][0-9０-９]{4}"), "place", "postcode"),
    (re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b"), "place", "postcode"),
    (
        re.compile(r"\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT|[A-Z]{2})[ .,]+[0-9]{4,5}(?:-[0-9]{4})?\b"),
        "place",
        "postcode",
    ),
    (
        re.compile(
            rf"(?:\b(?:Lot|Flat|Unit|Apt\.?|LOT|FLAT|UNIT)\s+\w+,?\s+)?(?:\b[0-9]{{1,5}}[A-Za-z]?(?:[-/][0-9]{{1,5}})?,?\s+)?"
            rf"(?:{_NAME_WORD}\s+){{1,3}}(?:{STREET})\b",
        ),
        "place",
        "address",
    ),
    (
        re.compile(
            rf"\b(?i:calle|avenida|av\.|jirón|jr\.|pasaje|plaza)\s+(?:{_NAME_WORD}\s*){{1,4}}(?:#?\s?[0-9]{{1,5}})?"
        ),
        "place",
        "address",
    ),
    (
        re.compile(
            r"(?:[\u3400-\u9fff]{2,4}[都道府県])?[\u3400-\u9fff]{1,6}[市区町村郡][\u3400-\u9fff\u3041-\u30ff]{0,8}?"
            r"[0-9０-９一二三四五六七八九十]{1,3}(?:丁目|番地|番|[-－ー])[0-9０-９-－ー番地号]*"
        ),
        "place",
        "address",
    ),
    (
        re.compile(
            rf"(?:{_NAME_WORD}\s+(?:&\s+|and\s+)?){{1,4}}(?:Ltd|Limited|Inc|LLC|GmbH|Corp|Pty|PLC|plc|K\.K|S\.A|S\.L|Co)\b\.?"
        ),
        "firm",
        "form of a firm",
    ),
    (_FIRM_JA, "firm", "form of a firm"),
    (_INTRODUCED, "person", "introduces themselves"),
)


def candidates(text: str, language: str) -> Iterator[Candidate]:
    """Everything in a text that may be a name, in no order; several rules may find the same.

    Args:
        text: the words of a turn or a tier, or what stands above the turns.
        language: BCP 47; anything but Japanese is looked at as English and Spanish are.
    """
    for pattern, kind, rule in _FORMS:
        for found in pattern.finditer(text):
            if rule == "telephone number" and sum(map(str.isdecimal, found[0])) < _DIGITS:
                continue
            span = found.span("name") if "name" in pattern.groupindex else found.span()
            yield Candidate(*span, kind, rule)
    for date in full_dates(text):
        yield Candidate(date.span.start, date.span.end, "date", "full date")
    yield from _addressed(text)
    if primary(language) == "ja":
        yield from _in_dictionary(text)
    else:
        yield from _in_latin(text, "es" if primary(language) == "es" else "en")


def _addressed(text: str) -> Iterator[Candidate]:
    for found in _ADDRESSED.finditer(text):
        if not any(found[0].endswith(word) or found["name"] == word for word in JAPANESE_NOT_NAMES):
            yield Candidate(*found.span("name"), "person", "form of address")


def _in_dictionary(text: str) -> Iterator[Candidate]:
    """Names by the Japanese dictionary; countries are none."""
    pipeline = _japanese()
    if pipeline is None:
        return
    for start in range(0, len(text), _LONGEST_JAPANESE):
        run: list[Token] = []
        for token in [*pipeline(text[start : start + _LONGEST_JAPANESE]), None]:
            if token is not None and ("固有名詞-人名" in token.tag_ or (run and token.text in "・＝")):
                run.append(token)
                continue
            while run and run[-1].text in "・＝":
                run.pop()
            if run and _JAPANESE_NAME.fullmatch("".join(each.text for each in run)):
                end = run[-1].idx + len(run[-1])
                yield Candidate(start + run[0].idx, start + end, "person", "dictionary of names")
            run = []
            if (
                token is not None
                and "固有名詞-地名-一般" in token.tag_
                and _JAPANESE_NAME.fullmatch(token.text)
            ):
                at = start + token.idx
                yield Candidate(at, at + len(token), "place", "dictionary of names")


@cache
def _japanese() -> "Language | None":
    import spacy

    try:
        with warnings.catch_warnings():
            # spaCy makes the dictionary's tokenizer in a way that the dictionary has given up.
            warnings.filterwarnings("ignore", message=r"Dictionary\.create", category=DeprecationWarning)
            return spacy.blank("ja")
    except ImportError:
        return None


@cache
def _latin(language: str) -> "tuple[Language, Matcher]":
    import spacy
    from spacy.matcher import Matcher

    pipeline = spacy.blank(language)
    pipeline.max_length = 100_000_000
    matcher = Matcher(pipeline.vocab)
    name: dict[str, object] = {"TEXT": {"REGEX": rf"^{_CAPITAL}"}, "LOWER": {"NOT_IN": sorted(NOT_NAMES)}}
    inner: dict[str, object] = {
        "LOWER": {
            "IN": ["de", "del", "la", "las", "los", "y", "van", "von", "der", "bin", "al", "da", "dos"]
        },
        "OP": "*",
    }
    dot: dict[str, object] = {"ORTH": ".", "OP": "?"}
    names: list[dict[str, object]] = [name, inner, {**name, "OP": "?"}, {**name, "OP": "?"}]
    shortened: list[dict[str, object]] = [{"LOWER": {"IN": sorted(SHORT_TITLES)}}, dot, *names]
    titled: list[dict[str, object]] = [{"LOWER": {"IN": sorted(TITLES)}}, *names]
    matcher.add("after a title", [shortened, titled], greedy="LONGEST")
    starts = (
        ("my", "name", {"IN": ["is", "was", "'s"]}),
        ("name", "is"),
        ({"IN": ["called", "named", "llamo", "llama", "llamaba"]},),
        ("mi", "nombre", "es"),
        ("se", "llama"),
        (
            {"IN": ["interviewee", "interviewer", "narrator", "respondent", "entrevistada", "entrevistado"]},
            ":",
        ),
        ("interview", "with"),
        ("entrevista", {"IN": ["a", "con"]}),
    )
    introductions = [[{"LOWER": word} for word in start] for start in starts]
    matcher.add("says the name", [[*start, *names] for start in introductions], greedy="LONGEST")
    place = {"LOWER": {"IN": ["in", "at", "near", "from", "to", "en", "desde", "hacia", "cerca"]}}
    matcher.add(
        "after in, at, from", [[place, {"LOWER": {"IN": ["de", "the"]}, "OP": "?"}, *names]], greedy="LONGEST"
    )
    work = {"LOWER": {"IN": ["for", "at", "with", "para", "en"]}}
    worked = {
        "LOWER": {"IN": ["work", "worked", "working", "works", "trabajaba", "trabajé", "trabajo", "trabaja"]}
    }
    matcher.add("works for", [[worked, work, *names]], greedy="LONGEST")
    matcher.add("capital letter", [[name, inner, {**name, "OP": "*"}]], greedy="LONGEST")
    return pipeline, matcher


_KIND_OF: Final[dict[str, Kind]] = {
    "after a title": "person",
    "says the name": "person",
    "after in, at, from": "place",
    "works for": "firm",
    "capital letter": "other",
}


def _in_latin(text: str, language: str) -> Iterator[Candidate]:
    pipeline, matcher = _latin(language)
    doc = pipeline.make_doc(text)
    for match, first, last in matcher(doc):
        rule = pipeline.vocab.strings[match]
        begun = _first_name(doc, first, last, rule)
        end = next((at for at in range(last, begun, -1) if re.match(_CAPITAL, doc[at - 1].text)), begun)
        begins_sentence = rule == "capital letter" and _begins_sentence(doc, begun)
        if begins_sentence:
            # The capital letter of a first word says nothing; a second one does.
            rule = "capital letter at the beginning"
        if begun < end and not any("\n" in token.text for token in doc[begun:end]):
            behind = doc[end - 1].idx + len(doc[end - 1])
            yield Candidate(doc[begun].idx, behind, _KIND_OF.get(rule, "other"), rule)


def _first_name(doc: "Doc", first: int, last: int, rule: str) -> int:
    """Where the name itself begins: behind title, introduction or preposition."""
    if rule == "capital letter":
        return first
    if rule == "after a title":
        first += 1
    for at in range(first, last):
        word = doc[at]
        if re.match(_CAPITAL, word.text) and word.lower_ not in NOT_NAMES | TITLES:
            return at
    return last


def _begins_sentence(doc: "Doc", at: int) -> bool:
    before = doc[at - 1].text if at else "."
    return before[-1:] in '.?!…:"“”«»‘—–-\n' or not before.strip() or before in {"(", "[", "¿", "¡", "'", "’"}
