"""Jinja's errors → problems with file, line, caret and hint."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import replace

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError

from letterforge.errors import Code, Place, Problem, did_you_mean
from letterforge.personalise.budget import TooMuch

TAGS = (
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "endset",
    "include",
    "macro",
    "endmacro",
    "raw",
)


CURLY = frozenset("“”„‟‘’‚‛«»‹›`´″′")
"""Quotation marks that word processors insert. They have no meaning in a tag."""
TAG = re.compile(r"\{[{%].*?(?:[}%]\}|$)")


def syntax_problem(
    error: TemplateSyntaxError, shown: str, lines: Sequence[str], environment: Environment
) -> Problem:
    """What is wrong with the Jinja of a template, with the offending word underlined."""
    message = _plain(error.message or "")
    quoted = re.findall(r"'([^']+)'", message)
    where = _place(shown, lines, error.lineno, quoted[:1])
    hint = "docs/templates.md lists what a template can contain"
    if quoted and "filter" in message.lower():
        hint = did_you_mean(quoted[0], environment.filters) or hint
    elif quoted and "tag" in message.lower():
        hint = did_you_mean(quoted[0], TAGS) or hint
    elif quoted and quoted[0] in CURLY:
        hint = "a word processor made these quotation marks: in a tag, write straight ones, \"fr\" or 'fr'"
        where = _in_tag(where, quoted[0])
    elif "end of template" in message.lower():
        hint = "end each {% if … %} with {% endif %}, and each {% for … %} with {% endfor %}"
    return Problem(Code.TEMPLATE_SYNTAX, message, hint, where)


def _in_tag(where: Place, sign: str) -> Place:
    """The place of a sign inside a tag: the text next to the tag may have the same sign, correctly."""
    for tag in TAG.finditer(where.excerpt):
        at = tag[0].find(sign)
        if at >= 0:
            return replace(where, span=(tag.start() + at, tag.start() + at + 1))
    return where


def failure_problem(error: Exception, shown: str, lines: Sequence[str]) -> Problem:
    """What went wrong while a template was filled, with the line on which it happened."""
    line = line_of(error)
    where = _place(shown, lines, line, [])
    if isinstance(error, TemplateNotFound):
        message = f'there is no file "{error.name}" in the folder of {shown}'
        hint = (
            "put the included file in the same folder as the template, and write its name in quotation marks"
        )
        return Problem(Code.TEMPLATE_FAILED, message, hint, _place(shown, lines, line, [str(error.name)]))
    if isinstance(error, TooMuch | RecursionError):
        message = str(error) if isinstance(error, TooMuch) else "macros or included files repeat without end"
        hint = "look for a loop, macro or included file that never ends; docs/templates.md lists the limits"
        return Problem(Code.TEMPLATE_WITHOUT_END, message, hint, where)
    if isinstance(error, SecurityError):
        hint = "a template can only read values (docs/templates.md lists what it can use)"
        return Problem(Code.TEMPLATE_FAILED, _plain(str(error)), hint, where)
    if isinstance(error, UndefinedError):
        hint = "first test whether there is a value: {% if recipient.name %} … {% endif %}"
        return Problem(Code.TEMPLATE_FAILED, _plain(str(error)), hint, where)
    hint = getattr(error, "hint", "")
    return Problem(Code.TEMPLATE_FAILED, _plain(str(error)) or type(error).__name__, hint, where)


def line_of(error: BaseException) -> int:
    """Line of the template on which an error was raised; 0 if Jinja does not report it."""
    # Jinja rewrites the traceback so that frames of compiled templates carry the template's own lines.
    names = {"top-level template code", "template", "macro"}
    found = 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.name in names or frame.name.startswith(("block ", "macro ")):
            found = frame.lineno or 0
            if frame.name == "top-level template code":
                break
    return found


def _place(shown: str, lines: Sequence[str], line: int, words: Sequence[str]) -> Place:
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    span = None
    for word in words:
        at = excerpt.find(word)
        if at >= 0:
            span = (at, at + len(word))
    return Place(shown, line=line or None, excerpt=excerpt, span=span)


def _plain(message: str) -> str:
    message = message.removesuffix(".")
    return message[:1].lower() + message[1:]
