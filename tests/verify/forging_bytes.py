"""Forged PDF files that no library writes, made in bytes (Mladenov and others, 2019)."""

from __future__ import annotations

import io
import re

import pikepdf

from verify.forging_pdf import FORGED, HONEST

RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\] *")


def with_range(content, text):
    """The same with another byte range, in as many bytes."""
    old = RANGE.search(content)[0]
    assert len(text) <= len(old)
    return content.replace(old, text.ljust(len(old)))


def contents_of(content):
    """Where the string of the signature begins and ends."""
    _, first, second, _ = (int(number) for number in RANGE.search(content).groups())
    return first, second


def with_contents(content, text):
    """The same with another string in place of the signature's, in as many bytes."""
    first, second = contents_of(content)
    return content[:first] + text.ljust(second - first) + content[second:]


def changed_words(content):
    """The words of the letter, changed in its bytes: the digest is of others."""
    assert HONEST in content
    return content.replace(HONEST, FORGED, 1)


def update_of(content, objects, *, table=True, trailer=True, end=True):
    """An update written by hand: objects by number, and as much of the rest as is wanted."""
    last = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    size = int(re.findall(rb"/Size (\d+)", content)[-1])
    root, info = (re.findall(rb"/" + key + rb" (\d+ 0 R)", content)[-1] for key in (b"Root", b"Info"))
    out, offsets = content, {}
    for number, body in objects.items():
        offsets[number] = len(out) + 1
        out += b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    if table:
        out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % each for each in offsets.items())
    if trailer:
        size = max(size, max(objects) + 1)
        out += b"trailer\n<</Size %d/Root %s/Info %s/Prev %d>>\n" % (size, root, info, last)
    return out + (b"startxref\n%d\n%%%%EOF\n" % start if end else b"")


def number_of(content, words):
    """The number of the object that has these words."""
    at = content.index(words)
    return int(re.findall(rb"(\d+) 0 obj", content[:at])[-1])


def with_packet(content, old, new):
    """The same with an update that writes its XMP anew.

    PyHanko would put its own in place of a foreign one.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        number, packet = pdf.Root.Metadata.objgen[0], pdf.Root.Metadata.read_bytes().decode()
    assert old in packet
    body = packet.replace(old, new).encode()
    return update_of(
        content,
        {number: b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(body), body)},
    )


def moved(content, middle):
    """Wrapping: what the second range signs is moved behind the middle."""
    _, second = contents_of(content)
    return content[:second] + middle + content[second:]


def wrapped(content, objects, filler=b"\n"):
    """Wrapping, in order for a reader: a table of the forger's, where the sealed one stood, leads to another
    text.

    The signature is written again, with a range that follows what was moved.
    """
    first, second = contents_of(content)
    place = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    earlier = int(re.findall(rb"/Prev (\d+)", content)[-1])
    root, info = (re.findall(rb"/" + key + rb" (\d+ 0 R)", content)[-1] for key in (b"Root", b"Info"))
    number = int(re.findall(rb"(\d+) 0 obj", content[:first])[-1])
    length = 4000  # of the table, which is written when all is known
    parts = dict(objects) | {number: _copy(content, 9_999_999)}
    shift = place - second + length + sum(len(_object(*each)) for each in parts.items())
    parts[number] = _copy(content, second + shift)
    entries = {n: at if at < second else at + shift for n, at in _listed(content[place:]).items()}
    body = b""
    for key, each in parts.items():
        entries[key] = place + length + len(body) + 1
        body += _object(key, each)
    table = b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % each for each in sorted(entries.items()))
    table += b"trailer\n<</Size 200/Root %s/Info %s/Prev %d>>\n" % (root, info, earlier)
    middle = filler * (place - second) + table.ljust(length) + body
    assert len(middle) == shift
    return moved(content, middle)


def _object(number, body):
    return b"\n%d 0 obj\n%s\nendobj\n" % (number, body)


def _copy(content, start):
    """The signature of a file, written again: what it signs second starts elsewhere now."""
    first, second = contents_of(content)
    head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents"
    numbers = (first, start, len(content) - second)
    return head + content[first:second] + b"/ByteRange[0 %07d %07d %07d]>>" % numbers


def _listed(table):
    """The offsets in the first table of these bytes, by number."""
    found, number = {}, 0
    for line in table.split(b"\n")[1:]:
        words = line.split()
        if len(words) == 2:
            number = int(words[0])
        elif len(words) == 3:
            if words[2] == b"n":
                found[number] = int(words[0])
            number += 1
        else:
            return found
    return found
