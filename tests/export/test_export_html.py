"""The page: complete, self-contained, safe with hostile text, right where highlights overlap."""

# ruff: noqa: F811 - a fixture is named as it is imported
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

from night_shift import document, ledger  # noqa: F401 - fixtures

from readouts.export import render
from readouts.export.marks import segments
from readouts.model import Anchor, Document, Ledger, Party, Span
from readouts.model.types import NARRATION

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """Reads a page back: tags, text of the document, link targets; a tag closed out of order fails."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any((attrs.get("class") or "") == "text" for _, attrs in self.open):
            self.text += data
            if self.open[-1][0] == "mark":
                self.marks.append((data, self.open[-1][1].get("class") or ""))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_every_link_has_its_target_and_the_text_is_whole(ledger: Ledger, document: Document) -> None:
    page = read(render([ledger], [document]))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert links and all(link and link[1:] in ids for link in links)
    assert page.text == document.text


def test_all_layers_are_shown(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [document])
    expected = (
        "disputed (record)", "2 parties · 3 accounts", "Where they part", "Shifts", "Conditions",
        "Doubted mandates", "Silences", "Copies", "Not assessed", "language is &#x27;ru&#x27;", "rules-1",
    )  # fmt: skip
    for words in expected:
        assert words in page


def test_overlapping_passages_light_up_whole(ledger: Ledger, document: Document) -> None:
    page = read(render([ledger], [document]))
    quotes = {a.anchor.quote for a in ledger.accounts}
    keys = {key for _, names in page.marks for key in names.split() if re.match(r"q\d", key)}
    shown = {"".join(text for text, names in page.marks if key in names.split()) for key in keys}
    assert shown == quotes
    assert any("over" in names.split() for _, names in page.marks)


def test_only_a_passage_cut_into_pieces_needs_a_rule_of_its_own(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [document])
    by_itself = set(re.findall(r'id="(q\d+-\d+)"></span><mark', page))
    ruled = set(re.findall(r"main:has\(#(q\d+-\d+):target", page))
    pieces = [re.findall(r"q\d+-\d+", names) for _, names in read(page).marks]
    cut = {k for names in pieces for k in names if sum(k in other for other in pieces) > 1}
    links = set(re.findall(r'href="#(q\d+-\d+)"', page))
    assert by_itself | ruled == links and cut <= ruled and ruled != links


def test_hostile_document_is_text(ledger: Ledger) -> None:
    evil = "<script>alert(1)</script></mark></style><img src=x onerror=alert(2)>\x00\x1b[2J' \" &amp; \ud800"
    document = Document(id=evil, text=evil, title=evil, publisher=evil, url="javascript:alert(3)", published=evil)
    anchor = Anchor.at(document, 3, 30)
    accounts = tuple(
        replace(a, anchor=anchor, party=replace(a.party, name=evil), speaker=replace(a.speaker, surface=evil))
        for a in ledger.accounts
    )
    agreements = tuple(replace(g, label=evil, parties=(evil,)) for g in ledger.agreements)
    hostile = replace(ledger, story=evil, docs=(evil,), accounts=accounts, agreements=agreements, engine=(evil,))
    page = render([hostile], [document])
    page.encode("utf-8")
    tags = read(page).tags
    assert not {tag for tag, _ in tags} & {"script", "img"}
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on") or name == "style"]
    assert not [a for _, a in tags if (a.get("href") or "").lower().startswith("javascript")]
    assert "\x00" not in page and "\x1b" not in page
    assert "default-src 'none'" in page


def test_page_asks_for_nothing_outside_itself(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [document])
    assert not re.search(r"<link|<script|@import|url\(|src=", page)
    assert "@media print" in page and "prefers-color-scheme:dark" in page and "viewport" in page


def test_missing_document_and_moved_words_give_no_link(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [])
    assert 'href="#q' not in page and "its document is not on this page" in page
    page = render([ledger], [replace(document, text="other words altogether " * 9)])
    assert 'href="#q' not in page and "other words there" in page


def test_two_ledgers_on_one_page_keep_their_ids_apart(ledger: Ledger, document: Document) -> None:
    page = read(render([ledger, ledger], [document]))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_a_quote_stands_amid_its_context(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [document])
    assert 'said it had </bdi><a href="#q0-2"><bdi class="quote" dir="auto">promised nothing</bdi></a>' in page


def test_a_contradiction_leads_to_both_accounts(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [document])
    parting = page[page.index("Where they part") : page.index('class="parties"')]
    assert re.findall(r'href="#(\S+)"', parting) == ["c0-0", "c0-1"]


def test_what_was_not_judged_comes_before_the_findings(ledger: Ledger, document: Document) -> None:
    page = render([ledger], [document])
    assert page.index("language is &#x27;ru&#x27;") < page.index("work a night shift")


def test_many_stories_have_a_way_to_each(ledger: Ledger, document: Document) -> None:
    page = render([ledger, replace(ledger, story="day shift", agreements=())], [document])
    nav = page[page.index("<nav") : page.index("</nav>")]
    assert '<a href="#s1">day shift</a> <span class="dim">no agreement found' in nav and 'id="s1"' in page
    assert "<nav" not in render([ledger], [document])


def test_those_who_would_be_bound_stand_first_and_nobody_last(ledger: Ledger, document: Document) -> None:
    told, port, union = ledger.accounts
    accounts = (replace(told, party=NARRATION), replace(port, party=Party("A critic")), union)
    page = render([replace(ledger, accounts=accounts, contradictions=())], [document])
    assert re.findall(r'class="party"><h3>([^<]*)', page) == ["Quay Workers&#x27; Union", "A critic", "narration"]


def test_language_and_reading_notes_are_told(ledger: Ledger, document: Document) -> None:
    told = replace(document, language="en", notes=("not valid UTF-8: read as cp1252",))
    page = render([ledger], [told])
    assert 'dir="auto" lang="en">' in page and "not valid UTF-8: read as cp1252" in page
    assert 'lang="&' not in render([ledger], [replace(document, language='"><b>')])


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(c * 2 for c in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_colour_can_be_read_on_its_ground() -> None:
    css = resources.files("readouts.export").joinpath("page.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--(\w+):(#\w+)", block)) for block in re.findall(r":root\{[^}]*\}", css)[:2])
    assert len(light) == len(dark) + 1  # the colour of what lights up is the same in both
    for scheme in (light, dark):
        for ground in ("paper", "card"):
            for name in scheme.keys() - {"paper", "card", "line", "lit"}:
                high, low = sorted((_luminance(scheme[name]), _luminance(scheme[ground])), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ground)


def test_furniture_is_dimmed(ledger: Ledger, document: Document) -> None:
    assert '<span class="furniture">' in render([ledger], [replace(document, furniture=(Span(0, 5),))])


def test_segments_cover_the_text_once() -> None:
    marks = [(Span(2, 9), "a"), (Span(2, 4), "b"), (Span(3, 12), "c"), (Span(5, 5), "d"), (Span(40, 50), "e")]
    pieces = list(segments(10, marks))
    assert [p.start for p in pieces[1:]] == [p.end for p in pieces[:-1]]
    assert (pieces[0].start, pieces[-1].end) == (0, 10)
    assert [(p.start, p.end, p.keys) for p in pieces] == [
        (0, 2, ()), (2, 3, ("a", "b")), (3, 4, ("a", "b", "c")), (4, 9, ("a", "c")), (9, 10, ("c",)),
    ]  # fmt: skip
    assert list(segments(0, [])) == []
