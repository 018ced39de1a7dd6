# Improve. `make run` needs Python 3.11+ with venv, git and make; everything else is brought here.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
export PORT ?= 8000
export DATA_DIR ?= ./var
# Two cores: while tests wait for other processes, a third computes.
TEST_WORKERS ?= 3
# Each file is compiled once, not in each of the hundreds of processes that tests start.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCKED := $(PIP) install --quiet --require-hashes -r
# Node.js comes as a wheel only where the machine has none that is new enough.
NEED_NODE := $(BIN)/python tools/front_end.py node >/dev/null 2>&1 || $(LOCKED) requirements-node.txt
STYLES := $(shell find static/css static/js 2>/dev/null)
PATIENT_RULES := $(wildcard improve/ideas/identifier_rules/*.* improve/ideas/identifier_rules/lists/*)
DOORS := $(wildcard improve/ideas/doors.py improve/ideas/door_rules/*.* improve/cli/demo/ideas/* tests/data/texts/doors_dev.json tests/data/texts/ideas_*)

.PHONY: help run setup setup-dev test test-long check format bench messages pictures lock audit clean

help: ## print what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: setup ## set up, load the demonstration trust and serve it on http://127.0.0.1:8000 (PORT, DATA_DIR)
	@exec $(BIN)/improve demo --serve

setup: $(STAMPS)/program $(STAMPS)/front-end $(STAMPS)/doors ## install everything that runs, build the styles, learn the doors

setup-dev: setup $(STAMPS)/dev ## install what tests and checks need besides

test: setup-dev ## run every test on SQLite and PostgreSQL, and the journeys in Chromium (ARGS: more for pytest)
	@$(BIN)/python -m tests.real.install
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist worksteal $(ARGS)

test-long: setup-dev ## run the long tests, up to an hour
	@$(BIN)/python -m tests.real.install
	$(BIN)/python -m pytest -m long tests/long $(ARGS)

check: setup-dev ## check format, lint, types, imports and templates
	@tools/check.sh

format: setup-dev ## format Python files
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup-dev ## measure the figures of docs/ on this machine (ARGS: more for the pages)
	@$(BIN)/python -m tests.real.install
	@missed=; for part in "benchmarks $(ARGS)" benchmarks.charts benchmarks.goals benchmarks.similar benchmarks.photos benchmarks.pins benchmarks.tablet; do \
	  echo "python -m $$part"; $(BIN)/python -m $$part || missed="$$missed $$part;"; \
	done; test -z "$$missed" || { echo "Missed:$$missed"; exit 1; }

messages: setup-dev ## bring the translators' files up to date with what the program says
	$(BIN)/python tools/messages.py

pictures: setup-dev ## take the pictures of the README anew
	@$(BIN)/python -m tests.real.install
	$(BIN)/python tools/pictures.py

lock: setup-dev ## write requirements*.txt and package-lock.json anew from what they are made of
	@for name in requirements requirements-build requirements-node requirements-postgres requirements-dev; do \
	  echo "$$name.txt"; \
	  $(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --universal \
	    --no-emit-index-url --no-annotate $$name.in -o $$name.txt $(LOCK_ARGS); \
	done
	PATH="$$(dirname "$$($(BIN)/python tools/front_end.py node)"):$$PATH" npm install --package-lock-only

audit: setup-dev ## report known weaknesses of the npm packages (asks the registry)
	PATH="$$(dirname "$$($(BIN)/python tools/front_end.py node)"):$$PATH" npm audit || true

clean: ## remove everything that was installed or built; data stays
	rm -rf .venv node_modules static/build static/vendor improve/ideas/door_rules/learnt.npz test-results dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A stamp says that its step was done with its inputs as they are now.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Improve needs Python 3.11 or newer; $(PYTHON) is older or missing. PYTHON=/path/to/python3.11 names another."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

$(STAMPS)/build: requirements-build.txt | $(BIN)/python
	@mkdir -p $(STAMPS)
	@$(LOCKED) requirements-build.txt
	@touch $@

$(STAMPS)/program: requirements.txt pyproject.toml tools/wheel.py $(STAMPS)/build
	@echo "Installing the program"
	@$(LOCKED) requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/program
	@echo "Installing what tests and checks need"
	@$(LOCKED) requirements-dev.txt
	@touch $@

$(STAMPS)/packages: package-lock.json package.json .npmrc requirements-node.txt tools/front_end.py | $(STAMPS)/build
	@echo "Installing the front-end packages"
	@$(NEED_NODE)
	@$(BIN)/python tools/front_end.py install
	@touch $@

$(STAMPS)/front-end: $(STAMPS)/packages $(STYLES) $(PATIENT_RULES)
	@echo "Building static/"
	@$(NEED_NODE)
	@$(BIN)/python tools/front_end.py build
	@touch $@

# 30 seconds of two processors: only when the texts have changed, or how they are learnt from.
$(STAMPS)/doors: tools/door_weights.py $(filter-out %/learnt.npz,$(DOORS)) | $(STAMPS)/program $(STAMPS)/packages
	@echo "Learning which words belong behind which door"
	@$(BIN)/python tools/door_weights.py
	@touch $@
