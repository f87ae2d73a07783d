"""How much work it is to draw a drawing: each element counts as often as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings.fault import BadDrawingError
from letterforge.typeset.drawings.markers import Markers
from letterforge.typeset.drawings.parts import LAYERS, PRIMITIVES, WRITTEN
from letterforge.typeset.drawings.references import StyleReferences, is_seen_through

MOST_DRAWN = 100_000
"""Elements, each as often as it is drawn."""
MOST_LAYERS = 5_000
"""Masks, clips, patterns, markers, steps of filters and translucent groups, each as often as it is drawn."""
DEEPEST = 100
"""Elements within each other, where one that is referred to counts as within the one that refers to it."""
LONG = 500
"""Letters of the outline of a shape that take as long as another shape."""
LIGHT, LIGHT_LAYERS = 3_000, 20
"""Elements and layers that are drawn at once."""


@dataclass(frozen=True, slots=True)
class DrawingWork:
    """What drawing an element takes."""

    drawn: int
    layers: int
    depth: int

    @property
    def is_heavy(self) -> bool:
        """Whether drawing it could take noticeable time."""
        return self.drawn > LIGHT or self.layers > LIGHT_LAYERS


def measure_work(
    root: Element, references: Mapping[Element, Set[str]], rules: StyleReferences
) -> DrawingWork:
    """What drawing all of it takes. Raises BadDrawingError where that is too much, or without end."""
    counter = _WorkCounter(root, references, rules)
    found = counter.work(root, 1)
    # A rule that may match any element counts for all of them.
    of_all = [counter.work(layer, 1) for layer in counter.named(rules.everywhere) if _name(layer) in LAYERS]
    layers = sum(layer.layers + 1 for layer in of_all)
    return _require_bounded(
        DrawingWork(
            found.drawn * (1 + sum(layer.drawn for layer in of_all)),
            found.layers + found.drawn * layers,
            found.depth,
        )
    )


class _WorkCounter:
    """Adds up, each element once."""

    def __init__(self, root: Element, references: Mapping[Element, Set[str]], rules: StyleReferences) -> None:
        self._references, self._rules = references, rules
        self._by_id: dict[str, list[Element]] = {}
        for element in root.iter():
            if name := element.get("id"):
                self._by_id.setdefault(name, []).append(element)
        self._known: dict[Element, DrawingWork] = {}
        self._open: set[Element] = set()
        self._markers = Markers(root)

    def named(self, ids: Set[str]) -> Iterator[Element]:
        """The elements of these ids."""
        return (element for name in sorted(ids) for element in self._by_id.get(name, ()))

    def work(self, element: Element, depth: int) -> DrawingWork:
        """Of an element that is so deep. Raises BadDrawingError."""
        known = self._known.get(element)
        if depth + (known.depth if known else 0) > DEEPEST:
            raise BadDrawingError(f"has elements nested deeper than {DEEPEST}")
        if known:
            return known
        if element in self._open:
            raise BadDrawingError("has an element that is drawn within itself")
        self._open.add(element)
        self._known[element] = found = _require_bounded(self._add_up(element, depth))
        self._open.discard(element)
        return found

    def _add_up(self, element: Element, depth: int) -> DrawingWork:
        drawn, layers, deepest = _weight(element), self._own_layers(element), 0
        for other, times in self._list_inner(element):
            part = self.work(other, depth + 1)
            drawn += part.drawn * times
            layers += (part.layers + (_name(other) in LAYERS)) * times
            deepest = max(deepest, part.depth + 1)
        return DrawingWork(drawn, layers, deepest)

    def _list_inner(self, element: Element) -> Iterator[tuple[Element, int]]:
        """What is drawn along with an element, and how often."""
        for child in element:
            # A mask is drawn where it is used, not where it is written.
            yield child, int(_name(child) not in LAYERS)
        for other in self.named(self._names(element)):
            yield other, 1
        times = self._markers.on(element)
        for marker in self._markers.all if times else ():
            yield marker, times

    def _names(self, element: Element) -> Set[str]:
        """The ids that an element refers to."""
        names = set(self._references.get(element, ()))
        for name in self._list_selectors(element) if self._rules.by_name else ():
            names |= self._rules.by_name.get(name, set())
        return names

    def _list_selectors(self, element: Element) -> Iterator[str]:
        yield from (f".{name}" for name in element.get("class", "").split())
        yield f"#{element.get('id')}"
        yield ""

    def _own_layers(self, element: Element) -> int:
        if _name(element) in PRIMITIVES | {"image"}:
            return 1
        if element.get("opacity", "1").strip() not in {"1", "1.0", "100%"}:
            return 1
        by_rule = not self._rules.seen_through.isdisjoint(self._list_selectors(element))
        return int(by_rule or is_seen_through(element.get("style", "")))


def _weight(element: Element) -> int:
    """How many elements of the plainest kind it takes as long to draw as this one itself."""
    length = len(element.get("d", "")) + len(element.get("points", ""))
    return 1 + length // LONG + count_letters(element)


def count_letters(element: Element) -> int:
    """The letters of type directly in an element."""
    if _name(element) not in WRITTEN:
        return 0
    return len(element.text or "") + sum(len(child.tail or "") for child in element)


def _require_bounded(work: DrawingWork) -> DrawingWork:
    if work.drawn > MOST_DRAWN:
        raise BadDrawingError(f"draws more than {MOST_DRAWN:,} elements")
    if work.layers > MOST_LAYERS:
        raise BadDrawingError(f"has more than {MOST_LAYERS:,} masks, clips, patterns or steps of filters")
    return work


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
