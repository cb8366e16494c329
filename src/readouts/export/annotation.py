"""W3C Web Annotations: each account as an annotation on the words that show it, each judgement as one on the account.

The recommendation wants its own context, ``http://www.w3.org/ns/anno.jsonld``, by name; nothing here fetches it. Its
positions count Unicode code points, as this program's do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readouts.export.formats import Options
from readouts.export.identifiers import TERMS, dumped, engines, iri, known, moment, text_of, web
from readouts.export.words import named
from readouts.model import Account, Evidence, Verdict

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(evidence: Evidence, options: Options) -> bytes:
    """One annotation collection with all annotations on one page."""
    at = moment(options.at)
    items = [*_accounts(evidence, at), *_judgements(evidence)]
    collection = iri("annotations", evidence.ledger.story or "ledger", at)
    page = {"id": f"{collection}:1", "type": "AnnotationPage", "startIndex": 0, "items": items}
    label = evidence.ledger.story or "Who says what was agreed"
    body = {"id": collection, "type": "AnnotationCollection", "label": label, "total": len(items)}
    return dumped({"@context": [CONTEXT, {"readouts": TERMS}], **body, **({"first": page} if items else {})})


def _accounts(evidence: Evidence, at: str) -> Iterator[dict[str, Any]]:
    program = engines(evidence)
    agreements = evidence.agreements
    for a in evidence.ledger.accounts:
        about = agreements.get(a.agreement or "")
        says = f"{a.party.name} {a.stance}" + (f": {about.label}" if about else "")
        account = known(**{
            "id": iri("account", a.id), "type": "readouts:Account", "readouts:stance": a.stance,
            "readouts:party": a.party.name, "readouts:speaker": a.speaker.surface,
            "readouts:speakerName": named(a.speaker), "readouts:voice": a.voice, "readouts:certainty": a.certainty,
            "readouts:status": about.status if about else None,
            "readouts:agreement": {"id": iri("agreement", about.id)} if about else None,
        })  # fmt: skip
        yield {
            "id": iri("annotation", a.id), "type": "Annotation", "motivation": "classifying", "generated": at,
            "generator": {"id": iri("software", program[0]), "type": "Software", "name": "; ".join(program)},
            "body": [
                {"type": "TextualBody", "value": says, "format": "text/plain", "purpose": "describing"},
                {"type": "TextualBody", "value": a.stance, "format": "text/plain", "purpose": "tagging"}, account,
            ],
            "target": _target(evidence, a),
        }  # fmt: skip


def _target(evidence: Evidence, a: Account) -> dict[str, Any]:
    """The words, in two ways: by themselves with what stands around them, and by where they stand in the stored text."""
    at, document = a.anchor, evidence.texts.get(a.anchor.doc)
    stored = text_of(document, at.doc, at.field)
    quote = known(type="TextQuoteSelector", exact=at.quote, prefix=at.prefix, suffix=at.suffix)
    return {
        "type": "SpecificResource", "source": web(document.url if document else None) or stored,
        # The position holds in the text as stored, whatever stands at the address today.
        "state": {"type": "TimeState", "cached": stored},
        "selector": [quote, {"type": "TextPositionSelector", "start": at.start, "end": at.end}],
    }  # fmt: skip


def _judgements(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """What each person said of an account or an agreement."""
    there = {a.id: "annotation" for a in evidence.ledger.accounts} | dict.fromkeys(evidence.agreements, "agreement")
    for target, ruling in evidence.rulings.items():
        for n, v in enumerate(ruling.people if target in there else ()):
            yield {
                "id": iri("judgement", target, str(n)), "type": "Annotation", "motivation": "assessing",
                **known(created=v.at), "creator": {"id": iri("reviewer", v.author), "type": "Person", "name": v.author},
                "body": [{"type": "TextualBody", "value": words, "format": "text/plain"} for words in _words(v)],
                "target": iri(there[target], target),
            }  # fmt: skip


def _words(v: Verdict) -> list[str]:
    return [*([v.verdict] if v.verdict else []), *v.notes]
