"""Whose a statement is: the attribution it stands in, the issuer of the document, or the reporter's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from readouts.extract.antecedents import Antecedents
from readouts.extract.attribution.rules import RulesEngine
from readouts.extract.attribution.speakers import Speakers
from readouts.extract.jointly import conjuncts, issuers, signatories
from readouts.extract.sources import can_speak, noun_phrase, relative, said_by_noun, said_in_clause, subject_of, trimmed
from readouts.extract.stance.model import Judged
from readouts.extract.standing import resolve
from readouts.extract.standing.introductions import introductions
from readouts.model import (
    NARRATION,
    Attribution,
    Document,
    Link,
    Parse,
    Span,
    Speaker,
    SpeakerKind,
    Standing,
    Token,
    Voice,
)
from readouts.text.near import Near
from readouts.text.quotes import quotations
from readouts.vocabulary import Actors

# Stances that stay the other side's when somebody reports them ("Maier said Dome has refused": Dome).
_RELAYED = frozenset({"refuses", "denies", "withdraws", "conditions"})
_RELAY_VERBS = frozenset("refuse reject deny decline withdraw renege scrap cancel dismiss".split())
# The reporter who says that sides agreed speaks for none of them; one who tells what a side wants tells its position.
_RECORD_VERBS = frozenset("agree sign reach strike plan conclude accept promise concede pledge".split())
_RELAYING = re.compile(r"^(?!.*\b(?:should|must)\b).*\b(?:refus|reject|den(?:y|ie)|declin|oppos|withdr)")
_ASKING = frozenset("want ask urge demand call press pressure order require".split())
_DEMANDING = re.compile(r"\b(?:insist|demand)")
_OWN_VERBS = _RELAY_VERBS | frozenset(
    "oppose abandon back walk insist demand rule resist block offer propose vow commit approve endorse undertake consider vote "
    "threaten want warn support suspend halt tell say call urge seek express confirm reiterate stress welcome request tweet "
    "announce point note add state write argue claim promise pledge agree plan accept sign".split()
)
_MEDIUM = re.compile(
    r"\b(?:Times|Post|Journal|CNN|Reuters|Associated Press|AP|AFP|Bloomberg|NPR|BBC|Fox|NBC|ABC|CBS|MSNBC|Politico|POLITICO|Axios|"
    r"Guardian|Telegraph|Herald|Tribune|News|Magazine|Xinhua|BuzzFeed)\b|"
    r"^(?:a |the )?(?:news )?(?:newspaper|paper|reports?|media|magazine|website)$",
)
_PAPER = re.compile(
    r"(?:an?|the|its|his|her|their) (?:\w+ )?(?:statement|communiqu[eé]|declaration|letter|release|memo|report|tweet|post|note)",
    re.I,
)
_PRONOUNS: dict[str, tuple[str, ...]] = {
    "he": ("person",), "she": ("person",), "i": ("person",), "it": ("organization",), "they": ("organization", "unnamed"),
}  # fmt: skip
_DEFINITE = re.compile(r"[Tt]he ([a-z]\w+)")
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


@dataclass(frozen=True, slots=True)
class Said:
    """Who a statement is ascribed to, how, and what that rests on."""

    speaker: Speaker
    standing: Standing
    voice: Voice
    attribution: Attribution | None
    reasons: tuple[str, ...]


class Ascriber:
    """Finds for each statement of one document whose it is. Holds the document's parse and attributions."""

    def __init__(self, document: Document, parse: Parse, attributions: Sequence[Attribution], actors: Actors) -> None:
        self.document, self.parse, self.actors = document, parse, actors
        self.outer = [a for a in attributions if a.parent is None]
        self.quotes = Near(quotations(document.text), lambda q: (q,))
        self.near = Near(self.outer, lambda a: (*a.content, *a.cue))
        self.inner: dict[str, list[Attribution]] = {}
        for a in attributions:
            if a.parent is not None:
                self.inner.setdefault(a.parent, []).append(a)
        self.issuer = self._issuer()
        self.antecedents = Antecedents(document, parse, self.outer, introductions(document, parse))

    def _issuer(self) -> Standing | None:
        d = self.document
        if d.kind in ("news", "wire", "article", "analysis") or not d.publisher:
            return None
        standing = resolve(
            Speaker(d.publisher, "organization", d.publisher, None, "issuer"),
            document=d,
            parse=self.parse,
            actors=self.actors,
        )
        return standing if standing.party is not None else None

    def said(self, judged: Judged) -> list[Said]:
        """Whose statement this is: one entry, or one for each signatory of a joint statement."""
        if self.issuer is not None and self.document.publisher:
            return self._guest(judged.span) or self._declined(judged) or self._issued()
        best = self._attribution(judged.span)
        if best is None:
            return [self._narrated(judged)]
        best = self._beside(best, judged.span)
        if judged.stance in _RELAYED and (relayed := self._relayed(judged, best)):
            return [relayed]
        speaker = self.speaker_of(best)
        if speaker is None or self._reporter_tells(best, judged) or not can_speak(self.parse, speaker):
            return [self._narrated(judged)]
        voice, reasons = self._voice(best, judged.span), (f"attribution: {best.id}", *best.reasons)
        return [Said(who, standing, voice, best, reasons) for who, standing in self._each(speaker, best)]

    def _each(self, speaker: Speaker, a: Attribution) -> list[tuple[Speaker, Standing]]:
        """The speaker and for whom he speaks; one entry for each party where several speak together."""
        who, standing = self._who(speaker, a)
        if (
            standing.party is not None
            and _MEDIUM.search(standing.party.name)
            and (who.kind != "person" or who.name is None)
            and (told := self._told(a, standing))
        ):
            return [told]
        if together := signatories(who.name or who.surface, self.document, self.actors):
            return [(who, s) for s in together]
        members = [(m, self.standing(m, a)) for m in conjuncts(speaker, self.parse)]
        parties = {
            s.party: (m, s) for m, s in members if s.party is not None and (s.party.id or s.party.kind == "person")
        }
        return list(parties.values()) if len(parties) > 1 else [(who, standing)]

    def _guest(self, span: Span) -> list[Said]:
        """A foreign leader quoted word for word in a party's own release speaks for his own side."""
        assert self.issuer is not None
        best = self._over(span, self.near)
        if best is None or best.voice not in ("direct", "mixed") or best.speaker is None:
            return []
        speaker = self.speaker_of(best)
        if speaker is None or speaker.kind != "person":
            return []
        who, standing = self._who(speaker, best)
        party, mine = standing.party, self.issuer.party
        if party is None or party == mine or party.kind not in ("state", "international_organization"):
            return []
        if not any(link.basis in ("title", "office", "demonym") for link in standing.links):
            return []
        return [Said(who, standing, "direct", best, (f"attribution: {best.id}", "guest: quoted in another's release"))]

    def _declined(self, judged: Judged) -> list[Said]:
        """A release that tells of another party's refusal tells that party's stance: "Hamas refused to meet"."""
        assert self.issuer is not None and self.document.publisher is not None
        found = self._subject(judged.span, judged.span, _RELAY_VERBS) if judged.stance == "refuses" else None
        if found is None or found[0].party is None or found[0].party.id is None or found[0].party == self.issuer.party:
            return []
        speaker = Speaker(self.document.publisher, "organization", self.document.publisher, None, "issuer")
        return [Said(speaker, found[0], "indirect", None, (f"relayed: {found[1].surface!r} {found[2]!r}",))]

    def _issued(self) -> list[Said]:
        assert self.issuer is not None and self.document.publisher is not None
        speaker = Speaker(self.document.publisher, "organization", self.document.publisher, None, "issuer")
        joint = issuers(self.document, self.parse, self.actors)
        sides = [Standing(p, (Link(self.document.title, p.name, "joint"),)) for p in joint] or [self.issuer]
        return [Said(speaker, s, "direct", None, ("issuer: the document is the party's own",)) for s in sides]

    def _attribution(self, span: Span) -> Attribution | None:
        """The attribution a statement stands in; where the engine found none, one of the rules' alone."""
        return self._over(span, self.near) or self._over(span, self.spare) or self._goes_on(span)

    def _beside(self, a: Attribution, span: Span) -> Attribution:
        """Who says "I know" in a quotation is whoever the words before or after it name."""
        words = a.source[0].of(self.document.text).lower() if a.source else ""
        if words not in ("i", "we"):
            return a
        over = [b for b in self.near.over([span]) if b.voice in ("direct", "mixed")]
        over.sort(key=lambda b: -sum(c.end - c.start for c in b.content))
        for b in (*over, self._goes_on(span)):
            by = b.source[0].of(self.document.text) if b is not None and b.source else "I"
            if b is not None and by.lower() not in ("i", "we") and not _MEDIUM.search(by):
                return b
        return a

    def _goes_on(self, span: Span) -> Attribution | None:
        """Whose quotation a quoted statement continues: that of the paragraph, else that with which the last one ended."""
        text = self.document.text
        quote = next((q for q in self.quotes.over([span]) if q.overlaps(span)), None)
        if quote is None or min(quote.end, span.end) - max(quote.start, span.start) < 0.6 * (span.end - span.start):
            return None
        line = Span(text.rfind("\n", 0, span.start) + 1, max(span.end, text.find("\n", span.end)))
        here = [
            a
            for a in self.near.over([line])
            if a.content and line.covers(a.content[0]) and a.voice in ("direct", "mixed")
        ]
        if here:
            return min(here, key=lambda a: abs(a.content[0].start - span.start))
        before = text[: line.start].rstrip()
        last = Span(before.rfind("\n") + 1, len(before))
        there = [
            a
            for a in self.near.over([last])
            if a.content and last.covers(a.content[-1]) and a.voice in ("direct", "mixed")
        ]
        return max(there, key=lambda a: a.content[-1].end) if there and quote.start - line.start < 3 else None

    @cached_property
    def spare(self) -> Near[Attribution]:
        """What the rules find beside the given attributions: surer than to take a reported statement for the reporter's."""
        cues = Near(self.outer, lambda a: a.cue)
        found = [a for a in RulesEngine().attribute(self.document, self.parse) if a.parent is None]
        rest = [a for a in found if not any(c.overlaps(d) for o in cues.over(a.cue) for c in o.cue for d in a.cue)]
        return Near((replace(a, id=f"{a.id}s") for a in rest), lambda a: (*a.content, *a.cue))

    def _over(self, span: Span, near: Near[Attribution]) -> Attribution | None:
        best, most = None, 0
        for a in near.over([span]):
            inside = sum(max(0, min(c.end, span.end) - max(c.start, span.start)) for c in (*a.content, *a.cue))
            if inside > most:
                best, most = a, inside
        # A few quoted words inside the reporter's sentence do not make the sentence the speaker's.
        return best if best is not None and (most >= 0.3 * (span.end - span.start) or most > 60) else None

    def _reporter_tells(self, a: Attribution, judged: Judged) -> bool:
        """True for "A agreed to do it", or "A and B cannot agree", in the reporter's own words: a record of the deal, no word of A's."""
        lemmas = {t.lemma.lower() for c in a.cue for t in self.parse.within(c.start, c.end)}
        alone = a.source and " and " not in a.source[0].of(self.document.text) and "pledge" in lemmas
        return bool(lemmas & _RECORD_VERBS) and judged.stance in ("affirms", "hedges") and a.voice == "indirect" and not alone

    def _told(self, a: Attribution, medium: Standing) -> tuple[Speaker, Standing] | None:
        """Whom a newspaper or agency quotes or cites, or who by its report says so: a medium that relays takes no side."""
        tokens = self.parse.tokens
        area = [
            t
            for c in (*a.cue, *a.content)
            for s in self.parse.sentences_over(c.start, c.end)
            for t in tokens[s.first : s.last]
        ]
        for t in area:
            if t.lemma in ("quote", "cite") and t.pos == "VERB":
                named = next((tokens[i] for i in self.parse.children[t.i] if tokens[i].dep == "dobj"), None)
                named = named or next((x for x in tokens[t.i + 1 : t.i + 3] if x.dep in _SUBJECTS), None)
                if named is not None:
                    span = noun_phrase(self.parse, named)
                    speaker = self.speakers.of((span,)) or self._surface(span)
                    who, standing = self._who(speaker, a)
                    if standing.party is not None and (
                        standing.party.id or standing.party.kind in ("person", "unnamed")
                    ):
                        return who, standing
        for c in a.content:
            found = self._subject(c, c, _OWN_VERBS - _RECORD_VERBS)
            if found is not None and found[0].party not in (None, medium.party):
                return found[1], found[0]
        return None

    def _who(self, speaker: Speaker, a: Attribution | None) -> tuple[Speaker, Standing]:
        """The speaker with his name, and for whom he speaks; a pronoun or bare description by what stands before it."""
        found = self.antecedents.of(speaker) if self.antecedents.bare(speaker) else None
        if found is None:
            if speaker.surface.lower() in _PRONOUNS and speaker.surface.lower() != "i":
                speaker = replace(speaker, name=None)  # where the text before it does not tell, nothing does
            return speaker, self.standing(speaker, a)
        mention, basis = found
        where = mention.named or mention.span
        meant = Speaker(where.of(self.document.text), mention.kind, mention.name, where, "surface")
        standing = self.standing(meant, a)
        links = (Link(speaker.surface, mention.name, basis, where), *standing.links)
        return Speaker(speaker.surface, mention.kind, mention.name, speaker.span, basis), Standing(
            standing.party, links
        )

    def speaker_of(self, a: Attribution) -> Speaker | None:
        """Who speaks in an attribution: the subject of its cue, should the source be another phrase or cut short."""
        whole = subject_of(self.parse, a)
        if whole is not None:
            return self.speakers.of((whole,)) or self._surface(whole)
        if not a.source:
            return None
        span = relative(self.parse, a.source[0]) or trimmed(self.parse, a.source[0])
        if a.speaker is None or span != a.source[0]:
            return self.speakers.of((span,)) or self._surface(span)
        return a.speaker

    @cached_property
    def speakers(self) -> Speakers:
        """Resolves the sources that the attributions do not give."""
        return Speakers(self.document, self.parse)

    def _surface(self, span: Span) -> Speaker:
        return Speaker(span.of(self.document.text), "person", None, span, "surface")

    def standing(self, speaker: Speaker, a: Attribution | None) -> Standing:
        """For whom a speaker of this document speaks, with the basis of each link."""
        bare = speaker.surface.lower() in _PRONOUNS or _DEFINITE.fullmatch(speaker.surface)
        if bare and speaker.name is not None:
            # "She" and "the ministry" stand for the name the document gives; the surface alone says nothing of whom.
            speaker = replace(speaker, surface=speaker.name)
        if _PAPER.fullmatch(speaker.surface) and (owner := self._owner(speaker)) is not None:
            speaker = owner
        return resolve(speaker, document=self.document, parse=self.parse, actors=self.actors, attribution=a)

    def _owner(self, paper: Speaker) -> Speaker | None:
        """Who issued a statement that is named as the source: "the ministry put out a statement that says ..."."""
        if paper.span is None:
            return None
        tokens = self.parse.tokens
        at = next((t for t in tokens if t.start >= paper.span.start and t.head != t.i and t.pos == "NOUN"), None)
        if at is None or at.start >= paper.span.end:
            return None
        subject = next((tokens[i] for i in self.parse.children[at.head] if tokens[i].dep in _SUBJECTS), None)
        if subject is None or subject.pos == "PRON" or at.dep not in ("dobj", "pobj"):
            return None
        tree = self.parse.subtree(subject.i)
        span = Span(tokens[tree[0]].start, max(tokens[i].end for i in tree))
        return Speaker(span.of(self.parse.text), "organization", None, span, "issued")

    def _voice(self, a: Attribution, span: Span) -> Voice:
        words = span.of(self.document.text)
        if a.voice == "direct" or (a.voice == "mixed" and words[:1] in '“"'):
            return "direct"
        return "indirect"

    def _relayed(self, judged: Judged, a: Attribution) -> Said | None:
        wants = {t.lemma.lower() for c in a.cue for t in self.parse.within(c.start, c.end)} & _ASKING
        for inner in () if wants else self.inner.get(a.id, ()):
            if inner.speaker and any(judged.span.overlaps(c) for c in inner.cue):
                cue = " ".join(c.of(self.document.text) for c in inner.cue).lower()
                if _RELAYING.search(cue) or (judged.stance == "conditions" and _DEMANDING.search(cue)):
                    standing = self.standing(inner.speaker, inner)
                    if standing.party is not None:
                        return Said(a.speaker or inner.speaker, standing, "indirect", inner, (f"relayed: {cue!r}",))
        for content in a.content:
            if (found := self._subject(content, judged.span, _RELAY_VERBS)) and a.speaker:
                standing, speaker, verb = found
                if standing.party is not None and standing.party.kind is not None:
                    return Said(a.speaker, standing, "indirect", a, (f"relayed: {speaker.surface!r} {verb!r}",))
        return None

    def _clause(self, span: Span) -> Said | None:
        """Who says so in the statement's own main clause, or whose comments it tells of, where no engine saw it."""
        found = said_in_clause(self.parse, span) or said_by_noun(self.parse, span)
        if found is None:
            return None
        where, cue = found
        speaker = self.speakers.of((where,)) or self._surface(where)
        if not can_speak(self.parse, speaker):
            return None
        who, standing = self._who(speaker, None)
        if standing.party is None:
            return None
        return Said(who, standing, "indirect", None, (f"clause: {where.of(self.parse.text)!r} {cue!r}",))

    def _narrated(self, judged: Judged) -> Said:
        if (clause := self._clause(judged.span)) is not None:
            return clause
        found = self._subject(judged.span, judged.span, _OWN_VERBS)
        if found and found[0].party is not None:
            standing, speaker, verb = found
            joint = " and " in speaker.surface
            if verb in _RECORD_VERBS and (judged.stance == "affirms" or joint):
                return Said(Speaker("narration", "narration"), Standing(NARRATION), "narration", None, ("narration",))
            return Said(speaker, standing, "narration", None, (f"narration: {speaker.surface!r} {verb!r}",))
        return Said(Speaker("narration", "narration"), Standing(NARRATION), "narration", None, ("narration",))

    def _is_name(self, t: Token) -> bool:
        """False for a common noun that only a sentence's beginning writes large."""
        return any(e.start < t.end and t.start < e.end for e in self.parse.entities)

    def _subject(self, where: Span, within: Span, verbs: frozenset[str]) -> tuple[Standing, Speaker, str] | None:
        """The actor that is the subject of the topmost fitting verb inside a span."""
        tokens = self.parse.tokens
        inside = self.parse.within(max(where.start, within.start), min(where.end, within.end))
        for t in inside:
            if t.pos not in ("NOUN", "PROPN", "PRON") or t.dep not in _SUBJECTS:
                continue
            if tokens[t.head].lemma.lower() in verbs:
                tree = self.parse.subtree(t.i)
                np = [tokens[i] for i in tree if tokens[i].dep not in ("relcl", "punct")]
                span = (
                    Span(min(x.start for x in np), max(x.end for x in np)) if t.pos != "PRON" else Span(t.start, t.end)
                )
                if span.end - span.start > 120:
                    span = Span(t.start, t.end)
                kind: SpeakerKind = "person" if t.pos == "PROPN" else "organization"
                if t.pos == "PRON" and t.tag != "WP" and (t.dep != "nsubj" or tokens[t.head].dep != "ROOT"):
                    continue  # "... that it had blocked before" tells what is past, not what the sentence says
                speaker, standing = self._who(Speaker(span.of(self.parse.text), kind, None, span, "surface"), None)
                named = t.pos == "PROPN" and self._is_name(t)
                known = standing.party is not None and (standing.party.id is not None or named)
                if known and t.tag != "WDT" and standing.party != NARRATION:
                    return standing, speaker, tokens[t.head].lemma
        return None
