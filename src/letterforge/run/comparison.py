"""The templates of a campaign's languages, compared: none should need, or have, what the others do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from letterforge.compose import OutlineBlock, outline
from letterforge.errors import Code, Place, Problem, Severity, counted
from letterforge.model import Language
from letterforge.personalise import Personaliser

FREE = frozenset({"salutation", "closing"})
"""Parts of the front matter that one language may have and another leave to the protocol."""


def compare_templates(languages: Sequence[Language], personaliser: Personaliser) -> list[Problem]:
    """Where the templates of languages differ from that of the campaign's own, or else of the first:
    warnings.

    The templates are valid. Fields, conditions, the parts of the front matter, and the sequence of
    paragraphs, list entries and other blocks should be the same.
    """
    default = personaliser.campaign.language
    first = default if default in languages else languages[0] if languages else ""
    return [
        problem
        for language in languages
        if language != first
        for problem in _between(first, language, personaliser)
    ]


def _between(first: Language, other: Language, personaliser: Personaliser) -> Iterator[Problem]:
    one, two = personaliser.template(first), personaliser.template(other)
    if one.shown == two.shown:
        return
    needs, also = personaliser.needs(first), personaliser.needs(other)
    yield from _missing("uses", needs.fields, also.fields, one.shown, two.shown)
    yield from _missing("depends on", needs.conditions, also.conditions, one.shown, two.shown)
    parts = {name: part.line for name, part in one.parts.items() if name not in FREE}
    parts |= {f"{name} ({len(entries)})": entries[0].line for name, entries in one.lists.items() if entries}
    others = {name: part.line for name, part in two.parts.items() if name not in FREE}
    others |= {f"{name} ({len(entries)})": entries[0].line for name, entries in two.lists.items() if entries}
    yield from _missing("has the part", parts, others, one.shown, two.shown)
    yield from _blocks(outline(one.body), outline(two.body), one.shown, two.shown)


def _missing(
    verb: str, ours: Mapping[str, int], theirs: Mapping[str, int], shown: str, other: str
) -> Iterator[Problem]:
    for here, there, mine, its in ((ours, theirs, shown, other), (theirs, ours, other, shown)):
        for name in here.keys() - there.keys():
            message = f"{verb} {name}, but {its} does not"
            yield _problem(message, mine, here[name])


def _blocks(
    ours: Sequence[OutlineBlock], theirs: Sequence[OutlineBlock], shown: str, other: str
) -> Iterator[Problem]:
    """The first place where the sequences of blocks differ."""
    kinds, others = [part.kind for part in ours], [part.kind for part in theirs]
    changes = SequenceMatcher(None, kinds, others, autojunk=False).get_opcodes()
    difference = next((change for change in changes if change[0] != "equal"), None)
    if difference is None:
        return
    _, start, end, at, to = difference
    counts = f"{_counted(kinds[start:end])} in {shown}, {_counted(others[at:to])} here"
    line = theirs[min(at, len(theirs) - 1)].line if theirs else 1
    yield _problem(f"the text differs from that of {shown}: {counts}", other, line)


def _counted(kinds: Sequence[str]) -> str:
    names = dict.fromkeys(kinds)
    return ", ".join(counted(kinds.count(name), name, _several(name)) for name in names) or "nothing"


def _several(kind: str) -> str:
    """`list entries`, `rows of a table`."""
    noun, of, what = kind.partition(" of ")
    return (f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s") + of + what


def _problem(message: str, shown: str, line: int) -> Problem:
    hint = "give all languages the same content, or make a campaign for each language"
    return Problem(Code.LANGUAGES_PART, message, hint, Place(shown, line=line), severity=Severity.WARNING)
