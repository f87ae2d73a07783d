"""Personalise: a row and a template → prose, Markdown in which each printed value is a slot.

`template_file` reads a template, `sandbox` is the Jinja environment, `filters` its filters, `scope` what a
template sees, `blanks` what it finds where nothing is, `fields` checks the names that it uses, `blame`
turns Jinja's errors into problems with line and caret.
"""

from letterforge.personalise.asking import asked_in
from letterforge.personalise.personaliser import Personaliser

__all__ = ["Personaliser", "asked_in"]
