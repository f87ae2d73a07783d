"""What a page of a letterhead in PDF is made of: the keys of each kind of object that letters take over.

All that is not named here is left out (ISO 32000-1): references to other files (`/Ref`, `/F`), alternates,
files (`/AF`), actions, measures, private data, layers, tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PLAIN, NAMES = "plain", "names of "
"""Kinds of values: numbers, names, strings and arrays of these; a dictionary whose keys are names of our own
choice."""
LIST = "list of "

Keys = Mapping[str, str]


def _plain(*names: str) -> dict[str, str]:
    return dict.fromkeys((f"/{name}" for name in names), PLAIN)


_STREAM = _plain("Filter") | {"/DecodeParms": "parameters"}
_FONT = _plain(
    "Type", "Subtype", "BaseFont", "Name", "FirstChar", "LastChar", "Widths", "FontBBox", "FontMatrix"
)
_FONT |= _plain("DW", "W", "DW2", "W2")
_DESCRIPTOR = _plain(
    "Type", "FontName", "FontFamily", "FontStretch", "FontWeight", "Flags", "FontBBox", "Leading"
)
_DESCRIPTOR |= _plain(
    "ItalicAngle", "Ascent", "Descent", "CapHeight", "XHeight", "StemV", "StemH", "AvgWidth"
)
_DESCRIPTOR |= _plain("MaxWidth", "MissingWidth", "CharSet", "Lang")
_SHADING = _plain("ShadingType", "Background", "BBox", "AntiAlias", "Domain", "Coords", "Extend", "Matrix")
_SHADING |= _plain("BitsPerCoordinate", "BitsPerComponent", "BitsPerFlag", "VerticesPerRow", "Decode")
_STATE = _plain(
    "Type", "LW", "LC", "LJ", "ML", "D", "RI", "OP", "op", "OPM", "FL", "SM", "SA", "BM", "CA", "ca"
)
_STATE |= _plain("AIS", "TK")
_PATTERN = _plain("Type", "PatternType", "PaintType", "TilingType", "BBox", "XStep", "YStep", "Matrix")
_FUNCTION = _plain("FunctionType", "Domain", "Range", "Size", "BitsPerSample", "Order", "Encode", "Decode")
_FUNCTION |= _plain("C0", "C1", "N", "Bounds")
_IMAGE = _plain(
    "Type", "Subtype", "Width", "Height", "BitsPerComponent", "ImageMask", "Decode", "SMaskInData"
)
_IMAGE |= _plain("Intent", "Matte")

SCHEMA: Mapping[str, Keys] = MappingProxyType(
    {
        "resources": {
            "/ExtGState": f"{NAMES}state",
            "/ColorSpace": f"{NAMES}colour",
            "/Pattern": f"{NAMES}pattern",
            "/Shading": f"{NAMES}shading",
            "/XObject": f"{NAMES}object",
            "/Font": f"{NAMES}font",
            "/ProcSet": PLAIN,
        },
        "form": _plain("Type", "Subtype", "FormType", "BBox", "Matrix")
        | {"/Resources": "resources", "/Group": "group"}
        | _STREAM,
        "group": _plain("Type", "S", "I", "K") | {"/CS": "colour"},
        "image": _IMAGE | {"/ColorSpace": "colour", "/SMask": "image", "/Mask": "mask"} | _STREAM,
        "state": _STATE | {"/SMask": "soft mask", "/Font": f"{LIST}font"},
        "soft mask": _plain("Type", "S", "BC") | {"/G": "form", "/TR": "function"},
        "pattern": _PATTERN
        | {"/Resources": "resources", "/Shading": "shading", "/ExtGState": "state"}
        | _STREAM,
        "shading": _SHADING | {"/ColorSpace": "colour", "/Function": "function"} | _STREAM,
        "function": _FUNCTION | {"/Functions": "function"} | _STREAM,
        "font": _FONT
        | {"/FontDescriptor": "descriptor", "/Encoding": "encoding", "/ToUnicode": "map"}
        | {"/DescendantFonts": f"{LIST}font", "/CIDSystemInfo": "system", "/CIDToGIDMap": "bytes"}
        | {"/CharProcs": f"{NAMES}glyph", "/Resources": "resources"},
        "descriptor": _DESCRIPTOR
        | dict.fromkeys(("/FontFile", "/FontFile2", "/FontFile3"), "typeface")
        | {"/CIDSet": "bytes"},
        "typeface": _plain("Length1", "Length2", "Length3", "Subtype") | _STREAM,
        "encoding": _plain("Type", "BaseEncoding", "Differences", "CMapName", "WMode")
        | {"/CIDSystemInfo": "system", "/UseCMap": "map"}
        | _STREAM,
        "map": _plain("Type", "CMapName", "WMode")
        | {"/CIDSystemInfo": "system", "/UseCMap": "map"}
        | _STREAM,
        "system": _plain("Registry", "Ordering", "Supplement"),
        "glyph": _STREAM,
        "bytes": _STREAM,
        "profile": _plain("N", "Range") | {"/Alternate": "colour"} | _STREAM,
        "white": _plain("WhitePoint", "BlackPoint", "Gamma", "Matrix", "Range"),
        "inks": _plain("Subtype") | {"/Colorants": f"{NAMES}colour", "/Process": "process"},
        "process": _plain("Components") | {"/ColorSpace": "colour"},
        "parameters": _plain("Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange", "K", "Rows")
        | _plain("EndOfLine", "EncodedByteAlign", "EndOfBlock", "BlackIs1", "DamagedRowsBeforeError")
        | _plain("ColorTransform")
        | {"/JBIG2Globals": "bytes"},
    }
)
"""Kind → its keys, and the kind of each value."""
COLOURS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "/ICCBased": ("profile",),
        "/CalRGB": ("white",),
        "/CalGray": ("white",),
        "/Lab": ("white",),
        "/Indexed": ("colour", PLAIN, "bytes"),
        "/Separation": (PLAIN, "colour", "function"),
        "/DeviceN": (PLAIN, "colour", "function", "inks"),
        "/Pattern": ("colour",),
    }
)
"""Families of colour spaces that are arrays, and the kinds of what follows the name (8.6.4 to 8.6.6)."""
DRAWN = frozenset({"form", "glyph", "pattern"})
"""Kinds of streams that are drawn, and hold operators."""
