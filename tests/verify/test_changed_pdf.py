"""PDF files that were changed after they were sealed, or only seem to be covered."""

from __future__ import annotations

import re
import zlib

import pytest

from letterforge.model import Format
from letterforge.verify import SealStanding, quick
from letterforge.verify.verdict import Since
from verify import authority, pdf_seals
from verify.examining import refused, verdict_on

RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\] *")


@pytest.fixture(scope="module")
def sealed(pdf):
    return pdf_seals.seal(pdf)


def with_range(sealed, *numbers):
    """The same with another byte range, in as many bytes as before."""
    old = RANGE.search(sealed)[0]
    new = b"/ByteRange [" + b" ".join(b"%d" % number for number in numbers) + b"]"
    assert len(new) <= len(old)
    return sealed.replace(old, new.ljust(len(old)))


def ranges(sealed):
    return [int(number) for number in RANGE.search(sealed).groups()]


def flipped(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_one_flipped_byte_of_what_is_sealed_is_noticed(tmp_path, sealed):
    """All over the file."""
    _, first, second, _ = ranges(sealed)
    for at in [*range(3, first, 997), first - 1, *range(second, len(sealed), 31), len(sealed) - 1]:
        assert refused(verdict_on(tmp_path, flipped(sealed, at))), at
        assert quick(flipped(sealed, at), Format.PDF), at


def test_a_flipped_byte_of_the_signature_never_makes_another_signer(tmp_path, sealed):
    """What is not signed in it (certificates that came along, say) cannot make it say anything else."""
    _, first, second, _ = ranges(sealed)
    (honest,) = verdict_on(tmp_path, sealed).seals
    for at in range(first, second, 61):
        verdict = verdict_on(tmp_path, flipped(sealed, at))

        assert refused(verdict) or verdict.seals == (honest,), at


def test_a_changed_sentence_is_noticed(tmp_path, pdf):
    """A stream of the page, unpacked, changed and packed again by somebody who mends lengths and offsets."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf_seals.seal(pdf))) as opened:
        page = opened.pages[0]
        page.Contents.write(page.Contents.read_bytes().replace(b"Tf", b"Tf ", 1))
        out = io.BytesIO()
        opened.save(out)

    assert refused(verdict_on(tmp_path, out.getvalue()))


@pytest.mark.parametrize("change", [pdf_seals.covered_text, pdf_seals.new_title])
def test_an_update_that_hides_or_adds_something_is_noticed(tmp_path, sealed, change):
    """The bytes that are sealed are all there still; what readers show is not."""
    verdict = verdict_on(tmp_path, pdf_seals.updated(sealed, change))

    assert verdict.standing is SealStanding.BROKEN
    assert verdict.seals[0].since is Since.CHANGED
    assert quick(pdf_seals.updated(sealed, change), Format.PDF)


def test_an_update_under_a_stranger_s_seal_is_noticed(tmp_path, sealed):
    """The second seal covers the whole file, and the first one speaks of another text."""
    covered = pdf_seals.updated(sealed, pdf_seals.covered_text)

    verdict = verdict_on(tmp_path, pdf_seals.seal(covered, field="Second"))

    assert verdict.standing is SealStanding.BROKEN


def test_a_form_that_was_filled_in_as_the_seal_allows_is_not_whole(tmp_path, pdf):
    """Allowed, told, and nobody has sealed it."""
    sealed = pdf_seals.seal(pdf_seals.form_field(pdf), certify=pdf_seals.FORMS)

    verdict = verdict_on(tmp_path, pdf_seals.updated(sealed, pdf_seals.fill_in))

    assert verdict.standing is SealStanding.PARTIAL
    assert verdict.seals[0].since is Since.FORM


@pytest.mark.parametrize("later", [pdf_seals.fill_in, pdf_seals.new_title])
def test_a_certified_letter_allows_no_changes(tmp_path, pdf, later):
    """Not even to fill in its forms."""
    sealed = pdf_seals.seal(pdf_seals.form_field(pdf), certify=pdf_seals.NO_CHANGES)

    assert verdict_on(tmp_path, pdf_seals.updated(sealed, later)).standing is SealStanding.BROKEN


def test_a_second_signature_on_a_letter_that_allows_none_is_noticed(tmp_path, pdf):
    """Made by hand, since no honest program makes it."""
    plain = pdf_seals.seal(pdf, certify=pdf_seals.FORMS)
    strict = plain.replace(b"/P 2", b"/P 1")
    assert strict != plain

    verdict = verdict_on(tmp_path, pdf_seals.seal(plain, field="Second").replace(b"/P 2", b"/P 1"))

    assert verdict.standing is SealStanding.BROKEN


def test_a_second_certification_is_noticed(tmp_path, pdf):
    """Only the first signature may certify, and once. The reference of the second is made by hand."""
    certified = pdf_seals.seal(pdf, certify=pdf_seals.FORMS)
    # pyHanko refuses to make it, so the second seal gets a reason that is replaced by a reference of the same
    # length.
    reference = b"/Reference[<</TransformMethod/DocMDP>>]"
    filler = "x" * (len(reference) - len(b"/Reason ()"))
    twice = pdf_seals.seal(certified, field="Second", reason=filler)
    marked = twice.replace(f"/Reason ({filler})".encode(), reference)
    assert marked != twice

    verdict = verdict_on(tmp_path, marked)

    assert verdict.standing is SealStanding.BROKEN
    assert "it is certified more than once" in verdict.reasons


@pytest.mark.parametrize(
    "tail", [b"\n", b"\0", b"%%EOF\n", b"<!-- -->" * 100], ids=["line", "zero", "end", "more"]
)
def test_bytes_behind_the_seal_are_noticed(tmp_path, sealed, tail):
    """Even one."""
    verdict = verdict_on(tmp_path, sealed + tail)

    assert refused(verdict)
    assert quick(sealed + tail, Format.PDF)


def test_a_byte_range_that_leaves_a_gap_or_overlaps_is_refused(tmp_path, sealed):
    """From zero to its own string, and from there to the end: nothing else."""
    start, first, second, length = ranges(sealed)
    bad = [
        (1, first - 1, second, length),
        (start, first - 1, second, length),
        (start, first, second + 1, length - 1),
        (start, first, second - 1, length + 1),
        (start, first, first, len(sealed) - first),
        (start, first, second, length + 5),
        (start, first, second, 0),
        (start, 0, 0, len(sealed)),
    ]
    for numbers in bad:
        assert verdict_on(tmp_path, with_range(sealed, *numbers)).standing is SealStanding.BROKEN, numbers


def test_bytes_behind_the_signature_in_its_string_are_noticed(tmp_path, sealed):
    """Readers skip the padding: it must be zeros."""
    second = ranges(sealed)[2]
    hidden = sealed[: second - 9] + b"deadbeef" + sealed[second - 1 :]
    assert len(hidden) == len(sealed)

    verdict = verdict_on(tmp_path, hidden)

    assert verdict.standing is SealStanding.BROKEN


def test_a_string_that_is_larger_than_the_signature_is_noticed(tmp_path, sealed):
    """A comment in the gap, where anything could stand."""
    second = ranges(sealed)[2]
    hidden = sealed[: second - 9] + b">%aaaaa\n" + sealed[second - 1 :]
    assert len(hidden) == len(sealed)

    assert refused(verdict_on(tmp_path, hidden))


def test_the_signature_of_another_letter_is_noticed(tmp_path, pdf, sealed):
    """Put into this one, at its place."""
    other = pdf_seals.seal(pdf.replace(b"/Title", b"/Titel"))
    _, first, second, _ = ranges(sealed)
    _, other_first, other_second, _ = ranges(other)
    assert second - first == other_second - other_first

    swapped = sealed[:first] + other[first:second] + sealed[second:]

    assert verdict_on(tmp_path, swapped).standing is SealStanding.BROKEN


def test_a_certificate_in_place_of_the_signers_is_noticed(tmp_path, pdf):
    """The same key under another name: CAdES says which certificate is meant."""
    signer = authority.signer()
    serial = signer.certificate.serial_number
    made = (
        authority.issue("Trial Singer EC", signer.key, authority.root(), serial=serial) for _ in range(200)
    )
    other = next(each for each in made if len(each.der) == len(signer.der))  # ECDSA has no one length
    sealed = pdf_seals.seal(pdf)
    raw, new = signer.der.hex().upper().encode(), other.der.hex().upper().encode()
    assert raw in sealed

    verdict = verdict_on(tmp_path, sealed.replace(raw, new))

    assert verdict.standing is SealStanding.BROKEN
    assert "another certificate" in " ".join(verdict.reasons)


def test_a_seal_that_the_form_no_longer_holds_is_no_seal(tmp_path, sealed):
    """All its bytes are there; no reader finds it."""

    def forget(writer):
        del writer.root["/AcroForm"]
        writer.update_root()

    assert verdict_on(tmp_path, pdf_seals.updated(sealed, forget)).standing is SealStanding.UNSEALED


def test_words_that_were_packed_are_not_needed_to_notice(tmp_path, sealed):
    """Something behind the end that unpacks to a page is still something behind the end."""
    assert refused(verdict_on(tmp_path, sealed + zlib.compress(b"BT (more) Tj ET")))
