/* Chapter 17: mails, as chapter 16 reads them. See adapting.h. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "adapting.h"
#include "error.h"

enum { FEW = 400 }; /* mails of each part, with --quick */

static void encode(Task *t, const Spam *s, const int *index, int part, int *ids, int T)
{
    for (int i = 0; i < t->count[part]; i++, ids += T) {
        const SpamMail *m = &s->mail[index[i]];
        size_t n, bytes = GSL_MIN(m->n, 16 * (size_t)T); /* T tokens have fewer */
        int *all = bpe_encode(t->trunk.bpe, m->text, bytes, &n);
        n = GSL_MIN(n, (size_t)T);
        memcpy(ids, all, n * sizeof *ids);
        t->list[part][i] = (Example){ids, (int)n, m->is_spam};
        free(all);
    }
}

Task task_load(const Run *run)
{
    Task t = {0};
    Spam s;
    char why[600];
    CHECK(trunk_load(run->quick, &t.trunk, why, sizeof why) == 0, "%s", why);
    CHECK(spam_load("data/cache/spam-assassin", &s, why, sizeof why) == 0, "%s", why);
    int T = GSL_MIN(TOKENS, t.trunk.gpt->config.context), *index = malloc((size_t)s.count * sizeof *index);
    int *ids = t.ids = malloc((size_t)s.count * (size_t)T * sizeof *ids);
    gsl_rng *same = gsl_rng_alloc(gsl_rng_mt19937);
    CHECK(index && ids, "out of memory");
    for (int part = 0; part < SPAM_PARTS; part++) {
        int n = spam_part(&s, part, index), most = run->quick ? GSL_MIN(n, FEW) : n;
        gsl_ran_shuffle(same, index, (size_t)n, sizeof *index); /* so that the first few are of both classes */
        t.count[part] = most;
        t.list[part] = malloc((size_t)n * sizeof *t.list[part] + 1);
        CHECK(t.list[part], "out of memory");
        encode(&t, &s, index, part, ids, T);
        ids += most * T;
    }
    Classifier like = classifier_from(&t.trunk, 2, same);
    t.features = like.head.w->shape[1];
    classifier_free(&like);
    gsl_rng_free(same), free(index), spam_free(&s);
    return t;
}

void task_free(Task *t)
{
    for (int part = 0; part < SPAM_PARTS; part++)
        free(t->list[part]);
    free(t->ids), trunk_free(&t->trunk);
}

void task_shuffle(const Task *t, int *order, gsl_rng *rng)
{
    int n = t->count[SPAM_TRAINING];
    for (int i = 0; i < n; i++)
        order[i] = i;
    gsl_ran_shuffle(rng, order, (size_t)n, sizeof *order);
}
