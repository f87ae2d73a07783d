"""A passphrase that does not show itself, and that no file gets."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler


class Secret:
    """A passphrase or PIN. It travels to worker processes through their pipe, and nowhere else.

    Its text shows neither in `repr` nor in a traceback with values. Whatever else pickles it, and with it every cache
    and queue on disk or in the network, gets None in its place.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> bytes:
        """The text in UTF-8, as keys are locked with it."""
        return self._text.encode(errors="surrogateescape")  # as it was in the environment, text or not

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _nothing, ()


def _nothing() -> None:
    return None


def _through_a_pipe(secret: Secret) -> tuple[type[Secret], tuple[str]]:
    return Secret, (secret._text,)  # noqa: SLF001 - the class's other half


# What multiprocessing sends to a worker is pickled by this class alone, into memory.
ForkingPickler.register(Secret, _through_a_pipe)
