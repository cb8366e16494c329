"""Every kind of source, and every way it can be wrong: a document or one clear line."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from readouts.errors import ReadError
from readouts.model.types import Document
from readouts.read import Failure, Limits, read, read_one

from .making import article, docx, pdf

STORY = (
    "Bridge talks end\n\nOct. 22, 2014\n\nMinister Orlan of Veldia said that the two sides had agreed to reopen "
    "the bridge.\n\nThe Marish foreign ministry denied it the next day.\n"
)


def only(source: str | Path, **more: object) -> Document | Failure:
    (item,) = read([source], **more)  # type: ignore[arg-type]
    return item


def why(source: str | Path, **more: object) -> str:
    item = only(source, **more)
    assert isinstance(item, Failure), item
    assert "\n" not in str(item)
    return item.why


def put(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_plain_text_keeps_every_character(tmp_path: Path) -> None:
    got = read_one(put(tmp_path / "bridge talks.txt", STORY))
    assert got.text == STORY
    assert (got.id, got.title, got.published, got.language) == (
        "bridge-talks", "Bridge talks end", "2014-10-22", "en",
    )  # fmt: skip


def test_windows_line_ends_and_mark_are_made_plain(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", b"\xef\xbb\xbf" + STORY.replace("\n", "\r\n").encode())
    assert read_one(path).text == STORY
    assert read_one(put(tmp_path / "b.txt", STORY.encode("utf-16"))).text == STORY


def test_front_matter(tmp_path: Path) -> None:
    head = (
        "---\nid: m-7\ntitle: 'Talks'\ndate: 7 March 2019\npublisher: Marish ministry\nkind: statement\nstory: b\n---\n"
    )
    got = read_one(put(tmp_path / "a.md", head + STORY))
    assert got.text == STORY
    assert (got.id, got.title, got.published, got.publisher, got.kind, got.story) == (
        "m-7", "Talks", "2019-03-07", "Marish ministry", "statement", "b",
    )  # fmt: skip


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    text = "---\nThey met at noon and parted\n---\nNobody said why.\n"
    assert read_one(put(tmp_path / "a.md", text)).text == text


def test_html_article_and_its_own_words(tmp_path: Path) -> None:
    got = read_one(put(tmp_path / "a.html", article()))
    assert got.title == "Bridge talks end without a bridge"
    assert got.published == "2019-03-07T18:30+01:00"
    assert got.publisher == "The Quay Post"
    assert got.text.count("denied that the two governments") == 6
    assert "Home" not in got.text


def test_html_quotations_and_wrapped_lines_stay_in_their_sentence(tmp_path: Path) -> None:
    words = "The minister said <q class='said'>not one</q> of the terms<br>\nwas agreed.<br>The union<br/>denied it."
    got = read_one(put(tmp_path / "a.html", article(words)))
    assert "The minister said “not one” of the terms was agreed.\n\nThe union denied it." in got.text


def test_html_dates_from_meta_time_and_address(tmp_path: Path) -> None:
    bare = article().replace("datePublished", "nothing")
    meta = bare.replace("<title>", '<meta name="dc.date" content="2018-02-01"><title>')
    assert read_one(put(tmp_path / "m.html", meta)).published == "2018-02-01"
    time = bare.replace("<h1>", '<time datetime="2017-05-06T07:08:00Z">6 May</time><h1>')
    assert read_one(put(tmp_path / "t.html", time)).published == "2017-05-06T07:08+00:00"
    link = bare.replace("<title>", '<link rel="canonical" href="https://quay.example/2016/04/05/talks"><title>')
    assert read_one(put(tmp_path / "u.html", link)).published == "2016-04-05"


def test_pdf_columns_pages_and_paragraphs(tmp_path: Path) -> None:
    left = [(72.0, 690.0 - 14 * n, 11.0, f"left column line {n}") for n in range(5)]
    right = [(330.0, 690.0 - 14 * n, 11.0, f"right column line {n}") for n in range(5)]
    mixed = [item for pair in zip(left, right, strict=True) for item in pair]
    first = [(72.0, 730.0, 20.0, "Bridge talks end without any agreement on a single point"), *mixed]
    second = [(72.0, 700.0, 11.0, "The minister said that the"), (72.0, 686.0, 11.0, "bridge stays shut.")]
    got = read_one(put(tmp_path / "a.pdf", pdf([first, second])))
    assert got.text.index("left column line 4") < got.text.index("right column line 0")
    assert got.text.index("Bridge talks") < got.text.index("left column line 0")
    assert "The minister said that the bridge stays shut." in got.text
    assert [page.of(got.text)[:12] for page in got.pages] == ["Bridge talks", "The minister"]


def test_pdf_letters_that_overlap_come_once(tmp_path: Path) -> None:
    kerned = [(72.0, 700.0, 11.0, "T"), (77.2, 700.0, 11.0, "utu met Mayor A"), (152.5, 700.0, 11.0, "V"),
              (158.4, 700.0, 11.0, "olan. Both denied it.")]  # fmt: skip
    assert read_one(put(tmp_path / "a.pdf", pdf([kerned]))).text == "Tutu met Mayor AVolan. Both denied it."


@pytest.mark.parametrize(
    ("above", "below", "gives"),
    [
        ("Mara Smith-", "Holt denied it.", "Mara Smith-Holt denied it."),
        ("a make-or-", "break day.", "a make-or-break day."),
        ("an 18-", "month truce.", "an 18-month truce."),
        ("the agree-", "ment holds.", "the agreement holds."),
        ("the well-known co-chair and the co-", "chair agreed.", "the well-known co-chair and the co-chair agreed."),
    ],
)
def test_pdf_words_broken_at_a_line_end(tmp_path: Path, above: str, below: str, gives: str) -> None:
    lines = [(72.0, 700.0, 11.0, above), (72.0, 686.0, 11.0, below)]
    assert read_one(put(tmp_path / "a.pdf", pdf([lines]))).text == gives


def test_pdf_running_heads_and_page_numbers_are_no_part_of_the_sentence(tmp_path: Path) -> None:
    says = ["The minister said that the", "two sides had agreed to", "nothing at all that day."]
    pages = [
        [(72.0, 760.0, 9.0, f"Statement on the talks | page {n}"), (72.0, 700.0, 11.0, words), (300.0, 40.0, 9.0, f"{n}")]
        for n, words in enumerate(says, 1)
    ]  # fmt: skip
    got = read_one(put(tmp_path / "a.pdf", pdf(pages)))
    assert got.text == " ".join(says)
    assert [page.of(got.text) for page in got.pages] == says


def test_pdf_a_number_in_the_text_stays(tmp_path: Path) -> None:
    lines = [(72.0, 700.0, 11.0, "They met at noon and spoke of the year"), (72.0, 686.0, 11.0, "300")]
    assert read_one(put(tmp_path / "a.pdf", pdf([lines]))).text.endswith("the year 300")


def test_pdf_justified_lines_stay_whole_beside_another_column(tmp_path: Path) -> None:
    wide = [(72.0 + 45 * n, word) for n, word in enumerate(["the", "two", "sides", "did", "not"])]
    lines = []
    for n in range(4):
        lines += [(x, 700.0 - 14 * n, 11.0, word) for x, word in wide]
        lines.append((330.0, 700.0 - 14 * n, 11.0, f"right column line {n}"))
    text = read_one(put(tmp_path / "a.pdf", pdf([lines]))).text
    assert text == " ".join(["the two sides did not"] * 4) + " " + " ".join(f"right column line {n}" for n in range(4))


def test_docx(tmp_path: Path) -> None:
    data = docx(["Bridge talks end", "Minister Orlan said no."], [["Date", "Place"], ["7 May", "the quay"]])
    got = read_one(put(tmp_path / "a.docx", data))
    assert got.text == "Bridge talks end\n\nMinister Orlan said no.\n\nDate | Place\n7 May | the quay"


def test_records_keep_their_text_byte_for_byte(tmp_path: Path) -> None:
    text = "\ufeff He said\r\n no.\u00a0 \n\n"
    record = {"id": "r", "text": text, "published": "2014", "language": "de", "story": None, "more": 1}
    for name, data in (
        ("a.json", json.dumps(record)),
        ("b.json", json.dumps({"documents": [record]})),
        ("c.jsonl", json.dumps(record) + "\n\n"),
    ):
        got = read_one(put(tmp_path / name, data))
        assert (got.text, got.published, got.language) == (text, "2014", "de")
    packed = put(tmp_path / "d.jsonl.gz", gzip.compress(json.dumps(record).encode()))
    assert read_one(packed).text == text


def test_one_broken_line_of_many(tmp_path: Path) -> None:
    good = [json.dumps({"id": f"r{n}", "text": f"He said no {n} times."}) for n in range(3)]
    path = put(tmp_path / "a.jsonl", "\n".join([good[0], "{broken", good[1], '{"id": "x"}', "[1]", good[2]]))
    got = list(read([path]))
    assert [d.id for d in got if isinstance(d, Document)] == ["r0", "r1", "r2"]
    wrong = [f for f in got if isinstance(f, Failure)]
    assert [f.where for f in wrong] == [f"{path}:2", f"{path}:4", f"{path}:5"]
    assert "not valid JSON" in wrong[0].why and "no text" in wrong[1].why


def test_same_id_other_text(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": "He said no."},
        {"id": "a", "text": "He said no."},
        {"id": "a", "text": "He said yes."},
    ]
    got = list(read([put(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)))]))
    assert len(got) == 2
    assert isinstance(got[1], Failure) and "give each its own id" in got[1].why
    assert got[1].where.endswith("a.jsonl:3") and "a.jsonl:1)" in got[1].why


def test_same_file_name_other_text(tmp_path: Path) -> None:
    for folder, text in (("a", "He said no."), ("b", "He said yes."), ("c", "He said no.")):
        put(tmp_path / folder / "readout.txt", text)
    ids = [d.id for d in read([tmp_path]) if isinstance(d, Document)]
    assert len(ids) == 2 and ids[0] == "readout" and ids[1].startswith("readout-")


def test_folder_is_sorted_and_skips_what_is_no_document(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden/d.txt", "README.md", "picture.png"):
        put(tmp_path / name, f"The text of {name} says that nobody agreed.")
    put(tmp_path / "expected.json", '{"schema": "readouts.ledger/1", "story": "x"}')
    assert [d.id for d in read([tmp_path]) if isinstance(d, Document)] == ["a", "b", "c"]
    assert [d.id for d in read([str(tmp_path / "*.txt")]) if isinstance(d, Document)] == ["a", "b"]
    assert "ledger" in why(tmp_path / "expected.json")
    put(tmp_path / "expected.json", '{"story": "x", "docs": ["a"], "agreements": []}')
    assert [d.id for d in read([tmp_path]) if isinstance(d, Document)] == ["a", "b", "c"]
    assert "no id" in why(tmp_path / "expected.json")


def test_folders_too_deep(tmp_path: Path) -> None:
    put(tmp_path / "a/b/c/d/e.txt", "Nobody agreed.")
    (item,) = [f for f in read([tmp_path], limits=Limits(folders=2)) if isinstance(f, Failure)]
    assert "deep" in item.why


def test_standard_input() -> None:
    assert only("-", stdin=io.StringIO(STORY)).text == STORY  # type: ignore[union-attr]
    lines = b'{"id": "a", "text": "No."}\n{"id": "b", "text": "Yes."}\n'
    assert [d.id for d in read(["-"], stdin=io.BytesIO(lines)) if isinstance(d, Document)] == ["a", "b"]
    assert "empty" in why("-", stdin=io.BytesIO(b""))


def test_the_rest_of_the_run_goes_on(tmp_path: Path) -> None:
    named: list[str] = []
    good = put(tmp_path / "a.txt", STORY)
    got = list(read(["gone.txt", good], progress=named.append))
    assert isinstance(got[0], Failure) and isinstance(got[1], Document)
    assert named == ["gone.txt", str(good)]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n \n", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary file"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x01\x02\x03" * 200, "binary file"),
        ("russian.txt", "Министр сказал, что договорённости нет.".encode("cp1251"), "save it as UTF-8"),
        ("scan.pdf", pdf([[]]), "run text recognition"),
        ("locked.pdf", pdf([[(72, 700, 11, "No.")]], encrypted=True), "without the password"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "damaged PDF"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "save it as .docx"),
        ("broken.docx", b"PK\x03\x04 nothing", "damaged DOCX"),
        ("menu.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article found"),
        ("nothing.html", b"<html></html>", "no article found"),
        ("deep.html", b"<html><body>" + b"<div>" * 5000 + b"No." + b"</div>" * 5000, "nested"),
        ("wide.html", b"<html><body><p " + b" ".join(b'a%d=">"' % n for n in range(9000)) + b">No.", "attributes"),
        ("deep.json", b"[" * 100_000, "nested too deep"),
        ("broken.json", b'{"id": ', "not valid JSON"),
        ("number.json", b'{"id": "a", "text": 5}', "no text"),
        ("half.json", b'{"id": "a", "text": "No \\ud800."}', "half a character"),
        ("broken.jsonl.gz", b"\x1f\x8b\x08nothing at all", "damaged gzip"),
    ],
)
def test_hostile_files(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    assert says in why(put(tmp_path / name, data))


def test_missing_and_unreadable(tmp_path: Path) -> None:
    assert why(tmp_path / "gone.txt") == "not found: check the spelling"
    assert "not a name" in why("")
    assert "no file matches" in why(str(tmp_path / "*.txt"))
    assert "no document in this folder" in why(tmp_path)
    with pytest.raises(ReadError, match="not found"):
        read_one(tmp_path / "gone.txt")


def test_a_file_without_read_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, good = put(tmp_path / "a.txt", STORY), put(tmp_path / "b.txt", STORY)

    def locked(self: Path, *args: object, **options: object) -> object:
        if self == path:  # not by chmod: the superuser may read all
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **options)  # type: ignore[arg-type]

    opened = Path.open
    monkeypatch.setattr(Path, "open", locked)
    first, second = read([path, good])
    assert isinstance(first, Failure) and isinstance(second, Document)
    assert first.why == "cannot be opened (permission denied): check the name and your rights to it"


def test_oversized_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # a sparse file: 200 MB that take no room
    assert why(path) == "too large (it has 200 MB, the limit is 50 MB): split it, or raise Limits.size in Python"


def test_gzip_bombs_stop_at_the_cap(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(30_000_000))
    limits = Limits(size=1_000_000)
    assert "too large" in why(put(tmp_path / "a.txt.gz", bomb), limits=limits)
    assert "too large" in why(put(tmp_path / "a.jsonl.gz", bomb), limits=limits)


def test_pages_are_capped(tmp_path: Path) -> None:
    path = put(tmp_path / "a.pdf", pdf([[(72, 700, 11, "No.")]] * 3))
    assert "3 pages (the limit is 2)" in why(path, limits=Limits(pages=2))


def test_encodings_other_than_utf8_are_noted(tmp_path: Path) -> None:
    got = read_one(put(tmp_path / "a.txt", STORY.replace("Orlan", "Orlán").encode("cp1252")))
    assert "Orlán" in got.text and got.notes == ("not valid UTF-8: read as cp1252",)
    page = article().replace("<title>", '<meta charset="iso-8859-2"><title>').replace("Orlan", "Orłan")
    got = read_one(put(tmp_path / "b.html", page.encode("iso-8859-2")))
    assert "Orłan" in got.text and got.notes == ("read as iso-8859-2, as the page says",)


def test_other_languages_are_told_not_refused(tmp_path: Path) -> None:
    russian = "Министр иностранных дел заявил, что стороны ни о чём не договорились.\n"
    assert read_one(put(tmp_path / "a.txt", russian)).language == "ru"
    german = "Der Minister erklärte am Dienstag, dass die beiden Seiten sich auf nichts geeinigt hätten.\n"
    assert read_one(put(tmp_path / "b.txt", german)).language == "de"


def test_one_long_paragraph(tmp_path: Path) -> None:
    text = "Minister Orlan said that the sides had agreed to nothing at all. " * 7_800
    got = read_one(put(tmp_path / "a.txt", text))
    assert got.text == text and len(text) > 500_000 and got.title == ""


def test_script_tags_stay_text(tmp_path: Path) -> None:
    text = "<script>alert(1)</script> said the minister, who denied that the sides had agreed.\n"
    assert read_one(put(tmp_path / "a.txt", text)).text == text
