# `make run` is all that a fresh machine with Python 3.11 or newer needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
# What `make run` hands on, e.g. make run ARGS="--port 9000 --no-browser"
ARGS :=
BIN := $(VENV)/bin
# Tests of what moves in time have the machine for themselves; the others in the browser share it.
MOVING := tests/browser/test_clock.py tests/browser/test_sliders.py
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test check frameworks bench pictures sweeps format clean

help:  ## say what there is
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(VENV)/run.stamp  ## open the app in the browser
	@$(BIN)/python -m optim_viz $(ARGS)

test: check frameworks  ## everything that has to hold: check, frameworks, and the tests in a real Chromium
	@$(BIN)/python tests/browser/find_browser.py
	$(BIN)/python -m pytest -m browser $(MOVING)
	$(BIN)/python -m pytest -m browser -n 2 --dist worksteal tests/browser $(MOVING:%=--ignore=%)
	$(BIN)/python -m pytest -m browser -n 2 tests/test_benchmarks.py

check: $(VENV)/dev.stamp  ## format, lint, types, direction of imports, tests without a browser
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m "not browser and not frameworks" -n 2 --dist worksteal --ignore=tests/browser

frameworks: $(VENV)/frameworks.stamp  ## scripts in PyTorch, Keras and Optax, sweeps and trainings in Numba, sweeps on Dask (installs 1.5 GB)
	$(BIN)/python -m pytest -m frameworks -n 2 tests/export tests/test_fast.py tests/test_benchmarks.py tests/network/test_compiled.py
	$(BIN)/python -m pytest -m frameworks tests/test_dask.py

bench: $(VENV)/dev.stamp  ## measure the running app; prints a table
	@$(BIN)/python tests/browser/find_browser.py
	$(BIN)/python -m benchmarks

pictures: $(VENV)/dev.stamp  ## make the README's pictures anew
	@$(BIN)/python tests/browser/find_browser.py
	$(BIN)/python -m assets.make_pictures

sweeps: $(VENV)/dev.stamp  ## go on with the sweeps of alpha that are shipped; delete them first to make them anew
	$(BIN)/python -m assets.make_alpha_sweeps

format: $(VENV)/dev.stamp  ## put the code into the project's format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

clean:  ## forget what was installed, and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "optim-viz needs Python 3.11 or newer, and $(PYTHON) is %d.%d: say e.g. make run PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[test,lint]'
	@touch $@ $(VENV)/run.stamp

$(VENV)/frameworks.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[test,lint,frameworks,fast,dask]'
	@touch $@ $(VENV)/dev.stamp $(VENV)/run.stamp
