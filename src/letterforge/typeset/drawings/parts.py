"""The elements and attributes that a drawing may have (SVG 1.1 and 2), and those that are slow."""

from __future__ import annotations

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
WRITTEN = frozenset(
    {"text", "tspan", "textPath", "tref", "flowRoot", "flowRegion", "flowPara", "flowSpan", "flowDiv"}
)
"""Type, and what Inkscape writes for it."""
PRIMITIVES = frozenset(
    f"fe{name}"
    for name in (
        *("Blend", "ColorMatrix", "ComponentTransfer", "Composite", "ConvolveMatrix", "DiffuseLighting"),
        *("DisplacementMap", "DropShadow", "Flood", "GaussianBlur", "Merge", "Morphology", "Offset"),
        *("SpecularLighting", "Tile", "Turbulence"),
    )
)
"""Of filters; `feImage` is none of them."""
LAYERS = frozenset({"mask", "clipPath", "filter", "pattern", "marker"})
"""What is drawn for itself, as large as the picture, before it is drawn into it."""
KNOWN = (
    SHAPES
    | WRITTEN
    | PRIMITIVES
    | LAYERS
    | {"feFuncA", "feFuncB", "feFuncG", "feFuncR", "feMergeNode"}
    | {"feDistantLight", "fePointLight", "feSpotLight"}
    | {"svg", "g", "defs", "symbol", "use", "switch", "a", "view", "image", "style"}
    | {"title", "desc", "metadata"}
    | {"linearGradient", "radialGradient", "stop", "solidColor", "solidcolor"}
    | {"meshgradient", "meshGradient", "meshrow", "meshpatch", "mesh", "hatch", "hatchpath"}
)
NEVER = frozenset({"script", "foreignObject", "feImage", "include", "iframe", "handler", "listener"})
"""Names that are refused in every namespace: some readers look only at the name."""
FOREIGN_REFUSED = frozenset(
    {
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2001/XInclude",
        "http://www.w3.org/1999/XSL/Transform",
    }
)
"""Namespaces of which nothing may be in a drawing."""
FETCHING_ATTRIBUTES = frozenset({"src", "srcset", "data", "ping", "action", "formaction"})
REFERRING = frozenset(
    {"mask", "clip-path", "filter", "fill", "stroke", "marker", "marker-start", "marker-mid", "marker-end"}
)
"""Attributes that name another element, for some readers even without `url()`."""
GEOMETRY = frozenset(
    {
        "d",
        "points",
        "transform",
        "gradientTransform",
        "patternTransform",
        "viewBox",
        "x",
        "y",
        "width",
        "height",
    }
    | {
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "x1",
        "y1",
        "x2",
        "y2",
        "dx",
        "dy",
        "stroke-width",
        "font-size",
    }
    | {"markerWidth", "markerHeight", "refX", "refY", "stdDeviation", "radius", "offset", "stroke-dasharray"}
)
"""Attributes of numbers."""
UNREAD = frozenset({"id", "class", "title", "alt", "role", "lang", "version", "baseProfile"})
"""Attributes of words; so are those that begin with `data-` and `aria-`."""
