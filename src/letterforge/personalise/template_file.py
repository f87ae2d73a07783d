"""Template file → front matter, each part with its line, and a body whose lines keep their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from letterforge.campaign.typography import RULES
from letterforge.errors import BrokenCampaign, Code, Place, Problem, did_you_mean
from letterforge.intake import Door, given
from letterforge.personalise.near_front_matter import FENCE, below, in_curly_quotes, near_end, near_miss

TEXT_PARTS = ("subject", "salutation", "closing", "delivery", "confidentiality", "contact")
LIST_PARTS = ("enclosures", "copies", "annexes")
ADDRESSEE = "addressee"
"""A part for a letter to an organisation as a whole: its only value is `organisation`."""
TYPOGRAPHY = "typography"
"""The only rules of typography that its letters get: `none`, or a list of their names."""
PARTS = (*TEXT_PARTS, *LIST_PARTS, ADDRESSEE, TYPOGRAPHY)
OPTIONAL = ("salutation", "closing")
"""Parts that a letter has, unless its template has `none` for them."""
MAX_TEMPLATE = 1_000_000
"""Characters of a file."""
MAX_FRONT_MATTER = 100_000
"""Characters of the front matter: to read YAML is slow."""
MOST_LISTS = 50
"""Nested lists: they have no meaning here, and PyYAML's time grows with the square of their number."""
NULL_TAG = "tag:yaml.org,2002:null"
TEXT_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "timestamp", "value", "merge")
)
"""Kinds of value that are used as they are written (YAML 1.1): a date, a number, `yes`."""
HALF = re.compile("[\ud800-\udfff]")
"""Half of a character (a surrogate), which no file can contain."""
PLAIN_PART = 'write subject: "…"'
NOT_A_PART = 'the front matter must be lines such as subject: "…"'


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A piece of Jinja text, and the line of the file on which it begins."""

    source: str
    line: int

    @property
    def padded(self) -> str:
        """The source on its own line of the file, so that Jinja's line numbers are the file's."""
        return "\n" * (self.line - 1) + self.source

    @property
    def is_none(self) -> bool:
        """Whether it is `none`: letters must not have this part."""
        return self.source.strip().casefold() == "none"


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template as it is in its file."""

    shown: str
    """The path as the user knows it."""
    lines: tuple[str, ...]
    """Every line of the file, for excerpts."""
    body: str
    """The body, after as many empty lines as the front matter has."""
    parts: dict[str, TemplatePart] = field(default_factory=dict)
    lists: dict[str, tuple[TemplatePart, ...]] = field(default_factory=dict)
    lacks: frozenset[str] = frozenset()
    """What its letters do not have on purpose: `salutation`, `closing`, or an `addressee` in the
    organisation."""
    typography: frozenset[str] | None = None
    """The only rules of typography that its letters get; None: those of the campaign."""

    def every_part(self) -> Iterator[TemplatePart]:
        """All pieces of Jinja in the front matter. The paths of annexes are not Jinja."""
        yield from self.parts.values()
        for name, parts in self.lists.items():
            if name != "annexes":
                yield from parts


def read_template(path: Path, door: Door, *, is_letter: bool = False) -> TemplateFile:
    """Read a template. Raises BrokenCampaign if it is not UTF-8 text, or if its front matter is not valid.

    `is_letter`: it is the template of a letter, and not a file that a template includes.
    """
    shown = door.shown(path)
    try:
        text = door.read(path, given.MOST_TEXT).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(
            Code.TEMPLATE_SYNTAX,
            f"cannot be read: {given.why(error)}",
            "save it as plain text in UTF-8",
            Place(shown),
        )
        raise BrokenCampaign([problem]) from None
    if len(text) > MAX_TEMPLATE:
        message = f"this has more than {MAX_TEMPLATE:,} characters, the limit for a template"
        hint = "check that this is the right file, or split the text into several files"
        raise BrokenCampaign([Problem(Code.TEMPLATE_SYNTAX, message, hint, Place(shown))])
    lines = tuple(text.splitlines())
    if not lines or lines[0].rstrip() != FENCE:
        if near := near_miss(lines, PARTS, shown, is_letter=is_letter):
            raise BrokenCampaign([near])
        return TemplateFile(shown, lines, "\n".join(lines) + "\n")
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if near := near_end(lines, end, shown):
        raise BrokenCampaign([near])
    if end is None:
        message = "the front matter that begins on line 1 has no end"
        hint = 'end it with a line "---"'
        raise BrokenCampaign([Problem(Code.FRONT_MATTER, message, hint, Place(shown, line=1))])
    parts, lists = _front_matter("\n".join(lines[1:end]), shown, lines)
    if near := below(lines, end, PARTS, shown):
        raise BrokenCampaign([near])
    body = "\n" * (end + 1) + "\n".join(lines[end + 1 :]) + "\n"
    lacks = frozenset(name for name in OPTIONAL if name in parts and parts[name].is_none)
    lacks |= {ADDRESSEE} & lists.keys()
    given_parts = {name: part for name, part in parts.items() if name not in lacks}
    rules = lists.pop(TYPOGRAPHY, None)
    lists.pop(ADDRESSEE, None)
    typography = None if rules is None else frozenset(rule.source for rule in rules)
    return TemplateFile(shown, lines, body, given_parts, lists, lacks, typography)


def _front_matter(
    text: str, shown: str, lines: tuple[str, ...]
) -> tuple[dict[str, TemplatePart], dict[str, tuple[TemplatePart, ...]]]:
    root = _compose(text, shown, lines)
    parts: dict[str, TemplatePart] = {}
    lists: dict[str, tuple[TemplatePart, ...]] = {}
    problems: list[Problem] = []
    for key_node, value in root.value if isinstance(root, yaml.MappingNode) else ():
        key, line = _text(key_node), _line(key_node)
        excerpt = lines[line - 1]
        place = Place(shown, line=line, excerpt=excerpt, span=(0, len(key or excerpt)))
        if key is None:
            problems.append(Problem(Code.FRONT_MATTER, NOT_A_PART, place=place))
        elif key in parts or key in lists:
            message = f'"{key}" is there twice'
            problems.append(Problem(Code.FRONT_MATTER, message, "keep one of them", place))
        elif key in TEXT_PARTS and _is_text(value):
            parts[key] = TemplatePart(value.value, _line(value))
            if value.style is None and in_curly_quotes(value.value):
                message = f'"{key}" is in curly quotation marks, which would be printed'
                problems.append(
                    Problem(Code.FRONT_MATTER, message, f'write straight quotation marks: {key}: "…"', place)
                )
        elif key in {ADDRESSEE, TYPOGRAPHY}:
            lists[key] = _choice(key, value, place, problems)
        elif key in LIST_PARTS and _is_list_of_texts(value):
            lists[key] = tuple(TemplatePart(entry.value, _line(entry)) for entry in value.value)
        elif key in (*TEXT_PARTS, *LIST_PARTS):
            kind = "a text" if key in TEXT_PARTS else "a list of texts"
            hint = "put text with {{ … }} in quotation marks"
            problems.append(Problem(Code.FRONT_MATTER, f'"{key}" must be {kind}', hint, place))
        else:
            hint = did_you_mean(key, PARTS) or f"the parts are: {', '.join(PARTS)}"
            problems.append(Problem(Code.FRONT_MATTER, f'unknown part "{key}"', hint, place))
    if problems:
        raise BrokenCampaign(problems)
    return parts, lists


def _choice(key: str, value: yaml.Node, place: Place, problems: list[Problem]) -> tuple[TemplatePart, ...]:
    """What a part has that is no text of the letter: the only addressee, or rules of typography."""
    several = _is_list_of_texts(value)
    named = [node.value.strip() for node in value.value] if several else [(_text(value) or "").strip()]
    if key == ADDRESSEE and named != ["organisation"]:
        hint = "write addressee: organisation, or remove the line"
        problems.append(Problem(Code.FRONT_MATTER, '"addressee" can only be organisation', hint, place))
    elif key == TYPOGRAPHY and not several and named[0].casefold() == "none":
        return ()
    elif key == TYPOGRAPHY and (unknown := [name for name in named if name not in RULES]):
        near = did_you_mean(unknown[0], RULES)
        hint = near or f"write none, or the only rules that apply: [{', '.join(RULES)}]"
        message = f'"typography" has no rule "{unknown[0]}"'
        problems.append(Problem(Code.FRONT_MATTER, message, hint, place))
    return tuple(TemplatePart(name, place.line or 1) for name in named)


class _Shallow(yaml.SafeLoader):
    """Refuses deeper lists than any front matter needs."""

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:  # noqa: N803 - PyYAML's own name
        if self.flow_level >= MOST_LISTS:
            raise RecursionError
        super().fetch_flow_collection_start(TokenClass)


def _compose(text: str, shown: str, lines: tuple[str, ...]) -> yaml.Node | None:
    if len(text) > MAX_FRONT_MATTER:
        message = f"the front matter has more than {MAX_FRONT_MATTER:,} characters"
        raise BrokenCampaign(
            [Problem(Code.FRONT_MATTER, message, "end it with a line ---", Place(shown, line=1))]
        )
    try:
        root = yaml.compose(text, Loader=_Shallow)
    except (RecursionError, ValueError) as error:  # PyYAML's own, for an escape such as \\U00110000
        is_deep = isinstance(error, RecursionError)
        wrong = (
            "has lists inside lists, which have no meaning here"
            if is_deep
            else "has a backslash code that is not a character"
        )
        problem = Problem(Code.FRONT_MATTER, f"the front matter {wrong}", PLAIN_PART, Place(shown, line=2))
        raise BrokenCampaign([problem]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        excerpt = lines[line - 1] if line <= len(lines) else ""
        span = (mark.column, mark.column + 1) if mark else None
        place = Place(shown, line=line, excerpt=excerpt, span=span)
        message = f"the front matter is not valid YAML: {getattr(error, 'problem', None) or error}"
        hint = (
            "put each text in straight quotation marks"
            if re.search("[“”„‘’]", excerpt)
            else "put each text in quotation marks"
        )
        raise BrokenCampaign([Problem(Code.FRONT_MATTER, message, hint, place)]) from None
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise BrokenCampaign([Problem(Code.FRONT_MATTER, NOT_A_PART, place=Place(shown, line=2))])
    return root


def _line(node: yaml.Node) -> int:
    # Marks count from 0, and the text given to YAML begins on the file's second line.
    return int(node.start_mark.line) + 2


def _text(node: yaml.Node) -> str | None:
    """The text of a node; None: it is a list or table, null, of another kind, or cannot be printed."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    text: str = node.value
    is_text = node.tag in TEXT_TAGS or (node.tag == NULL_TAG and not text)
    return text if is_text and not HALF.search(text) and "\0" not in text else None


def _is_text(node: yaml.Node) -> bool:
    return _text(node) is not None


def _is_list_of_texts(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and all(map(_is_text, node.value))
