"""What a template needs: its fields and conditions, to compare one language with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes

from letterforge.personalise.fields import dotted_path
from letterforge.personalise.scope import ADDRESS_FIELDS, STATE_FIELDS

EQUALITY = frozenset({"eq", "ne", "in", "notin", "==", "!=", "equalto"})
NAME_OF_STATE = "the state's name"
STATE_NAMES = frozenset({"state"} | {f"state.{field}" for field in STATE_FIELDS if field != "party_to"})


@dataclass(frozen=True, slots=True)
class TemplateNeeds:
    """What a template needs: each name with the line of the file that first uses it."""

    fields: Mapping[str, int]
    """`facts.session`, `recipient.city`. All grammatical forms of a state's name count as one field."""
    conditions: Mapping[str, int]
    """What each `if` and `for` tests: `state.party_to("apic")`."""

    @property
    def of_recipient(self) -> frozenset[str]:
        """The fields of a recipient that are read, in any branch."""
        return frozenset(name.partition(".")[2] for name in self.fields if name.startswith("recipient."))


def needs_of(trees: list[nodes.Template]) -> TemplateNeeds:
    """What the pieces of a template need. Forms of address do not count: languages differ in them."""
    fields: dict[str, int] = {}
    conditions: dict[str, int] = {}
    for tree in trees:
        for path, line in _fields(tree):
            fields.setdefault(path, line)
        for node in tree.find_all((nodes.If, nodes.CondExpr, nodes.For)):
            if isinstance(node, nodes.If | nodes.CondExpr | nodes.For):
                tested = node.iter if isinstance(node, nodes.For) else node.test
                conditions.setdefault(_words(tested), node.lineno)
    return TemplateNeeds(fields, conditions)


def fields_in(expression: str) -> frozenset[str]:
    """The fields of a recipient that an expression (as in `--where`) reads; none if it is not valid."""
    try:
        tree = (
            Environment(autoescape=True).parse(f"{{{{ {expression} }}}}")
            if expression
            else nodes.Template([])
        )
    except TemplateSyntaxError:
        return frozenset()
    return needs_of([tree]).of_recipient


def comparisons_in(source: str) -> Iterator[tuple[str, str, int]]:
    """Each field that a valid template compares with a text: its name, the text, and the line."""
    tree = Environment(autoescape=True).parse(source)
    for node in tree.find_all((nodes.Compare, nodes.Test)):
        for one, other in _sides(node):
            path = dotted_path(one)
            for text in _texts_of(other) if path else ():
                yield ".".join(path or ()), text, node.lineno


def _sides(node: nodes.Node) -> Iterator[tuple[nodes.Node, nodes.Node]]:
    """The two sides of a comparison for equality, in both orders."""
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in EQUALITY:
        pair = node.expr, node.ops[0].expr
    elif isinstance(node, nodes.Test) and node.name in EQUALITY and len(node.args) == 1:
        pair = node.node, node.args[0]
    else:
        return
    yield pair
    yield pair[1], pair[0]


def _texts_of(node: nodes.Node) -> Iterator[str]:
    items = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    yield from (
        literal.value
        for literal in items
        if isinstance(literal, nodes.Const) and isinstance(literal.value, str)
    )


def _fields(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    inner: set[int] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)):
        path = dotted_path(node)
        if path is None or id(node) in inner:
            continue
        inner.update(id(below) for below in node.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)))
        dotted = ".".join(path)
        if dotted in STATE_NAMES:
            yield NAME_OF_STATE, node.lineno
        elif path[0] == "facts":
            yield ".".join(path[:2]), node.lineno
        elif not (path[0] == "recipient" and path[-1] in ADDRESS_FIELDS):
            yield dotted, node.lineno


def _words(node: nodes.Node) -> str:
    """An expression as its author may have written it, for messages. Equal expressions give equal words."""
    path = dotted_path(node)
    if path is not None:
        return ".".join(path)
    match node:
        case nodes.Const():
            return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
        case nodes.Call():
            return f"{_words(node.node)}({', '.join(_words(argument) for argument in node.args)})"
        case nodes.Not():
            return f"not {_words(node.node)}"
        case nodes.And() | nodes.Or():
            return f"{_words(node.left)} {type(node).__name__.lower()} {_words(node.right)}"
        case nodes.Compare():
            signs = {
                "eq": "==",
                "ne": "!=",
                "lt": "<",
                "gt": ">",
                "lteq": "<=",
                "gteq": ">=",
                "notin": "not in",
            }
            return " ".join(
                [_words(node.expr), *(f"{signs.get(op.op, op.op)} {_words(op.expr)}" for op in node.ops)]
            )
    return repr(node)
