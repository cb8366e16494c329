"""Word families that show what two accounts are at odds about. A family's name is the stable id that reasons cite."""

from __future__ import annotations

import re

from readouts.model import Account

_NOT = r"(?:not|n[’']t|never|no longer)"
_DEAL = (
    r"(?:agreement|deal|promise|commitment|pledge|offer|pact|decision|discussion|talks?|negotiations?|contacts?|plans?)"
)
FAMILIES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "breach": r"\b(?:violat\w+|breach\w*|br(?:oke|oken|eaking|eaks?)(?= (?:its|their|his|her|the|an?|off|promises?|faith)\b)|"
        r"broken promises?|reneg\w+|fail(?:ed|ure|ing|s)?(?= to\b)|betray\w*|undermin\w+|non-?compliance|cheat\w*|empty promises?|"
        rf"(?:{_NOT}|without) (?:\w+ ){{0,2}}(?:compl(?:y|ied|ying)|ke(?:pt|ep\w*)|honou?r\w*|liv\w+ up|deliver\w*|fulfil\w*|implement\w*|met|"
        r"abid\w+|follow\w* through)|no (?:real|concrete|sign|evidence)\b)",
        "kept": r"\b(?:compl(?:y|ies|ied|ying|iance|iant)|ke(?:pt|eps?|eping) (?:its|his|their|her|the|our|my|a) (?:\w+ )?(?:word|promise|"
        r"commitment|side|part|pledge|end)s?|liv(?:e|es|ed|ing) up|honou?r(?:s|ed|ing)?|abid\w+|adher\w+|implement\w*|fulfil\w*|"
        r"deliver(?:s|ed|ing)?|follow(?:s|ed|ing)? through|remains? committed|observ(?:e|ed|ing) (?:the|a))\b",
        "accuse": r"\b(?:accus\w+|blam\w+|alleg\w+|fault\w*|guilty)\b",
        "not_agreed": rf"\b(?:{_NOT} (?:\w+ ){{0,3}}(?:agree\w*|promis\w+|commit\w*|accept\w*|discuss\w*|offer\w*|pledg\w+|sign\w*|reach\w*|"
        rf"made?|said|told|ask\w*|happen\w*)|no (?:such |formal |final )?{_DEAL}|nothing (?:\w+ ){{0,2}}agreed|agreed to nothing|"
        rf"(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing))\b[^.;]{{0,60}}\b(?:agree\w*|promis\w+|commit\w*|accept\w*|offer\w*|reach\w*|{_DEAL}))\b|"
        rf"n[’']t (?:\w+ ){{0,3}}(?:agree\w*|promis\w+|commit\w*|accept\w*|offer\w*|sign\w*)\b",
        "deny": r"\b(?:den(?:y|ies|ied|ying|ials?)|disput(?:e|es|ed|ing)|refut(?:e|es|ed)|contradict\w*|false(?:ly|hoods?)?|untrue|not true|"
        r"lie[sd]?|lying|liar|fabricat\w+|fake|baseless|misrepresent\w*|misconstru\w+|inaccurate|mischaracteri\w+|myth|hoax|invent\w+|"
        r"wrong|incorrect|mislead\w*|misled|doubt\w*)\b",
        "mandate": r"\b(?:speaks? for|on behalf of|authori[sz]\w+|(?:legal |the )?authority|mandate[sd]?|power to|(?:legally |not )bind(?:ing)?|"
        r"jurisdiction|ratif\w+|executive agreement|unconstitutional)\b",
        "will_not": r"\b(?:(?:will|would|shall|do|does|did|can|could|should|is|are) ?(?:not|never)|won[’']t|wouldn[’']t|cannot|can[’']t|"
        r"don[’']t|doesn[’']t|isn[’']t|aren[’']t|not going)\b",
        "refuse": r"\b(?:refus\w+|reject\w*|declin\w+|rul(?:e|es|ed|ing) out|oppos\w+|turn(?:ed|s|ing)? down|rebuff\w*|unacceptable|"
        r"non-?starter|veto\w*|block\w*|resist\w*|against|dismiss\w*|balk\w*|object\w*)\b",
        "terms": r"\b(?:only|rather than|instead|(?:more|less|fewer) than|higher|lower|partial\w*|entire\w*|merely|not (?:an?|the)|no change|"
        r"actually|basically|far (?:lower|more|less)|do(?:es)?(?:n[’']t| not) (?:mean|include)|contents?|terms|clauses?|details?|text|"
        r"interpret\w*|version|meaning|amount\w*|nothing)\b",
        "claim": r"\b(?:claim\w*|assert\w*|reports?|reported|story|tweet\w*|suggest\w*|account|statements?)\b",
        "agreed": r"\b(?:agreed|reached|promised|pledged|signed|struck|accepted|committed|vowed|ha[sd] given)\b",
        "past": r"\b(?:had|was|were|did|has been|have been)\b",
        "future": r"\b(?:will|would|going to|plans? to|intends? to)\b",
        "want": r"\b(?:want\w*|urg\w+|call(?:ed|s|ing)? (?:for|on)|demand\w*|propos\w+|offer\w*|ask\w*|push\w*|support\w*|should|must)\b",
    }.items()
}
# Somebody doubts that a speaker could commit a party: plain enough to decide by itself.
NO_MANDATE = re.compile(
    r"\b(?:no|not|never|without|lack(?:s|ed|ing)?|doubt\w*|question\w*|whether|nobody|exceed\w*|overstep\w*)\b[^.;]{0,40}?"
    r"\b(?:authority|authori[sz]ed to|mandate (?:to|from|for)|power to (?:commit|bind|sign|negotiate|speak)|jurisdiction|"
    r"speaks? (?:for|on behalf))\b",
    re.I,
)
FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")
# A paper that is named as the source tells what others agreed; it is seldom a side of its own.
OUTLET = re.compile(
    r"\b(?:news|newspaper|times|post|reuters|journal|press|report|magazine|tv|television|media)\b", re.I
)


def shown(text: str) -> dict[str, str]:
    """The families that stand in a text, each with the first words that show it.

    >>> shown("The port denied that it had broken its promise.")["deny"]
    'denied'
    """
    return {name: m.group(0) for name, rx in FAMILIES.items() if (m := rx.search(text))}


# That it was agreed at all is denied, whatever it is said about.
NOT_AGREED = re.compile(
    r"(?:\b(?:not|never)|n[’']t) (?:\w+ )?(?:agree[ds]?|promise[ds]?|commit(?:ted)?|accept(?:ed)?|sign(?:ed)?)\b|"
    r"\b(?:made|gave|was|were|is|had been) no (?:such )?(?:agreement|deal|promise|commitment|pledge|undertaking)\b", re.I,
)  # fmt: skip


def chance(account: Account, of: str) -> float:
    """How likely the reader of statements takes something to be, from the account's reasons; 0 where none says.

    >>> from readouts.model import Anchor, Party, Speaker
    >>> said = ("affirms", "direct")
    >>> a = Account("1", Anchor("d", 0, 2, "Ok"), Party("Ostria"), Speaker("we", "unnamed"), *said, reasons=("reader.quarrel: 0.75",))
    >>> chance(a, "quarrel"), chance(a, "conditional")
    (0.75, 0.0)
    """
    named = f"reader.{of}: "
    return next((float(r.removeprefix(named)) for r in account.reasons if r.startswith(named)), 0.0)
