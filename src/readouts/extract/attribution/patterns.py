"""Cue words and the frames they take."""

from __future__ import annotations

from readouts.extract.attribution.cues import NOUNS, RARE, VERBS

SPEECH = frozenset(
    "say tell add write ask note report announce suggest tweet argue continue explain acknowledge declare urge recall conclude "
    "claim respond state insist warn reply reveal predict confirm stress reiterate assert concede lament complain joke admit "
    "remark observe maintain contend allege deny post caution comment quip promise vow pledge agree answer read charge".split()
)
LIGHT_LEFT = frozenset("decline refuse go continue seem appear want fail begin".split())
ADVERBS = frozenset("reportedly allegedly supposedly purportedly".split())
ADJECTIVES = frozenset(
    "confident sure certain aware afraid concerned worried convinced hopeful optimistic glad proud happy willing ready unwilling reluctant clear skeptical doubtful".split()
)
QUOTING = SPEECH | frozenset(
    "call describe go think wonder recount exclaim shout joke describe reason urge conclude tell warn".split()
)


# What this project is about is never left out, however seldom newspapers use it.
_CORE = frozenset(
    "deny reject dispute dismiss refute contradict rebut disavow agree pledge promise accept vow refuse decline oppose offer "
    "criticize condemn demand insist withdraw consider threaten retract confirm support back endorse welcome".split()
)
_CORE_FRAMES = frozenset("ccomp xcomp dobj prep-to prep-on prep-with passive-subject passive-xcomp".split())
_NEGATED_FRAMES = frozenset("ccomp xcomp dobj prep-about prep-to prep-on".split())
_KNOWING = SPEECH | frozenset(
    "know mention address identify include discuss specify disclose believe think consider suggest elaborate".split()
)
_CORE_NOUNS = frozenset(
    "promise pledge vow denial refusal rejection agreement offer claim commitment assurance demand threat "
    "report rumor rumour contention assertion allegation insistence acceptance suggestion acknowledgement".split()
)


# What a speaker declines to do: say something.
SAYING = SPEECH | frozenset("elaborate specify disclose".split())
# Inside another's words a verb counts as a report only where it can hardly be anything else.
REPORTING = (
    SPEECH
    | _CORE
    | frozenset(
        "call describe accuse blame praise ask urge favor approve signal denounce attack defend doubt question advise inform "
        "speculate testify complain boast hint imply mention quote cite repeat announce acknowledge reaffirm believe fear".split()
    )
)
CORE = _CORE
# What somebody is told not to have done that is a word withheld, not a deed undone.
WITHHOLDING = (
    _KNOWING
    | REPORTING
    | frozenset("share single want resist release withhold provide elaborate wish plan intend".split())
)
# One's own knowing, thinking and wishing in one's own words is no report of anybody.
THINKING = frozenset(
    "think believe know hope feel want guess mean expect wish love need see look consider wonder suspect doubt hear read find "
    "remember understand realize fear learn trust show make".split()
)
# Objects of these are what one is told or asked, not what one holds.
LIGHT = frozenset(
    "make give issue offer have repeat reiterate renew reaffirm express voice release deliver withdraw retract keep break "
    "honor honour fulfil fulfill drop abandon send raise sign reach form hold share take be get stick back defend".split()
)
AGENTS = frozenset(
    "ally opponent rival neighbour neighbor partner rebel insurgent fighter soldier officer guard worker driver farmer teacher "
    "nurse doctor student pupil parent resident villager citizen voter member leader owner operator broker dealer trader "
    "banker investor lender creditor shareholder employer employee staff crew captain pilot witness victim suspect defendant "
    "prosecutor counsel attorney lawmaker legislator deputy councillor councilor delegate negotiator mediator envoy emissary "
    "monarch emperor duke bishop priest pope cleric scholar scientist researcher author writer editor reporter journalist "
    "columnist publisher broadcaster man woman person child boy girl friend colleague boss client customer consumer supplier "
    "producer manufacturer contractor developer builder insurer regulator authority inspector auditor ombudsman referee "
    "coach player union guild league club society syndicate consortium coalition bloc faction cabinet assembly legislature "
    "chamber house tribunal jury bench panel inquiry watchdog committee ministry country nation state republic kingdom "
    "province region county city town village municipality island capital port bank firm company airline airport hospital "
    "school university church militia force navy troop command embassy consulate mission organization organisation agency "
    "bureau institute charity foundation trust board management leadership presidency administration regime campaign camp "
    "side party government he she they we i you it who someone somebody anyone anybody everyone everybody nobody".split()
)


def allows(lemma: str, frame: str, *, negated: bool = False) -> bool:
    """Whether a verb is a cue in a frame; more verbs are when negated ("did not mention the deal")."""
    if lemma == "be" and not frame.startswith("adj-") and frame != "prep-against":
        return False
    if lemma in _CORE and frame in _CORE_FRAMES:
        return True
    if negated and (
        frame in RARE.get(lemma, ()) or (frame in _NEGATED_FRAMES and (lemma in VERBS or lemma in _KNOWING))
    ):
        return True
    if frame.startswith("adj-"):
        return True
    if frame == "aside" and lemma in ("demand", "threaten", "rebut", "contradict", "dispute"):
        return True
    if lemma in SPEECH and frame in ("ccomp", "aside", "xcomp"):
        return True
    return frame in VERBS.get(lemma, ())


def noun_allows(lemma: str, frame: str) -> bool:
    """Whether a noun is a cue in a frame."""
    if lemma in _CORE_NOUNS and frame in ("to", "that"):
        return True
    return f"noun-{frame}" in NOUNS.get(lemma, ())


def noun_is_core(lemma: str) -> bool:
    """Whether a noun by itself tells of a word given or refused ("their promise to pay")."""
    return lemma in _CORE_NOUNS


# The layout of the page says who speaks.
LAYOUTS = ("turn", "headline", "signed", "issued")
MALE = frozenset(
    "mr sir he king prince spokesman chairman congressman businessman policeman brother son father husband".split()
)
FEMALE = frozenset(
    "ms mrs miss madam queen princess spokeswoman chairwoman congresswoman businesswoman sister daughter mother wife".split()
)
UNNAMED_NOUNS = frozenset(
    "source sources officials diplomats insiders aides people critics experts analysts observers some others".split()
)
ORGANIZATION_NOUNS = frozenset(
    "ministry government administration union company party council court committee commission agency department office "
    "association group movement board parliament senate congress bank federation alliance army police embassy statement "
    "campaign university institute foundation firm newspaper team side delegation kremlin palace house".split()
)
PERSON_NOUNS = frozenset(
    "president minister spokesman spokeswoman spokesperson secretary chairman chairwoman chair director leader senator mayor "
    "governor ambassador envoy negotiator diplomat official analyst judge lawyer attorney chief head general commander deputy "
    "premier chancellor king queen prince founder owner manager economist professor candidate nominee expert critic adviser aide "
    "commissioner lawmaker representative economist boss executive".split()
)
