# `make demo` and `make test` need nothing done before them: they set up .venv in the checkout.
# Where there is no make (Windows): `python install.py`, then the lines below by hand.

BIN := .venv/bin
READY := .venv/.ready
PAGES := docs/*.md
DATA ?= ../shared/data
LABELS ?= ../shared/labels

.PHONY: help demo test figures soak lint docs wheel clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo    set up, then audit the fictional high street and say what to try next'
	@echo 'make test    set up, then run the tests (PYTEST="-m \"not slow\"" for the quick ones)'
	@echo 'make figures every figure the readings are held to, from DATA and LABELS (ONLY=part)'
	@echo 'make soak    hours: 100 kills, 20,000 pages, 365 nights (ONLY=kills, pages or year)'
	@echo 'make lint    style and types'
	@echo 'make docs    write the generated parts of the pages anew'
	@echo 'make wheel   build the wheel into dist/'
	@echo 'make clean   remove what these targets made'
	@echo
	@echo 'PYTHON=/path/to/python picks the interpreter; 3.11 or newer.'

# Set up once, and again when what is to be installed has changed.
$(READY): pyproject.toml constraints.txt install.py
	@python=; for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python); do \
		if "$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "make: Python 3.11 or newer with its venv module is needed;" \
			"$(or $(PYTHON),python3) is $$($(or $(PYTHON),python3) --version 2>&1 | head -n 1)." \
			"Name one: make PYTHON=/path/to/python3.11 (Debian, Ubuntu: apt install python3-venv)" >&2; \
		exit 1; \
	fi; \
	"$$python" install.py
	@touch $@

demo: $(READY)
	@$(BIN)/audit demo

test: $(READY)
	@$(BIN)/pytest $(PYTEST)

figures: $(READY)
	@$(BIN)/python benchmarks/figures.py $(DATA) $(LABELS) $(addprefix --only ,$(ONLY))

# Linux only, and as one who may mount: the year fills a small disk of its own.
soak: $(READY)
	@for part in $(or $(ONLY),kills pages year); do \
		PYTHONPATH=.:tests:benchmarks $(BIN)/python benchmarks/soak/$$part.py || exit 1; \
	done

lint: $(READY)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

docs: $(READY)
	@$(BIN)/cog -r -I docs $(PAGES)

wheel: $(READY)
	@$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean:
	rm -rf .venv dist build .mypy_cache .pytest_cache .ruff_cache audit-demo
	find audit crawler db docs tests -name __pycache__ -type d -prune -exec rm -rf {} +
