# bench.mk: speed. One program is linked with every BLAS that is installed; that of BLAS=… runs all parts.

## bench [ONLY="tiny convnet"] [PEERS=1] [QUICK=1] — speed against this machine's limit

.PHONY: bench

BENCH_BLAS := $(if $(HAVE_DNNL),onednn) $(if $(HAVE_OPENBLAS),openblas) gslcblas
BENCH_PROGRAMS := $(BENCH_BLAS:%=$(BUILD)/bench/%)
BENCH_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/bench/*.c))

bench: $(BENCH_PROGRAMS)
	@tools/bench $(if $(PEERS),--peers) $(if $(QUICK),--quick) $(BUILD)/bench $(BLAS) $(ONLY)

$(BUILD)/bench/onednn: $(BUILD)/lib/cblas_onednn.o
$(BENCH_PROGRAMS): $(BUILD)/bench/%: $(BENCH_OBJECTS) $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(filter %.o,$^) $(LIB) $(subst $(BLAS_LIBS_$(BLAS)),$(BLAS_LIBS_$*),$(LDLIBS)) -o $@
