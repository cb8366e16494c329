"""Cue families of the stances: what words show polarity, modality, condition, withdrawal and doubt.

Each family is one expression over the words as they stand; a family's name is the stable id that reasons cite.
"""

from __future__ import annotations

import re

_NOT = r"(?:not|never|n[’']t|no longer)"
_AGREE_N = (
    r"(?:agreements?|deals?|accords?|pacts?|truces?|ceasefires?|cease-fires?|treat(?:y|ies)|settlements?|contracts?|"
    r"memorand(?:um|a)|compromises?|commitments?|promises?|pledges?|undertakings?|understandings?|arrangements?|offers?)"
)

FAMILIES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "agree.noun": rf"\b{_AGREE_N}\b",
        "agree.verb": r"\b(?:agree[ds]?|agreeing|consent(?:s|ed)?|accept(?:s|ed|ing)?|approv(?:e|es|ed|ing)|endors(?:e|es|ed)|"
        r"sign(?:s|ed|ing)?|ratif(?:y|ied|ies)|conclud(?:e|ed)|reach(?:ed|es)?|struck|strike)\b",
        "promise": r"\b(?:promis(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?|commit(?:s|ted|ting)?|undert(?:ake|ook)|"
        r"guarantee[sd]?|swor[en]|assur(?:e|es|ed))\b",
        "offer": r"\b(?:offer(?:s|ed|ing)?|propos(?:e|es|ed|ing|als?)|ready to|willing(?:ness)? to|prepared to)\b",
        "will": r"\b(?:will|shall|would|going to|plans? to|intends? to|is to|are to)\b",
        "will.not": rf"\b(?:(?:will|would|shall|do|does|did|can|could) {_NOT}|won[’']t|wouldn[’']t|cannot|can[’']t|never)\b",
        "deny": r"\b(?:den(?:y|ies|ied|ying|ials?)|disput(?:e|es|ed|ing)|refut(?:e|es|ed)|contradict(?:s|ed)?|false|untrue|"
        r"lie[sd]?|lying|no such|no (?:deal|agreement|promise|commitment)|fake|fabricat\w+|baseless|misrepresent\w*|inaccurate)\b",
        "not.agree": rf"\b{_NOT} (?:\w+ ){{0,3}}(?:agree[ds]?|reach(?:ed)?|made|sign(?:ed)?|promis(?:e|ed)|commit(?:ted)?|discuss(?:ed)?)\b",
        "breach": r"\b(?:violat\w+|breach\w*|br(?:oke|oken|eaks?|eaking) (?:its|their|his|the|a)|reneg\w+|fail(?:s|ed|ure|ing)? to|"
        r"abandon\w*|betray\w*|not (?:complied|kept|honou?red|met))\b",
        "refuse": r"\b(?:refus\w+|reject\w*|declin(?:e|es|ed|ing)|rul(?:e|es|ed|ing) out|oppos(?:e|es|ed|ing|ition)|"
        r"turn(?:ed|s|ing)? down|rebuff\w*|unacceptable|non-?starter|veto\w*|block(?:s|ed|ing)?|resist\w*|against|dismiss\w*)\b",
        "refuse.strong": rf"\b(?:(?:will|would) {_NOT}|won[’']t|wouldn[’']t) (?:\w+ )?(?:accept|agree|sign|support|vote|negotiate|"
        r"allow|participate|pay|take part|be involved|join|surrender|back down|do)\b",
        "condition": r"\b(?:only if|if|unless|until|provided that|as long as|on (?:the )?conditions?|conditional|conditioned|"
        r"in exchange for|in return for|in order (?:for|to)|before (?:any|it|they|we)|without|must|precondition\w*|depends?|"
        r"subject to|contingent|demand(?:s|ed|ing)?|insist(?:s|ed|ing)?|require[sd]?|should)\b",
        "condition.strong": r"\b(?:only if|unless|provided that|as long as|on (?:the )?condition|in exchange for|in return for|"
        r"precondition\w*|contingent (?:up)?on|subject to|not (?:\w+ )?until|only (?:after|when|once))\b",
        "hedge": r"\b(?:may|might|could|perhaps|possibl[ey]|consider\w*|explor\w+|discuss\w*|talks?|negotiat\w+|progress|"
        r"constructive|hop(?:e|es|ed|ing|eful)|optimis\w+|near|clos(?:e|er) to|not (?:yet )?(?:final\w*|decided)|"
        r"review\w*|stud(?:y|ying)|look(?:ing)? at|open to|work(?:ing)? (?:on|toward\w*)|remain\w*|details|unclear)\b",
        "hedge.strong": r"\b(?:no (?:final )?decision|(?:not|n[’']t) (?:aware|sure|know|confirm)|cannot confirm|declined to (?:comment|say|confirm)|"
        r"no comment|too (?:early|soon)|yet to|under consideration|wait and see|not final)\b",
        "withdraw": r"\b(?:withdr(?:aw\w*|ew)|back(?:s|ed|ing)? (?:out|away|off|down)|walk(?:s|ed|ing)? (?:away|back)|pull(?:s|ed|ing)? (?:out|back)|"
        r"scrap\w*|cancel\w*|revers(?:e|ed|al)|second thoughts|changed (?:its|his|her|their) (?:mind|tune|position)|rescind\w*|"
        r"call(?:ed|ing)? off|suspend\w*|u-turn|retreat\w*|no longer|dropp(?:ed|ing)|terminat\w+|repudiat\w*)\b",
        "said": r"\b(?:said|says|say|told|added|stat(?:ed|ement)|announc\w+|according to|insist\w*|claim\w*|wrote|tweeted|confirm\w*)\b",
        "demand": r"\b(?:urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|for)|demand\w*|ask(?:s|ed|ing)?|want(?:s|ed)?)\b",
        "joint": r"\b(?:both (?:sides|leaders|parties|countries)|the (?:two )?(?:leaders|presidents|sides|ministers)|jointly|we agreed|they agreed)\b",
        "first.plural": r"\b(?:we|our|us)\b",
        "first.singular": r"\b(?:i|my)\b",
        "negated": r"\b(?:not|never|no|none|nothing|neither|nor)\b|n[’']t\b",
        "past.perfect": r"\bhad (?:\w+ )?\w+ed\b",
        "mandate": r"\b(?:on behalf of|speaks? for|spoke for|authori[sz]ed to|authority to|mandate|empowered|no (?:right|power) to|undermin\w+)\b",
        "quoted": r"[“\"]",
        "money": r"[$€£]|\b(?:billion|million|percent|per cent)\b",
        "year": r"\b(?:19|20)\d\d\b",
        "question": r"\?",
    }.items()
}
NAMES: tuple[str, ...] = tuple(FAMILIES)

# Who doubts that somebody could commit a party.
_AUTHORITY = (
    r"(?:speak(?:s|ing)? (?:on behalf of|for (?:the|his|her|its|their|all|us|them))|act(?:s|ing)? on behalf of|"
    r"authori[sz](?:ed|ation|ity) (?:to|by|from)|mandate (?:to|from|for)|"
    r"(?:power|right|standing|authority) to (?:commit|bind|negotiate|speak|sign|make|agree|give))"
)
# In most statements nobody's authority stands at all, and the wider expression takes long to say so.
AUTHORITY = re.compile(rf"{_AUTHORITY}\b", re.I)
MANDATE = re.compile(rf"\b{_AUTHORITY}\b", re.I)
MANDATE_DOUBT = re.compile(rf"\b(?:\w+\b[^.?!]{{0,60}})?{_AUTHORITY}\b", re.I)
DOUBT_WORD = re.compile(
    r"\b(?:not|never|no|nor|neither|whether|without|lacks?|lacked|question\w*|doubt\w*|exceed\w*|overstep\w*|unsure|unclear|nobody|none)\b|n[’']t\b|\?",
    re.I,
)

# Structure that decides polarity: it outweighs what the words around it suggest. Each adds so much to the log-odds of
# its stance (chosen on the development stories; figures in docs/models/stance.md).
RULES: tuple[tuple[str, str, float, re.Pattern[str]], ...] = tuple(
    (name, stance, weight, re.compile(pattern, re.I))
    for name, stance, weight, pattern in (
        (
            "polarity.not_agreed",
            "denies",
            4.0,
            rf"\b(?:did|do|does|had|have|has|was|were|is|are) ?{_NOT} (?:\w+ ){{0,2}}?(?:agree[ds]?|promise[ds]?|commit(?:ted)?|"
            rf"sign(?:ed)?|accept(?:ed)?|reach(?:ed)?|made?) |\bnever (?:agreed|promised|signed|committed|accepted)\b|"
            rf"\bnot agreed to\b|\b(?:made|gave|was|is|were) no (?:such )?(?:{_AGREE_N})\b|\bnothing (?:was|had been|has been) (?:agreed|signed|promised)\b",
        ),
        (
            "polarity.no_deal",
            "denies",
            0.3,
            rf"\b(?:no such|there (?:was|is|were) (?:no|never)(?: any)?|any) {_AGREE_N}\b",
        ),
        (
            "polarity.deny",
            "denies",
            0.4,
            r"\b(?:den(?:y|ies|ied|ying|ials?)|disput(?:es|ed|ing)|refut\w+|untrue|contradict(?:s|ed))\b",
        ),
        (
            "performance.breach",
            "denies",
            0.3,
            r"\b(?:violat(?:es|ed|ing|ions? of (?:the|its|their|an?) (?:deal|agreement|truce|ceasefire|accord|treaty))|breach\w*|br(?:oke|oken|eaking) (?:its|their|his|the|a)|reneg\w+|fail(?:s|ed|ure|ing) to (?:keep|honou?r|"
            r"comply|meet|fulfil\w*|live up)|betray\w*)",
        ),
        (
            "modality.will_not",
            "refuses",
            2.8,
            rf"\b(?:(?:will|would) {_NOT}|won[’']t|wouldn[’']t) (?:\w+ )?(?:accept|agree|sign|join|participate|take part|be involved|"
            r"surrender|negotiate|support|allow|pay)\b|\b(?:refus(?:es|ed|ing) to|rejected|ruled out|turned down)\b",
        ),
        (
            "condition.clause",
            "conditions",
            0.4,
            r"\b(?:only if|only (?:after|when|once)|unless|provided (?:that|the|it|they)|as long as|on (?:the )?condition|precondition\w*|"
            r"in exchange for|in return for|contingent (?:up)?on|without (?:the |\w+ \w* ?)?lifting)\b",
        ),
        (
            "modality.not_final",
            "hedges",
            0.3,
            r"\b(?:no final decision|not final|too early|yet to (?:decide|agree)|declined to comment|no comment)\b",
        ),
        (
            "shift.withdraws",
            "withdraws",
            2.2,
            r"\b(?:second thoughts|changed (?:its|his|her|their) (?:mind|tune|position)|walk(?:s|ed|ing)? (?:it |that |this )?back|"
            r"tak(?:e|es|ing) back|took back|back(?:s|ed|ing)? (?:out|away|off)|withdr(?:ew|awn|awing|aws?) (?:its|his|her|their|the|from)|"
            r"pull(?:s|ed|ing)? out of|revers(?:ed|ing) (?:its|his|her|their|course)|rescind\w*|called off|scrapp\w+)\b",
        ),
    )
)
