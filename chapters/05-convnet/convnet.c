/* Chapter 05: 216,650 numbers learn to tell ten kinds of clothes apart, from 60,000 pictures. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics.h>
#include <stdlib.h>
#include "error.h"
#include "images.h"
#include "layer.h"
#include "optim.h"
#include "run.h"

enum { SIDE = 28, OUT = 26, FILTERS = 32, CLASSES = 10, MOST = 1024, STARTS = 5, WORST = 10 };
static const char *const clothes[] = {"T-shirt", "trouser", "pullover", "dress", "coat",
                                      "sandal", "shirt", "sneaker", "bag", "boot"};
static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, *const *name;
static double epochs = 10, batch = 64, rate = 0.01, low = 9, high, fewest = 9, spread; /* see trial() */
static int by_class; /* training images one class after the other, instead of shuffled */
static Normalize scale = {.mean = 0.5, .sd = 0.5}, raw; /* raw: of pixel/255 */
static Images training, test;

static void load_data(Run *run)
{
    const char *mnist = getenv("MNIST_DIR"), *folder = mnist && *mnist ? mnist : "data/cache/fashion-mnist";
    char why[512] = "the test set is larger than the training set";
    CHECK(!images_load(folder, "train", &training, why, sizeof why) &&
          !images_load(folder, "t10k", &test, why, sizeof why) && test.n <= training.n, "%s", why);
    raw = images_statistics(&training);
    run_section("data");
    printf("%s: %d images to learn from, %d to test on\n", folder, training.n, test.n);
    printf("pixel/255               0 to 1, mean %6.3f, sd %.3f\n", raw.mean, raw.sd);
    printf("(pixel/255 - 0.5)/0.5  -1 to 1, mean %6.3f, sd %.3f\n", (raw.mean - 0.5) / 0.5, raw.sd / 0.5);
    batch = floor(batch), name = folder == mnist ? digits : clothes;
    if (run->quick)
        training.n = GSL_MIN(training.n, 1600), test.n = GSL_MIN(test.n, 500), epochs = 1;
}

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

//> pass
/* Left by the last pass: for each image a guess, for each batch its loss, and the mean loss of the images. */
static struct Guess { int image, truth, said; float margin; } *guess; /* margin: score of said - of truth */
static double *loss, mean;

/* Shows n images of a set; if the network learns, each batch ends in an update. Returns the hits, in %. */
static double pass(Run *run, const Net *net, const Images *set, int n, int learn)
{
    int *order = images_order(set->n), label[MOST], hits = 0, size = (int)batch;
    guess = realloc(guess, (size_t)n * sizeof *guess), loss = realloc(loss, (size_t)n * sizeof *loss);
    Progress bar = progress_begin(learn ? "learning" : "guessing", n);
    if (learn)
        gsl_ran_shuffle(run->rng, order, (size_t)set->n, sizeof *order);
    for (int i = 0, at = 0; learn && by_class && i < set->n * CLASSES; i++) /* all of class 0, 1, 2 ... */
        if (set->labels.data[i % set->n] == i / set->n)
            order[at++] = i % set->n;
    tape_inference(net->tape, !learn);
    mean = 0;
    for (int i = 0; i < n; i += size) {
        int count = GSL_MIN(size, n - i);
        Tensor *x = tape_input(net->tape, SHAPE(count, 1, SIDE, SIDE));
        images_batch(set, order + i, count, scale, x, label);
        Tensor *z = logits(net, x), *cost = op_softmax_xent(net->tape, z, label);
        loss[i / size] = (double)tensor_item(cost);
        mean += loss[i / size] * count / n; /* the last batch may be smaller */
        for (int b = 0; b < count; b++) {
            const float *score = z->data + b * CLASSES;
            int truth = label[b], said = (int)gsl_stats_float_max_index(score, 1, CLASSES);
            guess[i + b] = (struct Guess){order[i + b], truth, said, score[said] - score[truth]};
            hits += said == truth;
        }
        if (learn) {
            tape_backward(net->tape, cost);
            optim_step(net->optim, (float)rate);
        }
        tape_reset(net->tape);
        progress_step(&bar, i + count, NULL);
    }
    progress_end(&bar), free(order);
    return 100.0 * hits / n;
}
//< pass

static void train(Run *run, const Net *net)
{
    Log *curve = run_log(run, "loss", "epoch loss");
    Log *table = run_log(run, "epochs", "epoch training_loss test_loss training_right test_right");
    double seen = 0, cost = 0, unseen = 0;
    run_section("log");
    for (int e = 1; e <= epochs; e++) {
        pass(run, net, &training, training.n, 1);
        for (int k = 0; k * batch < training.n; k += 10) {
            double done = k * batch, share = done / training.n;
            LOG_ROW(curve, e - 1 + share, loss[k]);
            if (e == 1 && k % 100 == 0)
                printf("Epoch 1 [%5.0f/%d (%2.0f %%)]  loss %.4f\n", done, training.n, 100 * share, loss[k]);
        }
        seen = pass(run, net, &training, test.n, 0), cost = mean, unseen = pass(run, net, &test, test.n, 0);
        LOG_ROW(table, e, cost, mean, seen, unseen);
        if (e == 1)
            run_section("epochs");
        printf("Epoch %2d  training: %.3f, %.1f %%  test: %.3f, %.1f %%\n", e, cost, seen, mean, unseen);
    }
    run_summary(run, "test_accuracy", unseen, "%");
    run_summary(run, "standard_error", sqrt(unseen * (100 - unseen) / test.n), "points");
}

static void report(Run *run, const Net *net)
{
    Log *matrix = run_log(run, "confusion", "truth said images name"), *grey = run_log(run, "pixels", "grey");
    Log *labels = run_log(run, "mistakes", "truth said"), *filters = run_log(run, "filters", "weight");
    int count[CLASSES][CLASSES] = {{0}}, a = 0, b = 1;
    for (int i = 0; i < test.n; i++)
        count[guess[i].truth][guess[i].said]++;
    for (int t = 0; t < CLASSES; t++)
        for (int s = 0; s < CLASSES; s++) {
            log_text(matrix, "%d\t%d\t%d\t%s", t, s, count[t][s], name[t]);
            if (s < t && count[t][s] + count[s][t] > count[a][b] + count[b][a])
                a = s, b = t;
        }
    for (int i = 0; i < FILTERS * 9; i++)
        LOG_ROW(filters, (double)net->conv.w->data[i]);
    for (int i = 0; i <= WORST; i++) { /* the first image, then the worst mistakes */
        struct Guess *g = guess;
        for (int k = 1; i && k < test.n; k++)
            g = guess[k].margin > g->margin ? &guess[k] : g;
        log_text(labels, "%s\t%s", name[g->truth], name[g->said]);
        for (int k = 0; k < SIDE * SIDE; k++)
            LOG_ROW(grey, test.pixels.data[g->image * SIDE * SIDE + k]);
        g->margin = 0;
    }
    double all = (double)params_size(net->params), last = (double)(net->linear.w->size + net->linear.b->size);
    run_section("parameters");
    printf("%.0f + %.0f = %.0f parameters, %.2f %% in the last\n", all - last, last, all, 100 * last / all);
    run_section("confused");
    printf("mixed up most often: %s and %s, %d times\n", name[a], name[b], count[a][b] + count[b][a]);
    run_summary(run, "parameters", all, "");
}

/* Another network: in its first pass the first loss, the rises of the logged ones, the spread of the last. */
static double trial(Run *run, const char *what, unsigned long seed, int filters, int passes)
{
    gsl_rng_set(run->rng, seed);
    Net net = net_new(run, filters);
    pass(run, &net, &training, training.n, 1);
    size_t batches = (size_t)ceil(training.n / batch), tail = GSL_MIN(batches, 100), rises = 0;
    double first = loss[0];
    spread = gsl_stats_sd(loss + batches - tail, 1, tail);
    for (size_t k = 100; k < batches; k += 100)
        rises += loss[k] > loss[k - 100];
    for (int e = 2; e <= passes; e++)
        pass(run, &net, &training, training.n, 1);
    double right = pass(run, &net, &test, test.n, 0);
    printf("%-18s  seed %lu  first loss %.3f  rises %zu  test %.1f %%\n", what, seed, first, rises, right);
    low = GSL_MIN(low, first), high = GSL_MAX(high, first), fewest = GSL_MIN(fewest, (double)rises);
    optim_free(net.optim), params_free(net.params), tape_free(net.tape);
    return right;
}

int main(int argc, char **argv)
{
    const RunOption options[] = {{"epochs", &epochs, 1, 1000, "passes over the images"},
        {"batch", &batch, 1, MOST, "images in a batch"}, {"rate", &rate, 0, 10, "learning rate"}, {0}};
    Run run = run_begin(argc, argv, "05-convnet", "The article's project, a convolutional network", options);
    load_data(&run);
    Net net = net_new(&run, FILTERS);
    train(&run, &net);
    report(&run, &net);
    run_section("starts");
    for (unsigned long s = 0; s < STARTS; s++)
        trial(&run, "as in the article", run.seed + s, FILTERS, 1);
    run_summary(&run, "first_loss_low", low, "nats"), run_summary(&run, "first_loss_high", high, "nats");
    run_summary(&run, "fewest_rises", fewest, "of 9"), run_summary(&run, "batch_spread", spread, "nats");
    run_section("wrong");
    rate *= 10, trial(&run, "ten times the rate", run.seed, FILTERS, 1), rate /= 10;
    by_class = 1, trial(&run, "class by class", run.seed, FILTERS, 1), by_class = 0;
    run_section("instead");
    scale = raw, trial(&run, "mean 0, sd 1", run.seed, FILTERS, 1), scale = (Normalize){0.5, 0.5};
    run_summary(&run, "linear_accuracy", trial(&run, "no convolution", run.seed, 0, (int)epochs), "%");
    return run_end(&run);
}
