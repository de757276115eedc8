# grade.mk: grading. Included by the Makefile after CC, CFLAGS, LDLIBS, LIB and KEYS are set.
#
# For a class: for s in submissions/*/; do make check SRC="$s"; done
# leaves each one's points, function by function, in build/grade/submissions-NAME/grades.tsv.

## check [CH=05] [SRC=folder] — grades your exercises, or those in another folder
## stubs [CH=05] [FORCE=1] — for authors: derives exercises/*.c from the solutions
## mutants [CH=05] — for authors: every wrong answer of tests/mutants loses points
## grading-test [CH=05] — for authors: proves that grading works

SRC ?= exercises

GRADE := build/grade
GRADE_ALL := $(filter $(basename $(notdir $(wildcard tests/exercises/[0-9][0-9]-*.c))),$(KEYS))
GRADE_KEYS := $(if $(CH),$(filter $(CH) $(CH)-% 0$(CH)-%,$(GRADE_ALL)),$(GRADE_ALL))
GRADE_OBJECTS := $(patsubst %,$(GRADE)/%.o,grade grade_memory grade_report)
GRADE_CORE := $(GRADE)/renamed.txt $(GRADE)/libgcc.txt $(CRITERION_READY)
GRADE_TOOLS := tools/grade $(wildcard tools/grade-*.awk)
GRADE_INCLUDES := -I. -Ilib -Iexercises -Itests/exercises
GRADE_PARTS = $(foreach part,runner tests.tsv allowed,$(GRADE)/$(1)/$(part))
GRADE_MUTANTS := $(foreach key,$(GRADE_KEYS),$(wildcard tests/mutants/$(key)/*.c))
GRADE_MUTANT_TAPS := $(GRADE_MUTANTS:tests/mutants/%.c=$(GRADE)/mutants/%.tap)
GRADE_PROOFS := $(GRADE_KEYS:%=$(GRADE)/%/proof.tap)

.PHONY: check stubs mutants grading-test grade-keys

grade-keys:
	@$(if $(GRADE_KEYS),:,echo "no exercises for chapter '$(CH)'; there are: $(or $(GRADE_ALL),none yet)" >&2; exit 2)

# exported, so that a folder's name may hold blanks and quotes
check: export SRC := $(SRC)
check mutants grading-test $(GRADE_MUTANT_TAPS) $(GRADE_PROOFS): export CC := $(CC)
check mutants grading-test $(GRADE_MUTANT_TAPS) $(GRADE_PROOFS): export CFLAGS := $(CFLAGS)
check: export KEYS := $(GRADE_ALL)
check: grade-keys $(GRADE_CORE) $(foreach key,$(GRADE_KEYS),$(call GRADE_PARTS,$(key)))
	@tools/grade $(GRADE_KEYS)

stubs: grade-keys
	@FORCE='$(FORCE)' tools/stubs $(GRADE_KEYS)

# A TAP file holds a result until something it depends on changes; failures are tried again.
GRADE_SHOW = cat $(1); bad=$$(grep -ls '^not ok' $(1)); if [ "$$bad" ]; then rm -f $$bad; exit 1; fi

mutants: grade-keys $(GRADE_MUTANT_TAPS)
	@$(call GRADE_SHOW,$(GRADE_MUTANT_TAPS) /dev/null)

grading-test: grade-keys $(GRADE_KEYS:%=build/stubs/%.c) $(GRADE_PROOFS) $(GRADE_MUTANT_TAPS)
	@tests/grading.sh --committed $(GRADE_KEYS); committed=$$?; \
		$(call GRADE_SHOW,$(GRADE_PROOFS) $(GRADE_MUTANT_TAPS)); exit $$committed

$(GRADE_OBJECTS): $(GRADE)/%.o: tests/exercises/%.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(GRADE_INCLUDES) -MMD -MP -c -o $@ $<

$(GRADE)/libm.txt:
	@mkdir -p $(@D)
	@nm -D --defined-only "$$($(CC) -print-file-name=libm.so.6)" | sed 's/.* //; s/@.*//' | sort -u >$@

$(GRADE)/libgcc.txt: $(FLAGS_FILE)
	@mkdir -p $(@D)
	@gcc -print-libgcc-file-name >$@

# What an answer may call, a name a line, from its contract.
$(GRADE)/%/allowed: exercises/%.h $(GRADE)/%/tests.tsv $(GRADE)/libm.txt tools/grade
	@tools/grade --allowed $* >$@

# Memory that an answer takes is counted, and its exit fails the test: see grade_private.h.
GRADE_MEMORY := malloc calloc realloc free
$(GRADE)/renamed.txt: tools/grade.mk
	@mkdir -p $(@D)
	@printf '%s\n' $(foreach name,$(GRADE_MEMORY),'$(name) grade_$(name)') '__assert_fail grade_called_assert' \
		$(foreach name,exit _exit _Exit quick_exit abort,'$(name) grade_called_$(name)') >$@

# The tests, a file a function, and the list of them, which the object itself carries (see GRADE in grade.h): by file
# and line.
$(GRADE)/%/tests.o: tests/exercises/%.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -O1 $(GRADE_INCLUDES) -MMD -MP -c -o $@ $<

$(GRADE)/%/tests.tsv: $(GRADE)/%/tests.o
	@objcopy -O binary --only-section=grade_tests $< $@.rows
	@tr -d '\0' <$@.rows | sort -t : -k 1,1 -k 2,2n >$@

$(GRADE_ALL:%=build/stubs/%.c): build/stubs/%.c: solutions/%.c tools/stubs
	@mkdir -p $(@D)
	@tools/stubs --print $* >$@.new && mv $@.new $@

# What stands in for functions that cannot be graded, and for all of them where the runner is linked.
$(GRADE)/%/stub.o: build/stubs/%.c $(FLAGS_FILE) tools/grade.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(GRADE_INCLUDES) -fPIC -MMD -MP -c -o $@ $<

$(GRADE)/%/stub.so: $(GRADE)/%/stub.o
	$(Q)ld -shared -soname stub.so -o $@ $<

$(GRADE)/%/answer.so:
	@mkdir -p $(@D)
	$(Q)$(CC) -shared -nostdlib -Wl,-soname,answer.so -x c /dev/null -o $@

# The right answers under other names, for follow_through in tools/grade.
$(GRADE)/%/right.o: solutions/%.c $(GRADE)/renamed.txt $(FLAGS_FILE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(GRADE_INCLUDES) -MMD -MP -c -o $@ $<
	@nm $@ | sed -n 's/.* [TW] \(ex_.*\)/\1/p' >$@.keep
	@objcopy --keep-global-symbols=$@.keep $@
	@objcopy $$(sed 's/.*/--redefine-sym &=right_&/' $@.keep) --redefine-syms=$(GRADE)/renamed.txt $@

# All of a chapter but the answer, a shared library that tools/grade and tools/mutant make: what is not in it comes from
# stub.so. The answer may call anything of the library that its contract allows, hence the whole archive.
GRADE_RUNNER = tests.o right.o answer.so stub.so
$(GRADE_ALL:%=$(GRADE)/%/runner): $(GRADE)/%/runner: $(addprefix $(GRADE)/%/,$(GRADE_RUNNER)) $(GRADE_OBJECTS) $(LIB)
	$(Q)$(CC) $(CFLAGS) -rdynamic -Wl,--no-as-needed,-rpath,'$$ORIGIN' -o $@ $(addprefix $(@D)/,$(GRADE_RUNNER)) \
		$(GRADE_OBJECTS) -Wl,--whole-archive $(LIB) -Wl,--no-whole-archive -lcriterion $(LDLIBS)

$(GRADE_MUTANT_TAPS): $(GRADE)/mutants/%.tap: tests/mutants/%.c $(GRADE_CORE) tools/mutant \
		$$(call GRADE_PARTS,$$(firstword $$(subst /, ,$$*))) solutions/$$(firstword $$(subst /, ,$$*)).c
	@tools/mutant $< $@

$(GRADE_PROOFS): $(GRADE)/%/proof.tap: tests/grading.sh tools/stubs $(GRADE_CORE) $(GRADE_TOOLS) \
		$$(call GRADE_PARTS,$$*) exercises/%.h solutions/%.c
	@tests/grading.sh $* >$@.new && mv $@.new $@

-include $(wildcard $(GRADE)/*.d $(GRADE)/*/*.d)
