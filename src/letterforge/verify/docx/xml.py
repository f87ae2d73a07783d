"""XML of a package: read without entities, and its canonical form."""

from __future__ import annotations

from lxml import etree

from letterforge.verify.verdict import Refused

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
"""Used for time stamps in XAdES, without a list of prefixes to keep."""
FORMS = frozenset({C14N, f"{C14N}#WithComments", EXCLUSIVE, f"{EXCLUSIVE}WithComments"})
ENCODINGS = frozenset({"ASCII", "US-ASCII", "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE"})
"""In other encodings, programs may read different content (ECMA-376-2, 8.2.5: UTF-8 and UTF-16)."""
LARGEST = 32 * 1024 * 1024
"""Largest part that is read as XML, in bytes."""
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def parse(content: bytes, what: str) -> etree._Element:
    """The root of a part. Document types, and so all entities, are refused (ECMA-376-2, 8.2.5).

    Raises Refused.
    """
    if len(content) > LARGEST:
        raise Refused(f"{what} is too large")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(f"{what} declares a document type or entities")
    try:
        root = etree.fromstring(content, PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(f"{what} is not XML ({str(error).splitlines()[0][:100]})") from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None:
        raise Refused(f"{what} declares a document type or entities")
    if (info.encoding or "UTF-8").upper() not in ENCODINGS:
        raise Refused(f"{what} has an encoding that is not allowed")
    return root


def canonical(element: etree._Element, method: str = C14N) -> bytes:
    """Canonical XML of an element, with the namespaces that are in scope. `method`: one of `FORMS`.

    Raises Refused if it has no such form.

    It is written and parsed again first: lxml's canonical form of an inner element has a wrong `xmlns=""`.
    """
    try:
        alone = etree.fromstring(etree.tostring(element, with_tail=False), PARSER)
        exclusive, comments = method.startswith(EXCLUSIVE), method.endswith("WithComments")
        return etree.tostring(alone, method="c14n", exclusive=exclusive, with_comments=comments)
    except etree.LxmlError as error:  # a namespace with a relative name, for example
        raise Refused(f"a part has no canonical form ({str(error)[:100]})") from None


def element_text(element: etree._Element | None) -> str:
    """The text of an element without white space at its ends; empty if there is no element."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()
