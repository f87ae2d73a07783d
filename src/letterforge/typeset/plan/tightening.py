"""The steps by which a letter is tightened so that its last page, which has few lines, is saved.

Each is what a compositor would do next, and no more than a reader would notice: first the spaces between
paragraphs, then the lines, then the margins, and last the type. Every step has all of the step before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from letterforge.campaign import Campaign, Stationery
from letterforge.campaign.stationery import MM, FittedStationery

FEW = 1 / 6
"""A last page is worth saving if its lines of text fill less than this part of the page's text area."""
LEAST_LEADING = 1.15
"""Line height below which no letter is tightened: Word's own typefaces need as much."""
LINES, SPACES = 0.80, 0.16
"""How much of a letter is lines of text, and how much is space that becomes smaller, of its height: about."""
HOPEFUL = 0.98
"""A step that misses by less than 2 % may be enough."""
HALF = 0.5
"""Type sizes are whole half points, as Word has them."""


@dataclass(frozen=True, slots=True)
class FitStep:
    """How much a letter is tightened."""

    spacing: float = 1.0
    """Of spaces between paragraphs, and between the parts of a letter: a factor."""
    leading: float = 1.0
    """Of the line height: a factor."""
    margin: float = 0.0
    """By how much each margin becomes smaller, in points."""
    size: float = 1.0
    """The least size of the type, a factor: the size becomes the smallest of whole half points above it."""


STEPS = (
    FitStep(),
    FitStep(0.8),
    FitStep(0.7, 0.98),
    FitStep(0.6, 0.96),
    FitStep(0.6, 0.96, 1.5 * MM),
    FitStep(0.6, 0.96, 3 * MM),
    FitStep(0.6, 0.96, 3 * MM, 0.96),
)
"""By their numbers; with 0 nothing is changed."""


def describe_step(number: int) -> str:
    """A step in words: `step 3: spaces 60 %, lines 96 %, margins 3 mm narrower`."""
    tight = STEPS[number]
    changes = [f"spaces {tight.spacing:.0%}"]
    changes += [f"lines {tight.leading:.0%}"] if tight.leading < 1 else []
    changes += [f"margins {tight.margin / MM:g} mm narrower"] if tight.margin else []
    changes += [f"type at least {tight.size:.0%}"] if tight.size < 1 else []
    return f"step {number}: {', '.join(changes)}".replace("%", " %")


def find_fit_step(stationery: Stationery) -> FitStep:
    """How much letters on a stationery are tightened."""
    return STEPS[stationery.step] if isinstance(stationery, FittedStationery) else STEPS[0]


def list_fit_steps(stationery: Stationery) -> Iterator[int]:
    """The numbers of the steps that tighten letters on a stationery more than the step before, in order."""
    before = fit_stationery(stationery, 0)
    for number in range(1, len(STEPS)):
        after = fit_stationery(stationery, number)
        if (
            replace(after, step=0) != replace(before, step=0)
            or STEPS[number].spacing < STEPS[number - 1].spacing
        ):
            yield number
        before = after


def expect_step(stationery: Stationery, pages: int, reach: float) -> int:
    """The step that is expected to save the last page of a letter: it is tried first, as setting takes time.

    `reach`: of the text on that page, as a part of the height of the text area.
    """
    *steps, last = list_fit_steps(stationery)
    return next((step for step in steps if _may_save(stationery, step, pages, reach)), last)


def _may_save(stationery: Stationery, step: int, pages: int, reach: float) -> bool:
    """Whether a step saves a page, as far as can be known without setting the letter."""
    tight = fit_stationery(stationery, step)
    before, after = (_text_height(shape) for shape in (stationery, tight))
    # A narrower measure and lower lines have the same effect; letterhead and pictures stay as they are.
    lines = tight.leading * tight.size**2 * stationery.text_width
    lines /= stationery.leading * stationery.size**2 * tight.text_width
    shrunk = LINES * lines + SPACES * STEPS[step].spacing + (1 - LINES - SPACES)
    return (pages - 1 + reach) * before * shrunk * HOPEFUL <= (pages - 1) * after


def _text_height(stationery: Stationery) -> float:
    return stationery.page_size[1] - stationery.margin_top - stationery.margin_bottom


def fit_campaign(campaign: Campaign, step: int) -> Campaign:
    """The campaign for letters that are tightened by a step; for step 0 as it is."""
    return replace(campaign, stationery=fit_stationery(campaign.stationery, step)) if step else campaign


def fit_stationery(stationery: Stationery, step: int) -> FittedStationery:
    """The stationery of letters that are tightened by a step.

    Margins stay where the paper or a letterhead needs them as they are.
    """
    tight = STEPS[step]
    own = {field.name: getattr(stationery, field.name) for field in fields(Stationery)}
    fixed = (
        False in stationery.letterheads.values() or stationery.letterhead_pdf or stationery.letterhead_docx
    )
    narrower = 0.0 if fixed else tight.margin
    own |= {
        name: max(own[name] - narrower, min(own[name], LEAST_MARGIN))
        for name in ("margin_top", "margin_right", "margin_bottom", "margin_left")
    }
    size = -(-stationery.size * tight.size // HALF) * HALF
    own |= {
        "spacing": stationery.spacing * tight.spacing,
        "leading": max(min(stationery.leading, LEAST_LEADING), stationery.leading * tight.leading),
        "size": min(stationery.size, size),
    }
    return FittedStationery(**own, step=step)


LEAST_MARGIN = 5 * MM
"""Of a letter at all."""
