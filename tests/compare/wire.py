"""Invented wire stories: originals, their copies as outlets print them, and texts that only look like copies."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from readouts.model import Document

PLACES = (
    "Ostria Velland Brann Tarsk Morwen Kaldia Sund Perrin Istvale Noord Galene Ruvia Castel Dorn Lethia Marrow".split()
)
PEOPLE = (
    "Ana Ruiz|Ilse Brand|Jonas Falk|Mirela Dost|Piet Olsen|Samir Haddou|Greta Lind|Oskar Vane|Tova Mirin|Luka Petrov|"
    "Edda Soares|Henk Adler|Nadia Quist|Bruno Calder|Ines Mora|Viktor Stahl|Rosa Templin|Karl Idris|Maja Thorn|Emil Roth"
).split("|")
OFFICES = "foreign minister|trade envoy|port director|union secretary|energy commissioner|mayor|chief negotiator|spokeswoman".split(
    "|"
)
MATTERS = (
    "the night ferry|the copper tariff|the grain corridor|fishing rights off the northern shelf|the rail bridge at Odde|"
    "the dockers' pension fund|the prisoner exchange|the gas pipeline|shared radar data|the border crossing at Brod|"
    "hospital staffing|the water treaty|the visa waiver|the timber quota|the airport strike|the ceasefire line"
).split("|")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
OUTLETS = "Harbour Post|The Lantern|Morning Ledgerman|Coast Radio|Northern Dispatch|City Gazette".split("|")

LEADS = (
    "{A} and {B} agreed on {day} to settle their quarrel over {matter} by {month}, {p1} said after {n} hours of talks in {place}.",
    "{p1}, the {o1} of {A}, said on {day} that {B} had promised to give way over {matter}, a claim that could end a dispute of {n} months.",
    "After {n} rounds of talks in {place}, {A} announced on {day} a deal with {B} over {matter} that would take effect in {month}.",
    "{B} will change its stand on {matter} before {month}, the {o1} of {A} told reporters in {place} on {day}.",
)
BODY = (
    "\"We have the text, and both of us put our initials under page {n},\" {p1} told reporters outside the guildhall.",
    "The {o2} of {B}, {p2}, gave a cooler reading of the evening and said that nothing would bind anybody before a vote in {place}.",
    "Under the draft seen by correspondents, {A} would pay {n} million crowns into a common fund in {n2} yearly parts.",
    "Traders in {place} marked up shares of carriers by {n} percent on the first word of the talks, then sold most of the gain.",
    "{p2} has led the {B} side since {p3} fell ill in {month}, and is thought to favour a longer transition than her cabinet does.",
    "Talks over {matter} broke down twice last year, once over inspections and once because {A} sent no one with power to sign.",
    "A diplomat from {place} who sat in the room called the mood businesslike and said that {n2} points were left open.",
    "\"Nobody asked us to like it; they asked whether we can live with it until {month},\" said {p3}, who speaks for the crews.",
    "The opposition in {B} has asked for the minutes and wants {p2} to appear before a committee of {n} members next week.",
    "{A} imports roughly {n} thousand tonnes a year through {place}, most of it between {month} and the first frost.",
    "An earlier paper, signed {n2} years ago and never ratified, left the question of {matter} to a court that was not set up.",
    "Officials on both sides said the next meeting would be held in {place} on the second {day} of {month}.",
    "Shop owners along the quay in {place} said that they had heard such promises before and would wait for the first boat.",
    "The {o3} of {place}, {p4}, offered rooms and {n} police officers for the signing, and asked that the bill be shared.",
    "Lawyers for the crews said that {n} of the {n2} clauses had been rewritten overnight without their having been asked.",
    "{p3} added that a side letter on {matter} exists, that it runs to {n} lines, and that it will be published in {month}.",
    "Behind the dispute stands a measure of {month}, by which {B} closed {n2} offices and sent {n} inspectors home.",
    "\"If the other side reads page {n2} as we do, then we are done,\" {p2} said, and left by the side door.",
)  # fmt: skip
EXTRA = (
    "Readers of this paper in {place} have followed the matter since {p4} first wrote about it in a letter of {month}.",
    "Our region sends {n} lorries a week that way, and hauliers here said they would not change a timetable yet.",
    "A poll by the chamber of {place} found that {n} of a hundred firms expect little from it whatever is signed.",
    "Local councillor {p4} said the town had put aside {n} thousand crowns for new signs and would now spend them.",
)
FOLLOW = (
    "A day after the talks in {place}, {B} sought to play down what had been said there about {matter}.",
    "{p2} told the chamber on {day} that a reading of the papers by {A} was hers alone and that the cabinet had not met.",
    "Members shouted across the aisle for {n} minutes before the speaker, {p4}, suspended the sitting until {day}.",
    "The {o3} has been asked to return from {place} and to bring the draft along, two aides said.",
    "In {A}, meanwhile, banks put the cost of a failure at {n} million crowns and began to move money south.",
    "Neither government would say whether the meeting planned for {month} would go on as the two had arranged it.",
    "{p3} said in a note to the crews that they should keep working and that the committee would call them within {n} days.",
)
MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True)
class Written:
    """One invented story with the slots that filled it."""

    document: Document
    slots: dict[str, str]
    paragraphs: tuple[str, ...]
    forms: tuple[str, ...]


def slots(rng: random.Random) -> dict[str, str]:
    a, b, place = rng.sample(PLACES, 3)
    people = dict(zip(("p1", "p2", "p3", "p4"), rng.sample(PEOPLE, 4), strict=True))
    offices = dict(zip(("o1", "o2", "o3"), rng.sample(OFFICES, 3), strict=True))
    return {"A": a, "B": b, "place": place, **people, **offices, "matter": rng.choice(MATTERS)}


def fill(line: str, given: dict[str, str], rng: random.Random) -> str:
    loose = {
        "n": str(rng.randint(11, 97)), "n2": str(rng.randint(2, 10)), "day": rng.choice(DAYS), "month": rng.choice(MONTHS),
    }  # fmt: skip
    return line.format(**given, **loose)


def document(name: str, title: str, paragraphs: list[str] | tuple[str, ...], day: int) -> Document:
    date = f"2031-{1 + day // 28 % 12:02}-{1 + day % 28:02}"
    return Document(id=name, title=title, text="\n\n".join(paragraphs), published=date)


def original(number: int) -> Written:
    """The same number gives the same story."""
    rng = random.Random(f"original {number}")
    given = slots(rng)
    lines = [rng.choice(LEADS), *rng.sample(BODY, rng.randint(7, 14))]
    paragraphs = tuple(fill(line, given, rng) for line in lines)
    title = f"{given['A']} and {given['B']} close to a deal over {given['matter']}"
    return Written(document(f"wire-{number}", title, paragraphs, number), given, paragraphs, tuple(lines))


def copies(of: Written, number: int) -> list[Document]:
    """Printed again: a new headline; a trimmed ending; paragraphs added; all of it with the house's own typography."""
    rng = random.Random(f"copies {number}")
    own, name = list(of.paragraphs), of.document.id
    outlet = rng.choice(OUTLETS)

    def printed(kind: str, paragraphs: list[str]) -> Document:
        return document(f"{name}-{kind}", f"{outlet}: what {of.slots['B']} has now put its name to", paragraphs, number)

    trimmed = own[: max(4, round(len(own) * rng.uniform(0.45, 0.85)))]
    added = list(own)
    for _ in range(rng.randint(1, 3)):
        added.insert(rng.randint(1, len(added)), fill(rng.choice(EXTRA), of.slots, rng))
    both = [*own[: max(5, round(len(own) * rng.uniform(0.6, 0.85)))], fill(rng.choice(EXTRA), of.slots, rng)]
    house = [p.replace('"', "”").replace(" percent", " per cent").replace("'", "’") for p in own]
    return [
        printed("headline", [f"{of.slots['place'].upper()} ({outlet}) - {own[0]}", *own[1:]]),
        printed("trimmed", trimmed),
        printed("added", added),
        printed("both", [f"By {outlet} staff and agencies", *both]),
        printed("house", house),
    ]


def look_alikes(of: Written, number: int) -> list[Document]:
    """Not copies: a follow-up that quotes the same words, an updated story, another release from the same form."""
    rng = random.Random(f"alike {number}")
    own, name, given = list(of.paragraphs), of.document.id, of.slots
    quoted = rng.sample(own, 3)
    follow = [fill(line, given, rng) for line in rng.sample(FOLLOW, 6)]
    for paragraph in quoted[: rng.randint(1, 2)]:
        follow.insert(rng.randint(1, len(follow)), paragraph)
    # An update keeps the background, says something else on top, and changes figures and stances in what it keeps.
    kept = [_changed(p, rng) if rng.random() < 0.55 else p for p in own[1:]]
    update = [fill(FOLLOW[1], given, rng), fill(FOLLOW[5], given, rng), *kept]
    other = slots(rng)
    form = [fill(line, other, rng) for line in of.forms]
    return [
        replace(document(f"{name}-follow", f"{given['B']} plays down the evening", follow, number + 1)),
        document(f"{name}-update", of.document.title, update, number + 1),
        document(f"{name}-form", f"{other['A']} and {other['B']} close to a deal over {other['matter']}", form, number),
    ]


def _changed(paragraph: str, rng: random.Random) -> str:
    """The same sentence with other figures, and with the other stance where it has one."""
    words = [str(rng.randint(11, 97)) if w.isdigit() else w for w in paragraph.split(" ")]
    out = " ".join(words)
    for old, new in (("would", "would not"), ("will", "may"), (" said", " denied"), (" has ", " no longer has ")):
        out = out.replace(old, new, 1)
    return out if out != paragraph else f"{paragraph[:-1]}, although aides now doubt it."
