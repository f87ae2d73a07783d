# Two commands do all the set-up on a new machine: `make letters` and `make test`. `make` alone lists the others.
# Files in .venv/ remember what has been set up; it is set up anew when what it depends on changes.

PYTHON ?= python3
ARGS ?=

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help letters test check validate bench format build clean machine faces

help:
	@echo "make letters   set everything up, and write the sample's letters into out/"
	@echo "make test      set everything up, and run the test suite (ARGS=\"tests/states -k names\" for a part of it)"
	@echo "make check     formatting, lint, types and the import contract"
	@echo "make validate  letters of every kind against ooxml-validator, LibreOffice, qpdf, veraPDF and checkers of seals, as far as they are there"
	@echo "make bench     letterforge beside others, on this machine (ARGS=large: 100,000 letters; ARGS=seal: seals)"
	@echo "make format    format the code and mend what the linter can mend"
	@echo "make build     wheel and source distribution, in dist/, of what git knows"
	@echo "make clean     take away what the commands above made, except letters"
	@echo "PYTHON=python3.12 before any of them chooses the Python to set up with."

letters: machine
	@$(RUN) -m letterforge batch

test: $(VENV)/for-test machine faces
	@$(RUN) -m pytest --numprocesses=auto $(ARGS)

check: $(VENV)/for-check
	@$(RUN) -m ruff format --check
	@$(RUN) -m ruff check
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

validate: machine
	@$(RUN) scripts/validate.py

bench: $(VENV)/for-bench machine
	@$(RUN) benchmarks/run.py $(ARGS)

format: $(VENV)/for-check
	@$(RUN) -m ruff check --fix-only
	@$(RUN) -m ruff format

build: $(VENV)/for-test
	@$(RUN) -m hatchling build -d dist

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# The libraries that PDF needs from the system: installed where that is allowed, else told with the command to type.
machine: $(VENV)/for-letters
	@$(RUN) -m letterforge doctor --mend

# The typefaces of the other ready stationeries. Where they cannot be installed, the tests that need them are left out.
faces: $(VENV)/for-letters
	-@$(RUN) -m letterforge doctor --mend --stationery modern --stationery plain

$(VENV)/for-letters: $(VENV)/home pyproject.toml hatch_build.py
	@echo "Installing letterforge into $(VENV) …"
	@$(PIP) --editable .
	@touch $@

$(VENV)/for-test: $(VENV)/for-letters
	@echo "Installing what the tests need …"
	@$(PIP) --group test
	@touch $@

$(VENV)/for-bench: $(VENV)/for-letters
	@echo "Installing whom to be measured beside …"
	@$(PIP) --group bench
	@touch $@

$(VENV)/for-check: $(VENV)/for-test
	@echo "Installing what the checks need …"
	@$(PIP) --group check
	@touch $@

$(VENV)/home:
	@echo "Making $(VENV) …"
	@scripts/make_venv.sh "$(PYTHON)" $(VENV)

# An environment that was moved, or whose Python is gone, is made anew.
ifneq ($(shell test -x $(RUN) && cat $(VENV)/home 2>/dev/null),$(shell pwd))
.PHONY: $(VENV)/home
endif
