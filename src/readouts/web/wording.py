"""How stances, statuses and the kinds of dispute are worded on the pages, each with the sentence that explains it."""

from __future__ import annotations

from collections.abc import Mapping

from readouts.model import Counts

STANCE_MEANS: Mapping[str, str] = {
    "affirms": "says it was agreed or promised, will be done, or that the other side agreed",
    "denies": "says there was no such agreement, or that the other's account is wrong",
    "refuses": "will not do or accept it; no claim about what was agreed",
    "conditions": "will, but only if; or demands something first",
    "hedges": "does not commit: discussed, under study, cannot confirm",
    "withdraws": "pulls back from what it accepted",
}
STATUS_MEANS: Mapping[str, str] = {
    "corroborated": "parties that would be bound say, independently, that it was agreed",
    "disputed": "one side affirms, and another denies it, contradicts its terms, or says it does not bind or is not kept",
    "refused": "a party will not, and nobody says it was agreed",
    "one_sided": "one side says so; the other has not been heard",
    "conditional": "it hangs on a condition",
    "withdrawn": "a party pulled back from what it had accepted",
    "open": "nobody commits either way",
    "not_assessed": "it could not be judged",
}
KIND_MEANS: Mapping[str, str] = {
    "record": "whether it was agreed or said at all",
    "terms": "both say agreed, the contents differ",
    "substance": "whether to do it",
    "mandate": "whether the speaker could commit the party",
    "performance": "whether it is being kept",
}
_NOBODY = {"narration": "the text's own words", "unnamed": "unnamed sources"}


def plain(name: str | None) -> str:
    """An identifier as words.

    >>> plain("one_sided")
    'one sided'
    """
    return (name or "").replace("_", " ")


def party_words(name: str) -> str:
    """A party's name; in words where a text speaks for no side.

    >>> party_words("narration"), party_words("Port Ane")
    ("the text's own words", 'Port Ane')
    """
    return _NOBODY.get(name, name)


def many(count: int, one: str, more: str | None = None) -> str:
    """A count with its noun.

    >>> many(1, "party", "parties"), many(3, "party", "parties"), many(0, "account")
    ('1 party', '3 parties', '0 accounts')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def origins(counts: Counts) -> str:
    """How many articles there are, and how many of them are not another's words again.

    >>> origins(Counts(2, 6, 1, 4))
    '5 articles, 1 origin'
    """
    return f"{many(counts.documents + counts.copies, 'article')}, {many(counts.documents, 'origin')}"


def span_of_days(first: str | None, last: str | None) -> str:
    """From when to when, in words; nothing where neither is known.

    >>> span_of_days("2031-03-03", "2031-03-06"), span_of_days("2031-03-03", "2031-03-03"), span_of_days(None, None)
    ('2031-03-03 to 2031-03-06', '2031-03-03', '')
    """
    days = list(dict.fromkeys(d for d in (first, last) if d))
    return " to ".join(days)
