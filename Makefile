# Two commands set up a new machine: `make letters` and `make test`. `make` alone lists the others.
# Files in .venv/ remember what has been set up. A part is set up again if something that it needs changes.

PYTHON ?= python3
ARGS ?=

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help letters test check validate bench format build clean machine faces

help:
	@echo "make letters   set everything up, then write the letters of the sample into out/"
	@echo "make test      set everything up, then run all tests (a part: ARGS=\"tests/states -k names\")"
	@echo "make check     check formatting, lint, types and the import contract"
	@echo "make validate  check letters of every kind with ooxml-validator, LibreOffice, qpdf, veraPDF"
	@echo "               and checkers of seals, if they are on this machine"
	@echo "make bench     compare the speed with other programs"
	@echo "               (ARGS=large: 100,000 letters; ARGS=seal: seals)"
	@echo "make format    format the code, and fix what the linter can fix"
	@echo "make build     build the wheel and the source distribution of what git knows, in dist/"
	@echo "make clean     remove what the commands above made, except letters"
	@echo "To choose the Python: make letters PYTHON=python3.12"

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

# The system libraries that PDF needs: installed if that is allowed; otherwise the command to type is shown.
machine: $(VENV)/for-letters
	@$(RUN) -m letterforge doctor --fix

# The typefaces of the other ready stationeries. Without them, the tests that need them are skipped.
faces: $(VENV)/for-letters
	-@$(RUN) -m letterforge doctor --fix --stationery modern --stationery plain

$(VENV)/for-letters: $(VENV)/home pyproject.toml hatch_build.py
	@echo "Installing letterforge into $(VENV) …"
	@$(PIP) --editable .
	@touch $@

$(VENV)/for-test: $(VENV)/for-letters
	@echo "Installing what the tests need …"
	@$(PIP) --group test
	@touch $@

$(VENV)/for-bench: $(VENV)/for-letters
	@echo "Installing the programs to compare with …"
	@$(PIP) --group bench
	@touch $@

$(VENV)/for-check: $(VENV)/for-test
	@echo "Installing what the checks need …"
	@$(PIP) --group check
	@touch $@

$(VENV)/home:
	@echo "Making $(VENV) …"
	@scripts/make_venv.sh "$(PYTHON)" $(VENV)

# An environment that was moved, or whose Python no longer exists, is made again.
ifneq ($(shell test -x $(RUN) && cat $(VENV)/home 2>/dev/null),$(shell pwd))
.PHONY: $(VENV)/home
endif
