"""Evidence with everything odd in it: astral signs, control characters, formulas, no dates, copies, titles, no agreement."""

from __future__ import annotations

from dataclasses import replace

from readouts.model import (
    Account,
    Agreement,
    Anchor,
    Contradiction,
    Copy,
    Counts,
    Document,
    Evidence,
    Ledger,
    Link,
    Party,
    Ruling,
    Speaker,
    Standing,
    Verdict,
)
from readouts.model.types import NARRATION, UNNAMED

AT = "2031-04-01T12:00:00Z"
PORT = Party("Port Ane", "port-ane", "company")
UNION = Party('=HYPERLINK("http://x.test")', None, "union")
CITY = Party("Città 🏙 di Ane", None, "city")

DOCUMENTS = (
    Document(
        id="🗞/eins", title="😀 Port Ane agreed", published="2031-03-03", publisher="Bay, \"News\"",
        url="https://example.org/a?b=1&c=ü",
        text="😀😀 Mayor Ilse Brand said the dockers had agreed\nto a \"night\" shift. 🛳 Then it rained.",
    ),
    Document(
        id="zwei", published="2031-03-10T18:30+01:00", url="javascript:alert(1)",
        text="=1+1 is what \x0b the union promised, it said.\n-No-, it had agreed to nothing. <b>&amp;]]></b> 👩‍👩‍👧",
    ),
    Document(id="drei", text="The city would only sign if fares fall. The wire says so: nobody knows."),
    Document(
        id="vier", published="2031-03-04",
        text="😀😀 Mayor Ilse Brand said the dockers had agreed\nto a \"night\" shift. 🛳 Then it rained. (Wire)",
    ),
)  # fmt: skip
TEXTS = {d.id: d for d in DOCUMENTS}


def account(
    name: str, doc: str, words: str, party: Party, stance: str, agreement: str | None = "a1", *, field: str = "text",
    speaker: Speaker | None = None,
) -> Account:  # fmt: skip
    d = TEXTS[doc]
    at = (d.title if field == "title" else d.text).index(words)
    spoken = speaker or Speaker("he", "person", "Ilse Brand")
    return Account(
        name, Anchor.at(d, at, at + len(words), field=field), party, spoken, stance, "indirect", agreement,  # type: ignore[arg-type]
        Standing(party, (Link(spoken.surface, party.name, "title"),)), 0.75, reasons=("claims.agreed", "=cmd|' /C calc'!A0"),
    )  # fmt: skip


ACCOUNTS = (
    account("c1", "🗞/eins", 'dockers had agreed\nto a "night" shift.', PORT, "affirms"),
    account("c2", "zwei", "=1+1 is what \x0b the union promised", UNION, "hedges"),
    account("c3", "zwei", "-No-, it had agreed to nothing. <b>&amp;]]></b> 👩‍👩‍👧", UNION, "denies", speaker=Speaker("it", "organization")),
    account("c4", "drei", "The city would only sign if fares fall.", CITY, "conditions", "a2"),
    account("c5", "drei", "nobody knows", NARRATION, "hedges", "a2", speaker=Speaker("narration", "narration")),
    account("c6", "vier", 'dockers had agreed\nto a "night" shift.', PORT, "affirms"),
    account("c7", "🗞/eins", "Port Ane agreed", PORT, "affirms", field="title"),
    account("c8", "drei", "The wire says so", UNNAMED, "affirms", None, speaker=Speaker("an analyst", "person", "an analyst")),
    account("c9", "zwei", "it had agreed to nothing", CITY, "affirms"),
)  # fmt: skip
REJECTED = account("c10", "drei", "The wire", CITY, "withdraws", "a2")
LEDGER = Ledger(
    "odd \x01 story", ("🗞/eins", "zwei", "drei", "vier"),
    (
        Agreement("a1", "work a night shift", ("Port Ane", UNION.name, CITY.name), "disputed", ("record",), Counts(3, 6, 2, 1)),
        Agreement("a2", "work a night shift", (CITY.name,), "conditional"),
        Agreement("a3", "a label \x00 with no account", (), "not_assessed"),
    ),
    ACCOUNTS, (Contradiction("a1", 0, 2, "record", ("by hand",)),), copies=(Copy("vier", "🗞/eins", 0.98),),
    engine=("by hand 1",),
)  # fmt: skip
RULINGS = {
    "c1": Ruling("accept", (Verdict("ruiz", "2031-03-20T10:00:00+00:00", "accept", ("as \"said\"\nthere",)),),
                 machine_party="Port Ane", machine_stance="affirms", machine_agreement="a1"),
    "c3": Ruling(None, (Verdict("ruiz", "2031-03-20T10:01:00+00:00", "accept"),
                        Verdict("holt", "2031-03-21T10:01:00+00:00", "reject")), open=("verdict",),
                 machine_party="Port Ane", machine_stance="refuses", machine_agreement="a1"),
    "c10": Ruling("reject", (Verdict("holt", "2031-03-21T10:02:00+00:00", "reject"),),
                  machine_party=CITY.name, machine_stance="withdraws", machine_agreement="a2"),
    "a1": Ruling("accept", (Verdict("holt", "2031-03-22T09:00:00+00:00", "accept"),)),
}  # fmt: skip
EVIDENCE = Evidence(LEDGER, DOCUMENTS, RULINGS, (REJECTED,), {"zwei": "union.txt"}, "2031-03-31", {"party": "all of them"})
RECORD = Evidence(replace(LEDGER, copies=()))  # a record without its documents
EMPTY = Evidence(Ledger("", ()))
