# Everything happens in .venv; a second call does only what is missing.
# PYTHON names the interpreter that makes .venv (3.11 or later). WORKERS=2 runs the tests in two processes: sooner done,
# but dearer, for each loads everything.
PYTHON ?= python3
WORKERS ?= 0
SERVE ?= 1
# Where the tests' PyTorch comes from: builds for the CPU, since those that pip finds by itself bring gigabytes for CUDA.
# Empty (make test TORCH_INDEX=) it comes from where pip finds it, as it must for a GPU.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
# For another machine: make bundle PLATFORM=win_amd64 TARGET=3.11
PLATFORM ?=
TARGET ?= 3.11

VENV := .venv
STATIC := src/sanhak/serve/static
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check
# pip reads a requirement's conditions on the machine where it runs, so what only Windows needs is named here.
BUNDLED := "sanhak[examples]" $(if $(filter win%,$(PLATFORM)),colorama)

# One thread a process: the numbers are the same on every machine, and two workers do not fight for two cores.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
# Surroundings that forbid byte code would have each process compile all libraries anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test lint types check docs bench bench-campaign bundle hooks clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: $(VENV)/ready $(VENV)/assets  ## set up, answer the cases, and open the workbench with them (SERVE=0 stops before it)
	$(BIN)/sanhak demo $(if $(filter 0,$(SERVE)),--no-serve)

test: lint types check docs  ## set up, then pass every test: style, types, imports, tests with coverage, docs

lint: $(VENV)/ready-dev  ## style, formatting and the one direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/ready-dev  ## static types, strictly
	$(BIN)/mypy

check: $(VENV)/ready-dev $(VENV)/assets  ## all tests, with branch coverage of table, model and decide
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term

docs: $(VENV)/ready-dev  ## the documentation in site/; a warning is an error
	$(BIN)/python docs/build.py

bench: $(VENV)/ready-dev  ## the long proofs: each bench/*/run.py prints its table
	@for script in bench/*/run.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

bench-campaign: $(VENV)/ready-dev  ## choosing experiments beside other tools (needs SANHAK_DATA; hours at the first run)
	$(BIN)/python bench/campaign/run.py --setup --pages
	$(BIN)/python bench/campaign/reactions.py --pages

bundle: $(VENV)/ready $(VENV)/assets  ## wheels/, a folder that installs without a network
	rm -rf wheels
	$(PIP) wheel --quiet --no-deps --wheel-dir wheels .
	$(PIP) download --quiet --only-binary=:all: --dest wheels --find-links wheels --constraint constraints.txt \
		$(if $(PLATFORM),--platform $(PLATFORM) --python-version $(TARGET)) $(BUNDLED)
	cp docs/bundle.txt wheels/INSTALL.txt
	@echo "wheels/ is complete; wheels/INSTALL.txt says how to install it"

hooks: $(VENV)/ready-dev  ## run style and types before each commit
	$(BIN)/pre-commit install

clean:  ## remove everything that the other targets made
	rm -rf $(VENV) build demo answer site wheels $(STATIC)/vendor $(STATIC)/testing .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# --no-compile: Python compiles what it uses at its first use; compiling everything doubles the time of an install.
$(VENV)/ready: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --no-compile --constraint constraints.txt --editable ".[examples,pages]"
	@touch $@

$(VENV)/ready-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --no-compile --constraint constraints.txt --no-deps --retries 1 \
		$(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) torch
	$(PIP) install --quiet --no-compile --constraint constraints.txt --editable ".[dev,docs,examples]"
	@touch $@ $(VENV)/ready

# Where npm cannot be reached the workbench goes on without scripts of others, and the next call tries again.
$(VENV)/assets: $(STATIC)/package-lock.json src/sanhak/serve/assets.py | $(VENV)/ready
	@$(BIN)/python -m sanhak.serve.assets && touch $@ || echo "Pages will read without scripts and with the fonts of this machine."
