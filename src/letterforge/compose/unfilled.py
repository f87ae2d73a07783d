"""Placeholders that were not filled in: `[NAME]`, `«Last_Name»`, `XX December`, `TODO`, `Dear ,`, `____`.

Only the text of a template or a setting is searched; values are in their slots. What is a place and what a
normal bracket is decided by the words in it (`[unfilled]` in `words.toml` of each language) and by its shape;
docs/templates.md explains how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from letterforge.languages import OURS, PackPart
from letterforge.model import SLOT_START, Language

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
"""A whole text that is only an ellipsis, as hints write it where a person must write something."""
ALTERNATIVES = re.compile(
    r"(?!and/or|et/ou|y/o|e/ou|und/oder)[^\W\d_]*[a-zà-ÿ]\.?(?:\s?/\s?[^\W\d_]*[a-zà-ÿ]\.?)+"
)
"""[Mr/Ms], [he/she]: the writer must choose one."""
WEB = re.compile(r"\b(?:https?://|www\.)\S+")
OF = re.compile(r"[^\W\d_]+ (?:of|de|du|del|do|da|des|der|von)(?: [^\W\d_]+){1,4}", re.IGNORECASE)
"""[title of the report], [date of birth]."""
DATED = re.compile(r"(?:[YJ]{2,4}|[yj]{2,4}|AAAA|aaaa|DD|dd|MM)")
"""Letters for a part of a date: [YYYY], [DD]."""
UNDATED = re.compile(r"(?<![\w?.:/-])(?:0{1,2}|\?{1,2})\.?[ \u00a0](?:de |d['’])?([^\W\d_]+)")
"""00 December, ?? December."""
CAPITAL_WORDS = re.compile(r"(?<![\w-])[A-ZÀ-Þ]{2,}(?:[ \u00a0][A-ZÀ-Þ]+){1,6}(?![\w-])")
"""Several words in capitals."""
TODO = re.compile(r"\bTODO\b(\s*:)?")
ROMAN = re.compile(r"\b(?:XX|XXX|xx|xxx)\b")
WORD = re.compile(r"[^\W\d_]+")
PIECE = re.compile(r"[^\W\d_]+|\d+")
HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
SIGNS = frozenset("?•●■▪*#-–—_xX ")
"""A bracket with only these signs is a place. One with an ellipsis marks words left out of a quotation."""
LONG = 9
"""Shortest word in capitals, in letters, that is not an abbreviation."""


@cache
def _words(kind: str) -> frozenset[str]:
    """The words of a kind, of all languages.

    A translated text often keeps the places of the one it was made from.
    """
    return frozenset(_in_order(kind))


def _in_order(kind: str) -> Iterator[str]:
    for language in OURS.having(PackPart.WORDS):
        yield from OURS.document(language, PackPart.WORDS).get("unfilled", {}).get(kind, ())


def unfilled_places(text: str, language: Language = "en", allow: Sequence[str] = ()) -> Iterator[str]:
    """The placeholders in a text that were not filled in, each once, in their order.

    `allow`: texts that are allowed; a place is allowed if it is one of them, or inside one.
    """
    allowed = [*_occurrences(text, allow), *(address.span() for address in WEB.finditer(text))]
    end, found = 0, set[str]()
    for start, stop in sorted(_spans(text, language), key=lambda span: (span[0], -span[1])):
        words = text[start:stop].strip()
        if stop <= end or words in found or any(first <= start and stop <= last for first, last in allowed):
            continue
        end = stop
        found.add(words)
        yield words


def is_ellipsis(text: str) -> bool:
    """Whether a text that is printed alone, such as a setting, is only an ellipsis."""
    return ONLY_DOTS.fullmatch(text) is not None


def is_placeholder_name(text: str) -> bool:
    """Whether a text only marks the place of a name: `Name of signatory`, `N.N.`."""
    trimmed = " ".join(text.casefold().split())
    pieces = [piece.casefold() for piece in PIECE.findall(text)]
    kinds = ("signers", "things", "beside", "fill", "always", "articles")
    known = {word for kind in kinds for word in _words(kind)}
    return (
        not pieces
        or trimmed.strip(".") in _words("later")
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
        if SLOT_START not in found[1] and _is_place(found[1]) and not _is_quoted(text, found):
            yield found.span()
    yield from (found.span() for found in ROUND.finditer(text) if _is_instruction(found[1]))
    for found in ANGLES.finditer(text):
        if found[1] is None or _is_place(found[1]):
            yield found.span()
    for found in GUILLEMETS.finditer(text):
        if SLOT_START not in found[1] and (_is_field(found[1]) or (language == "en" and _is_thing(found[1]))):
            yield found.span()
    yield from (found.span() for found in TODO.finditer(text) if _is_todo(found, text, language))
    yield from (found.span() for found in _capitals().finditer(text))
    yield from (found.span() for found in _left_by_programs().finditer(text))
    yield from (found.span() for found in CAPITAL_WORDS.finditer(text) if _is_order(found[0]))
    yield from (found.span() for found in UNDATED.finditer(text) if found[1].casefold() in _words("months"))
    yield from (found.span() for found in _greeting().finditer(text))
    yield from (found.span(1) for found in _greeted().finditer(text))
    yield from _with_crosses(text)


# --- what is in a bracket --------------------------------------------------------------------------


def _is_place(inside: str) -> bool:
    """Whether a text in square brackets is a place to fill, and not an editor's word."""
    trimmed = inside.strip()
    if not trimmed or SIGNS.issuperset(trimmed):
        return True
    whole = " ".join(trimmed.strip("….").casefold().split())
    pieces = [piece.casefold() for piece in PIECE.findall(trimmed)]
    if (
        whole in _words("later")
        or any(" " in words and whole.endswith(f" {words}") for words in _words("later"))
        or any(piece in _words("always") for piece in pieces)
        or ALTERNATIVES.fullmatch(trimmed)
        or DATED.fullmatch(trimmed)
        or (trimmed[:1].isupper() and whole in _words("offices"))
        or (trimmed == trimmed.upper() and whole in _words("drafts"))
    ):
        return True
    if len(pieces) > 1 and pieces[0] in _words("fill") | _words("always") and not pieces[1].isdigit():
        return True
    return "_" in trimmed.strip("_") or _is_field(trimmed) or _is_thing(trimmed) or _is_in_capitals(trimmed)


def _is_quoted(text: str, found: re.Match[str]) -> bool:
    """Whether it is in small letters, or one word, in a quotation: then it is an editor's."""
    trimmed = found[1].strip()
    if trimmed == trimmed.upper() or not (trimmed == trimmed.lower() or re.fullmatch(r"[^\W\d_]+", trimmed)):
        return False
    before = text[: found.start()]
    return (
        before.rfind("“") > before.rfind("”")
        or before.rfind("«") > before.rfind("»")
        or before.count('"') % 2 == 1
    )


def _is_instruction(inside: str) -> bool:
    """Whether round brackets contain an instruction: (insert date), (NAME)."""
    pieces = PIECE.findall(inside)
    if not pieces or SLOT_START in inside:
        return False
    return pieces[0].casefold() in _words("always") or (inside == inside.upper() and _is_thing(inside))


def _is_thing(inside: str) -> bool:
    """Whether it only names what belongs in its place: `first name`, `name of the minister`."""
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
    trimmed = inside.strip()
    if re.fullmatch(r"\w*[^\W\d]_\w+", trimmed):
        return True
    apart = HUMP.sub(" ", trimmed)
    is_one = re.fullmatch(r"[\w ]+", trimmed) is not None and trimmed[:1].isupper()
    return is_one and _is_thing(apart) and (apart != trimmed or trimmed[-1:].isdigit() or _is_titled(trimmed))


def _is_titled(trimmed: str) -> bool:
    """Whether each word of it begins with a capital."""
    return all(word[0].isupper() for word in WORD.findall(trimmed))


def _is_in_capitals(trimmed: str) -> bool:
    """Whether it is in capitals, and not an abbreviation such as ICC."""
    words = WORD.findall(trimmed)
    if (
        trimmed != trimmed.upper()
        or trimmed == trimmed.lower()
        or any(sign.isdigit() or sign in "/." for sign in trimmed)
    ):
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
    """What word processors write if nothing was chosen or found; a text that will follow."""
    phrases = sorted(_words("programs"), key=len, reverse=True)
    later = "|".join(map(re.escape, sorted(_words("later"), key=len, reverse=True)))
    return re.compile(
        rf"{'|'.join(map(re.escape, phrases))}"
        rf"|(?:^|(?<=[.:!?] ))(?:Text|Texte|Texto) (?:{later})(?=\s*[.…]*\s*$)"
    )


def _is_order(capitals: str) -> bool:
    """Whether words in capitals are an instruction: INSERT DATE, DATUM EINFÜGEN."""
    first, *_, last = words = capitals.casefold().split()
    return (
        first in _words("always")
        or last in _words("always")
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
    kinds = ("greetings", "before_a_name", "greeted_offices")
    return tuple("|".join(map(re.escape, dict.fromkeys(_in_order(kind)))) for kind in kinds)


def _with_crosses(text: str) -> Iterator[Span]:
    """XX and XXX, if they are not Roman numerals; X next to a month."""
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
    if first in _words("greetings") | _words("before_a_name") | _words("greeted_offices"):
        return False
    near = _words("numbered")
    return first[:1].isupper() or last[:1].isupper() or first.casefold() in near or last.casefold() in near
