"""Which letters were tightened to save a page, and by which step, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from letterforge.errors import counted


def describe_letters(fits: Mapping[str, int], letters: int) -> Iterator[str]:
    """Lines about letters that were tightened: ids and the step of each; `letters`: of the whole run."""
    from letterforge.cli import speech
    from letterforge.typeset.plan.tightening import describe_step

    yield f"tightened to save a page: {len(fits)} of {counted(letters, 'letter')}"
    for step, count in sorted(Counter(fits.values()).items()):
        ids: Sequence[str] = [id_ for id_, number in fits.items() if number == step]
        yield f"  {describe_step(step)} ({counted(count, 'letter')}: {speech.series(ids)})"


def describe_languages(steps: Mapping[str, int]) -> Iterator[str]:
    """Lines about languages whose letters are tightened, and by which step."""
    from letterforge.typeset.plan.tightening import describe_step

    tightened = {language: step for language, step in sorted(steps.items()) if step}
    if not tightened:
        yield "no language needs tightening to save a page"
    for language, step in tightened.items():
        yield f"tightened to save a page: all letters in {language}, {describe_step(step)}"
