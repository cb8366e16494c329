"""The frozen types everything else speaks in. Standard library only."""

from readouts.model.evidence import Evidence, Ruling, Verdict
from readouts.model.record import from_record, to_record
from readouts.model.syntax import Entity, Parse, Sentence, Token
from readouts.model.types import (
    DISPUTE_KINDS,
    NARRATION,
    STANCES,
    STATUSES,
    UNNAMED,
    Account,
    Agreement,
    Anchor,
    Attribution,
    Condition,
    Contradiction,
    Copy,
    Counts,
    DisputeKind,
    Document,
    Ledger,
    Link,
    MandateDoubt,
    NotAssessed,
    Party,
    Shift,
    Silence,
    Span,
    Speaker,
    SpeakerKind,
    StanceName,
    Standing,
    Status,
    Voice,
    When,
)

__all__ = [
    "DISPUTE_KINDS", "NARRATION", "STANCES", "STATUSES", "UNNAMED", "Account", "Agreement", "Anchor", "Attribution",
    "Condition", "Contradiction", "Copy", "Counts", "DisputeKind", "Document", "Entity", "Evidence", "Ledger", "Link",
    "MandateDoubt", "NotAssessed", "Parse", "Party", "Ruling", "Sentence", "Shift", "Silence", "Span", "Speaker",
    "SpeakerKind", "StanceName", "Standing", "Status", "Token", "Verdict", "Voice", "When", "from_record", "to_record",
]  # fmt: skip
