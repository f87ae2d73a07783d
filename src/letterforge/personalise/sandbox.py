"""The Jinja environments: sandboxed, strict, and deaf to everything but a campaign's own templates."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.lexer import TokenStream
from jinja2.parser import Parser
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from letterforge.intake import Door, given
from letterforge.personalise import reach
from letterforge.personalise.blanks import FILLING, Doubtful, Unknown
from letterforge.personalise.borrowed import filters, tests
from letterforge.personalise.budget import MAX_STEPS, STRIDE, Budget
from letterforge.personalise.compiling import LetterCode, check_source, check_tree, counted
from letterforge.personalise.conditions import require_yes, unlike
from letterforge.personalise.filters import FILTERS
from letterforge.personalise.printing import (
    UnprintableError,
    captured,
    joined,
    kind_of,
    lacks_so_far,
    made,
    printed,
    printed_plainly,
    text_of,
    written,
)
from letterforge.personalise.reach import MISSING
from letterforge.personalise.scope import Fields, Function
from letterforge.personalise.template_file import TemplateFile, read_template
from letterforge.personalise.texts import percent

COMPARING: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}
STEPS_TO_INCLUDE = 50
"""What it costs to find a file that a template names."""


class TemplateFolder(BaseLoader):
    """Loads what templates include from one folder; a path that leaves it is not found.

    It keeps what it has compiled, in place of Jinja's own cache, so that each use of a file is recorded (`Door.note`).
    """

    def __init__(self, folder: Path, door: Door) -> None:
        self.folder = given.named(folder)
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
        return without_tag_lines(self.file(template).body), str(self._path(template)), None

    def file(self, name: str) -> TemplateFile:
        """A file that a template names. Raises TemplateNotFound; BrokenCampaign where it is no valid template."""
        path = self._path(name)
        if not self._door.has(path):
            raise TemplateNotFound(name)
        return read_template(path, self._door)

    def _path(self, name: str) -> Path:
        """The file that a template names. Raises TemplateNotFound where it cannot be one of this folder."""
        path = given.inside(self.folder, name)
        if path is None:
            raise TemplateNotFound(name)
        return path


TAG_LINE = re.compile(
    r"^([ \t]*(?:\{%(?![-+]?\s*raw)(?:(?!%\}|\{%).)*%\}[ \t]*)+)\n", re.MULTILINE | re.DOTALL
)
"""A line, or several, that holds nothing but tags. No search goes past the next tag: a thousand that do not end
would else cost a million looks."""


def without_tag_lines(source: str) -> str:
    """The template with the line break after each line of tags alone made part of a comment.

    Such a line leaves nothing behind, so that conditions can stand between paragraphs and list entries. Jinja's
    `trim_blocks` would eat the line break after a tag at the end of a sentence too, and glue two entries together.
    A comment, and not nothing, because line numbers must stay the file's.
    """
    return TAG_LINE.sub(r"\1{#\n#}", source)


class LetterTemplate(Template):
    """A template whose text is counted while it grows, and whose imports start again in every letter."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The text of a letter. Raises what went wrong, with the template's own lines in the traceback."""
        context = self.new_context(dict(*args, **kwargs))
        try:
            return written(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:  # noqa: ARG002 - nothing is handed on
        # Jinja keeps the module, and with it what one letter has put into a namespace: the next one would find it.
        return self.make_module()


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja without ways out, without chance, and with an end: see `compiling`, `reach` and `budget`."""

    template_class = LetterTemplate
    code_generator_class = LetterCode
    intercepted_binops = frozenset({"+", "-", "*", "**", "%"})
    lacks = staticmethod(lacks_so_far)
    joined = staticmethod(joined)
    printed: Callable[..., str] = staticmethod(printed)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unreadable: dict[str, TemplateSyntaxError] = {}

    # --- reading --------------------------------------------------------------------------------

    @property
    def folder(self) -> TemplateFolder:
        """Where templates take in files from."""
        assert isinstance(self.loader, TemplateFolder)  # noqa: S101 - as `_environment` makes it
        return self.loader

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        check_source(source)
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (RecursionError, MemoryError):
            message = "tags or expressions are too deep in each other here"
            raise TemplateSyntaxError(message, parser.stream.current.lineno, name, filename) from None
        except ValueError:  # Python reads no number of more than 4,300 digits
            message = "a number is too long here"
            raise TemplateSyntaxError(message, parser.stream.current.lineno, name, filename) from None
        check_tree(tree, self.filters.keys(), self.tests.keys())
        return tree

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        tokens = self.lexer.wrap(self.lexer.tokeniter(source, name, filename, state), name, filename)
        return TokenStream(counted(tokens), name, filename)

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except (SyntaxError, RecursionError, MemoryError):
            raise TemplateSyntaxError("tags or expressions are too deep in each other", 1) from None

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002 - the parent's name
        self.charge(STEPS_TO_INCLUDE)
        if name in self._unreadable:
            raise self._unreadable[name]
        try:
            return super()._load_template(name, globals)
        except TemplateSyntaxError as error:
            self._unreadable[name] = error  # reading it again for each letter would take as long each time
            raise

    # --- counting, as `LetterCode` asks -----------------------------------------------------------

    @staticmethod
    def charge(steps: int) -> None:
        """Take steps. Raises TooMuch."""
        FILLING.get().budget.step(steps)

    @staticmethod
    def enter() -> None:
        """Go into a template or block. Raises TooMuch."""
        FILLING.get().budget.enter()

    @staticmethod
    def leave() -> None:
        """Come out of it."""
        FILLING.get().budget.leave()

    @staticmethod
    def weighed(value: Any) -> Any:
        """A value that is compared."""
        if isinstance(value, str):
            if len(value) > STRIDE:
                FILLING.get().budget.weigh(value)
        elif isinstance(value, list | tuple | dict):
            FILLING.get().budget.weigh(value)
        return value

    def compared(self, sign: str, left: Any, right: Any) -> Any:
        """`left < right` and its like. Raises UnprintableError where a text is held against a number."""
        for value in (left, right):
            self.weighed(value)
            if type(value) is Doubtful:
                value.note()
        if isinstance(left, str) is not isinstance(right, str):
            text, other = (left, right) if isinstance(left, str) else (right, left)
            if isinstance(other, int | float):
                raise unlike(text, other)
        return COMPARING[sign](left, right)

    @staticmethod
    def decided(value: Any, words: str) -> Any:
        """A value that a condition looks at. Raises UnprintableError for a text that says no: it would count as yes."""
        require_yes(value, words)
        return value

    @staticmethod
    def built(value: Any) -> Any:
        """A list that is made."""
        FILLING.get().budget.weigh(value)
        return value

    @staticmethod
    def rounds(value: Any, steps: int) -> Any:
        """A list that a loop goes through, of so many steps for each entry."""
        if isinstance(value, str):
            text_of(value)
        elif not isinstance(value, list | tuple | dict | range | Undefined):
            raise UnprintableError(f"{kind_of(value)} is nothing to loop over")
        if not isinstance(value, Undefined):
            FILLING.get().budget.step(len(value) * steps)
        return value

    # --- working out ----------------------------------------------------------------------------

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """What `+`, `-`, `*`, `**` and `%` give. Raises TooMuch before it is made."""
        budget = FILLING.get().budget
        if operator == "%" and isinstance(left, str):
            return percent(left, right)
        if operator == "*":
            _count_product(budget, left, right)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            budget.number(left.bit_length() * max(right, 1))
        elif operator == "+" and isinstance(left, str) and isinstance(right, str):
            budget.text(len(left) + len(right))
        result = super().call_binop(context, operator, left, right)
        budget.weigh(result)
        return result

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`value.name`."""
        if type(obj) is Fields:
            found = obj.values.get(attribute, MISSING)
            if obj.used is not None:
                obj.used.add(attribute)
        else:
            found = reach.attribute(obj, attribute)
        return self.undefined(obj=obj, name=attribute) if found is MISSING else found

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`value["name"]`, `list[1]`."""
        if isinstance(obj, list | tuple | dict | range | str):
            self.weighed(argument)
            with suppress(TypeError, LookupError):
                return text_of(obj)[argument] if isinstance(obj, str) else obj[argument]
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, Undefined):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    @staticmethod
    def sliced(value: Any, start: Any, stop: Any, step: Any) -> Any:
        """`value[start:stop:step]`."""
        if isinstance(value, str):
            return made(text_of(value)[start:stop:step])
        if not isinstance(value, list | tuple | range | Undefined):
            raise UnprintableError(f"{kind_of(value)} has no parts")
        result = value[start:stop:step]
        FILLING.get().budget.weigh(result)
        return result

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as the parent
        """What a template calls: a macro, a function of ours, and nothing else."""
        if isinstance(__obj, Undefined):
            return __obj()
        if not isinstance(__obj, reach.CALLABLE):
            raise SecurityError(f"{kind_of(__obj)} cannot be called")
        budget = FILLING.get().budget
        budget.enter()
        try:
            return __context.call(__obj, *args, **kwargs)
        finally:
            budget.leave()


def _count_product(budget: Budget, left: Any, right: Any) -> None:
    """Take what a product costs before it is made: of a text or list so many times, or of two numbers."""
    for one, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(one, str):
            budget.text(len(one) * max(0, times))
        elif isinstance(times, int) and isinstance(one, list | tuple):
            budget.step(len(one) * max(0, times))
    if isinstance(left, int) and isinstance(right, int):
        budget.number(left.bit_length() + right.bit_length())


def numbers_in(*bounds: int) -> range:
    """`range(…)`. Raises TooMuch where a loop over it could not end."""
    numbers = range(*bounds)
    budget = FILLING.get().budget
    for bound in bounds:
        budget.weigh(bound)
    if abs(numbers.stop - numbers.start) // abs(numbers.step) > MAX_STEPS:
        budget.step(MAX_STEPS + 1)
    return numbers


def _counted(kind: Callable[..., Any]) -> Callable[..., Any]:
    """`dict(…)`, `namespace(…)`: what they are given is counted."""

    def make(*args: Any, **kwargs: Any) -> Any:
        FILLING.get().budget.weigh((args, kwargs))
        return kind(*args, **kwargs)

    return make


def _environment(folder: Path, door: Door, *, plain: bool) -> LetterEnvironment:
    environment = LetterEnvironment(
        loader=TemplateFolder(folder, door),
        cache_size=0,
        undefined=Unknown,
        autoescape=False,
        auto_reload=False,
        optimized=False,  # nothing is worked out before there is a letter
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {**filters(), **FILTERS}
    environment.tests = tests()
    makers = {"range": numbers_in, "dict": _counted(dict), "namespace": _counted(Namespace)}
    environment.globals = {name: Function(name, maker) for name, maker in makers.items()}
    environment.printed = printed_plainly if plain else printed
    environment.concat = written if plain else captured  # type: ignore[method-assign]
    return environment


def prose_environment(folder: Path, door: Door) -> LetterEnvironment:
    """For templates: whatever is printed becomes a slot in the Markdown."""
    return _environment(folder, door, plain=False)


def plain_environment(folder: Path, door: Door) -> LetterEnvironment:
    """For file names and references: the result is text, and nothing is marked."""
    return _environment(folder, door, plain=True)
