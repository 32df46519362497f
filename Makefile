# The words a newcomer would guess; `make` alone lists them. Needs Python 3.11 or newer and make, nothing else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# Everything, pip's cache and temporary files included, stays inside this folder.
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/pip-cache
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
PIP := TMPDIR="$(CURDIR)/$(VENV)/tmp" $(BIN)/python -m pip install --quiet --require-hashes
WORKERS ?= auto
ARGS ?=

##@ Use it
.PHONY: demo
demo: $(VENV)/demo.stamp ## start the demo alliance on http://127.0.0.1:8000 (PORT=8001 chooses another port)
	@$(BIN)/python .ci/messages.py
	@exec $(BIN)/python manage.py demo $(ARGS)

.PHONY: reset
reset: ## forget the demo's database, files and secret; the next start builds them anew
	@if [ -x $(BIN)/python ]; then $(BIN)/python manage.py demo --stop; fi
	@rm -rf var
	@echo "The demo is as new. Start it with: make demo"

##@ Change it
.PHONY: test
test: dev ## run the test suite on the embedded default; browser tests where Chromium is found
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

.PHONY: test-postgres
test-postgres: dev ## run the tests that look at the database, on PostgreSQL and Redis (DATABASE_URL, BROKER_URL)
	@.ci/with-servers $(BIN)/python -m pytest -n $(WORKERS) -m "database or race or matrix" $(ARGS)

.PHONY: browser
browser: dev ## run the browser tests only
	@$(BIN)/python -m pytest -n $(WORKERS) -m browser $(ARGS)

.PHONY: faults
faults: dev ## kill the worker and the broker while they work, and count what was lost: nothing
	@$(BIN)/python -m pytest -n 0 -m faults $(ARGS)

.PHONY: bench
bench: dev ## measure the speeds that docs/performance.md states
	@$(BIN)/python -m bench $(ARGS)

.PHONY: check-figures
check-figures: $(VENV)/demo.stamp ## load the demo into a fresh database and recount the published figures
	@.ci/check-figures

.PHONY: lint
lint: dev ## everything that can be seen without running the product
	@.ci/lint

.PHONY: format
format: dev ## put Python into the house's form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

.PHONY: check-i18n
check-i18n: dev ## list what is not yet translated
	@$(BIN)/python .ci/messages.py --check

.PHONY: requirements
requirements: dev ## pin the packages of requirements*.in anew, with their hashes
	@for set in requirements requirements-demo requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make requirements" $$set.in -o $$set.txt || exit 1; \
	done

.PHONY: help
help: ## list these words
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: dev
dev: $(VENV)/dev.stamp
	@$(BIN)/python .ci/messages.py

$(VENV)/bin/python:
	@.ci/venv $(VENV)

$(VENV)/demo.stamp: requirements.txt requirements-demo.txt | $(VENV)/bin/python
	@echo "Installing what the product needs (about half a minute)"
	@mkdir -p $(VENV)/tmp
	@$(PIP) -r requirements-demo.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-demo.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need (about a minute)"
	@mkdir -p $(VENV)/tmp
	@$(PIP) -r requirements-dev.txt
	@touch $(VENV)/demo.stamp $@
