/* Chapter 05: 216,650 numbers learn to tell ten kinds of clothes apart, from 60,000 pictures. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics.h>
#include <stdlib.h>
#include "layer.h"
#include "optim.h"
#include "pictures.h"

enum { OUT = 26, FILTERS = 32, MOST = 1024, STARTS = 3 };
static double epochs = 10, batch = 64, rate = 0.01;
static int by_class; /* training images one class after the other, instead of shuffled */
static Normalize scale = {.mean = 0.5, .sd = 0.5};
static Pictures pictures;

//> network
typedef struct { Params *params; Optim *optim; Tape *tape; Conv2d conv; Linear linear; int filters; } Net;

static Net net_new(Run *run, int filters) /* 0 filters: no convolution, the last layer alone */
{
    Net net = {.params = params_new(), .tape = tape_new(), .filters = filters};
    if (filters)
        net.conv = conv2d_new(net.params, "conv", 1, filters, 3, (Conv){.stride = 1, .relu = 1});
    net.linear = linear_new(net.params, "linear", filters ? filters * OUT * OUT : SIDE * SIDE, CLASSES);
    params_init(net.params, run->rng);
    net.optim = optim_sgd(net.params, 0.9f, 0);
    return net;
}

static Tensor *logits(const Net *net, Tensor *x) /* (n,1,28,28) -> (n,10) */
{
    if (net->filters)
        x = conv2d_forward(net->tape, &net->conv, x); /* (n,32,26,26), ReLU included */
    return linear_forward(net->tape, &net->linear, op_flatten(net->tape, x));
}
//< network

static Guess *guess;       /* what the last pass left: of each image, */
static double *loss, mean; /* of each batch, and the mean over the images */

//> pass
/* Shows n images in the given order, a batch at a time. Returns the right answers, in %. */
static double pass(const Net *net, const Images *set, const int *order, int n, int learn)
{
    int label[MOST], size = (int)batch, hits = 0;
    tape_inference(net->tape, !learn); /* to guess, nothing need be recorded: no backward will come */
    Progress bar = progress_begin(learn ? "learning" : "guessing", n);
    mean = 0;
    for (int i = 0; i < n; i += size) {
        int count = GSL_MIN(size, n - i); /* the last batch may be smaller */
        Tensor *x = tape_input(net->tape, SHAPE(count, 1, SIDE, SIDE));
        images_batch(set, order + i, count, scale, x, label);
        Tensor *z = logits(net, x), *cost = op_softmax_xent(net->tape, z, label);
        loss[i / size] = (double)tensor_item(cost);
        mean += loss[i / size] * count / n;
        hits += pictures_guess(z, label, order + i, guess + i); /* which score is the largest? */
        if (learn) {
            tape_backward(net->tape, cost);
            optim_step(net->optim, (float)rate);
        }
        tape_reset(net->tape);
        progress_step(&bar, i + count, NULL);
    }
    progress_end(&bar);
    return 100.0 * hits / n;
}
//< pass

static void epoch(Run *run, const Net *net)
{
    int n = pictures.training.n, *order = images_order(n);
    gsl_ran_shuffle(run->rng, order, (size_t)n, sizeof *order);
    if (by_class)
        pictures_by_class(&pictures.training, order);
    pass(net, &pictures.training, order, n, 1);
    free(order);
}

static double right(const Net *net, const Images *set) /* on as many images as the test set has */
{
    int *order = images_order(set->n);
    double share = pass(net, set, order, pictures.test.n, 0);
    free(order);
    return share;
}

/* What the log of a first epoch shows: rises among every 100th loss, and the spread of the last 100. */
typedef struct { double first, spread, test; int rises; } Start;

static Start read_log(void)
{
    size_t batches = (size_t)ceil(pictures.training.n / batch), tail = GSL_MIN(batches, 100);
    Start s = {.first = loss[0], .spread = gsl_stats_sd(loss + batches - tail, 1, tail)};
    for (size_t k = 100; k < batches; k += 100)
        s.rises += loss[k] > loss[k - 100];
    return s;
}

static Start train(Run *run, const Net *net)
{
    Log *curve = run_log(run, "loss", "epoch loss");
    Log *table = run_log(run, "epochs", "epoch training_loss test_loss training_right test_right");
    Start start = {0};
    double test = 0;
    run_section("log");
    for (int e = 1, n = pictures.training.n; e <= epochs; e++) {
        epoch(run, net);
        for (int k = 0; k * batch < n; k += 10) {
            double done = k * batch, share = done / n;
            LOG_ROW(curve, e - 1 + share, loss[k]);
            if (e == 1 && k % 100 == 0)
                printf("Epoch 1 [%5.0f/%d (%2.0f %%)]  loss %.3f\n", done, n, 100 * share, loss[k]);
        }
        if (e == 1)
            start = read_log(), run_section("epochs");
        double seen = right(net, &pictures.training), cost = mean;
        test = right(net, &pictures.test);
        LOG_ROW(table, e, cost, mean, seen, test);
        start.test = e == 1 ? test : start.test;
        printf("Epoch %2d  training: %.3f, %.1f %%  test: %.3f, %.1f %%\n", e, cost, seen, mean, test);
    }
    run_summary(run, "test_accuracy", test, "%");
    run_summary(run, "standard_error", sqrt(test * (100 - test) / pictures.test.n), "points");
    return start;
}

static void count(Run *run, const Net *net)
{
    Log *filters = run_log(run, "filters", "weight");
    for (int i = 0; i < FILTERS * 9; i++)
        LOG_ROW(filters, (double)net->conv.w->data[i]);
    double all = (double)params_size(net->params), last = (double)(net->linear.w->size + net->linear.b->size);
    run_section("parameters");
    printf("%.0f + %.0f = %.0f parameters, %.2f %% in the last\n", all - last, last, all, 100 * last / all);
    run_summary(run, "parameters", all, "");
}

static Start trial(Run *run, unsigned long seed, int filters, int passes) /* another network */
{
    gsl_rng_set(run->rng, seed);
    Net net = net_new(run, filters);
    epoch(run, &net);
    Start s = read_log();
    for (int e = 2; e <= passes; e++)
        epoch(run, &net);
    s.test = right(&net, &pictures.test);
    optim_free(net.optim), params_free(net.params), tape_free(net.tape);
    return s;
}

static void starts(Run *run, Start s)
{
    double low = s.first, high = s.first, fewest = s.rises, spread = s.spread;
    run_section("starts");
    for (unsigned long seed = run->seed; seed < run->seed + STARTS; seed++) {
        if (seed > run->seed)
            s = trial(run, seed, FILTERS, 1);
        printf("seed %lu  first loss %.3f  test %.1f %%\n", seed, s.first, s.test);
        low = GSL_MIN(low, s.first), high = GSL_MAX(high, s.first), fewest = GSL_MIN(fewest, s.rises);
    }
    run_summary(run, "first_loss_low", low, "nats"), run_summary(run, "first_loss_high", high, "nats");
    run_summary(run, "fewest_rises", fewest, "of 9"), run_summary(run, "batch_spread", spread, "nats");
}

static void changes(Run *run)
{
    run_section("wrong");
    rate *= 10;
    printf("ten times the rate  test %.1f %%\n", trial(run, run->seed, FILTERS, 1).test);
    rate /= 10, by_class = 1;
    printf("class by class      test %.1f %%,", trial(run, run->seed, FILTERS, 1).test);
    int times, said = pictures_favourite(guess, pictures.test.n, &times);
    by_class = 0;
    printf(" %.1f %% called %s\n", 100.0 * times / pictures.test.n, pictures.name[said]);
    run_section("instead");
    scale = pictures.statistics;
    printf("mean 0, sd 1                test %.1f %%\n", trial(run, run->seed, FILTERS, 1).test);
    scale = (Normalize){0.5, 0.5};
    double linear = trial(run, run->seed, 0, (int)epochs).test;
    printf("no convolution, %.0f epochs   test %.1f %%\n", epochs, linear);
    run_summary(run, "linear_accuracy", linear, "%");
}

int main(int argc, char **argv)
{
    const RunOption options[] = {{"epochs", &epochs, 1, 1000, "passes over the images"},
        {"batch", &batch, 1, MOST, "images in a batch"}, {"rate", &rate, 0, 10, "learning rate"}, {0}};
    Run run = run_begin(argc, argv, "05-convnet", "The article's project, a convolutional network", options);
    pictures = pictures_load(&run), batch = floor(batch), epochs = run.quick ? 1 : floor(epochs);
    guess = malloc((size_t)pictures.training.n * sizeof *guess);
    loss = malloc((size_t)pictures.training.n * sizeof *loss);
    Net net = net_new(&run, FILTERS);
    Start start = train(&run, &net);
    count(&run, &net);
    pictures_report(&run, &pictures, guess);
    starts(&run, start);
    changes(&run);
    return run_end(&run);
}
