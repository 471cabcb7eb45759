# Every task of Qonaq; `make help` lists them. GNU make 4, a POSIX shell and Python 3.11 or newer are all it needs.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

VENV   := .venv
BIN    := $(VENV)/bin
FLASK  := $(BIN)/flask --app app
PIP    := $(BIN)/pip --disable-pip-version-check --quiet
LOCALE := support/translations
INLINE := <(style|script)( type="[^"]*")?>| (style|hx-on[^=]*|on(change|click|error|input|load|submit|key[a-z]*|mouse[a-z]*))="|"javascript:
MO     := $(patsubst %.po,%.mo,$(wildcard $(LOCALE)/*/LC_MESSAGES/*.po))

.PHONY: help
help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- running -----------------------------------------------------------------------------------------------------------

.PHONY: run
run: installed secret ## install what is missing, load the demo, serve it on http://127.0.0.1:5000 (PORT= moves it)
	@$(FLASK) db upgrade
	@$(FLASK) demo
	@exec $(FLASK) serve

.PHONY: serve
serve: export QONAQ_ENV := production
serve: installed ## serve without the demo and with production settings; refuses what `flask check` finds
	@$(FLASK) db upgrade
	@$(FLASK) check
	@exec $(FLASK) serve

# --- checking ----------------------------------------------------------------------------------------------------------

.PHONY: test
test: installed-dev ## run every test (TESTS= chooses some: make test TESTS=tests/models)
	@$(BIN)/python -m pytest $(TESTS)

.PHONY: lint
lint: installed-dev ## check the style of the code and that no template holds an inline script or style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@! grep -RnE --include='*.html' --exclude-dir=mail '$(INLINE)' templates \
		| sed 's/<script type="application\/ld+json">//' | grep -E '$(INLINE)' \
		|| { echo 'A template holds an inline script or style: the content security policy forbids them.'; exit 1; }

.PHONY: types
types: installed-dev ## check the type hints
	@$(BIN)/mypy

.PHONY: bench
bench: installed-dev ## measure: 500 people register for 100 seats, and the pages that must be quick
	@for script in tests/bench/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

# --- keeping -----------------------------------------------------------------------------------------------------------

.PHONY: translations
translations: installed-dev ## collect the words to translate into every language's catalogue, and compile them
	@$(BIN)/pybabel --quiet extract -F pyproject.toml -k _l -k _lp:1c,2 -k lazy_gettext -k lazy_ngettext:1,2 -k pgettext:1c,2 \
		-k lazy_pgettext:1c,2 -k npgettext:1c,2,3 --add-comments=Translators: --strip-comments --add-location=file \
		--sort-by-file --width=120 --project=Qonaq --ignore-dirs='.* tests migrations instance' -o $(LOCALE)/messages.pot .
	@for language in $(patsubst $(LOCALE)/%/,%,$(wildcard $(LOCALE)/*/)); do \
		$(BIN)/pybabel --quiet update -l $$language -i $(LOCALE)/messages.pot -d $(LOCALE) --init-missing \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=120 || exit 1; \
	done
	@$(MAKE) compiled

.PHONY: lock
lock: $(VENV)/made ## pin what pyproject.toml asks for (UPGRADE=1 or PACKAGE= for newer versions)
	@$(PIP) install uv
	@for group in '' dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			pyproject.toml $${group:+--group $$group --constraint requirements.lock} \
			$(if $(UPGRADE),--upgrade) $(addprefix --upgrade-package ,$(PACKAGE)) \
			--output-file requirements$${group:+-$$group}.lock || exit 1; \
	done

# --- what the tasks above stand on; each is done again only when what it came from has changed ---------------------------

.PHONY: installed installed-dev compiled secret
installed: $(VENV)/installed compiled
installed-dev: $(VENV)/installed-dev compiled

$(VENV)/installed: requirements.lock | $(VENV)/made
	@echo 'Installing what Qonaq needs (once) …'
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock | $(VENV)/made
	@echo 'Installing what Qonaq and its tests need (once) …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/installed

# The newest suitable Python on the PATH, or the one named by PYTHON=.
$(VENV)/made:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Qonaq needs Python 3.11 or newer; here is $$(python3 --version 2>/dev/null || echo none)." >&2; \
		echo 'Install one, or say where it is: make run PYTHON=/path/to/python3.12' >&2; exit 1; \
	fi; \
	if ! "$$found" -m venv $(VENV); then \
		echo "$$found cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	fi
	@touch $@

compiled: $(MO)

# A fuzzy translation is a guess; pybabel leaves it out and the reader sees the source language instead.
%.mo: %.po
	@$(BIN)/pybabel --quiet compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

secret: $(VENV)/made
	@if ! grep -qs '^SECRET_KEY=.' .env; then \
		umask 077; \
		[ -z "$$(tail -c 1 .env 2>/dev/null)" ] || echo >> .env; \
		$(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(32))' >> .env; \
		echo 'Wrote a random SECRET_KEY into .env.'; \
	fi
