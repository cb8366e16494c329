"""Word lists of the standing rules: titles, role nouns, unnamed sources, words that do not name a side."""

from __future__ import annotations

import re

PRONOUNS = frozenset(
    "he she they it we i you his her their our my who him them us one both this that these those".split()
)
FIRST_PERSON = frozenset(("we", "i", "our", "my", "us"))

# Role nouns that tie a person to the organization named beside them.
ROLE = re.compile(
    r"\b(?:spokes(?:man|woman|person|people|men)|president|chair(?:man|woman|person)?|chief(?: executive)?(?: officer)?|CEO|CFO|"
    r"director|secretary(?:[- ]general)?|leader|head|founder|lawyers?|attorneys?|counsel|officials?|representatives?|"
    r"negotiators?|executives?|manager|owner|members?|aides?|advis[eo]rs?|envoy|ambassador|minister|ministry|premier|"
    r"chancellor|governor|mayor|commander|general|coach|editor|columnist|economist|analyst|professor|organi[sz]er|"
    r"commissioner|treasurer|delegat(?:e|es|ion)|diplomats?|sources?|partner|principal|superintendent|rector|strategist)\b",
    re.IGNORECASE,
)
UNNAMED_HEADS = frozenset(
    "source sources official officials diplomat diplomats person people aide aides adviser advisers advisor advisors "
    "analyst analysts observer observers expert experts insiders insider negotiator negotiators someone others "
    "participants participant attendees".split()
)
# Sides of a quarrel that no organization stands for: they are named as they are called.
GROUPS = frozenset(
    "protesters protestors demonstrators activists advocates campaigners opponents supporters strikers workers teachers nurses "
    "doctors pilots miners drivers farmers students residents villagers prosecutors lawmakers senators conservatives liberals "
    "progressives hardliners moderates rebels militants insurgents separatists settlers shareholders creditors bondholders".split()
)
# A party after one of these is where somebody is sent or what he deals with, not for whom he speaks.
TOWARD = frozenset("to on with against about toward towards in at from near over between regarding than like".split())

DETERMINER = re.compile(r"^(?:the|some|many|most|several|other|these|those|all|both|few|a few) (?:of (?:the|these|those) )?", re.I)
HONORIFICS = frozenset(
    "mr mrs ms miss dr sir lord lady dame prof professor sen rep gov gen president vice prime minister secretary senator "
    "representative governor mayor speaker chancellor premier king queen prince ambassador congressman congresswoman "
    "general chairman judge justice attorney leader majority minority foreign house senate deputy former acting".split()
)

PRESIDENCY = re.compile(
    r"^(?:the )?(?:u\.?s\.? |american )?(?:president|vice president|press secretary|first lady)\b", re.I
)
ISSUED = frozenset(("statement", "readout", "press release", "press_release", "release", "transcript", "communique"))

SENATOR = re.compile(r"\b(?:Sen\.|Senators?|US Senator)(?=\W|$)")
REPRESENTATIVE = re.compile(r"\b(?:Rep\.|Representatives?|Congress(?:man|woman)|US Representative)(?=\W|$)")
REPUBLICAN = re.compile(r"\b(?:Republicans?|GOP|R-[A-Z][\w.]+|\(R\b|R\., )")
DEMOCRAT = re.compile(
    r"(?<!Liberal )(?<!Christian )(?<!Social )\b(?:Democrats?\b|Democratic(?! (?:Unionist|Party|Republic|People|Forces|Union))|D-[A-Z][\w.]+|\(D\b|D\., )"
)
CHAMBER_SENATE = re.compile(r"\b(?:Senate|Senators?|Sen\.)")
CHAMBER_HOUSE = re.compile(r"\b(?:House(?! of (?:Lords|Commons))|Representatives?|Rep\.|Congress(?:man|woman)|Speaker)")
US_GROUP = re.compile(
    r"\b(?:(?P<who>House|Senate|Congressional|congressional)\s+)?(?:(?:and|conservative|moderate|top)\s+)*"
    r"(?P<party>Republicans?|GOP|Democrats?|Democratic)\b(?:\s+(?P<kind>senators?|lawmakers?|governors?|leaders?|leadership|aides?))?"
)
# Bodies of a state named by a common noun: the state is that beside them, else the state the document is about.
STATE_NOUN = re.compile(
    r"\b(?:(?:foreign|defen[cs]e|finance|interior|trade|commerce|energy|justice|economy|health|prime|agriculture|oil|labou?r)\s+"
    r"(?:minister|ministry|ministers|secretary)|ministry of [a-z]+(?: [a-z]+)?|president|government|cabinet|prime minister|"
    r"presidential office|army|military|premier|chancellor|king|delegation)\b",
    re.IGNORECASE,
)

US_TITLE = re.compile(
    r"\b(?:(?<!Foreign )Secretary of (?:State|Defense|the Treasury|Commerce|Energy|Labor|Agriculture|Homeland Security)|"
    r"(?:Treasury|Commerce|Defense|Homeland Security|HHS|Labor|Energy) Secretary|"
    r"(?:Acting )?U\.?S\.? Attorney General|White House|Oval Office)\b"
)
# Offices of which a state has one: with a surname they name a person.
HEAD_TITLE = re.compile(r"\b(President|Prime Minister|Chancellor|Foreign Minister|King) (?=[A-Z])")
HEAD_OFFICE = re.compile(
    r"(?i)(?:president|prime minister|chancellor|king|secretary of state|(?:minister|secretary) (?:of|for) foreign|foreign (?:minister|secretary))"
)
_LOCAL = r"(?:[Mm]ayor|[Gg]overnor|Gov\.|[Ll]ieutenant [Gg]overnor)"
LOCAL = re.compile(rf"\b(?:{_LOCAL})(?=\W|$)")
PLACE_TITLE = re.compile(
    rf"\b(?P<place>[A-Z]\w+(?: [A-Z]\w+){{0,2}}?)(?:['’]s)? (?:Democratic |Republican )?{_LOCAL}(?=\W|$)"
)
TITLE_OF_PLACE = re.compile(rf"\b{_LOCAL}(?: [A-Z][\w.]*)* of (?P<place>[A-Z]\w+(?: [A-Z]\w+){{0,2}})")
MEMBER = re.compile(r"\b(?:Sens?\.|Senators?|Reps?\.|Congress(?:man|woman)|[RD]-[A-Z])")
# A common noun for a body, and the shape of the proper names it may stand for.
COLLECTIVE = (
    (
        "[Uu]nion",
        re.compile(
            r"\b(?:Unions?|Workers|Teamsters|Steelworkers|Federation of Labor|Brotherhood|Guild|UAW|GMB|Unite)\b"
        ),
    ),
    (
        "[Cc]ompany|[Ff]irm",
        re.compile(r"\b(?:Corp|Corporation|Inc|Co|Ltd|LLC|Plc|PLC|AG|SA|Company|Holdings|Industries|Energy)\b"),
    ),
    ("[Uu]niversity|[Ss]chool", re.compile(r"\b(?:University|College|School)\b")),
    ("[Cc]ommission", re.compile(r"\bCommission\b")),
    ("[Cc]ouncil", re.compile(r"\bCouncil\b")),
)
ADMINISTRATION = re.compile(r"\badministration\b|^(?:the )?(?:vice )?president$|^press secretary", re.IGNORECASE)
US_CUE = re.compile(
    r"\b(?:Trump|Obama|Biden|Bush|Clinton|Reagan) [Aa]dministration|\bWhite House\b|\bU\.S\.|\b(?:Obama|Trump|Biden)\b"
)
# Bodies that belong to a state although their proper name is longer than the state's.
STATE_BODY = re.compile(
    r"\b(?:Ministry|Minister|Government|Department|Parliament|Embassy|Army|Navy|Force|Forces|President|Presidency|Secretary|"
    r"Ambassador|Office|Prime|Premier|Chancellor|Representative|Trade|Cabinet|Administration|Officials?|Foreign|Military|"
    r"Treasury|Senate|House|State|Leader|Delegation|Republic|Kingdom|Vice|King|Queen|General|Chief|Mr|Ms|Mrs)\b"
)
# Capitalised words that a role noun follows without naming an organization.
NOT_A_PARTY = re.compile(
    r"(?:Foreign|Western|European|Arab|Prime|Deputy|Vice|Senior|Former|Chief|Special|Executive|Managing|Assistant|National|"
    r"Minority|Majority|Administration|Photo|Government|Federal|State|Local|Public|Press|Defen[cs]e|Finance|Interior|"
    r"Foreign and .*|Democrat(?:ic)?|Republican|GOP|Progressive|(?:\w+ )?(?:Cabinet Office|Ministry)|President|Banking|Diplomatic|Industry|Intelligence|Military|Security|Trade|Economic|Legal|Union|Company|Opposition|Rebel|Market|Police|Political|Official|Top|Unnamed|Congressional|Religious|Mr|Ms|Mrs|Dr|CEO|He|She|They|It|Some|Several|Many|Three|Two)"
)

# How the names of companies end, where they are written in full.
COMPANY = r"(?:Inc|Incorporated|Corp|Corporation|Co|Company|Cos|Ltd|Limited|LLC|LP|Plc|PLC|AG|SA|NV|AB|GmbH|SpA|Group|Holdings?)"
COMPANY_END = re.compile(rf"\b{COMPANY}\.?$")
# What a company is by law, and newspapers leave out at the second mention; "Group" belongs to the name.
LEGAL_END = re.compile(r",?(?: (?:Inc|Incorporated|Corp|Corporation|Co|Cos|Ltd|Limited|LLC|LP|Plc|PLC|AG|SA|NV|AB|GmbH|SpA)\.?)+$")
# An aside after a name: "Marrow Corp, an investor group", "the group, which includes others".
_ASIDE = re.compile(rf"(?:,(?! (?:{COMPANY}|S\.A)\b)|;|--| (?:which|who|that) )\s?.*$", re.S)
_LED = re.compile(r"^(?:(?:[Aa]nd|[Bb]ut|[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir) )+")
# Words that stand for people without naming any.
NOBODY = frozenset("all both some many several most none others one each two three neither either everyone anyone".split())


def proper(name: str) -> str:
    """An organization's name without articles, brackets of a ticker, asides, or the line break in it.

    >>> proper("The <Marrow\\nShipping Corp>, an investor group"), proper("Holt, Inc."), proper("And the Pier Board")
    ('Marrow Shipping Corp', 'Holt, Inc', 'Pier Board')
    """
    short = _LED.sub("", _ASIDE.sub("", " ".join(re.sub(r"[<>]", " ", name).split())).strip(" .,"))
    return short if short[:1].isalnum() else name.strip("<> .,")


# What follows tells what the source knows, not for whom it speaks.
KNOWS = re.compile(
    r"\b(?:familiar with|close to|briefed on|involved in|with knowledge of|who|whose|critical of|opposed to)\b"
)
STUDIES = re.compile(
    r"\b(?:analysts?|professors?|experts?|economists?|lecturers?|fellows?|scholars?|researchers?|columnists?)\b", re.I
)
PAPER = re.compile(r" (?:memo|statement|declaration|report|announcement|letter|press release|communiqu[eé])$", re.I)
JOINT = re.compile(
    r"^(?:an? |the |this )?(?:joint )?(?:statement|declaration|communiqu[eé]|announcement|document|agreement|memo)s?$",
    re.I,
)
CAMPAIGN = re.compile(r"\b(?:nominee|candidate|campaign|primary|primaries|on the trail|rally)\b", re.I)
MINISTRY = re.compile(
    r"\b(?:[Mm]inist(?:ry|er)|[Ff]oreign [Ss]ecretary|[Ff]oreign [Oo]ffice|[Pp]remier|[Cc]hancellor)\b"
)
# "Ruiz, a spokeswoman for the union," where the parse lost the apposition.
APPOSITION = re.compile(r"^,\s+((?:(?:an?|the|its|their|who is)\s)?[^,.;:\n]{4,110})")
SPEAKS_FOR = re.compile(r"\b(?:spokes\w+|aides?|advis[eo]rs?|press secretary|chief of staff|officials?)\b", re.I)
