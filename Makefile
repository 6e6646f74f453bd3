# From a bare Python >= 3.11 with pip: `make demo`, `make test`. Every target sets up what it needs.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

DISTRIBUTIONS := flopscope client server harness
STAMP         := $(VENV)/.set-up
PYTEST_ARGS   ?= -n auto --dist worksteal
COVERAGE_ARGS ?= --cov --cov-report=term
FUZZ_SECONDS  ?= 600
FUZZ_EXECUTIONS ?= 1000000
HUNT_CALLS    ?= 100000
DEMO          ?= examples/mlp_forward.py
CONTEST_SANDBOX ?= auto
LOCK          := pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
                 --no-emit-index-url --no-emit-find-links --no-emit-options --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help setup setup-run demo contest-demo images test coverage check check-lint check-tests lint format docs schema attacks surface bench profile fuzz fuzz-repeats hunt-prices lock clean contest-attacks contest-prices numpy-suite

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)  ## Create or update the environment in VENV (.venv)

SOURCES := Makefile $(DISTRIBUTIONS:%=%/pyproject.toml) harness/hatch_build.py flopscope/hatch_lockstep.py \
           flopscope/src/flopscope/_version.py

# The stamp is removed before and written after, so that an interrupted set-up is done again.
define INSTALL
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo >&2 "flopscope needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@echo "setting up $(VENV)"
	@rm -f $@
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	  --require-hashes -r $<
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
	  $(DISTRIBUTIONS:%=-e ./%)
	@touch $@
endef

$(STAMP): requirements.lock $(SOURCES)
	$(INSTALL)

setup-run: $(STAMP)-run  ## Create an environment in VENV with only what scores submissions

$(STAMP)-run: requirements-run.lock $(SOURCES)
	$(INSTALL)

demo: setup  ## Score a submission in the best sandbox that this machine has
	$(BIN)/flopscope-eval run $(DEMO) --budget 1e9 --sandbox auto

contest-demo: setup  ## Make, check, publish and run contests, and make their pages (CONTEST_SANDBOX=auto)
	PATH="$(abspath $(BIN)):$$PATH" examples/contest-demo.sh $(VENV)/contest-demo $(CONTEST_SANDBOX)

images: setup  ## Build the images of the Docker sandbox, if what goes into them has changed
	$(BIN)/flopscope-eval images build

test: lint  ## Lint, type-check and run the tests
	$(BIN)/pytest $(PYTEST_ARGS)

coverage: lint  ## Run the tests and measure what they cover in this process, half as slow again
	$(BIN)/pytest $(PYTEST_ARGS) $(COVERAGE_ARGS)

check: setup  ## Check in half a minute: style, types, the table, the ledger, a sample of the rest
	@$(MAKE) --no-print-directory -j 2 check-lint check-tests

check-lint: lint
	$(BIN)/mypy tests benchmarks

check-tests: setup
	$(BIN)/pytest -q -n 2 --sample 12 -m "not slow and not docker" tests/test_table.py tests/test_ledger.py \
	  tests/engines tests/harness/test_registry.py tests/harness/test_result.py

lint: setup  ## Check style, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: setup  ## Format the code and apply the linter's safe fixes
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: setup  ## Write the operation reference and the type stubs from the operation table
	$(BIN)/python -m flopscope._tools.reference > docs/operations.md
	$(BIN)/python -m flopscope._tools.stubs
	$(BIN)/python -m flopscope._tools.examples

.PHONY: site first-hour pyright
site: setup  ## Build the documentation site in docs/_build/html; warnings are errors
	$(BIN)/python -m sphinx -q -W --keep-going -j auto -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

first-hour: site  ## Record the first hour of three users in docs/first-hour.md (about 5 minutes)
	$(BIN)/python -m tests.site.first_hour

pyright: setup  ## Check the program with 15 planted mistakes with pyright (needs npx)
	npx --yes pyright@1.1.414 --pythonpath $(BIN)/python tests/tools/typed_program.py

schema: setup  ## Write the JSON Schema of results from its classes
	$(BIN)/python -m flopscope_eval.judging.schema > $(VENV)/schema.json
	mv $(VENV)/schema.json harness/src/flopscope_eval/result.schema.json

attacks: setup  ## Run all hostile submissions in all sandboxes of this machine, write docs/attacks.md
	$(BIN)/flopscope-eval doctor --attack --markdown docs/attacks.md

contest-attacks: setup  ## Attack a contest in all sandboxes of this machine, write docs/contest-attacks.md
	$(BIN)/python -m flopscope_eval.cases.attacks examples/hostile-contest > docs/contest-attacks.md

contest-prices: setup  ## Write the present hash of each contest's policy into the example contests
	for toml in examples/contests/*/contest.toml examples/hostile-contest/contest.toml; do \
	  policy=$$(sed -n 's/^policy = "\(.*\)"/\1/p' $$toml); \
	  hash=$$(sha256sum flopscope/src/flopscope/policies/$$policy.json | cut -d' ' -f1); \
	  sed -i "s/^policy_sha256 = .*/policy_sha256 = \"$$hash\"/" $$toml; done

surface: setup  ## Hold the membership table against every NumPy minor that installs
	$(BIN)/python -m tests.surface.minors

numpy-suite: setup  ## Run NumPy's own tests on flopscope.numpy, on both engines (about 40 minutes)
	$(BIN)/python -m tests.numpy_suite.run $(SUITE_ARGS)

bench: setup  ## Measure all targets, and add the numbers to docs/performance.md
	$(BIN)/python -m benchmarks run --save $(BENCH_ARGS)

profile: setup  ## Draw where the time goes, and add it to docs/performance.md
	$(BIN)/python -m benchmarks profile $(PROFILE_ARGS)
	$(BIN)/python -m benchmarks report

fuzz-repeats: setup  ## Repeated sequences against the operations that they mean, FUZZ_EXECUTIONS (1,000,000) times
	$(BIN)/python -m tests.fuzz.repeats $(FUZZ_EXECUTIONS)

fuzz: setup  ## Fuzz the server's request handler for FUZZ_SECONDS (600), guided by coverage
	@test -d $(VENV)/fuzz || $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --target $(VENV)/fuzz -r tests/fuzz/requirements.txt
	@mkdir -p $(VENV)/fuzz-corpus
	PYTHONPATH=$(VENV)/fuzz $(BIN)/python -m tests.fuzz.coverage_guided $(VENV)/fuzz-corpus \
	  -max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=3000 -artifact_prefix=$(VENV)/fuzz-corpus-

hunt-prices: setup  ## Compare the prices of 100,000 random calls on all paths of both engines
	$(BIN)/python -m tests.prices.hunt --count $(HUNT_CALLS)

.PHONY: hunt
hunt: setup  ## Look for calls that end, hang or leak: HUNT_CALLS random ones, a process per batch
	$(BIN)/python -m tests.hunt --calls $(HUNT_CALLS)

lock: setup  ## Resolve requirements.in to the newest versions, with hashes
	$(BIN)/$(LOCK) --upgrade --output-file requirements.lock requirements.in
	$(BIN)/$(LOCK) --output-file requirements-run.lock requirements-run.in

clean:  ## Remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
