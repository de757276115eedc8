/* Chapter 19: a network loses nine tenths of its weights. What else does it lose, and is it quicker? */
#include <math.h>
#include <stdio.h>

#include "error.h"
#include "pruning.h"

static double sparsity = 90, sweeping, epochs = 3;

/* The trained network, without any further training. */
static double at_once(Run *run, Trial *t, const Pictures *p)
{
    static const double degree[] = {0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1};
    Log *log = run_log(run, "once", "left smallest any");
    double once = 0;
    run_section("once");
    printf("removed     the smallest     any\n");
    for (size_t i = 0; i < sizeof degree / sizeof *degree; i++) {
        double right[2];
        for (int any = 0; any < 2; any++) {
            params_restore(t->net.params, t->dense);
            mask_magnitude(&t->mask, degree[i]);
            if (any)
                mask_shuffle(&t->mask, run->rng);
            mask_apply(&t->mask);
            right[any] = net_right(&t->net, &p->test, NULL);
        }
        LOG_ROW(log, 100 * (1 - degree[i]), right[0], right[1]);
        printf("%6.0f %% %13.1f %% %7.1f %%\n", 100 * degree[i], right[0], right[1]);
        if (degree[i] > 0.89 && degree[i] < 0.91)
            once = right[0];
    }
    log_close(log);
    return once;
}

/* The network's last layer, and the bytes of its weights, as compressed rows. */
static void in_rows(const Net *net, const Pictures *p)
{
    Arena *memory = arena_new();
    const Tensor *w = net->linear.w;
    Csr last = csr_from(memory, w->data, w->shape[0], w->shape[1]);
    printf("             %15.1f %%, its last layer as CSR in %.0f kB instead of %.0f kB\n",
           net_right(net, &p->test, &last), 1e-3 * csr_bytes(&last), 4e-3 * (double)w->size);
    arena_free(memory);
}

static void trained(Run *run, Trial *t, const Pictures *p)
{
    static const char *const name[] = {"gradually", "rewound", "new numbers"}, *const key[] = {"gap", "rewound", "redrawn"};
    Log *log = run_log(run, "own", "way left right");
    double s = sparsity / 100, gap[3];
    run_section("trained");
    printf("dense        %15.1f %%\n", t->right);
    for (Way way = GRADUAL; way <= REDRAWN; way++) {
        double right = trial_way(t, p, way, s, run->rng);
        gap[way] = t->right - right;
        LOG_ROW(log, way, 100 - sparsity, right);
        printf("%-12s %15.1f %%\n", name[way], right);
        if (way == GRADUAL)
            in_rows(&t->net, p);
    }
    log_close(log);
    for (Way way = GRADUAL; way <= REDRAWN; way++) {
        char row[32];
        snprintf(row, sizeof row, "sparse%.0f_%s", sparsity, key[way]);
        run_summary(run, row, gap[way], "points");
    }
    run_summary(run, "dense", t->right, "%");
}

static double seconds(const Net *net, const Images *set) /* the quickest of three looks at all of them */
{
    double best = INFINITY;
    for (int i = 0; i < 3; i++) {
        double start = log_seconds();
        net_right(net, set, NULL);
        best = fmin(best, log_seconds() - start);
    }
    return best;
}

/* Whole filters, and with them their outputs' weights: what is left is a smaller network. */
static void filters(Run *run, Trial *t, const Pictures *p)
{
    enum { LEFT = 8 };
    params_restore(t->net.params, t->dense);
    Net small = net_fewer(&t->net, LEFT, run->rng), fresh = net_new(LEFT, run->rng);
    double time[] = {seconds(&t->net, &p->test), seconds(&small, &p->test)}, once = net_right(&small, &p->test, NULL);
    net_train(&small, &p->training, (Plan){.epochs = 1, .seed = t->seed});
    net_train(&fresh, &p->training, (Plan){.epochs = epochs + 1, .seed = t->seed});
    double tuned = net_right(&small, &p->test, NULL), scratch = net_right(&fresh, &p->test, NULL);
    run_section("filters");
    printf("32 filters             %7zu numbers  %.1f %%, all test images in %.0f ms\n", params_size(t->net.params),
           t->right, 1e3 * time[0]);
    printf("the 8 heaviest of them %7zu numbers  %.1f %%, in %.0f ms\n", params_size(small.params), once, 1e3 * time[1]);
    printf("and an epoch           %7zu numbers  %.1f %%\n", params_size(small.params), tuned);
    printf("8 from the start       %7zu numbers  %.1f %%\n", params_size(fresh.params), scratch);
    run_summary(run, "filters_tuned", tuned, "%"), run_summary(run, "filters_scratch", scratch, "%");
    run_summary(run, "filters_speedup", time[0] / time[1], "times");
    net_free(&small), net_free(&fresh);
}

int main(int argc, char **argv)
{
    const RunOption options[] = {{"sparsity", &sparsity, 0, 100, "% of the network's weights that go"},
                                 {"epochs", &epochs, 1, 100, "passes over the pictures"},
                                 {"sweep", &sweeping, 0, 1, "1: three seeds, many sparsities, some minutes"}, {0}};
    Run run = run_begin(argc, argv, "19-pruning", "Pruning: accuracy, size and speed of sparse networks.", options);
    Pictures p = pictures_load(&run);
    if (sweeping > 0) {
        sweep(&run, &p, epochs);
        return run_end(&run);
    }
    Trial t = trial_new(&p, epochs, run.seed, run.rng);
    double once = at_once(&run, &t, &p);
    trained(&run, &t, &p); /* its first summary is the headline */
    run_summary(&run, "once90", once, "%");
    show_sweep(&run);
    show_size(&run);
    show_speed(&run);
    filters(&run, &t, &p);
    show_language(&run);
    trial_free(&t);
    return run_end(&run);
}
