# make run    set up and start the app        make test   set up and run all checks and tests
# make bench  speed and memory                make lint   formatting, types, architecture
PYTHON ?= python3
BIN := .venv/bin
ADDRESS := 127.0.0.1
PORT ?= 8501

.PHONY: run setup setup-dev lint test bench format lock clean

run: setup
	@$(BIN)/python -m data_pipeline run --if-new || true
	@echo "Anchorwatch: http://$(ADDRESS):$(PORT)  (Ctrl+C stops it)"
	@$(BIN)/python -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

setup: .venv/.ready
setup-dev: .venv/.ready-dev

.venv/.ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: lint
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

bench: setup-dev
	$(BIN)/python -m bench

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
