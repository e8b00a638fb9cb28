# The entry points. Each prepares what it needs inside the checkout (.tools, .venv, .parley); nothing is installed globally
# except by `make test` as root, which adds the Debian packages of the browser tests.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast test-vllm check bench bench-turn bench-lanes bench-resumes faults fuzz lock clean

PYTHON_OF_VENV := .venv/bin/python
PACKAGES := schemas/interview_schemas runtime/interview_runtime ingest-gateway/ingest_gateway \
	stream-processors/stream_processors vision-service/vision_service llm-service/llm_service \
	api/interview_api deploy/parley
ARGS ?=
export LLM

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: ## a whole interview from recorded speech on this machine, then its report; LLM=local asks with a small model
	@deploy/bootstrap.sh local
	@if [ "$(LLM)" = local ]; then deploy/bootstrap.sh model; fi
	@.venv/bin/parley demo $(ARGS)

test: ## all tests; SKIP=e2e leaves the browser tests out
	@if [ "$(SKIP)" != e2e ]; then deploy/system-packages.sh; fi
	@deploy/bootstrap.sh dev
	@$(PYTHON_OF_VENV) -m pytest tests -m "not e2e and not vllm" $(ARGS)
	@if [ "$(SKIP)" != e2e ]; then $(PYTHON_OF_VENV) -m pytest tests/e2e $(ARGS); fi
	@if [ "$(SKIP)" = e2e ]; then echo "SKIPPED: the browser tests (SKIP=e2e)"; fi

test-fast: ## the tests that start no server and no browser
	@deploy/bootstrap.sh dev
	@$(PYTHON_OF_VENV) -m pytest tests -m "unit or contract or pipeline or architecture or wire" $(ARGS)

test-vllm: ## the engine client against a real vLLM with a random tiny model (5.2 GB on first use)
	@deploy/bootstrap.sh dev
	@deploy/bootstrap.sh vllm
	@$(PYTHON_OF_VENV) -m pytest tests/vllm $(ARGS)

check: ## style, types, the dependency rule and the house rules
	@deploy/bootstrap.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict $(PACKAGES) tests
	.venv/bin/lint-imports
	$(PYTHON_OF_VENV) -m pytest -q tests/architecture

bench: ## the figures of this machine
	@deploy/bootstrap.sh dev
	@$(PYTHON_OF_VENV) -m bench $(ARGS)

bench-turn: ## how long the next question takes, with drafts and without, on real and on scripted speech recognition
	@deploy/bootstrap.sh dev
	@$(PYTHON_OF_VENV) -m bench turn $(ARGS)

bench-lanes: ## what a question waits while reports never run out
	@deploy/bootstrap.sh dev
	@$(PYTHON_OF_VENV) -m bench lanes $(ARGS)

bench-resumes: ## what the rules find in labelled resumes, and two hundred uploads at once
	@deploy/bootstrap.sh dev
	@$(PYTHON_OF_VENV) -m bench resumes resumes_load $(ARGS)

faults: ## every kill point of the played interviews (long)
	@deploy/bootstrap.sh dev
	@PARLEY_FAULTS=all $(PYTHON_OF_VENV) -m pytest tests/integration -k "fault or kill" $(ARGS)

fuzz: ## each reader of resumes for a minute with inputs that a machine makes up
	@deploy/bootstrap.sh dev
	@for reader in kind text pymupdf pdfium docx docx-xml hwpx hwpx-xml whole rules; do \
		echo "== $$reader"; $(PYTHON_OF_VENV) tests/fuzz/resume_readers.py $$reader -max_total_time=60 $(ARGS) || exit 1; done

lock: ## write requirements/*.txt from requirements/*.in
	@deploy/bootstrap.sh local
	@deploy/lock.sh

clean: ## remove the environment and the tools, keep the data in .parley
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
