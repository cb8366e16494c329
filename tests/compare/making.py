"""Accounts made by hand for the tests of comparison."""

from __future__ import annotations

from readouts.model import Account, Anchor, Document, Party, Speaker, StanceName


def account(
    words: str,
    party: str,
    stance: StanceName,
    *,
    doc: str = "d",
    agreement: str | None = "a1",
    claims: bool = False,
    start: int = 0,
) -> Account:
    document = Document(id=doc, text=" " * start + words)
    reasons = ("claims.agreed",) if claims else ()
    return Account(
        id=f"{doc}#{party}",
        anchor=Anchor.at(document, start, start + len(words)),
        party=Party(party),
        speaker=Speaker(party, "organization"),
        stance=stance,
        voice="indirect",
        agreement=agreement,
        certainty=0.8,
        reasons=reasons,
    )
