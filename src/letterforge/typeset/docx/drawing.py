"""Pictures → inline drawings with alternative text (20.4.2.8)."""

from __future__ import annotations

from lxml import etree

from letterforge.typeset.docx.wml import NAMESPACES, PIC, WP, A, Element, R, emu, w

SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""The extension that names the drawing behind a raster ([MS-ODRAWXML] 2.3.2.1)."""


def picture_run(raster: str, svg: str, width: float, height: float, description: str, number: int) -> Element:
    """A run that holds a picture.

    `raster` and `svg` (empty: none) are ids of relationships, width and height in points, `number` is unique in
    the document: two drawings with one number make Word offer to repair it.
    """
    extent = {"cx": emu(width), "cy": emu(height)}
    inline = _element(WP, "inline", {"distT": "0", "distB": "0", "distL": "0", "distR": "0"})
    inline.append(_element(WP, "extent", extent))
    name = {"id": str(number), "name": f"Picture {number}", "descr": description}
    inline.append(_element(WP, "docPr", name))
    locks = _element(WP, "cNvGraphicFramePr")
    locks.append(_element(A, "graphicFrameLocks", {"noChangeAspect": "1"}))
    inline.append(locks)
    graphic = _element(A, "graphic")
    data = etree.SubElement(graphic, f"{{{A}}}graphicData", {"uri": PIC})
    data.append(_picture(raster, svg, extent, name))
    inline.append(graphic)
    return w("r", w("drawing", inline))


def _picture(raster: str, svg: str, extent: dict[str, str], name: dict[str, str]) -> Element:
    picture = _element(PIC, "pic")
    known = etree.SubElement(picture, f"{{{PIC}}}nvPicPr")
    known.append(_element(PIC, "cNvPr", name))
    known.append(_element(PIC, "cNvPicPr"))
    fill = etree.SubElement(picture, f"{{{PIC}}}blipFill")
    blip = etree.SubElement(fill, f"{{{A}}}blip", {f"{{{R}}}embed": raster})
    if svg:
        extensions = etree.SubElement(blip, f"{{{A}}}extLst")
        extension = etree.SubElement(extensions, f"{{{A}}}ext", {"uri": SVG_EXTENSION})
        etree.SubElement(extension, f"{{{SVG}}}svgBlip", {f"{{{R}}}embed": svg}, nsmap={"asvg": SVG})
    etree.SubElement(etree.SubElement(fill, f"{{{A}}}stretch"), f"{{{A}}}fillRect")
    shape = etree.SubElement(picture, f"{{{PIC}}}spPr")
    frame = etree.SubElement(shape, f"{{{A}}}xfrm")
    etree.SubElement(frame, f"{{{A}}}off", {"x": "0", "y": "0"})
    etree.SubElement(frame, f"{{{A}}}ext", extent)
    form = etree.SubElement(shape, f"{{{A}}}prstGeom", {"prst": "rect"})
    etree.SubElement(form, f"{{{A}}}avLst")
    return picture


def _element(namespace: str, tag: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.Element(f"{{{namespace}}}{tag}", attributes or {}, NAMESPACES)
