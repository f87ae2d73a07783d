"""Markup of Word files: names of ECMA-376, and a part's bytes → a tree."""

from __future__ import annotations

import re

from lxml import etree

from letterforge.word.refused import BadWordFileError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
R_ID = f"{{{R}}}id"
"""The attribute that names a relationship. A relationship's own type begins with `R`, too."""

MOST_XML = 10_000_000
"""Of a part that is XML, in bytes: a tree takes ten times as much memory."""
DECLARES = "has a document type declaration, which no Word file has"
DECLARED = re.compile(rb"<!\s*DOCTYPE|<\x00!\x00D|\x00<\x00!\x00D")
"""A document type, in UTF-8 and UTF-16."""

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type


def local_name(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def parse_part(content: bytes) -> Element:
    """A part as a tree. Raises BadWordFileError where it is not valid XML, or brings its own entities."""
    if len(content) > MOST_XML:
        raise BadWordFileError(f"has a part of more than {MOST_XML // 1_000_000} MB")
    if DECLARED.search(content):
        raise BadWordFileError(DECLARES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise BadWordFileError("is damaged") from None
    if tree.getroottree().docinfo.internalDTD is not None:  # in whichever encoding
        raise BadWordFileError(DECLARES)
    return tree
