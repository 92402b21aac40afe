# Two commands are enough: `make demo` runs the main job, `make test` everything that is checked.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup setup-dev demo test format lint types imports pytest bench chaos lock clean

setup: .venv/.runtime ## the virtual environment, from the hash-pinned lock

setup-dev: .venv/.dev ## the same with what the checks need

.venv/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Khabar needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup ## sandbox, news site and bot: prints one address to open
	@$(BIN)/khabar demo

test: setup-dev format lint types imports pytest ## everything that is checked

format: setup-dev
	$(BIN)/ruff format --check .

lint: setup-dev
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

imports: setup-dev
	$(BIN)/lint-imports

pytest: setup-dev
	$(BIN)/pytest -n 2 --dist loadgroup

bench: setup-dev ## benchmarks that run without peers, as JSON lines; KHABAR_DATA names a folder of corpora for more
	@$(BIN)/python benchmarks/extraction.py
	@$(BIN)/python benchmarks/updates.py
	@$(BIN)/python benchmarks/freshness.py
	@$(BIN)/python benchmarks/delivery.py

chaos: setup-dev ## a bounded run of the fault suite
	$(BIN)/python benchmarks/crash.py --points 200

lock: ## renew the lock files (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-strip-extras --group build -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-strip-extras --group build --group dev -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
