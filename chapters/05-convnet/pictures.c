/* Chapter 05: the pictures, in what order they are shown, and what was said of them. See pictures.h. */
#include "pictures.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"

enum { WORST = 10, ROW = 9, COLUMN = 14 }; /* the place that figures/05-convnet-idea.gp marks */

static const char *const clothes[] = {"T-shirt", "trouser", "pullover", "dress", "coat",
                                      "sandal", "shirt", "sneaker", "bag", "boot"};
static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

/* One place of the figure's filter on the first test image: the right column less the left. */
static void print_window(const Images *set)
{
    int left = 0, right = 0;
    run_section("window");
    for (int r = 0; r < 3; r++) {
        const unsigned char *pixel = set->pixels.data + (ROW + r) * SIDE + COLUMN;
        printf("%3d  %3d  %3d\n", pixel[0], pixel[1], pixel[2]);
        left += pixel[0], right += pixel[2];
    }
    int sum = right - left;
    printf("right column %d - left column %d = %d; %d / 255 = %.2f\n", right, left, sum, sum, sum / 255.0);
}

Pictures pictures_load(const Run *run)
{
    Pictures p = {.name = clothes};
    const char *mnist = getenv("MNIST_DIR"), *folder = "data/cache/fashion-mnist";
    char why[512] = "the test set is larger than the training set";
    if (mnist && *mnist)
        folder = mnist, p.name = digits;
    CHECK(!images_load(folder, "train", &p.training, why, sizeof why) &&
          !images_load(folder, "t10k", &p.test, why, sizeof why) && p.test.n <= p.training.n, "%s", why);
    p.statistics = images_statistics(&p.training);
    double mean = p.statistics.mean, sd = p.statistics.sd;
    print_window(&p.test);
    run_section("data");
    printf("%s: %d images to learn from, %d to test on\n", folder, p.training.n, p.test.n);
    printf("pixel/255               0 to 1, mean %6.3f, sd %.3f\n", mean, sd);
    printf("(pixel/255 - 0.5)/0.5  -1 to 1, mean %6.3f, sd %.3f\n", (mean - 0.5) / 0.5, sd / 0.5);
    if (run->quick)
        p.training.n = GSL_MIN(p.training.n, 1600), p.test.n = GSL_MIN(p.test.n, 500);
    return p;
}

void pictures_by_class(const Images *set, int *order)
{
    for (int class = 0, at = 0; class < CLASSES; class++)
        for (int i = 0; i < set->n; i++)
            if (set->labels.data[i] == class)
                order[at++] = i;
}

int pictures_guess(const Tensor *z, const int *label, const int *order, Guess *guess)
{
    int hits = 0;
    for (int i = 0; i < z->shape[0]; i++) {
        const float *score = z->data + i * CLASSES;
        int said = (int)gsl_stats_float_max_index(score, 1, CLASSES);
        guess[i] = (Guess){order[i], label[i], said, (double)(score[said] - score[label[i]])};
        hits += said == label[i];
    }
    return hits;
}

int pictures_favourite(const Guess *guess, int n, int *times)
{
    int count[CLASSES] = {0}, best = 0;
    for (int i = 0; i < n; i++)
        count[guess[i].said]++;
    for (int c = 1; c < CLASSES; c++)
        best = count[c] > count[best] ? c : best;
    *times = count[best];
    return best;
}

static void log_matrix(const Run *run, const Pictures *p, const Guess *guess)
{
    Log *matrix = run_log(run, "confusion", "truth said images name");
    int count[CLASSES][CLASSES] = {{0}}, a = 0, b = 1;
    for (int i = 0; i < p->test.n; i++)
        count[guess[i].truth][guess[i].said]++;
    for (int t = 0; t < CLASSES; t++)
        for (int s = 0; s < CLASSES; s++) {
            log_text(matrix, "%d\t%d\t%d\t%s", t, s, count[t][s], p->name[t]);
            if (s < t && count[t][s] + count[s][t] > count[a][b] + count[b][a])
                a = s, b = t;
        }
    run_section("confused");
    printf("mixed up most often: %s and %s, %d + %d times\n", p->name[a], p->name[b],
           count[a][b], count[b][a]);
}

void pictures_report(const Run *run, const Pictures *p, Guess *guess)
{
    Log *grey = run_log(run, "pixels", "grey"), *labels = run_log(run, "mistakes", "truth said");
    log_matrix(run, p, guess);
    for (int i = 0; i <= WORST; i++) { /* the first image, then the worst mistakes */
        Guess *g = guess;
        for (int k = 1; i && k < p->test.n; k++)
            g = guess[k].margin > g->margin ? &guess[k] : g;
        log_text(labels, "%s\t%s", p->name[g->truth], p->name[g->said]);
        for (int k = 0; k < SIDE * SIDE; k++)
            LOG_ROW(grey, p->test.pixels.data[g->image * SIDE * SIDE + k]);
        g->margin = 0;
    }
}
