"""Personalise: a row and a template → prose, Markdown in which each printed value is a slot.

`template_file` reads a template, `sandbox` is the Jinja environment, `filters` its filters, `scope` what a
template sees, `blanks` what it finds in place of a missing value. `fields` checks the names that a template
uses, `blame` turns Jinja's errors into problems with line and caret.
"""

from letterforge.personalise.needs import fields_in
from letterforge.personalise.personaliser import Personaliser

__all__ = ["Personaliser", "fields_in"]
