"""The evidence sheet: whole, safe, self-contained, fit for paper."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from lxml import html
from odd import ACCOUNTS, AT, EMPTY, EVIDENCE, RECORD, TEXTS

from readouts.export import export
from readouts.model import Evidence, NotAssessed

VOID = {"meta", "br"}


class Balanced(HTMLParser):
    """Fails where a tag is closed out of order; keeps tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def sheet(evidence: Evidence = EVIDENCE) -> str:
    return export(evidence, to="sheet", at=AT).content.decode()


def test_every_quote_is_there_once_and_whole() -> None:
    page = html.fromstring(sheet())
    accounts = page.xpath('//div[starts-with(@class, "account")]//*[@class="quote"]')
    shown = sorted(q.text_content() for q in accounts)
    assert shown == sorted(a.anchor.quote.replace("\x0b", "\ufffd") for a in ACCOUNTS)


def test_a_quote_stands_amid_its_context() -> None:
    page = html.fromstring(sheet())
    first = page.xpath('//*[@id="c0"]//blockquote')[0].text_content()
    assert first.startswith("😀😀 Mayor Ilse Brand said the dockers had agreed\nto a \"night\" shift.")
    assert html.fromstring(sheet(RECORD)).xpath('//*[@id="c8"]//blockquote')[0].text_content().startswith("… ")


def test_sources_have_dates_and_hashes() -> None:
    page = html.fromstring(sheet())
    rows = {r.get("id"): r.text_content() for r in page.xpath('//tr[starts-with(@id, "d")]')}
    assert len(rows) == 4
    assert all(TEXTS[doc].digest in rows[f"d{n}"] for n, doc in enumerate(EVIDENCE.ledger.docs, 1))
    assert "2031-03-03" in rows["d1"] and "not known" in rows["d3"] and "prints again [1]; counted once" in rows["d4"]
    assert "the text is not at hand" in sheet(RECORD)


def test_what_made_it_and_what_was_left_out_is_told() -> None:
    page = sheet()
    assert "readouts 0." in page and "by hand 1" in page and AT in page
    assert "Only part of the ledger is shown (party: all of them)" in page and "as of 2031-03-31" in page
    assert "Only part" not in sheet(replace(EVIDENCE, chosen={}))
    failed = replace(EVIDENCE, ledger=replace(EVIDENCE.ledger, not_assessed=(NotAssessed("zwei", "language is 'ru'"),)))
    text = sheet(failed)
    assert text.index("language is &#x27;ru&#x27;") < text.index("Where they part")


def test_judgements_stand_with_what_they_judge() -> None:
    page = html.fromstring(sheet())
    one, third = (page.xpath(f'//*[@id="c{n}"]')[0].text_content() for n in (0, 2))
    assert 'ruiz (2031-03-20): accept, as "said"' in one
    assert "holt (2031-03-21): reject" in third and "they differ on verdict" in third
    assert "the machine found: Port Ane refuses" in third


def test_links_lead_somewhere_and_ids_are_numbers() -> None:
    tags = Balanced(sheet()).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    links = [str(a["href"]) for t, a in tags if t == "a"]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[a-z]\d+", str(i)) for i in ids)
    assert all(link[1:] in ids for link in links if link.startswith("#"))
    assert [link for link in links if not link.startswith("#")] == ["https://example.org/a?b=1&c=ü"]


def test_it_asks_for_nothing_and_runs_nothing() -> None:
    for evidence in (EVIDENCE, RECORD, EMPTY):
        page = sheet(evidence)
        tags = Balanced(page).tags
        assert not {t for t, _ in tags} & {"script", "img", "link", "iframe"}
        assert not [n for _, a in tags for n in a if n.startswith("on") or n == "style"]
        assert "@import" not in page and "url(" not in page and "default-src 'none'" in page


@pytest.mark.parametrize("evil", ["</style><script>alert(1)</script>", '"}body{display:none}/*', "a\nb\\", "\x00\x1b[2J\ud800"])
def test_hostile_words_are_words(evil: str) -> None:
    agreements = tuple(replace(g, label=evil) for g in EVIDENCE.ledger.agreements[:1])
    hostile = replace(EVIDENCE, ledger=replace(EVIDENCE.ledger, agreements=agreements, story=evil), chosen={"party": evil}, as_of=evil)
    page = sheet(hostile)
    assert "script" not in {t for t, _ in Balanced(page).tags}
    css = page[page.index("<style>") + 7 : page.index("</style>")]
    # The style sheet is still one: as many braces open as close, and every string ends.
    assert css.count("{") == css.count("}") and css.count('"') % 2 == 0 and "display:none}" not in css


def test_it_is_fit_for_paper() -> None:
    css = sheet()
    assert "@page{size:A4" in css and 'content:counter(page) " / " counter(pages)' in css
    assert re.search(r"@media print\{.*\.account,blockquote[^}]*\{break-inside:avoid\}", css, re.S)
    assert "thead{display:table-header-group}" in css


def test_an_empty_ledger_says_so() -> None:
    assert "There is no agreement here." in sheet(EMPTY)
