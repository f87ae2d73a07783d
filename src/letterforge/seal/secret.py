"""A passphrase that is never shown and never written to a file."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler


class Secret:
    """A passphrase or PIN. It is sent to worker processes through their pipe, and nowhere else.

    Its text is not in `repr`, and not in a traceback with values. If anything else pickles it, such as a
    cache or queue on disk or in the network, the result is None.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> bytes:
        """The text in UTF-8, as it locks keys."""
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
