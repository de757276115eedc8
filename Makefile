# Large Models from Scratch, in C. The only entrance: `make help` lists the commands.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# A chapter is a folder: adding one edits no list.
KEYS := $(notdir $(patsubst %/,%,$(wildcard chapters/[0-9][0-9]-*/)))
PROGRAMS := $(KEYS:%=build/bin/%)
# CH=5, CH=05 and CH=05-convnet all mean chapter 05.
CHOSEN := $(if $(CH),$(filter $(CH) $(CH)-% 0$(CH)-%,$(KEYS)),$(KEYS))
$(if $(CHOSEN),,$(if $(KEYS),$(error there is no chapter CH=$(CH); the chapters are $(KEYS))))

# --- which BLAS stands behind GSL's ------------------------------------------------------
HAVE_DNNL := $(wildcard /usr/include/dnnl.h /usr/include/*/dnnl.h /usr/local/include/dnnl.h)
HAVE_OPENBLAS := $(wildcard /usr/lib/*/openblas-openmp/libopenblas.so)
BLAS ?= $(if $(and $(filter x86_64,$(shell uname -m)),$(HAVE_DNNL)),onednn,$(if $(HAVE_OPENBLAS),openblas,gslcblas))
# -u: GSL, linked after libmini.a, is what asks for cblas_sgemm; without it ours would not be taken.
BLAS_LIBS_onednn := -Wl,-u,cblas_sgemm -lgslcblas -ldnnl
BLAS_LIBS_openblas := $(HAVE_OPENBLAS)
BLAS_LIBS_gslcblas := -lgslcblas
$(if $(filter $(BLAS),onednn openblas gslcblas),,$(error BLAS=$(BLAS) is unknown: onednn, openblas or gslcblas))

# --- compiling ---------------------------------------------------------------------------
CC := gcc
# CI turns warnings into errors.
WERROR ?= $(CI)
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes $(if $(findstring clang,$(CC)),-Wno-pass-failed)
# -fno-math-errno: else every sqrtf may set errno, and a loop with one in it is not vectorised.
CFLAGS := -std=c11 -O3 -march=native -fno-math-errno -fopenmp -g $(WARNINGS) $(if $(WERROR),-Werror) -Ilib $(EXTRA_CFLAGS)
LDLIBS := -lgsl $(BLAS_LIBS_$(BLAS)) -lz -ljansson -lpcre2-8 -lm
DEPFLAGS = -MMD -MP

# Another BLAS, compiler or sanitizer builds beside the first: BUILD names the folder of objects.
BUILD ?= build
LIB := $(BUILD)/libmini.a
LIB_SOURCES := $(filter-out $(if $(filter onednn,$(BLAS)),,lib/cblas_onednn.c),$(wildcard lib/*.c))
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/%.o)

# What the objects were built with; changes only when that does.
FLAGS_FILE := $(BUILD)/flags
FLAGS_TEXT := $(CC) $(CFLAGS) $(LDLIBS)
$(if $(filter-out $(file <$(FLAGS_FILE)),$(FLAGS_TEXT))$(filter-out $(FLAGS_TEXT),$(file <$(FLAGS_FILE))),\
  $(shell mkdir -p $(BUILD))$(file >$(FLAGS_FILE),$(FLAGS_TEXT)))

$(BUILD)/lib/vec.o: CFLAGS += -ffast-math $(if $(findstring gcc,$(CC)),$(if $(filter x86_64,$(shell uname -m)),-mprefer-vector-width=512))
# -std=c11 alone keeps a product and the sum it goes into apart; fused, they take half the time.
$(BUILD)/lib/tile.o: CFLAGS += -ffp-contract=fast

$(BUILD)/%.o: %.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(DEPFLAGS) -c $< -o $@

$(LIB): $(LIB_OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

.SECONDEXPANSION:
$(PROGRAMS:build/%=$(BUILD)/%): $(BUILD)/bin/%: $$(addprefix $(BUILD)/,$$(addsuffix .o,$$(basename $$(wildcard chapters/$$*/*.c)))) $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(filter %.o,$^) $(LIB) $(LDLIBS) -o $@

.SECONDARY:
-include $(shell find $(BUILD)/lib $(BUILD)/chapters $(BUILD)/tests -name '*.d' 2>/dev/null)

# V=1 shows the commands.
Q := $(if $(V),,@)

CRITERION := build/criterion
CRITERION_READY := $(CRITERION)/ready

include tools/literate.mk
include tools/grade.mk
include tools/test.mk
include tools/bench.mk
include tools/trunk.mk

.PHONY: help all clean distclean
all: $(PROGRAMS) $(LIB)

# From the lines `## name [OPTIONS] — text` here and in tools/*.mk.
help:
	@echo 'Large Models from Scratch, in C: the commands'; echo
	@sed -n 's/^## //p' Makefile tools/*.mk | sort | awk -F ' — ' -f tools/help.awk

## clean — removes build/
clean:
	rm -rf build

## distclean — also removes runs/ and data/cache
distclean: clean
	rm -rf runs data/cache
