"""Sealed files, changed at random: no traceback, and no changed file is taken for sealed."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterforge.model import Format
from letterforge.verify import SealStanding, quick
from letterforge.verify.docx import checking as word
from letterforge.verify.pdf import checking as portable
from letterforge.verify.verdict import Refused, weigh
from verify import authority, pdf_seals
from verify.word_seals import WordSigner, changed, parts_of

SIGNATURE = "_xmlsignatures/sig1.xml"
FUZZ = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "copy", "put", "zero"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=3,
)
"""What is done, where, where to, and with which bytes: places as fractions, so that they fit whatever is
mutated.
"""


def mutated(content, mutations):
    """These mutations, one after the other."""
    for kind, at, to, put in mutations:
        here, there = int(at * len(content)), int(to * len(content))
        match kind:
            case "flip":
                content = content[:here] + bytes([content[here] ^ (put[0] or 1)]) + content[here + 1 :]
            case "cut":
                content = content[:here] + content[here + len(put) :]
            case "copy":
                content = content[:here] + content[there : there + 200] + content[here:]
            case "put":
                content = content[:here] + put + content[here + len(put) :]
            case "zero":
                content = content[:here] + bytes(len(put)) + content[here + len(put) :]
        content = content or b"%PDF"
    return content


def standing_of(reader, content, trust):
    """What the reader says; it may refuse, and raise nothing else."""
    try:
        seals, faults = reader.seals_of(content, trust)
    except Refused:
        return SealStanding.UNREADABLE, ()
    return weigh(seals, faults), seals


@pytest.fixture(scope="module")
def sealed_pdf(pdf):
    return pdf_seals.seal(pdf)


@pytest.fixture(scope="module")
def small_pdf():
    """A page with nothing on it: mutations hit its structure and its seal, not the pictures."""
    import io

    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.save(out)
    return pdf_seals.seal(out.getvalue(), certify=pdf_seals.FORMS)


@pytest.fixture(scope="module")
def sealed_word(docx):
    return WordSigner().sign(docx)


def signed_bytes(pdf):
    """All but the string of the signature."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) ", pdf)
    return pdf[: int(found[1])], pdf[int(found[2]) :]


@pytest.mark.parametrize("which", ["sealed_pdf", "small_pdf"])
@FUZZ
@given(mutations=MUTATIONS)
def test_no_mutated_pdf_passes(request, trust, which, mutations):
    """If it does, what is signed is as it was, and so is who signed it."""
    honest = request.getfixturevalue(which)
    content = mutated(honest, mutations)

    standing, seals = standing_of(portable, content, trust)

    if standing is SealStanding.SOUND:
        assert signed_bytes(content) == signed_bytes(honest)
        assert [seal.signer for seal in seals] == ["Trial Signer EC, Trial Organisation"]
    else:
        assert content != honest
    if standing in {
        SealStanding.BROKEN,
        SealStanding.UNREADABLE,
        SealStanding.UNSEALED,
        SealStanding.PARTIAL,
    }:
        assert quick(content, Format.PDF)


@FUZZ
@given(mutations=MUTATIONS)
def test_no_mutated_word_file_passes(sealed_word, trust, mutations):
    """If it does, every part that is signed is as it was."""
    content = mutated(sealed_word, mutations)

    standing, _ = standing_of(word, content, trust)

    if standing is SealStanding.SOUND:
        assert signed_parts(content) == signed_parts(sealed_word)
    else:
        assert quick(content, Format.DOCX)


def signed_parts(content):
    return {name: part for name, part in parts_of(content).items() if not name.startswith("docProps/")}


@pytest.mark.parametrize(
    "name",
    [
        SIGNATURE,
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "_xmlsignatures/_rels/origin.sigs.rels",
    ],
)
@settings(FUZZ, max_examples=60)
@given(mutations=MUTATIONS)
def test_no_mutated_part_passes(sealed_word, trust, name, mutations):
    """Of those that are read as XML: packed anew, so that the zip file is in order."""
    part = mutated(parts_of(sealed_word)[name], mutations)

    standing, seals = standing_of(word, changed(sealed_word, **{name: part}), trust)

    if standing is SealStanding.SOUND:
        assert [seal.signer for seal in seals] == ["Trial Signer EC, Trial Organisation"]
        assert seals[0].reason == "Approved"


ELEMENTS = re.compile(r"<(\w+)[^>]*?(?:/>|>[^<]*</\1>)")


@settings(FUZZ, max_examples=120)
@given(data=st.data())
def test_a_signature_whose_elements_were_moved_is_never_another(sealed_word, trust, data):
    """Whole elements cut, doubled or moved within the signature: well-formed, and wrong."""
    xml = parts_of(sealed_word)[SIGNATURE].decode()
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(ELEMENTS.finditer(xml))
        if not found:
            break
        one, other = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(found))
        match data.draw(st.sampled_from(["cut", "double", "replace"])):
            case "cut":
                xml = xml[: one.start()] + xml[one.end() :]
            case "double":
                xml = xml[: other.start()] + one[0] + xml[other.start() :]
            case "replace":
                xml = xml[: other.start()] + one[0] + xml[other.end() :]

    standing, seals = standing_of(word, changed(sealed_word, **{SIGNATURE: xml.encode()}), trust)

    if standing is SealStanding.SOUND:
        (seal,) = seals
        assert (seal.signer, seal.reason) == ("Trial Signer EC, Trial Organisation", "Approved")


@FUZZ
@given(
    content=st.binary(max_size=2000) | st.binary(max_size=500).map(lambda tail: b"%PDF-1.7\n1 0 obj\n" + tail)
)
def test_noise_is_never_sealed(trust, content):
    """Neither as a PDF nor as a package."""
    for reader in (portable, word):
        standing, _ = standing_of(reader, content, trust)

        assert standing in {SealStanding.UNREADABLE, SealStanding.UNSEALED}


@FUZZ
@given(der=st.binary(max_size=400) | MUTATIONS.map(lambda each: mutated(authority.signer().der, each)))
def test_a_signature_of_noise_raises_nothing(der):
    """CMS is read in its own right: what is none is called so."""
    from letterforge.verify.crypto import cms

    try:
        signed = cms.read_signed_data(der)
    except cms.Unreadable:
        return
    assert cms.prove(signed, cms.digests_of(b"")).faults
