"""What a template asks for: its fields and conditions, to be compared from language to language."""

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
class Asked:
    """What a template asks for; each thing with the line of the file on which it is first asked for."""

    fields: Mapping[str, int]
    """`facts.session`, `recipient.city`; how a state is called is one of them, whatever its grammar."""
    conditions: Mapping[str, int]
    """What each `if` and `for` looks at: `state.party_to("apic")`."""

    @property
    def of_recipient(self) -> frozenset[str]:
        """The names that are read of recipients, in any branch."""
        return frozenset(name.partition(".")[2] for name in self.fields if name.startswith("recipient."))


def asked_by(trees: list[nodes.Template]) -> Asked:
    """What the pieces of a template ask for. How the reader is addressed does not count: languages differ in it."""
    fields: dict[str, int] = {}
    conditions: dict[str, int] = {}
    for tree in trees:
        for path, line in _fields(tree):
            fields.setdefault(path, line)
        for node in tree.find_all((nodes.If, nodes.CondExpr, nodes.For)):
            if isinstance(node, nodes.If | nodes.CondExpr | nodes.For):
                looked_at = node.iter if isinstance(node, nodes.For) else node.test
                conditions.setdefault(_words(looked_at), node.lineno)
    return Asked(fields, conditions)


def asked_in(expression: str) -> frozenset[str]:
    """The names that an expression, such as that of `--where`, reads of recipients; none where it makes no sense."""
    try:
        tree = (
            Environment(autoescape=True).parse(f"{{{{ {expression} }}}}")
            if expression
            else nodes.Template([])
        )
    except TemplateSyntaxError:
        return frozenset()
    return asked_by([tree]).of_recipient


def compared_in(source: str) -> Iterator[tuple[str, str, int]]:
    """Each field that a template, which is sound, holds against a text: its name, the text, and the line."""
    tree = Environment(autoescape=True).parse(source)
    for node in tree.find_all((nodes.Compare, nodes.Test)):
        for one, other in _sides(node):
            path = dotted_path(one)
            for text in _texts_of(other) if path else ():
                yield ".".join(path or ()), text, node.lineno


def _sides(node: nodes.Node) -> Iterator[tuple[nodes.Node, nodes.Node]]:
    """What a comparison for equality holds against each other, either way round."""
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
    yield from (each.value for each in items if isinstance(each, nodes.Const) and isinstance(each.value, str))


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
    """An expression as it may have been written: for messages, and alike wherever the meaning is."""
    path = dotted_path(node)
    if path is not None:
        return ".".join(path)
    match node:
        case nodes.Const():
            return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
        case nodes.Call():
            return f"{_words(node.node)}({', '.join(_words(each) for each in node.args)})"
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
