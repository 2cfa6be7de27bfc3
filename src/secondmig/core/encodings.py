"""Which encoding a file that is not UTF-8 may be in: a proposal for a person to confirm, never applied.

Every candidate that decodes the whole file strictly is read, and its non-ASCII characters are judged by
their company: kana, and kanji beside kana, belong to Japanese; an accented letter belongs beside a plain
one; a lone kanji in the middle of an English word, half-width kana without end or a currency sign between
accented letters are what a wrong reading looks like. A candidate is proposed when at least three quarters
of its characters are in good company and no other comes within a tenth.
"""

import re
from dataclasses import dataclass

_WITHOUT_NUL = ("cp1252", "cp932", "euc_jp")
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
_WITH_UNDEFINED = ("latin_1", "cp932", "euc_jp")
_WITH_NUL = ("utf_16_le", "utf_16_be")
_STRAY_NUL = 0.005
_ENOUGH = 0.75
_MARGIN = 0.1
_SAMPLE = 4000
_PREVIEW = 30
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ff]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_JAPANESE = re.compile(r"[\u3000-\u303f\u3041-\u309f\u30a1-\u30ff\uff01-\uff5e\uffe5]")
_KANJI = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTER = re.compile(r"[À-ÖØ-öø-ſ]")
_SIGN = re.compile(r"[‘’“”–—…•€\u00a0·«»°£§©®™¿¡¼½¾ºª]")
_WIDE = re.compile(r"[\t\n\r -~\u00a0-\u017f\u2010-\u2027\u3000-\u30ff\uff01-\uff5e]")
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SHOWN: dict[str, str] = {"iso8859-1": "latin-1", "latin_1": "latin-1"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An encoding to confirm.

    Attributes:
        encoding: what to pass as ``--encoding``.
        line: number of the line shown.
        preview: up to some sixty code points of that line, around its first character beyond ASCII.
    """

    encoding: str
    line: int
    preview: str


def propose(raw: bytes) -> Proposal | None:
    """The encoding to propose for bytes that are not UTF-8, or None where none is clearly best.

    >>> propose("Twelve years… she said it’s Québec".encode("cp1252")).encoding
    'cp1252'
    """
    announced = _announced(raw)
    if announced or raw.startswith(BYTE_ORDER_MARKS):
        return _proposal(raw, announced) if announced else None
    codec = _best(raw, _WITH_NUL) if b"\x00" in raw else None
    if codec is None and raw.count(0) <= _STRAY_NUL * len(raw):
        # Bytes that cp1252 leaves undefined are control characters in latin-1, and in bad company there.
        undefined = len(raw) != len(raw.translate(None, _UNDEFINED))
        codec = _best(raw, _WITH_UNDEFINED if undefined else _WITHOUT_NUL)
    return _proposal(raw, codec) if codec else None


def shown(codec: str) -> str:
    """The name of a codec as it is written in messages and records."""
    return _SHOWN.get(codec, codec.replace("_", "-"))


def _announced(raw: bytes) -> str | None:
    """The codec that a byte order mark or an escape sequence announces, if it fits."""
    marks = (
        (b"\xff\xfe\x00\x00", "utf_32"),
        (b"\x00\x00\xfe\xff", "utf_32"),
        (b"\xff\xfe", "utf_16"),
        (b"\xfe\xff", "utf_16"),
    )
    for mark, codec in marks:
        if raw.startswith(mark) and _decoded(raw, codec) is not None:
            return codec
    if (b"\x1b$B" in raw or b"\x1b$@" in raw) and _decoded(raw, "iso2022_jp") is not None:
        return "iso2022_jp"
    return None


def _best(raw: bytes, codecs: tuple[str, ...]) -> str | None:
    """The codec that reads best, if it reads well and clearly better than the others."""
    ranked = sorted((-_score(raw, codec), place, codec) for place, codec in enumerate(codecs))
    (best, _, codec), (second, _, _) = ranked[:2]
    return codec if -best >= _ENOUGH and second - best >= _MARGIN else None


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _score(raw: bytes, codec: str) -> float:
    """Share of non-ASCII (for UTF-16 of all) characters in good company; -1 for a broken reading."""
    text = _decoded(raw, codec)
    if text is None:
        return -1.0
    if codec.startswith("utf_16"):
        sample = text[:_SAMPLE]
        good = len(_WIDE.findall(sample)) + (len(_KANJI.findall(sample)) if _KANA.search(sample) else 0)
        return good / len(sample) if sample else -1.0
    good = total = 0
    for run in _NON_ASCII.finditer(text):
        good += _good(run[0], text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1])
        total += len(run[0])
        if total > _SAMPLE:
            break
    return good / total if total else -1.0


def _good(run: str, before: str, after: str) -> int:
    """Characters in good company in one run of non-ASCII characters."""
    good = len(_JAPANESE.findall(run))
    if 8 * len(_KANA.findall(run)) >= len(run):
        good += len(_HALF_KANA.findall(run))
    if good or (len(run) > 1 and not before.isalpha() and not after.isalpha()):
        good += len(_KANJI.findall(run))
    if len(run) <= 3:
        in_word = before.isalnum() or after.isalnum() or len(run) == 1
        good += len(_SIGN.findall(run)) + (len(_LETTER.findall(run)) if in_word else 0)
    return min(good, len(run))


def _proposal(raw: bytes, codec: str) -> Proposal:
    text = raw.decode(codec).lstrip("\ufeff")
    first = _NON_ASCII.search(text)
    at = first.start() if first else len(text) - len(text.lstrip())
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[max(start, at - _PREVIEW) : min(at + _PREVIEW, len(text) if end < 0 else end)]
    preview = "".join(letter if letter.isprintable() else " " for letter in line).strip()
    return Proposal(shown(codec), text.count("\n", 0, at) + 1, preview)
