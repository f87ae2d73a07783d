"""A PDF of several revisions → what the later ones show that the seal of an earlier one does not cover.

After a seal, a file may be signed in a field that was already there, with its place on the page; it may get a
time stamp or validation data, and the time of these. Everything else is reported: a new visible field or
comment, a changed page, drawing or property. PDF programs allow more, and published attacks use this: evil
annotations and sneaky signatures (Rohlmann and others, 2021), shadow documents (Mainka and others, 2021).
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary

from letterforge.verify.pdf.forms import (
    HIDDEN,
    NO_VIEW,
    FormField,
    array,
    fields_of,
    has_only_field_keys,
    is_unseen,
    size_of,
)
from letterforge.verify.pdf.graph import NONE, Graphs, Id
from letterforge.verify.pdf.metadata import changed_properties
from letterforge.verify.verdict import Refused

JUDGED_ELSEWHERE = frozenset({"/AcroForm", "/Pages", "/Metadata", "/DSS", "/Extensions", "/Version", "/Type"})
"""Keys of the catalogue that are compared separately, or that may change (validation data, versions)."""
OF_THE_FORM = frozenset({"/Fields", "/SigFlags"})
LOOKS_OF_FIELDS = frozenset({"/DR", "/DA", "/Q"})
"""The look of text fields: not used if all fields are for signatures."""
OF_A_PAGE = frozenset({"/Annots"})
BY_SIGNING = frozenset(
    {"/V", "/AP", "/F", "/MK", "/DA", "/M", "/NM", "/Type", "/BS", "/Border", "/StructParent"}
)
"""What changes in a field when it is signed."""
LARGEST_SHARE = 1 / 3
"""Largest share of a page's area for signatures: larger ones hide the text under them."""


def shown_later(content: bytes, end: int, signed: Collection[str]) -> tuple[str, ...]:
    """What is shown now but was not in the revision that ends at `end`.

    `signed`: the names of fields with a seal.
    """
    try:
        with _open_revision(content[:end]) as before, _open_revision(content) as now:
            return tuple(dict.fromkeys(_Later(before, now, signed).differences()))
    except Refused as refused:
        return (f"what was added after it, because {refused}",)
    except Exception as error:  # a hostile file can raise anything; then nothing is trusted
        return (f"what was added after it, which cannot be compared ({type(error).__name__})",)


def _open_revision(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)


class _Later:
    """Two revisions that are compared."""

    def __init__(self, before: pikepdf.Pdf, now: pikepdf.Pdf, signed: Collection[str]) -> None:
        self._before, self._now = before, now
        self._old, self._new = fields_of(before), fields_of(now)
        self._old_pages, self._new_pages = ([page.obj for page in pdf.pages] for pdf in (before, now))
        self._signed_now = [
            field
            for name, field in self._new.items()
            if field.type == "/Sig" and name in signed and isinstance(field.value, Dictionary)
        ]
        self._graphs = Graphs(self._loose())

    def _loose(self) -> dict[Id, frozenset[str]]:
        loose: dict[Id, frozenset[str]] = {page.objgen: OF_A_PAGE for page in self._old_pages}
        for field in self._filled():
            old = self._old[field.name]
            loose |= {widget.objgen: BY_SIGNING for widget in (old.dictionary, *old.widgets)}
        return {id_: keys for id_, keys in loose.items() if id_ != (0, 0)}

    def _filled(self) -> Iterator[FormField]:
        """The fields that were empty before and are signed now."""
        for field in self._signed_now:
            if field.name in self._old and self._old[field.name].value is None:
                yield field

    def differences(self) -> Iterator[str]:
        """The differences, in words."""
        yield from changed_properties(self._before, self._now)
        yield from self._pages()
        yield from self._form()
        yield from self._signatures()
        old, new = self._before.Root, self._now.Root
        if not self._graphs.same(old.get("/Pages"), new.get("/Pages")):
            yield "the pages, which were changed"
        for key in sorted({*old.keys(), *new.keys()} - JUDGED_ELSEWHERE):
            if not self._graphs.same(old.get(key), new.get(key)):
                yield f"the catalogue's {key}, which was changed"
        if not self._graphs.same(self._before.trailer.get("/Encrypt"), self._now.trailer.get("/Encrypt")):
            yield "its encryption, which was changed"

    # --- pages and annotations -------------------------------------------------------------------

    def _pages(self) -> Iterator[str]:
        if len(self._old_pages) != len(self._new_pages):
            now, sealed = len(self._new_pages), len(self._old_pages)
            yield f"its pages: there are {now}, but {sealed} {'was' if sealed == 1 else 'were'} sealed"
            return
        for number, (old, new) in enumerate(zip(self._old_pages, self._new_pages, strict=True), 1):
            same = self._graphs.same(old, new, frozenset({"/Parent"}))
            if not same or not self._graphs.same(old.get("/Parent"), new.get("/Parent")):
                yield f"page {number}, which was changed"
        unseen = self._unseen()
        for number, (old, new) in enumerate(zip(self._old_pages, self._new_pages, strict=True), 1):
            yield from self._annotations(array(old.get("/Annots")), array(new.get("/Annots")), number, unseen)

    def _annotations(self, old: list[Any], new: list[Any], number: int, unseen: set[Id]) -> Iterator[str]:
        paired, added = _paired(old, new)
        ids = [annotation.objgen for annotation in old if _is_indirect(annotation)]
        if [
            annotation.objgen for annotation in new if _is_indirect(annotation) and annotation.objgen in ids
        ] != ids:
            yield f"page {number}, whose annotations are now in another order"  # the last one is on top
        for one, other in paired:
            if other is None:
                yield f"page {number}, from which an annotation was removed"
            elif not self._graphs.same(one, other):
                yield f"an annotation on page {number}, which was changed{_label(one)}"
        for annotation in added:
            if not isinstance(annotation, Dictionary) or annotation.objgen not in unseen:
                yield f"a new annotation on page {number}{_label(annotation)}"

    def _unseen(self) -> set[Id]:
        """The invisible widgets of new signatures."""
        new = [field for field in self._signed_now if field.name not in self._old]
        return {
            widget.objgen
            for field in (*new, *self._filled())
            for widget in field.widgets
            if widget.is_indirect and _is_harmless(field)
        }

    # --- the form --------------------------------------------------------------------------------

    def _form(self) -> Iterator[str]:
        old, new = (pdf.Root.get("/AcroForm") for pdf in (self._before, self._now))
        if new is None and old is None:
            return
        old, new = (form if isinstance(form, Dictionary) else Dictionary() for form in (old, new))
        for_signatures = all(field.type == "/Sig" for field in self._old.values())
        free = OF_THE_FORM | (LOOKS_OF_FIELDS if for_signatures else NONE)
        if not self._graphs.same(old, new, free):
            yield "the look of its form's fields, which was changed"
        paired, added = _paired(array(old.get("/Fields")), array(new.get("/Fields")))
        for one, other in paired:
            if other is None:
                yield "a field of its form, which was removed"
            elif not self._graphs.same(one, other):
                yield "a field of its form, which was changed"
        harmless = {
            field.top for field in self._signed_now if field.name not in self._old and _is_harmless(field)
        }
        for field in added:
            if not isinstance(field, Dictionary) or field.objgen not in harmless:
                yield f"a new field of its form{_label(field)}"

    def _signatures(self) -> Iterator[str]:
        """What signing a field changed on the page, in addition to the picture in its place."""
        for field in self._filled():
            for old, new in zip(self._old[field.name].widgets, field.widgets, strict=False):
                who = f"the field {_printable(field.name)}"
                if _flags(old) & (HIDDEN | NO_VIEW) & ~_flags(new) and not is_unseen(new):
                    yield f"{who}, which was hidden when the file was sealed"
                is_stamp = field.value.get("/Type") == "/DocTimeStamp"
                if is_stamp and not is_unseen(new) and not self._graphs.same(old.get("/AP"), new.get("/AP")):
                    yield f"{who}, which shows a time stamp"
        yield from self._hiding()

    def _hiding(self) -> Iterator[str]:
        """The pages on which signatures hide a large part."""
        filled = {widget.objgen for field in self._filled() for widget in field.widgets}
        for number, page in enumerate(self._new_pages, 1):
            areas = [
                size_of(annotation)
                for annotation in array(page.get("/Annots"))
                if isinstance(annotation, Dictionary) and annotation.objgen in filled
            ]
            left, bottom, right, top = (float(edge) for edge in pikepdf.Page(page).cropbox)
            share = LARGEST_SHARE * abs(right - left) * abs(top - bottom)
            if areas and sum(width * height for width, height in areas) > share:
                yield f"page {number}, where signatures hide a large part"


def _paired(old: list[Any], new: list[Any]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Pairs of an object in the earlier and the later list (None: it is gone), and the added objects."""
    by_id = {thing.objgen: thing for thing in new if _is_indirect(thing)}
    direct = [thing for thing in new if not _is_indirect(thing)]
    paired: list[tuple[Any, Any]] = []
    for thing in old:
        if _is_indirect(thing):
            paired.append((thing, by_id.pop(thing.objgen, None)))
        else:
            paired.append((thing, direct.pop(0) if direct else None))
    return paired, [*by_id.values(), *direct]


def _is_indirect(thing: object) -> bool:
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _is_harmless(field: FormField) -> bool:
    """Whether a new signature field shows nothing and does nothing."""
    parts = (field.dictionary, *field.widgets)
    return all(has_only_field_keys(part) for part in parts) and all(
        is_unseen(widget) for widget in field.widgets
    )


def _flags(widget: Any) -> int:
    found = widget.get("/F", 0)
    return found if isinstance(found, int) else 0


def _label(thing: object) -> str:
    if not isinstance(thing, Dictionary):
        return ""
    label = str(thing.get("/T", "")) or str(thing.get("/Subtype", ""))
    return f" ({_printable(label)})" if label else ""


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:60]
