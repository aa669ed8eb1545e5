# Every target sets up what it needs; the second call of any of them installs nothing.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The last one trained is what `make predict` asks: the model that ships, adapted to the seeds (docs/evaluation.md).
MODELS := -c configs/tfidf-logreg.yaml -c configs/adapted.yaml
TEXT ?= “We have no plans to attack,” the minister said.
PORT ?= 5000
MODEL ?= pretrained
PEER ?=
ONLY ?=
DATA ?= data/stance
EXPERIMENTS := $(patsubst experiments/%.yaml,experiment-%,$(wildcard experiments/*.yaml))
export HF_HUB_OFFLINE ?= 1

.PHONY: help setup build train pretrained test ui predict experiments $(EXPERIMENTS) bench lint format docs data-card clean wheel

help:  ## Show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## Make .venv with the locked dependencies

# torch comes first and by itself: pip would otherwise take whatever build another package asks for.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep '^torch==' requirements.lock)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

build: setup  ## Build the dataset from seeds/ into data/stance
	$(BIN)/stance build

train: build  ## The main job: build the dataset, train and track the models, print one table
	$(BIN)/stance train $(MODELS)

# POLNEAR and PERSENT are folders with the two public corpora (docs/tutorial.md says which).
pretrained: setup  ## Make the model that ships: make pretrained POLNEAR=… PERSENT=… (37 minutes on two cores)
	$(BIN)/stance build --real polnear=$(POLNEAR) --real persent=$(PERSENT) -o data/real
	$(BIN)/stance train -c configs/pretrained.yaml --data data/real
	rm -rf stance/pretrained && cp -rL models/$$(cat models/newest) stance/pretrained

# A run that the dataset has no rows for is left out and said (exit 1); the experiments after it go on. Side by side each
# computes with one thread: several bring one training little.
experiments: $(EXPERIMENTS)  ## Every experiment in experiments/, resumed where it stopped (-j2: two at a time; DATA=data/real for real news too; QUICK=1; REDO=1 replaces results of another dataset)

$(EXPERIMENTS): experiment-%: experiments/%.yaml build
	$(if $(filter -j%,$(MAKEFLAGS)),OMP_NUM_THREADS=1 STANCE_THREADS=1) $(BIN)/stance run $< --data $(DATA) $(if $(QUICK),--quick) $(if $(REDO),--redo) || [ $$? = 1 ]

# Two at a time, a file by one; a thread each, since torch's would wait for one another on two cores.
test: lint  ## Linters, types and every test (browser tests too, where Chromium can be had)
	@.ci/chromium
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup  ## ruff, mypy and the layers of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## Let ruff rewrite what it can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

ui: setup  ## The MLflow UI on http://127.0.0.1:5000 (PORT=… for another)
	$(BIN)/stance ui --port $(PORT)

docs: data-card  ## Rebuild the pages that are made from sources: commands and data card
	$(BIN)/python -m typer stance.cli.main utils docs --name stance --output docs/commands.md

data-card: setup  ## Write docs/data-card.md from the seeds
	$(BIN)/stance card

bench: build  ## Speed, memory, start-up and serving into benchmarks/ (MODEL=…, PEER=a Python with textacy, ONLY=sections)
	$(BIN)/python benchmarks/prediction.py --data $(DATA) --model $(MODEL) $(if $(PEER),--peer $(PEER)) \
		$(foreach section,$(ONLY),--only $(section)); failed=$$?; \
		$(if $(ONLY),,$(BIN)/python benchmarks/serving.py --data $(DATA) --model $(MODEL) &&) exit $$failed

predict: setup  ## Stances in new text: make predict TEXT="…"
	@$(BIN)/stance predict "$$STANCE_TEXT"

# The value as it was typed: make would take the $$5 of a price for a variable of its own.
predict: export STANCE_TEXT := $(value TEXT)

wheel: setup  ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## Remove what was built and trained (the environment stays)
	rm -rf data/stance dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
