# Running chapters, weaving their texts, drawing their figures; packages, data, doctor.
# The Makefile, which includes this, defines KEYS (all NN-name), LIB, and how build/bin/NN-name
# is made. CH=05 (or 5, or 05-convnet) restricts to one chapter. Nothing here needs a
# compiler before a program is built.

.PHONY: weave weave-check publish figures course deps data doctor

# --- one chapter: make 05, make 5 --------------------------------------------------------

## NN [ARGS="--seed 2"] — builds and runs chapter NN, draws its figures
define chapter_rule
.PHONY: $(sort $(2) $(2:0%=%))
$(sort $(2) $(2:0%=%)): build/bin/$(1)
	@tools/run-chapter $(1) $$(ARGS)
endef
$(foreach key,$(KEYS),$(eval $(call chapter_rule,$(key),$(firstword $(subst -, ,$(key))))))

# --- texts -------------------------------------------------------------------------------

# The runs that texts are held to: made again when the program is newer.
build/runs/%/output.txt: build/bin/%
	@echo "running $*"
	@tools/run-chapter --quiet $*
build/quick/%/output.txt: build/bin/%
	@echo "running $* --quick"
	@tools/run-chapter --quiet --quick $*

# Makes the runs that these texts need; one that fails does not keep the others from it.
make_runs = runs=$$(tools/weave --runs $(1) $(CH)) || exit; [ -z "$$runs" ] || $(MAKE) -sk $$runs

## weave [CH=05] — for authors: listings, outputs and values into the texts
weave:
	+@$(make_runs) && tools/weave $(CH)

## weave-check [CH=05] — fails if weaving would change a text, and says where
weave-check:
	+@$(call make_runs,$(if $(QUICK),--quick)); made=$$?; \
	tools/weave --check $(if $(QUICK),--quick) $(CH) && exit $$made

## publish CH=05 — for authors: a run's logs and figures into figures/, and weaves
publish:
	@[ -n "$(CH)" ] || { echo "say which chapter: make publish CH=05" >&2; exit 1; }
	+@$(make_runs) && tools/publish $(CH)

# --- figures -----------------------------------------------------------------------------

## figures [FORMAT=pdf] [STYLE=slides] [RUN=dir] [CH=05] — draws every figure from its log
figures:
	@tools/figure --list --format '$(or $(FORMAT),svg)' --style '$(or $(STYLE),light)' \
		$(if $(RUN),--run '$(RUN)' --base) $(CH)

# --- the whole course, and what it needs -------------------------------------------------

## course — installs, fetches, runs all chapters, checks their numbers
course:
	@tools/deps && tools/data
	@MAKE='$(MAKE)' tools/course $(CH)

## deps — installs the packages that are missing
deps:
	@tools/deps

## data — fetches and checks the data sets, without root
data:
	@tools/data

## doctor — what is here, what is missing, how fast matrices multiply
doctor:
	@MAKE='$(MAKE)' tools/doctor

build/bin/sgemm: tools/sgemm.c $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $< $(LIB) $(LDLIBS) -o $@
