"""Checks the names that a template uses, in all its branches: reports all unknown ones at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from jinja2 import meta, nodes

from letterforge.errors import Code, Place, Problem, did_you_mean

Known = Mapping[str, object]
"""Names that a template can use: each with a mapping of its fields, or None for a plain value."""


def unknown_fields(tree: nodes.Template, known: Known, shown: str, lines: Sequence[str]) -> Iterator[Problem]:
    """A problem for each name in a template that does not exist, with its line and column."""
    undeclared = _undeclared(tree)
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name in undeclared and name.name not in known:
            yield unknown_field(name.name, known, place(shown, lines, name.lineno, name.name))
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        path = dotted_path(node)
        if path is not None and path[0] in undeclared and _first_unknown(path, known) == len(path) - 1:
            dotted = ".".join(path)
            yield unknown_field(dotted, known, place(shown, lines, node.lineno, dotted))


def _undeclared(tree: nodes.Template) -> set[str]:
    """`meta.find_undeclared_variables` without its optimiser, which examines all parts again and again."""
    code = meta.TrackingCodeGenerator(tree.environment)  # type: ignore[arg-type]
    code.optimizer = None
    code.visit(tree)
    return code.undeclared_identifiers


def unknown_field(dotted: str, known: Known, where: Place) -> Problem:
    """The problem that a name such as `recipient.titel` does not exist."""
    *owners, name = dotted.split(".")
    siblings: object = known
    for owner in owners:
        siblings = siblings.get(owner) if isinstance(siblings, Mapping) else None
    names = list(siblings) if isinstance(siblings, Mapping) else []
    owner = ".".join(owners)
    inside = [group for group, own in known.items() if isinstance(own, Mapping) and name in own]
    hint = f"write {inside[0]}.{name}" if inside and not owners else did_you_mean(name, names)
    if not hint and names:
        hint = f"{owner or 'a template'} has: {', '.join(names)}"
    lacking = {"recipient": "the list has no column", "facts": "[facts] in letterforge.toml has no"}
    message = f'{lacking.get(owner, f"{owner} has no" if owner else "there is no")} "{name}"'
    return Problem(Code.UNKNOWN_FIELD, message, hint, where)


def place(shown: str, lines: Sequence[str], line: int, dotted: str) -> Place:
    """The place of a name: searched from a line on, since Jinja gives the line of a whole expression."""
    pattern = re.compile(
        r"(?<![\w.])" + r"\s*(?:\.\s*|\[\s*['\"])".join(re.escape(part) for part in dotted.split(".")) + r"\b"
    )
    first = max(line, 1)
    for number, text in enumerate(lines[first - 1 :], first):
        found = pattern.search(text)
        if found:
            return Place(shown, line=number, excerpt=text, span=found.span())
        if line and number > line + 5:
            break
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    return Place(shown, line=line or None, excerpt=excerpt)


def dotted_path(node: nodes.Node) -> tuple[str, ...] | None:
    """`("recipient", "title")` for `recipient.title` and `recipient["title"]`; None for anything else."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        owner = dotted_path(node.node)
        return (*owner, node.attr) if owner else None
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        owner = dotted_path(node.node)
        return (*owner, str(node.arg.value)) if owner else None
    return None


def _first_unknown(path: Sequence[str], known: Known) -> int:
    """Index of the first part of a path that does not exist.

    The path's length if no part is known to be missing.
    """
    here: object = known
    for index, part in enumerate(path):
        if not isinstance(here, Mapping):
            return len(path)
        if part not in here:
            return index
        here = here[part]
    return len(path)


def named_in(line: str, name: str) -> str:
    """The field that a line of a template uses: `recipient.country` may be missing for a field of `state`."""
    found = re.search(r"\bstate\.\w+", line) if name == "recipient.country" and name not in line else None
    return found[0] if found else name
