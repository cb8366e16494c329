"""A page's own words: newsletter boxes, share links, advertisements. Marked where they stand, never cut out."""

from __future__ import annotations

import re
from collections import Counter

from readouts.model.types import Span

_LINE = re.compile(
    r"""(?:
      (?:get|have|receive)\b.{0,50}\b(?:in|to)\ your\ (?:in-?box|e-?mail)\b.*
    | (?:sign|signing)\ up\b.{0,60}\b(?:newsletters?|e-?mails?|alerts?|digest|briefing|updates)\b.*
    | (?:subscribe|sign\ up|log\ in|sign\ in|register|donate|follow\ us|menu|search|home|comments?|print|email|share
        |tweet|reply|save|skip\ to\ (?:main\ )?content|back\ to\ top|copy\ link|most\ (?:read|popular)
        |loading(?:\.\.\.|…)?|close|next|previous|live|video|watch|listen)[!.:»>]?
    | subscribe\ (?:to|now|today|for)\b.{0,80}
    | by\ (?:clicking|signing\ up|subscribing|submitting|providing)\b.*\b(?:you|i)\ (?:agree|consent|accept|confirm)\b.*
    | thank\ you(?:\ for\ (?:subscribing|signing\ up|your\ (?:subscription|interest)).*)?[!.]
    | you\ are\ now\ (?:subscribed|signed\ up)\b.*
    | you(?:'|’)(?:re|ve)\ (?:now\ )?(?:been\ )?(?:subscribed|signed\ up|unsubscribed)\b.*
    | you\ (?:can|may)\ unsubscribe\b.*
    | we\ (?:will|do)\ not\ share\ your\ e-?mail\b.*
    | (?:-+\s*)?(?:advertisement|advertising|ad|sponsored(?:\ content)?|promoted|paid\ post)(?:\s*-+)?
    | (?:story|article)\ continues\ below\b.*
    | (?:read|see|hear|watch)\ (?:more|also|next)(?:\ (?:here|stories|on\ this|about)\b.{0,80}|\s*[:»>|].*)?\.?
    | (?:related|more)(?:\ (?:stories|articles|coverage|topics|content|news|from\b.{1,40}))?\s*:?
    | (?:also\ read|read\ also|related|recommended|don(?:'|’)t\ miss|up\ next|more\ on\ this(?:\ story)?)\s*:.*
    | (?:share|tweet|post|e-?mail|print|pin|send)(?:\ (?:this|on|to|via|with|by|article|story|page|link)\b.{0,40})
    | (?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|instagram|e-?mail|copy\ link|pinterest|threads|bluesky)
        (?:[\s,|·/•]+(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|instagram|e-?mail|copy\ link|print
        |pinterest|threads|bluesky|share))*
    | follow\ (?:us|\w+(?:\ \w+)?)\ on\ (?:twitter|x|facebook|instagram|telegram|youtube|linkedin)\b.*
    | (?:we|this\ (?:site|website))\ uses?\ cookies\b.* | (?:accept|manage|reject)\ (?:all\ )?cookies.*
    | (?:©|(?:copyright|\(c\))\s*(?:©|\(c\))?\s*\d{4}).* | all\ rights\ reserved\.?
    | (?:photo|image|picture|photograph|photo\ credit|image\ credit|image\ source|credit)\s*[:/].{0,140}
    | (?:getty\ images|(?:\w+\ ){0,3}/\s*(?:afp|reuters|ap|epa|getty\ images|pool)(?:\s*/.*)?)
    | \#\ ?\#\ ?\#+ | -\ ?30\ ?- | \(?ends?\)? | -+\ ?ends?\ ?-+ | (?:\*\ ?){3,}
    | \d+\ (?:min(?:ute)?s?\ read|comments?|shares?)
    | (?:for\ )?(?:media|press)\ (?:contacts?|enquiries|inquiries)\s*:.*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SPEAKER = re.compile(r"(?:[A-Z][A-Z.'’-]+\s?){1,5}:|[QA]:?\s")
_LONGEST = 320


def find_furniture(text: str) -> tuple[Span, ...]:
    """The ranges of a text that are the page's own words and not the article's; the text itself is not changed.

    Whole lines only, and short ones: no rule reaches into a paragraph of prose. Adjacent lines become one range.

    >>> text = "The sides met.\\n\\nAdvertisement\\n\\nBoth said no."
    >>> [span.of(text) for span in find_furniture(text)]
    ['Advertisement']
    """
    lines = _lines(text)
    counts = Counter(span.of(text) for span in lines if span.end - span.start <= _LONGEST)
    first: set[str] = set()
    marked: list[Span] = []
    for span in lines:
        words = span.of(text)
        again = words in first
        first.add(words)
        if len(words) > _LONGEST or not (_LINE.fullmatch(words) or (again and _repeated(words, counts[words]))):
            continue
        if marked and not text[marked[-1].end : span.start].strip():
            marked[-1] = Span(marked[-1].start, span.end)
        else:
            marked.append(span)
    return tuple(marked)


def _lines(text: str) -> list[Span]:
    out, start = [], 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            left = start + len(line) - len(line.lstrip())
            out.append(Span(left, left + len(body)))
        start += len(line)
    return out


def _repeated(words: str, count: int) -> bool:
    """A caption or teaser printed twice; a repeated heading, or line of dialogue in a transcript, is none."""
    if count < 2 or len(words) < 40 or words.endswith((":", "”", '"')) or words[0] in "\"“‘'«":
        return False
    return not _SPEAKER.match(words)
