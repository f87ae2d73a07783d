"""What WeasyPrint only logs → problems: a missing glyph or picture must not be silence."""

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
from letterforge.typeset.glyphs import missing_glyphs
from letterforge.typeset.pdf.engine import LOGGER
from letterforge.typeset.pictures import bad_picture

ERROR_NAME = re.compile(r"^[A-Za-z]+(?:Error|Exception): ")
"""What WeasyPrint puts before the words of an error."""


class Listener(logging.Handler):
    """Keeps what one thread logs while a letter is set, sorted by what it means.

    Records are known by the place in WeasyPrint that wrote them, which is steadier than their wording.
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
                self.bad_pictures[url] = ERROR_NAME.sub("", str(reason)) or "it is none, or damaged"
            case ("images", "draw", (str() as url,)):
                self.bad_pictures.setdefault(url, "it cannot be drawn")
            case ("fonts", "subset", _):
                pass  # slower without HarfBuzz-subset, and no worse: `letterforge doctor` tells
            case _:
                self.remarks[record.getMessage()] = None


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener to all that WeasyPrint logs on this thread in this block."""
    listener = Listener()
    LOGGER.addHandler(listener)
    try:
        yield listener
    finally:
        LOGGER.removeHandler(listener)


def problems_of(
    listener: Listener, refused: Iterable[str], letter: Letter, campaign: Campaign
) -> list[Problem]:
    """All that was heard while a letter was set, as problems; `refused` are the addresses that were not read."""
    pictures = dict.fromkeys(refused, "it is not in the campaign's folder") | listener.bad_pictures
    return [
        *missing_glyphs(listener.missing_glyphs, letter, campaign),
        *(_bad_picture(url, reason, campaign) for url, reason in pictures.items()),
        *(remark_problem(remark) for remark in listener.remarks),
    ]


def remark_problem(remark: str) -> Problem:
    """A remark of WeasyPrint that we have no better words for."""
    hint = "tell letterforge's makers, with the letter's template"
    return Problem(Code.TYPESETTER_WARNED, f"the typesetter says: {remark}", hint)


def _bad_picture(url: str, reason: str, campaign: Campaign) -> Problem:
    parts = urlsplit(url)
    shown = campaign.shown(Path(url2pathname(parts.path))) if parts.scheme == "file" else url[:80]
    return bad_picture(shown, reason)
