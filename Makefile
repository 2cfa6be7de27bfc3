# `make help` lists the targets. Every target makes the environment it needs by itself.

PYTHON ?= $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)
UV     := 0.13.8
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEMO   := build/demo
DOCS    = $(wildcard README.md docs/*.md)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test acceptance check format docs lock bench clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1	\2/p' Makefile

install: $(STAMP) ## make the environment in .venv

$(STAMP): requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "secondmig needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	"$(PYTHON)" -m venv --clear $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet uv==$(UV)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## build the demo project in build/demo and its comparative report
	rm -rf $(DEMO)
	$(BIN)/secondmig demo $(DEMO)

test: check ## everything in check, then all tests
	$(BIN)/python -m pytest -n 2

acceptance: $(STAMP) ## read the real transcripts in DATA, which stay outside the repository
	@test -d "$(DATA)" || { echo "make acceptance DATA=FOLDER: the folder with the real transcripts"; exit 2; }
	$(BIN)/python -m tests.acceptance.run "$(DATA)"

check: $(STAMP) ## lint, format, types, layers, dependencies, documented help texts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/uv pip check --quiet --python $(BIN)/python
	$(if $(DOCS),$(BIN)/python -m cogapp --check $(DOCS))

format: $(STAMP) ## put code into the one format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP) ## write the generated parts of README.md and docs/
	$(if $(DOCS),$(BIN)/python -m cogapp -r $(DOCS))

lock: $(STAMP) ## resolve requirements.lock anew, to the newest releases that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
		--all-extras --output-file requirements.lock pyproject.toml

bench: $(STAMP) ## run the benchmarks
	$(BIN)/python benchmarks/run.py

clean: ## remove the environment, builds and caches
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
