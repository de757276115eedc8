# Tests. `make test` is all that must be green before a change lands, and all that CI runs.

.PHONY: test lib-test lib-test-asan lib-test-gslcblas clang-build

## test — everything that must be green; ends in `N passed, N failed`
test:
	@tools/deps && tools/data
	@MAKE='$(MAKE)' tools/test

# --- the library's tests, in BUILD ---------------------------------------------------------

LIB_TESTS := $(BUILD)/tests/lib-tests
LIB_TEST_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/lib/*.c))
# Calls of these from our own objects are counted (tests/lib/memory.c).
COUNTED := malloc calloc realloc aligned_alloc posix_memalign free

$(LIB_TESTS): $(LIB_TEST_OBJECTS) $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(COUNTED:%=-Wl,--wrap=%) $(LIB_TEST_OBJECTS) $(LIB) -lcriterion $(LDLIBS) -o $@

lib-test: $(LIB_TESTS) $(CRITERION_READY)
	@LD_LIBRARY_PATH=$(CRITERION) timeout 300 $< --jobs=1 $(LIB_TEST_ARGS)

# What Criterion loads and does not need: see tests/libgit2.c. Where it asks for no libgit2, the folder stays empty.
$(CRITERION_READY): tests/libgit2.c
	@mkdir -p $(@D)
	@name=$$(objdump -p "$$(gcc -print-file-name=libcriterion.so)" | sed -n 's/.*NEEDED *\(libgit2\.so.*\)/\1/p'); \
		[ -z "$$name" ] || gcc -shared -fPIC -O1 -Wl,-soname,$$name -o $(@D)/$$name $<
	@touch $@

# Of what another BLAS changes, not files and texts; nor whole trainings, which take long with this one.
NO_PRODUCTS := trunk/* bpe*/* checkpoint*/* corpus/* idx*/* log/* mail*/* run/* safetensors*/* spam/* \
	gpt_steps/* gpt_replicas/*
empty :=
lib-test-gslcblas:
	+@$(MAKE) BUILD=build/gslcblas BLAS=gslcblas \
		LIB_TEST_ARGS="--filter '!($(subst $(empty) $(empty),|,$(NO_PRODUCTS)))'" lib-test

# The same trunk takes long with sanitizers; others are trained.
lib-test-asan:
	+@$(MAKE) BUILD=build/asan EXTRA_CFLAGS='-O1 -fsanitize=address,undefined -fno-sanitize-recover=all' \
		LIB_TEST_ARGS="--filter '!(trunk/loads_or_says_how)'" lib-test

# clang compiles the tree; nothing is run with it (with oneDNN it would load a second OpenMP runtime).
clang-build:
	+@$(MAKE) BUILD=build/clang CC=clang WERROR=1 EXTRA_CFLAGS=-O1 clang-objects

.PHONY: clang-objects
clang-objects: $(LIB_OBJECTS) $(patsubst %.c,$(BUILD)/%.o,$(wildcard chapters/*/*.c tests/lib/*.c tests/bench/*.c)) \
	$(patsubst %.c,$(BUILD)/%.o,$(wildcard solutions/*.c exercises/*.c))
$(BUILD)/solutions/%.o $(BUILD)/exercises/%.o: CFLAGS += -Iexercises
