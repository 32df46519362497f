"""How an institution is found: by any of its names, in Chinese, English, pinyin or pinyin initials."""

import unicodedata
from collections.abc import Iterable, Iterator

from pypinyin import Style, pinyin

BETWEEN = (
    "\n"  # before and after each name in Institution.search: an exact match and a prefix are then plain substrings
)


def search_key(text: str) -> str:
    """Letters, digits and Han characters only, folded: what is stored and what is looked for must agree."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def spelled(name: str) -> Iterator[str]:
    """The name in pinyin and its initials; where a character has several readings, each of them once.

    A name with one polyphone gets both spellings (朝阳 is found as cy and as zy); with several, one is varied at a
    time, so that the number of spellings grows with the length of the name and not with its power.
    """
    usual = [readings[0] for readings in pinyin(name, style=Style.NORMAL, errors="ignore")]
    alone = list(name)  # a character at a time: no dictionary of phrases then decides how it is read
    every = pinyin(alone, style=Style.NORMAL, heteronym=True, errors="ignore")
    spellings = [usual]
    if len(every) == len(usual):
        for place, readings in enumerate(every):
            spellings += [usual[:place] + [reading] + usual[place + 1 :] for reading in readings]
    for syllables in spellings:
        yield "".join(syllables)
        yield "".join(syllable[0] for syllable in syllables)


def search_text(names: Iterable[str]) -> str:
    """What Institution.search holds for these names."""
    found = dict.fromkeys(search_key(name) for name in names if name)
    for name in list(found):
        if not name.isascii():
            found |= dict.fromkeys(search_key(spelling) for spelling in spelled(name))
    return BETWEEN + "".join(key + BETWEEN for key in found if key)
