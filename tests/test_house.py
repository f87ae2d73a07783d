"""What guards the house: its map, its walls, its manners. `ARCHITECTURE.md` says why each rule is there."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from letterforge.errors import Code

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "letterforge"
MODULES = sorted(SOURCE.rglob("*.py"))
SHEETS = sorted(path for ending in ("typ", "css", "js") for path in SOURCE.rglob(f"*.{ending}"))
MAP = ROOT / "ARCHITECTURE.md"

PROGRAMS = sorted(
    path for folder in ("tests", "scripts", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)
"""Python that is not in the package."""
WIDE = (".py", ".typ", ".css", ".js", ".toml")
"""What is written by hand in lines, Markdown apart."""

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50
LINES_OF_THE_MAP = 150
WIDTH = 110
FOR_TOOLS = re.compile(r"\s+# (?:noqa|type: ignore)\b.*")

HEAVY = {"asn1crypto", "babel", "cryptography", "docx", "jinja2", "lxml", "pikepdf", "pydantic", "pyhanko"}
HEAVY |= {"python_calamine", "typst", "weasyprint"}
"""Libraries that only letters need."""

REGISTRIES = ("pythonhosted." + "org", "pypi." + "org", "registry." + "npmjs.org", "deb.debian." + "org")
HOMES = re.compile(r"/(?:home|Users|root|work|tmp)/\w|[A-Z]:\\+Users\\+\w")


def name_of(module: Path) -> str:
    """A module as the map names it: relative to the package."""
    return module.relative_to(SOURCE).as_posix()


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


# --- modules -------------------------------------------------------------------------------------


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    assert not [name_of(module) for module in MODULES if not has_summary(module)]


def has_summary(module: Path) -> bool:
    """Whether the first line of its docstring is a sentence, and the second is empty."""
    summary, *rest = (ast.get_docstring(tree_of(module)) or "").splitlines() or [""]
    return summary.endswith((".", ":")) and not (rest and rest[0])


def test_no_module_outgrows_its_room() -> None:
    assert not [
        name_of(module)
        for module in MODULES
        if len(module.read_text(encoding="utf-8").splitlines()) > LINES_OF_A_MODULE
    ]


def test_no_function_is_longer_than_a_screen() -> None:
    """Neither in the package nor in the tests."""
    assert not {path.name: names for path in (*MODULES, *PROGRAMS) if (names := too_long_in(path))}


def too_long_in(module: Path) -> list[str]:
    """The functions of a module that do not fit on a screen."""
    functions = (
        node for node in ast.walk(tree_of(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [
        function.name
        for function in functions
        if (function.end_lineno or 0) - function.lineno >= LINES_OF_A_FUNCTION
    ]


@pytest.mark.parametrize("folder", ["tests", "scripts", "benchmarks", "templates"])
def test_lines_can_be_read_without_turning_the_head(folder: str) -> None:
    """Code, comments, docstrings and data."""
    assert not wide_lines(ROOT / folder)


def test_lines_of_the_package_can_be_read_without_turning_the_head() -> None:
    """Data may be wider: a row of a table is one line."""
    assert not [line for line in wide_lines(SOURCE) if ".toml:" not in line]


def wide_lines(folder: Path) -> list[str]:
    """The lines of a folder's files that are too wide, as `house.py:12`."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in WIDE)
    return [
        f"{path.name}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if width_of(line) > WIDTH
    ]


def width_of(line: str) -> int:
    """How many columns a line takes, without what only tools read. Marks on a letter take none."""
    return sum(not unicodedata.combining(character) for character in FOR_TOOLS.sub("", line))


def test_no_template_or_style_sheet_outgrows_its_room() -> None:
    """What holds for modules holds for what Typst and WeasyPrint read."""
    lines_of = {name_of(sheet): sheet.read_text(encoding="utf-8").splitlines() for sheet in SHEETS}

    assert not [name for name, lines in lines_of.items() if len(lines) > LINES_OF_A_MODULE]
    assert not [(name, line) for name, lines in lines_of.items() for line in lines if len(line) > WIDTH]


def test_no_function_of_a_template_is_longer_than_a_screen() -> None:
    found = ((name_of(sheet), *function) for sheet in SHEETS for function in functions_of(sheet))

    assert not [(sheet, name) for sheet, name, lines in found if lines > LINES_OF_A_FUNCTION]


def functions_of(sheet: Path) -> Iterator[tuple[str, int]]:
    """The functions of a Typst file, each with its lines: it ends where a line is indented no more than its
    first.
    """
    lines = sheet.read_text(encoding="utf-8").splitlines()
    for start, line in enumerate(lines):
        if found := re.match(r"( *)#?let ([\w-]+)\(", line):
            inner = re.compile(rf"{found[1]}( |[)}}\]].*[({{[]$)|$")
            following = itertools.takewhile(inner.match, lines[start + 1 :])
            yield found[2], sum(1 for _ in following) + 2


def test_only_the_command_line_speaks() -> None:
    """Text for people is printed in cli, all else is returned or raised."""
    assert not [name_of(module) for module in MODULES if has_print(module)]


def has_print(module: Path) -> bool:
    """Whether a module calls `print`."""
    calls = (node.func for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Name) and call.id == "print" for call in calls)


def test_what_is_imported_is_declared() -> None:
    """An undeclared library is there only as long as another library happens to need it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [entry for extra in project["optional-dependencies"].values() for entry in extra]
    declared = {canonical(re.split(r"[<>=!~ \[]", entry)[0]) for entry in [*project["dependencies"], *extras]}
    home = packages_distributions()

    undeclared = {
        library
        for module in MODULES
        for library in imported(tree_of(module))
        if library not in sys.stdlib_module_names and library != "letterforge"
        if not declared & {canonical(name) for name in home.get(library, [library])}
    }
    assert not undeclared


def imported(tree: ast.Module) -> Iterator[str]:
    """The first parts of the names of all modules that a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def canonical(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


# --- names ---------------------------------------------------------------------------------------


def test_one_name_is_one_thing() -> None:
    classes = Counter(
        node.name
        for module in MODULES
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.ClassDef)
    )

    assert not {name for name, count in classes.items() if count > 1}


def test_loops_name_their_element() -> None:
    """`for row in rows`, and not `for each in rows`; also in comprehensions and lambdas."""
    counts = {name_of(module): count for module in MODULES if (count := nameless_loops(module))}

    assert not counts


def nameless_loops(module: Path) -> int:
    """How many loops and lambdas of a module call their element `each`."""
    return sum("each" in elements(node) for node in ast.walk(tree_of(module)))


def elements(node: ast.AST) -> set[str]:
    """The names that a loop, comprehension or lambda gives; empty for all else."""
    match node:
        case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
            return {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
        case ast.Lambda(args=arguments):
            return {argument.arg for argument in arguments.args}
    return set()


# --- the map -------------------------------------------------------------------------------------


def named_on_the_map() -> set[str]:
    """The paths that `ARCHITECTURE.md` names in back-ticks: `compose/`, `compose/blocks.py`, `tests/compose`.

    Paths within the package are written without `src/letterforge/`.
    """
    words = re.findall(r"`([\w./-]+)`", MAP.read_text(encoding="utf-8"))
    return {word for word in words if "/" in word or word.endswith(".py")}


def rooms() -> set[str]:
    """What stands at the root of the package, as the map names it: `compose/`, `pipeline.py`."""
    inside = (path for path in SOURCE.iterdir() if not path.name.startswith("__"))
    return {f"{path.name}/" if path.is_dir() else path.name for path in inside if path.suffix in {"", ".py"}}


def test_every_room_is_on_the_map() -> None:
    assert not rooms() - named_on_the_map()


def test_the_map_names_nothing_that_is_not_there() -> None:
    missing = {
        name for name in named_on_the_map() if not (SOURCE / name).exists() and not (ROOT / name).exists()
    }

    assert not missing


def test_the_map_stays_readable() -> None:
    lines = MAP.read_text(encoding="utf-8").splitlines()

    assert len(lines) < LINES_OF_THE_MAP
    assert not [line for line in lines if len(line) > WIDTH]


def test_every_code_is_explained() -> None:
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (LF\d{3}) \S", text, re.MULTILINE)

    assert headings == sorted(Code)


# --- the start -----------------------------------------------------------------------------------


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a Python has loaded after running some code."""
    script = f"{code}\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stderr.split()}


def test_importing_the_api_is_light() -> None:
    assert not loaded_by("import letterforge") & (HEAVY | {"typer", "rich"})


def test_help_loads_nothing_that_letters_need() -> None:
    code = (
        "import sys\nfrom letterforge.cli.app import main\n"
        "sys.argv = ['letterforge', '--help']\n"
        "try: main()\nexcept SystemExit as end: assert not end.code"
    )

    assert not loaded_by(code) & HEAVY


# --- what leaves the house -----------------------------------------------------------------------


def tracked_files() -> list[Path]:
    """The project's files: those that git knows, or all in a folder that is no clone."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("this is no clone, so nobody knows which files are the project's")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_somebodys_machine() -> None:
    guilty = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        guilty += [f"{path.name}: {host}" for host in REGISTRIES if host in text]
        guilty += [f"{path.name}: {found}" for found in HOMES.findall(text)]

    assert not guilty


# --- formats -------------------------------------------------------------------------------------


def test_a_format_has_an_entry_in_each_table_that_a_new_one_joins() -> None:
    """`model/formats.py` says which."""
    from letterforge.inspection.reading import READERS
    from letterforge.model import TRAITS, Format, PdfEngine
    from letterforge.sealing import SEALERS
    from letterforge.typeset.typesetters import TABLE
    from letterforge.verify.self_check import SEAL_READERS

    engines = set(PdfEngine) - {PdfEngine.AUTO}

    assert set(READERS) == set(SEALERS) == set(SEAL_READERS) == set(Format)
    assert set(TRAITS) == set(TABLE)
    assert set(TRAITS) == {chosen.typesetter(engine) for chosen in Format for engine in engines}
