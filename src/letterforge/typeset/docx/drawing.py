"""Pictures → inline drawings with alternative text (20.4.2.8)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from letterforge.typeset.docx.package import WordRelationship
from letterforge.typeset.docx.wml import PIC, WP, A, emu, require_word_text, w
from letterforge.typeset.pictures import Picture
from letterforge.word.markup import Element, R

SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""The extension that names the drawing behind a raster ([MS-ODRAWXML] 2.3.2.1)."""
PREFIXES = {"wp": WP, "a": A, "pic": PIC, "r": R}


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture in the package."""

    picture: Picture
    raster: WordRelationship
    svg: WordRelationship | None = None

    @property
    def relationships(self) -> tuple[WordRelationship, ...]:
        """The relationships of the part that shows it."""
        return (self.raster, self.svg) if self.svg else (self.raster,)

    @property
    def media(self) -> dict[str, bytes]:
        """Its parts, by name."""
        raster = {f"word/{self.raster.target}": self.picture.raster}
        return raster | ({f"word/{self.svg.target}": self.picture.svg} if self.svg else {})

    def height(self, height: float, within: float) -> float:
        """How high it is shown, in points: so high, or lower where it would be wider than `within`."""
        return min(height, within / self.picture.ratio)

    def run(self, height: float, within: float, description: str, number: int) -> Element:
        """A run that shows it, so many points high, or lower where it would be wider than `within`.

        `number` is unique in the document: two drawings with one number make Word offer to repair it.
        """
        high = self.height(height, within)
        extent = {"cx": emu(high * self.picture.ratio), "cy": emu(high)}
        name = {"id": str(number), "name": f"Picture {number}", "descr": require_word_text(description)}
        margins = dict.fromkeys(("distT", "distB", "distL", "distR"), "0")
        inline = etree.Element(f"{{{WP}}}inline", margins, PREFIXES)
        _add(inline, WP, "extent", **extent)
        _add(inline, WP, "docPr", **name)
        _add(_add(inline, WP, "cNvGraphicFramePr"), A, "graphicFrameLocks", noChangeAspect="1")
        content = _add(_add(inline, A, "graphic"), A, "graphicData", uri=PIC)
        self._fill(_add(content, PIC, "pic"), extent, name)
        return w("r", w("drawing", inline))

    def _fill(self, picture: Element, extent: dict[str, str], name: dict[str, str]) -> None:
        known = _add(picture, PIC, "nvPicPr")
        _add(known, PIC, "cNvPr", **name)
        _add(known, PIC, "cNvPicPr")
        fill = _add(picture, PIC, "blipFill")
        blip = _add(fill, A, "blip", **{f"{{{R}}}embed": self.raster.id})
        if self.svg:
            extension = _add(_add(blip, A, "extLst"), A, "ext", uri=SVG_EXTENSION)
            embedded = {f"{{{R}}}embed": self.svg.id}
            etree.SubElement(extension, f"{{{SVG}}}svgBlip", embedded, {"asvg": SVG})
        _add(_add(fill, A, "stretch"), A, "fillRect")
        shape = _add(picture, PIC, "spPr")
        frame = _add(shape, A, "xfrm")
        _add(frame, A, "off", x="0", y="0")
        _add(frame, A, "ext", **extent)
        _add(_add(shape, A, "prstGeom", prst="rect"), A, "avLst")


def _add(parent: Element, namespace: str, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)
