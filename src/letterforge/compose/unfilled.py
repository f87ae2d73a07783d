"""Places of a text that nobody has filled: `[NAME]`, `«Last_Name»`, `XX December`, `TODO`, `Dear ,`, `____`.

Only what a template, or a setting, itself says is looked at; values are in their slots. What is a place and what an
honest bracket is decided by the words in it (`data/unfilled.toml`) and by its shape; docs/templates.md says how.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from letterforge.model import Language

Span = tuple[int, int]

BRACKETS = re.compile(r"\[([^\[\]]{0,80})\]")
ROUND = re.compile(r"\(([^()]{1,60})\)")
ANGLES = re.compile(r"<<\s?[^<>\n]{1,60}>>|<([^<>\n]{1,60})>|≪[^≪≫\n]{1,60}≫")
GUILLEMETS = re.compile(r"[«‹](?![\s\u00a0\u202f])([^«»‹›\n]{1,60}?)(?<![\s\u00a0\u202f])[»›]")
ALWAYS = re.compile(
    r"""
    \{ (?!\s*(?:\w|\d+)(?:\s*,\s*(?:\w|\d+|…|\.{3}))+\s*\})   # {Name}; {a, b} and {1, 2, …} are sets
      [^{}\n]{0,120} \}
    | \}\} | %\} | \{\{ | \{%                               # tags of which one half is missing
    | \b(?:19|20)_{1,2}(?!\w) | _{3,} | \.{5,} | …{2,} | (?:\.[ \u00a0]){4,}\.        # a line to write on
    | \b[0-9]+[Xx]{2,}\b | \b[Xx]{4,}\b                     # 20XX, XXXX
    | \b(?:(?:19|20)[0-9]X|20[2-9]x)\b                      # 202X
    | \b[Xx]{1,2} ([./-]) [Xx]{1,2}\b (?: \1 [Xx0-9]{2,4}\b )?
    | [€$£]\s?[Xx]{2,}\b | \b[Xx]{2,}\s?[%€] | \b[Xx]{1,3}(?:[.,][Xx]{3})+\b
    | \b(?:FIXME|TBC|TBD|TBA|tbc|tbd)\b | \b(?:T\.B\.[CDA]\.|t\.b\.[cda]\.) | \?{3,}
    | \b(?:DD|JJ|TT|dd|jj|tt) ([./ -]) (?:MM|mm|Month|Mois|Monat) \2 (?:YY|YYYY|yyyy|AAAA|aaaa|JJJJ|jjjj)\b
    | \$\{?(?!(?:US|CAN|CA|AU|NZ|HK|SG|TT|BB|EC|USD|CAD|AUD|NZD)\b)[A-Za-z_][A-Za-z_]{2,}[0-9]*\}?\$?
    | (?<![\w%])%{1,2}[A-Za-z_][\w]{1,40}%{1,2}(?![\w%]) | (?<![\w\#/])\#{1,2}[A-Za-z_]{3,40}\#{1,2}(?!\w)
    | @@\w{2,40}@@ | \*\|\w{2,40}\|\* | \bPLACEHOLDER\b
    | \b(?:EUR|USD|GBP|CHF|JPY|CAD|AUD)\s?[Xx]{2,}\b | \b[Xx]{2,}\s(?:EUR|USD|GBP|CHF|JPY|CAD|AUD)\b
    | \b[Ll]orem\ ipsum\b | \b(?:Click|Cliquez|Haga\ clic|Clique)\ (?:\w+\ \w+\ )?(?:here|ici|aquí|aqui)\ \w+
    """,
    re.VERBOSE,
)
ONLY_DOTS = re.compile(r"\s*(?:…|\.{2,5}|(?:\. ){2,}\.)\s*")
"""A whole text that is nothing but an ellipsis, as hints write it where a person must say something."""
ALTERNATIVES = re.compile(
    r"(?!and/or|et/ou|y/o|e/ou|und/oder)[^\W\d_]*[a-zà-ÿ]\.?(?:\s?/\s?[^\W\d_]*[a-zà-ÿ]\.?)+"
)
"""[Mr/Ms], [he/she]: one of them is to be taken."""
WEB = re.compile(r"\b(?:https?://|www\.)\S+")
OF = re.compile(r"[^\W\d_]+ (?:of|de|du|del|do|da|des|der|von)(?: [^\W\d_]+){1,4}", re.IGNORECASE)
"""[title of the report], [date of birth]."""
DATED = re.compile(r"(?:[YJ]{2,4}|[yj]{2,4}|AAAA|aaaa|DD|dd|MM)")
"""A part of a date, as its letters stand for it: [YYYY], [DD]."""
UNDATED = re.compile(r"(?<![\w?.:/-])(?:0{1,2}|\?{1,2})\.?[ \u00a0](?:de |d['’])?([^\W\d_]+)")
"""00 December, ?? December."""
SHOUTED = re.compile(r"(?<![\w-])[A-ZÀ-Þ]{2,}(?:[ \u00a0][A-ZÀ-Þ]+){1,6}(?![\w-])")
"""Several words in capitals."""
TODO = re.compile(r"\bTODO\b(\s*:)?")
ROMAN = re.compile(r"\b(?:XX|XXX|xx|xxx)\b")
WORD = re.compile(r"[^\W\d_]+")
PIECE = re.compile(r"[^\W\d_]+|\d+")
HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
SIGNS = frozenset("?•●■▪*#-–—_xX ")
"""A bracket with nothing but these is a place; one with an ellipsis is what was left out of a quotation."""
LONG = 9
"""Letters of a word in capitals that is no abbreviation."""
SLOT = "\ue000"


@cache
def _words(table: str) -> frozenset[str]:
    """The words of a table of the data, of all its languages."""
    return frozenset(word for words in _document()[table].values() for word in words)


@cache
def _document() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = (Path(__file__).parent / "data" / "unfilled.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(text)
    return found


def unfilled(text: str, language: Language = "en", allow: Sequence[str] = ()) -> Iterator[str]:
    """The places in a text that nobody has filled, each once, in their order.

    `allow`: texts that may stand; a place stands where it is one of them, or is within one.
    """
    allowed = [*_occurrences(text, allow), *(address.span() for address in WEB.finditer(text))]
    end, told = 0, set[str]()
    for start, stop in sorted(_spans(text, language), key=lambda span: (span[0], -span[1])):
        words = text[start:stop].strip()
        if stop <= end or words in told or any(first <= start and stop <= last for first, last in allowed):
            continue
        end = stop
        told.add(words)
        yield words


def is_ellipsis(text: str) -> bool:
    """Whether a text that is printed for itself, such as a setting, is nothing but an ellipsis."""
    return ONLY_DOTS.fullmatch(text) is not None


def is_no_name(text: str) -> bool:
    """Whether what is in the place of a name says only that one belongs there: `Name of signatory`, `N.N.`."""
    said = " ".join(text.casefold().split())
    pieces = [piece.casefold() for piece in PIECE.findall(text)]
    known = _words("signers") | _words("things") | _words("beside") | _words("fill") | _words("articles")
    return (
        not pieces
        or said.strip(".") in _words("later")
        or (not _words("signers").isdisjoint(pieces) and known.issuperset(pieces))
    )


def _occurrences(text: str, phrases: Sequence[str]) -> Iterator[Span]:
    for phrase in phrases:
        at = text.find(phrase) if phrase else -1
        while at >= 0:
            yield at, at + len(phrase)
            at = text.find(phrase, at + len(phrase))


def _spans(text: str, language: Language) -> Iterator[Span]:
    yield from (found.span() for found in ALWAYS.finditer(text))
    for found in BRACKETS.finditer(text):
        if SLOT not in found[1] and _is_place(found[1]) and not _is_quoted(text, found):
            yield found.span()
    yield from (found.span() for found in ROUND.finditer(text) if _is_instruction(found[1]))
    for found in ANGLES.finditer(text):
        if found[1] is None or _is_place(found[1]):
            yield found.span()
    for found in GUILLEMETS.finditer(text):
        if SLOT not in found[1] and (_is_field(found[1]) or (language == "en" and _is_thing(found[1]))):
            yield found.span()
    yield from (found.span() for found in TODO.finditer(text) if _is_todo(found, text, language))
    yield from (found.span() for found in _capitals().finditer(text))
    yield from (found.span() for found in _left_by_programs().finditer(text))
    yield from (found.span() for found in SHOUTED.finditer(text) if _is_order(found[0]))
    yield from (found.span() for found in UNDATED.finditer(text) if found[1].casefold() in _words("months"))
    yield from (found.span() for found in _greeting().finditer(text))
    yield from (found.span(1) for found in _greeted().finditer(text))
    yield from _with_crosses(text)


# --- what is in a bracket --------------------------------------------------------------------------


def _is_place(inside: str) -> bool:
    """Whether what stands in square brackets is a place to fill, and no word of an editor's."""
    said = inside.strip()
    if not said or SIGNS.issuperset(said):
        return True
    whole = " ".join(said.strip("….").casefold().split())
    pieces = [piece.casefold() for piece in PIECE.findall(said)]
    if (
        whole in _words("later")
        or any(" " in words and whole.endswith(f" {words}") for words in _words("later"))
        or any(piece in _always() for piece in pieces)
        or ALTERNATIVES.fullmatch(said)
        or DATED.fullmatch(said)
        or (said[:1].isupper() and whole in _words("offices"))
        or (said == said.upper() and whole in _words("drafts"))
    ):
        return True
    if len(pieces) > 1 and pieces[0] in _words("fill") and not pieces[1].isdigit():
        return True
    return "_" in said.strip("_") or _is_field(said) or _is_thing(said) or _is_shouted(said)


def _is_quoted(text: str, found: re.Match[str]) -> bool:
    """Whether it is in small letters, or one word, within a quotation: there an editor has put it."""
    said = found[1].strip()
    if said == said.upper() or not (said == said.lower() or re.fullmatch(r"[^\W\d_]+", said)):
        return False
    before = text[: found.start()]
    return (
        before.rfind("“") > before.rfind("”")
        or before.rfind("«") > before.rfind("»")
        or before.count('"') % 2 == 1
    )


def _is_instruction(inside: str) -> bool:
    """Whether round brackets hold one: (insert date), (NAME)."""
    pieces = PIECE.findall(inside)
    if not pieces or SLOT in inside:
        return False
    return pieces[0].casefold() in _always() or (inside == inside.upper() and _is_thing(inside))


@cache
def _always() -> frozenset[str]:
    return frozenset(_document()["fill"]["always"])


def _is_thing(inside: str) -> bool:
    """Whether it names what belongs in its place, and says no more: `first name`, `name of the minister`."""
    pieces = [piece.casefold() for piece in PIECE.findall(inside)]
    if not pieces or pieces[0] in _words("articles"):
        return False
    things, beside = _words("things"), _words("beside")
    if OF.fullmatch(inside) and pieces[0] in things:
        return True
    return any(piece in things for piece in pieces) and all(
        piece in things or piece in beside or piece.isdigit() for piece in pieces
    )


def _is_field(inside: str) -> bool:
    """Whether it is the name of a field of Word's: `Last_Name`, `FirstName`, `Address1`, `Title`."""
    said = inside.strip()
    if re.fullmatch(r"\w*[^\W\d]_\w+", said):
        return True
    apart = HUMP.sub(" ", said)
    is_one = re.fullmatch(r"[\w ]+", said) is not None and said[:1].isupper()
    return is_one and _is_thing(apart) and (apart != said or said[-1:].isdigit() or _is_titled(said))


def _is_titled(said: str) -> bool:
    """Whether each word of it begins with a capital."""
    return all(word[0].isupper() for word in WORD.findall(said))


def _is_shouted(said: str) -> bool:
    """Whether it is in capitals, and no abbreviation such as ICC."""
    words = WORD.findall(said)
    if said != said.upper() or said == said.lower() or any(sign.isdigit() or sign in "/." for sign in said):
        return False
    known = any(word.casefold() in _words("things") | _words("beside") for word in words)
    return known or len(words) > 1 or len(words[0]) >= LONG


# --- what is in no bracket -------------------------------------------------------------------------


def _is_todo(found: re.Match[str], text: str, language: Language) -> bool:
    """In Spanish and Portuguese `todo` is a word, and capitals may be emphasis."""
    return language not in {"es", "pt"} or bool(found[1]) or text.strip(" .[]()") == "TODO"


@cache
def _capitals() -> re.Pattern[str]:
    """À COMPLÉTER, TO BE CONFIRMED."""
    phrases = sorted((phrase.upper() for phrase in _words("later")), key=len, reverse=True)
    cased = [phrase for phrase in phrases if phrase != phrase.casefold()]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, cased))})\b")


@cache
def _left_by_programs() -> re.Pattern[str]:
    """What word processors write where nothing was chosen or found; a text that is to follow."""
    phrases = sorted(_words("programs"), key=len, reverse=True)
    later = "|".join(map(re.escape, sorted(_words("later"), key=len, reverse=True)))
    return re.compile(
        rf"{'|'.join(map(re.escape, phrases))}|(?:^|(?<=[.:!?] ))(?:Text|Texte|Texto) (?:{later})(?=\s*[.…]*\s*$)"
    )


def _is_order(shouted: str) -> bool:
    """Whether words in capitals say what to put in: INSERT DATE, DATUM EINFÜGEN."""
    first, *_, last = words = shouted.casefold().split()
    return (
        first in _always()
        or last in _always()
        or (first in {"add", "enter"} and _is_thing(" ".join(words[1:])))
    )


@cache
def _greeting() -> re.Pattern[str]:
    """`Dear ,`, `Dear Mr ,`, `Mme ,`. `Dear Minister,` greets somebody."""
    greetings, titles, _ = _greeting_words()
    gap = r"[ \t\u00a0\u202f]"
    return re.compile(
        rf"(?<!\w)(?:(?:{greetings})(?:{gap}+(?:{titles}))*{gap}*[,،:](?=\s|$)|(?:{titles}){gap}+[,،])"
    )


@cache
def _greeted() -> re.Pattern[str]:
    """`Dear [Minister]`."""
    greetings, titles, offices = _greeting_words()
    return re.compile(rf"(?<!\w)(?:{greetings})(?:\s(?:{titles}|{offices}))*\s(\[[^\[\]\n]{{1,80}}\])")


def _greeting_words() -> tuple[str, ...]:
    """Greetings, titles before a name, and offices that may be greeted without one, as parts of a pattern."""
    tables = _document()["greetings"]
    return tuple("|".join(map(re.escape, tables[name])) for name in ("all", "before_a_name", "offices"))


def _with_crosses(text: str) -> Iterator[Span]:
    """XX and XXX, where they are no Roman number; X beside a month."""
    for found in re.finditer(r"\b[Xx]{1,3}\b", text):
        before = re.search(r"([\w.]+)(\W*)$", text[max(0, found.start() - 40) : found.start()])
        after = re.match(r"(\W*)(?:de |d['’])?(\w+)", text[found.end() : found.end() + 40])
        first = before[1] if before and not before[2].strip() else ""
        last = after[2] if after and not after[1].strip() else ""
        months = _words("months")
        if last.casefold() in months:
            yield found.start(), found.end() + (after.end() if after else 0)
        elif first.casefold() in months:
            yield found.start() - len(first) - 1, found.end()
        elif ROMAN.fullmatch(found[0]) and not _is_numeral(first, last):
            yield found.span()


def _is_numeral(first: str, last: str) -> bool:
    """Whether XX between two words is a number: Article XX, siglo XX, XX Cumbre, Juan XX."""
    if first in _words("greetings"):
        return False
    near = _words("numbered")
    return first[:1].isupper() or last[:1].isupper() or first.casefold() in near or last.casefold() in near
