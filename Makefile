# make run    set up and start the app        make test   set up and run all checks and tests
# make bench  speed and memory                make lint   formatting, types, architecture
# Without make, and on Windows: python run.py, python run.py test, ...
PYTHON ?= python3

.PHONY: run setup test lint bench format lock licences sbom audit clean
run setup test lint bench format lock licences sbom audit clean:
	@$(PYTHON) run.py $@
