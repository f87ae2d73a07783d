"""What WeasyPrint only logs → problems: a missing glyph or picture must be reported."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.model import Letter
from letterforge.typeset.glyphs import find_missing_glyphs
from letterforge.typeset.pdf.engine import LOGGER
from letterforge.typeset.pictures import bad_picture_problem

ERROR_NAME = re.compile(r"^[A-Za-z]+(?:Error|Exception): ")
"""What WeasyPrint puts before the words of an error."""


class LogListener(logging.Handler):
    """Keeps what one thread logs while a letter is set, sorted by what it means.

    Records are recognised by the place in WeasyPrint that wrote them, which changes less than their wording.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.missing_glyphs: dict[str, None] = {}
        self.bad_pictures: dict[str, str] = {}
        """Address → what is wrong with it."""
        self.remarks: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, once."""
        if record.thread != self._thread:
            return
        match (record.module, record.funcName, record.args):
            case ("text", "draw_first_line", (str() as character, int())):
                self.missing_glyphs[character] = None
            case ("images", "get_image_from_uri", (str() as url, reason)):
                self.bad_pictures[url] = (
                    ERROR_NAME.sub("", str(reason)) or "it is not a picture, or it is damaged"
                )
            case ("images", "draw", (str() as url,)):
                self.bad_pictures.setdefault(url, "it cannot be drawn")
            case ("fonts", "subset", _):
                pass  # slower without HarfBuzz-subset, and no worse: `letterforge doctor` reports it
            case _:
                self.remarks[record.getMessage()] = None


@contextmanager
def listen() -> Iterator[LogListener]:
    """A listener to all that WeasyPrint logs on this thread in this block."""
    listener = LogListener()
    LOGGER.addHandler(listener)
    try:
        yield listener
    finally:
        LOGGER.removeHandler(listener)


def collect_problems(
    listener: LogListener, refused: Iterable[str], letter: Letter, campaign: Campaign
) -> list[Problem]:
    """All that was logged while a letter was set, as problems; `refused`: addresses that were not read."""
    pictures = dict.fromkeys(refused, "it is not in the campaign's folder") | listener.bad_pictures
    return [
        *find_missing_glyphs(listener.missing_glyphs, letter, campaign),
        *(_bad_picture(url, reason, campaign) for url, reason in pictures.items()),
        *(remark_problem(remark) for remark in listener.remarks),
    ]


def remark_problem(remark: str) -> Problem:
    """The problem of a warning of WeasyPrint that we do not know."""
    hint = "report it to the makers of letterforge, with the letter's template"
    return Problem(Code.TYPESETTER_WARNED, f"the typesetter reported: {remark}", hint)


def _bad_picture(url: str, reason: str, campaign: Campaign) -> Problem:
    parts = urlsplit(url)
    shown = campaign.shown(Path(url2pathname(parts.path))) if parts.scheme == "file" else url[:80]
    return bad_picture_problem(shown, reason)
