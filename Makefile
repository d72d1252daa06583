# The commands a newcomer needs: make demo, make test. Everything else is a part of them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
RESET ?= 0
WORKERS ?= auto
BIN := .venv/bin
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
# Checks read the settings, which make keys: not in the data folder of an installation.
CHECKED := DUNDIAN_DATA=build/checks DJANGO_SETTINGS_MODULE=dundian.config.settings
STEP := printf '\n== %s\n'

.PHONY: help demo test system lint format types contracts migrations words vendored unit messages lock screenshots frontend frontend-check fault-test bench-sync bench-schedule bench-identity bench-concerns bench-search bench-scale bench-planning bench-printing bench clean

help:
	@echo "make demo            start the demonstration (PORT=8000, RESET=1 to start over)"
	@echo "make test            every check and every test, as the project demands them"
	@echo "make lint            the checks that need no database"
	@echo "make messages        bring all catalogues up to date and list what lacks Chinese"
	@echo "make frontend        build the browser files anew (needs Node)"
	@echo "make frontend-check  build them elsewhere and compare"
	@echo "make screenshots     take the pictures of the README anew"
	@echo "make fault-test      phones in a storm: networks cut, tabs, servers, database killed (N=200 SEED=…)"
	@echo "make bench-schedule  42 sites with 40 tasks each, back-scheduled anew"
	@echo "make bench-identity  the identities' key turns while people work (N=1000000)"
	@echo "make bench           all benchmarks, one after the other"
	@echo "make bench-search    any word in 1,000,000 logs and 500,000 concerns (N=1000000)"
	@echo "make bench-scale     pages, exports and imports of a whole province (SIZE=1 DATA=folder ONLY=lists,boards)"
	@echo "make bench-printing  all dispatch letters of a big campaign as one PDF, cancelled, killed, taken up (N=300)"
	@echo "make bench-sync      1,000 phones come back to the network (PHONES=1000 SEED=1)"
	@echo "make bench-concerns  what is found in public messages, beside published figures"
	@echo "make bench-planning  sites and teams beside their bounds and peers (DATA=… SEEDS=1,2 ONLY=sites)"
	@echo "make lock            resolve the requirements anew"

demo: $(RUN)
	@$(BIN)/dundian demo --port $(PORT) $(if $(filter 1,$(RESET)),--reset)

test: system lint migrations unit

lint: format types contracts words vendored

format: $(DEV)
	@$(STEP) "Format and lint"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(DEV)
	@$(STEP) "Types"
	@$(CHECKED) $(BIN)/mypy

contracts: $(DEV)
	@$(STEP) "Import contracts"
	@$(BIN)/lint-imports --no-logo

migrations: $(DEV)
	@$(STEP) "Missing migrations"
	@$(CHECKED) $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run

words: $(DEV) system
	@$(STEP) "Translations"
	@$(BIN)/python -m scripts.messages check

vendored: $(DEV)
	@$(STEP) "Browser files"
	@$(BIN)/python -m scripts.frontend verify

unit: $(DEV) system
	@$(STEP) "Tests"
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

system:
	@scripts/system_packages.sh

messages: $(DEV) system
	@$(BIN)/python -m scripts.messages update all

frontend: $(DEV)
	@$(BIN)/python -m scripts.frontend build

frontend-check: $(DEV)
	@$(BIN)/python -m scripts.frontend check

screenshots: $(DEV) system
	@$(BIN)/python -m scripts.screenshots

fault-test: $(DEV) system
	@$(BIN)/python -m bench.fault_test $(if $(N),--runs $(N)) $(if $(SEED),--seed $(SEED))

bench-schedule: $(DEV)
	@$(BIN)/python -m bench.schedule

bench-identity: $(DEV)
	@$(BIN)/python -m bench.identity $(if $(N),--rows $(N))

bench-search: $(DEV)
	@$(if $(N),N=$(N)) $(BIN)/python -m bench.search

# A smaller province (SIZE=0.02), kept in a folder (DATA), some parts (ONLY=lists,boards), the seed (SEED).
bench-scale: $(DEV)
	@$(BIN)/python -m bench.scale

# Public instances (DATA), seeds of the made ones (SEEDS=1,2,3), some parts (ONLY=sites,teams,…).
bench-planning: $(DEV)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/bench.in || echo "spopt: the optional peer could not be installed"
	@$(BIN)/python -m bench.planning

bench-printing: $(DEV) system
	@$(BIN)/python -m bench.printing $(if $(N),--letters $(N))

bench: bench-schedule bench-sync bench-search bench-scale bench-identity bench-concerns bench-planning bench-printing

bench-sync: $(DEV)
	@$(BIN)/python -m bench.sync $(if $(PHONES),--phones $(PHONES)) $(if $(SEED),--seed $(SEED))

# The files of others (HELD), another folder (DATA), fewer concerns (N), some parts (ONLY).
bench-concerns: $(DEV) system
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/text.in || echo "vectors: the optional package could not be installed"
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.concerns

lock: $(DEV)
	@for list in run dev; do \
	    $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	        --python-version 3.11 requirements/$$list.in -o requirements/$$list.txt; \
	done

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(RUN): requirements/run.txt pyproject.toml
	@scripts/environment.sh "$(PYTHON)" requirements/run.txt
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml
	@scripts/environment.sh "$(PYTHON)" requirements/dev.txt
	@touch $(RUN) $@
