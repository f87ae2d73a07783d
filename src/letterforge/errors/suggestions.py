"""The known names that are most like an unknown one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def did_you_mean(unknown: str, known: Iterable[str], count: int = 3) -> str:
    """A hint such as `did you mean "title"?`, or an empty string if nothing is near."""
    near = nearest(unknown, known, count)
    return "did you mean " + ", or ".join(f'"{name}"' for name in near) + "?" if near else ""


def nearest(unknown: str, known: Iterable[str], count: int = 3) -> Sequence[str]:
    """The names most like an unknown one, best first, compared without regard to case."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    matches = get_close_matches(unknown.casefold(), by_folded, n=count, cutoff=0.6)
    return [by_folded[match] for match in matches]
