/* Chapter 16: the mails. See task.h. */
#include "task.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>

#include "error.h"

enum { BYTES = 4000 }; /* more than WINDOWS of tokens can hold */

Task task_load(const Run *run, const char *folder, const Bpe *bpe)
{
    Task t;
    char why[400];
    CHECK(spam_load(folder, &t.spam, why, sizeof why) == 0, "%s", why);
    t.mail = malloc((size_t)t.spam.count * sizeof *t.mail);
    CHECK(t.mail, "out of memory");
    for (int i = 0; i < t.spam.count; i++) {
        const SpamMail *m = &t.spam.mail[i];
        size_t n;
        int *ids = bpe_encode(bpe, m->text, GSL_MIN(m->n, BYTES), &n);
        t.mail[i] = (Example){ids, (int)GSL_MIN(n, WINDOW * WINDOWS), m->is_spam};
    }
    for (int p = 0; p < SPAM_PARTS; p++) {
        t.part[p] = malloc((size_t)t.spam.count * sizeof *t.part[p]);
        CHECK(t.part[p], "out of memory");
        t.n[p] = spam_part(&t.spam, p, t.part[p]);
        CHECK(t.n[p] > 0, "%s: %d mails in %d threads are too few for three parts", folder, t.spam.count, t.spam.threads);
        gsl_ran_shuffle(run->rng, t.part[p], (size_t)t.n[p], sizeof *t.part[p]);
        if (run->quick)
            t.n[p] = GSL_MIN(t.n[p], p == SPAM_TRAINING ? 300 : 60);
    }
    return t;
}

void task_free(Task *t)
{
    for (int i = 0; i < t->spam.count; i++)
        free((int *)t->mail[i].ids);
    for (int p = 0; p < SPAM_PARTS; p++)
        free(t->part[p]);
    free(t->mail), spam_free(&t->spam);
}

int task_draw(const Task *t, int labels, unsigned long seed, int *chosen)
{
    const int *all = t->part[SPAM_TRAINING];
    int n = t->n[SPAM_TRAINING], spam = 0, count = 0, want[2], *order = malloc((size_t)n * sizeof *order);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    CHECK(order, "out of memory");
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        order[i] = all[i], spam += t->mail[all[i]].label;
    gsl_ran_shuffle(rng, order, (size_t)n, sizeof *order);
    labels = GSL_MIN(labels, n);
    want[1] = (int)((double)labels * spam / n + 0.5);
    if (labels > 1)
        want[1] = GSL_MIN(GSL_MAX(want[1], 1), labels - 1);
    want[0] = labels - want[1];
    for (int i = 0; i < n; i++)
        if (want[t->mail[order[i]].label]-- > 0)
            chosen[count++] = order[i];
    gsl_rng_free(rng), free(order);
    return count;
}

//> score
Score task_score(const Task *t, int part, const double *score)
{
    int right = 0, caught = 0, accused = 0, spam = 0;
    for (int i = 0; i < t->n[part]; i++) {
        int is = t->mail[t->part[part][i]].label, said = score[i] > 0;
        right += said == is, caught += said && is, accused += said, spam += is;
    }
    return (Score){100.0 * right / t->n[part], accused ? 100.0 * caught / accused : 0, spam ? 100.0 * caught / spam : 0,
                   accused + spam ? 200.0 * caught / (accused + spam) : 0}; /* F1: of precision and recall, the harmonic mean */
}
//< score
