"""The environment of the processes that letterforge starts: without any passphrase."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator

SECRETIVE = re.compile(r"(?i)pass(phrase|word|wd)|secret|credential|(^|_)pin(_|$)")
"""Names of variables that hold what no other process needs to know."""
BARE = (
    frozenset({"PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP"})
    | {"PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}
    | {"FONTCONFIG_FILE", "FONTCONFIG_PATH"}
)


def environment(hidden: Iterable[str] = ()) -> dict[str, str]:
    """This process's environment without passphrases. `hidden`: further variables that have one."""
    names = set(hidden)
    return {
        name: text for name, text in os.environ.items() if name not in names and not SECRETIVE.search(name)
    }


def bare_environment() -> dict[str, str]:
    """What a process gets that needs only its libraries, typefaces and a place for temporary files."""
    return {name: text for name, text in os.environ.items() if name.upper() in BARE}


@contextlib.contextmanager
def without_passphrases(hidden: Iterable[str] = ()) -> Iterator[None]:
    """While this runs, processes that are started get the environment above; afterwards all is there again.

    For `multiprocessing`, which starts its processes with the environment as it is.
    """
    kept = environment(hidden)
    taken = {name: text for name, text in os.environ.items() if name not in kept}
    for name in taken:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(taken)
