"""A template → Python that counts its steps. Templates that are too large or too deep are refused first."""

# ruff: noqa: N802 - the names are Jinja's

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.lexer import Token

from letterforge.personalise.budget import MAX_BITS
from letterforge.personalise.fields import dotted_path
from letterforge.personalise.scope import CAMPAIGN_NAMES
from letterforge.personalise.template_file import MAX_TEMPLATE

MAX_TOKENS = 25_000
"""Words and signs in all tags and values of a template."""
MAX_BRACKETS = 20
"""How deep brackets may be nested."""
MAX_TAGS = 20
"""How deep tags may be nested."""
MAX_LOOPS = 10
"""How deep loops may be nested: Python allows twenty."""
MAX_BRANCHES = 500
"""How many `elif` an `if` may have."""
MAX_EXPRESSION = 80
"""How deep the parts of an expression may be nested: `a or b or c` is two levels deep."""

COMPARED = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq"})
REFUSED = re.compile("[\x00-\x08\x0e-\x1f\ue000-\ue003\ud800-\udfff\ufffe\uffff]")
"""What no letter can contain, and the marks that stand for values."""
OPENING, CLOSING = frozenset({"lparen", "lbracket", "lbrace"}), frozenset({"rparen", "rbracket", "rbrace"})
BODIES = frozenset({"body", "else_"})


def check_source(source: str) -> None:
    """Refuse a text that cannot be a template, before it is parsed. Raises TemplateSyntaxError."""
    if len(source) > MAX_TEMPLATE:
        raise TemplateSyntaxError(f"this has more than {MAX_TEMPLATE:,} characters", 1)
    if found := REFUSED.search(source):
        line = source.count("\n", 0, found.start()) + 1
        sign = f"U+{ord(found[0]):04X}"
        raise TemplateSyntaxError(f"this has a character that no letter can contain ({sign})", line)


def limit_tokens(stream: Iterable[Token]) -> Iterator[Token]:
    """The tokens of a template.

    Raises TemplateSyntaxError if there are too many, or if brackets are too deep.
    """
    depth = 0
    for number, token in enumerate(stream):
        depth += (token.type in OPENING) - (token.type in CLOSING)
        if depth > MAX_BRACKETS:
            raise TemplateSyntaxError(
                f"brackets are nested more than {MAX_BRACKETS} levels deep here", token.lineno
            )
        if number > MAX_TOKENS:
            raise TemplateSyntaxError(f"there are more than {MAX_TOKENS:,} words in tags", token.lineno)
        yield token


def check_tree(tree: nodes.Template, filters: Container[str], tests: Container[str]) -> None:
    """Refuse deep nesting, tags for the web, and unknown filters and tests. Raises TemplateSyntaxError.

    Jinja itself reports an unknown filter in a branch only when that branch is used.
    """
    waiting: list[tuple[nodes.Node, int, int, int]] = [(tree, 0, 0, 0)]
    while waiting:
        node, tags, loops, parts = waiting.pop()
        if fault := _fault_of(node, filters, tests):
            raise TemplateSyntaxError(fault, node.lineno)
        if isinstance(node, nodes.Stmt) and not isinstance(node, nodes.Output):
            tags, loops, parts = tags + 1, loops + isinstance(node, nodes.For), 0
        else:
            parts += 1
        for depth, most, what in (
            (tags, MAX_TAGS, "tags"),
            (loops, MAX_LOOPS, "loops"),
            (parts, MAX_EXPRESSION, "expressions"),
        ):
            if depth > most:
                raise TemplateSyntaxError(f"{what} are nested more than {most} levels deep here", node.lineno)
        waiting += [(child, tags, loops, parts) for child in node.iter_child_nodes()]


def _fault_of(node: nodes.Node, filters: Container[str], tests: Container[str]) -> str:
    """What is wrong with one tag, or one part of an expression."""
    match node:
        case nodes.ScopedEvalContextModifier():
            return "unknown tag 'autoescape'"
        case nodes.Filter() if node.name not in filters:
            return f"No filter named '{node.name}'."
        case nodes.Test() if node.name not in tests:
            return f"No test named '{node.name}'."
        case nodes.If() if len(node.elif_) > MAX_BRANCHES:
            return f"an {{% if %}} has more than {MAX_BRANCHES} {{% elif %}} here"
        case nodes.Const() if _is_endless(node.value):
            return "a number is too long here"
    return ""


def _is_endless(value: object) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, int) and value.bit_length() > MAX_BITS


def is_personal(expression: nodes.Node) -> bool:
    """Whether an expression names anything that is not the same for the whole campaign."""
    names = [expression] if isinstance(expression, nodes.Name) else expression.find_all(nodes.Name)
    return any(name.name not in CAMPAIGN_NAMES for name in names)


class LetterCode(CodeGenerator):
    """Jinja's compiler, with a count at the start of each block that runs, and one way to print.

    Its code calls these functions of `environment`: `charge` (take steps), `enter` and `leave` (depth),
    `rounds` (a loop over a list), `weighed` (a compared value), `built` (a list), `joined` (`~`), `printed`
    with `lacks`.
    """

    environment: Any

    def write_commons(self) -> None:
        """The names that a function starts with."""
        self.writeline("charge = environment.charge")
        self.writeline("printed = environment.printed")
        self.writeline("lacks = environment.lacks")
        self.writeline("weighed = environment.weighed")
        super().write_commons()

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """The statements of a block. Their steps are taken at its start."""
        body = list(nodes)
        # A template or a block is a function. Macros and loops are counted by `LetterEnvironment.call`.
        is_function = (frame.rootlevel or frame.block_frame) and not frame.soft_frame
        if is_function:
            self.writeline("environment.enter()")
            self.writeline("try:")
            self.indent()
        self.writeline(f"charge({_steps(body)})", body[0] if body else None)
        super().blockvisit(body, frame)
        if is_function:
            self.outdent()
            self.writeline("finally:")
            self.indent()
            self.writeline("environment.leave()")
            self.outdent()

    # --- tags -----------------------------------------------------------------------------------

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        """A loop: its rounds, and the condition of each, are counted before the first round."""
        steps = 1 + (_steps([node.test]) if node.test else 0)
        if node.test:
            node.test = _decided(node.test)
        node.iter = _call("rounds", node.iter, nodes.Const(steps, lineno=node.lineno))
        super().visit_For(node, frame)

    def visit_If(self, node: nodes.If, frame: Frame) -> None:
        """A condition: a text such as "no" must not count as true."""
        for branch in (node, *node.elif_):
            branch.test = _decided(branch.test)
        super().visit_If(node, frame)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        """`a if b else c`: the same."""
        node.test = _decided(node.test)
        super().visit_CondExpr(node, frame)

    def visit_And(self, node: nodes.BinExpr, frame: Frame) -> None:
        """`a and b`, even if it is printed: the part before `and` is a condition."""
        node.left = _decided(node.left)
        super().visit_And(node, frame)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        """A macro called with a block: its result is printed like any value."""
        body, macro = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro, body)
        self.start_write(frame, node)
        self._print(node.call, node.lineno, lambda: self.visit_Call(node.call, frame, forward_caller=True))
        self.end_write(frame)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:
        """A block passed to a filter: the same."""
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        self.buffer(inner)
        self.blockvisit(node.body, inner)
        self.start_write(frame, node)
        self._print(node.filter, node.lineno, lambda: self.visit_Filter(node.filter, inner))
        self.end_write(frame)
        self.leave_frame(inner)

    # --- values ---------------------------------------------------------------------------------

    def _print(self, node: nodes.Expr, line: int, write: Any) -> None:
        self.write("printed(lacks(), ")
        write()
        self.write(f", {line}, {is_personal(node)})")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # evaluate nothing before there is a letter
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write("printed(lacks(), ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write(f", {node.lineno}, {is_personal(node)})")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """`a ~ b`."""
        self._write_all("environment.joined((", node.nodes, frame, "))")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        """`(a, b)`, or the names that a tag assigns to."""
        if node.ctx == "store":
            super().visit_Tuple(node, frame)
        else:
            self._write_all("environment.built((", node.items, frame, "))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        """`[a, b]`."""
        self._write_all("environment.built([", node.items, frame, "])")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        """`{a: b}`."""
        self.write("environment.built(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        """`a < b`: to compare long values takes steps."""
        if len(node.ops) == 1 and node.ops[0].op in COMPARED:
            self.write(f"environment.compared({node.ops[0].op!r}, ")
            self.visit(node.expr, frame)
            self.write(", ")
            self.visit(node.ops[0].expr, frame)
            self.write(")")
            return
        self.write("(")
        self._write_weighed(node.expr, frame)
        for operand in node.ops:
            self.visit(operand, frame)
        self.write(")")

    def visit_Operand(self, node: nodes.Operand, frame: Frame) -> None:
        """`< b`."""
        sign = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "notin": "not in"}
        self.write(f" {sign.get(node.op, node.op)} ")
        self._write_weighed(node.expr, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        """`a[b]` and `a[b:c]`."""
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.sliced(")
        self.visit(node.node, frame)
        for bound in (node.arg.start, node.arg.stop, node.arg.step):
            self.write(", ")
            self.visit(bound or nodes.Const(None), frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A call; our own (`_call`) go directly to the environment."""
        if isinstance(node.node, nodes.EnvironmentAttribute):
            self._write_all(f"environment.{node.node.name}(", node.args, frame, ")")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _write_all(self, before: str, values: Iterable[nodes.Node], frame: Frame, after: str) -> None:
        self.write(before)
        for value in values:
            self.visit(value, frame)
            self.write(", ")
        self.write(after)

    def _write_weighed(self, node: nodes.Expr, frame: Frame) -> None:
        if isinstance(node, nodes.Const):
            self.visit(node, frame)
        else:
            self._write_all("weighed(", [node], frame, ")")


def _call(name: str, *args: Any) -> nodes.Call:
    line = args[0].lineno
    return nodes.Call(nodes.EnvironmentAttribute(name, lineno=line), list(args), [], None, None, lineno=line)


def _decided(test: Any) -> Any:
    """A condition in which each single value is checked before it counts as true or false."""
    match test:
        case nodes.And() | nodes.Or():
            test.left, test.right = _decided(test.left), _decided(test.right)
        case nodes.Not():
            test.node = _decided(test.node)
        case nodes.Name() | nodes.Getattr() | nodes.Getitem() | nodes.Filter():
            words = ".".join(dotted_path(test) or ("this",))
            return _call("decided", test, nodes.Const(words, lineno=test.lineno))
    return test


def _steps(body: Iterable[nodes.Node]) -> int:
    """The parts of a block that are evaluated when it starts, without those of inner blocks."""
    count, waiting = 0, list(body)
    while waiting:
        node = waiting.pop()
        count += 1
        if isinstance(node, nodes.If):
            waiting += [node.test, *node.elif_]
        else:
            exclude = BODIES if isinstance(node, nodes.Stmt) else ()
            waiting += node.iter_child_nodes(exclude=exclude)
    return count
