"""The Jinja environments: sandboxed, strict, and limited to a campaign's own templates."""

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
from letterforge.personalise.borrowed import letter_filters, letter_tests
from letterforge.personalise.budget import MAX_STEPS, STRIDE, Budget
from letterforge.personalise.compiling import LetterCode, check_source, check_tree, limit_tokens
from letterforge.personalise.conditions import require_yes, unlike
from letterforge.personalise.filters import FILTERS
from letterforge.personalise.printing import (
    UnprintableError,
    capture_pieces,
    changeable_text,
    count_lacks,
    count_text,
    describe_value,
    join_printed,
    print_plainly,
    print_value,
    write_pieces,
)
from letterforge.personalise.reach import MISSING
from letterforge.personalise.scope import Fields, Function
from letterforge.personalise.template_file import TemplateFile, read_template
from letterforge.personalise.texts import format_by_percent

COMPARING: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}
STEPS_TO_INCLUDE = 50
"""The cost of finding a file that a template names."""


class TemplateFolder(BaseLoader):
    """Loads the files that templates include from one folder; a path that leaves the folder is not found.

    It keeps compiled files, instead of Jinja's own cache, so that each use of a file is recorded
    (`Door.note`).
    """

    def __init__(self, folder: Path, door: Door) -> None:
        self.folder = given.named(folder)
        self._door = door
        self._compiled: dict[str, tuple[Path, Template]] = {}

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002 - of Jinja
        """A template, compiled once.

        Raises TemplateNotFound; BrokenCampaign for a file that is not a valid template.
        """
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
        """A file that a template names.

        Raises TemplateNotFound; BrokenCampaign if it is not a valid template.
        """
        path = self._path(name)
        if not self._door.has(path):
            raise TemplateNotFound(name)
        return read_template(path, self._door)

    def _path(self, name: str) -> Path:
        """The path of a file that a template names. Raises TemplateNotFound if it is not in this folder."""
        path = given.inside(self.folder, name)
        if path is None:
            raise TemplateNotFound(name)
        return path


TAG_LINE = re.compile(
    r"^([ \t]*(?:\{%(?![-+]?\s*raw)(?:(?!%\}|\{%).)*%\}[ \t]*)+)\n", re.MULTILINE | re.DOTALL
)
"""A line, or several, with nothing but tags. No search goes past the next tag: otherwise, a thousand tags
without an end would cost a million searches."""


def without_tag_lines(source: str) -> str:
    """The template, in which the line break after a line with only tags is part of a comment.

    Such a line leaves nothing behind, so that conditions can be between paragraphs and list entries. Jinja's
    `trim_blocks` would also remove the line break after a tag at the end of a sentence, and join two entries.
    The line break becomes a comment, and is not removed, so that line numbers stay the same as in the file.
    """
    return TAG_LINE.sub(r"\1{#\n#}", source)


class LetterTemplate(Template):
    """A template whose text is counted while it grows, and whose imports start again for each letter."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The text of a letter.

        Raises the error of the template, with the template's own lines in the traceback.
        """
        context = self.new_context(dict(*args, **kwargs))
        try:
            return write_pieces(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:  # noqa: ARG002 - nothing is passed on
        # Jinja keeps the module, with what one letter put into a namespace: the next letter would find it.
        return self.make_module()


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja without access to the program, without random results, and with limits.

    See `compiling`, `reach` and `budget`.
    """

    template_class = LetterTemplate
    code_generator_class = LetterCode
    intercepted_binops = frozenset({"+", "-", "*", "**", "%"})
    lacks = staticmethod(count_lacks)
    joined = staticmethod(join_printed)
    printed: Callable[..., str] = staticmethod(print_value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unreadable: dict[str, TemplateSyntaxError] = {}

    # --- reading --------------------------------------------------------------------------------

    @property
    def folder(self) -> TemplateFolder:
        """The folder of the files that templates include."""
        assert isinstance(self.loader, TemplateFolder)  # noqa: S101 - as `_environment` makes it
        return self.loader

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        check_source(source)
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (RecursionError, MemoryError):
            message = "tags or expressions are nested too deeply here"
            raise TemplateSyntaxError(message, parser.stream.current.lineno, name, filename) from None
        except ValueError:  # Python does not read a number of more than 4,300 digits
            message = "a number is too long here"
            raise TemplateSyntaxError(message, parser.stream.current.lineno, name, filename) from None
        check_tree(tree, self.filters.keys(), self.tests.keys())
        return tree

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        tokens = self.lexer.wrap(self.lexer.tokeniter(source, name, filename, state), name, filename)
        return TokenStream(limit_tokens(tokens), name, filename)

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except (SyntaxError, RecursionError, MemoryError):
            raise TemplateSyntaxError("tags or expressions are nested too deeply", 1) from None

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002 - the parent's name
        self.charge(STEPS_TO_INCLUDE)
        if name in self._unreadable:
            raise self._unreadable[name]
        try:
            return super()._load_template(name, globals)
        except TemplateSyntaxError as error:
            self._unreadable[name] = error  # to read it again for each letter would take as long each time
            raise

    # --- counting, called by the code of `LetterCode` -------------------------------------------------

    @staticmethod
    def charge(steps: int) -> None:
        """Take steps. Raises TooMuch."""
        FILLING.get().budget.step(steps)

    @staticmethod
    def enter() -> None:
        """Enter a template or block. Raises TooMuch."""
        FILLING.get().budget.enter()

    @staticmethod
    def leave() -> None:
        """Leave it."""
        FILLING.get().budget.leave()

    @staticmethod
    def weighed(value: Any) -> Any:
        """A value that is compared, counted."""
        if isinstance(value, str):
            if len(value) > STRIDE:
                FILLING.get().budget.weigh(value)
        elif isinstance(value, list | tuple | dict):
            FILLING.get().budget.weigh(value)
        return value

    def compared(self, sign: str, left: Any, right: Any) -> Any:
        """`left < right` and similar. Raises UnprintableError if a text is compared with a number."""
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
        """A value in a condition.

        Raises UnprintableError for a text such as "no", which would count as true.
        """
        require_yes(value, words)
        return value

    @staticmethod
    def built(value: Any) -> Any:
        """A list that was made, counted."""
        FILLING.get().budget.weigh(value)
        return value

    @staticmethod
    def rounds(value: Any, steps: int) -> Any:
        """A list that a loop goes through, counted. `steps`: for each entry."""
        if isinstance(value, str):
            changeable_text(value)
        elif not isinstance(value, list | tuple | dict | range | Undefined):
            raise UnprintableError(f"a loop needs a list, not {describe_value(value)}")
        if not isinstance(value, Undefined):
            FILLING.get().budget.step(len(value) * steps)
        return value

    # --- evaluating -----------------------------------------------------------------------------

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The result of `+`, `-`, `*`, `**` and `%`. Raises TooMuch before it is made."""
        budget = FILLING.get().budget
        if operator == "%" and isinstance(left, str):
            return format_by_percent(left, right)
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
                return changeable_text(obj)[argument] if isinstance(obj, str) else obj[argument]
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, Undefined):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    @staticmethod
    def sliced(value: Any, start: Any, stop: Any, step: Any) -> Any:
        """`value[start:stop:step]`."""
        if isinstance(value, str):
            return count_text(changeable_text(value)[start:stop:step])
        if not isinstance(value, list | tuple | range | Undefined):
            raise UnprintableError(f"{describe_value(value)} has no parts")
        result = value[start:stop:step]
        FILLING.get().budget.weigh(result)
        return result

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as the parent
        """Call a macro or one of our functions. Raises SecurityError for anything else."""
        if isinstance(__obj, Undefined):
            return __obj()
        if not isinstance(__obj, reach.CALLABLE):
            raise SecurityError(f"{describe_value(__obj)} is not a function: remove the brackets after it")
        budget = FILLING.get().budget
        budget.enter()
        try:
            return __context.call(__obj, *args, **kwargs)
        finally:
            budget.leave()


def _count_product(budget: Budget, left: Any, right: Any) -> None:
    """Take the cost of a product before it is made: of a text or list with a number, or of two numbers."""
    for one, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(one, str):
            budget.text(len(one) * max(0, times))
        elif isinstance(times, int) and isinstance(one, list | tuple):
            budget.step(len(one) * max(0, times))
    if isinstance(left, int) and isinstance(right, int):
        budget.number(left.bit_length() + right.bit_length())


def numbers_in(*bounds: int) -> range:
    """`range(…)`. Raises TooMuch if a loop over it would not end."""
    numbers = range(*bounds)
    budget = FILLING.get().budget
    for bound in bounds:
        budget.weigh(bound)
    if abs(numbers.stop - numbers.start) // abs(numbers.step) > MAX_STEPS:
        budget.step(MAX_STEPS + 1)
    return numbers


def _counted(kind: Callable[..., Any]) -> Callable[..., Any]:
    """`dict(…)`, `namespace(…)`: their arguments are counted."""

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
        optimized=False,  # evaluate nothing before there is a letter
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {**letter_filters(), **FILTERS}
    environment.tests = letter_tests()
    makers = {"range": numbers_in, "dict": _counted(dict), "namespace": _counted(Namespace)}
    environment.globals = {name: Function(name, maker) for name, maker in makers.items()}
    environment.printed = print_plainly if plain else print_value
    environment.concat = write_pieces if plain else capture_pieces  # type: ignore[method-assign]
    return environment


def prose_environment(folder: Path, door: Door) -> LetterEnvironment:
    """For templates: each printed value becomes a slot in the Markdown."""
    return _environment(folder, door, plain=False)


def plain_environment(folder: Path, door: Door) -> LetterEnvironment:
    """For file names and references: the result is plain text without slots."""
    return _environment(folder, door, plain=True)
