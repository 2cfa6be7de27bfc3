"""Words in the form in which cues are compared: simple inflection aside, without a model or a dictionary.

English words are cut by the first step of Porter's rules (An algorithm for suffix stripping, Program 14,
1980: plurals, -ed, -ing, y), irregular forms of common verbs and nouns by a table. Derivation is left alone:
``manager`` is not ``manage``, and a cue in -ing keeps it, else ``training`` were in every train. Spanish
words lose the plural and the gender of participles; an infinitive in a cue stands for its regular forms in
the indicative. Words of other languages stay as they are.

All words are folded before (:mod:`secondmig.core.fold`): small letters without accents.
"""

import re
from functools import lru_cache
from typing import Final

_SHORT: Final = 3
_LONGER: Final = 5
_VOWEL: Final = re.compile("[aeiouy]")
_DOUBLED: Final = re.compile(r"([bdfgmnprt])\1$")
_IRREGULAR: Final = """
paid:pay sent:send left:leave felt:feel went:go gone:go came:come saw:see seen:see told:tell said:say met:meet
kept:keep lost:lose spent:spend bought:buy brought:bring taught:teach thought:think caught:catch fought:fight
found:find held:hold heard:hear made:make sold:sell stood:stand won:win wrote:write written:write spoke:speak
spoken:speak broke:break broken:break chose:choose chosen:choose took:take taken:take gave:give given:give
grew:grow grown:grow knew:know known:know drove:drive driven:drive rose:rise risen:rise fell:fall fallen:fall
forgot:forget forgotten:forget began:begin begun:begin children:child men:man women:woman wives:wife
"""
_AR: Final = """
ar o as a amos ais an e aste asteis aron aba abas abamos abais aban are aras ara aremos areis aran aria arias
ariamos ariais arian ando ado ada
"""
_ER_OR_IR: Final = """
er ir o es e emos imos eis en i iste io isteis ieron ia ias iamos iais ian ere eras era eremos ereis eran ire
iras ira iremos ireis iran eria erias eriamos erian iria irias iriamos irian iendo yendo ido ida
"""
_BASES: Final = dict(pair.split(":") for pair in _IRREGULAR.split())
_INFINITIVE: Final = re.compile(r"(?P<root>\w{2,})(?P<ending>ar|er|ir)(?:se)?")
_PARTICIPLE: Final = re.compile(r"(\w{2,}(?:ad|id))a")


@lru_cache(maxsize=65536)
def keys(word: str, language: str) -> tuple[str, ...]:
    """The forms in which a word of a text is compared; one that :func:`forms` of a cue has is enough.

    >>> [keys(word, "en")[0] for word in ("promotions", "promoted", "stories", "planned", "paid", "pay")]
    ['promotion', 'promot', 'stori', 'plan', 'pay', 'pay']
    >>> [keys(word, "es")[0] for word in ("ascensos", "fabrica", "veces", "estancadas")]
    ['ascenso', 'fabrica', 'vez', 'estancado']
    """
    if language == "en":
        bare = _plural(word)
        return (_english(word), *((f"={bare}",) if bare.endswith("ing") else ()))
    return (_spanish(word) if language == "es" else word,)


def forms(word: str, language: str) -> frozenset[str]:
    """The forms that a word of a cue stands for.

    >>> {keys(word, "es")[0] for word in ("gano", "ganaban", "ganado")} <= forms("ganar", "es")
    True
    >>> [sorted(forms(word, "en")) for word in ("promote", "training")]
    [['promot'], ['=training']]
    """
    if language == "en" and word.endswith("ing") and len(word) > _LONGER:
        return frozenset({f"={word}"})
    found = {keys(word, language)[0]}
    infinitive = _INFINITIVE.fullmatch(word) if language == "es" else None
    if infinitive:
        endings = _AR if infinitive["ending"] == "ar" else _ER_OR_IR
        found.update(_spanish(infinitive["root"] + each) for each in endings.split())
    return frozenset(found)


def _english(word: str) -> str:
    word = _BASES.get(word, word)
    if len(word) <= _SHORT or not word.isascii():
        return word
    return _ending_y(_past(_plural(word)))


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies") and len(word) > _SHORT + 1:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _past(word: str) -> str:
    """Without -ed or -ing, where a vowel is left; a final e goes too, so that what had one is the same."""
    if word.endswith("ied") and len(word) > _SHORT + 1:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _SHORT and _VOWEL.search(bare):
            return _DOUBLED.sub(r"\1", bare)
    return word[:-1] if word.endswith("e") and len(word) > _SHORT else word


def _ending_y(word: str) -> str:
    if word.endswith("y") and len(word) > _SHORT and not _VOWEL.match(word[-2]):
        return word[:-1] + "i"
    return word


def _spanish(word: str) -> str:
    if len(word) <= _SHORT:
        return word
    if word.endswith("ces"):
        word = word[:-3] + "z"
    elif word.endswith("es") and len(word) > _SHORT + 1 and not _VOWEL.match(word[-3]):
        word = word[:-2]
    elif word.endswith("s") and _VOWEL.match(word[-2]):
        word = word[:-1]
    return _PARTICIPLE.sub(r"\1o", word)
