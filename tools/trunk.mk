# The model that later chapters start from: trained once, when a chapter first needs it. Included by the Makefile,
# which defines KEYS, CHOSEN, and how build/bin/NN-name is made.

# A chapter whose program calls trunk_load needs the trunk; nothing else is to be declared.
TRUNK := runs/trunk/model.safetensors
TRUNK_KEYS := $(filter $(KEYS),$(sort $(notdir $(patsubst %/,%,$(dir $(shell grep -lsw trunk_load chapters/*/*.c))))))
trunk_numbers = $(foreach key,$(1),$(firstword $(subst -, ,$(key))))

.PHONY: trunk course-trunk

## trunk — trains, once, the model that later chapters start from, into runs/trunk (four minutes)
trunk:
	+@if [ -e $(TRUNK) ]; then echo 'runs/trunk is there already; to train it anew: rm -r runs/trunk'; \
	else $(MAKE) $(TRUNK); fi

# Never made again because something is newer. It appears whole, so nothing is to be deleted after Ctrl-C.
.PRECIOUS: $(TRUNK)
$(TRUNK):
	+@$(MAKE) build/bin/13-pretraining
	@echo 'training the model that later chapters start from, once, into runs/trunk: four minutes' >&2
	@mkdir -p runs/trunk
	@build/bin/13-pretraining --trunk 1 --out build/own/trunk | tee -i runs/trunk/output.txt.part
	@mv runs/trunk/output.txt.part runs/trunk/output.txt

$(foreach key,$(TRUNK_KEYS),$(eval build/runs/$(key)/output.txt: | $(TRUNK)))
$(foreach nn,$(call trunk_numbers,$(TRUNK_KEYS)),$(eval $(nn) $(nn:0%=%): | $(TRUNK)))

# Before the chapters' programs, which `make course` runs one after the other; packages and data come first there, too.
course: | $(if $(filter $(TRUNK_KEYS),$(CHOSEN)),course-trunk)
course-trunk:
	+@[ -e $(TRUNK) ] || { tools/deps && tools/data && $(MAKE) $(TRUNK); }

# make 13 SCALING=1 measures the scaling law anew, in two minutes. Chapter 13's text shows the published runs, of which
# authors put new ones there by hand:
#   cp build/own/13-pretraining/scaling.tsv figures/13-pretraining-scaling.tsv
#   cp runs/trunk/output.txt figures/13-pretraining-trunk.txt
$(if $(SCALING),$(eval 13: override ARGS += --scaling 1))

# make 16 SWEEP=1 measures labels, seeds and ways anew, six minutes; to be published by hand, too:
#   cp build/own/16-finetuning/sweep.tsv figures/16-finetuning-sweep.tsv
$(if $(SWEEP),$(eval 16: override ARGS += --sweep 1 --passes 3))

# make 19 SWEEP=1 measures seeds and sparsities anew, six minutes; to be published by hand, too:
#   cp build/own/19-pruning/sweep.tsv figures/19-pruning-sweep.tsv
$(if $(SWEEP),$(eval 19: override ARGS += --sweep 1))

# make 17 SWEEP=1: ranks and seeds, six minutes:
#   cp build/own/17-lora/sweep.tsv figures/17-lora-sweep.tsv
$(if $(SWEEP),$(eval 17: override ARGS += --sweep 1))
