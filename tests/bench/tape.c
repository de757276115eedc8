/* What the tape itself costs: a long chain of operations on single numbers, where there is next to nothing
 * to compute. Counted is all that a step does for one: making the result, recording, backward, reset. */
#include <math.h>

#include "bench.h"
#include "error.h"

enum { OPERATIONS = 1000 };

typedef struct {
    Tape *tape;
    double slope;
} Chain;

static void chain(void *context)
{
    Chain *c = context;
    Tensor *x = tape_input(c->tape, SHAPE(1)), *y = x;
    x->needs_grad = 1;
    tensor_fill(x, 0.5F);
    for (int i = 0; i < OPERATIONS; i += 4) {
        y = op_add(c->tape, y, x);
        y = op_mul(c->tape, y, x);
        y = op_scale(c->tape, y, 0.5F);
        y = op_relu(c->tape, y);
    }
    tape_backward(c->tape, y);
    c->slope = (double)x->grad[0];
    tape_reset(c->tape);
}

void bench_tape(void)
{
    Chain c = {.tape = tape_new()};
    BenchTime time = bench_time("tape", chain, &c, 10, bench_quick ? 10 : 1000);
    /* y = (y + x) x/2 comes to rest at x²/(2 - x), whose slope at 0.5 is (4x - x²)/(2 - x)² = 7/9 */
    CHECK(fabs(c.slope - 7.0 / 9) < 1e-5, "tape: the slope of the chain is %g, not 7/9", c.slope);
    bench_row("tape", "ns_per_op", 1e9 * time.median / OPERATIONS, "ns");
    tape_free(c.tape);
}
