"""Templates → the files that they include, import or extend, however deep."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

ANY = ""
"""Stands for a template whose name is only known in the filling."""


def included(environment: Environment, pieces: Iterable[str]) -> list[str]:
    """The names of all templates that pieces of Jinja name, sorted, `ANY` among them."""
    found: set[str] = set()
    waiting = list(pieces)
    while waiting:
        try:
            named = {name or ANY for name in find_referenced_templates(environment.parse(waiting.pop()))}
        except TemplateSyntaxError:
            continue  # told with the template
        for name in sorted(named - found):
            found.add(name)
            waiting += _source(environment, name)
    return sorted(found)


def _source(environment: Environment, name: str) -> list[str]:
    try:
        assert environment.loader is not None  # noqa: S101 - every environment of ours has one
        return [environment.loader.get_source(environment, name)[0]]
    except TemplateNotFound:
        return []
