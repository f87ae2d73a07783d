"""A letter → how far it is tightened, so that its last page, which has few lines, is saved.

The pages of a PDF decide it; a Word file, whose pages are laid out where it is opened, takes the same step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from letterforge.campaign import Campaign
from letterforge.model import Letter, Sheet
from letterforge.typeset.plan.tightening import FEW, expect_step, list_fit_steps
from letterforge.typeset.typesetters import Typesetter


@dataclass(frozen=True, slots=True)
class Fitter:
    """Finds steps by setting letters as PDF."""

    campaign: Campaign
    typesetter: Callable[[int], Typesetter]
    """What sets PDF, by the number of a step."""

    def fit(self, letter: Letter) -> Sheet:
        """The PDF of a letter at the smallest step that saves its last page.

        As it is where that page is full enough, or no step saves it. Raises LetterFailed.
        """
        sheet = self.typesetter(0).set(letter)
        pages = sheet.pages or 1
        if pages == 1:
            return sheet
        from letterforge.typeset.fullness import measure_last_page

        last = measure_last_page(sheet.content, self.campaign.stationery)
        if last.lines >= FEW:
            return sheet
        return self._tighten(letter, pages, last.reach) or sheet

    def _tighten(self, letter: Letter, pages: int, reach: float) -> Sheet | None:
        """The letter on fewer pages, at the smallest step; None: no step saves one."""
        steps = list(list_fit_steps(self.campaign.stationery))
        first = steps.index(expect_step(self.campaign.stationery, pages, reach))
        found = self._try(steps[first], letter, pages)
        if found is None:
            later = (self._try(step, letter, pages) for step in steps[first + 1 :])
            return next((sheet for sheet in later if sheet), None)
        for step in reversed(steps[:first]):
            smaller = self._try(step, letter, pages)
            if smaller is None:
                break
            found = smaller
        return found

    def _try(self, step: int, letter: Letter, pages: int) -> Sheet | None:
        sheet = self.typesetter(step).set(letter)
        return replace(sheet, fit=step) if (sheet.pages or pages) < pages else None
