"""The Jinja environments: sandboxed, strict, and deaf to everything but a campaign's own templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterforge.personalise.blanks import Unknown
from letterforge.personalise.filters import (
    BUILT_IN,
    CAPTURE_END,
    CAPTURE_START,
    FILTERS,
    lacks_so_far,
    printed,
)
from letterforge.personalise.scope import CAMPAIGN_NAMES
from letterforge.personalise.template_file import read_template
from letterforge.provenance import Door

MAX_RESULT = 100_000
"""Longest text or list, in characters or entries, that a product or power in a template may make."""

CAPTURING = frozenset({"macro", "call", "block", "filter"})
KEYWORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False"})


class TemplateFolder(BaseLoader):
    """Loads what templates include from one folder; a path that leaves it is not found.

    It keeps what it has compiled, in place of Jinja's own cache, so that each use of a file is recorded (`Door.note`).
    """

    def __init__(self, folder: Path, door: Door) -> None:
        self.folder = folder.resolve()
        self._door = door
        self._compiled: dict[str, tuple[Path, Template]] = {}

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002 - Jinja's name
        """A template, compiled once. Raises TemplateNotFound; BrokenCampaign for a file that is no valid template."""
        if name in self._compiled:
            path, template = self._compiled[name]
            self._door.note(path)
            return template
        template = super().load(environment, name, globals)
        self._compiled[name] = self._path(name), template
        return template

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        """The body of a template, its front matter replaced by empty lines."""
        path = self._path(template)
        if not self._door.has(path):
            raise TemplateNotFound(template)
        return without_tag_lines(read_template(path, self._door).body), str(path), None

    def _path(self, name: str) -> Path:
        """The file that a template names. Raises TemplateNotFound where it cannot be one of this folder."""
        try:
            path = (self.folder / name).resolve()
        except (OSError, ValueError, RuntimeError):  # a name too long, a NUL, links in a circle
            raise TemplateNotFound(name) from None
        if not path.is_relative_to(self.folder):
            raise TemplateNotFound(name)
        return path


TAG_LINE = re.compile(r"^([ \t]*(?:\{%(?![-+]?\s*raw)(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE | re.DOTALL)
"""A line, or several, that holds nothing but tags."""


def without_tag_lines(source: str) -> str:
    """The template with the line break after each line of tags alone made part of a comment.

    Such a line leaves nothing behind, so that conditions can stand between paragraphs and list entries. Jinja's
    `trim_blocks` would eat the line break after a tag at the end of a sentence too, and glue two entries together.
    A comment, and not nothing, because line numbers must stay the file's.
    """
    return TAG_LINE.sub(r"\1{#\n#}", source)


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja without ways out, without chance, and with an end: no result can grow beyond bounds."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse products and powers that would eat this machine."""
        size = len(left) if isinstance(left, str | list | tuple) else 1
        times = len(right) if isinstance(right, str | list | tuple) else 1
        factor = max(value if isinstance(value, int) else 1 for value in (left, right))
        if (
            operator == "*"
            and size * times > 0
            and max(size, times) > 1
            and size * times * factor > MAX_RESULT
        ) or (operator == "**" and abs(right) > 64):
            raise OverflowError("this would make a text or number without end")
        return super().call_binop(context, operator, left, right)


def _environment(folder: Path, door: Door, extensions: list[type[Extension]]) -> LetterEnvironment:
    environment = LetterEnvironment(
        loader=TemplateFolder(folder, door),
        cache_size=0,
        undefined=Unknown,
        extensions=extensions,
        autoescape=False,
        auto_reload=False,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in environment.filters.keys() - BUILT_IN:
        del environment.filters[name]
    environment.filters.update(FILTERS)
    for name in ("lipsum", "cycler", "joiner"):
        environment.globals.pop(name)
    return environment


def prose_environment(folder: Path, door: Door) -> LetterEnvironment:
    """For templates: whatever is printed becomes a slot in the Markdown."""
    environment = _environment(folder, door, [Slots])
    environment.filters["_printed"] = printed
    environment.globals["_lacks"] = lacks_so_far
    return environment


def plain_environment(folder: Path, door: Door) -> LetterEnvironment:
    """For file names and references: the result is text, and nothing is marked."""
    return _environment(folder, door, [])


class Slots(Extension):
    """Rewrites a template's tokens so that each value it prints goes through `printed`.

    `{{ expression }}` becomes `{{ [_lacks(), (expression)] | _printed(line, personal) }}`: what the expression
    lacks, and nothing before it, gets this line.

    What a macro or a block writes is set between two private-use marks, so that `{{ macro() }}` stays Markdown
    while a value joined to it does not become any.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens of the template, rewritten."""
        for token in stream:
            if token.type == "variable_begin":
                yield from _through_printed(token, _until(stream, "variable_end"))
            elif token.type == "block_begin":
                yield from _marked(token, _until(stream, "block_end"))
            else:
                yield token


def _until(stream: Iterator[Token], end: str) -> list[Token]:
    tokens: list[Token] = []
    for token in stream:
        tokens.append(token)
        if token.type == end:
            break
    return tokens


def _through_printed(begin: Token, tokens: list[Token]) -> Iterator[Token]:
    *expression, end = tokens
    line = begin.lineno

    def word(kind: str, value: str) -> Token:
        return Token(line, kind, value)

    yield begin
    if not expression:  # {{ }}: let Jinja complain
        yield end
        return
    yield from (word("lbracket", "["), word("name", "_lacks"), word("lparen", "("), word("rparen", ")"))
    yield from (
        word("comma", ","),
        word("lparen", "("),
        *expression,
        word("rparen", ")"),
        word("rbracket", "]"),
    )
    yield from (word("pipe", "|"), word("name", "_printed"), word("lparen", "("))
    yield Token(line, "integer", line)  # type: ignore[arg-type]
    yield from (word("comma", ","), word("name", "true" if _is_personal(expression) else "false"))
    yield from (word("rparen", ")"), end)


def _is_personal(expression: list[Token]) -> bool:
    """Whether an expression names anything but what the whole campaign shares."""
    for before, token in zip([None, *expression], expression, strict=False):
        reached = before is not None and before.type in {"dot", "pipe"}
        if token.type == "name" and not reached and token.value not in KEYWORDS | CAMPAIGN_NAMES:
            return True
    return False


def _marked(begin: Token, tokens: list[Token]) -> Iterator[Token]:
    tag = tokens[0].value if tokens else ""
    captures = tag in CAPTURING or (tag == "set" and all(token.type != "assign" for token in tokens))
    ends = tag.startswith("end") and tag[3:] in CAPTURING | {"set"}
    if ends:
        yield Token(begin.lineno, "data", CAPTURE_END)
    yield begin
    yield from tokens
    if captures:
        yield Token(begin.lineno, "data", CAPTURE_START)
