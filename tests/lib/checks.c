/* Wrong shapes and arguments are named: every CHECK of every operation, with what its message must say. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include "error.h"
#include "model.h"
#include "optim.h"

SUITE(checks);

static Tape *t;

static Tensor *of(int ndim, const int shape[]) { return tape_input(t, ndim, shape); }

static void begin(void) { t = tape_new(); }
static void end(void) { tape_free(t); }

#define CHECKS(name) TEST(checks, name, .init = begin, .fini = end)

CHECKS(elementwise)
{
    CHECKED(op_add(t, of(SHAPE(2, 3)), of(SHAPE(2))), "op_add: (2, 3) and (2)");
    CHECKED(op_add(t, of(SHAPE(3)), of(SHAPE(2, 3))), "op_add: (3) and (2, 3)");
    CHECKED(op_sub(t, of(SHAPE(2, 3)), of(SHAPE(3))), "op_sub: (2, 3) and (3)");
    CHECKED(op_mul(t, of(SHAPE(6)), of(SHAPE(2, 3))), "op_mul: (6) and (2, 3)");
    CHECKED(op_mse(t, of(SHAPE(2, 3)), of(SHAPE(3, 2))), "op_mse: (2, 3) and (3, 2)");
}

CHECKS(shapes)
{
    CHECKED(op_reshape(t, of(SHAPE(2, 3)), SHAPE(7)), "(2, 3) has not as many elements as (7)");
    CHECKED(op_flatten(t, of(0, NULL)), "op_flatten: a scalar");
    CHECKED(of(5, (int[]){1, 1, 1, 1, 1}), "tensor: 5 dimensions");
    CHECKED(of(-1, NULL), "tensor: -1 dimensions");
    CHECKED(of(SHAPE(2, 0)), "dimension 1 has extent 0");
    CHECKED(of(SHAPE(-3)), "dimension 0 has extent -3");
    CHECKED(of(SHAPE(1 << 20, 1 << 20, 1 << 24)), "too many elements");
    CHECKED(of(SHAPE(1 << 30, 1 << 30)), "too many elements");
    CHECKED(tensor_item(of(SHAPE(2, 3))), "tensor_item: (2, 3)");
}

CHECKS(linear)
{
    CHECKED(op_matmul(t, of(SHAPE(2, 3)), of(SHAPE(2, 3))), "op_matmul: (2, 3) times (2, 3)");
    CHECKED(op_matmul(t, of(SHAPE(3)), of(SHAPE(3, 2))), "op_matmul: (3) times (3, 2)");
    CHECKED(op_matmul(t, of(SHAPE(2, 3)), of(SHAPE(3))), "op_matmul: (2, 3) times (3)");
    CHECKED(op_linear(t, of(SHAPE(4, 3)), of(SHAPE(3, 5)), NULL), "op_linear: x (4, 3) with w (3, 5)");
    CHECKED(op_linear(t, of(SHAPE(3)), of(SHAPE(3)), NULL), "op_linear: x (3) with w (3)");
    CHECKED(op_linear(t, of(0, NULL), of(SHAPE(3, 1)), NULL), "op_linear: x () with w (3, 1)");
    CHECKED(op_linear(t, of(SHAPE(4, 3)), of(SHAPE(5, 3)), of(SHAPE(3))),
            "op_linear: w (5, 3) with bias (3)");
    CHECKED(op_linear(t, of(SHAPE(4, 3)), of(SHAPE(5, 3)), of(SHAPE(1, 5))), "with bias (1, 5)");
}

CHECKS(targets)
{
    CHECKED(op_softmax_xent(t, of(0, NULL), (int[]){0}), "logits are a scalar");
    CHECKED(op_softmax_xent(t, of(SHAPE(2, 3)), (int[]){0, 3}),
            "target 3 in row 1; logits (2, 3) have classes 0 to 2");
    CHECKED(op_softmax_xent(t, of(SHAPE(2, 3)), (int[]){-2, 0}), "target -2 in row 0");
}

CHECKS(images)
{
    Conv c = {.stride = 1};
    Tensor *x = of(SHAPE(2, 3, 5, 5));
    CHECKED(op_conv2d(t, of(SHAPE(3, 5, 5)), of(SHAPE(4, 3, 3, 3)), NULL, c),
            "x (3, 5, 5) with w (4, 3, 3, 3)");
    CHECKED(op_conv2d(t, x, of(SHAPE(4, 2, 3, 3)), NULL, c), "x (2, 3, 5, 5) with w (4, 2, 3, 3)");
    CHECKED(op_conv2d(t, x, of(SHAPE(3, 3, 3)), NULL, c), "with w (3, 3, 3)");
    CHECKED(op_conv2d(t, x, of(SHAPE(4, 3, 3, 3)), of(SHAPE(3)), c), "w (4, 3, 3, 3) with bias (3)");
    CHECKED(op_conv2d(t, x, of(SHAPE(4, 3, 6, 3)), NULL, c), "(4, 3, 6, 3) is larger than");
    CHECKED(op_conv2d(t, x, of(SHAPE(4, 3, 3, 6)), NULL, c), "(4, 3, 3, 6) is larger than");
    CHECKED(op_conv2d(t, x, of(SHAPE(4, 3, 3, 3)), NULL, (Conv){.stride = 0}), "stride 0, padding 0");
    CHECKED(op_conv2d(t, x, of(SHAPE(4, 3, 3, 3)), NULL, (Conv){.stride = 1, .pad = -1}),
            "stride 1, padding -1");

    CHECKED(op_maxpool2d(t, of(SHAPE(3, 5, 5)), 2, 2), "windows of 2 every 2 over (3, 5, 5)");
    CHECKED(op_maxpool2d(t, x, 6, 1), "windows of 6 every 1 over (2, 3, 5, 5)");
    CHECKED(op_maxpool2d(t, x, 0, 1), "windows of 0");
    CHECKED(op_maxpool2d(t, x, 2, 0), "every 0");

    CHECKED(op_dropout(t, x, 1), "op_dropout: p = 1");
    CHECKED(op_dropout(t, x, -0.1F), "op_dropout: p = -0.1");
    CHECKED(op_dropout(t, x, NAN), "op_dropout: p = ");
}

CHECKS(parameters)
{
    Params *p = params_new();
    Init zero = init_constant(0);
    CHECKED(params_init(p, NULL), "no parameter was declared");
    params_add(p, "w", zero, SHAPE(2, 3));
    CHECKED(params_add(p, "w", zero, SHAPE(2, 3)), "there are two parameters 'w'");
    const char *sixty_four = "0123456789012345678901234567890123456789012345678901234567890123";
    CHECKED(params_add(p, sixty_four, zero, SHAPE(1)), "is too long");
    params_add(p, sixty_four + 1, zero, SHAPE(1));
    CHECKED(optim_sgd(p, 0, 0), "params_init comes first");
    params_init(p, NULL); /* constants ask for no random number */
    CHECKED(params_add(p, "late", zero, SHAPE(1)), "'late' comes after params_init");
    CHECKED(params_at(p, 2), "2 is not one of 2");
    CHECKED(params_at(p, -1), "-1 is not one of 2");
    CHECKED(params_name(p, 2), "2 is not one of 2");

    CHECKED(optim_sgd(p, 1, 0), "momentum 1");
    CHECKED(optim_sgd(p, -0.5F, 0), "momentum -0.5");
    CHECKED(optim_rmsprop(p, 1, 1e-8F), "alpha 1");
    CHECKED(optim_rmsprop(p, 0.9F, 0), "epsilon 0");
    CHECKED(optim_adam(p, (AdamConfig){0.9F, 1, 1e-8F, 0, 0}), "betas 0.9 and 1");
    CHECKED(optim_adam(p, (AdamConfig){0.9F, 0.9F, 0, 0, 0}), "epsilon 0");
    CHECKED(optim_adam(p, (AdamConfig){0.9F, 0.9F, 1, -1, 0}), "weight decay -1");
    CHECKED(optim_clip(p, 0), "a norm of 0");
    CHECKED(schedule_cosine(-1, 0, 10, 1, 0), "step -1");
    CHECKED(schedule_cosine(0, 10, 10, 1, 0), "warm-up 10 of 10");
    CHECKED(schedule_steps(0, 0, 1, 0.5), "every 0");
    params_free(p);
}

/* A handler that returns does not bring CHECK to return. */
static void forgiving(const char *reason, const char *file, int line, int code)
{
    (void)reason, (void)file, (void)line, (void)code;
}

static void unforgiven(void *unused)
{
    (void)unused;
    gsl_set_error_handler(forgiving);
    tensor_item(of(SHAPE(2)));
}

static void exits(void *unused)
{
    (void)unused;
    gsl_set_error_handler(error_exit_handler);
    op_matmul(t, of(SHAPE(2, 3)), of(SHAPE(2, 3)));
}

CHECKS(never_return)
{
    Child c = testing_child(unforgiven, NULL);
    cr_assert(c.status == -SIGABRT, "status %d", c.status);
    c = testing_child(exits, NULL);
    cr_assert(c.status == 1 && testing_lines(c.err) == 1 && !*c.out, "status %d: %s", c.status, c.err);
    cr_assert(strstr(c.err, "error: op_matmul: (2, 3) times (2, 3)") && strstr(c.err, "(op_matmul.c:"), "%s",
              c.err);
}

/* What a hostile file says must neither break the line nor be obeyed by a terminal. */
CHECKS(reasons_are_one_line)
{
    char reason[20] = "";
    cr_assert(error_say(reason, sizeof reason, "%s", "a\nb\x1b[31m\x7f caf\xc3\xa9") != 0);
    cr_assert_str_eq(reason, "a?b?[31m? caf\xc3\xa9");
    cr_assert(error_say(reason, 3, "a\nbcd") != 0 && !strcmp(reason, "a?"), "%s", reason);
    cr_assert(error_say(NULL, 0, "a\n") != 0);
}
