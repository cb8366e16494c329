"""A small kept ledger made by hand: four days of an invented quarrel about a night shift and a bridge."""

from __future__ import annotations

from pathlib import Path

from readouts.ledger import Store, open_store
from readouts.ledger import rows as r
from readouts.model import Account, Anchor, Document, Party, Shift, Speaker, StanceName, to_record

ENGINE = r.Engine(("by hand 1",))
TEXTS = {
    "monday": "Port Ane said the dockers had agreed to a night shift. It would begin in May.",
    "monday-copy": "Port Ane said the dockers had agreed to a night shift. It would begin in May. (Wire)",
    "tuesday": 'The Quay Workers\' Union said it had agreed to no night shift. "None at all," said Ilse Brand.',
    "thursday": "The Quay Workers' Union said it had agreed to a night shift after all, if fares fall.",
    "friday": "Mayor Élodie Vane said the city would rebuild the bridge at Brod.",
}
DAYS = {
    "monday": "2031-03-03",
    "monday-copy": "2031-03-03",
    "tuesday": "2031-03-04T18:30+01:00",
    "thursday": "2031-03-06",
    "friday": "2031-03-07",
}
PAPERS = {
    "monday": "Ane Gazette",
    "monday-copy": "Brod Post",
    "tuesday": "Union Bulletin",
    "thursday": "Ane Gazette",
    "friday": "Brod Post",
}
SHIFT, BRIDGE = "a" * 8 + "0" * 16, "b" * 8 + "0" * 16
PARTIES = {
    "port": Party("Port Ane", "port-ane", "company"),
    "union": Party("Quay Workers' Union", None, "union"),
    "city": Party("City of Ane", "ane", "city"),
}


def document(name: str) -> Document:
    return Document(
        id=name, text=TEXTS[name], title=f"News of {name}", published=DAYS[name], publisher=PAPERS[name],
        url=f"https://example.org/{name}", language="en",
    )  # fmt: skip


def key(name: str) -> str:
    return r.key_of(document(name))


def account(name: str, who: str, stance: StanceName, words: str = "") -> Account:
    text = TEXTS[name]
    words = words or text.split(". ")[0] + ("." if ". " in text else "")
    at = text.index(words)
    kept = Document(id=key(name), text=text)
    return Account(
        f"{name}-{who}-{stance}", Anchor.at(kept, at, at + len(words)), PARTIES[who], Speaker(words[:8], "organization"),
        stance, "indirect", certainty=0.9, reasons=("claims.agreed",),
    )  # fmt: skip


ACCOUNTS = {
    "monday": account("monday", "port", "affirms"),
    "monday-copy": account("monday-copy", "port", "affirms"),
    "tuesday": account("tuesday", "union", "denies"),
    "thursday": account("thursday", "union", "affirms"),
    "friday": account("friday", "city", "affirms"),
}


def add(store: Store, name: str, agreement: str, label: str, *relations: r.Relation) -> None:
    """One document, its account and the agreement it is of, in one transaction at noon of its day."""
    a, doc = ACCOUNTS[name], document(name)
    with store.writing("add", "machine", at=f"{DAYS[name][:10]}T12:00:00+00:00") as w:
        w.add(
            ENGINE,
            r.KeptDocument(doc),
            r.Snapshot(str(doc.url), key(name), name, doc.published, doc.publisher, doc.url),
        )
        w.add(r.Extraction(key(name), ENGINE.id), r.KeptAccount(a, ENGINE.id))
        w.add(r.KeptAgreement(agreement, label, a.id, ENGINE.id), r.AccountLink(a.id, agreement, ENGINE.id))
        if name == "monday-copy":
            w.add(r.CopyOf(key(name), key("monday"), 0.97, ENGINE.id))
        w.add(r.Relations(relations, ENGINE.id, agreement))


def contradiction() -> r.Relation:
    return r.Relation(
        "contradiction", {"kind": "record", "reasons": ["by hand"]}, (ACCOUNTS["monday"].id, ACCOUNTS["tuesday"].id)
    )


def shift() -> r.Relation:
    a = ACCOUNTS["thursday"]
    made = Shift(SHIFT, "Quay Workers' Union", "denies", "affirms", a.anchor, None, ("by hand",))
    return r.Relation("shift", to_record(made), (a.id,))


def story(where: Path) -> Store:
    """The quarrel as a ledger in a new file."""
    return told(open_store(where))


def told(store: Store) -> Store:
    """The quarrel told to an empty store: four days, five documents."""
    add(store, "monday", SHIFT, "the dockers had agreed to a night shift")
    add(store, "monday-copy", SHIFT, "the dockers had agreed to a night shift")
    add(store, "tuesday", SHIFT, "the dockers had agreed to a night shift", contradiction())
    add(store, "thursday", SHIFT, "the dockers had agreed to a night shift", contradiction(), shift())
    add(store, "friday", BRIDGE, "the city would rebuild the bridge at Brod")
    return store
