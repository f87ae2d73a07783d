"""What `import letterforge` shows, and that it is all that a program needs."""

from __future__ import annotations

import functools
import inspect
import typing

import letterforge

BASES = {"CampaignSettings"}
"""What a program neither makes nor takes: its members are shown as those of the class that is exported."""
EXPORTED = {name: getattr(letterforge, name) for name in letterforge.__all__ if name != "__version__"}


def test_dir_shows_every_name():
    """Though none is loaded before it is used."""
    assert dir(letterforge) == sorted(letterforge.__all__)


def ours(annotation):
    """The classes of letterforge in an annotation."""
    if isinstance(annotation, type) and annotation.__module__.startswith("letterforge"):
        yield annotation
    for part in typing.get_args(annotation):
        for each in part if isinstance(part, list | tuple) else [part]:
            yield from ours(each)


def functions(value):
    """What of an exported name has annotations: itself, and what of it is public."""
    yield value
    members = {
        name: member
        for base in reversed(value.__mro__ if isinstance(value, type) else ())
        if base is value or base.__name__ in BASES
        for name, member in vars(base).items()
    }
    for name, member in members.items():
        if name.startswith("_"):
            continue
        match member:
            case property():
                yield member.fget
            case functools.cached_property():
                yield member.func
            case classmethod() | staticmethod():
                yield member.__func__
            case _ if inspect.isfunction(member):
                yield member


def test_everything_that_a_signature_needs_is_exported():
    """What is given, taken, held or inherited."""
    missing = {
        f"{name}: {needed.__qualname__}"
        for name, value in EXPORTED.items()
        for function in functions(value)
        for annotation in (*typing.get_type_hints(function).values(), *getattr(value, "__mro__", ()))
        for needed in ours(annotation)
        if needed not in EXPORTED.values() and needed.__name__ not in BASES
    }

    assert not missing


def test_every_name_says_what_it_is():
    """In an editor."""
    assert not [name for name, value in EXPORTED.items() if not (value.__doc__ or "").strip()]
