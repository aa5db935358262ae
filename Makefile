# Two commands for everybody:  make extract   make test
# Needs Python 3.11 or newer and make; installs into .venv, asks for no key and no service but pip.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
OUT ?= out
SEEDS := $(sort $(wildcard eval/gold/*/source.txt))
WORKERS ?= 2

.PHONY: help extract test lint format bench same clean build/names

help:
	@echo "make extract   read the bundled documents, write JSON and XLSX to $(OUT)/"
	@echo "make test      lint, types and tests"
	@echo "make lint      style, types, imports and dead code alone"
	@echo "make bench     pages per second and memory, beside other readers"
	@echo "make same BASE=COMMIT   do the records differ from those of that commit?"
	@echo "               (ONLY=bundled,corpus,made  MADE=300  JOBS=2  ALL=1  CACHE=.same)"

extract: $(VENV)/installed
	@$(BIN)/gouji extract $(SEEDS) -o $(OUT) --force
	@echo "JSON: $(OUT)/*.json"
	@echo "XLSX: $(OUT)/*.xlsx"

test: lint
	$(BIN)/pytest -n $(WORKERS)

lint: $(VENV)/installed-dev build/names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	PYTHONPATH=build/names $(BIN)/lint-imports --no-logo --no-cache

# The folders under the names that setup.py gives them, for tools that read files and do not import.
build/names:
	@rm -rf $@ && mkdir -p $@/gouji
	@ln -s $(CURDIR)/extractor/* $(CURDIR)/schemas $(CURDIR)/prompts $(CURDIR)/eval $@/gouji/

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-bench
	$(BIN)/python -m gouji.eval.benchmarks.read_speed

same: $(VENV)/installed
	@test -n "$(BASE)" || { echo "make same BASE=COMMIT" >&2; exit 2; }
	@$(BIN)/python -m gouji.eval.same "$(BASE)" $(if $(ONLY),--only "$(ONLY)") $(if $(MADE),--made $(MADE)) \
		$(if $(JOBS),--jobs $(JOBS)) $(if $(CACHE),--cache "$(CACHE)") $(if $(ALL),--all)

clean:
	rm -rf $(VENV) $(OUT) build .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml setup.py constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml setup.py constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev,eval,frames]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml setup.py constraints.txt | $(BIN)/python
	$(PIP) -e '.[bench]'
	@touch $@ $(VENV)/installed
