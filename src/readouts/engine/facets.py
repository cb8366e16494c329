"""What a search's hits are made of: how many there are of each party, stance, publisher and status."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from readouts.engine.asking import Inquiry
from readouts.engine.overview import Overview
from readouts.ledger.review_view import overlay
from readouts.ledger.search import Search

MOST = 1000
_SHOWN = 50


def facets(inquiry: Inquiry, wanted: Search, overview: Overview) -> dict[str, dict[str, int]]:
    """Counts over the best thousand hits of a search, as people hold the accounts to be.

    ``counted`` has how many hits were counted: ``{"hits": 1000}`` means that there may be more.
    """
    changed = tuple(sorted(inquiry.changed))
    hits = inquiry.reading.search(replace(wanted, also=changed, limit=MOST, offset=0))
    ids = [h.id for h in hits]
    brief, group = inquiry.reading.briefly(ids), inquiry.reading.linked(ids)
    judged = inquiry.reading.accounts(ids=[i for i in ids if i in inquiry.judged])
    view = {j.machine.id: j for j in overlay((k.account for k in judged), inquiry.judgements).accounts}
    headings = inquiry.reading.headings(sorted({h.doc for h in hits})) if hits else {}
    counts: dict[str, Counter[str]] = {k: Counter() for k in ("party", "stance", "publisher", "status")}
    counted = 0
    for i in ids:
        party, stance, doc = brief[i]
        agreement = group.get(i)
        if (j := view.get(i)) is not None:
            if not inquiry.fits(j, wanted):
                continue
            party, stance, agreement = j.account.party.name, j.account.stance, j.account.agreement
        counted += 1
        counts["party"][party] += 1
        counts["stance"][stance] += 1
        counts["publisher"][headings[doc].publisher or ""] += 1
        if (g := overview.glances.get(inquiry.root(agreement) if agreement else "")) is not None:
            counts["status"][g.agreement.status] += 1
    return {k: dict(c.most_common(_SHOWN)) for k, c in counts.items()} | {"counted": {"hits": counted}}
