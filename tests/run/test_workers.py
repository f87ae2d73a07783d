"""When the server begins to load that workers are forked from."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from multiprocessing import forkserver
from letterforge.run import workers
from letterforge.model import Format, PdfEngine

server = lambda: forkserver._forkserver._forkserver_pid
word = PdfEngine.WEASYPRINT, (Format.DOCX,)
workers.start_early(*word, 1)
print(server() is None)
workers.start_early(*word, 2)
begun = server()
print(begun is not None)
method = workers.choose_context(*word)
print(method.get_start_method(), server() == begun)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere workers are started anew")
def test_a_server_is_expected_once_and_not_for_one_process():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "True", "forkserver", "True"]
    assert not done.stderr
