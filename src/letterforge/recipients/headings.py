"""What is wrong with the headings, and which were recognised."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from letterforge.campaign import JOINED, Campaign
from letterforge.errors import Code, Place, Problem, Severity, did_you_mean
from letterforge.intake.bounds import LONGEST_HEADING
from letterforge.model import COLUMNS, RowNumber
from letterforge.recipients.cells import excerpt, trap
from letterforge.recipients.columns import Column, Columns, match_key
from letterforge.recipients.grid import CellKind, Grid, GridRow, column_letter, rows_named
from letterforge.states import find_state

IDS_FROM = frozenset({"id", "country", "organisation", "name", "title", "office", "city", "address"})
"""Columns of which an id is there, or can be made."""
MOST_NAMED = 30
"""Headings that a message names."""
LONGEST_STATE = 80
"""Characters of a heading that may be a state's name."""
MOST_COMPARED = 1000
"""Further columns that are compared with ours."""

ALIKE = 0.8
"""How alike (0 to 1) a heading must be to one of ours to be a probable typing error."""


def heading_problems(columns: Columns, heading: GridRow, grid: Grid, campaign: Campaign) -> list[Problem]:
    """Everything that is wrong with the headings, each at the row of the headings."""
    found = [
        *_traps(columns, heading),
        *_long(columns),
        *_merged(heading),
        *(_twice(columns) if columns.ours else ()),
        *_missing_mapped(columns, campaign),
        *_missing(columns, campaign),
    ]
    if columns.ours:  # else the other problems follow from that
        found += [*_unnamed(columns, grid), *_slips(columns, campaign), *_taken(columns)]
        found += _hidden(columns, heading, grid)
    return [problem.at(row=columns.row) for problem in found]


def _traps(columns: Columns, heading: GridRow) -> Iterator[Problem]:
    for column in columns.named:
        problem = trap(heading.cells[column.index])
        if problem:
            message = f"the heading of column {column_letter(column.index)} {problem.message}"
            yield replace(problem, message=message).at(column=column.heading)


def _long(columns: Columns) -> Iterator[Problem]:
    for column in columns.named:
        if len(column.heading) > LONGEST_HEADING:
            where = f"the heading of column {column_letter(column.index)}"
            message = f"{where} is longer than {LONGEST_HEADING:,} characters"
            yield Problem(
                Code.TOO_LARGE, message, "shorten it; the headings must be in the first row with content"
            )


def _merged(heading: GridRow) -> Iterator[Problem]:
    odd = [
        index
        for index, kind in sorted(heading.kinds.items())
        if kind not in {CellKind.LONG, CellKind.UNSHOWN}
    ]
    if odd:
        letters = _listed(list(map(column_letter, odd)))
        message = f"headings must be plain text; in {letters} there is a merged cell, a date or a formula"
        yield Problem(Code.MISSING_COLUMN, message, "write each heading in its own cell, as text")


def _hidden(columns: Columns, heading: GridRow, grid: Grid) -> Iterator[Problem]:
    """The one warning for our columns that the sheet does not show and that have content."""
    hidden = heading.hidden_columns
    asked = [column for column in columns.named if column.index in hidden and column.name not in {"", "id"}]
    found: set[int] = set()
    for row in grid.rows if asked else ():
        if row.number > columns.row:
            found.update(column.index for column in asked if _is_filled(row, column))
    shown = [column for column in asked if column.index in found]
    if words := [f'{column_letter(column.index)} ("{excerpt(column.heading)}")' for column in shown]:
        what = "column" if len(words) == 1 else "columns"
        message = f"the sheet does not show {what} {_and(words)}, which letters use"
        hint = "if it is needed, show the column; if not, delete it"
        yield Problem(Code.HIDDEN_ROW, message, hint, severity=Severity.WARNING)


def _is_filled(row: GridRow, column: Column) -> bool:
    return column.index < len(row.cells) and bool(row.cells[column.index].strip())


def _listed(names: Sequence[str]) -> str:
    """Names in words, but not thousands of them."""
    shown = ", ".join(excerpt(name) for name in names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


def _twice(columns: Columns) -> Iterator[Problem]:
    for name, parts in columns.parts.items():
        # Lines of an address that are of one kind are joined in the table's order.
        orders = [column.part for column in parts if not (name == "address" and _is_further_line(column))]
        if len(orders) > 1 and (0 in orders or len(set(orders)) < len(orders)):
            yield _both(name, parts)
    first: dict[str, Column] = {}
    for column in columns.further:
        earlier = first.setdefault(column.key, column)
        if earlier is not column:
            message = f"{_pair(earlier, column)} have the same heading"
            hint = "rename or delete one of them"
            yield Problem(Code.DUPLICATE_HEADING, message, hint, Place(column=column.heading))


def _is_further_line(column: Column) -> bool:
    return column.part not in {0, 1} or column.also == "number"


def _both(name: str, columns: Sequence[Column]) -> Problem:
    """The error for several columns that would all be the same one of ours."""
    hint = "rename or delete one of them, or choose one"
    first, *others = [[column.heading] for column in columns[:2]]
    others += [[column.heading for column in columns]] if name in JOINED else []
    message = f'{_pair(*columns[:2])} both mean "{name}"'
    last = columns[-1].heading
    if len({match_key(column.heading) for column in columns}) == len(columns):
        ways = "".join(f"\n# or: {name} = {_toml(headings)}" for headings in others)
        hint = f"choose one, in letterforge.toml:{_paste({name: first})}{ways}"
    return Problem(Code.DUPLICATE_HEADING, message, hint, Place(column=last))


def _pair(one: Column, other: Column) -> str:
    letters = f"columns {column_letter(one.index)} and {column_letter(other.index)}"
    return f'{letters} ("{excerpt(one.heading)}", "{excerpt(other.heading)}")'


def _paste(columns: Mapping[str, Sequence[str]]) -> str:
    """Lines of letterforge.toml that say which headings are which column."""
    lines = (f"{name} = {_toml(headings)}" for name, headings in columns.items())
    return "\n".join(["", "[recipients.columns]", *lines])


def _toml(headings: Sequence[str]) -> str:
    texts = [json.dumps(heading, ensure_ascii=False) for heading in headings]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _missing_mapped(columns: Columns, campaign: Campaign) -> Iterator[Problem]:
    present = {match_key(column.heading): column.heading for column in columns.named}
    for name, texts in campaign.table.columns.items():
        for text in texts:
            if match_key(text) not in present:
                message = f'there is no column "{text}", which [recipients.columns] uses for "{name}"'
                hint = did_you_mean(text, present.values()) or f"there are: {_listed(list(present.values()))}"
                yield Problem(Code.MISSING_COLUMN, message, hint, Place(column=name))


def _missing(columns: Columns, campaign: Campaign) -> Iterator[Problem]:
    ours = columns.ours
    headings = [column.heading for column in columns.named]
    if not ours:
        message = "letterforge knows none of the headings"
        hint = f"the first row with content must have headings, such as {', '.join(COLUMNS[:6])}"
        if any(find_state(heading) for heading in headings if len(heading) <= LONGEST_STATE):
            hint = f"this row seems to be a recipient: {hint}; add a row of headings above it"
        yield Problem(Code.MISSING_COLUMN, message, _likely("country", columns) or hint)
    elif campaign.register and not _has_country(columns, campaign):
        message = 'there is no column "country", and the register needs one'
        hint = _likely("country", columns) or did_you_mean("country", headings)
        hint = hint or "add it, with the name or the ISO code of each state"
        yield Problem(Code.MISSING_COLUMN, message, hint, Place(column="country"))

    elif not ours.keys() & IDS_FROM:
        message = 'there is no column "id", and no column to make ids from'
        hint = "add a column id, with a permanent name for each row"
        hint = _likely("id", columns) or hint
        yield Problem(Code.NO_ID, message, hint)


def _has_country(columns: Columns, campaign: Campaign) -> bool:
    table = campaign.table
    return "country" in {*columns.ours, *table.columns, *table.defaults}


def _likely(name: str, columns: Columns) -> str:
    """A hint where a column is probably the one of this name."""
    for column in columns.further[:MOST_COMPARED]:
        meant = "country" if column.name == "address_country" else could_be(column)
        if meant == name:
            heading = excerpt(column.heading)
            lines = _paste({name: [column.heading]})
            return f'is it "{heading}"? rename it, or write in letterforge.toml:{lines}'
    return ""


def could_be(column: Column, there: Container[str] = ()) -> str:
    """Which of our columns a further column may be, best one that is not `there`.

    Empty: none that is known.
    """
    key = match_key(column.heading)
    # A number is a house number only next to a street.
    known = [meaning.column for meaning in column.meanings if meaning.also != "number"]
    known = [name for name in known if name != "country" or not column.is_no_state]
    if known:
        joinable = (name for name in known if name in JOINED)
        return next((name for name in known if name not in there), next(joinable, known[0]))
    by_key = {match_key(name): name for name in COLUMNS}
    near = get_close_matches(key, by_key, n=1, cutoff=ALIKE)
    return by_key[near[0]] if near else ""


def _unnamed(columns: Columns, grid: Grid) -> Iterator[Problem]:
    """Columns without a heading, left of the last one that has one, in which there is text."""
    known = {column.index for column in columns.named} | {columns.error_index}
    unknown = [index for index in range(columns.width) if index not in known]
    rows: dict[int, array[int]] = {index: array("L") for index in unknown}
    for row in grid.rows if unknown else ():
        for index in unknown:
            if index >= len(row.cells):
                break  # else thousands of short rows would be asked for thousands of columns each
            if row.cells[index].strip():
                rows[index].append(row.number)
    for index in unknown:
        if rows[index]:
            message = (
                f"column {column_letter(index)} has no heading, but has text in {rows_named(rows[index])}"
            )
            yield Problem(Code.MISSING_COLUMN, message, "give it a heading, or empty it")


def _slips(columns: Columns, campaign: Campaign) -> Iterator[Problem]:
    """One warning for all further columns whose heading is nearly, or in other words, one that is missing."""
    ours = columns.ours
    found: dict[str, list[Column]] = {}
    for column in columns.without_meaning[:MOST_COMPARED]:
        name = could_be(column)
        is_reported = name == "country" and campaign.register  # by its own error
        is_free = name not in ours and name not in campaign.table.columns
        is_asked = not column.meanings or name == "country"  # the others are named if no letter uses them
        is_asked = is_asked and all(meaning.is_asked for meaning in column.meanings)
        if name and is_free and not is_reported and is_asked:
            found.setdefault(name, []).append(column)
    if found:
        words = [f'"{excerpt(column.heading)}"' for some in found.values() for column in some]
        message = f"{_are(words)} not known to letterforge, and there is no column {_quoted(found)}"
        paste = _paste({name: [some[0].heading] for name, some in found.items()})
        hint = f"if it is that column, rename it, or write in letterforge.toml:{paste}"
        place = Place(column=next(iter(found.values()))[0].heading)
        yield Problem(Code.MISSING_COLUMN, message, hint, place, Severity.WARNING)


def _are(words: Sequence[str]) -> str:
    return f"column {words[0]} is" if len(words) == 1 else f"columns {_and(words)} are"


def _quoted(names: Iterable[str]) -> str:
    return _and([f'"{name}"' for name in names])


def _and(words: Sequence[str]) -> str:
    if len(words) > MOST_NAMED:
        return f"{', '.join(words[:MOST_NAMED])} and {len(words) - MOST_NAMED} more"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _taken(columns: Columns) -> Iterator[Problem]:
    """One notice of all headings that were recognised as one of our columns."""
    guessed = {
        name: parts for name, parts in columns.parts.items() if any(column.is_guess for column in parts)
    }
    if guessed:
        words = [
            f"{_quoted(column.heading for column in parts)} → {_with_code(name, parts)}"
            for name, parts in guessed.items()
        ]
        message = f"letterforge understood these headings: {'; '.join(words)}"
        pasted = _pasted(guessed, columns)
        hint = (
            f"if this is right, do nothing; to make it permanent, write in letterforge.toml:{_paste(pasted)}"
        )
        hint = hint if pasted else "if this is right, do nothing"
        yield Problem(Code.TAKEN_FOR, message, hint, severity=Severity.NOTICE)


def _with_code(name: str, parts: Sequence[Column]) -> str:
    return "postal_code and city" if any(column.also == "postal_code" for column in parts) else name


def _pasted(guessed: Mapping[str, Sequence[Column]], columns: Columns) -> Mapping[str, Sequence[str]]:
    """Our columns with their headings, as far as letterforge.toml can name them.

    A heading that is there once.
    """
    count = Counter(match_key(column.heading) for column in columns.named)
    pasted: dict[str, list[str]] = {}
    for name, parts in guessed.items():
        if all(count[match_key(column.heading)] == 1 for column in parts):
            if any(column.also == "postal_code" for column in parts):
                pasted["postal_code"] = [column.heading for column in parts]
            pasted[name] = [column.heading for column in parts]
    return pasted


def unused_problem(
    unused: Sequence[Column], headings: Mapping[str, Sequence[str]], shown: str, row: RowNumber
) -> Problem:
    """The one warning for all columns with content that no letter uses, with what each could be.

    `headings`: those of our columns that the table has.
    """
    words: list[str] = []
    could: dict[str, list[str]] = {}
    for column in unused:
        name = could_be(column, headings)
        words.append(f'"{excerpt(column.heading)}"' + (f" (could be {name})" if name else ""))
        if name in JOINED or (name and name not in headings):
            could.setdefault(name, list(headings.get(name, ()))).append(column.heading)
    message = f"no letter uses {'the column' if len(words) == 1 else 'the columns'} {_and(words)}"
    hint = "if this is right, do nothing; otherwise use it in the template"
    joinable = {name: some if name in JOINED else some[:1] for name, some in could.items()}
    hint += f", or write in letterforge.toml:{_paste(joinable)}" if could else ""
    place = Place(shown, row=row or None, column=unused[0].heading)
    return Problem(Code.UNUSED_COLUMN, message, hint, place, Severity.WARNING)
