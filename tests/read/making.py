"""PDF and Word files written by hand, so that no test needs a file from elsewhere."""

from __future__ import annotations

import io


def pdf(pages: list[list[tuple[float, float, float, str]]], *, encrypted: bool = False) -> bytes:
    """A PDF whose pages are lists of (x, y, size, words)."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        drawn = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn.encode("latin-1")))
    if encrypted:
        key = "00" * 32
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>".encode())
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    lock = b"/Encrypt %d 0 R /ID [<00><00>]" % len(objects) if encrypted else b""
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, lock, start))
    return out.getvalue()


def docx(paragraphs: list[str], table: list[list[str]] | None = None) -> bytes:
    import docx as word

    document = word.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


SENTENCE = "Minister Orlan of Veldia denied that the two governments had agreed to reopen the bridge."


def article(sentence: str = SENTENCE) -> str:
    paragraphs = "".join(f"<p>{sentence} That was part {n} of what was said at the quay.</p>" for n in range(6))
    return f"""<!doctype html><html lang="en"><head><title>Bridge talks | Quay Post</title>
<meta property="og:title" content="Bridge talks end without a bridge">
<meta property="og:site_name" content="Quay Post">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"NewsArticle",
"headline":"Bridge talks end","datePublished":"2019-03-07T18:30:00+01:00",
"publisher":{{"name":"The Quay Post"}}}}]}}</script>
<script type="application/ld+json">{{broken</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Bridge talks end without a bridge</h1>
{paragraphs}</article></body></html>"""
