"""The nouns of the field as frozen types: what a document says, where it stands, and for whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal, get_args

Voice = Literal["direct", "mixed", "indirect", "narration"]
StanceName = Literal["affirms", "denies", "refuses", "conditions", "hedges", "withdraws"]
Status = Literal["corroborated", "disputed", "refused", "one_sided", "conditional", "withdrawn", "open", "not_assessed"]
DisputeKind = Literal["record", "terms", "substance", "mandate", "performance"]
SpeakerKind = Literal["person", "organization", "unnamed", "narration"]
AnchorState = Literal["found", "moved", "lost"]
Field = Literal["text", "title"]

STANCES: tuple[StanceName, ...] = get_args(StanceName)
STATUSES: tuple[Status, ...] = get_args(Status)
DISPUTE_KINDS: tuple[DisputeKind, ...] = get_args(DisputeKind)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets, Python string indices.

    >>> Span(0, 5).of("Kerry said so")
    'Kerry'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two ranges share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True when ``other`` lies inside this range."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One text as published. Immutable; offsets everywhere refer to ``text`` as stored.

    ``published`` is an ISO 8601 date, or a date and time with its zone. ``furniture`` are ranges of the page's
    own words (newsletter boxes, captions) that no claim may come from. ``pages`` are the ranges of a PDF's pages.
    """

    id: str
    text: str
    title: str = ""
    published: str | None = None
    url: str | None = None
    publisher: str | None = None
    kind: str = "news"
    language: str | None = None
    story: str | None = None
    furniture: tuple[Span, ...] = ()
    pages: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of title and text, hexadecimal: the same content has the same digest."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where words stand: the document, the offsets, and the exact words with a little of either side.

    Rule: ``document.text[start:end] == quote`` (``document.title`` when ``field`` is ``"title"``).
    """

    doc: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    field: Field = "text"
    page: int | None = None
    state: AnchorState = "found"

    @classmethod
    def at(cls, document: Document, start: int, end: int, *, field: Field = "text") -> Anchor:
        """Anchor the words between two offsets of a document.

        >>> Anchor.at(Document(id="d", text="He said no."), 8, 10).quote
        'no'
        """
        text = document.text if field == "text" else document.title
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no words at {start}..{end} of {document.id!r} ({len(text)} characters)")
        page = None
        if field == "text":
            page = next((n for n, p in enumerate(document.pages, 1) if p.start <= start < p.end), None)
        before, after = text[max(0, start - 32) : start], text[end : end + 32]
        return cls(document.id, start, end, text[start:end], before, after, field, page)

    @property
    def span(self) -> Span:
        """The offsets as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke: ``surface`` as in the text; ``name`` when the document says who that is, never a guess."""

    surface: str
    kind: SpeakerKind
    name: str | None = None
    span: Span | None = None
    basis: str = "surface"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what, as spans. ``content`` may be discontinuous; ``parent`` is the attribution it stands inside."""

    id: str
    doc: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    voice: Voice
    speaker: Speaker | None = None
    parent: str | None = None
    negated: bool = False
    engine: str = ""
    reasons: tuple[str, ...] = ()
    certainty: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """The principal on whose behalf somebody speaks: a state, union, company, movement, court, city ..."""

    name: str
    id: str | None = None
    kind: str | None = None


NARRATION = Party("narration", "narration", "narration")
UNNAMED = Party("unnamed", None, "unnamed")


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a standing: from whom to whom, on what basis, and the words that show it."""

    of: str
    to: str
    basis: str
    evidence: Span | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The chain from speaker to party, with the basis of each link. ``party`` is None when it cannot be told."""

    party: Party | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A time as a closed interval of ISO dates, how precise it is, and the rule that gave it."""

    earliest: str
    latest: str
    precision: str
    rule: str
    surface: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One party's stance on one agreement in one document, with the words that show it."""

    id: str
    anchor: Anchor
    party: Party
    speaker: Speaker
    stance: StanceName
    voice: Voice
    agreement: str | None = None
    standing: Standing = Standing(None)
    certainty: float | None = None
    when: When | None = None
    about_when: When | None = None
    attribution: str | None = None
    engine: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a status rests on: how many parties, independent documents and copies, and from when to when."""

    parties: int = 0
    accounts: int = 0
    documents: int = 0
    copies: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An alleged agreement, promise or deal. The status is derived from the accounts, never stored as truth."""

    id: str
    label: str
    parties: tuple[str, ...]
    status: Status
    dispute_kinds: tuple[DisputeKind, ...] = ()
    counts: Counts = Counts()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two accounts (by index in the ledger) of different parties that cannot both be right."""

    agreement: str
    a: int
    b: int
    kind: DisputeKind
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """The same party's stance moves; the anchor shows the later position."""

    agreement: str | None
    party: str
    before: StanceName
    after: StanceName
    anchor: Anchor
    said_by: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What an agreement hangs on, and who sets it."""

    agreement: str | None
    party: str
    anchor: Anchor
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MandateDoubt:
    """Somebody doubts that a speaker could commit a party."""

    doubter: str
    speaker: str
    anchor: Anchor
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """A party's own readout of the same meeting omits what the other's states. Never a denial."""

    agreement: str
    party: str
    doc: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """The same wire text or release printed again: it counts once."""

    doc: str
    of: str
    similarity: float


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A document or part that could not be judged, and why."""

    doc: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything one comparison found, with the engine that spoke. Conflicting accounts stay side by side."""

    story: str
    docs: tuple[str, ...]
    agreements: tuple[Agreement, ...] = ()
    accounts: tuple[Account, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    shifts: tuple[Shift, ...] = ()
    conditions: tuple[Condition, ...] = ()
    mandate_doubts: tuple[MandateDoubt, ...] = ()
    silences: tuple[Silence, ...] = ()
    copies: tuple[Copy, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()
    engine: tuple[str, ...] = ()
    schema: str = "readouts.ledger/1"
    note: str = field(default="")
