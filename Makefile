PYTHON ?= python3
BIN := .venv/bin
OUT ?= out

.PHONY: demo test bench gallery clean

demo: .venv/demos  ## one network by hand and by backward(), its diagram, a short training on digits
	$(BIN)/python -m chalkgrad.demos --out $(OUT)

test: .venv/test  ## tests, doctests, types and style
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal
	$(BIN)/mypy
	$(BIN)/ruff check

bench: .venv/bench  ## every speed and memory claim beside its peers
	$(BIN)/python benchmarks/eager.py
	$(BIN)/python benchmarks/compiled.py
	$(BIN)/python benchmarks/viz.py

gallery: .venv/demos  ## docs/gallery.md and its pictures
	$(BIN)/python -m chalkgrad.demos.gallery --out docs

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("chalkgrad needs Python 3.10 or newer, but $(PYTHON) is " \
	  + sys.version.split()[0] + "; write make PYTHON=python3.12") if sys.version_info < (3, 10) else 0'
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "this Python can't make virtual environments; on Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/demos: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[demos]'
	@touch $@

.venv/test: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[demos,test]'
	@touch $@

.venv/bench: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

clean:
	rm -rf .venv out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
