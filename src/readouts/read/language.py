"""Which language a text is in, offline."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Function words that English uses all the time and its neighbours rarely together.
_FUNCTION_WORDS = """
the of and to a in that is was for it with as his on be at by he had not are but from or have an they which one you
were her all she there would their we him been has when who will no more if out so said its this these also did do does
could should may can than then after before over about against into between
"""
_ENGLISH = frozenset(_FUNCTION_WORDS.split())
# The languages of press offices; the model's rarer labels (pidgins, regional tongues) only add noise on short text.
_CODES = """
am ar az be bg bn bs ca cs da de el en es et fa fi fr ga he hi hr hu hy id is it ja ka kk km ko ky lo lt lv mk mn ms mt
ne nl no pl ps pt ro ru sk sl sq sr sv sw ta th tl tr uk ur uz vi zh
"""
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None when there are too few words to tell.

    >>> detect("The minister said that the sides had agreed to nothing."), detect("1 + 1")
    ('en', None)
    """
    sample = text if len(text) <= 6000 else text[:3000] + " " + text[len(text) // 2 : len(text) // 2 + 3000]
    words = _WORD.findall(sample.lower())
    if not words:
        return None
    english = sum(word in _ENGLISH for word in words) / len(words)
    plain = sum(word.isascii() for word in words) >= 0.95 * len(words)
    # Plain English needs no model, which costs half a second to load.
    if plain and "the" in words and english >= 0.25 and len(words) >= 8:
        return "en"
    if len(words) < 4 and plain:
        return None
    label = str(_model().classify(sample)[0])
    return "en" if plain and len(words) < 25 and english >= 0.3 else label


@cache
def _model() -> Any:
    # The first use loads the model: not before somebody needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_CODES.split())
    return identifier
