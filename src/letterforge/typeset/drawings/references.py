"""Attributes and style sheets → what they refer to (CSS Values 4, section 4.5; SVG 2, section 16)."""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from letterforge.typeset.drawings.fault import BadDrawingError

FETCHING = frozenset(
    {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "element", "paint"}
)
"""Functions of CSS that take something from an address."""
KNOWN_RULES = frozenset({"media", "supports", "charset", "page", "keyframes", "-webkit-keyframes"})
"""At-rules that fetch nothing. What is in them is looked through as well."""
NAMED = re.compile(r"[.#]([-\w]+)")
SEEN_THROUGH = re.compile(
    r"(?<![-\w])opacity\s*:\s*(?!1(\.0*)?\s*([;!}]|$))|mix-blend-mode\s*:\s*(?!normal)", re.I
)
"""`opacity` of less than one, which is not `fill-opacity`, or another blend."""
RASTER = re.compile(r"data:image/(png|jpe?g)(;[\w=-]+)*;base64,(.+)", re.I | re.S)
MOST_PIXELS = 50_000_000
"""Of a raster: what fills a page in print twice over. A few kilobytes may unpack to gigabytes."""


@dataclass(slots=True)
class StyleReferences:
    """What the rules of a drawing's style sheets refer to."""

    by_name: dict[str, set[str]] = field(default_factory=dict)
    """Class (`.a`) or id (`#a`) → ids."""
    everywhere: set[str] = field(default_factory=set)
    """Ids that any element may refer to."""
    seen_through: set[str] = field(default_factory=set)
    """Classes and ids of elements that are drawn for themselves; empty text: any may be."""


def parse_fragment(target: str) -> set[str]:
    """The ids that a reference may mean. Raises BadDrawingError for one that leads out of the drawing."""
    target = target.strip()
    if not target.startswith("#"):
        raise BadDrawingError(f"refers to something outside itself, {_shorten(target)}")
    return {target[1:], unquote(target[1:])}


def require_embedded_raster(target: str) -> int:
    """The pixels of a picture that is written out in an address.

    Raises BadDrawingError for any other address.
    """
    from PIL import Image, UnidentifiedImageError

    found = RASTER.fullmatch(target.strip())
    if found is None:
        raise BadDrawingError(f"refers to something outside itself, {_shorten(target)}")
    try:
        content = base64.b64decode(unquote("".join(found[3].split())), validate=True)
        with (
            warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image,
        ):
            pixels = image.width * image.height
            if pixels <= MOST_PIXELS:
                image.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        ArithmeticError,
        LookupError,
        TypeError,
    ):
        raise BadDrawingError("has a picture in it that is not a valid PNG or JPEG") from None
    except Image.DecompressionBombError:
        pixels = MOST_PIXELS + 1
    if pixels > MOST_PIXELS:
        raise BadDrawingError(f"has a picture in it of more than {MOST_PIXELS // 1_000_000} million pixels")
    return pixels


def find_references(value: str) -> set[str]:
    """The ids that a value of CSS refers to. Raises BadDrawingError where it leads out of the drawing."""
    if "(" not in value and "\\" not in value:
        return set()
    import tinycss2

    return set(_in_tokens(tinycss2.parse_component_value_list(value)))


def add_rules(text: str, into: StyleReferences) -> None:
    """Add the rules of a style sheet. Raises BadDrawingError where one leads out of the drawing."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        _add(rule, into)


def is_seen_through(style: str) -> bool:
    """Whether declarations make an element and all in it translucent as one."""
    return bool(SEEN_THROUGH.search(style))


def _add(rule: Any, into: StyleReferences) -> None:
    found = set(_in_tokens([rule], within=KNOWN_RULES))
    if rule.type == "error":
        return
    names = _names(rule) if rule.type == "qualified-rule" else []
    for name in names or [""]:
        kept = into.by_name.setdefault(name, set()) if name else into.everywhere
        kept |= found
    if is_seen_through(rule.serialize()):
        into.seen_through.update(names or [""])


def _names(rule: Any) -> list[str]:
    """The classes and ids that a rule is for; none where it may be for others."""
    selectors = "".join(token.serialize() for token in rule.prelude).split(",")
    found = [NAMED.fullmatch(selector.strip()) for selector in selectors]
    return [name[0] for name in found if name] if all(found) else []


def _in_tokens(tokens: Iterable[Any], within: Set[str] | None = None) -> Iterator[str]:
    """The ids within tokens of CSS, however deep they are nested. `within`: the at-rules that are allowed."""
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        if within is not None:
            _require_known_rule(token, within)
        if token.type == "url":
            yield from parse_fragment(token.value)
        elif token.type == "error" and token.kind in {"bad-url", "bad-string"}:
            raise BadDrawingError("has a damaged address in its style")
        elif token.type == "function" and token.lower_name in FETCHING:
            for argument in token.arguments:
                if argument.type in {"string", "url"}:
                    yield from parse_fragment(argument.value)
        for part in ("prelude", "content", "arguments"):
            waiting += getattr(token, part, None) or ()


def _require_known_rule(token: Any, known: Set[str]) -> None:
    name = {"at-rule": "lower_at_keyword", "at-keyword": "lower_value"}.get(token.type, "")
    if name and getattr(token, name) not in known:
        raise BadDrawingError(f"has a rule that letters cannot have, @{getattr(token, name)[:30]}")


def _shorten(target: str) -> str:
    shown = " ".join(target.split())
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
