"""From judged statements and whose they are to accounts, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readouts.extract.ascribe import Ascriber
from readouts.extract.stance.model import Judged
from readouts.extract.when import statement_time
from readouts.model import UNNAMED, Account, Anchor

_AGREED = re.compile(
    r"\b(?:agreed|reached|promised|pledged|signed|struck|accepted|committed|vowed|has given|had given)\b", re.I
)


def accounts_of(ascriber: Ascriber, judged: Sequence[Judged], *, threshold: float, engine: str) -> list[Account]:
    """The accounts of one document, in the order of the text. Each anchor's slice equals its quote."""
    document = ascriber.document
    out: list[Account] = []
    for j in judged:
        if j.found < threshold:
            continue
        anchor = Anchor.at(document, j.span.start, j.span.end)
        claims = ("claims.agreed",) if _AGREED.search(anchor.quote) else ()
        when = statement_time(document, j.span, ascriber.parse)
        for said in ascriber.said(j):
            out.append(
                Account(
                    id=f"{document.id}#{len(out)}",
                    anchor=anchor,
                    # A speaker whose party cannot be told stays, as unnamed: dropping the words would hide them.
                    party=said.standing.party or UNNAMED,
                    speaker=said.speaker,
                    stance=j.stance,
                    voice=said.voice,
                    standing=said.standing,
                    certainty=round(j.found * j.sure, 4),
                    when=when,
                    attribution=said.attribution.id if said.attribution else None,
                    engine=engine,
                    reasons=(f"stance.{j.stance}: {j.sure:.2f}", *claims, *j.cues, *said.reasons),
                )
            )
    return out
