"""What a PDF claims to be: accessible, archivable, both, or nothing. It is tagged in any case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

VARIANTS: Mapping[str, str | None] = MappingProxyType(
    {"ua-1": "pdf/ua-1", "a-2u": "pdf/a-2u", "a-3a": "pdf/a-3a", "plain": None}
)
"""Choice under `[output]` → WeasyPrint's name for it. An `a-3a` is `ua-1` too: see `claim_variant`."""

ACCESSIBLE = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""The claim of ISO 14289-1, and the description without which ISO 19005-3 (6.6.2.3) takes it for a foreign
property."""


def claim_variant(choice: str, pdf: Any) -> None:
    """Add what WeasyPrint does not write: that an archivable, tagged file is also accessible."""
    if not choice.startswith("a-"):
        return
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False  # so that an archive can read it without unpacking; some checkers insist
    if choice == "a-3a":
        end = b"</rdf:RDF>"
        metadata.stream = [b"".join(metadata.stream).replace(end, ACCESSIBLE + end, 1)]
